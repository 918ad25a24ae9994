"""The times of a workshop: made from its plan, and made anew when that changes, so that each goes on as what it was."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from dialogs.workshops.schedule import Slot, slots
from storage.ids import random_id
from storage.schema import occurrence
from storage.times import Milliseconds, ms, zone_of
from storage.workshops.rows import Plan


class Times(NamedTuple):
    """What becomes of the times of a workshop: those that are moved, with where to; left out; new."""

    moved: Sequence[tuple[Row[Any], Slot]]
    dropped: Sequence[Row[Any]]
    added: Sequence[Slot]

    @property
    def several(self) -> bool:
        return len(self.moved) + len(self.dropped) + len(self.added) > 1

    @property
    def numbers(self) -> list[int]:
        """Of those that were there before."""
        return [*(row.id for row, _ in self.moved), *(row.id for row in self.dropped)]


def slots_of(plan: Plan) -> list[Slot]:
    """Raises dialogs.workshops.schedule.BadSeries."""
    return slots(plan.starts, plan.minutes, zone_of(plan.zone), plan.rule, plan.without)


def change(connection: Connection, of: Row[Any], before: Plan, plan: Plan, now: Milliseconds) -> Times:
    """The times of a workshop (its row) are those of another plan. What has begun stays, unless nobody knows of it yet. Raises BadSeries."""
    after = slots_of(plan)
    mine = select(occurrence).where(occurrence.c.workshop == of.id)
    rows = connection.execute(mine.order_by(occurrence.c.starts_at, occurrence.c.id)).all()
    times = matched(rows, {one.slot: one for one in slots_of(before)}, after, now if of.state == "open" else 0)
    move(connection, times.moved)
    drop(connection, times.dropped)
    add(connection, of.id, times.added)
    return times


def matched(rows: Sequence[Row[Any]], before: Mapping[str, Slot], after: Sequence[Slot], since: Milliseconds) -> Times:
    """Old times are found among the new ones by their slot; one that was moved or left out by hand stays so. The others that had not
    begun (`since`) are moved, in order, to those that are new; what is left over is dropped or added.
    """
    wanted, known = {one.slot: one for one in after}, {row.slot for row in rows}
    open_ = [row for row in rows if row.state == "planned" and row.starts_at > since]
    usual = [row for row in open_ if row.slot in wanted and _as_planned(row, before.get(row.slot))]
    homeless = [row for row in open_ if row.slot not in wanted]
    new = [one for one in after if one.slot not in known and ms(one.starts) > since]
    both = min(len(homeless), len(new))
    moved = [(row, wanted[row.slot]) for row in usual if not _as_planned(row, wanted[row.slot])]
    return Times([*moved, *zip(homeless, new, strict=False)], homeless[both:], new[both:])


def _as_planned(row: Row[Any], slot: Slot | None) -> bool:
    return slot is None or (row.starts_at, row.ends_at) == (ms(slot.starts), ms(slot.ends))


def move(connection: Connection, moved: Sequence[tuple[Row[Any], Slot]]) -> None:
    for row, to in moved:
        values = {"slot": to.slot, "starts_at": ms(to.starts), "ends_at": ms(to.ends), "sequence": row.sequence + 1}
        connection.execute(update(occurrence).where(occurrence.c.id == row.id).values(**values))


def drop(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """They do not take place."""
    gone = occurrence.c.id.in_([row.id for row in rows])
    if rows:
        connection.execute(update(occurrence).where(gone).values(state="cancelled", sequence=occurrence.c.sequence + 1))


def add(connection: Connection, number: int, times: Sequence[Slot]) -> None:
    """New times of a workshop."""
    rows = [
        {"id": random_id(), "workshop": number, "slot": one.slot, "starts_at": ms(one.starts), "ends_at": ms(one.ends)}
        for one in times
    ]
    if rows:
        connection.execute(insert(occurrence), [row | {"state": "planned", "sequence": 0} for row in rows])
