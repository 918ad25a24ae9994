"""Where in a form people stop: how many got as far as each question."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.form import Form, Question, Repeat, walk
from storage.answers.figures import Funnel


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A question by its key; "" is the summary. `reached` it: handed in, or there, or behind it."""

    key: str
    reached: int
    stopped: int
    standing: int


def reached(form: Form, of: Funnel) -> list[Step]:
    """In the order of the form. Whoever is at a question that is not in it any more is counted at none."""
    keys = [*(one.key for one in form.questions.values() if one.asked), ""]
    places = landings(form, keys)
    stopped, standing = [0] * len(keys), [0] * len(keys)
    for counts, there in ((of.stopped, stopped), (of.standing, standing)):
        for path, number in counts.items():
            if (place := places.get(bare(path))) is not None:
                there[place] += number
    found: list[Step] = []
    behind = of.handed_in
    for place in reversed(range(len(keys))):
        behind += stopped[place] + standing[place]
        found.append(Step(key=keys[place], reached=behind, stopped=stopped[place], standing=standing[place]))
    return found[::-1]


def bare(path: str) -> str:
    """A path without the instances of repeats: of `work[k3].occupation` the question's key, of `work[k3]` the repeat's."""
    return path.rpartition("].")[2].partition("[")[0]


def landings(form: Form, keys: Sequence[str]) -> dict[str, int]:
    """{key of a question or repeat: its place}. Whoever is asked for one more of a repeat is at its last question."""
    places = {key: place for place, key in enumerate(keys)}
    for part in walk(form.root):
        if isinstance(part, Repeat):
            inside = [places[one.key] for one in walk(part) if isinstance(one, Question) and one.key in places]
            places.setdefault(part.key, max(inside, default=len(keys) - 1))
    return places
