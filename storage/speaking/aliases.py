"""Under which ids a platform names an address: a phone number beside a user id, the number it had before.

An address keeps the key of the first id that was known for ever; every other id leads to it by a row of `alias`. Such a row counts
more than an address's own key, for it is written for an id that is nobody's own, or because the platform said that a number moved.

Numbers are given to others after a while, user ids are not (Meta, business-scoped-user-ids). So every user id has a row, also one that
is an address's own key: a number that comes with another user id than its address has is somebody else's.

Nearly always something comes with the same ids as before: an address keeps these as one, so that nothing need be looked up. Whatever
changes where one of them leads, or which of them is written to, takes that away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from storage import bulk
from storage.crypt import Keyring
from storage.listed import one_of
from storage.schema import HELD, TODO, address, alias, outbox
from storage.speaking.newcomers import Arrival
from storage.times import Milliseconds
from storage.upsert import upsert

ONE_ID = frozenset({"telegram"})  # platforms where an address has one id for ever: nothing to look up
LATE_MS = 8 * 24 * 3600 * 1000  # Meta delivers for seven days: so long a number given up still means who had it

_keys: BindParameter[str] = bindparam("keys", expanding=True)
_aliases = select(alias.c.key, alias.c.address, alias.c.until, alias.c.user_id.is_not(None)).where(one_of(alias.c.key, "keys"))
_users = select(alias.c.address, alias.c.key, alias.c.user_id).where(alias.c.address.in_(_keys), alias.c.user_id.is_not(None))
_nameless = update(alias).where(alias.c.address == bindparam("b_address")).values(user_id=None)
# Locked before rows are read: whoever changes them meanwhile takes away what an address is called after that is written.
_own = select(address.c.key).where(one_of(address.c.key, "keys")).order_by(address.c.key).with_for_update()
_called = update(address).where(address.c.key == bindparam("b_key")).values(called=bindparam("b_called"))
_led_to = select(alias.c.address).where(one_of(alias.c.key, "keys"))
_uncalled = update(address).where(one_of(address.c.key, "keys")).values(called="")
_external = update(address).where(address.c.key == bindparam("b_key")).values(external=bindparam("b_external"), called="")
_orphaned = update(address).where(address.c.key.in_(_keys)).values(state="unreachable", reason="renamed")
_unsent = (
    update(outbox)
    .where(outbox.c.address.in_(_keys), (outbox.c.state == TODO) | (outbox.c.state == HELD))
    .values(state="cancelled")
)
_unsent_of_house = _unsent.where(outbox.c.person == 0)  # the number stands in them
Names = Mapping[str, str]  # {key of an id: the id}, in the platform's order: numbers first


@dataclass(slots=True)
class Ids:
    """What is known of some ids: `known` leads to addresses ("" = given up by who had it), `own` are keys of addresses.

    `late`: given up too, but so lately that what comes from there is still theirs. `users`: keys of user ids that have a row as such,
    `user`: {address: its user id}, of those that were looked up.
    """

    known: dict[str, str]
    own: set[str]
    late: set[str]
    users: set[str]
    user: dict[str, str] = field(default_factory=dict)

    def place(self, keys: Iterable[str]) -> str:
        """The address that ids lead to, the first of them first; "" = none."""
        return next((found for key in keys if (found := self.known.get(key, key if key in self.own else ""))), "")

    def agreed(self, names: Names) -> str:
        """The address that every one of an arrival's ids leads to, with nothing to learn: as nearly always. "" = it takes a closer look."""
        place = ""
        for key, one in names.items():
            there = self.known.get(key, key if key in self.own else "")
            if not there or there != (place or there) or key in self.late or (key not in self.users and is_user(one)):
                return ""
            place = there
        return place

    def free(self, key: str) -> bool:
        return self.known.get(key, None if key in self.own else "") == ""

    def doubtful(self, names: Names) -> str:
        """The address that a number leads to, where the user id that came with it does not; "" = there is no such doubt."""
        place, users = self.place(names), _users_of(names)
        agree = len(users) in (0, len(names)) or place in map(self.place, ([key] for key in users))
        return "" if agree else place

    def new(self, names: Names, place: str) -> Names:
        """What is to be learned of an address."""
        if not self.late.isdisjoint(names):
            return {}
        return {key: one for key, one in names.items() if self._lacks(key, place, user=is_user(one))}

    def _lacks(self, key: str, place: str, *, user: bool) -> bool:
        if self.free(key):
            return key != place or key in self.known
        return user and key not in self.users and self.place([key]) == place

    def learn(self, names: Names, place: str) -> None:
        users = _users_of(names)
        self.own.add(place)
        self.known |= dict.fromkeys(names, place)
        self.users |= users.keys()
        self.user |= dict.fromkeys([place] if users else [], next(iter(users.values()), ""))


def is_user(one: str) -> bool:
    """Whether an id is a user id: only these have a dot."""
    return "." in one


def _users_of(names: Names) -> Names:
    return {key: one for key, one in names.items() if is_user(one)}


def called(keyring: Keyring, one: Arrival) -> str:
    """All ids that something came with, as one; "" where there is nothing to look up."""
    return "" if one.channel in ONE_ID else keyring.place(one.channel, one.account, " ".join((one.external, *one.also)))


def keys_of(keyring: Keyring, channel: str, account: str, ids: Sequence[str]) -> list[str]:
    return [keyring.place(channel, account, one) for one in ids]


def _names(keyring: Keyring, channel: str, account: str, ids: Sequence[str]) -> dict[str, str]:
    return {keyring.place(channel, account, one): one for one in ids}


def places(
    connection: Connection, keyring: Keyring, arrivals: Mapping[str, Arrival], now: Milliseconds
) -> tuple[dict[str, str], set[str]]:
    """{key of the id that something came with: key of its address, which may not exist yet}, and those of ids that are not theirs now.

    Ids that are new are learned; one that leads to another address already stays there, except a number that somebody new has got.
    """
    changing = {key: one for key, one in arrivals.items() if one.channel not in ONE_ID}
    if not changing:
        return {}, set()
    named = {key: {key: one.external} | _names(keyring, one.channel, one.account, one.also) for key, one in changing.items()}
    ids = _known(connection, [key for names in named.values() for key in names], now)
    agreed = {key: ids.agreed(names) for key, names in named.items()}
    odd = [names for key, names in named.items() if not agreed[key]]
    if not odd:
        _call(connection, {key: called(keyring, changing[key]) for key, place in agreed.items() if place == key})
        return agreed, ids.late
    ids.user |= _user_ids(connection, keyring, {place for names in odd if (place := ids.doubtful(names))})
    found: dict[str, str] = {}
    rows: dict[str, dict[str, Any]] = {}
    for key, names in named.items():
        if place := ids.agreed(names) if rows else agreed[key]:  # what others of the batch brought may have changed it
            found[key] = place
            continue
        found[key] = place = _place(connection, keyring, ids, names, now)
        new = ids.new(names, place)
        ids.learn(new, place)
        rows |= _rows(keyring, new, place)
    _lead(connection, rows)
    return found, ids.late | {key for key, place in found.items() if ids.place([key]) != place}


def _place(connection: Connection, keyring: Keyring, ids: Ids, names: Names, now: Milliseconds) -> str:
    """The key of the address that an arrival belongs to. Where its number was somebody else's, that one writes on without it."""
    before = ids.doubtful(names)
    if before not in ids.user:
        return ids.place(names) or _fresh(keyring, ids, names, now)
    if known := ids.place(_users_of(names)):
        return known  # what comes late from the one who had the number
    _without_number(connection, keyring, before, ids.user[before])
    taken = {key for key in names if ids.place([key]) == before}
    ids.known |= dict.fromkeys(taken, "")
    ids.late -= taken
    return _fresh(keyring, ids, names, now)


def _fresh(keyring: Keyring, ids: Ids, names: Names, now: Milliseconds) -> str:
    """The key of a new address: that of its first id, unless it is still the key of who had the number before."""
    first = next(iter(names))
    return keyring.index(*names, str(now)) if first in ids.own else first


def _known(connection: Connection, keys: Sequence[str], now: Milliseconds) -> Ids:
    own = set(connection.scalars(_own, {"keys": keys}))
    rows = connection.execute(_aliases, {"keys": keys}).all()
    known = {key: place if not until or until > now else "" for key, place, until, _ in rows}
    late = {key for key, _, until, _ in rows if until > now}
    users = {key for key, _, _, user in rows if user}
    return Ids(known, own, late, users)


def _user_ids(connection: Connection, keyring: Keyring, places: Iterable[str]) -> dict[str, str]:
    """{address: its user id}, of those that have one."""
    wanted = sorted(places)
    rows = connection.execute(_users, {"keys": wanted}).all() if wanted else []
    return {place: keyring.house.open(f"alias:user_id:{key}", sealed).decode() for place, key, sealed in rows}


def _rows(keyring: Keyring, names: Names, place: str, until: Milliseconds = 0) -> dict[str, dict[str, Any]]:
    """{key: row by which it leads to an address}; user ids are kept as such unless they are given up."""
    sealed = {
        key: keyring.house.seal(f"alias:user_id:{key}", one.encode()) for key, one in _users_of(names).items() if not until
    }
    return {key: {"key": key, "address": place, "until": until, "user_id": sealed.get(key)} for key in names}


def _call(connection: Connection, names: Mapping[str, str]) -> None:
    """{key: what its address is called}, where it is the address's own."""
    bulk.write(connection, _called, [{"b_key": key, "b_called": names[key]} for key in sorted(names)])


def _lead(connection: Connection, rows: Mapping[str, dict[str, Any]]) -> None:
    if rows:
        before = connection.scalars(_led_to, {"keys": list(rows)})
        changed = {*rows, *(row["address"] for row in rows.values()), *before}
        connection.execute(_uncalled, {"keys": list(changed)})
        connection.execute(upsert(alias, connection.dialect.name), [rows[key] for key in sorted(rows)])


def _without_number(connection: Connection, keyring: Keyring, place: str, user: str) -> None:
    """Somebody else has the number of an address: it is written to by its user id, and what already says that number does not leave."""
    write_to(connection, keyring, place, user)
    connection.execute(_unsent_of_house, {"keys": [place]})


def better(new: str, old: str) -> bool:
    """Whether an id is to be written to rather than the one kept: a phone number where there is one."""
    return new != old and (not is_user(new) or is_user(old))


def write_to(connection: Connection, keyring: Keyring, key: str, external: str) -> None:
    """What is sent to an address goes to this id from now on."""
    sealed = keyring.house.seal(f"address:external:{key}", external.encode())
    connection.execute(_external, {"b_key": key, "b_external": sealed})


def renamed(
    connection: Connection,
    keyring: Keyring,
    *,
    channel: str,
    account: str,
    before: Sequence[str],
    external: str,
    also: Sequence[str],
    now: Milliseconds,
) -> str:
    """A platform says that an address has other ids now. It keeps its person; its key, or "" where nobody is known by the old ids.

    If they have written from the new number before we heard of it, what came to be there is left behind; so is who had that number.
    """
    old = _names(keyring, channel, account, before)
    new = _names(keyring, channel, account, (external, *also))
    ids = _known(connection, [*old, *new], now)
    place = ids.place(_users_of(old)) or ids.place(old)  # somebody else may have the number already
    if not place:
        return ""
    connection.execute(_nameless, {"b_address": place})
    given_up = {key: one for key, one in old.items() if key not in new and ids.place([key]) in ("", place)}
    left = sorted({there for key in new if (there := ids.place([key])) and there != place})
    if left:
        connection.execute(_orphaned, {"keys": left})
        connection.execute(_unsent, {"keys": left})
    _lead(connection, _rows(keyring, given_up, place, now + LATE_MS) | _rows(keyring, new, place))
    for there, user in _user_ids(connection, keyring, left).items():
        write_to(connection, keyring, there, user)
    write_to(connection, keyring, place, external)
    return place
