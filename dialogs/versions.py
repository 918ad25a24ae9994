"""What a new version of a form does to answers that were given to the old one. A question's name is for ever: by it they are found."""

from collections.abc import Sequence
from typing import NamedTuple

from dialogs.form import Form, Label, Question, Repeat, walk

KEPT, RETYPED, HIDDEN, NEW = "kept", "retyped", "hidden", "new"


class Change(NamedTuple):
    """One question. `choices`: names of choices that are gone: whoever chose them is asked again."""

    fate: str
    key: str
    label: Label | None
    kind: str
    before: str = ""  # the kind that it had
    choices: tuple[str, ...] = ()


def changes(old: Form, new: Form) -> list[Change]:
    """Every question of either, those of the new one in its order, then those that are gone."""
    asked = [_change(question, old.questions.get(key)) for key, question in new.questions.items() if question.asked]
    gone = [one for key, one in old.questions.items() if one.asked and not _is_asked(new, key)]
    return [*asked, *(Change(HIDDEN, one.key, one.label, one.kind) for one in gone)]


def heirs(old: Form, new: Form, key: str) -> Sequence[str]:
    """Questions that are new and could be the same as one that is gone, under another name: of its kind, in the same repeat."""
    gone = old.questions[key]
    return [
        one.key
        for one in new.questions.values()
        if one.asked and one.key not in old.questions and one.kind == gone.kind and _repeats(new, one) == _repeats(old, gone)
    ]


def _change(question: Question, before: Question | None) -> Change:
    if before is None or not before.asked:
        return Change(NEW, question.key, question.label, question.kind)
    lost = _lost(before, question)
    retyped = before.kind != question.kind or lost
    return Change(RETYPED if retyped else KEPT, question.key, question.label, question.kind, before.kind, lost)


def _lost(before: Question, now: Question) -> tuple[str, ...]:
    """Choices of a list of the form that cannot be chosen any more."""
    if not (before.choices and now.choices) or now.choices.live:
        return ()
    left = {choice.name for choice in now.choices.static}
    return tuple(choice.name for choice in before.choices.static if choice.name not in left) if left else ()


def _is_asked(form: Form, key: str) -> bool:
    found = form.questions.get(key)
    return found is not None and found.asked


def _repeats(form: Form, question: Question) -> tuple[str, ...]:
    """The repeats around a question."""
    return tuple(part.name for part in walk(form.root) if isinstance(part, Repeat) and question.ref.startswith(f"{part.ref}/"))
