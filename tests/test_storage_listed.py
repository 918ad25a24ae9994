"""Lists as one parameter, and what an address is called: nothing is found otherwise than without them."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert, select, update
from sqlalchemy.dialects import sqlite

from storage.crypt import Keyring
from storage.listed import one_of
from storage.messages import deliveries
from storage.schema import address, address_person, alias, answer, metadata, outbox, person, setting, sheet
from storage.speaking import aliases, loading
from storage.speaking.loading import by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store
from tests.storing import NOW

DAY_MS = 24 * 3600 * 1000


async def test_a_list_is_one_parameter(database_url: str) -> None:
    store = Store(database_url, Keyring(bytes(32)))
    await store.open()
    names = ["one", "two", 'it\'s \\ "three"', "четыре 🙂"]
    found = select(setting.c.name).where(one_of(setting.c.name, "names"))
    large = select(outbox.c.id).where(one_of(outbox.c.id, "ids"))
    number = 2**62 + 1

    def work(connection: Connection) -> list[Any]:
        connection.execute(insert(setting), [{"name": name, "value": b""} for name in names])
        wanted: list[list[str]] = [[], names[:1], names[1:], ["else"], [*names, *names]]
        return [sorted(connection.scalars(found, {"names": some})) for some in wanted] + [
            list(connection.scalars(large, {"ids": [number]}))
        ]

    told = await store.write(work)
    assert told == [[], ["one"], sorted(names[1:]), [], sorted(names), []]
    await store.close()


HOT = [
    loading._by_address,
    loading._by_person,
    loading._at,
    loading._sheets,
    loading._answers,
    aliases._aliases,
    aliases._own,
    aliases._led_to,
    aliases._uncalled,
    deliveries._by_number,
    *deliveries._steps.values(),
    *deliveries._priced_steps.values(),
]


@pytest.mark.parametrize("statement", HOT, ids=str)
def test_what_every_batch_asks_goes_by_an_index(statement: Any) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    names = "keys", "people", "places", "ids", "b_account", "b_price"
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=[])
    nothing = tuple(compiled.construct_params(dict.fromkeys(names, "[]"))[name] for name in compiled.positiontup)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", nothing)
        scanned = [step for *_, step in plan if step.startswith("SCAN") and "json_each" not in step]
    assert not scanned


# --- what an address is called ----------------------------------------------------------------------------------------------

AMAL, BASHIR = ("352621000001", "LU.1"), ("352621000002", "LU.2")
STRANGE = [(AMAL[0], BASHIR[1]), (AMAL[0],), (AMAL[1],), (BASHIR[1],), (AMAL[0], "LU.3"), (BASHIR[0], AMAL[1])]
names = st.sampled_from([AMAL, AMAL, BASHIR, BASHIR, *STRANGE])
came = st.tuples(st.just("came"), st.lists(names, min_size=1, max_size=2, unique_by=lambda one: one[0]))
moved = st.tuples(st.just("moved"), st.tuples(names, names))
days = st.tuples(st.just("days"), st.integers(1, 9))


class Book:
    """Who is behind which ids, people counted as they come. A forgetful one looks up everything each time."""

    def __init__(self, *, forgetful: bool) -> None:
        self.forgetful, self.keyring, self.now = forgetful, Keyring(bytes(32)), NOW
        self.people: list[int] = []
        self.engine: Engine = create_engine("sqlite://")
        metadata.create_all(self.engine, [address, address_person, alias, answer, outbox, person, sheet])

    def does(self, kind: str, what: Any) -> Any:
        if kind == "days":
            self.now += what * DAY_MS
            return None
        with self.engine.begin() as connection:
            if self.forgetful:
                connection.execute(update(address).values(called=""))
            return self._moved(connection, *what) if kind == "moved" else self._came(connection, what)

    def _came(self, connection: Connection, many: Sequence[tuple[str, ...]]) -> list[tuple[int, str]]:
        arrivals = [Arrival(channel="whatsapp", account="1", external=one, also=tuple(also)) for one, *also in many]
        found = by_address(connection, self.keyring, arrivals, self.now)
        who = [found[self.keyring.place("whatsapp", "1", one.external)] for one in arrivals]
        self.people += [one.id for one in who if one.id not in self.people]
        return [(self.people.index(one.id), one.external) for one in who]

    def _moved(self, connection: Connection, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        external, *also = after
        return bool(
            aliases.renamed(
                connection,
                self.keyring,
                channel="whatsapp",
                account="1",
                before=[one for one in before if one not in after],
                external=external,
                also=also,
                now=self.now,
            )
        )


BOTH = (BASHIR[0], AMAL[1])  # Amal's other number
TO_AND_FRO: list[tuple[str, Any]] = [("came", [one]) for one in (BOTH, AMAL, BOTH, AMAL)]


@example(TO_AND_FRO)
@example([("came", [BOTH, AMAL])])
@settings(max_examples=100)
@given(st.lists(st.one_of(came, came, moved, days), min_size=2, max_size=10))
def test_what_an_address_is_called_changes_nothing(steps: list[tuple[str, Any]]) -> None:
    quick, careful = Book(forgetful=False), Book(forgetful=True)
    known = ("came", [AMAL])
    for step in [known, known, *steps]:
        assert quick.does(*step) == careful.does(*step)
