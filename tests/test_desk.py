"""What a coordinator sees and does at the desk."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from desk import texts
from dialogs.known import Programme
from storage import schema
from storage.answers import review
from tests.desks import ANNA, NAMES, Village, Visit, visit, visit_village, words
from tests.people import house, welcome


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


def in_order(text: str, *parts: str) -> bool:
    """Whether the parts stand in a text, one after the other."""
    return re.search(".*".join(map(re.escape, parts)), text, re.DOTALL) is not None


# --- Overview ---------------------------------------------------------------------------------------------------------


async def test_the_overview_begins_with_those_who_need_a_person_the_longest_waiting_first(at_desk: Visit) -> None:
    seen = await at_desk.see("/")
    assert in_order(seen, "Needs a person 13", NAMES["amal"], NAMES["bashir"], "Lina", "Answers to look at", "In numbers")
    assert "Would like to talk to a person" in seen
    assert in_order(seen, "Needs help with a question", "Question: Which driving licences do you have?", "Dari")
    assert in_order(seen, "9 People in all", "9 New people", "3 Answering now", "10 Forms handed in")
    assert in_order(seen, "About you", "Handed in: 8", "Being answered: 1", "Work and wishes", "Handed in: 2", "Paused: 1")


async def test_what_happened_longer_than_a_week_ago_is_not_new(at_desk: Visit) -> None:
    at_desk.house.now += timedelta(days=8)
    assert in_order(await at_desk.see("/"), "9 People in all", "0 New people", "0 Forms handed in")


async def test_somebody_taken_care_of_leaves_the_queue_and_it_is_written_down(at_desk: Visit) -> None:
    html = await at_desk.html("/")
    done = re.findall(r'name="do" value="(done\.[0-9a-f]+)"', html)[0]
    answer = await at_desk.http.post("/desk/queue", data={"do": done}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/?changed=1")
    assert in_order(await at_desk.see("/"), "Needs a person 12", NAMES["bashir"])
    amal = await at_desk.page_of(NAMES["amal"])
    assert (ANNA.actor, "settled", amal.removeprefix("/people/")) in await at_desk.audit()
    assert in_order(await at_desk.see(amal), "Already taken care of", "Would like to talk to a person")


async def test_the_same_asked_several_times_is_one_case_and_done_in_one_go(at_desk: Visit) -> None:
    await at_desk.house.talk("amal", "/help", "#1", "/help", "#1")
    assert in_order(await at_desk.see("/"), "Needs a person 13", "Would like to talk to a person (3 times)")
    page = await at_desk.page_of(NAMES["amal"])
    action = await _settling(at_desk, page)
    for _ in range(2):  # impatient fingers
        answer = await at_desk.http.post(action, data={"do": "done"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.headers["location"] == f"/desk{page}"
    assert 'class="case-row asked"' not in await at_desk.html("/")
    assert [action for _, action, _ in await at_desk.audit()].count("settled") == 1


async def _settling(at_desk: Visit, page: str) -> str:
    """Where a person's page sends what is done with the first case that can be settled there."""
    html = await at_desk.html(page)
    forms: list[tuple[str, str]] = re.findall(
        r'<form class="acts" method="post" action="([^"]+)">(.*?)</form>', html, re.DOTALL
    )
    return next(action for action, form in forms if 'value="done.' in form)


async def test_an_empty_desk_says_what_will_come(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/empty.db") as there, visit(there) as found:
        assert "As soon as somebody starts the bot, you see them here." in await found.see("/")
        assert "Nobody has written yet." in await found.see("/people")


# --- The list of people -----------------------------------------------------------------------------------------------


async def test_the_list_shows_everybody_the_latest_first(at_desk: Visit) -> None:
    seen = await at_desk.see("/people")
    assert in_order(
        seen, "9 people", NAMES["tester"], "Lina", "Sam", NAMES["paul"], NAMES["olena"], NAMES["bashir"], NAMES["amal"]
    )
    assert in_order(
        seen, "Lina", "Consent was withdrawn", "Ended early", "Sam", "Deletion requested", "No consent", "No more messages"
    )
    assert in_order(seen, NAMES["bashir"], "Work and wishes 7 of 11", "Dari 3 March 2026")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("language=fa_AF", {"bashir"}),
        ("language=ar&needs=1", {"amal", "Lina"}),
        ("state=answering", {"bashir", "tester", "No name yet"}),
        ("state=paused", {"olena"}),
        ("state=stopped", {"paul"}),
        ("state=leaving", {"Sam"}),
        ("state=refused", {"Lina", "No name yet"}),
        ("state=handed_in&language=uk", {"olena"}),
        ("needs=1", {"amal", "bashir", "Lina", "paul", "Sam"}),
        ("programme=harbour&state=stopped", {"paul"}),
        ("language=uk&needs=1", set()),
        ("state=unreachable", set()),
    ],
)
async def test_filters_narrow_the_list(at_desk: Visit, query: str, names: set[str]) -> None:
    html = await at_desk.html(f"/people?{query}")
    rows = re.findall(r'<th scope="row">(.*?)</th>', html, re.DOTALL)
    assert {words(row).strip() for row in rows} == {NAMES.get(name, name) for name in names}
    assert names or "Nobody fits these filters." in html


async def test_somebody_who_blocked_the_bot_is_marked(at_desk: Visit) -> None:
    gone = update(schema.address).values(state="unreachable", reason="blocked")
    await at_desk.house.store.write(lambda connection: connection.execute(gone))
    assert "Not reachable" in await at_desk.see("/people?state=unreachable&language=uk")
    assert in_order(await at_desk.see(await at_desk.page_of(NAMES["olena"])), "Telegram", "Not reachable")


@pytest.mark.parametrize(
    "query",
    [
        *("state=dead'--", "language=xx", "programme=other", "needs=2", "page=0", "page=x", "page=-1", "page=²"),
        *(f"page={'9' * 5000}", f"page=0000001{'9' * 30}"),
    ],
)
async def test_an_address_that_cannot_be_meant_gets_a_friendly_refusal(at_desk: Visit, query: str) -> None:
    assert "This address cannot be understood" in await at_desk.see(f"/people?{query}", 400)


async def test_a_long_list_comes_in_pages_which_keep_the_filters(at_desk: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "PAGE", 2)
    first = await at_desk.html("/people?language=en")
    assert in_order(first, "Page 1 of 2", 'rel="next" href="?language=en&amp;page=2"')
    second = await at_desk.see("/people?language=en&page=2")
    assert "Page 1 of 2" in await at_desk.see("/people?language=en&page=1")
    assert in_order(second, "Previous page", "Page 2 of 2")
    assert await at_desk.see("/people?language=en&page=99") == second


async def test_staff_who_opened_the_bot_are_not_among_the_people(at_desk: Visit) -> None:
    key = at_desk.house.store.keyring.index("telegram", "1", "olena")
    staff = update(schema.address).where(schema.address.c.key == key).values(coordinator=7)
    await at_desk.house.store.write(lambda connection: connection.execute(staff))
    assert in_order(await at_desk.see("/people"), "8 people")
    assert NAMES["olena"] not in await at_desk.see("/people")


async def test_programmes_can_be_told_apart_once_there_are_two(tmp_path: Path) -> None:
    mill = Programme(code="mill", name="The Mill", start="welcome", forms=("welcome",), centres={"esch": "Esch, house 3"})
    async with house(f"sqlite+aiosqlite:///{tmp_path}/two.db", mill) as there, visit(there) as found:
        await welcome(there, "1", "Ada")
        await there.talk("2", "/start mill-welcome-esch")
        await there.tap("2", "English")
        await there.talk("2", "#1", "#1", "#4", "Grace", "1990")
        assert in_order(await found.see("/people"), "Programme", "Grace", "The Mill", "Ada", "Harbour")
        only = await found.see("/people?programme=mill")
        assert "Grace" in only
        assert "Ada" not in only
        assert in_order(await found.see(await found.page_of("Grace")), "Programme The Mill", "Centre Esch, house 3")


# --- One person -------------------------------------------------------------------------------------------------------


async def test_answers_are_read_in_the_coordinators_language_beside_what_was_said(at_desk: Visit) -> None:
    seen = await at_desk.see(await at_desk.page_of(NAMES["bashir"]))
    assert in_order(seen, "In which year were you born?", "1990", "1369", "۱۳۶۹", "written · Dari", "3 March 2026, 10:33")
    assert in_order(seen, "Which country do you come from?", "Afghanistan", "افغانستان", "tapped · Dari")
    assert in_order(seen, "Languages 1", "Pashto", "پشتو", "written · Dari", "Languages 2", "English", "انگلیسی", "A few words")
    assert in_order(seen, "How many years did you do this work? 8 written · Dari")
    assert in_order(seen, "Work and wishes", "Being answered", "7 of 11", "Now at: Which driving licences do you have?")
    assert in_order(seen, "Consent", "Team of the programme Yes", "Mentors Yes", "Employers Yes", "Statistics No")
    assert in_order(seen, "Here since 3 March 2026", "How to reach them", "Telegram Reachable")


async def test_changed_answers_are_folded_away_with_when_and_how(at_desk: Visit) -> None:
    html = await at_desk.html(await at_desk.page_of(NAMES["bashir"]))
    assert in_order(html, "Luxembourg", "<details>", "2 earlier answers", "taken back", "لوکزامبورگ", "</details>")


async def test_the_same_page_in_arabic_runs_from_right_to_left(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["bashir"])
    html = await at_desk.html(f"{page}?lang=ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert in_order(html, "أفغانستان", '<bdi class="words" lang="fa-AF">افغانستان</bdi>')


async def test_answers_are_not_shown_without_consent(at_desk: Visit) -> None:
    listed = await at_desk.html("/people?state=refused")
    pages = re.findall(r'href="/desk(/people/[0-9a-f]+)"', listed)
    assert len(pages) == 2
    for page in pages:
        seen = await at_desk.see(page)
        assert "There is no consent for the team to read the answers." in seen
        assert "Which language would you like?" not in seen
    assert in_order(await at_desk.see(await at_desk.page_of("Lina")), "All consents so far", "No", "Yes")


async def test_a_deletion_that_was_asked_for_is_announced(at_desk: Visit) -> None:
    assert "Everything will be deleted: 4 March 2026" in await at_desk.see(await at_desk.page_of("Sam"))


async def test_answers_to_questions_that_no_longer_apply_are_kept_apart(at_desk: Visit) -> None:
    await at_desk.house.talk("bashir", "/change")
    await at_desk.house.talk("bashir", "#1", "#2")  # not worked before, after all
    seen = await at_desk.see(await at_desk.page_of(NAMES["bashir"]))
    assert in_order(seen, "Have you worked before?", "No", "1 earlier answer", "No longer asked", "Keeping animals", "8")


async def test_a_form_that_is_gone_shows_its_answers_as_they_are_stored(at_desk: Visit) -> None:
    forms = {name: form for name, form in at_desk.house.world.forms.items() if name != "skills_short"}
    at_desk.house.world = replace(at_desk.house.world, forms=forms)
    async with visit(at_desk.house) as later:
        seen = await later.see(await later.page_of(NAMES["bashir"]))
        assert in_order(seen, "skills_short", "not in use any more", "work[k1].occupation", "livestock")
        assert "skills_short" in await later.see("/people")
        assert "skills_short" in await later.see("/")


async def test_reading_a_page_is_written_down_and_the_page_says_so(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["amal"])
    assert "It has been written down that this page was opened." in await at_desk.see(page)
    assert await at_desk.audit() == [(ANNA.actor, "read", page.removeprefix("/people/"))]
    await at_desk.see("/people")
    assert (await at_desk.audit())[-1] == (ANNA.actor, "listed", "")


@pytest.mark.parametrize(
    "path", ["/people/1", "/people/ffffffffffff", "/people/olena", "/people/-1", "/nothing", "/static/x.css"]
)
async def test_what_is_not_there_gets_a_friendly_page_and_leaves_no_trace(at_desk: Visit, path: str) -> None:
    assert "There is nothing here" in await at_desk.see(path, 404)
    assert await at_desk.audit() == []


# --- Both databases, every text ---------------------------------------------------------------------------------------


async def test_the_desk_works_on_both_databases(database_url: str) -> None:
    async with house(database_url) as there, visit(there) as found:
        await welcome(there, "7", "Ada", town="Esch")
        await there.talk("7", "/help", "#1")
        assert in_order(await found.see("/"), "Needs a person 2", "Ada", "1 People in all", "1 New people", "About you")
        assert in_order(await found.see("/people?needs=1&state=answering&language=en"), "1 person", "Ada")
        page = await found.page_of("Ada")
        assert in_order(await found.see(page), "Would like to talk to a person", "In which town", "Esch")
        ours = {"Sec-Fetch-Site": "same-origin"}
        await found.http.post(await _settling(found, page), data={"do": "done"}, headers=ours)
        seen = re.findall(r'name="seen" value="([\d,]+)"', await found.html(f"{page}/review/1"))[0]
        await found.http.post(f"/desk{page}/review/1", data={"do": "all", "seen": seen}, headers=ours)
        assert "Nobody is waiting for you." in await found.see("/")
        left = select(func.count()).select_from(schema.concern).where(schema.concern.c.state == "open")
        assert await there.store.read(lambda connection: connection.scalar(left)) == 0


def test_every_text_has_a_name_of_its_own_and_is_used() -> None:
    contexts = [text.context for text in texts.every()]
    assert len(contexts) == len(set(contexts))
    folder = Path(texts.__file__).parents[1]
    used = "".join(path.read_text(encoding="utf-8") for path in [*folder.glob("templates/*.html"), *folder.rglob("*.py")])
    names = [name for name in vars(texts) if name.isupper()]
    assert [name for name in names if not re.search(rf"\b(t|texts)\.{name}\b", used)] == []
