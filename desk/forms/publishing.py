"""What the desk needs for forms and texts, and the bot does: reading a workbook, drawing a message, gathering texts. `bot` fulfils these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dialogs.events import Said
from dialogs.form import Form, Limits
from dialogs.phrase import Phrase
from dialogs.texts import Voices
from storage.corrections import Correction

STOP, FAULT, WARNING, CURED = "stop", "fault", "warning", "cured"  # how heavy a finding is


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a form, or was cured, and where. `sheet` "" and `row` 0 where it is about all of it."""

    weight: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    question: str = ""
    language: str = ""
    said: Phrase
    cure: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A workbook that could be read. `files` are those that came with it and are used; `voices` speak its languages too."""

    form: Form
    findings: Sequence[Finding]
    files: Sequence[str] = ()
    voices: Voices | None = None


class Unreadable(Exception):
    """A workbook that is no form, with everything that is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("unreadable")
        self.findings = findings


class Key(NamedTuple):
    """What can be tapped: what stands on it, what comes back, and the small print below it."""

    label: str
    data: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A message as a channel shows it. `rows` of what can be tapped; where `opener` is set they stand in a list that it opens."""

    text: str
    rtl: bool
    rows: Sequence[Sequence[Key]] = ()
    opener: str = ""
    footer: str = ""
    files: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text in one language, beside its source.

    `whom`: whose it is, people's or the desk's. `form`: of which form, "" = of none. `plural`: its English plural, "" = it has none.
    `shipped`: the forms of the catalogue or workbook. `fuzzy`: they were made for other English. `limit`: characters, 0 = any number.
    """

    context: str
    whom: str
    form: str
    source: str
    plural: str
    note: str
    limit: int
    shipped: tuple[str, ...]
    fuzzy: bool = False
    correction: Correction | None = None

    @property
    def corrected(self) -> bool:
        """Whether what was corrected here is what is said."""
        return self.correction is not None and self.correction.source == self.source

    @property
    def said(self) -> tuple[str, ...]:
        """What is said; empty where another language helps out."""
        if self.correction and self.corrected:
            return self.correction.forms
        return () if self.fuzzy else self.shipped

    @property
    def state(self) -> str:
        """corrected, outdated (the source has changed since it was corrected), fuzzy, missing or done."""
        if self.correction:
            return "corrected" if self.corrected else "outdated"
        return "fuzzy" if self.fuzzy else "done" if any(self.shipped) else "missing"


class Wrong(NamedTuple):
    """What is wrong with a text: one of PLACES, LENGTH, FORMS, EMPTY, SIGNS; what it is about, and how many."""

    kind: str
    what: str = ""
    number: int = 0


class Change(NamedTuple):
    """What an import would do to one text, or why it is refused. `row`: of a workbook's sheet, or the line of a PO file."""

    row: int
    wording: Wording | None
    forms: tuple[str, ...]
    wrong: Wrong | None = None
    context: str = ""


class Rows(NamedTuple):
    """A plural form for each of these numbers: examples for translators."""

    examples: Sequence[str]
    rtl: bool


class Publisher(Protocol):
    """Forms that come in, and what is done with them."""

    @property
    def limits(self) -> Mapping[str, Limits]:
        """What each channel can show."""
        ...

    async def read(self, content: bytes, name: str) -> Draft:
        """What was uploaded, looked through. `name`: of the file. Raises Unreadable."""
        ...

    async def draft(self, number: int) -> Draft | None:
        """One that was uploaded before; None where it is gone."""
        ...

    async def refresh(self) -> None:
        """Take up what was changed at the desk."""
        ...

    def look(self, form: Form) -> Sequence[Finding]:
        """What `lotse check` finds."""
        ...

    def origin(self, name: str) -> str:
        """Where a form comes from: shipped, folder or imported."""
        ...

    def bubble(self, channel: str, said: Said) -> Bubble:
        """A message as a channel shows it."""
        ...

    async def workbook(self, form: Form) -> bytes:
        """The form as an Excel workbook, in all its languages."""
        ...


class Texts(Protocol):
    """All texts, and files that translators work in."""

    @property
    def languages(self) -> Sequence[str]:
        """Those that something is translated into: people's, the desk's, and those that workbooks brought along."""
        ...

    def serves(self, language: str) -> Sequence[str]:
        """Whose texts are in it: people, desk or both."""
        ...

    async def wordings(self, language: str, *, brief: bool = False) -> Sequence[Wording]:
        """Every text in a language. Without what was corrected here, which is in the database. `brief`: to be counted; what is fuzzy is
        missing then.
        """
        ...

    def rows(self, language: str) -> Rows: ...

    def wrong(self, language: str, wording: Wording, forms: Sequence[str]) -> Wrong | None:
        """The first thing that is wrong with a correction."""
        ...

    async def write(self, language: str, wordings: Sequence[Wording], to: str) -> bytes:
        """A file for translators, `po` or `xlsx`."""
        ...

    async def take(self, language: str, wordings: Sequence[Wording], content: bytes, name: str) -> Sequence[Change]:
        """What a file of a translator would change. Raises Unreadable."""
        ...
