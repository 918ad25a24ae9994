"""`lotse export attendance`: who booked what and who came, as one table."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from bot.exports.answers import whole
from bot.exports.spreadsheets import Workbook, write_csv
from bot.exports.tables import Cell
from bot.wallclock import utc_now
from storage.answers.review import public
from storage.speaking.people import audited
from storage.store import Store
from storage.times import ms
from storage.workshops.booking_list import Booked, bookings

HEADINGS = Booked._fields


async def export_attendance(store: Store, *, to: str, out: Path) -> int:
    """How many rows were written. `to` is xlsx or csv. Raises SettingProblem where there is no such place for the file."""
    at, told = ms(utc_now()), {"part": "attendance", "shape": to}
    await store.write(lambda connection: audited(connection, "command line", "exported", 0, at, **told))
    make = _to_xlsx if to == "xlsx" else _to_csv
    return await store.read(lambda connection: whole(out, lambda path: make(connection, path)))


def _rows(connection: Connection) -> Iterator[list[Cell]]:
    for one in bookings(connection):
        numbers = {"workshop": public(one.workshop), "person": public(one.person)}
        yield [*(one._asdict() | numbers | {"starts": one.starts.isoformat()}).values()]


def _to_csv(connection: Connection, path: Path) -> int:
    return write_csv(path, HEADINGS, _rows(connection))


def _to_xlsx(connection: Connection, path: Path) -> int:
    count = 0
    with Workbook(path) as book:
        sheet = book.sheet("attendance", len(HEADINGS), headings=1)
        sheet.add([*HEADINGS], book.bold)
        for count, cells in enumerate(_rows(connection), 1):  # noqa: B007 - the last one counts
            sheet.add(cells)
    return count
