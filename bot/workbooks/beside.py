"""The files that a workbook names and that lie beside it: lists in csv files, pictures, sounds."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from bot.channels.whatsapp.media import LARGEST, MEGABYTE, medium
from bot.workbooks import texts as said
from bot.workbooks.sheets import Book, Place, plain
from dialogs.faults import Fault
from dialogs.phrase import Phrase, Quote, Text, phrase
from dialogs.xlsform.reader import XF, H, language_code

LIVE = frozenset({"languages", "countries", "spoken_languages", "centres"})  # lists that the bot supplies
MOST_BYTES = 20_000_000
MOST_ROWS = 10_000  # of a list: a filter looks at all of them, and a turn takes 50 ms
FROM_FILE = re.compile(r"select[_ ](?:one|multiple)[_ ]from[_ ]file\s+(\S+)")
PULLED = re.compile(r"pulldata\(\s*['\"]([^'\"]+)['\"]")
MEDIA = ("image", "audio", "video", "big_image")

Files = Sequence[Path] | Mapping[str, bytes]  # folders, the first counts most; or the files of an upload by name
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]  # headings, rows


@dataclass(frozen=True, slots=True)
class Named:
    """A csv file that a cell names. `id` is what expressions call it."""

    place: Place
    column: str
    file: str

    @property
    def id(self) -> str:
        return self.file.rpartition(".")[0]


class Unfit(ValueError):
    """Why a list cannot be used, with the cure: a text, and what a program of others says."""

    def __init__(self, text: Text, **values: str) -> None:
        super().__init__(text.context)
        self.text, self.values = text, values


def named(book: Book) -> Iterator[Named]:
    """Every csv file that the survey sheet names, wherever it does."""
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        if found := FROM_FILE.match(kind):
            yield Named(place, "type", found[1])
        elif kind == "csv-external" and (name := book.survey.cell(row, "name")):
            yield Named(place, "type", f"{name.removesuffix('.csv')}.csv")
        for heading, cell in row.items():
            yield from (Named(place, heading, f"{one.removesuffix('.csv')}.csv") for one in PULLED.findall(cell))


def media(book: Book) -> Iterator[Named]:
    """Every picture, sound and film that a cell names."""
    for sheet in (book.survey, book.choices):
        headings = [heading for heading in sheet.headings if plain(heading) in MEDIA or plain(heading) == "media"]
        for place, row in sheet.filled():
            yield from (
                Named(place, heading, row[heading]) for heading in headings if row.get(heading) and "${" not in row[heading]
            )


def tables(book: Book, files: Files) -> dict[str, Table]:
    """{id: table} of the lists; what is missing or unfit becomes a fault of the book. One the bot supplies needs no file."""
    found: dict[str, Table] = {}
    for one in named(book):
        if one.id in found or not one.file.endswith(".csv"):  # other kinds are refused by their type
            continue
        content = fetch(files, one.file)
        if content is None:
            if one.id not in LIVE:
                book.faults.append(Fault(*one.place, one.column, phrase(said.LIST_GONE, file=one.file)))
            continue
        try:
            found[one.id] = table(content)
        except Unfit as why:
            book.faults.append(Fault(*one.place, one.column, phrase(why.text, file=one.file, **why.values)))
    return found


def unshown_media(book: Book, files: Files) -> Iterator[Fault]:
    """What is missing, or larger than a channel shows. Words are enough without a picture, so it is no fault."""
    first: dict[str, Named] = {}
    for one in media(book):
        first.setdefault(one.file, one)
    for one in first.values():
        if why := _unshown(files, one.file):
            yield Fault(*one.place, one.column, why)


def _unshown(files: Files, name: str) -> Phrase | None:
    found = _actual(files, name)
    if found is None:
        return phrase(said.FILE_GONE, file=name)
    size, most = found.stat().st_size if isinstance(found, Path) else len(found), LARGEST[medium(name).kind]
    return phrase(said.FILE_LARGE, file=name, most=str(most // MEGABYTE)) if size > most else None


def there(files: Files, name: str) -> bool:
    return _actual(files, name) is not None


def fetch(files: Files, name: str) -> bytes | None:
    """The content of a file beside the workbook, however its name is capitalised; None where there is none."""
    found = _actual(files, name)
    if isinstance(found, Path):
        return found.read_bytes() if found.stat().st_size <= MOST_BYTES else b"\0" * (MOST_BYTES + 1)
    return found


def _actual(files: Files, name: str) -> Path | bytes | None:
    """Only a plain name counts, so that nothing outside of the folders can be named."""
    if not name or name != Path(name).name or "\\" in name or name.startswith("."):
        return None
    known: dict[str, Path | bytes] = dict(files) if isinstance(files, Mapping) else {}
    for folder in () if isinstance(files, Mapping) else reversed(files):
        known |= {path.name: path for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
    return known.get(name) or next((found for one, found in known.items() if one.lower() == name.lower()), None)


def table(content: bytes) -> Table:
    """The headings and rows of a csv file, every row as long as the headings. Raises Unfit."""
    if len(content) > MOST_BYTES:
        raise Unfit(said.LIST_LARGE)
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count) if "," not in first else ","
    try:
        rows = [
            tuple(cell.strip() for cell in row)
            for row in csv.reader(StringIO(text), delimiter=separator, strict=False)
            if any(row)
        ]
    except csv.Error as error:
        raise Unfit(said.LIST_UNREAD, quote=Quote(error)) from error
    if len(rows) < 2 or not any(rows[0]):
        raise Unfit(said.LIST_EMPTY)
    if len(rows) > MOST_ROWS + 1:
        raise Unfit(said.LIST_LONG, most=f"{MOST_ROWS:,}")
    width = len(rows[0])
    return rows[0], tuple((row + ("",) * width)[:width] for row in rows[1:])


def _decoded(content: bytes) -> str:
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        raise Unfit(said.LIST_CODING) from error
    if "\0" in text:
        raise Unfit(said.LIST_NO_TEXT)
    return text


# --- into the XForm -------------------------------------------------------------------------------------------------------


def put_in(document: Element, tables_: Mapping[str, Table]) -> None:
    """Lists from files stand in the XForm as those of the sheet choices do: `root/item/column`, translated labels among its texts."""
    model = document.find(f"{H}head/{XF}model")
    for instance in model.findall(f"{XF}instance") if model is not None else ():
        name = instance.get("id", "")
        if name in tables_ and instance.get("src") and model is not None:
            del instance.attrib["src"]
            root = SubElement(instance, f"{XF}root")
            headings, rows = tables_[name]
            for at, row in enumerate(rows):
                _item(model, SubElement(root, f"{XF}item"), f"{name}-file-{at}", dict(zip(headings, row, strict=True)))


def _item(model: Element, item: Element, text_id: str, row: Mapping[str, str]) -> None:
    labels = {
        language_code(heading.partition("::")[2]): text
        for heading, text in row.items()
        if heading.startswith("label::") and text
    }
    plain_ = {heading: text for heading, text in row.items() if heading and "::" not in heading}
    if labels and "label" not in plain_:
        plain_["label"] = next(iter(labels.values()))
    for heading, text in plain_.items():
        SubElement(item, f"{XF}{heading}").text = text
    for translation in model.iter(f"{XF}translation") if labels else ():
        text = labels.get(language_code(translation.get("lang", ""))) or plain_["label"]
        SubElement(SubElement(translation, f"{XF}text", id=text_id), f"{XF}value").text = text
    if labels:
        SubElement(item, f"{XF}itextId").text = text_id
