"""What waits to be sent, and what is to happen later: order, lanes, claims and plans, on both databases."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy import text as sql

from dialogs.events import Said
from storage import due
from storage.crypt import Keyring
from storage.due import Intention
from storage.ids import rising
from storage.messages import outbox, reaching, windows
from storage.messages.outbox import IN_DOUBT, IN_DOUBT_WAIT_MS, MOST_RESTARTS, Message, Settled, message_row
from storage.messages.saying import Saying
from storage.schema import address, person
from storage.schema import due as due_
from storage.schema import outbox as outbox_
from storage.speaking.loading import Loaded
from storage.store import Store
from tests.storing import MASTER, NOW, arrive

HERE = "telegram:1"
T = TypeVar("T")


class Box:
    """The outbox of two people, and the time."""

    def __init__(self, store: Store, people: dict[str, Loaded]) -> None:
        self.store, self.people, self.now = store, people, NOW

    async def do(self, work: Callable[[Connection], T]) -> T:
        return await self.store.write(work)

    async def put(self, to: str, text: str, **fields: Any) -> int:
        """A message that could not leave at once; its id."""
        state = fields.pop("state", "todo")
        row = message_row(self._message(to, Said(text=text, **fields)), self.now, state=state)
        await self.do(lambda connection: connection.execute(insert(outbox_), [row]))
        return int(row["id"])

    def _message(self, to: str, said: Said) -> Message:
        who = self.people[to]
        return Message(address=who.address, external=to, account=HERE, person=who.id, key=who.key, said=said)

    async def waiting(self) -> list[int]:
        found = await self.do(lambda connection: outbox.waiting(connection, HERE, self.now))
        return [number for number, _ in found]

    async def take(self, *ids: int) -> list[str]:
        """Claim them; their texts."""
        taken = await self.do(lambda connection: outbox.take(connection, self.store.keyring, ids))
        return [message.said.text for message in taken]

    async def leave(self) -> list[str]:
        """What leaves in one look; it arrives."""
        ids = await self.waiting()
        texts = await self.take(*ids)
        await self.settle(*(Settled(id=number, state="sent", message="1") for number in ids))
        return texts

    async def settle(self, *results: Settled) -> None:
        await self.do(lambda connection: outbox.settle(connection, results, self.now))

    async def row(self, number: int) -> Any:
        return await self.do(lambda connection: connection.execute(select(outbox_).where(outbox_.c.id == number)).one())

    async def states(self) -> list[str]:
        return await self.do(lambda connection: list(connection.scalars(select(outbox_.c.state).order_by(outbox_.c.id))))


@pytest.fixture
async def box(database_url: str) -> AsyncIterator[Box]:
    store = Store(database_url, Keyring(MASTER))
    await store.open()
    yield Box(store, await arrive(store, "amal", "bashir"))
    await store.close()


# --- Order ------------------------------------------------------------------------------------------------------------


async def test_one_message_at_a_time_for_each_address_the_oldest_first(box: Box) -> None:
    for to, text in (("amal", "a1"), ("amal", "a2"), ("bashir", "b1"), ("amal", "a3"), ("bashir", "b2")):
        await box.put(to, text)
    assert await box.leave() == ["a1", "b1"]
    assert await box.leave() == ["a2", "b2"]
    assert await box.leave() == ["a3"]
    assert await box.leave() == []


async def test_the_conversation_goes_before_the_notices(box: Box) -> None:
    await box.put("amal", "reminder", lane="notice")
    await box.put("bashir", "news", lane="notice")
    await box.put("amal", "answer")
    assert await box.leave() == ["answer", "news"]
    assert await box.leave() == ["reminder"]


async def test_what_is_tried_again_later_holds_up_what_is_newer_at_its_address_only(box: Box) -> None:
    first = await box.put("amal", "first")
    await box.settle(Settled(id=first, state="todo", due_at=box.now + 4_000, attempts=2, reason="500 Internal Server Error"))
    await box.put("amal", "second")
    await box.put("bashir", "other")
    assert await box.leave() == ["other"]
    box.now += 4_000
    assert await box.leave() == ["first"]
    assert await box.leave() == ["second"]


async def test_what_is_in_doubt_holds_nobody_up(box: Box) -> None:
    first = await box.put("amal", "perhaps")
    await box.settle(Settled(id=first, state="todo", due_at=box.now + IN_DOUBT_WAIT_MS, attempts=1, reason=IN_DOUBT))
    await box.put("amal", "second")
    assert await box.leave() == ["second"]
    box.now += IN_DOUBT_WAIT_MS
    assert await box.leave() == ["perhaps"]


async def test_another_account_has_an_outbox_of_its_own(box: Box) -> None:
    number = await box.put("amal", "here")
    await box.do(
        lambda connection: connection.execute(update(outbox_).where(outbox_.c.id == number).values(account="telegram:2"))
    )
    assert await box.waiting() == []
    assert await box.do(lambda connection: outbox.backlog(connection, HERE)) == set()
    assert await box.do(lambda connection: outbox.recover(connection, HERE, box.now)) == 0


def test_ids_rise_even_when_the_clock_goes_back_or_stands_still() -> None:
    times = [NOW] * 5_000 + [NOW - 3_600_000] * 5_000 + [NOW + 1] * 5_000
    ids = [rising(at) for at in times]
    assert ids == sorted(set(ids))
    assert ids[-1] < 2**63


# --- A newer question -------------------------------------------------------------------------------------------------


async def said(box: Box, *messages: tuple[str, Said], claim: Callable[[Message], bool] = lambda _: False) -> None:
    """What one batch of turns says."""
    saying = Saying(box.store.keyring)
    saying.messages = [box._message(to, what) for to, what in messages]
    await box.do(lambda connection: saying.write(connection, claim, box.now))


async def test_a_newer_question_takes_the_place_of_an_unsent_older_one(box: Box) -> None:
    await said(box, ("amal", Said(text="Q1", question=True)), ("bashir", Said(text="his", question=True)))
    await said(box, ("amal", Said(text="hint")), ("amal", Said(text="Q2", question=True)))
    assert sorted(await box.leave()) == ["hint", "his"]
    assert await box.leave() == ["Q2"]
    assert sorted(await box.states()) == ["sent", "sent", "sent", "superseded"]


async def test_a_reminder_is_not_superseded_and_nothing_on_its_way_is(box: Box) -> None:
    await said(box, ("amal", Said(text="nudge", question=True, lane="notice")))
    await said(box, ("amal", Said(text="Q1", question=True)), claim=lambda _: True)
    await said(box, ("amal", Said(text="Q2", question=True)))
    assert await box.states() == ["todo", "sending", "todo"]


async def test_of_several_questions_in_one_batch_the_newest_is_put(box: Box) -> None:
    await said(box, *[("amal", Said(text=f"Q{number}", question=True)) for number in range(5)], ("amal", Said(text="and")))
    assert await box.leave() == ["Q4"]
    assert await box.leave() == ["and"]


# --- Claims -----------------------------------------------------------------------------------------------------------


async def test_a_message_is_claimed_once(box: Box) -> None:
    number = await box.put("amal", "once")
    assert await box.take(number) == ["once"]
    assert await box.take(number) == []
    assert await box.waiting() == []
    assert (await box.row(number)).state == "sending"


async def test_how_sending_went_is_written_down(box: Box) -> None:
    number = await box.put("amal", "words", state="sending")
    await box.settle(Settled(id=number, state="sent", message="4711"))
    row = await box.row(number)
    assert (row.state, row.message, row.sent_at) == ("sent", "4711", box.now)
    await box.settle(Settled(id=number, state="failed", reason="x" * 200))
    assert (await box.row(number)).reason == "x" * 64


async def test_after_a_crash_the_conversation_is_said_once_more_and_a_notice_is_not(box: Box) -> None:
    question = await box.put("amal", "question", state="sending", question=True)
    notice = await box.put("bashir", "notice", state="sending", lane="notice")
    unsent = await box.put("bashir", "unsent")
    assert await box.do(lambda connection: outbox.recover(connection, HERE, box.now)) == 2
    assert [(await box.row(number)).state for number in (question, notice, unsent)] == ["todo", "doubt", "todo"]
    assert sorted(await box.leave()) == ["question", "unsent"]
    assert await box.do(lambda connection: outbox.recover(connection, HERE, box.now)) == 0


async def test_a_message_that_sees_crash_after_crash_is_given_up(box: Box) -> None:
    number = await box.put("amal", "again")
    for crash in range(MOST_RESTARTS):
        assert await box.take(*await box.waiting()) == ["again"], crash
        await box.do(lambda connection: outbox.recover(connection, HERE, box.now))
    assert await box.take(*await box.waiting()) == ["again"]
    await box.do(lambda connection: outbox.recover(connection, HERE, box.now))
    assert (await box.row(number)).state == "doubt"


async def test_nobody_is_written_to_who_cannot_be_reached(box: Box) -> None:
    unsent, gone = await box.put("amal", "unsent"), await box.put("amal", "sent before")
    await box.settle(Settled(id=gone, state="sent"))
    key = box.people["amal"].address
    await box.do(
        lambda connection: reaching.unreachable(connection, box.store.keyring, key, "403 Forbidden: bot was blocked", box.now)
    )
    assert [(await box.row(number)).state for number in (unsent, gone)] == ["cancelled", "sent"]
    found = await arrive(box.store, "amal", "bashir")
    assert (found["amal"].reachable, found["bashir"].reachable) == (False, True)


async def test_a_row_that_does_not_open_fails_alone(box: Box) -> None:
    first, second = await box.put("amal", "hers"), await box.put("bashir", "his")
    stolen = (await box.row(first)).sealed
    await box.do(lambda connection: connection.execute(update(outbox_).where(outbox_.c.id == second).values(sealed=stolen)))
    assert await box.take(first, second) == ["hers"]
    row = await box.row(second)
    assert (row.state, row.reason) == ("failed", "unreadable")


@pytest.mark.parametrize("table", [person, address])
async def test_a_message_to_somebody_who_is_gone_fails_alone(box: Box, table: Any) -> None:
    first, second = await box.put("amal", "hers"), await box.put("bashir", "his")
    who = box.people["bashir"]
    await box.do(
        lambda connection: connection.execute(table.delete().where(table.c[("id" if table is person else "person")] == who.id))
    )
    assert await box.take(first, second) == ["hers"]
    assert (await box.row(second)).state == "failed"


async def test_what_was_sent_is_kept_for_thirty_days_and_what_waits_is_kept(box: Box) -> None:
    sent, waits = await box.put("amal", "sent"), await box.put("bashir", "waits")
    await box.settle(Settled(id=sent, state="sent"))
    for days, states in ((29, ["sent", "todo"]), (31, ["todo"])):
        await box.do(partial(outbox.prune, now=NOW + days * outbox.DAY_MS))
        assert await box.states() == states
    assert await box.waiting() == [waits]


def _add(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(outbox_), [row])


async def test_last_words_that_could_not_be_said_do_not_stay_but_an_overview_waits(box: Box) -> None:
    amal = box.people["amal"]
    for place in ("of somebody who is gone", amal.address):
        held = Message(address=place, external="1", account=HERE, person=0, key=box.store.keyring.house, said=Said(text="…"))
        await box.do(partial(_add, row=message_row(held, box.now, state="held")))
    for hours, states in ((23, ["held", "held"]), (25, ["held"]), (24 * 89, ["held"])):
        await box.do(partial(outbox.prune, now=NOW + hours * outbox.DAY_MS // 24))
        assert await box.states() == states


async def test_what_is_held_for_somebody_who_never_writes_again_is_kept_for_ninety_days(box: Box) -> None:
    held, waits = await box.put("amal", "held"), await box.put("bashir", "waits")
    await box.settle(Settled(id=held, state="held"))
    for days, states in ((89, ["held", "todo"]), (91, ["todo"])):
        await box.do(partial(outbox.prune, now=NOW + days * outbox.DAY_MS))
        assert await box.states() == states
    assert await box.waiting() == [waits]


# --- Intentions -------------------------------------------------------------------------------------------------------


def nudge(who: int = 1, at: int = NOW, **fields: Any) -> Intention:
    return Intention(**{"person": who, "kind": "nudge", "subject": "1", "occurrence": "1", "at": at, **fields})


async def fallen(box: Box, at: int = NOW) -> list[Intention]:
    return await box.do(lambda connection: due.fallen(connection, at, most=10))


@pytest.mark.parametrize("look", [outbox._waiting, windows._waiting], ids=["outbox", "windows"])
async def test_what_waits_is_looked_for_by_its_address_although_statistics_know_of_nothing_that_waits(
    box: Box, look: Select[Any]
) -> None:
    """PostgreSQL read the whole of what waited for each row of it, a second for 10,000 people's reminders, until statistics were new."""
    for number in range(100):
        await box.put("amal", f"{number}", state="sent")
    await box.do(lambda connection: connection.execute(sql("ANALYZE outbox")))
    await box.put("amal", "waits")

    def plan(connection: Connection) -> str:
        asked = look.params(account=HERE, now=NOW).compile(connection, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        return "\n".join(str(row[-1]) for row in connection.execute(sql(f"{how} {asked}".replace(":", "\\:"))))

    found = await box.do(plan)
    assert "outbox_todo_by_address (address=?)" in found or "Index Cond: ((address)::text = (outbox.address)::text)" in found


async def test_what_is_planned_falls_due_at_its_time_the_earliest_first(box: Box) -> None:
    for planned in (nudge(3, NOW + 2), nudge(1, NOW), nudge(2, NOW + 1)):
        await box.do(partial(due.plan, one=planned))
    assert await fallen(box, NOW - 1) == []
    assert [one.person for one in await fallen(box, NOW + 1)] == [1, 2]
    assert [one.person for one in await fallen(box, NOW + 9)] == [1, 2, 3]


async def test_an_intention_knows_its_persons_clock_and_programme(box: Box) -> None:
    who = box.people["amal"].id
    await box.do(lambda connection: due.plan(connection, nudge(who)))
    await box.do(lambda connection: due.plan(connection, nudge(7, kind="digest")))
    of_person, of_coordinator = sorted(await fallen(box), key=lambda one: one.kind, reverse=True)
    assert (of_person.person, of_person.zone, of_person.programme) == (who, "Europe/Berlin", "test")
    assert (of_coordinator.person, of_coordinator.zone, of_coordinator.programme) == (7, "UTC", "")


async def test_a_plan_that_is_known_stays_unless_it_is_made_again(box: Box) -> None:
    await box.do(lambda connection: due.plan(connection, nudge()))
    await box.do(lambda connection: due.plan(connection, nudge(at=NOW + 5)))
    assert [one.at for one in await fallen(box, NOW + 9)] == [NOW]
    await box.do(lambda connection: due.plan(connection, nudge(at=NOW + 5), again=True))
    assert [one.at for one in await fallen(box, NOW + 9)] == [NOW + 5]


async def test_what_is_done_does_not_come_back_unless_it_was_planned_anew(box: Box) -> None:
    await box.do(lambda connection: due.plan(connection, nudge()))
    await box.do(lambda connection: due.settle(connection, [nudge()]))
    await box.do(lambda connection: due.plan(connection, nudge()))
    assert await fallen(box) == []
    await box.do(lambda connection: due.plan(connection, nudge(at=NOW + 5), again=True))
    await box.do(lambda connection: due.settle(connection, [nudge()]))  # the earlier one, again
    assert [one.event for one in await fallen(box, NOW + 9)] == [f"due:nudge:1:1:1:{NOW + 5}"]


async def test_what_is_put_off_waits_and_what_is_done_cannot_be(box: Box) -> None:
    await box.do(lambda connection: due.plan(connection, nudge()))
    await box.do(lambda connection: due.move(connection, [(nudge(), NOW + 5)]))
    assert await fallen(box) == []
    [later] = await fallen(box, NOW + 5)
    await box.do(lambda connection: due.settle(connection, [later], "missed"))
    await box.do(lambda connection: due.move(connection, [(later, NOW)]))
    assert await fallen(box, NOW + 9) == []
    assert await box.do(lambda connection: list(connection.scalars(select(due_.c.state)))) == ["missed"]
