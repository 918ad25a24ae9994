"""Who is speaking, and everything a turn may know about them: a handful of set-based statements for a whole batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from dialogs.events import Answer
from dialogs.known import Person, Prompt, Sheet
from storage.crypt import Key, Keyring
from storage.ids import random_id
from storage.schema import address, address_person, answer, person, sheet
from storage.times import Milliseconds, when
from storage.upsert import insert_new, insert_new_returning


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An address from which something came in. `programme` is where a newcomer belongs, `zone` their clock until they say."""

    channel: str
    account: str
    external: str
    hint: str = ""
    programme: str = ""
    zone: str = "UTC"


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
    sheets: tuple[Sheet, ...] = ()


_columns = (
    address.c.key,
    address.c.channel,
    address.c.account,
    address.c.state,
    address.c.coordinator,
    address.c.hint,
    address.c.external,
    person.c.id,
    person.c.key,
    person.c.language,
    person.c.zone,
    person.c.status,
    person.c.consents,
    person.c.sealed,
    person.c.programme,
    person.c.delete_at,
)
_speaking = select(*_columns).join(person, person.c.id == address.c.person).order_by(person.c.id)
_by_address = _speaking.where(address.c.key.in_(bindparam("keys", expanding=True))).with_for_update(of=person, key_share=True)
_by_person = _speaking.where(person.c.id.in_(bindparam("keys", expanding=True))).with_for_update(of=person, key_share=True)
_people: BindParameter[int] = bindparam("people", expanding=True)
_sheets = select(sheet).where(sheet.c.person.in_(_people)).order_by(sheet.c.person, sheet.c.number)
# What a turn reads of an answer; who gave it, how and when is for the desk.
_turned = (answer.c.person, answer.c.sheet, answer.c.seq, answer.c.path, answer.c.status, answer.c.value, answer.c.sealed)
_answers = select(*_turned).where(answer.c.person.in_(_people)).order_by(answer.c.person, answer.c.sheet, answer.c.seq)


def by_address(connection: Connection, keyring: Keyring, arrivals: Sequence[Arrival], now: Milliseconds) -> dict[str, Loaded]:
    """The people behind addresses, by the address's key; newcomers are made. On PostgreSQL they are locked, in the order of their ids."""
    wanted = {keyring.index(one.channel, one.account, one.external): one for one in arrivals}
    found = _speakers(connection, keyring, _by_address, wanted)
    missing = {key: wanted[key] for key in sorted(wanted.keys() - found.keys())}
    if missing:
        _newcomers(connection, keyring, missing, now)
        found |= _speakers(connection, keyring, _by_address, missing)
    _with_sheets(connection, found.values())
    return found


def by_person(connection: Connection, keyring: Keyring, people: Iterable[int]) -> dict[int, Loaded]:
    """People with one of their addresses each (a reachable one where there is one), for what the clock brings."""
    found = _speakers(connection, keyring, _by_person, people)
    chosen: dict[int, Loaded] = {}
    for one in sorted(found.values(), key=lambda one: not one.reachable):
        chosen.setdefault(one.id, one)
    _with_sheets(connection, chosen.values())
    return chosen


def _speakers(connection: Connection, keyring: Keyring, statement: Select[Any], keys: Iterable[str | int]) -> dict[str, Loaded]:
    rows = connection.execute(statement, {"keys": list(keys)})
    return {row[0]: _loaded(row, keyring) for row in rows}


def _loaded(row: Sequence[Any], keyring: Keyring) -> Loaded:
    place, channel, account, state, coordinator, hint, external = row[:7]
    number, wrapped, language, zone, status, consents, sealed, programme, delete_at = row[7:]
    key = keyring.person(number, wrapped)
    private = orjson.loads(key.open(f"person:sealed:{number}", sealed))
    known = Person(
        language=language,
        zone=zone,
        name=private["name"],
        status=status,
        consents=orjson.loads(consents),
        aside=prompt_from(private["aside"]),
        delete_at=when(delete_at) if delete_at else None,
        wish=private.get("wish", ""),
        coordinator=coordinator,
    )
    return Loaded(
        id=number,
        key=key,
        address=place,
        external=keyring.house.open(f"address:external:{place}", external).decode(),
        account=f"{channel}:{account}",
        hint=hint,
        programme=programme,
        person=known,
        reachable=state == "ok",
    )


def _newcomers(connection: Connection, keyring: Keyring, missing: Mapping[str, Arrival], now: Milliseconds) -> None:
    """Addresses first, each with a candidate; a person is made only for those that nobody else has made meanwhile."""
    dialect = connection.dialect.name
    rows = [_address_row(keyring, key, one) for key, one in missing.items()]
    won = set(connection.scalars(insert_new_returning(address, dialect), rows))
    mine = [row for row in rows if row["key"] in won]
    if mine:
        connection.execute(person.insert(), [_person_row(keyring, row, missing[row["key"]], now) for row in mine])
        links = [{"address": row["key"], "person": row["person"], "number": 0, "shares": True} for row in mine]
        connection.execute(insert_new(address_person, dialect), links)


def _address_row(keyring: Keyring, key: str, one: Arrival) -> dict[str, Any]:
    return {
        "key": key,
        "channel": one.channel,
        "account": one.account,
        "external": keyring.house.seal(f"address:external:{key}", one.external.encode()),
        "person": random_id(),
        "state": "ok",
        "reason": "",
        "coordinator": 0,
        "hint": one.hint[:16],
        "heard_at": 0,
        "knocked_at": 0,
        "marketing": True,
    }


def _person_row(keyring: Keyring, row: Mapping[str, Any], one: Arrival, now: Milliseconds) -> dict[str, Any]:
    number = row["person"]
    wrapped = keyring.create(number)
    private = orjson.dumps({"name": "", "aside": None})
    return {
        "id": number,
        "key": wrapped,
        "language": "",
        "zone": one.zone,
        "status": "new",
        "consents": "{}",
        "sealed": keyring.person(number, wrapped).seal(f"person:sealed:{number}", private),
        "programme": one.programme,
        "prefers": "",
        "delete_at": None,
        "created_at": now,
    }


# --- sheets ---------------------------------------------------------------------------------------------------------------


def _with_sheets(connection: Connection, people: Iterable[Loaded]) -> None:
    by_id = {one.id: one for one in people}
    if not by_id:
        return
    rows = (connection.execute(_sheets, {"people": list(by_id)})).all()
    if not rows:
        return
    answers: dict[tuple[int, int], list[Answer]] = defaultdict(list)
    for row in connection.execute(_answers, {"people": list(by_id)}).all():
        answers[row[0], row[1]].append(_answer(row, by_id))
    sheets: dict[int, list[Sheet]] = defaultdict(list)
    for row in rows:
        sheets[row[0]].append(_sheet_from(row, by_id[row[0]].key, answers.get((row[0], row[1]), [])))
    for number, mine in sheets.items():
        by_id[number].sheets = tuple(mine)


def _sheet_from(row: Sequence[Any], key: Key, answers: list[Answer]) -> Sheet:
    number, count, form, version, state, sealed, put, raised, revision, _, active_at, question, done, total = row
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
        answers=tuple(answers),
    )


def _answer(row: Sequence[Any], people: Mapping[int, Loaded]) -> Answer:
    number, count, seq, path, status, value, sealed = row
    if not sealed:
        return Answer(path, seq, value or "", status)
    private = orjson.loads(people[number].key.open(f"answer:sealed:{number}.{count}.{seq}", sealed))
    return Answer(path=path, seq=seq, status=status, **{"value": value or "", **private})


def answer_from(row: Sequence[Any], key: Key) -> Answer:
    """A row of the answer table, opened."""
    number, count, seq, path, status, how, value, sealed, language, version, at = row
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
