"""What a platform tells of messages, in any order and at any time, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Update, create_engine, select
from sqlalchemy.dialects import sqlite

from storage.crypt import Keyring
from storage.messages import deliveries, outbox
from storage.messages.deliveries import PARKED_MS, Status
from storage.messages.outbox import IN_DOUBT, Settled
from storage.schema import metadata, parked
from storage.speaking import aliases
from storage.store import Store
from tests.storing import MASTER, NOW, arrive
from tests.test_storage_outbox import HERE, Box

FATES = ("sent", "delivered", "read", "played")


@pytest.fixture
async def box(database_url: str) -> AsyncIterator[Box]:
    store = Store(database_url, Keyring(MASTER))
    await store.open()
    yield Box(store, await arrive(store, "amal", "bashir"))
    await store.close()


def status(number: int, state: str, **fields: Any) -> Status:
    fields = {"message": f"wamid.{number}", "number": number, **fields}
    failed = {"meaning": "unreachable", "reason": "131026"} if state == "failed" else {}
    return Status(account=HERE, state=state, **{**failed, **fields})


async def tell(box: Box, *statuses: Status) -> list[int]:
    """Rows that have failed by it."""
    found = await box.do(lambda connection: deliveries.take(connection, statuses, box.now))
    return [number for number, _ in found]


async def told(box: Box, number: int) -> tuple[Any, ...]:
    row = await box.row(number)
    return row.state, row.delivery, row.price, row.reason, row.message, row.sent_at


def taken(number: int) -> Settled:
    return Settled(id=number, state="sent", message=f"wamid.{number}", tracked=True)


@pytest.mark.parametrize("fates", [FATES, ("sent", "failed", "delivered", "read")])
async def test_in_whatever_order_it_is_told_the_row_ends_the_same(box: Box, fates: tuple[str, ...]) -> None:
    ends = set()
    for order in permutations(fates):
        number = await box.put("amal", "words", state="sending")
        for state in order:
            await tell(box, status(number, state, price="" if state == "read" else "service"))
        ends.add((await told(box, number))[:4])
    assert ends == {("sent", fates[-1], "service", "")}


@pytest.mark.parametrize("before", range(5))
async def test_the_answer_to_our_own_call_may_come_at_any_moment_among_them(box: Box, before: int) -> None:
    number = await box.put("amal", "words", state="sending")
    for state in FATES[:before]:
        await tell(box, status(number, state))
    await box.settle(taken(number))
    for state in FATES[before:]:
        await tell(box, status(number, state))
    assert await told(box, number) == ("sent", "played", "", "", f"wamid.{number}", NOW)


async def test_what_is_told_of_many_at_once_takes_none_of_them_back(box: Box) -> None:
    further, plain, early = [await box.put("amal", "words", state="sending") for _ in range(3)]
    await box.do(lambda connection: outbox.settle(connection, [taken(further), taken(plain)], box.now))
    await tell(box, status(further, "read", price="utility"))
    assert await tell(box, *[status(number, "delivered", price="service") for number in (further, plain, early)]) == []
    ends = [(await told(box, number))[:3] for number in (further, plain, early)]
    assert ends == [("sent", "read", "utility"), ("sent", "delivered", "service"), ("sent", "delivered", "service")]
    assert await parkings(box) == []


async def test_told_twice_is_told_once(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await tell(box, *[status(number, state) for state in FATES for _ in range(2)])
    assert (await told(box, number))[:2] == ("sent", "played")
    assert await tell(box, status(number, "failed")) == []


@pytest.mark.parametrize("state", ["sending", "doubt", "todo"])
async def test_what_was_in_doubt_is_settled_by_what_is_told(box: Box, state: str) -> None:
    number = await box.put("amal", "words", state=state)
    await box.settle(Settled(id=number, state=state, due_at=NOW + 600_000, reason=IN_DOUBT, tracked=True))
    await tell(box, status(number, "delivered"))
    assert (await told(box, number))[:4] == ("sent", "delivered", "", "")
    box.now += 700_000
    assert await box.waiting() == []


async def test_silence_after_it_was_told_changes_nothing(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await tell(box, status(number, "delivered"))
    await box.settle(Settled(id=number, state="todo", due_at=NOW, reason=IN_DOUBT, tracked=True))
    assert (await told(box, number))[:2] == ("sent", "delivered")


async def test_a_failure_is_acted_on_once_and_undone_by_an_arrival(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await box.settle(taken(number))
    assert await tell(box, status(number, "failed"), status(number, "failed")) == [number]
    assert await tell(box, status(number, "failed")) == []
    [message] = await box.do(lambda connection: outbox.opened(connection, box.store.keyring, [number]))
    again = Settled(id=number, state="held")
    copy = await box.do(lambda connection: deliveries.once_more(connection, message, again, box.now))
    assert (await box.row(copy)).state == "held"
    assert await tell(box, status(number, "delivered")) == []
    assert [(await box.row(one)).state for one in (number, copy)] == ["sent", "superseded"]


async def test_what_failed_and_arrived_in_one_go_has_arrived(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    assert await tell(box, status(number, "failed"), status(number, "read")) == []
    assert (await told(box, number))[:2] == ("sent", "read")


async def test_without_our_number_it_is_parked_until_the_message_is_known(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    early = Status(account=HERE, state="read", message=f"wamid.{number}", number=0, price="utility")
    await tell(box, early, Status(account=HERE, state="sent", message="wamid.7", number=0))
    assert (await box.row(number)).state == "sending"
    await box.settle(taken(number))
    found = await box.do(lambda connection: deliveries.unpark(connection, [f"wamid.{number}"]))
    assert found == [early]
    await tell(box, *found)
    assert (await told(box, number))[:3] == ("sent", "read", "utility")
    assert await parkings(box) == ["wamid.7"]


async def test_what_nobody_asks_for_is_parked_for_ten_minutes(box: Box) -> None:
    await tell(box, status(7, "sent"))
    for late, left in ((0, 1), (1, 0)):
        await box.do(partial(deliveries.prune, now=NOW + PARKED_MS + late))
        assert len(await parkings(box)) == left


async def test_another_account_cannot_tell_of_our_messages(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await box.settle(taken(number))
    stranger = Status(account="whatsapp:2", state="failed", message=f"wamid.{number}", number=number)
    assert await tell(box, stranger, Status(account="whatsapp:2", state="failed", message=f"wamid.{number}", number=0)) == []
    assert (await told(box, number))[:2] == ("sent", "sent")


async def test_by_our_number_only_the_message_that_counts_is_meant(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await box.settle(taken(number))
    assert await tell(box, status(number, "failed", message="wamid.other")) == []
    assert (await told(box, number))[:2] == ("sent", "sent")


async def test_of_what_was_sent_twice_the_first_message_counts(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await box.settle(replace(taken(number), attempts=1))
    for message, delivery in (("wamid.other", "sent"), (f"wamid.{number}", "delivered")):
        await tell(box, status(number, "delivered", message=message))
        assert (await told(box, number))[:2] == ("sent", delivery)


async def parkings(box: Box) -> list[str]:
    return await box.do(lambda connection: list(connection.scalars(select(parked.c.message))))


@pytest.mark.parametrize("statement", [deliveries._needless, aliases._unsent])
def test_what_is_dropped_at_an_address_is_found_without_reading_the_whole_outbox(statement: Update) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    values = {"b_address": "a", "b_reason": "again 1", "keys": '["a"]'}
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=[]).construct_expanded_state(values)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled.statement}", tuple(compiled.positional_parameters))
        assert not [step for *_, step in plan if step.startswith("SCAN outbox")]
