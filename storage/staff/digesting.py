"""Who of the staff wishes to be told what and when, up to when they have been told, and the single cases they see in chat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select, update

from storage import due
from storage.crypt import Keyring
from storage.schema import OPEN, address, concern, coordinator, digest, digest_told, person, programme
from storage.schema import due as due_
from storage.staff.needs import FIRST, KINDS, REVIEW
from storage.staff.scope import Scope
from storage.times import Milliseconds
from storage.upsert import upsert

CHANNELS = ("telegram", "whatsapp", "email")
CHATS = CHANNELS[:2]
WEEK = "1234567"
URGENT = ("off", "day", "always")
STUCK = 3  # days
MOST_HOURS = 4  # digests a day

# What cannot wait: somebody is waiting for an answer; data of theirs may not be used any longer, and perhaps is at this moment.
# Erasure needs nobody (it comes by itself), what is stuck or cannot be reached bears a few hours.
AT_ONCE = ("asked", "waiting", "consent_withdrawn")
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be told. `programme`, `centre`: less than they may see; `mine`: only what waits for them.

    `days`: of the week, 1 is Monday; `hours`: "08:00"; `waiting`: one more digest as soon as so many new cases wait, 0 = never;
    `stuck`: days; `urgent`: off, day (not in the programme's quiet hours), always. `changed_at` 0: they have not chosen yet.
    """

    channels: tuple[str, ...] = CHATS
    days: str = WEEK
    hours: tuple[str, ...] = ("08:00",)
    programme: str = ""
    centre: str = ""
    mine: bool = False
    waiting: int = 0
    stuck: int = STUCK
    urgent: str = "day"
    changed_at: Milliseconds = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat of theirs with the bot."""

    key: str
    account: str  # channel:account
    reachable: bool
    heard_at: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One of the staff who can be told. `chats` by channel; `mail`: they have an e-mail address. `since`: when they came."""

    id: int
    role: str
    seen: Scope  # whose people they may see
    language: str
    zone: str
    mail: bool
    chats: Mapping[str, Place]
    wish: Wish
    since: Milliseconds

    @property
    def scope(self) -> Scope:
        """Whose people they want to be told of; never more than they may see."""
        wish = self.wish
        if not wish.programme or self.seen.programme not in ("", wish.programme):
            return self.seen
        return Scope(programme=wish.programme, centre=self.seen.centre or wish.centre)

    @property
    def channels(self) -> list[str]:
        """Those they want and have."""
        return [one for one in self.wish.channels if one in self.chats or (one == "email" and self.mail)]


# --- who, and what they want ----------------------------------------------------------------------------------------------


def readers(connection: Connection, staff: int = 0, states: Sequence[str] = ("active",)) -> list[Reader]:
    """Everybody who may be told of people; or one of them."""
    statement = select(coordinator).where(coordinator.c.state.in_(states), coordinator.c.role != "auditor")
    rows = connection.execute(statement.where(coordinator.c.id == staff) if staff else statement).all()
    chats = _chats(connection, [row.id for row in rows])
    wishes = {row.staff: row for row in connection.execute(select(digest))}
    return [_reader(row, chats.get(row.id, {}), wishes.get(row.id)) for row in rows]


def reader(connection: Connection, staff: int, states: Sequence[str] = ("active",)) -> Reader | None:
    return next(iter(readers(connection, staff, states)), None)


def _reader(row: Row[Any], chats: Mapping[str, Place], wish: Row[Any] | None) -> Reader:
    usual = Wish(hours=(row.hour,), channels=CHATS if chats else ("email",))
    return Reader(
        id=row.id,
        role=row.role,
        seen=Scope(programme=row.programme, centre=row.centre),
        language=row.language,
        zone=row.zone,
        mail=bool(row.email),
        chats=chats,
        wish=_wish(wish) if wish else usual,
        since=row.digest_from,
    )


def _wish(row: Row[Any]) -> Wish:
    same = ("days", "programme", "centre", "mine", "waiting", "stuck", "urgent", "changed_at")
    return Wish(
        channels=tuple(row.channels.split()), hours=tuple(row.hours.split()), **{name: getattr(row, name) for name in same}
    )


def _chats(connection: Connection, staff: Collection[int]) -> dict[int, dict[str, Place]]:
    """{whose: {channel: the chat they wrote in last}}"""
    columns = (address.c[name] for name in ("coordinator", "key", "channel", "account", "state", "heard_at"))
    statement = select(*columns).where(address.c.coordinator.in_(staff)).order_by(address.c.heard_at)
    found: dict[int, dict[str, Place]] = {}
    for whose, key, channel, account, state, heard_at in connection.execute(statement):
        place = Place(key=key, account=f"{channel}:{account}", reachable=state == "ok", heard_at=heard_at)
        found.setdefault(whose, {})[channel] = place
    return found


def email(connection: Connection, keyring: Keyring, staff: int) -> str:
    """Their e-mail address, "" = none."""
    sealed = connection.scalar(select(coordinator.c.sealed).where(coordinator.c.id == staff))
    found: str = orjson.loads(keyring.house.open(f"coordinator:sealed:{staff}", sealed))["email"] if sealed else ""
    return found


def wish_for(connection: Connection, staff: int, wish: Wish, now: Milliseconds) -> None:
    """From now on they want this. What was planned by the old wish will not be; what they have been told stays told."""
    row = {"staff": staff, "channels": " ".join(wish.channels), "hours": " ".join(wish.hours), "changed_at": now}
    same = ("days", "programme", "centre", "mine", "waiting", "stuck", "urgent")
    row |= {name: getattr(wish, name) for name in same}
    connection.execute(upsert(digest, connection.dialect.name), [row])
    due.drop(connection, staff, "digest")


def lives(connection: Connection, staff: int, *, language: str, zone: str) -> None:
    """In which language and by which clock they live."""
    connection.execute(update(coordinator).where(coordinator.c.id == staff).values(language=language, zone=zone))


# --- up to when they have been told ---------------------------------------------------------------------------------------


def until(connection: Connection, of: Reader, channel: str) -> Milliseconds:
    """Up to when they have been told on a channel."""
    return _until(connection, of, channel) or of.since


def from_(connection: Connection, of: Reader, channel: str, now: Milliseconds) -> Milliseconds:
    """After when they expect the next digest on a channel: since the last one, since they chose, or from now on."""
    known = _until(connection, of, channel)
    return max(known, of.wish.changed_at) or now


def _until(connection: Connection, of: Reader, channel: str) -> Milliseconds:
    """0 = never."""
    mine = (digest_told.c.staff == of.id) & (digest_told.c.channel == channel)
    return connection.scalar(select(digest_told.c.until).where(mine)) or 0


def told(connection: Connection, of: Reader, channel: str, now: Milliseconds) -> None:
    _mark(connection, of.id, channel, {"until": now, "shown": 0}, keep="shown")


def shown(connection: Connection, of: Reader, channel: str, case: int) -> None:
    """This case is what they see last in a chat: what they write without naming another is about it."""
    _mark(connection, of.id, channel, {"until": of.since, "shown": case}, keep="until")


def last_shown(connection: Connection, staff: int, channel: str) -> int:
    mine = (digest_told.c.staff == staff) & (digest_told.c.channel == channel)
    return connection.scalar(select(digest_told.c.shown).where(mine)) or 0


def _mark(connection: Connection, staff: int, channel: str, values: Mapping[str, int], keep: str) -> None:
    row = {"staff": staff, "channel": channel, **values}
    connection.execute(upsert(digest_told, connection.dialect.name, keep), [row])


def programme_name(connection: Connection, code: str) -> str:
    return connection.scalar(select(programme.c.name).where(programme.c.code == code)) or code


# --- single cases ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What somebody sees of a case in chat: no words, no name."""

    id: int
    person: int
    kind: str
    owner: int
    since: Milliseconds


_case = select(*(concern.c[name] for name in ("id", "person", "kind", "owner", "at"))).join(
    person, person.c.id == concern.c.person
)


def case(connection: Connection, scope: Scope, number: int) -> Case | None:
    """None where it is done, or not within the scope."""
    row = connection.execute(_case.where(concern.c.id == number, concern.c.state == OPEN, scope.people)).first()
    return Case(id=row[0], person=row[1], kind=row[2], owner=row[3], since=row[4]) if row else None


def next_case(connection: Connection, of: Reader, now: Milliseconds, *, but: int = 0) -> Case | None:
    """What waits longest: what cannot wait first, then their own. `but`: the one they see already comes last."""
    whose = (of.id,) if of.wish.mine else (of.id, 0)
    waits = (concern.c.state == OPEN) & concern.c.owner.in_(whose) & (concern.c.snoozed_until <= now) & of.scope.people
    rows = connection.execute(_case.where(waits, concern.c.kind != REVIEW)).all()
    if not rows:
        return None
    row = min(rows, key=lambda one: (one.id == but, KINDS.get(one.kind, FIRST), one.owner != of.id, one.at, one.id))
    return Case(id=row[0], person=row[1], kind=row[2], owner=row[3], since=row[4])


def at_once(connection: Connection, since: Milliseconds, now: Milliseconds) -> list[Case]:
    """Cases that cannot wait and wait since then."""
    waits = (concern.c.state == OPEN) & (concern.c.at > since) & (concern.c.snoozed_until <= now)
    rows = connection.execute(_case.where(waits, concern.c.kind.in_(AT_ONCE)).order_by(concern.c.at)).all()
    return [Case(id=row[0], person=row[1], kind=row[2], owner=row[3], since=row[4]) for row in rows]


def planned(
    connection: Connection, staff: Sequence[int], kinds: Sequence[str], since: Milliseconds
) -> dict[tuple[int, str, str, str], tuple[str, Milliseconds]]:
    """{(whose, kind, subject, occurrence): (state, when)} of what is planned for some of the staff, or was since then."""
    columns = (due_.c[name] for name in ("person", "kind", "subject", "occurrence", "state", "at"))
    lately = (due_.c.state == "waiting") | (due_.c.at > since)
    rows = connection.execute(select(*columns).where(due_.c.person.in_(staff), due_.c.kind.in_(kinds), lately))
    return {(who, kind, subject, which): (state, at) for who, kind, subject, which, state, at in rows}
