"""What people say about one time of a workshop, and whether they came."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage import concerns
from storage.schema import attendance, occurrence
from storage.times import Milliseconds
from storage.upsert import upsert
from storage.workshops import missing

HELP = "workshop_help"  # kind of the case: somebody would come if they had help
CAME = ("came", "late", "left_early")
SCANNED = ("qr", "code")

Key = tuple[int, int]  # occurrence, person
_EMPTY = {"said": "", "help": "", "came": "", "how": "", "by": 0, "came_at": 0}


class Attending(NamedTuple):
    """Somebody says something about a time of a workshop. `verb`: coming, cannot, help; `needs`: codes of
    dialogs.workshops.values.NEEDS.
    """

    workshop: int
    occurrence: int
    person: int
    programme: str
    verb: str
    needs: tuple[str, ...] = ()


def keep(connection: Connection, said: Sequence[Attending], now: Milliseconds) -> None:
    """All of it; the team is asked to help those who need it."""
    if not said:
        return
    rows = _known(connection, [(one.occurrence, one.person) for one in said])
    for one in said:
        key = one.occurrence, one.person
        rows[key] = {
            **_EMPTY,
            **rows.get(key, {}),
            **dict(zip(("occurrence", "person"), key, strict=True)),
            "workshop": one.workshop,
        }
        rows[key] |= {**_changed(one, rows[key]), "at": now}
    changed = {(one.occurrence, one.person) for one in said}
    connection.execute(upsert(attendance, connection.dialect.name), [rows[key] for key in sorted(changed)])
    concerns.write(
        connection,
        [
            concerns.row(one.person, one.programme, HELP, now, reason=" ".join(one.needs) or "other")
            for one in said
            if one.verb == "help"
        ],
    )


def _changed(one: Attending, row: Mapping[str, Any]) -> dict[str, Any]:
    if one.verb == "help":
        return {"help": " ".join(dict.fromkeys([*row["help"].split(), *(one.needs or ("other",))]))}
    return {"said": one.verb}


def _known(connection: Connection, keys: Collection[Key]) -> dict[Key, dict[str, Any]]:
    """Rows there are, locked."""
    times, people = sorted({time for time, _ in keys}), sorted({who for _, who in keys})
    some = select(attendance).where(attendance.c.occurrence.in_(times), attendance.c.person.in_(people))
    rows = connection.execute(some.order_by(attendance.c.occurrence, attendance.c.person).with_for_update()).mappings()
    return {(row["occurrence"], row["person"]): dict(row) for row in rows}


def register(
    connection: Connection, time: int, person: int, came: str, *, how: str, by: int, at: Milliseconds, now: Milliseconds
) -> bool:
    """Somebody came then (`at`), or did not; noted by one of the staff. False: that is known, or there is no such time.

    What is noted twice changes nothing, and of two hours the earlier one stays.
    """
    number = connection.scalar(select(occurrence.c.workshop).where(occurrence.c.id == time))
    if number is None:
        return False
    before = _known(connection, [(time, person)]).get((time, person), {})
    if how in SCANNED and before.get("came") in CAME:
        came = before["came"]  # whoever of the team has looked knows better
    came_at = min(at, before.get("came_at") or at) if came not in ("", "absent") else 0
    if (before.get("came", ""), before.get("came_at", 0)) == (came, came_at):
        return False
    row = {**_EMPTY, **before, "occurrence": time, "person": person, "workshop": number, "at": now}
    row |= {"came": came, "how": how, "by": by, "came_at": came_at}
    connection.execute(upsert(attendance, connection.dialect.name), [row])
    missing.look(connection, [person], now)
    return True
