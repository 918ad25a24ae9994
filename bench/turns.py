"""What a turn costs in a large form: `python -m bench turns FOLDER` walks the largest workbook of a folder with random answers.

CPU of `dialogs.engine.turn` alone, database and channel left out: p50 and p99 over all turns of a few people. And what it takes to make
a form of 300 questions out of what pyxform gives.
"""

import gc
from dataclasses import dataclass
from pathlib import Path
from time import process_time_ns
from xml.etree.ElementTree import fromstring

from bench.bots import BenchProblem
from bot.texts.speech import load as load_voices
from bot.workbooks.converting import converted
from bot.workbooks.reading import load
from dialogs.engine import turn
from dialogs.events import Event
from dialogs.form import Form
from dialogs.xlsform.reader import FormError, read
from tests.oracles.forms import workbooks
from tests.oracles.walking import Broken, Walk

PEOPLE, QUESTIONS = 3, 300
P50_MS, P99_MS, COMPILE_S = 0.2, 3.0, 0.5  # what we promise
ROWS = (
    "| | begin_group | part{i} | Part {i} | | | |",
    "| | select_one kinds | kind{i} | Which kind? | | | |",
    "| | text | other{i} | Which other? | ${{kind{i}}} = 'other' | | |",
    "| | integer | age{i} | How old? | | . >= 0 and . <= 120 | |",
    "| | calculate | adult{i} | | | | if(${{age{i}}} >= 18, 'yes', 'no') |",
    "| | select_multiple kinds | more{i} | What else, ${{adult{i}}}? | ${{age{i}}} > 5 and selected(${{kind{i}}}, 'a') | | |",
    "| | end_group | | | | | |",
)


class _Timed(Walk):
    """Every turn once more beforehand, with a clock: the engine changes nothing."""

    spent: list[int]

    def happen(self, event: Event) -> None:
        begun = process_time_ns()
        turn(self.known, event, self.voices)
        self.spent.append(process_time_ns() - begun)
        super().happen(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    form: str
    questions: int
    turns: int
    p50_ms: float
    p99_ms: float
    compile_s: float

    def __str__(self) -> str:
        return (
            f"{self.form}: {self.questions} questions, {self.turns} turns, CPU a turn p50 {self.p50_ms:.3f} ms (at most {P50_MS}),"
            f" p99 {self.p99_ms:.3f} ms (at most {P99_MS}); {QUESTIONS} questions compiled in {self.compile_s:.3f} s (at most {COMPILE_S})"
        )


def turns(folder: Path) -> Turns:
    """Raises BenchProblem where no workbook of the folder can be walked."""
    form, voices = _largest(folder), load_voices()
    spent: list[int] = []
    for seed in range(PEOPLE + 1):  # the first one only warms up
        walk = _Timed(form, voices, (form.languages or ("en",))[0], max(seed, 1))
        walk.spent = spent if seed else []
        gc.collect()
        try:
            walk.to_the_end()
        except Broken as broken:
            raise BenchProblem(f"{form.name}: {broken}") from broken
    spent.sort()
    return Turns(
        form=form.name,
        questions=form.size,
        turns=len(spent),
        p50_ms=spent[len(spent) // 2] / 1e6,
        p99_ms=spent[len(spent) * 99 // 100] / 1e6,
        compile_s=_compile(),
    )


def _largest(folder: Path) -> Form:
    """The form with most questions; those that are refused are none."""
    found: list[Form] = []
    for path in workbooks(folder):
        try:
            found.append(load(path))
        except FormError:
            continue
    if not found:
        raise BenchProblem(f"no workbook in {folder} can be read")
    return max(found, key=lambda form: form.size)


def _compile() -> float:
    """Seconds from the XForm to the form, the best of three."""
    asked = len(ROWS) - 3  # two rows are a group, one calculates
    rows = [row.format(i=i) for i in range(QUESTIONS // asked) for row in ROWS]
    survey = ["| survey |", "| | type | name | label | relevant | constraint | calculation |", *rows]
    choices = [
        "| choices |",
        "| | list_name | name | label |",
        *(f"| | kinds | {name} | {name} |" for name in ("a", "b", "other")),
    ]
    book = converted("\n".join([*survey, *choices]).encode(), "large")
    taken = []
    for _ in range(3):
        begun = process_time_ns()
        form = read(fromstring(book.xform))
        taken.append(process_time_ns() - begun)
    if form.size != QUESTIONS:
        raise BenchProblem(f"the form has {form.size} questions instead of {QUESTIONS}")
    return min(taken) / 1e9
