"""A language's catalogue as a plain dict: what is translated, nothing else."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from bot.texts.bidi import anchor, mirror
from bot.texts.languages import DESK, PEOPLE, Language

DOMAINS = {PEOPLE: "messages", DESK: "desk"}  # whom the texts are for, and what their catalogues are called
Key = tuple[str, str]  # context, English
Forms = tuple[str, ...]  # one text, or as many as the language has plural forms
KEYS: dict[Key, Key] = {}  # languages share their keys: each by itself would keep another copy of all English


class CatalogueError(ValueError):
    """A catalogue that cannot be read: which, and where."""


def path_of(language: str, folder: Path, whom: str = PEOPLE) -> Path:
    """Where a language's catalogue of the texts for people or for the desk lies."""
    return folder / language / "LC_MESSAGES" / f"{DOMAINS[whom]}.po"


def read(language: Language, folder: Path, whom: str = PEOPLE) -> Mapping[Key, Forms]:
    """The translations that may be shown: whole and not fuzzy. Raises CatalogueError."""
    found = {}
    for message in parse(path_of(language.code, folder, whom)):
        english, forms = _tuple(message.id), _tuple(message.string)
        whole = all(forms) and len(forms) == (language.nplurals if message.pluralizable else 1)
        if whole and not message.fuzzy:
            key = message.context or "", english[0]
            found[KEYS.setdefault(key, key)] = tuple(anchor(mirror(form)) for form in forms) if language.rtl else forms
    return found


def parse(path: Path, *, obsolete: bool = False) -> list[Message]:
    """The messages of a catalogue, the header left out, those put aside first; none without a file. Raises CatalogueError."""
    if not path.exists():
        return []
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, ignore_obsolete=not obsolete, abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:  # of these three kinds are Babel's complaints
        raise CatalogueError(f"{path.parent.parent.name}/{path.name}: {error}") from error
    return [message for message in (*catalogue.obsolete.values(), *catalogue) if message.id]


def _tuple(text: str | list[str] | tuple[str, ...] | None) -> Forms:
    return (text or "",) if isinstance(text, str | None) else tuple(text)
