"""Every label of a form, in the order in which people meet them."""

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.form import Choice, Form, Label, Question, walk


class Shown(NamedTuple):
    """A label and where it stands: `question` names it for an author, `choices` counts those it is one of (0 = none)."""

    label: Label
    question: str
    choices: int = 0
    title: bool = False


def labels(form: Form) -> Iterator[Shown]:
    """All that have a text, the title first; a list's choices once, where it is first used."""
    yield Shown(form.title, "title", title=True)
    lists = dict(form.lists)
    for part in walk(form.root):
        if part.label and part.label.source:  # not only a picture
            yield Shown(part.label, part.name)
        if isinstance(part, Question):
            further = (part.hint, part.guidance, part.constraint_message, part.required_message)
            yield from (Shown(label, part.name) for label in further if label)
            if part.choices:
                yield from _of_list(lists.pop(part.choices.list, ()), part.name)
    for name, choices in lists.items():
        yield from _of_list(choices, name)


def _of_list(choices: tuple[Choice, ...], question: str) -> Iterator[Shown]:
    return (Shown(choice.label, f"{question}, {choice.name}", len(choices)) for choice in choices if choice.label.source)
