"""When an appointment is that a template reminds of: the template leaves where nothing else may be said."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from storage.schema import occurrence, workshop
from storage.times import Milliseconds, when, zone_of
from storage.workshops.reminding import KIND
from storage.workshops.rules import kinds

BEFORE = "remind"  # of the kinds of reminders (dialogs.workshops.values.REMINDERS): the one that comes before the start


def starts(connection: Connection, abouts: Collection[str], now: Milliseconds) -> dict[str, datetime]:
    """{about: on the clock of the place}, of those `Said.about` that remind of something which is to come, as it is planned now."""
    named = {one: [int(part, 16) for part in one.partition(":")[2].split(".")] for one in abouts if one.startswith(f"{KIND}:")}
    if not named:
        return {}
    rules = kinds(connection, {rule for rule, *_ in named.values()})
    rows = connection.execute(
        select(occurrence, workshop.c.zone)
        .join(workshop, workshop.c.id == occurrence.c.workshop)
        .where(
            occurrence.c.id.in_({time for _, _, time, _ in named.values()}),
            occurrence.c.state == "planned",
            occurrence.c.starts_at > now,
            workshop.c.state == "open",
        )
    )
    times = {(row.id, row.sequence): when(row.starts_at).astimezone(zone_of(row.zone)) for row in rows}
    return {
        about: times[time, sequence]
        for about, (rule, _, time, sequence) in named.items()
        if rules.get(rule) == BEFORE and (time, sequence) in times
    }


def which(about: str) -> str:
    """`<workshop>.<occurrence>` of what reminds of it, as buttons have it."""
    _, workshop_, time, _ = about.partition(":")[2].split(".")
    return f"{workshop_}.{time}"
