"""Whether two forms mean the same: what is asked, in which words, under which conditions, with which answers to choose from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from random import Random
from typing import Any

from babel import Locale

from bot.forms.library import lists
from bot.texts.speech import Voices
from bot.workbooks.writing import RLM, languages
from dialogs.answers.sheet import DONE, AnswerSheet, Pending, SheetNode, Surroundings
from dialogs.events import Answer
from dialogs.form import Choice, Form, Label, Part, Question, Repeat, walk
from dialogs.nodes import list_node
from dialogs.xpath import Expression

SPACE = re.compile(r"('[^']*'|\"[^\"]*\")|\s+")

CODES = {name: code for code, name in Locale.parse("en").languages.items()}
CURLY = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def same(one: Form, other: Form, voices: Voices) -> bool:
    return not differences(one, other, voices)


def differences(one: Form, other: Form, voices: Voices) -> list[str]:
    """`place: what it is in one | in the other`."""
    a, b = dict(facts(one, voices)), dict(facts(other, voices))
    order = [] if list(a) == list(b) else ["the order differs"]
    changed = [f"{place}: {a.get(place)!r} | {b.get(place)!r}" for place in {**a, **b} if a.get(place) != b.get(place)]
    return changed or order


def facts(form: Form, voices: Voices) -> Iterator[tuple[str, object]]:
    """Everything that people, conditions and exports can notice. A live list is what the bot supplies for it."""
    texts = languages(form, voices).texts

    def label(one: Label | None) -> object:
        if one is None:
            return None
        shown = {_code(code): _plain(text) for code, text in texts(one).items() if text}
        outputs = {name: _expression(expression) for name, expression in one.outputs.items()}
        return shown, outputs, {kind: {_code(code): name for code, name in names.items()} for kind, names in one.media.items()}

    yield "form", (form.name, form.version, form.title.source, dict(form.settings), form.size)
    for part in walk(form.root):
        yield from ((f"{part.ref} {what}", fact) for what, fact in _of_part(part, label))
    live: Mapping[str, Sequence[Choice]] = lists(voices)
    for question in form.questions.values():
        if source := question.choices:
            choices = live.get(source.list, ()) if source.live else source.static
            yield f"{question.ref} choices", [(choice.name, label(choice.label), dict(choice.columns)) for choice in choices]


def _of_part(part: Part, label: object) -> Iterator[tuple[str, object]]:
    assert callable(label)
    yield "type", type(part).__name__
    yield "label", label(part.label)
    yield "relevant", _expression(part.relevant)
    if isinstance(part, Repeat):
        yield "count", _expression(part.count)
        yield "key", part.key
    if isinstance(part, Question):
        yield "kind", "hidden" if part.kind == "calculate" and not part.calculation else part.kind
        for text in ("hint", "guidance", "required_message", "constraint_message"):
            yield text, label(getattr(part, text))
        for logic in ("required", "constraint", "calculation", "readonly_when"):
            yield logic, _expression(getattr(part, logic))
        for plain in ("key", "type", "appearance", "default", "readonly", "parameters", "extras"):
            yield plain, getattr(part, plain)
        yield "filter", _expression(part.choices.filter if part.choices else None)


def _code(language: str) -> str:
    """A language that a workbook calls by its name alone has its code afterwards; English is what helps out elsewhere."""
    code = CODES.get(language, language)
    return "" if code == "en" else code


def _plain(text: str) -> str:
    """Without what pyxform changes in every cell: curly quotation marks become straight, and spaces plain."""
    return " ".join(text.strip(RLM).translate(CURLY).split())


def _expression(expression: Expression | None) -> str | None:
    """Spaces between its parts do not count."""
    return SPACE.sub(lambda found: found[1] or "", expression.source) if expression else None


# --- walks ----------------------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEPS = 400
VALUES = {
    "integer": ("0", "1", "2", "3", "5", "17"),
    "decimal": ("0", "2.5", "40"),
    "range": ("0", "1", "3", "5"),
    "date": ("1990-03-21", "2026-11-22", "2020-02-29"),
    "time": ("08:30:00.000", "23:15:00.000"),
    "datetime": ("2026-11-20T08:30:00.000+00:00",),
    "geopoint": ("49.61 6.13 0 0",),
    "acknowledge": ("OK",),
}


def walked(one: Form, other: Form, voices: Voices, seed: int) -> str:
    """Two sheets, one for each form, answered alike at random: where they part; "" if they never do."""
    live, dice = lists(voices), Random(seed)
    around = Surroundings(
        now=NOW, seed=seed, lists=live, instances={name: list_node(choices) for name, choices in live.items()}
    )
    sheets = AnswerSheet(one, (), around), AnswerSheet(other, (), around)
    for step in range(STEPS):
        found = [_pending(sheet) for sheet in sheets]
        if found[0] != found[1]:
            return f"step {step}: {found[0]} | {found[1]}"
        pending = sheets[0].next()
        if pending is None:
            break
        value = _value(sheets[0], pending, dice)
        for sheet in sheets:
            status: Any = "answered" if value else "skipped"
            sheet.put(Answer(path=pending.path, seq=sheet.next_seq, value=value, status=status))
    values = [[*_values(sheet.root, sheet)] for sheet in sheets]
    return next((f"at the end: {a} | {b}" for a, b in zip_longest(*values) if a != b), "")


def _pending(sheet: AnswerSheet) -> object:
    pending = sheet.next()
    if pending is None:
        return None
    return (
        pending.path,
        pending.another,
        [note.path for note in pending.notes],
        [one.name for one in sheet.choices(pending.node)],
    )


def _value(sheet: AnswerSheet, pending: Pending, dice: Random) -> str:
    if pending.repeat:
        ids = sheet.instances(pending.repeat, pending.node)
        return " ".join([*ids, f"k{len(ids) + 1}" if dice.random() < 0.3 and len(ids) < 3 else DONE])
    question, names = pending.node.question, [choice.name for choice in sheet.choices(pending.node)]
    if dice.random() < 0.1:
        return ""
    if names:
        return " ".join(dice.sample(names, 1 if question.kind == "select_one" else dice.randint(1, min(3, len(names)))))
    return dice.choice(VALUES.get(question.kind, ("Amal", "abc", "12")))


def _values(node: SheetNode, sheet: AnswerSheet) -> Iterator[tuple[str, bool, str]]:
    """(path, relevant, value) of everything but attributes: a form without a version has one when it comes back."""
    if node.name.startswith("@"):
        return
    leaf = isinstance(node.part, Question)
    yield node.path, sheet.relevant(node), node.string() if leaf else ""
    for child in node.children:
        yield from _values(child, sheet)
