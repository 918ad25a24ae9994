"""What a coordinator sees of addresses and messages, and how two records of one person are joined and parted."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from storage import schema
from storage.answers.review import public
from storage.ids import random_id, rising
from storage.times import ms
from tests.desks import ANNA, Village, Visit, visit
from tests.people import MONDAY, house, welcome
from tests.test_desk import in_order

NUMBER = "106540352242922"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """Ada has answered everything and uses WhatsApp too; Ben has begun."""
    found = Village(tmp_path_factory.mktemp("addresses") / "two.db", os.urandom(32))

    async def build() -> None:
        async with house(f"sqlite+aiosqlite:///{found.file}", key=found.key) as there, visit(there) as at:
            await people(at)

    asyncio.run(build())
    return found


async def people(at: Visit) -> None:
    await welcome(at.house, "ada-phone", "Ada")
    await welcome(at.house, "ben-phone", "Ben", language="fr")
    await on_whatsapp(at, "Ada", heard=timedelta(hours=1))


@pytest.fixture
async def at_desk(built: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    copy = shutil.copy(built.file, tmp_path / "copy.db")
    async with house(f"sqlite+aiosqlite:///{copy}", key=built.key) as there, visit(there) as found:
        there.now = MONDAY + timedelta(hours=1)
        yield found


@pytest.fixture
async def on_both(database_url: str) -> AsyncIterator[Visit]:
    """The same on each database."""
    async with house(database_url) as there, visit(there) as found:
        await people(found)
        yield found


async def id_of(at: Visit, name: str) -> int:
    return int((await at.page_of(name)).rsplit("/", 1)[1], 16)


async def on_whatsapp(at: Visit, name: str, *, heard: timedelta, **changed: Any) -> str:
    """The key of an address of theirs on WhatsApp, where they wrote so long ago."""
    who, key = await id_of(at, name), f"{random_id():032x}"
    row = {
        "key": key,
        "channel": "whatsapp",
        "account": NUMBER,
        "external": at.house.store.keyring.house.seal(f"address:external:{key}", b"352621000001"),
        "person": who,
        "state": "ok",
        "reason": "",
        "coordinator": 0,
        "hint": "",
        "heard_at": ms(at.house.now - heard),
        "knocked_at": 0,
        "marketing": True,
        "called": "",
    }
    speaks = {"address": key, "person": who, "number": 0, "shares": True, "instead": 0}
    await at.house.store.write(lambda connection: connection.execute(insert(schema.address).values(row | changed)))
    await at.house.store.write(lambda connection: connection.execute(insert(schema.address_person).values(speaks)))
    return key


async def sent(at: Visit, name: str, key: str, state: str, **changed: Any) -> None:
    """A message that was sent to them there."""
    at.house.now += timedelta(minutes=1)
    now = ms(at.house.now)
    row = {
        "id": rising(now),
        "account": f"whatsapp:{NUMBER}",
        "address": key,
        "person": await id_of(at, name),
        "lane": 0,
        "kind": "said",
        "about": "",
        "state": state,
        "question": True,
        "sealed": b"",
        "due_at": now,
        "attempts": 0,
        "message": "wamid.1",
        "delivery": "",
        "price": "",
        "reason": "",
        "created_at": now,
        "sent_at": now,
    }
    await at.house.store.write(lambda connection: connection.execute(insert(schema.outbox).values(row | changed)))


async def post(at: Visit, path: str, **fields: str | list[str]) -> str:
    """Send a form; where it leads, or the page it shows."""
    answer = await at.http.post(f"/desk{path}", data=fields, headers=SAME_SITE)
    return answer.headers.get("location", answer.text)


# --- How to reach somebody --------------------------------------------------------------------------------------------


async def test_an_open_window_says_until_when_and_a_closed_one_what_that_means(at_desk: Visit) -> None:
    page = await at_desk.page_of("Ada")
    seen = await at_desk.see(page)
    assert in_order(
        seen, "How to reach them", "WhatsApp Reachable", "We can write until:", "3 March 2026", "Telegram Reachable"
    )
    assert f"Our account there: {NUMBER}" in seen
    at_desk.house.now += timedelta(days=1)
    seen = await at_desk.see(page)
    assert "We can write until" not in seen
    assert "They have not written for a day." in seen


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("left", "They have blocked us."),
        ("403 Forbidden: bot was blocked by the user", "They have blocked us."),
        ("403 Forbidden: user is deactivated", "Their account does not exist any more."),
        ("131026 Message undeliverable", "Not known to the messenger"),
        ("130497 Business account is restricted", "We may not write to their country."),
        ("lost", "the phone was lost"),
        ("renamed", "They have another number now."),
        ("131057 Account in maintenance mode", "The messenger says: 131057"),
        ("999 Something new", "The messenger says: 999 Something new"),
    ],
)
async def test_why_somebody_cannot_be_reached_is_said_in_words(at_desk: Visit, reason: str, words: str) -> None:
    change = update(schema.address).where(schema.address.c.channel == "whatsapp").values(state="unreachable", reason=reason)
    await at_desk.house.store.write(lambda connection: connection.execute(change))
    assert in_order(await at_desk.see(await at_desk.page_of("Ada")), "WhatsApp Not reachable", words, "Telegram Reachable")


async def test_what_is_held_what_they_prefer_and_that_they_opted_out_is_shown(at_desk: Visit) -> None:
    key = await on_whatsapp(at_desk, "Ben", heard=timedelta(days=3), marketing=False)
    await sent(at_desk, "Ben", key, "held", lane=1, question=False)
    await sent(at_desk, "Ben", key, "held", lane=1, question=False)
    change = update(schema.person).where(schema.person.c.id == await id_of(at_desk, "Ben")).values(prefers="whatsapp")
    await at_desk.house.store.write(lambda connection: connection.execute(change))
    seen = await at_desk.see(await at_desk.page_of("Ben"))
    assert in_order(seen, "WhatsApp", "Preferred", "2 messages wait until they write", "no unasked messages from us")


async def test_the_fate_of_the_latest_messages_is_shown_with_reason_and_price_class(at_desk: Visit) -> None:
    key = await on_whatsapp(at_desk, "Ben", heard=timedelta(hours=2))
    await sent(at_desk, "Ben", key, "sent", delivery="read", price="service")
    await sent(at_desk, "Ben", key, "failed", delivery="failed", reason="131049 Not delivered", lane=1, question=False)
    await sent(at_desk, "Ben", key, "sent", delivery="delivered", price="utility", kind="template", lane=1, question=False)
    await sent(at_desk, "Ben", key, "superseded")
    await sent(at_desk, "Ben", key, "todo", reason="again 1883012648141136908", kind="template", lane=1, question=False)
    await sent(at_desk, "Ben", key, "todo", reason="131056 Pair rate limit hit")
    seen = await at_desk.see(await at_desk.page_of("Ben"))
    assert in_order(
        seen,
        "Latest messages",
        "Question: not sent yet Too many messages in a short time.",
        "Notice that something is waiting: not sent yet To be sent once more: the first time it did not arrive.",
        "Notice that something is waiting: arrived charged as: utility",
        "Reminder: did not arrive The messenger shows them no more unasked messages",
        "Question: read charged as: service",
    )


async def test_a_consent_says_when_where_and_to_which_words(at_desk: Visit) -> None:
    seen = await at_desk.see(await at_desk.page_of("Ben"))
    words = "L’équipe de ce programme peut-elle"
    assert in_order(
        seen, "All consents so far", "Team of the programme: Yes", "2 March 2026", "French · Telegram", "To these words:"
    )
    assert in_order(seen, "To these words:", words[:3])
    gone = update(schema.consent).values(version="1999")
    await at_desk.house.store.write(lambda connection: connection.execute(gone))
    assert "Words of version: 1999" in await at_desk.see(await at_desk.page_of("Ben"))


async def test_nothing_shows_the_number_of_a_persons_phone(at_desk: Visit) -> None:
    html = await at_desk.html(await at_desk.page_of("Ada")) + await at_desk.html("/")
    assert not re.search("352621|ada-phone", html)


# --- In numbers -------------------------------------------------------------------------------------------------------


async def test_the_overview_counts_whom_we_wrote_to_first_what_is_held_and_what_is_charged(at_desk: Visit) -> None:
    key = await on_whatsapp(at_desk, "Ben", heard=timedelta(days=3), knocked_at=ms(at_desk.house.now - timedelta(hours=2)))
    await on_whatsapp(at_desk, "Ben", heard=timedelta(days=9), knocked_at=ms(at_desk.house.now - timedelta(hours=30)))
    await sent(at_desk, "Ben", key, "held")
    for _ in range(2):
        await sent(at_desk, "Ben", key, "todo")
    await sent(at_desk, "Ben", key, "sent", delivery="read", price="service")
    seen = await at_desk.see("/")
    assert in_order(seen, "Messengers", "1 of 250: people we wrote to first in 24 hours", "Messages that wait until", "1")
    assert "Messages that wait their turn: 4" in seen  # the first questions to both have not left either
    assert "Charged messages (30 days): service: 1" in seen
    told = insert(schema.setting).values(name="whatsapp_people", value=b"2000")
    await at_desk.house.store.write(lambda connection: connection.execute(told))
    assert "1 of 2000: people" in await at_desk.see("/")


async def test_a_desk_without_whatsapp_says_nothing_of_it(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as there, visit(there) as found:
        await welcome(there, "7", "Ada")
        assert "Messengers" not in await found.see("/")


async def test_an_account_that_is_refused_or_silenced_is_told_at_the_top(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as there:
        hushed = {"whatsapp:8": datetime(2026, 11, 24, 12, 30, tzinfo=UTC)}
        async with visit(there, off=[f"whatsapp:{NUMBER}"], hushed=hushed) as found:
            seen = await found.see("/")
    assert f"WhatsApp refuses us ({NUMBER})" in seen
    assert "WhatsApp lets us write first to nobody (8) until: 24 November 2026, 12:30." in seen


# --- Were they here before? -------------------------------------------------------------------------------------------


async def moved(at: Visit, name: str) -> int:
    """Somebody says that they were here before."""
    who = await id_of(at, name)
    row = {"id": random_id(), "person": who, "programme": "harbour", "kind": "moved", "sheet": 0, "path": "", "state": "open"}
    row |= {"owner": 0, "snoozed_until": 0, "label": "", "reason": "", "times": 1}
    case = insert(schema.concern).values({**row, "at": ms(at.house.now)})
    await at.house.store.write(lambda connection: connection.execute(case))
    return who


async def test_somebody_with_a_new_phone_is_found_compared_and_joined(on_both: Visit) -> None:
    new, known = await moved(on_both, "Ben"), await id_of(on_both, "Ada")
    assert in_order(await on_both.see("/?kind=moved"), "Ben", "Says they were here before")
    page = await on_both.page_of("Ben")
    assert f'href="/desk{page}/join"' in await on_both.html(page)
    assert "Nothing is joined without you." in await on_both.see(f"{page}/join")
    found = await post(on_both, f"{page}/join", words=" ADA ")
    assert f'href="/desk{page}/join/{public(known)}"' in found
    seen = await on_both.see(f"{page}/join/{public(known)}")
    assert in_order(
        seen, "With the new phone", "Known before", "Name Ben Ada", "Language French English", "Yes, it is the same person"
    )
    assert await post(on_both, f"{page}/join/{public(known)}") == f"/desk/people/{public(known)}"
    seen = await on_both.see(f"/people/{public(known)}")
    assert "Joined with: Ben" in seen
    assert seen.count(" Reachable") == 3  # none was ticked as lost
    assert "Ben" not in await on_both.see("/?kind=moved")
    assert "Now belongs to: Ada" in await on_both.see(page)
    assert in_order(await on_both.see("/people"), "Ben Joined with somebody")
    assert "Not reachable" not in (await on_both.see("/people")).partition("Last active")[2]
    audit = await on_both.audit()
    assert {(ANNA.actor, "joined", public(one)) for one in (new, known)} <= set(audit)
    assert {(ANNA.actor, "read", public(one)) for one in (new, known)} <= set(audit)
    assert (ANNA.actor, "settled", public(new)) in audit


async def test_what_was_joined_can_be_parted_and_both_are_as_before(on_both: Visit) -> None:
    new, known = await moved(on_both, "Ben"), await id_of(on_both, "Ada")
    await post(on_both, f"/people/{public(new)}/join/{public(known)}")
    html = await on_both.html(f"/people/{public(known)}")
    (way,) = set(re.findall(r'name="way" value="([0-9a-f]+)"', html))
    assert await post(on_both, f"/people/{public(known)}/part", way=way) == f"/desk/people/{public(known)}"
    assert "Joined with" not in await on_both.see(f"/people/{public(known)}")
    assert "Telegram Reachable" in await on_both.see(f"/people/{public(new)}")
    assert (ANNA.actor, "parted", public(new)) in await on_both.audit()


async def test_a_phone_that_was_ticked_as_lost_gets_nothing_any_more(at_desk: Visit) -> None:
    new, known = await moved(at_desk, "Ben"), await id_of(at_desk, "Ada")
    html = await at_desk.html(f"/people/{public(new)}/join/{public(known)}")
    ticked = re.findall(r'name="lost" value="([0-9a-f]+)" checked', html)
    assert len(ticked) == 2
    await post(at_desk, f"/people/{public(new)}/join/{public(known)}", lost=ticked)
    states = select(schema.address.c.state).where(schema.address.c.key.in_(ticked))
    assert set(await at_desk.house.store.read(lambda connection: connection.scalars(states).all())) == {"unreachable"}


async def test_a_name_stands_in_no_web_address_and_a_search_is_written_down(at_desk: Visit) -> None:
    page = await at_desk.page_of("Ben")
    html = await at_desk.html(f"{page}/join")
    assert re.search(r'<form[^>]* method="post"', html)
    for words, found in (("ad", True), ("Zoe", False), (public(await id_of(at_desk, "Ada")), True), ("ben", False)):
        assert ("Compare with: " in await post(at_desk, f"{page}/join", words=words)) == found
    assert [action for _, action, _ in await at_desk.audit()].count("listed") == 4


@pytest.mark.parametrize("path", ["/people/1/join", "/people/{ben}/join/1", "/people/{ben}/join/{ben}"])
async def test_nobody_can_be_compared_with_somebody_who_is_not_there(at_desk: Visit, path: str) -> None:
    ben = public(await id_of(at_desk, "Ben"))
    await at_desk.see(path.format(ben=ben), 404)


async def test_a_button_elsewhere_joins_and_parts_nobody(at_desk: Visit) -> None:
    ben, ada = public(await id_of(at_desk, "Ben")), public(await id_of(at_desk, "Ada"))
    for path in (f"/people/{ben}/join/{ada}", f"/people/{ada}/part"):
        answer = await at_desk.http.post(f"/desk{path}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert await at_desk.audit() == []


async def test_a_form_too_large_to_be_ours_is_refused(at_desk: Visit) -> None:
    page = await at_desk.page_of("Ben")
    answer = await at_desk.http.post(f"/desk{page}/join", content=b"words=" + b"x" * 20_000, headers=SAME_SITE)
    assert answer.status_code == 400
