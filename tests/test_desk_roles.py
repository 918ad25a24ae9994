"""Every page of the desk, and whose it is. A page that is not in this table makes the test fail: enter it, and think about it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from desk.app import Desk, entries
from desk.staff import ALL, AUDIT, LOOK, RULE, WORK, Role, Staff
from storage.staff import coordinators
from storage.staff.scope import Scope
from storage.times import ms
from tests.desks import ANNA, visit
from tests.people import House, house, welcome

SAME = {"Sec-Fetch-Site": "same-origin"}

# nobody: whoever comes; ALL: everybody who has signed in; LOOK: all but auditors; WORK: coordinators and admins; RULE: admins;
# AUDIT: auditors and admins.
TABLE = """
GET  /signin                                   nobody
POST /signin                                   nobody
GET  /signin/sent                              nobody
GET  /signin/link/{token}                      nobody
POST /signin/link/{token}                      nobody
GET  /signin/second                            nobody
POST /signin/code                              nobody
POST /signin/passkey                           nobody
GET  /signin/openid                            nobody
GET  /signin/openid/back                       nobody
POST /signout                                  ALL
GET  /account                                  ALL
POST /account/code                             ALL
POST /account/passkey                          ALL
POST /account/out                              ALL
POST /names                                    WORK
GET  /staff                                    RULE
POST /staff                                    RULE
GET  /staff/{staff:id}                         RULE
POST /staff/{staff:id}                         RULE
POST /staff/{staff:id}/suspend                 RULE
POST /staff/{staff:id}/reset                   RULE
POST /staff/{staff:id}/out                     RULE
POST /staff/{staff:id}/invite                  RULE
GET  /audit                                    AUDIT
GET  /                                         LOOK
POST /queue                                    WORK
GET  /people                                   LOOK
GET  /charts                                   LOOK
GET  /exports                                  WORK
POST /exports                                  WORK
GET  /exports/{export:id}                      WORK
GET  /exports/{export:id}/file                 WORK
POST /people                                   WORK
POST /people/approve                           WORK
POST /views                                    LOOK
POST /views/{view:id}/remove                   LOOK
GET  /review                                   WORK
GET  /people/{person:id}                       WORK
GET  /people/{person:id}/review/{sheet:int}    WORK
POST /people/{person:id}/review/{sheet:int}    WORK
GET  /people/{person:id}/files/{file:id}       WORK
POST /people/{person:id}/concerns/{concern:id} WORK
POST /people/{person:id}/notes                 WORK
POST /people/{person:id}/notes/{note:id}/remove WORK
GET  /people/{person:id}/meetings              WORK
POST /people/{person:id}/meetings              WORK
GET  /people/{person:id}/join                  WORK
POST /people/{person:id}/join                  WORK
GET  /people/{person:id}/join/{known:id}       WORK
POST /people/{person:id}/join/{known:id}       WORK
POST /people/{person:id}/part                  WORK
GET  /people/{person:id}/talk                  WORK
GET  /people/{person:id}/talk/mark             WORK
POST /people/{person:id}/talk/take             WORK
POST /people/{person:id}/talk/say              WORK
POST /people/{person:id}/talk/back             WORK
GET  /replies                                  WORK
GET  /replies/new                              WORK
POST /replies/new                              WORK
GET  /replies/{reply:id}                       WORK
POST /replies/{reply:id}                       WORK
POST /replies/{reply:id}/delete                WORK
GET  /broadcasts                               WORK
POST /broadcasts                               WORK
GET  /broadcasts/{broadcast:id}                WORK
POST /broadcasts/{broadcast:id}                WORK
POST /broadcasts/{broadcast:id}/stop           WORK
POST /broadcasts/{broadcast:id}/go-on          WORK
GET  /digests                                  LOOK
POST /digests                                  LOOK
GET  /forms                                    WORK
POST /forms                                    WORK
GET  /forms/drafts/{draft:id}                  WORK
POST /forms/drafts/{draft:id}/publish          WORK
POST /forms/drafts/{draft:id}/discard          WORK
GET  /forms/drafts/{draft:id}/preview          WORK
POST /forms/drafts/{draft:id}/preview          WORK
GET  /forms/form/{form}                        WORK
POST /forms/form/{form}/offer                  WORK
POST /forms/form/{form}/withdraw               WORK
GET  /forms/form/{form}/preview                WORK
POST /forms/form/{form}/preview                WORK
GET  /forms/form/{form}/workbook               WORK
GET  /translations                             WORK
GET  /translations/{language}                  WORK
POST /translations/{language}/text             WORK
POST /translations/{language}/review           WORK
POST /translations/{language}/look             WORK
POST /translations/{language}/take             WORK
GET  /translations/{language}/file/{to}        WORK
GET  /workshops                                WORK
GET  /workshops/calendar                       WORK
GET  /workshops/import                         WORK
POST /workshops/import                         WORK
GET  /workshops/import/template                WORK
POST /workshops/import/keep                    WORK
GET  /workshops/new                            WORK
POST /workshops/new                            WORK
GET  /workshops/reminders                      WORK
POST /workshops/reminders                      WORK
POST /workshops/reminders/usual                WORK
POST /workshops/reminders/{rule:id}/remove     WORK
GET  /workshops/{workshop:id}                  WORK
GET  /workshops/{workshop:id}/change           WORK
POST /workshops/{workshop:id}/change           WORK
POST /workshops/{workshop:id}/publish          WORK
POST /workshops/{workshop:id}/copy             WORK
GET  /workshops/{workshop:id}/cancel           WORK
POST /workshops/{workshop:id}/cancel           WORK
GET  /workshops/{workshop:id}/times/{occurrence:id} WORK
POST /workshops/{workshop:id}/times/{occurrence:id}/move WORK
POST /workshops/{workshop:id}/times/{occurrence:id}/cancel WORK
GET  /workshops/{workshop:id}/reminders        WORK
POST /workshops/{workshop:id}/reminders        WORK
POST /workshops/{workshop:id}/reminders/usual  WORK
POST /workshops/{workshop:id}/reminders/{rule:id}/remove WORK
GET  /workshops/{workshop:id}/people           WORK
POST /workshops/{workshop:id}/people/find      WORK
POST /workshops/{workshop:id}/people/write     WORK
POST /workshops/{workshop:id}/people/in        WORK
POST /workshops/{workshop:id}/people/out       WORK
POST /workshops/{workshop:id}/people/up        WORK
GET  /workshops/{workshop:id}/people/{occurrence:id} WORK
POST /workshops/{workshop:id}/people/{occurrence:id}/find WORK
POST /workshops/{workshop:id}/people/{occurrence:id}/write WORK
GET  /workshops/{workshop:id}/list/{occurrence:id} WORK
GET  /workshops/{workshop:id}/certificates/{person:id} WORK
POST /workshops/{workshop:id}/certificates/{person:id} WORK
GET  /workshops/{workshop:id}/door/{occurrence:id} WORK
POST /workshops/{workshop:id}/door/{occurrence:id} WORK
POST /workshops/{workshop:id}/door/{occurrence:id}/code WORK
POST /workshops/{workshop:id}/door/{occurrence:id}/sync WORK
POST /workshops/{workshop:id}/door/{occurrence:id}/find WORK
POST /workshops/{workshop:id}/door/{occurrence:id}/walk-in WORK
POST /workshops/{workshop:id}/door/{occurrence:id}/rest WORK
"""
WHOSE = {"nobody": None, "ALL": ALL, "LOOK": LOOK, "WORK": WORK, "RULE": RULE, "AUDIT": AUDIT}
ROWS = {(method, path): WHOSE[whose] for method, path, whose in (line.split() for line in TABLE.strip().splitlines())}


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        yield found


def test_the_table_is_the_desk() -> None:
    nothing_yet = object.__new__(Desk)  # its pages are listed, none is made
    found = {(method, one.path): one.roles for one in entries(nothing_yet) for method in one.methods}
    assert found == ROWS


def test_who_is_in_which_group() -> None:
    viewer, coordinator, admin, auditor = Role
    assert frozenset({viewer, coordinator, admin}) == LOOK
    assert [{auditor}, {viewer}, {coordinator}, {auditor}] == [ALL - LOOK, LOOK - WORK, WORK - RULE, AUDIT - RULE]
    assert frozenset({admin}) == RULE


@pytest.mark.parametrize("role", [None, *Role], ids=str)
async def test_every_page_answers_its_own_and_refuses_everybody_else(home: House, role: Role | None) -> None:
    staff = Staff(id=0xB0B, name="Bob", role=role) if role else None
    async with visit(home, staff=staff) as at:
        for (method, path), whose in ROWS.items():
            before = len(await at.audit())
            answer = await at.http.request(method, "/desk" + filled(path), headers=SAME, data={} if method == "POST" else None)
            told = f"{method} {path}: {answer.status_code}"
            if whose is None:
                assert answer.status_code in (200, 303, 403, 404), told
                assert not answer.headers.get("location", "").startswith("/desk/signin?next"), told
            elif role is None:
                assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/desk/signin"), told
            elif role in whose:
                assert answer.status_code in (200, 303, 400, 404, 409, 422), told
            elif path == "/":
                assert answer.headers["location"] == "/desk/audit"
            else:
                assert (answer.status_code, "This page is not for you." in answer.text) == (403, True), told
                assert (await at.audit())[before:] == [("b0b", "refused", "")], told


def filled(path: str) -> str:
    """With something in the place of each parameter."""
    return re.sub(r"\{[^}]*\}", "1", path)


async def test_what_is_not_a_page_needs_somebody_too(home: House) -> None:
    async with visit(home, staff=None) as at:
        for path in ("/nothing", "/people/x", "/static", "/staticky", "/people/../staff", "/%2e%2e/staff"):
            answer = await at.http.get(f"/desk{path}")
            assert (answer.status_code, "/signin" in answer.headers["location"]) == (303, True), path
        assert (await at.http.get("/desk/static/desk.css")).status_code == 200
        assert (await at.http.get("/desk/static/../app.py")).status_code != 200


async def test_everybody_finds_in_the_navigation_what_they_may_open(home: House) -> None:
    known: dict[str, Any] = {"of": "", "language": "en", "zone": "UTC", "hour": "08:00", "now": ms(home.now)}
    keyring = home.store.keyring
    number, _ = await home.store.write(lambda connection: coordinators.invite_one(connection, keyring, "Bob", **known))
    await home.store.write(lambda connection: coordinators.change(connection, number, state="active"))
    for role in Role:
        async with visit(home, staff=Staff(id=number, name="Bob", role=role)) as at:
            html = (await at.http.get("/desk/account")).text
            nav = re.findall(r"<nav.*?</nav>", html, re.DOTALL)[0]
            links = re.findall(r'href="/desk([^"]*)"', nav)
            assert links
            for path in links:
                assert (await at.http.get(f"/desk{path}")).status_code not in (303, 403, 500), (role, path)


# --- Attack 46: people of others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [Scope(programme="other"), Scope(programme="harbour", centre="esch")], ids=str)
async def test_somebody_elses_person_is_not_there_and_asking_is_noted(home: House, scope: Scope) -> None:
    await welcome(home, "7", "Amal-Marked")
    async with visit(home) as anna:
        path = await anna.page_of("Amal-Marked")
        assert "Amal-Marked" in await anna.see(path)
    bob = Staff(id=0xB0B, name="Bob", role=Role.COORDINATOR, scope=scope, names=True)
    code = path.rpartition("/")[2]
    async with visit(home, staff=bob) as at:
        tried = 0
        for method, pattern in ROWS:
            if "{person:id}" not in pattern:
                continue
            url = filled(pattern.replace("{person:id}", code))
            answer = await at.http.request(method, f"/desk{url}", headers=SAME, data={} if method == "POST" else None)
            assert (answer.status_code, "Amal-Marked" in answer.text) == (404, False), url
            tried += not pattern.endswith("/mark")  # which tells nothing but whether something is new
        assert tried > 10
        assert [one for one in await at.audit() if one[0] == "b0b"] == [("b0b", "refused", code)] * tried
        for listing in ("/", "/people", "/people?q=Amal", "/review"):
            assert not {"Amal-Marked", code} & set(re.findall(r"[\w-]+", (await at.http.get(f"/desk{listing}")).text)), listing


async def test_the_admin_of_all_sees_everybody(home: House) -> None:
    await welcome(home, "7", "Amal-Marked")
    async with visit(home, staff=ANNA) as at:
        assert "Amal-Marked" in await at.see("/people")


# --- Names are for those who may see them ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COORDINATOR, Role.ADMIN])
@pytest.mark.parametrize("names", [False, True])
async def test_only_who_works_with_people_and_has_asked_sees_a_name(home: House, role: Role, names: bool) -> None:
    await welcome(home, "7", "Amal-Marked")
    await home.talk("7", "/help", "#1")
    async with visit(home, staff=Staff(id=1, name="Bob", role=role, names=names)) as at:
        path = await _page(home)
        for listing in ("/", "/people"):
            html = (await at.http.get(f"/desk{listing}")).text
            assert ("Amal-Marked" in html) == (names and role in WORK), listing
            assert f"Person {path.rpartition('/')[2]}" in html or (names and role in WORK), listing


async def _page(home: House) -> str:
    async with visit(home) as anna:
        return await anna.page_of("Amal-Marked")
