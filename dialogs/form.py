"""What a form is made of. Values only: frozen, built once by `xlsform`, never changed.

Words are the standard's (label, hint, relevant, constraint, required, calculation; XLSForm and ODK XForms).
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from dialogs.faults import Fault
from dialogs.xpath import Expression, Node

MEDIA = frozenset({"image", "audio", "video", "file"})  # kinds that are answered with a file
METADATA = frozenset(  # kinds that answer themselves, or stay empty
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "simserial", "subscriberid"}
)
UNASKED = METADATA | {"note", "calculate", "hidden"}


STEPS = ("book", "feedback")  # of a workshop: what a form may be one of, see `Form.does`
SUBJECT = frozenset({"workshop", "occurrence"})  # hidden questions of such a form: which workshop it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a channel can show. `options`, `together` and the texts decide on pages; labels that do not fit are `check`'s business."""

    text: int  # characters in one message
    options: int  # choices on one page
    label: int  # characters on one option
    body: int = 0  # characters in a message with options, where that is fewer; 0 = as many
    together: int = (
        0  # options of one message whatever their role: choices, answers that are ours, turning the page; 0 = any number
    )
    edits: bool = True  # whether a message that was sent can be changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text of a form in its languages. `${name}` in it stands for the value of `outputs[name]`.

    `key` is the catalogue's context (`form:question:column`); `texts` maps a language code ("" = the form's default) to text.
    `media` is {image, audio or video: {language: name of a file beside the form}}.
    """

    key: str
    texts: Mapping[str, str]
    outputs: Mapping[str, Expression] = field(default_factory=dict)
    media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = field(init=False, repr=False, compare=False)  # in the form's own language
    known: dict[Hashable, str] = field(init=False, repr=False, compare=False, default_factory=dict)  # how it was said before

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", self.texts.get("") or next(iter(self.texts.values()), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    name: str
    label: Label
    columns: Mapping[str, str] = field(default_factory=dict)  # further columns of the choices sheet: filters, isco …


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Where a select takes its choices from: a list of the form, a live one that the bot supplies, or answers (a repeat).

    `filter` gives the nodes to choose from; of one that remembers no choice `value` and `label` are read.
    """

    list: str
    static: tuple[Choice, ...] = ()
    filter: Expression | None = None
    live: bool = False
    value: Expression | None = None
    label: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What groups, repeats and questions share. `ref` is the XPath of the element, without positions.

    `namespace` is "" for the form's own, as in nearly all elements. An attribute is a question whose name begins with "@".
    """

    name: str
    ref: str
    namespace: str = ""
    attributes: "tuple[Question, ...]" = ()
    label: Label | None = None
    relevant: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Item):
    """One thing to ask or, where `kind` is note, calculate or of METADATA, to say or to know. `kind` is XLSForm's word for its type.

    `key` names its answers for ever: its name, with the names of the groups before it where the name alone is not unique.
    `type` is that of its bind (int, date …): what values are written as.
    """

    key: str
    kind: str
    type: str = "string"
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
    readonly_when: Expression | None = None  # where that depends
    choices: Choices | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)  # the column of that name: start, end and step of a range …
    extras: Mapping[str, str] = field(default_factory=dict)  # lotse:* columns: sets, button
    asked: bool = field(init=False, repr=False, compare=False)
    said: bool = field(init=False, repr=False, compare=False)  # only shown: a note, or a value that nobody may change

    def __post_init__(self) -> None:
        """Every turn wants to know these of many questions."""
        object.__setattr__(self, "asked", self.kind not in UNASKED and not self.readonly)
        object.__setattr__(self, "said", self.kind == "note" or (self.readonly and self.kind not in UNASKED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Item):
    children: tuple["Group | Repeat | Question", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Item):
    key: str
    children: tuple["Group | Repeat | Question", ...]
    count: Expression | None = None
    starts: int = 1  # instances before anything is said
    fixed: bool = False  # nobody is asked for another one


Part = Group | Repeat | Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A conversation. `settings` are the workbook's own `lotse:` settings (summary, review, then, does)."""

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

    initial: Mapping[str, str] = field(default_factory=dict)  # {path: value} where it is not the question's default
    whole: tuple[Part, ...] = ()  # the root's children with the meta block among them, where the form has one
    texts: Mapping[str, Label] = field(default_factory=dict)  # by id, where expressions ask for them: jr:itext
    places: Mapping[tuple[str, ...], Part] = field(
        default_factory=dict
    )  # by the names from the root: what is there exactly once
    order: Mapping[str, int] = field(default_factory=dict)  # {ref: place among the children of what is around it}
    backward: frozenset[str] = frozenset()  # refs of questions that something before them depends on
    counted: frozenset[str] = frozenset()  # refs of repeats with a count

    metadata: frozenset[str] = frozenset()  # keys of what answers itself
    size: int = 0  # how many questions are asked, each counted once
    notices: tuple[Fault, ...] = ()  # what was cured or left out when it was imported

    @property
    def summed_up(self) -> bool:
        """Whether a summary is put before handing in."""
        return self._wants("summary")

    @property
    def reviewed(self) -> bool:
        """Whether coordinators are to look at what was handed in, unless a programme says otherwise."""
        return self._wants("review")

    @property
    def does(self) -> str:
        """Of what else it is a step: "book" (a place in a workshop), "feedback" (on one); nobody begins it by itself. "" = of nothing."""
        return self.settings.get("does", "")

    def _wants(self, setting: str) -> bool:
        return self.settings.get(setting, "").strip().casefold() != "no"


def walk(part: Part) -> Iterator[Part]:
    """The part and everything in it, in document order."""
    yield part
    if not isinstance(part, Question):
        for child in part.children:
            yield from walk(child)
