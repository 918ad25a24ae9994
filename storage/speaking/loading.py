"""Who is speaking, and everything a turn may know about them: a handful of set-based statements for a whole batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, exists, select

from dialogs.events import Answer
from dialogs.known import Member, Person, Prompt, Sheet, Way
from storage.crypt import Key, Keyring
from storage.listed import one_of
from storage.schema import address, address_person, answer, person, sheet
from storage.speaking import aliases
from storage.speaking.newcomers import Arrival, address_row, person_row, speaks_row
from storage.times import Milliseconds, when
from storage.upsert import insert_new, insert_new_returning


@dataclass(slots=True, kw_only=True)
class Loaded:
    """One person with the address they speak from, ready for a turn. `person` and `sheets` move on with every turn of a batch."""

    id: int
    key: Key
    address: str
    external: str
    account: str  # channel:account
    hint: str
    programme: str
    person: Person
    reachable: bool = True
    called: str = ""  # what the address is called, as one: see storage.speaking.aliases
    heard_at: Milliseconds = 0  # when somebody last wrote from there, where that is kept
    active_at: Milliseconds = 0  # when they last answered, give or take a minute
    sheets: tuple[Sheet, ...] = ()
    several: bool = False  # others may speak here too, or they elsewhere: `addresses.surround` tells who and where
    number: int = 0  # of the person at this address
    marked: bool = False  # buttons carry that number
    family: tuple[Member, ...] = ()  # who share this address, if more than one
    quiet: bool = False  # nobody has written from there for a while
    sure: bool = False  # it was just said that it is they who write
    ways: tuple[Way, ...] = ()  # the person's addresses, if more than one
    held: tuple[str, ...] = ()  # what could not be said while the window was closed, and is to be said anew in the next turn
    held_rows: tuple[int, ...] = ()  # the messages that are replaced by that


_beside, _elsewhere = address_person.alias("beside"), address_person.alias("elsewhere")
_another = (_beside.c.address == address.c.key) & ((_beside.c.person != person.c.id) | (_beside.c.number != 0))
_another_place = (_elsewhere.c.person == person.c.id) & (_elsewhere.c.address != address.c.key)
_columns = (
    address.c.key,
    address.c.channel,
    address.c.account,
    address.c.state,
    address.c.coordinator,
    address.c.hint,
    address.c.external,
    address.c.called,
    address.c.heard_at,
    (exists().where(_another) | exists().where(_another_place)).label("several"),  # so that nobody else pays for looking
    person.c.id,
    person.c.key,
    person.c.programme,
    person.c.active_at,
    person.c.language,
    person.c.zone,
    person.c.status,
    person.c.consents,
    person.c.sealed,
    person.c.prefers,
    person.c.delete_at,
    person.c.talks_with,
    person.c.talked_at,
)
_speaking = select(*_columns).join(person, person.c.id == address.c.person).order_by(person.c.id)
_by_address = _speaking.where(one_of(address.c.key, "keys")).with_for_update(of=person, key_share=True)
_awake = (
    select(*_columns)
    .join(address_person, address_person.c.address == address.c.key)
    .join(person, person.c.id == address_person.c.person)
    .where(address_person.c.shares)
    .order_by(person.c.id, address.c.key)
)
_by_person = _awake.where(one_of(person.c.id, "people")).with_for_update(of=person, key_share=True)
_at = _by_person.where(one_of(address.c.key, "places"))
_sheets = select(sheet).where(one_of(sheet.c.person, "people")).order_by(sheet.c.person, sheet.c.number)
# What a turn reads of an answer; who gave it, how and when is for the desk.
_turned = (answer.c.person, answer.c.sheet, answer.c.seq, answer.c.path, answer.c.status, answer.c.value, answer.c.sealed)
_answers = select(*_turned).where(one_of(answer.c.person, "people")).order_by(answer.c.person, answer.c.sheet, answer.c.seq)


class Memory(Protocol):
    """Answers that need not be read: see storage.speaking.remembered."""

    def find(self, person: int, sheet: int, latest: int) -> tuple[Answer, ...] | None: ...


def by_address(
    connection: Connection, keyring: Keyring, arrivals: Sequence[Arrival], now: Milliseconds, memory: Memory | None = None
) -> dict[str, Loaded]:
    """Who speaks where something came in, by the key of the id it came with; newcomers are made. On PostgreSQL people are locked, in the
    order of their ids.
    """
    wanted = {keyring.place(one.channel, one.account, one.external): one for one in arrivals}
    found = _speakers(connection, keyring, wanted)
    known = {key: who for key, who in found.items() if who.called == aliases.called(keyring, wanted[key])}
    if len(known) < len(wanted):
        found = _looked_up(connection, keyring, wanted, known, now)
    with_sheets(connection, found.values(), memory)
    return found


def _looked_up(
    connection: Connection, keyring: Keyring, wanted: Mapping[str, Arrival], known: Mapping[str, Loaded], now: Milliseconds
) -> dict[str, Loaded]:
    """The same, where something does not come as it used to, or for the first time. `known`: of whom nothing need be looked up."""
    strange = {key: one for key, one in wanted.items() if key not in known}
    places, late = aliases.places(connection, keyring, strange, now)
    by_place = {places.get(key, key): one for key, one in strange.items()}
    found = {**known, **_speakers(connection, keyring, by_place.keys() - known.keys())}
    missing = {key: by_place[key] for key in sorted(by_place.keys() - found.keys())}
    if missing:
        _newcomers(connection, keyring, missing, now)
        found |= _speakers(connection, keyring, missing)
    speaking = {key: found[places.get(key, key)] for key in wanted}
    for key, who in speaking.items():  # in the order in which they wrote: the last counts
        if key not in late:
            _keep_current(connection, keyring, who, wanted[key].external)
    return speaking


def _keep_current(connection: Connection, keyring: Keyring, who: Loaded, external: str) -> None:
    """Where to write to: the phone number, since we know it."""
    if aliases.better(external, who.external):
        aliases.write_to(connection, keyring, who.address, external)
        who.external = external


def by_person(
    connection: Connection, keyring: Keyring, people: Iterable[int], memory: Memory | None = None
) -> dict[int, Loaded]:
    """People with one of their addresses each, for what the clock brings: a reachable one, on the channel they would rather be written to
    on, or else where they wrote last.
    """
    rows = connection.execute(_by_person, {"people": list(people)})
    found = sorted((loaded(row, keyring) for row in rows), key=_preferred, reverse=True)
    chosen = {one.id: one for one in reversed(found)}
    with_sheets(connection, chosen.values(), memory)
    return chosen


def _preferred(one: Loaded) -> tuple[bool, bool, Milliseconds]:
    return one.reachable, one.account.startswith(f"{one.person.prefers}:"), one.heard_at


def _speakers(connection: Connection, keyring: Keyring, keys: Iterable[str]) -> dict[str, Loaded]:
    return {row[0]: loaded(row, keyring) for row in connection.execute(_by_address, {"keys": list(keys)})}


def awake_at(
    connection: Connection, keyring: Keyring, wanted: Collection[tuple[str, int]], memory: Memory | None = None
) -> dict[tuple[str, int], Loaded]:
    """People at one of their addresses each (address, person), whoever spoke there last. Those who may not speak there are left out."""
    if not wanted:
        return {}
    rows = connection.execute(
        _at, {"people": sorted({who for _, who in wanted}), "places": sorted({place for place, _ in wanted})}
    )
    found = {(one.address, one.id): one for one in (loaded(row, keyring) for row in rows) if (one.address, one.id) in wanted}
    with_sheets(connection, found.values(), memory)
    return found


def loaded(row: Sequence[Any], keyring: Keyring) -> Loaded:
    place, channel, account, state, coordinator, hint, external, called, heard_at, several = row[:10]
    number, wrapped, programme, active_at = row[10:14]
    key = keyring.person(number, wrapped)
    return Loaded(
        id=number,
        key=key,
        address=place,
        external=keyring.house.open(f"address:external:{place}", external).decode(),
        account=f"{channel}:{account}",
        hint=hint,
        programme=programme,
        person=_person(row[14:], number, key, coordinator),
        reachable=state == "ok",
        called=called,
        heard_at=heard_at,
        active_at=active_at,
        several=bool(several),
    )


def _person(row: Sequence[Any], number: int, key: Key, coordinator: int) -> Person:
    language, zone, status, consents, sealed, prefers, delete_at, talks_with, talked_at = row
    private = orjson.loads(key.open(f"person:sealed:{number}", sealed))
    return Person(
        language=language,
        zone=zone,
        name=private["name"],
        status=status,
        consents=orjson.loads(consents),
        aside=prompt_from(private["aside"]),
        delete_at=when(delete_at) if delete_at else None,
        wish=private.get("wish", ""),
        coordinator=coordinator,
        prefers=prefers,
        talks_with=talks_with,
        talker=private.get("talker", ""),
        talked_at=when(talked_at) if talked_at else None,
        unanswered=private.get("unanswered", False),
    )


def _newcomers(connection: Connection, keyring: Keyring, missing: Mapping[str, Arrival], now: Milliseconds) -> None:
    """Addresses first, each with a candidate; a person is made only for those that nobody else has made meanwhile."""
    dialect = connection.dialect.name
    rows = [address_row(keyring, key, one) for key, one in missing.items()]
    won = set(connection.scalars(insert_new_returning(address, dialect), rows))
    mine = [row for row in rows if row["key"] in won]
    if mine:
        connection.execute(person.insert(), [_person_row(keyring, row, missing[row["key"]], now) for row in mine])
        connection.execute(insert_new(address_person, dialect), [speaks_row(row["key"], row["person"]) for row in mine])


def _person_row(keyring: Keyring, row: Mapping[str, Any], one: Arrival, now: Milliseconds) -> dict[str, Any]:
    return person_row(keyring, row["person"], zone=one.zone, programme=one.programme, now=now)


# --- sheets ---------------------------------------------------------------------------------------------------------------


def with_sheets(connection: Connection, people: Iterable[Loaded], memory: Memory | None = None) -> None:
    """What these people have filled in; somebody may be there more than once, with another phone."""
    everybody = list(people)
    by_id = {one.id: one for one in everybody}
    rows = connection.execute(_sheets, {"people": list(by_id)}).all() if by_id else []
    if not rows:
        return
    known = {(row[0], row[1]): memory.find(row[0], row[1], row[-1]) if memory else None for row in rows}
    unknown = {person for (person, _), answers in known.items() if answers is None}
    read = _read_answers(connection, by_id, unknown) if unknown else {}
    sheets: dict[int, list[Sheet]] = defaultdict(list)
    for row in rows:
        place = row[0], row[1]
        answers = known[place]
        sheets[row[0]].append(_sheet_from(row, by_id[row[0]].key, tuple(read.get(place, ())) if answers is None else answers))
    for who in everybody:
        who.sheets = tuple(sheets[who.id])


def _read_answers(
    connection: Connection, people: Mapping[int, Loaded], wanted: Iterable[int]
) -> dict[tuple[int, int], list[Answer]]:
    """{(person, sheet): answers in order}"""
    answers: dict[tuple[int, int], list[Answer]] = defaultdict(list)
    for row in connection.execute(_answers, {"people": list(wanted)}).all():
        answers[row[0], row[1]].append(_answer(row, people))
    return answers


def _sheet_from(row: Sequence[Any], key: Key, answers: tuple[Answer, ...]) -> Sheet:
    number, count, form, version, state, sealed, put, raised, revision, _, active_at, question, done, total, _ = row
    prompt = orjson.loads(key.open(f"sheet:sealed:{number}.{count}", sealed)) if sealed else None
    return Sheet(
        number=count,
        form=form,
        version=version,
        state=state,
        prompt=prompt_from(prompt),
        put=put,
        raised=raised,
        revision=revision,
        active_at=when(active_at),
        question=question,
        done=done,
        total=total,
        answers=answers,
    )


def _answer(row: Sequence[Any], people: Mapping[int, Loaded]) -> Answer:
    number, count, seq, path, status, value, sealed = row
    if not sealed:
        return Answer(path, seq, value or "", status)
    private = orjson.loads(people[number].key.open(f"answer:sealed:{number}.{count}.{seq}", sealed))
    return Answer(path=path, seq=seq, status=status, **{"value": value or "", **private})


def answer_from(row: Sequence[Any], key: Key) -> Answer:
    """A row of the answer table, opened."""
    number, count, seq, path, status, how, value, sealed, language, version, at, _, _ = row
    private = orjson.loads(key.open(f"answer:sealed:{number}.{count}.{seq}", sealed)) if sealed else {}
    return Answer(
        path=path,
        seq=seq,
        value=private.get("value", value or ""),
        status=status,
        how=how,
        typed=private.get("typed", ""),
        label=private.get("label", ""),
        precision=private.get("precision", ""),
        calendar=private.get("calendar", ""),
        language=language,
        version=version,
        at=when(at),
    )


def prompt_from(read: dict[str, Any] | None) -> Prompt | None:
    if read is None:
        return None
    return Prompt(**{**read, **{name: tuple(read.get(name, ())) for name in ("shown", "draft", "labels")}})
