"""Many people: the demo's three hundred, multiplied.

Each copy is somebody else, with an id, a key and a name of their own, in days of their own. Everything sealed is sealed anew, so that
every page can be opened.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson
from sqlalchemy import Connection, Table, insert, select

from storage.answers import names
from storage.crypt import Keyring
from storage.ids import random_id, rising
from storage.schema import (
    address,
    address_person,
    answer,
    concern,
    consent,
    enrolment,
    note,
    outbox,
    person,
    sheet,
    submission,
)
from storage.store import Store

COPIED = (address_person, enrolment, consent, sheet, answer, submission, concern, note, outbox)
DAY_MS = 24 * 3600 * 1000
DAYS = 300  # over which people came
MORE = 100  # from one copy of an answer to the next

Rows = dict[Table, list[dict[str, Any]]]


@dataclass(slots=True, kw_only=True)
class Crowd:
    """The past of the demo, opened: `people` and what belongs to each."""

    keyring: Keyring
    people: Sequence[dict[str, Any]]
    addresses: dict[int, dict[str, Any]]
    rows: dict[Table, dict[int, list[dict[str, Any]]]]
    chance: Random

    def copy(self, one: dict[str, Any], times: int) -> Rows:
        """Somebody like them. `times`: how often each answer stands there, the earlier ones changed since."""
        found: Rows = defaultdict(list)
        before, number, back = one["id"], random_id(), self.chance.randrange(DAYS) * DAY_MS
        old = self.keyring.person(before, one["key"])
        wrapped = self.keyring.create(number)
        key = self.keyring.person(number, wrapped)

        def again(sealed: bytes | None, place: str, new: str) -> bytes | None:
            return None if sealed is None else key.seal(new, old.open(place, sealed))

        sealed = again(one["sealed"], f"person:sealed:{before}", f"person:sealed:{number}")
        found[person].append(_moved({**one, "id": number, "key": wrapped, "sealed": sealed}, back))
        where = f"{self.chance.getrandbits(128):032x}"
        place = self.addresses[before]
        external = self.keyring.house.seal(f"address:external:{where}", str(number).encode())
        found[address].append(_moved({**place, "key": where, "person": number, "external": external}, back))
        for table in COPIED:
            for row in self.rows[table].get(before, ()):
                new = _moved({**row, "person": number}, back)
                if "address" in row:
                    new["address"] = where
                if "id" in row:
                    new["id"] = rising(new["created_at"]) if table is outbox else random_id()
                if table is sheet:
                    new["sealed"] = again(
                        row["sealed"], f"sheet:sealed:{before}.{row['number']}", f"sheet:sealed:{number}.{row['number']}"
                    )
                elif "sealed" in row and table is not answer:
                    new["sealed"] = again(row["sealed"], f"{table.name}:sealed:{row['id']}", f"{table.name}:sealed:{new['id']}")
                if table is answer:
                    found[table] += _answers(new, row, times, again)
                else:
                    found[table].append(new)
        return found


def _answers(new: dict[str, Any], row: dict[str, Any], times: int, again: Any) -> Iterator[dict[str, Any]]:
    here = f"answer:sealed:{row['person']}.{row['sheet']}.{row['seq']}"
    for more in range(times):
        seq = row["seq"] + more * MORE
        sealed = again(row["sealed"], here, f"answer:sealed:{new['person']}.{row['sheet']}.{seq}")
        yield {**new, "seq": seq, "latest": int(row["latest"] and more == times - 1), "sealed": sealed}


def _moved(row: dict[str, Any], back: int) -> dict[str, Any]:
    """In days of their own."""
    times = {name: at - back for name, at in row.items() if (name == "at" or name.endswith("_at")) and at}
    return {**row, **times}


def copied(connection: Connection, keyring: Keyring) -> Crowd:
    people = [dict(row) for row in connection.execute(select(person)).mappings() if row["status"] != "new"]
    rows: dict[Table, dict[int, list[dict[str, Any]]]] = {}
    for table in COPIED:
        rows[table] = defaultdict(list)
        for row in connection.execute(select(table)).mappings():
            rows[table][row["person"]].append(dict(row))
    addresses = {row["person"]: dict(row) for row in connection.execute(select(address)).mappings()}
    mine = [one for one in people if one["id"] in addresses]
    return Crowd(keyring=keyring, people=mine, addresses=addresses, rows=rows, chance=Random(1))


async def multiply(store: Store, crowd: Crowd, number: int, answers: int) -> None:
    """So many people more, with about so many answers each, three hundred in a transaction."""
    mean = sum(map(len, crowd.rows[answer].values())) / len(crowd.people)
    times = max(1, math.ceil(answers / mean)) if answers else 1
    done = 0
    while done < number:
        batch: Rows = defaultdict(list)
        for one in crowd.people[: number - done]:
            for table, rows in crowd.copy(one, times).items():
                batch[table] += rows
        done += len(batch[person])
        await store.write(lambda connection, batch=batch: _keep(connection, crowd.keyring, batch))  # type: ignore[misc]


def _keep(connection: Connection, keyring: Keyring, batch: Rows) -> None:
    for table, rows in batch.items():
        connection.execute(insert(table), rows)
    named = {
        row["id"]: str(
            orjson.loads(keyring.person(row["id"], row["key"]).open(f"person:sealed:{row['id']}", row["sealed"]))["name"]
        )
        for row in batch[person]
    }
    names.keep(connection, keyring, {who: name for who, name in named.items() if name})
