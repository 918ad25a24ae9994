"""The desk against those who should not see it, and against what people write."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from desk.security import HEADERS
from tests.desks import ANNA, NAMES, Village, Visit, visit, visit_village
from tests.people import house, welcome

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def at_desk(village: Village, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit_village(village, tmp_path) as found:
        yield found


# --- Who is let in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LocalHost"])
async def test_this_machine_is_served_by_its_own_names(at_desk: Visit, host: str) -> None:
    assert (await at_desk.http.get("/desk/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "evil@localhost", "localhost/x", "[::2]"],
)
async def test_another_name_is_refused_even_if_it_leads_here(at_desk: Visit, host: str) -> None:
    answer = await at_desk.http.get("/desk/", headers={"Host": host})
    assert (answer.status_code, NAMES["amal"] in answer.text) == (403, False)


@pytest.mark.parametrize("client", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "testclient"])
async def test_another_machine_is_refused_whatever_it_says_it_is(at_desk: Visit, client: str) -> None:
    async with visit(at_desk.house, client=client) as stranger:
        for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
            assert (await stranger.http.get("/desk/people", headers=headers)).status_code == 403
            assert (await stranger.http.get("/desk/static/desk.css", headers=headers)).status_code == 403
    assert await at_desk.audit() == []


async def test_what_proxies_say_changes_no_link(at_desk: Visit) -> None:
    page = await at_desk.page_of(NAMES["amal"])
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil"}
    assert "evil" not in (await at_desk.http.get(f"/desk{page}", headers=forged)).text


# --- Who may change something -----------------------------------------------------------------------------------------


async def button(at: Visit) -> str:
    """Where the button leads by which Amal's case is settled."""
    page = await at.page_of(NAMES["amal"])
    form = r'action="(/desk/people/\w+/concerns/\w+)">(?:(?!</form>).)*?Would like to talk'
    return str(re.findall(form, await at.html(page), re.DOTALL)[0])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "https://localhost:8080"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"},
    ],
)
async def test_a_button_on_another_page_changes_nothing(at_desk: Visit, headers: dict[str, str]) -> None:
    action = await button(at_desk)
    before = await at_desk.audit()
    assert (await at_desk.http.post(action, headers=headers)).status_code == 403
    assert await at_desk.audit() == before
    assert NAMES["amal"] in await at_desk.see("/")


@pytest.mark.parametrize("headers", [SAME, {"Origin": "http://localhost:8080"}])
async def test_a_button_of_the_desk_works_in_new_browsers_and_old(at_desk: Visit, headers: dict[str, str]) -> None:
    action = await button(at_desk)
    assert (await at_desk.http.post(action, headers=headers)).status_code == 303
    person = action.split("/")[3]
    assert (ANNA.actor, "settled", person) in await at_desk.audit()


async def test_following_a_link_never_changes_anything(at_desk: Visit) -> None:
    action = await button(at_desk)
    assert (await at_desk.http.get(action)).status_code == 405
    assert NAMES["amal"] in await at_desk.see("/")


@pytest.mark.parametrize("wrong", ["concern", "words"])
async def test_a_case_that_is_none_settles_nothing(at_desk: Visit, wrong: str) -> None:
    person = (await at_desk.page_of(NAMES["amal"])).rpartition("/")[2]
    path = {"concern": f"{person}/concerns/1", "words": "x/concerns/y"}[wrong]
    await at_desk.http.post(f"/desk/people/{path}", headers=SAME)
    assert NAMES["amal"] in await at_desk.see("/")
    assert "settled" not in [action for _, action, _ in await at_desk.audit()]


async def test_the_way_back_leads_nowhere_else(at_desk: Visit) -> None:
    action = await button(at_desk)
    answer = await at_desk.http.post(f"{action}?from=//evil.example", headers=SAME)
    assert answer.headers["location"].startswith("/desk/people/")


# --- What every answer carries ----------------------------------------------------------------------------------------


async def test_every_answer_has_the_headers_even_a_refusal_and_a_failure(at_desk: Visit) -> None:
    async def broken(_: Callable[[Connection], Any]) -> Any:
        raise RuntimeError("a secret: " + NAMES["amal"])

    page = await at_desk.page_of(NAMES["amal"])
    async with visit(at_desk.house, broken) as failing:
        answers = [await failing.http.get(f"/desk{page}")]
    assert (answers[0].status_code, "secret" in answers[0].text, NAMES["amal"] in answers[0].text) == (500, False, False)
    assert "Something went wrong" in answers[0].text
    for path in ("/", "/people", page, "/static/desk.css", "/nothing", "/people?page=0", "/people/"):
        answers.append(await at_desk.http.get(f"/desk{path}"))
    answers.append(await at_desk.http.get("/desk/", headers={"Host": "evil.example"}))
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, answer.url
    assert "default-src 'self'" in HEADERS["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]


async def test_the_pages_ask_nothing_of_anybody_else_and_hold_no_script_and_no_style(at_desk: Visit) -> None:
    for path in ("/", "/people", await at_desk.page_of(NAMES["tester"]), "/nothing"):
        html = (await at_desk.http.get(f"/desk{path}")).text
        assert (
            re.findall(
                r"<script(?! src=\"/desk/static/\w+\.js\" defer></script>)|<style|<iframe|<base|\sstyle=|\son\w+=|javascript:|//\w",
                html,
            )
            == []
        )
        assert all(link.startswith(("/desk/", "?", "#")) for link in re.findall(r'(?:href|src|action)="([^"]*)"', html))
    css = (await at_desk.http.get("/desk/static/desk.css")).text
    assert "--accent" in css
    assert not re.search(r"url\(|@import", css)


async def test_what_people_write_is_text_and_nothing_else(at_desk: Visit) -> None:
    html = await at_desk.html(await at_desk.page_of(NAMES["tester"]))
    assert "<script>" not in html
    assert "<bdi>&lt;b&gt;&amp;amp; =1+1</bdi>" in html
    assert '<bdi class="words">&lt;script&gt;alert(1)&lt;/script&gt;\nevil</bdi>' in html
    assert "<title>&lt;b&gt;" in html


async def test_names_are_set_apart_from_the_text_around_them(tmp_path: Path) -> None:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as there, visit(there) as found:
        await welcome(there, "7", "אבי\u202e moor {name} {{ 7*7 }} %(x)s")
        html = await found.html(await found.page_of("אבי moor {name} {{ 7*7 }} %(x)s"))
        assert "<bdi>אבי moor {name} {{ 7*7 }} %(x)s</bdi>" in html


async def test_nothing_that_leads_to_a_persons_phone_is_shown(at_desk: Visit) -> None:
    await at_desk.house.talk("352621123456", "/start", "#1", "#1")
    for name in (NAMES["amal"], ""):
        path = await at_desk.page_of(name)
        html = await at_desk.html(path) + await at_desk.html("/people") + await at_desk.html("/")
        assert not re.search("352621|amal|telegram:1", html)


# --- Language ---------------------------------------------------------------------------------------------------------


async def test_the_chosen_language_stays(at_desk: Visit) -> None:
    assert '<html lang="fr" dir="ltr">' in await at_desk.html("/people?lang=fr&language=ar")
    assert '<html lang="fr" dir="ltr">' in await at_desk.html("/")
    cookie = (await at_desk.http.get("/desk/?lang=sr_Latn")).headers["set-cookie"]
    assert cookie.startswith("desk_language=sr_Latn; HttpOnly; Max-Age=31536000; Path=/desk; SameSite=lax")
    assert '<html lang="sr-Latn" dir="ltr">' in await at_desk.html("/")
    assert '<html lang="sr-Latn" dir="ltr">' in await at_desk.html("/?lang=uk"), "a language of people, not of the desk"


async def test_choosing_a_language_keeps_the_filters(at_desk: Visit) -> None:
    html = await at_desk.html("/people?language=ar&needs=1")
    assert '<a href="?language=ar&amp;needs=1&amp;lang=lt" hreflang="lt" lang="lt">' in html


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("lt-LT,lt;q=0.9,en;q=0.8", "lt"), ("uk,fr;q=0.5", "fr"), ("sr-RS", "sr-Latn"), ("xx", "en"), ("", "en"), (";;,,é", "en")],
)
async def test_the_browsers_language_counts_until_one_is_chosen(at_desk: Visit, accepted: str, language: str) -> None:
    answer = await at_desk.http.get("/desk/?lang=klingon", headers={b"Accept-Language": accepted.encode()})
    assert f'<html lang="{language}"' in answer.text
    assert "set-cookie" not in answer.headers
