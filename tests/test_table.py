"""The table of people: narrowed, sorted, with columns of one's own, kept as views; found by name; approved in bulk."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from desk.staff import Role
from dialogs.known import Programme
from storage import schema
from storage.staff.scope import Scope
from tests.desks import ANNA, NAMES, Village, Visit, visit, visit_village, words
from tests.people import house, only_the_newest_counts, skills, welcome

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


def names(html: str) -> list[str]:
    """Who is in the table, in order."""
    return [words(one).strip() for one in re.findall(r'<th scope="row">(.*?)</th>', html, re.DOTALL)]


async def search(at_desk: Visit, said: str) -> httpx2.Response:
    return await at_desk.http.post("/desk/people", data={"words": said}, headers=OURS)


# --- filters, order, columns ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("form=skills_short&form_state=handed_in", {"amal", "paul"}),
        ("form=skills_short&form_state=paused", {"olena"}),
        ("review=todo&language=uk", {"olena"}),
        ("review=approved", set()),
        ("c=a.welcome.gender&a.welcome.gender=man", {"bashir"}),
        ("a.welcome.consents=mentors&language=ar", {"amal", "Lina"}),
        ("state=stopped&review=todo&form=welcome", {"paul"}),
    ],
)
async def test_people_are_narrowed_by_forms_reviews_and_what_they_chose(at_desk: Visit, query: str, found: set[str]) -> None:
    assert set(names(await at_desk.html(f"/people?{query}"))) == {NAMES.get(one, one) for one in found}


async def test_the_latest_choice_counts(database_url: str) -> None:
    """Also when somebody takes it back twice before anything of that is kept."""
    async with house(database_url) as there, visit(there) as found:
        await there.talk("7", "/start", "#1", "#1", "#4", "Ada", "1990", "#1")
        assert names(await found.html("/people?a.welcome.gender=woman")) == ["Ada"]
        await there.at_once("7", "/back", "Man", "/back", "Woman", "/back", "Man")
        assert names(await found.html("/people?a.welcome.gender=woman")) == []
        assert names(await found.html("/people?a.welcome.gender=man")) == ["Ada"]
        await there.talk("7", "/back", "Prefer not to say")
        assert names(await found.html("/people?a.welcome.gender=man")) == []
        await only_the_newest_counts(there)


async def test_people_are_narrowed_by_centre(tmp_path: Path) -> None:
    mill = Programme(code="mill", name="The Mill", start="welcome", forms=("welcome",), centres={"esch": "Esch, house 3"})
    async with house(f"sqlite+aiosqlite:///{tmp_path}/two.db", mill) as there, visit(there) as found:
        await welcome(there, "1", "Ada")
        await there.talk("2", "/start mill-welcome-esch")
        await there.tap("2", "English")
        await there.talk("2", "#1", "#1", "#4", "Grace", "1990")
        html = await found.html("/people?centre=esch&c=centre")
        assert names(html) == ["Grace"]
        assert "<td><bdi>Esch, house 3</bdi>" in html


async def test_the_list_is_sorted_both_ways_by_what_is_offered(at_desk: Visit) -> None:
    down, up = names(await at_desk.html("/people?sort=since")), names(await at_desk.html("/people?sort=since&down=0"))
    assert down == up[::-1]
    assert 'aria-sort="ascending"' in await at_desk.html("/people?sort=language&down=0")


async def test_answers_stand_in_columns_in_the_coordinators_language(at_desk: Visit) -> None:
    html = await at_desk.html("/people?c=language&c=a.welcome.gender&c=a.welcome.town&lang=fr")
    row = next(one for one in html.split("data-row") if NAMES["olena"] in one)
    assert "Femme" in row
    assert "Люксембург" in row
    assert "progress" not in row  # the columns that were not chosen
    refused = next(one for one in html.split("data-row") if "Lina" in one)
    assert "Femme" not in refused  # she took her consent back


@pytest.mark.parametrize(
    "query",
    [
        "sort=name;drop table person",
        "sort=person.sealed",
        "sort=active desc",
        "down=2",
        "c=sealed",
        "c=a.welcome.nothing",
        "a.welcome.town=Esch",  # not a question with choices
        "a.welcome.gender=x' or '1'='1",
        "a.welcome.other_languages=x",
        "where=1=1",
        "review=1 or 1=1",
        "form=welcome'--",
        "form_state=%",
        "&".join("c=state" for _ in range(30)),
    ],
)
async def test_what_looks_like_sql_or_cannot_be_meant_is_refused(at_desk: Visit, query: str) -> None:
    assert "This address cannot be understood" in await at_desk.see(f"/people?{query}", 400)


# --- by name -----------------------------------------------------------------------------------------------------------------


async def test_people_are_found_by_whole_words_of_their_name_in_any_order_and_by_their_number(at_desk: Visit) -> None:
    for said in ("nshimirimana", "NSHIMIRIMANA jean-baptiste", (await at_desk.page_of(NAMES["paul"])).rsplit("/", 1)[1]):
        answer = await search(at_desk, said)
        assert names(answer.text) == [NAMES["paul"]]
    assert names((await search(at_desk, "أمل")).text) == [NAMES["amal"]]
    assert "Nobody fits" in words((await search(at_desk, "Nshimi")).text)
    assert "Nobody fits" in words((await search(at_desk, "  ... ")).text)


async def test_names_are_indexed_without_being_readable_and_follow_a_change(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as there, visit(there) as found:
        await welcome(there, "7", "Ada Lovelace")
        found_rows = await there.store.read(lambda connection: connection.execute(select(schema.name_word.c.word)).all())
        assert len(found_rows) == 2
        assert not any(
            word.lower() == "ada" or "lovelace" in word.lower() for (word,) in found_rows
        )  # digests may have an "ada" in them
        assert names((await search(found, "ada")).text) == ["Ada Lovelace"]
        await there.talk("7", "/answers")
        await there.tap("7", "Change an answer")
        await there.talk("7", "3", "Grace Hopper")
        assert names((await search(found, "hopper")).text) == ["Grace Hopper"]
        assert names((await search(found, "ada")).text) == []


async def test_a_name_stands_in_no_address(at_desk: Visit) -> None:
    assert "Ada" not in str((await search(at_desk, "Ada")).url)
    assert (await at_desk.http.get("/desk/people?words=Ada")).status_code == 400


# --- whose people --------------------------------------------------------------------------------------------------------------


async def test_nobody_of_another_programme_is_listed_or_found(at_desk: Visit) -> None:
    async with visit(at_desk.house, staff=replace(ANNA, scope=Scope(programme="elsewhere"))) as other:
        assert names(await other.html("/people")) == []
        assert names((await search(other, "أمل")).text) == []


async def test_a_viewer_sees_no_names_no_answers_and_searches_nobody(at_desk: Visit) -> None:
    async with visit(at_desk.house, staff=replace(ANNA, role=Role.VIEWER, names=True)) as viewer:
        html = await viewer.html("/people")
        assert NAMES["amal"] not in html
        assert "a.welcome.gender" not in html
        assert (await viewer.http.get("/desk/people?c=a.welcome.gender")).status_code == 403
        assert (await search(viewer, "أمل")).status_code == 403


# --- views ---------------------------------------------------------------------------------------------------------------------


async def save(at_desk: Visit, name: str, query: str, **more: str) -> httpx2.Response:
    return await at_desk.http.post("/desk/views", data={"name": name, "query": query, **more}, headers=OURS)


async def test_a_view_is_kept_shared_replaced_and_removed(at_desk: Visit) -> None:
    query = "language=ar&c=state&c=a.welcome.gender&a.welcome.gender=woman&sort=since&down=0"
    answer = await save(at_desk, "Women, Arabic", f"{query}&page=2&lang=fr")
    kept = answer.headers["location"].partition("?")[2]
    html = await at_desk.html(f"/people?{kept}")
    assert 'aria-current="true"><bdi>Women, Arabic</bdi>' in html
    assert names(html) == [NAMES["amal"], "Lina"]
    bob = replace(ANNA, id=0xB0B, name="Bob")
    async with visit(at_desk.house, staff=bob) as other:
        assert "Women, Arabic" not in await other.see("/people")
        await save(at_desk, "Women, Arabic", query, shared="1")
        assert (await other.see("/people")).count("Women, Arabic") == 1
        remove = re.findall(r'action="(/desk/views/[^"]+)"', await at_desk.html("/people"))[0]
        await other.http.post(remove, headers=OURS)  # not his
        assert "Women, Arabic" in await other.see("/people")
        await at_desk.http.post(remove, headers=OURS)
        assert "Women, Arabic" not in await other.see("/people")


@pytest.mark.parametrize("query", ["sort=name;drop", "words=Ada", "c=sealed", "language=xx"])
async def test_a_view_of_nonsense_is_refused(at_desk: Visit, query: str) -> None:
    assert (await save(at_desk, "View", query)).status_code == 400
    assert await at_desk.house.store.read(lambda connection: connection.execute(select(schema.saved_view)).all()) == []


# --- approving in bulk ---------------------------------------------------------------------------------------------------------


async def approve(at_desk: Visit, *whom: str) -> httpx2.Response:
    who = [(await at_desk.page_of(NAMES.get(one, one))).rsplit("/", 1)[1] for one in whom]
    return await at_desk.http.post("/desk/people/approve", data={"who": who}, headers=OURS)


async def test_several_people_are_approved_after_a_page_that_counts(at_desk: Visit) -> None:
    asked = await approve(at_desk, "amal", "olena", "Lina")
    assert "3 forms of the people you have ticked wait to be reviewed." in words(asked.text)  # Lina has taken her consent back
    places = re.findall(r'name="place" value="([^"]+)"', asked.text)
    await at_desk.house.talk("amal", "/answers", "#2")  # she changes something in the meantime
    await at_desk.house.talk("amal", "2", "#1")
    done = await at_desk.http.post("/desk/people/approve", data={"place": places, "confirmed": "1"}, headers=OURS)
    assert done.headers["location"] == "/desk/people?approved=2"
    states = select(schema.submission.c.review)
    found = await at_desk.house.store.read(lambda connection: connection.execute(states).scalars().all())
    assert sorted(found).count("approved") == 2
    assert "Approved: 2 forms" in await at_desk.see("/people?approved=2")
    assert set(names(await at_desk.html("/people?review=approved"))) == {NAMES["amal"], NAMES["olena"]}


async def test_nothing_of_another_programme_is_approved(at_desk: Visit) -> None:
    places = re.findall(r'name="place" value="([^"]+)"', (await approve(at_desk, "amal")).text)
    async with visit(at_desk.house, staff=replace(ANNA, scope=Scope(programme="elsewhere"))) as other:
        data = {"place": places, "confirmed": "1"}
        done = await other.http.post("/desk/people/approve", data=data, headers=OURS)
        assert done.headers["location"] == "/desk/people?approved=0"
    for odd in ({"who": "xyz"}, {"place": "1", "confirmed": "1"}):
        assert (await at_desk.http.post("/desk/people/approve", data=odd, headers=OURS)).status_code == 400


async def test_the_table_works_on_both_databases(database_url: str) -> None:
    async with house(database_url) as there, visit(there) as found:
        await welcome(there, "7", "Ada", town="Esch")
        await skills(there, "7")
        there.now += timedelta(days=1)
        query = "review=todo&form=welcome&form_state=handed_in&c=state&c=a.welcome.gender&a.welcome.gender=woman&needs=1"
        assert names(await found.html(f"/people?{query}")) == []
        assert names(await found.html(f"/people?{query.removesuffix('&needs=1')}")) == ["Ada"]
        assert names((await search(found, "ada")).text) == ["Ada"]
        assert (await save(found, "Mine", query)).status_code == 303
        asked = await approve(found, "Ada")
        places = re.findall(r'name="place" value="([^"]+)"', asked.text)
        done = await found.http.post("/desk/people/approve", data={"place": places, "confirmed": "1"}, headers=OURS)
        assert done.headers["location"] == "/desk/people?approved=2"
