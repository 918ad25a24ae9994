"""What was handed in, for other programs: OpenRosa XML with its files, or tables as KoboToolbox makes them.

One file, whole when it appears, for its owner only; written as the database is read, a person at a time.
"""

import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import ColumnElement, Connection

from bot.exports import handed as tables
from bot.exports.answers import Mark, Progress, add_mark, whole
from bot.exports.handed import Handed, Style
from bot.exports.spreadsheets import Workbook, written_csv
from bot.settings import SettingProblem
from bot.wallclock import utc_now
from dialogs.answers.sheet import AnswerSheet, Surroundings
from dialogs.answers.submission import instance_xml
from dialogs.form import Choice, Form
from dialogs.nodes import list_node
from dialogs.texts import Speech
from dialogs.xpath import Node
from storage.answers import extract
from storage.answers.extract import Filled
from storage.answers.review import public
from storage.crypt import Keyring
from storage.speaking.people import audited
from storage.store import Store
from storage.times import ms

WAYS = ("xml", "csv", "xlsx")


@dataclass(slots=True, kw_only=True)
class Source:
    """Where submissions come from. `speech` is the language of labels; `of`, `mark` as in `bot.exports.answers.Source`."""

    keyring: Keyring
    form: Form
    lists: Mapping[str, Sequence[Choice]]
    speech: Speech
    style: Style
    total: int
    progress: Progress
    of: ColumnElement[bool] | None = None
    mark: Mark = ()
    instances: Mapping[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.instances = {name: list_node(choices) for name, choices in self.lists.items()}

    def handed_in(self, connection: Connection) -> Iterator[tuple[Filled, Handed]]:
        """Every submission as it is now, in a steady order."""
        count = 0
        for done, filled in enumerate(extract.filled(connection, self.keyring, self.form.name, self.of), 1):
            if filled and filled.sheet.state == "handed_in":
                count += 1
                yield filled, self._handed(filled, count)
            self.progress(done, self.total)

    def _handed(self, filled: Filled, number: int) -> Handed:
        at = filled.sheet.active_at or filled.opened_at
        around = Surroundings(now=at, lists=self.lists, instances=self.instances, speak=self.speech.label)
        return Handed(
            number=number,
            uuid=self.uuid(filled),
            person=public(filled.person),
            at=at,
            version=filled.sheet.version,
            answers=AnswerSheet(self.form, filled.sheet.answers, around),
        )

    def uuid(self, filled: Filled) -> str:
        """The same for the same revision whenever it is exported, and nothing that leads back to a person."""
        place = map(str, (filled.person, filled.sheet.number, filled.sheet.revision))
        return str(uuid.UUID(self.keyring.index("submission", *place), version=4))


async def export_submissions(store: Store, source: Source, *, to: str, out: Path) -> int:
    """How many submissions were written. `to` is one of WAYS; csv and xml are in a zip. Raises SettingProblem for a place that is none."""
    if to not in WAYS:
        raise SettingProblem(f"Submissions are written as {', '.join(WAYS)}, not as {to}.")
    at, told = ms(utc_now()), {"part": "submissions", "shape": to, "form": source.form.name}
    await store.write(lambda connection: audited(connection, "command line", "exported", 0, at, **told))
    make = {"xml": to_xml, "csv": to_csv, "xlsx": to_xlsx}[to]
    return await store.read(lambda connection: whole(out, lambda path: make(connection, source, path)))


def to_xml(connection: Connection, source: Source, path: Path) -> int:
    """As ODK Briefcase lays them out: instances/<uuid>/submission.xml, and beside it the files that it names."""
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for filled, handed in source.handed_in(connection):
            folder = f"instances/uuid{handed.uuid}"
            archive.writestr(f"{folder}/submission.xml", instance_xml(handed.answers, f"uuid:{handed.uuid}"))
            for name, content in extract.files(connection, source.keyring, filled.person, filled.sheet.number).items():
                archive.writestr(f"{folder}/{name}", content)
            count += 1
    return count


def to_xlsx(connection: Connection, source: Source, path: Path) -> int:
    """A sheet for the form and one for each repeat."""
    shapes, rows = _shaped(source)
    with Workbook(path) as book:
        sheets = {}
        for table in shapes:
            titles = tables.headings(table, source.style, source.speech)
            sheets[table.name] = book.sheet(table.name, len(titles), headings=1)
            sheets[table.name].add(titles, book.bold)
        count = 0
        for _, handed in source.handed_in(connection):
            for name, cells in rows.of(handed):
                sheets[name].add(cells)
            count += 1
        add_mark(book, source.mark)
    return count


def to_csv(connection: Connection, source: Source, path: Path) -> int:
    """A zip with a table for the form and one for each repeat."""
    shapes, rows = _shaped(source)
    count = 0
    with TemporaryDirectory(dir=path.parent) as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {table.name: Path(folder, f"{place}.csv") for place, table in enumerate(shapes)}
        with ExitStack() as stack:
            titles = {table.name: tables.headings(table, source.style, source.speech) for table in shapes}
            add = {name: stack.enter_context(written_csv(file, titles[name])) for name, file in files.items()}
            for _, handed in source.handed_in(connection):
                for name, cells in rows.of(handed):
                    add[name](cells)
                count += 1
        for name, file in files.items():
            archive.write(file, f"{name}.csv")
        if source.mark:
            archive.writestr("about.txt", "".join(f"{what}: {value}\n" for what, value in source.mark))
    return count


def _shaped(source: Source) -> tuple[list[tables.Table], tables.Rows]:
    shapes = tables.tables(source.form, source.lists, source.style)
    return shapes, tables.Rows(source.form, shapes, source.style, source.speech)
