"""How much there is to tell one reader: everything a digest counts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from dialogs.digest import Tally
from storage.schema import OPEN, concern, person, sheet, submission
from storage.staff import needs
from storage.staff.digesting import DAY_MS, Reader
from storage.staff.needs import FIRST, KINDS, REVIEW
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.workshops import digest as workshop_digest


def tally(connection: Connection, of: Reader, since: Milliseconds, now: Milliseconds) -> Tally:
    """Everything a digest counts, for one reader. What is as old as `now` belongs to the next one: more of it may yet be written."""
    scope, wish = of.scope, of.wish
    waiting = needs.waiting_counts(connection, scope, now)
    found = Tally(
        mine=_sum(waiting, lambda kind, owner: kind != REVIEW and owner == of.id),
        review=_sum(waiting, lambda kind, owner: kind == REVIEW and owner in ((of.id,) if wish.mine else (of.id, 0))),
        days=wish.stuck,
    )
    raised = fresh(connection, of, since, now)
    if wish.mine:
        return replace(found, fresh=bool(raised))
    quiet = now - wish.stuck * DAY_MS
    stuck, lately = _stuck(connection, scope, 0, quiet), _stuck(connection, scope, since - wish.stuck * DAY_MS, quiet)
    why = _unreachable(connection, scope)
    withdrawn, new, handed_in = (count(connection, scope, since, now) for count in (_withdrawn, _new, _handed_in))
    workshops = workshop_digest.counted(connection, scope, of.zone, since, now)
    alone = _sum(waiting, lambda kind, owner: owner == 0 and KINDS.get(kind) == FIRST)
    return replace(
        found,
        nobody=_sum(waiting, lambda kind, owner: kind != REVIEW and owner == 0),
        stuck=stuck,
        unreachable=sum(count for _, count in why),
        why=tuple(why),
        withdrawn=withdrawn,
        new=new,
        handed_in=handed_in,
        workshops=workshops.counts,
        fresh=bool(raised or lately or withdrawn or new or handed_in or alone or workshops.fresh),
    )


def fresh(connection: Connection, of: Reader, since: Milliseconds, now: Milliseconds) -> int:
    """How many cases wait for them (or, unless they want only their own, for nobody) of which they have not been told; one that was put
    off until lately is such a case again.
    """
    whose = (of.id,) if of.wish.mine else (of.id, 0)
    lately = (concern.c.at >= since) | (concern.c.snoozed_until >= since)
    raised = lately & (concern.c.at < now) & (concern.c.snoozed_until < now)
    return _cases(connection, of.scope, concern.c.state == OPEN, concern.c.owner.in_(whose), raised)


def _sum(waiting: Mapping[tuple[str, int], int], counts: Any) -> int:
    return sum(number for (kind, owner), number in waiting.items() if counts(kind, owner))


def _cases(connection: Connection, scope: Scope, *only: ColumnElement[bool]) -> int:
    statement = (
        select(func.count()).select_from(concern).join(person, person.c.id == concern.c.person).where(scope.people, *only)
    )
    return connection.scalar(statement) or 0


def _stuck(connection: Connection, scope: Scope, since: Milliseconds, until_: Milliseconds) -> int:
    """People in the middle of a form who answered last in that time."""
    silent = (sheet.c.state == "open") & (sheet.c.active_at >= since) & (sheet.c.active_at < until_)
    statement = select(func.count(sheet.c.person.distinct())).join(person, person.c.id == sheet.c.person)
    return connection.scalar(statement.where(silent, person.c.status == "active", scope.people)) or 0


def _unreachable(connection: Connection, scope: Scope) -> list[tuple[str, int]]:
    lost = (concern.c.kind == "unreachable") & (concern.c.state == OPEN)
    statement = select(concern.c.reason, func.count()).join(person, person.c.id == concern.c.person)
    return [
        (reason, number)
        for reason, number in connection.execute(statement.where(lost, scope.people).group_by(concern.c.reason))
    ]


def _withdrawn(connection: Connection, scope: Scope, since: Milliseconds, now: Milliseconds) -> int:
    return _cases(connection, scope, concern.c.kind == "consent_withdrawn", concern.c.at >= since, concern.c.at < now)


def _new(connection: Connection, scope: Scope, since: Milliseconds, now: Milliseconds) -> int:
    came = (person.c.created_at >= since) & (person.c.created_at < now) & person.c.status.not_in(("new", "staff"))
    return connection.scalar(select(func.count()).select_from(person).where(came, scope.people)) or 0


def _handed_in(connection: Connection, scope: Scope, since: Milliseconds, now: Milliseconds) -> int:
    lately = (submission.c.at >= since) & (submission.c.at < now)
    statement = select(func.count()).select_from(submission).join(person, person.c.id == submission.c.person)
    return connection.scalar(statement.where(lately, scope.people)) or 0
