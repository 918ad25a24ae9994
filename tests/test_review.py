"""A coordinator looks at answers: approves, holds, asks again; and the person answers once more, on their phone."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.world import World
from desk.staff import Staff
from dialogs import texts
from dialogs.again import Wish, subject
from dialogs.events import Said
from storage import due, schema
from storage.answers import review
from storage.answers.filters import Filters
from storage.answers.review import public
from storage.due import Intention
from storage.staff.scope import Scope
from storage.store import Store
from tests.conversations import House, Phone, house, world
from tests.desks import ANNA, Visit, visit, words

OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass(slots=True)
class Room:
    """A desk beside the conversation: what tests.desks.visit wants of a house."""

    home: House

    @property
    def store(self) -> Store:
        return self.home.store

    @property
    def world(self) -> World:
        return self.home.turnstile.world

    @property
    def now(self) -> datetime:
        return self.home.now

    @now.setter
    def now(self, at: datetime) -> None:
        self.home.now = at


@dataclass(slots=True)
class Work:
    """A coordinator at the desk, and a person at their phone."""

    home: House
    desk: Visit
    phone: Phone

    async def time(self, **much: float) -> list[Said]:
        """Time passes, the clock looks; what arrives on the phone."""
        self.home.later(**much)
        clock = Clock(self.home.store, self.home.turnstile, lambda: self.home.now)
        while await clock.tick():
            pass
        return self.phone.look()

    async def page(self, sheet: int = 1) -> str:
        return f"{await self.of()}/review/{sheet}"

    async def of(self) -> str:
        """The person's page."""
        keyring = self.home.store.keyring
        found = await self.home.store.read(lambda connection: review.people(connection, keyring, Filters()))
        return f"/people/{public(found.rows[0].id)}"

    async def see(self) -> str:
        return await self.desk.see(await self.page())

    async def press(self, do: str, question: str, **fields: str) -> httpx2.Response:
        """Press a button of one answer."""
        at, row = await self.page(), await self.row(question)
        seen = re.findall(r'name="seen" value="(\d+)"', row)
        return await self.desk.http.post(f"/desk{at}", data={"do": do, "seen": seen[0], **fields}, headers=OURS)

    async def row(self, question: str) -> str:
        """The part of the page about one answer."""
        html = await self.desk.html(await self.page())
        return next(one for one in html.split("data-row") if f'class="question">{question}<' in one)

    async def rows(self, table: Any, *columns: str) -> list[tuple[Any, ...]]:
        statement = select(*(table.c[name] for name in columns))
        return [tuple(row) for row in await self.home.store.read(lambda connection: connection.execute(statement).all())]

    async def needs(self) -> list[tuple[str, str]]:
        """(kind, reason) of the open cases."""
        found = await self.rows(schema.concern, "kind", "reason", "state")
        return sorted((kind, reason) for kind, reason, state in found if state == "open")


@asynccontextmanager
async def at_work(
    url: str, *, staff: Staff = ANNA, master: bytes | None = None, known: World | None = None
) -> AsyncIterator[Work]:
    """Somebody who has filled in the welcome form in French, and a coordinator."""
    async with house(url, known, master) as home, visit(Room(home), staff=staff) as desk:  # type: ignore[arg-type]
        phone = home.phone("7", "fr")
        await phone.start()
        await phone.tap("Français")
        for label in ("Oui", "Terminé"):
            await phone.tap(label)
        await phone.say("Aline")
        await phone.say("1990")
        await phone.tap("Femme")
        for word in ("Rwanda",):
            await phone.say(word)
        await phone.tap("Non")
        await phone.say("Esch")
        await phone.tap("Matin")
        await phone.tap("Oui")
        yield Work(home, desk, phone)


@pytest.fixture
async def work(database_url: str) -> AsyncIterator[Work]:
    async with at_work(database_url) as found:
        yield found


TOWN = "In which town or centre do you live?"


async def test_a_question_goes_back_in_the_persons_language_and_the_new_answer_stands_beside_the_old(work: Work) -> None:
    await work.time(minutes=30)  # they had begun the next form
    answer = await work.press("again", TOWN, reason="more")
    assert "said=asked" in answer.headers["location"]
    assert "not answered yet" in words(await work.row(TOWN))
    (said,) = await work.time(seconds=5)
    french = work.home.turnstile.world.voices["fr"]
    assert said.text.startswith(f"{french.say(texts.AGAIN)}\n\n{french.say(texts.AGAIN_REASONS['more'])}")
    assert "ville" in said.text
    assert said.lane == "notice"
    await work.phone.say("Esch-sur-Alzette")
    row = words(await work.row(TOWN))
    assert re.search("Esch-sur-Alzette .*Before: Esch", row)
    assert await work.rows(schema.submission, "sheet", "revision", "review") == [(1, 1, "again"), (1, 2, "todo")]
    assert ("review", "") in await work.needs()


async def test_after_the_answer_the_older_question_is_put_again_without_a_greeting(work: Work) -> None:
    before = work.phone.screen.split("\n\n")[2]  # the first question of the next form
    await work.time(minutes=30)
    await work.press("again", TOWN)
    await work.time(seconds=5)
    arrived = await work.phone.say("Differdange")
    assert before in arrived[-1].text
    assert "Aline" not in arrived[-1].text
    assert not any(option.data.endswith(":yes") for option in arrived[-1].options)  # no summary to hand in


async def test_somebody_in_the_middle_of_another_form_is_left_in_peace_for_ten_minutes(work: Work) -> None:
    await work.press("again", TOWN)
    assert await work.time(minutes=2) == []
    assert await work.time(minutes=7) == []
    (said,) = await work.time(minutes=2)
    assert "ville" in said.text


async def test_what_is_asked_again_waits_for_the_morning(work: Work) -> None:
    work.home.now = work.home.now.replace(hour=23)
    await work.press("again", TOWN)
    assert await work.time(minutes=30) == []
    assert len(await work.time(hours=9)) == 1


async def test_a_question_is_asked_again_once_whatever_is_pressed_or_looks_at_the_clock(work: Work) -> None:
    await work.time(minutes=30)
    first, second = await work.press("again", TOWN), await work.press("again", TOWN)
    assert ("said=asked" in first.headers["location"], "refused=waits" in second.headers["location"]) == (True, True)
    clocks = [Clock(work.home.store, work.home.turnstile, lambda: work.home.now) for _ in range(2)]
    work.home.later(seconds=5)
    for clock in clocks:
        await clock.tick()
    assert len(work.phone.look()) == 1


async def test_whom_nothing_may_be_asked_is_not_asked_and_the_coordinator_is_told_at_once(work: Work) -> None:
    await work.phone.command("stop")
    answer = await work.press("again", TOWN)
    assert "refused=stopped" in answer.headers["location"]
    path = answer.headers["location"].removeprefix("/desk")
    assert "Nothing was asked. They have stopped the bot." in await work.desk.see(path)
    assert await work.time(hours=1) == []


async def test_somebody_who_stops_before_it_is_asked_is_not_asked_either(work: Work) -> None:
    await work.press("again", TOWN)
    await work.phone.command("stop")
    await work.home.store.write(_plan_again)
    assert await work.time(hours=1) == []
    assert ("not_asked", "stopped") in await work.needs()
    assert "A question could not be asked again" in await work.desk.see("/")


def _plan_again(connection: Any) -> None:
    """As if it had been planned in the moment in which they stopped."""
    rows = connection.execute(select(schema.decision).where(schema.decision.c.verdict == "again")).all()
    for row in rows:
        named = subject(Wish(row.sheet, row.seq, row.reason), public(row.id))
        due.plan(connection, Intention(person=row.person, kind="again", subject=named, occurrence="1", at=row.at))


async def test_what_the_person_has_answered_anew_meanwhile_is_not_asked(work: Work) -> None:
    await work.time(minutes=30)
    await work.press("again", TOWN)
    await changed(work)
    assert await work.time(minutes=30) == []
    assert [kind for kind, _ in await work.needs()] == ["review"]


async def changed(work: Work) -> None:
    """They say something else about where they live, of themselves."""
    await work.phone.command("pause")
    for label in ("Menu", "Mes réponses", "Corriger", "ville"):
        await work.phone.tap(label)
    await work.phone.say("Dudelange")
    await work.phone.tap("Oui")


async def test_a_form_that_needs_no_review_gives_no_work_until_somebody_asks_again(tmp_path: Path) -> None:
    """Welcome as it ships: what newcomers say of themselves nobody can judge."""
    async with at_work(f"sqlite:///{tmp_path}/lotse.db", known=world(review={})) as work:
        await changed(work)
        assert await work.needs() == []
        assert "No review needed" in await work.desk.see(await work.of())
        await work.press("approved", TOWN)
        assert await work.rows(schema.submission, "revision", "review") == [(1, "none"), (2, "none")]
        await work.time(minutes=30)
        await work.press("again", TOWN)
        await work.time(seconds=5)
        await work.phone.say("Differdange")
        assert await work.rows(schema.submission, "revision", "review") == [(1, "none"), (2, "again"), (3, "todo")]
        assert await work.needs() == [("review", "")]


async def test_who_asked_again_is_told_of_an_answer_that_came_before_the_question(tmp_path: Path) -> None:
    async with at_work(f"sqlite:///{tmp_path}/lotse.db", known=world(review={})) as work:
        await work.press("again", TOWN)
        await changed(work)
        assert await work.time(minutes=30) == []
        assert await work.needs() == [("review", "")]


async def test_approving_every_answer_approves_the_form_and_ends_the_case(work: Work) -> None:
    html = await work.desk.html(await work.page())
    for question in re.findall(r'class="question">([^<]+)<', html):
        answer = await work.press("approved", question)
        assert answer.status_code == 303
    assert await work.rows(schema.submission, "review") == [("approved",)]
    assert "review" not in [kind for kind, _ in await work.needs()]
    assert "Approved: Anna" in await work.see()


async def test_all_answers_of_a_form_are_approved_at_once_and_the_next_form_follows(work: Work) -> None:
    html = await work.desk.html(await work.page())
    seen = re.findall(r'name="seen" value="([\d,]+,[\d,]+)"', html)[0]
    answer = await work.desk.http.post(f"/desk{await work.page()}", data={"do": "all", "seen": seen}, headers=OURS)
    assert answer.headers["location"] == "/desk/review"
    assert await work.rows(schema.submission, "review") == [("approved",)]
    onwards = await work.desk.http.get("/desk/review")
    assert onwards.headers["location"].startswith("/desk/?reviewed=")
    assert "There is nothing more to review." in await work.desk.see("/?reviewed=1")


async def test_what_was_put_on_hold_is_out_of_the_queue_for_three_days(work: Work) -> None:
    await work.press("hold", TOWN)
    assert await work.rows(schema.submission, "review") == [("hold",)]
    assert "Answers to look at About you" not in await work.desk.see("/")
    assert "Answers to look at About you" in await work.desk.see("/?snoozed=1")
    work.home.later(days=3, hours=1)
    assert "Answers to look at About you" in await work.desk.see("/")


async def test_an_answer_that_changed_since_the_page_was_opened_is_not_approved_unseen(work: Work) -> None:
    seen = re.findall(r'name="seen" value="(\d+)"', await work.row(TOWN))[0]
    await work.phone.command("pause")
    await work.phone.tap("Menu")
    await work.phone.tap("Mes réponses")
    await work.phone.tap("Corriger")
    await work.phone.tap("ville")
    await work.phone.say("Dudelange")
    answer = await work.desk.http.post(f"/desk{await work.page()}", data={"do": "approved", "seen": seen}, headers=OURS)
    assert "said=changed" in answer.headers["location"]
    assert await work.rows(schema.decision, "verdict") == []


async def test_how_well_an_answer_is_proved_is_kept_and_shown(work: Work) -> None:
    await work.press("rate", TOWN, evidence="seen")
    assert '<option value="seen" selected>' in await work.row(TOWN)
    assert "certificate seen by the team" in await work.desk.see(await work.of())
    assert (await work.press("rate", TOWN, evidence="sworn")).status_code == 400


async def test_a_translation_stands_beside_the_original_with_who_made_it_and_is_sealed(work: Work) -> None:
    await work.press("translate", TOWN, text="Esch upon Alzette")
    row = words(await work.row(TOWN))
    assert re.search("Esch .*Esch upon Alzette English, by Anna, 21 November 2026", row)
    assert "Esch upon Alzette" in await work.desk.see(await work.of())
    ((sealed,),) = await work.rows(schema.translation, "sealed")
    assert b"Alzette" not in sealed


async def test_every_decision_is_written_down_without_words(work: Work) -> None:
    for do, more in (("approved", {}), ("rate", {"evidence": "photo"}), ("translate", {"text": "Esch"}), ("again", {})):
        await work.press(do, TOWN, **more)
    actions = [action for _, action, _ in await work.desk.audit()]
    assert [one for one in actions if one not in ("read", "listed", "settled")] == [
        "approved",
        "rated",
        "translated",
        "asked again",
    ]
    assert not any("Esch" in detail for (detail,) in await work.rows(schema.audit, "detail"))


async def test_a_coordinator_of_another_programme_finds_nothing_to_review(database_url: str) -> None:
    elsewhere = replace(ANNA, scope=Scope(programme="elsewhere"))
    async with at_work(database_url, staff=elsewhere) as work:
        assert (await work.desk.http.get("/desk/review")).headers["location"].startswith("/desk/?reviewed=")
        assert (await work.desk.http.get(f"/desk{await work.page()}")).status_code == 404


async def test_nonsense_on_the_page_of_a_form_is_refused(work: Work) -> None:
    page = await work.page()
    for data in ({"do": "delete", "seen": "1"}, {"do": "approved", "seen": "1;2"}, {"do": "approved", "seen": "1,2"}):
        assert (await work.desk.http.post(f"/desk{page}", data=data, headers=OURS)).status_code == 400
    assert (await work.desk.http.get(f"/desk{await work.page(9)}")).status_code == 404
    assert (await work.press("again", TOWN, reason="<b>")).status_code == 400


async def test_a_case_of_somebody_who_wants_to_be_forgotten_ends_when_they_stay(work: Work) -> None:
    await work.phone.command("delete")
    await work.phone.tap("Oui, effacer")
    assert ("deadline", "delete") in await work.needs()
    await work.phone.tap("Tout garder")
    assert "deadline" not in [kind for kind, _ in await work.needs()]


async def test_what_is_planned_survives_a_restart_and_happens_once(tmp_path: Path) -> None:
    url, master = f"sqlite+aiosqlite:///{tmp_path}/lotse.db", bytes(range(32))
    async with at_work(url, master=master) as work:
        await work.press("again", TOWN)
    async with house(url, master=master) as home:
        clock = Clock(home.store, home.turnstile, lambda: home.now)
        home.later(hours=1)
        for _ in range(3):
            await clock.tick()
        assert ["ville" in said.text for said in home.sent["7"]] == [True]
