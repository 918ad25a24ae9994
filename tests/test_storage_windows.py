"""Windows, what is held behind them, templates, and where notices go instead: on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import pytest
from sqlalchemy import insert, select, update

from bot.channels.base import Meaning, Refused
from bot.sending.account import Account
from bot.sending.pace import Pace
from bot.sending.refusing import Refusals
from dialogs.events import Option
from dialogs.outcomes import Cancelled
from storage.crypt import Keyring
from storage.keeping import Keeping
from storage.messages import knocks, outbox, reaching, windows
from storage.messages.outbox import DAY_MS
from storage.schema import address, address_person, coordinator, digest_told, person
from storage.schema import outbox as outbox_
from storage.speaking import speakers
from storage.store import Store
from storage.times import when
from storage.workshops import appointments, planning
from tests.storing import MASTER, NOW, arrive
from tests.test_storage_outbox import HERE, Box
from tests.workshopping import PLANS


@pytest.fixture
async def box(database_url: str) -> AsyncIterator[Box]:
    store = Store(database_url, Keyring(MASTER))
    await store.open()
    yield Box(store, await arrive(store, "amal", "bashir"))
    await store.close()


def key(box: Box, name: str) -> str:
    return box.people[name].address


async def heard(box: Box, name: str, at: int) -> int:
    """What is known after it."""
    await box.do(lambda connection: windows.heard(connection, [(key(box, name), at)]))
    return int((await place(box, name)).heard_at)


async def place(box: Box, name: str) -> Any:
    return await box.do(lambda connection: connection.execute(select(address).where(address.c.key == key(box, name))).one())


async def hold(box: Box, *names: str) -> int:
    return await box.do(
        lambda connection: knocks.hold(connection, box.store.keyring, {key(box, one) for one in names}, box.now)
    )


async def kinds(box: Box, *columns: str) -> list[Any]:
    chosen = select(*(outbox_.c[one] for one in columns or ("kind", "state"))).order_by(outbox_.c.id)
    return await box.do(lambda connection: [tuple(row) for row in connection.execute(chosen)])


async def test_the_latest_word_counts_whenever_it_comes(box: Box) -> None:
    assert [await heard(box, "amal", at) for at in (NOW, NOW - 5, NOW + 5)] == [NOW, NOW, NOW + 5]
    assert (await place(box, "bashir")).heard_at == 0


async def test_a_platform_that_says_closed_is_believed_unless_they_have_written_since(box: Box) -> None:
    shut = NOW - DAY_MS
    for known, latest, expected in ((NOW - 9, NOW - 9, True), (NOW - 9, NOW - 3, False), (0, 0, True)):
        await box.do(lambda connection, at=latest: connection.execute(update(address).values(heard_at=at)))  # type: ignore[misc]
        found = await box.do(partial(windows.closed, key=key(box, "amal"), known=known, at=shut))
        assert (found, (await place(box, "amal")).heard_at) == (expected, min(latest, shut) if expected else latest)


async def test_all_that_waits_at_a_closed_window_is_held_behind_one_template(box: Box) -> None:
    await box.put("amal", "question", question=True)
    await box.put("amal", "reminder", lane="notice", about="nudge:1")
    await box.put("bashir", "his")
    assert await hold(box, "amal") == 2
    assert await kinds(box) == [("said", "held"), ("said", "held"), ("said", "todo"), ("template", "todo")]
    assert (await kinds(box, "about"))[-1] == ("",)  # of what waits longest
    await box.put("amal", "more")
    assert await hold(box, "amal") == 1
    assert (await kinds(box))[-1] == ("said", "held")


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"knocked_at": 0}, True),
        ({"knocked_at": NOW - 2 * DAY_MS, "heard_at": NOW - 3 * DAY_MS}, False),  # since they wrote
        ({"knocked_at": NOW - 3 * DAY_MS, "heard_at": NOW - 2 * DAY_MS}, True),
        ({"knocked_at": NOW - 5, "heard_at": NOW - 3}, False),  # not twice in a day
        ({"marketing": False}, False),
        ({"state": "unreachable"}, False),
    ],
)
async def test_a_template_is_put_where_one_may_go(box: Box, known: dict[str, Any], asked: bool) -> None:
    await box.do(lambda connection: connection.execute(update(address).values(known)))
    await box.put("amal", "reminder", lane="notice")
    await hold(box, "amal")
    assert (("template", "todo") in await kinds(box)) == asked


@pytest.mark.parametrize("about", ["reminder:1.a.b.0", "workshop:a.0.1.moved", "seat:a.b"])
async def test_an_appointment_is_told_of_also_where_the_last_template_was_not_answered(box: Box, about: str) -> None:
    await box.put("amal", "a question", question=True, about="nudge:1")
    await hold(box, "amal")
    await box.do(
        lambda connection: connection.execute(update(outbox_).where(outbox_.c.kind == "template").values(state="sent"))
    )
    known = {"knocked_at": NOW - 2 * DAY_MS, "heard_at": NOW - 3 * DAY_MS}
    await box.do(lambda connection: connection.execute(update(address).values(known)))
    await box.put("amal", "appointment", lane="notice", about=about)
    await hold(box, "amal")
    assert (await kinds(box, "kind", "state", "about"))[-1] == ("template", "todo", about)


@pytest.mark.parametrize(("state", "days", "again"), [("sent", 2, False), ("doubt", 2, True), ("doubt", 0.9, False)])
async def test_a_template_of_unknown_fate_counts_for_a_day(box: Box, state: str, days: float, again: bool) -> None:
    """An answer of the platform's that was lost must not leave somebody without a word for ever."""
    knocked = {"knocked_at": NOW - int(days * DAY_MS), "heard_at": NOW - 3 * DAY_MS}
    told = update(outbox_).where(outbox_.c.kind == "template").values(state=state)
    for words in ("a question", "another"):
        await box.put("amal", words, lane="notice")
        await hold(box, "amal")
        await box.do(lambda connection: connection.execute(update(address).values(knocked)))
        await box.do(lambda connection: connection.execute(told))
    assert [kind for kind, _ in await kinds(box)].count("template") == 1 + again


async def test_a_template_says_when_an_appointment_is_that_is_still_to_come(box: Box) -> None:
    """Of what was moved meanwhile, of what is cancelled, and of a reminder that is none of the time before: nothing."""
    plan = replace(PLANS["French"], starts=when(NOW).replace(tzinfo=None) + timedelta(days=3), without=())
    values: dict[str, Any] = {"by": 1, "actor": "Clara", "now": NOW, "state": "open"}
    number = await box.do(lambda connection: planning.create(connection, box.store.keyring, plan, **values))
    (first, second, *_) = (await box.do(lambda connection: planning.occurrences(connection, [number])))[number]
    await box.do(lambda connection: planning.cancel_occurrence(connection, int(second.id, 16), actor="Clara", now=NOW))
    of = [f"{number:x}.{first.id}.0", f"{number:x}.{first.id}.1", f"{number:x}.{second.id}.0"]
    abouts = {f"reminder:{rule}.{one}" for rule in (1, 3) for one in of} | {"nudge:1", f"seat:{number:x}.0"}
    found = await box.do(lambda connection: appointments.starts(connection, abouts, NOW))
    assert {about: f"{at:%Y-%m-%dT%H:%M}" for about, at in found.items()} == {
        f"reminder:1.{of[0]}": f"{plan.starts:%Y-%m-%dT%H:%M}"
    }
    assert appointments.which(f"reminder:1.{of[0]}") == f"{number:x}.{first.id}"


async def test_an_overview_that_is_held_is_told_again_from_where_it_began(box: Box) -> None:
    row = {"id": 5, "programme": "test", "sealed": b"", "language": "fr", "zone": "UTC", "hour": "08:00"}
    row |= {"address": key(box, "amal"), "invitation": "", "invited_until": 0, "digest_from": NOW}
    row |= {"role": "coordinator", "state": "active", "centre": "", "email": "", "created_at": NOW}
    await box.do(lambda connection: connection.execute(insert(coordinator).values(row)))
    told = {"staff": 5, "channel": HERE.partition(":")[0], "until": NOW, "shown": 0}
    await box.do(lambda connection: connection.execute(insert(digest_told).values(told)))
    await box.do(lambda connection: connection.execute(update(address).values(coordinator=5)))
    await box.put("amal", "overview", lane="notice", about=f"digest:{NOW - DAY_MS}")
    await hold(box, "amal")
    assert await box.do(lambda connection: connection.scalar(select(digest_told.c.until))) == NOW - DAY_MS


async def test_a_template_knows_who_reads_it(box: Box) -> None:
    await box.put("amal", "reminder", lane="notice", about="nudge:1")
    await hold(box, "amal")
    [(number, _)] = await box.do(
        lambda connection: [(one.id, one.kind) for one in windows.waiting(connection, HERE, box.now) if one.kind == "template"]
    )
    assert await box.do(lambda connection: knocks.readers(connection, [number])) == {number: ("", "test", False)}
    assert await box.take(number) == [""]


async def test_what_was_freed_leaves_and_what_is_said_anew_does_not(box: Box) -> None:
    words, question, reminder = [
        await box.put("amal", text, **fields)
        for text, fields in (
            ("words", {}),
            ("question", {"question": True}),
            ("reminder", {"about": "nudge:1", "lane": "notice"}),
        )
    ]
    await hold(box, "amal")
    found = await box.do(lambda connection: windows.held(connection, [key(box, "amal")]))
    assert [(one.id, one.about, one.question) for one in found] == [
        (words, "", False),
        (question, "", True),
        (reminder, "nudge:1", False),
    ]
    await box.do(lambda connection: windows.reopened(connection, [key(box, "amal")]))
    await box.do(lambda connection: windows.drop(connection, [question, reminder]))
    await box.do(lambda connection: windows.release(connection, [words], box.now))
    assert await kinds(box) == [("said", "todo"), ("said", "superseded"), ("said", "superseded"), ("template", "cancelled")]


async def test_people_written_to_first_are_counted_for_a_day(box: Box) -> None:
    async def count(at: int) -> tuple[int, int]:
        return await box.do(lambda connection: knocks.written_to(connection, "telegram", at))

    assert await count(NOW) == (0, 0)
    await box.do(lambda connection: knocks.knocked(connection, {key(box, "amal")}, NOW))
    await box.do(lambda connection: knocks.knocked(connection, {key(box, "bashir")}, NOW + 5))
    assert await count(NOW + 5) == (2, NOW)
    assert await count(NOW + DAY_MS) == (1, NOW + 5)
    assert await count(NOW + DAY_MS + 5) == (0, 0)


async def test_what_the_platform_allows_is_remembered(box: Box) -> None:
    assert await box.do(lambda connection: knocks.allowed(connection, "whatsapp")) is None
    for people in (2_000, 250):
        await box.do(partial(knocks.allow, channel="whatsapp", people=people))
        assert await box.do(lambda connection: knocks.allowed(connection, "whatsapp")) == people


# --- Another address ----------------------------------------------------------------------------------------------------


async def linked(box: Box) -> None:
    """Amal may be reached where Bashir was, too."""
    row = {"address": key(box, "bashir"), "person": box.people["amal"].id, "number": 1, "shares": True, "instead": 0}
    await box.do(lambda connection: connection.execute(insert(address_person).values(row)))


async def test_notices_go_to_the_other_address_and_answers_stay(box: Box) -> None:
    await linked(box)
    notice = await box.put("amal", "reminder", lane="notice")
    answer = await box.put("amal", "answer")
    held = await box.put("amal", "news", lane="notice", state="held")
    moved = await box.do(
        lambda connection: reaching.unreachable(connection, box.store.keyring, key(box, "amal"), "131026", box.now)
    )
    assert moved == {box.people["amal"].id}
    rows = [await box.row(one) for one in (notice, answer, held)]
    assert [(row.address == key(box, "bashir"), row.state) for row in rows] == [
        (True, "todo"),
        (False, "cancelled"),
        (True, "todo"),
    ]
    assert (await place(box, "amal")).state == "unreachable"


async def test_who_wants_no_templates_hears_of_it_on_their_other_phone(box: Box) -> None:
    """Held where nothing asks them to write it would wait for ever; unless they want none on the other one either."""
    await linked(box)
    wants = {name: partial(reaching.wants, keys=[key(box, name)]) for name in ("amal", "bashir")}
    for name in ("amal", "bashir"):
        await box.do(partial(wants[name], marketing=False))
    notice = await box.put("amal", "reminder", lane="notice", about="nudge:1")
    await hold(box, "amal")
    assert (await box.row(notice)).state == "held"
    await box.do(partial(wants["bashir"], marketing=True))
    await hold(box, "amal")
    row = await box.row(notice)
    assert (row.address, row.state) == (key(box, "bashir"), "todo")
    assert len(await box.states()) == 1, "and no template"


async def test_a_template_that_stands_for_several_leaves_although_one_of_them_has_said_stop_elsewhere(box: Box) -> None:
    held = await box.put("amal", "news", lane="notice", about="nudge:1", state="held")
    await box.put("amal", "", lane="notice", about="nudge:1")
    template = update(outbox_).where(outbox_.c.state == "todo").values(kind="template")
    theirs = update(outbox_).where(outbox_.c.id == held).values(person=box.people["bashir"].id)

    async def amal_stops() -> list[str]:
        keeping = Keeping(box.store.keyring, box.now)
        keeping.keep(box.people["amal"], [Cancelled()])
        await box.do(lambda connection: keeping.write(connection, lambda _: False))
        return await box.states()

    await box.do(lambda connection: [connection.execute(one) for one in (template, theirs)])
    assert await amal_stops() == ["held", "todo"]
    await box.do(lambda connection: speakers.hand_over(connection, key(box, "amal"), box.people["bashir"].id))
    assert await box.states() == ["held", "todo"], "nor where she has another phone now"
    await box.do(lambda connection: windows.drop(connection, [held]))
    assert await amal_stops() == ["superseded", "cancelled"]


async def test_a_file_that_nobody_asked_for_goes_to_the_other_address_too(box: Box) -> None:
    """A certificate, say."""
    await linked(box)
    refusals = Refusals(account=Account(HERE, Pace(0)), keyring=box.store.keyring)
    number = await box.put("amal", "", lane="notice", made="certificate:1.0", state="sending")
    (message,) = await box.do(lambda connection: outbox.opened(connection, box.store.keyring, [number]))
    message.kind, gone = "data", Meaning.UNREACHABLE
    settled = refusals.settled(message, Refused(gone, "131026"), box.now)
    await box.do(lambda connection: refusals.follow(connection, message, settled, gone, box.now))
    row = await box.row(number)
    assert (row.address, row.state) == (key(box, "bashir"), "todo")


async def test_on_a_shared_phone_a_notice_says_whose_it_is_and_so_do_its_buttons(box: Box) -> None:
    """Bashir, who was first there, is not to answer for Amal; and back on her own phone her buttons are hers."""
    await linked(box)
    private = {"name": "Amal", "aside": None}
    amal = box.people["amal"]
    sealed = amal.key.seal(f"person:sealed:{amal.id}", orjson.dumps(private))
    await box.do(lambda connection: connection.execute(update(person).where(person.c.id == amal.id).values(sealed=sealed)))
    notice = await box.put("amal", "reminder", lane="notice", options=(Option("yes", "1.2:yes"),), rtl=True)
    keyring = box.store.keyring

    async def said() -> tuple[str, str]:
        (found,) = await box.do(lambda connection: outbox.opened(connection, keyring, [notice]))
        return found.said.text, found.said.options[0].data

    await box.do(lambda connection: reaching.unreachable(connection, keyring, key(box, "amal"), "131026", box.now))
    assert await said() == ("\u200f\u2068Amal\u2069:\n\nreminder", "@1:1.2:yes")
    back, there = (key(box, "amal"), HERE), key(box, "bashir")
    await box.do(lambda connection: reaching.move_row(connection, keyring, notice, there, back, box.now))
    assert (await said())[1] == "1.2:yes"


async def test_without_another_address_nothing_moves(box: Box) -> None:
    await box.put("amal", "reminder", lane="notice")
    assert (
        await box.do(
            lambda connection: reaching.unreachable(connection, box.store.keyring, key(box, "amal"), "131026", box.now)
        )
        == set()
    )
    assert await box.states() == ["cancelled"]


async def test_who_wants_none_is_not_knocked_at_but_stays_reachable(box: Box) -> None:
    await linked(box)
    await box.put("amal", "reminder", lane="notice")
    assert await box.do(
        lambda connection: reaching.opted_out(connection, box.store.keyring, key(box, "amal"), "131050", box.now)
    )
    row = await place(box, "amal")
    assert (row.state, row.marketing) == ("ok", False)
    await box.do(lambda connection: reaching.wants(connection, [key(box, "amal")], marketing=True))
    assert (await place(box, "amal")).marketing
