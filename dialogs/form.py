"""What a form is made of. Values only: frozen, built once by `xlsform`, never changed.

Words are the standard's (label, hint, relevant, constraint, required, calculation; XLSForm and ODK XForms).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dialogs.xpath import Expression, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a channel can show. `options` and `text` decide on pages; labels that do not fit are `check`'s business."""

    text: int  # characters in one message
    options: int  # choices on one page
    label: int  # characters on one option


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text of a form in its languages. `${name}` in it stands for the value of `outputs[name]`.

    `key` is the catalogue's context (`form:question:column`); `texts` maps a language code ("" = the form's default) to text.
    """

    key: str
    texts: Mapping[str, str]
    outputs: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return self.texts.get("") or next(iter(self.texts.values()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    name: str
    label: Label
    columns: Mapping[str, str] = field(default_factory=dict)  # further columns of the choices sheet: filters, isco …


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Where a select takes its choices from: a list of the form, or a live one that the bot supplies."""

    list: str
    static: tuple[Choice, ...] = ()
    filter: Expression | None = None
    live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What groups, repeats and questions share. `ref` is the XPath of the element, without positions."""

    name: str
    ref: str
    label: Label | None = None
    relevant: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Item):
    """One thing to ask or, where `kind` is note or calculate, to say or to know.

    `key` names its answers for ever: its name, with the names of the groups before it where the name alone is not unique.
    """

    key: str
    kind: str  # note acknowledge text integer decimal date phone select_one select_multiple calculate hidden
    appearance: frozenset[str] = frozenset()
    hint: Label | None = None
    guidance: Label | None = None
    required: Expression | None = None
    required_message: Label | None = None
    constraint: Expression | None = None
    constraint_message: Label | None = None
    calculation: Expression | None = None
    default: str = ""
    readonly: bool = False
    choices: Choices | None = None
    extras: Mapping[str, str] = field(default_factory=dict)  # lotse:* columns: sets, button

    @property
    def asked(self) -> bool:
        return self.kind not in ("note", "calculate", "hidden") and not self.readonly


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Item):
    children: tuple["Group | Repeat | Question", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Item):
    key: str
    children: tuple["Group | Repeat | Question", ...]
    count: Expression | None = None


Part = Group | Repeat | Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A conversation. `settings` are the workbook's own `lotse:` settings (review, then)."""

    name: str
    version: str
    title: Label
    root: Group
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)  # by key, in document order
    instances: Mapping[str, Node] = field(default_factory=dict)  # the lists as trees, for expressions
    dependents: Mapping[str, frozenset[str]] = field(default_factory=dict)  # ref -> refs to look at again when it changes

    size: int = 0  # how many questions are asked, each counted once

    @property
    def reviewed(self) -> bool:
        """Whether a summary is put before handing in."""
        return self.settings.get("review", "yes") != "no"


def walk(part: Part) -> Iterator[Part]:
    """The part and everything in it, in document order."""
    yield part
    if not isinstance(part, Question):
        for child in part.children:
            yield from walk(child)
