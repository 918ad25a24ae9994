"""What needs a person: in order, taken, put off, labelled, settled, one by one and many at once."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, select

from desk.staff import Role, Staff
from storage import schema
from storage.staff import digesting, needs, tallying
from storage.staff.needs import Doer, Wanted
from storage.staff.scope import EVERYBODY, Scope
from storage.times import ms
from tests.conversations import house as conversation
from tests.desks import ANNA, NAMES, Village, Visit, hired, visit, visit_village, words
from tests.people import house, welcome

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


async def rows(at_desk: Visit, path: str = "/") -> list[str]:
    """The cases as they are read, in order."""
    html = await at_desk.html(path)
    return [words(one.split("</li>")[0]) for one in html.split('<li class="case-row')[1:]]


async def ids(at_desk: Visit, *kinds: str) -> list[str]:
    """Of the cases on the first page those of some kinds."""
    html = await at_desk.html("/")
    found = re.findall(r'<li class="case-row (\w+)".*?name="case" value="([0-9a-f]+)"', html, re.DOTALL)
    return [number for kind, number in found if kind in kinds]


async def do(at_desk: Visit, deed: str, *cases: str, **more: str) -> httpx2.Response:
    data: dict[str, Any] = {"do": deed, "case": list(cases), **more}
    return await at_desk.http.post("/desk/queue", data=data, headers=OURS)


# --- order and filters -----------------------------------------------------------------------------------------------------


async def test_the_most_urgent_come_first_and_of_these_the_longest_waiting(at_desk: Visit) -> None:
    found = await rows(at_desk)
    wanted = ["talk to a person", "help with a question", "Wants to be forgotten", "Consent was withdrawn"]
    for row, what in zip(found, wanted, strict=False):
        assert what in row
    assert NAMES["amal"] in found[4]  # answers: she came a day before the others
    assert len(found) == 13


async def test_answers_that_wait_for_a_week_come_before_what_is_new(at_desk: Visit) -> None:
    at_desk.house.now += timedelta(days=7)
    found = await rows(at_desk)
    late = [place for place, row in enumerate(found) if "waits too long" in row]
    assert late
    assert all("Wants no more messages" not in row for row in found[: max(late)])


async def test_whoever_wants_to_be_forgotten_is_shown_with_the_hour(at_desk: Visit) -> None:
    row = next(row for row in await rows(at_desk) if "Wants to be forgotten" in row)
    assert "Everything will be deleted: 4 March 2026" in row


async def test_an_unreachable_person_is_shown_with_the_reason(tmp_path: Path) -> None:
    async with conversation(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as home:
        from dialogs.events import Left, Typed

        phone = home.phone("7")
        await phone.start()
        await phone.happen(Left(at=home.now))
        found = await home.store.read(lambda connection: needs.queue(connection, home.store.keyring, Wanted(), ms(home.now)))
        assert [(one.kind, one.reason) for one in found.rows] == [("unreachable", "left")]
        await phone.happen(Typed(at=home.now, text="hello"))  # back again: nobody need look any more
        found = await home.store.read(lambda connection: needs.queue(connection, home.store.keyring, Wanted(), ms(home.now)))
        assert found.rows == ()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=review", 8),
        ("owner=me", 0),
        ("owner=nobody", 13),
        ("snoozed=1", 0),
        ("label=Housing", 0),
        ("kind=asked&owner=nobody", 1),
    ],
)
async def test_the_queue_is_narrowed(at_desk: Visit, query: str, count: int) -> None:
    assert len(await rows(at_desk, f"/?{query}")) == count


@pytest.mark.parametrize(
    "query", ["kind=sql'--", "owner=7", "snoozed=2", "page=0", "sort=at;drop", f"label={'x' * 41}", "owner=me&kind=nothing"]
)
async def test_what_cannot_be_meant_is_refused(at_desk: Visit, query: str) -> None:
    assert "This address cannot be understood" in await at_desk.see(f"/?{query}", 400)


# --- what is done with cases -----------------------------------------------------------------------------------------------


async def test_a_case_is_taken_and_given_back(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    await do(at_desk, f"take.{case}")
    assert len(await rows(at_desk, "/?owner=me")) == 1
    assert len(await rows(at_desk, "/?owner=nobody")) == 12
    await do(at_desk, f"back.{case}")
    assert await rows(at_desk, "/?owner=me") == []
    assert [action for _, action, _ in await at_desk.audit() if action != "listed"] == ["took", "gave back"]


async def test_a_case_that_is_put_off_comes_back(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    await do(at_desk, f"snooze3.{case}")
    assert not any("talk to a person" in row for row in await rows(at_desk))
    assert "Comes back: " in (await rows(at_desk, "/?snoozed=1"))[0]
    at_desk.house.now += timedelta(days=3)
    assert "talk to a person" in (await rows(at_desk))[0]


async def test_somebody_who_asks_again_brings_a_case_back_that_was_put_off(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    await do(at_desk, f"snooze7.{case}")
    await at_desk.house.talk("amal", "/help", "#1")
    assert "talk to a person (2 times)" in (await rows(at_desk))[0]


async def test_many_are_taken_labelled_and_put_off_at_once(at_desk: Visit) -> None:
    cases = await ids(at_desk, "asked", "stuck", "review")
    answer = await do(at_desk, "label", *cases, label=" Housing   first ")
    assert answer.headers["location"] == "/desk/?changed=10"
    assert len(await rows(at_desk, "/?label=Housing first")) == 10
    await do(at_desk, "take", *cases)
    assert len(await rows(at_desk, "/?owner=me")) == 10
    assert "10 cases changed." in await at_desk.see("/?changed=10")
    await do(at_desk, "snooze1", *cases)
    assert len(await rows(at_desk)) == 3


async def test_answers_are_not_settled_by_a_click(at_desk: Visit) -> None:
    cases = await ids(at_desk, "asked", "review")
    answer = await do(at_desk, "done", *cases)
    assert answer.headers["location"] == "/desk/?changed=1&kept=done"
    assert "please review them" in await at_desk.see("/?changed=1&kept=done")
    assert len(await rows(at_desk)) == 12


async def test_after_a_button_the_list_is_narrowed_as_before(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    answer = await do(at_desk, f"take.{case}", query="owner=nobody&kind=asked&changed=3")
    assert answer.headers["location"] == "/desk/?owner=nobody&kind=asked&changed=1"
    answer = await do(at_desk, f"take.{case}", query="next=//evil.example")
    assert answer.headers["location"] == "/desk/?changed=0"


@pytest.mark.parametrize("data", [{"do": "erase.1"}, {"do": "take.xyz"}, {"do": "take", "case": "1' or 1=1"}, {}])
async def test_nonsense_is_refused(at_desk: Visit, data: dict[str, str]) -> None:
    assert (await at_desk.http.post("/desk/queue", data=data, headers=OURS)).status_code == 400


async def test_another_site_can_do_nothing(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    answer = await at_desk.http.post("/desk/queue", data={"do": f"done.{case}"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert len(await rows(at_desk)) == 13


# --- given to a colleague -------------------------------------------------------------------------------------------------


BOB = Staff(id=0xB0B, name="Bob", role=Role.COORDINATOR, scope=Scope(programme="harbour"), names=True)
EVE = replace(BOB, id=0xE5E, name="Eve", scope=Scope(programme="elsewhere"))
VERA = replace(BOB, id=0xE7A, name="Vera", role=Role.VIEWER)


@pytest.fixture
async def team(at_desk: Visit) -> None:
    for one in (ANNA, BOB, EVE, VERA):
        await hired(at_desk.house, one)


def names_to_give_to(html: str) -> list[str]:
    return re.findall(r"<option[^>]*>(\w+)</option>", html.split('name="to"')[1].split("</select>", maxsplit=1)[0])


async def freshly(at_desk: Visit, staff: Staff, since: int) -> int:
    """How many cases somebody's next digest tells of, who wants to hear of their own only."""

    def read(connection: Connection) -> int:
        found = digesting.reader(connection, staff.id)
        assert found
        mine = replace(found, wish=replace(found.wish, mine=True))
        return tallying.fresh(connection, mine, since, ms(at_desk.house.now))

    return await at_desk.house.store.read(read)


@pytest.mark.usefixtures("team")
async def test_cases_are_given_to_a_colleague_who_finds_them_among_their_own(at_desk: Visit) -> None:
    (asked,), (case, *_) = await ids(at_desk, "asked"), await ids(at_desk, "stuck")
    await do(at_desk, f"snooze3.{asked}")
    at_desk.house.now += timedelta(hours=1)
    told = ms(at_desk.house.now)
    assert await freshly(at_desk, BOB, told) == 0
    answer = await do(at_desk, "give", asked, case, to=f"{BOB.id:x}")
    assert answer.headers["location"] == "/desk/?changed=2"
    at_desk.house.now += timedelta(hours=1)
    async with visit(at_desk.house, staff=BOB) as bob:
        assert "Mine 2" in await bob.see("/?owner=me")
        assert len(await rows(bob, "/?owner=me")) == 2  # also the one that Anna had put off
    assert await freshly(at_desk, BOB, told) == 2
    given = select(schema.audit.c.actor, schema.audit.c.detail).where(schema.audit.c.action == "gave")
    assert sorted(await _all(at_desk, given)) == [("a77a", f'{{"case":"{kind}","staff":"b0b"}}') for kind in ("asked", "stuck")]


@pytest.mark.usefixtures("team")
async def test_a_case_is_given_on_the_persons_page_to_those_who_may_see_them(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["amal"])
    assert names_to_give_to(await at_desk.html("/")) == ["Bob", "Eve"]
    html = await at_desk.html(page)
    assert names_to_give_to(html) == ["Bob"]
    action = re.findall(r'action="/desk([^"]+/concerns/[0-9a-f]+)"', html)[0]
    await at_desk.http.post(f"/desk{action}", data={"do": "give", "to": f"{BOB.id:x}"}, headers=OURS)
    assert "Taken by: Bob" in await at_desk.see(page)


@pytest.mark.usefixtures("team")
async def test_nobody_is_given_cases_of_people_whom_they_may_not_see(at_desk: Visit) -> None:
    (asked,) = await ids(at_desk, "asked")
    answer = await do(at_desk, "give", asked, to=f"{EVE.id:x}")
    assert answer.headers["location"] == "/desk/?changed=0&kept=give"
    assert "may not see these people" in await at_desk.see("/?changed=0&kept=give")
    for nobody in (f"{VERA.id:x}", f"{ANNA.id:x}", "1", "", "x' or 1"):
        assert (await do(at_desk, "give", asked, to=nobody)).status_code == 400
    async with visit(at_desk.house, staff=EVE) as eve:  # nor gives anybody what is not theirs
        assert (await do(eve, "give", asked, to=f"{BOB.id:x}")).status_code == 400
        assert (await do(eve, "give", asked, to=f"{ANNA.id:x}")).headers["location"] == "/desk/?changed=0&kept=give"
    assert len(await rows(at_desk, "/?owner=nobody")) == 13


# --- whose people ------------------------------------------------------------------------------------------------------------


async def test_nobody_sees_or_touches_the_cases_of_another_programme(at_desk: Visit) -> None:
    cases = await ids(at_desk, "asked", "review")
    elsewhere = replace(ANNA, role=Role.COORDINATOR, scope=Scope(programme="elsewhere"))
    async with visit(at_desk.house, staff=elsewhere) as other:
        assert "Needs a person 0" not in (seen := await other.see("/"))
        assert NAMES["amal"] not in seen
        assert (await do(other, "take", *cases)).headers["location"] == "/desk/?changed=0"
    assert len(await rows(at_desk, "/?owner=nobody")) == 13


async def test_a_viewer_sees_pseudonyms_and_no_buttons(at_desk: Visit) -> None:
    viewer = replace(ANNA, role=Role.VIEWER, names=False)
    async with visit(at_desk.house, staff=viewer) as other:
        html = await other.html("/")
        assert NAMES["amal"] not in html
        assert 'name="do"' not in html
        assert (await do(other, "take")).status_code == 403


async def test_what_waits_is_counted_by_kind_and_owner(at_desk: Visit) -> None:
    (case,) = await ids(at_desk, "asked")
    await do(at_desk, f"take.{case}")
    now = ms(at_desk.house.now)
    found = await at_desk.house.store.read(lambda connection: needs.waiting_counts(connection, EVERYBODY, now))
    assert found["asked", ANNA.id] == 1
    assert found["review", 0] == 8
    nobody = Scope(programme="elsewhere")
    assert await at_desk.house.store.read(lambda connection: needs.waiting_counts(connection, nobody, now)) == {}


# --- notes -------------------------------------------------------------------------------------------------------------------


async def test_a_note_is_for_the_team_alone(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["amal"])
    await at_desk.http.post(f"/desk{page}/notes", data={"text": "Call her sister first"}, headers=OURS)
    assert "Call her sister first" in await at_desk.see(page)
    assert "1 note" in (await rows(at_desk))[0]
    ((sealed,),) = await _all(at_desk, select(schema.note.c.sealed))
    assert b"sister" not in sealed
    await at_desk.house.talk("amal", "/data", "#1")
    assert "sister" not in at_desk.house.texts["amal"]


async def test_a_note_is_removed_by_who_wrote_it_and_nobody_else(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["amal"])
    await at_desk.http.post(f"/desk{page}/notes", data={"text": "Call her sister first"}, headers=OURS)
    remove = re.findall(r'action="(/desk[^"]+/remove)"', await at_desk.html(page))[0]
    async with visit(at_desk.house, staff=replace(ANNA, id=0xB0B, name="Bob")) as bob:
        assert (await bob.http.post(remove, headers=OURS)).status_code == 303
    assert "Call her sister first" in await at_desk.see(page)
    await at_desk.http.post(remove, headers=OURS)
    assert "Call her sister first" not in await at_desk.see(page)


# --- what becomes a case -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("My roof leaks and nobody comes", ["untaken"]),
        ("thank you", []),
        ("👍", []),
        ("yes", []),
        ("hello", []),
        ("[photo]", ["untaken"]),
    ],
)
async def test_what_the_bot_can_do_nothing_with_becomes_a_case(tmp_path: Path, said: str, kinds: list[str]) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as there:
        await welcome(there, "7", "Ada")
        await there.talk("7", "/pause", said)
        found = await there.store.read(lambda connection: connection.execute(select(schema.concern.c.kind)).scalars().all())
        assert [kind for kind in found if kind != "review"] == kinds


async def test_somebody_who_stops_is_a_case_until_they_start_again(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as there:
        await welcome(there, "7", "Ada")
        states = select(schema.concern.c.state).where(schema.concern.c.kind == "opted_out")
        await there.talk("7", "/stop")
        assert await there.store.read(lambda connection: connection.execute(states).scalars().all()) == ["open"]
        await there.talk("7", "/start")
        assert await there.store.read(lambda connection: connection.execute(states).scalars().all()) == ["done"]


async def test_of_one_kind_there_is_one_case_on_both_databases(database_url: str) -> None:
    async with house(database_url) as there:
        await welcome(there, "7", "Ada")
        await there.talk("7", "/help", "#1", "/help", "#1")
        now = ms(there.now)
        found = await there.store.read(
            lambda connection: needs.queue(connection, there.store.keyring, Wanted(kind="asked"), now)
        )
        assert [(one.kind, one.times) for one in found.rows] == [("asked", 2)]
        by = Doer(staff=1, scope=EVERYBODY, now=now)
        await there.store.write(lambda connection: needs.settle(connection, by, [found.rows[0].id]))
        await there.talk("7", "/help", "#1")  # a new case
        found = await there.store.read(
            lambda connection: needs.queue(connection, there.store.keyring, Wanted(kind="asked"), now)
        )
        assert [(one.kind, one.times) for one in found.rows] == [("asked", 1)]


async def _all(at_desk: Visit, statement: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await at_desk.house.store.read(lambda connection: connection.execute(statement).all())]
