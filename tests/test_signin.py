"""Getting in: a link that works once, in the browser that asked for it, for ten minutes; and what must not get anybody in."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desks import words
from tests.doors import AWAY, Browser, Door, door_of
from tests.people import welcome

EMAIL = "clara@example.org"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        await found.hire("Clara")
        yield found


@pytest.fixture
def browser(door: Door) -> Browser:
    return door.browser()


# --- The way in -------------------------------------------------------------------------------------------------------


async def test_whoever_has_not_signed_in_is_led_to_where_they_can_and_then_back(door: Door, browser: Browser) -> None:
    answer = await browser.get("/people?needs=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/signin?next=%2Fpeople%3Fneeds%3D1")
    page = (await browser.get("/signin?next=/people?needs=1")).text
    assert 'name="next" value="/people?needs=1"' in page
    token = await browser.ask(EMAIL, back="/people?needs=1")
    assert "Go on to the desk" in await browser.see(f"/signin/link/{token}")
    assert (await browser.follow(token)).headers["location"] == "/desk/signin/second"
    assert "You are here for the first time" in await browser.see("/signin/second")
    assert (await browser.enrol()).headers["location"] == "/desk/people?needs=1"
    assert await browser.is_in()
    assert await door.audit() == [("signed_in", "code, new")]


async def test_the_second_time_the_app_is_asked_and_nothing_can_be_chosen_anew(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    again = door.browser()
    again.secret = browser.secret
    await again.follow(await again.ask(EMAIL))
    page = await again.see("/signin/second")
    assert "Code of six digits" in page
    assert not re.search("Scan this|Make a passkey", page)
    door.house.now += timedelta(seconds=60)
    assert (await again.code()).headers["location"] == "/desk/"
    assert (await door.audit())[-1] == ("signed_in", "code")


async def test_half_way_in_is_outside(door: Door, browser: Browser) -> None:
    await browser.follow(await browser.ask(EMAIL))
    for path in ("/", "/people", "/account", "/staff", "/audit"):
        assert (await browser.get(path)).headers.get("location", "").startswith("/desk/signin")


async def test_everybody_is_told_the_same_and_only_who_is_known_gets_a_link(door: Door, browser: Browser) -> None:
    answers = [await browser.post("/signin", email=email, by="email") for email in (EMAIL, "eve@example.org", "", "x" * 5000)]
    assert len({(one.status_code, one.headers["location"], one.text) for one in answers}) == 1
    assert [to for to, _, _ in door.letters] == [EMAIL]
    assert "Look at your messages" in await browser.see("/signin/sent")
    assert "set-cookie" in answers[1].headers


async def test_the_letter_says_little_and_its_subject_is_ours(door: Door, browser: Browser) -> None:
    """Attack 52: what somebody types never comes into a header."""
    await browser.ask(" CLARA@example.org ")
    await browser.post("/signin", email=f"{EMAIL}\r\nBcc: eve@example.org", by="email")
    ((to, subject, text),) = door.letters
    assert (to, subject) == (EMAIL, "Your link to the desk")
    assert "Clara" not in text


# --- Attack 48: the link ----------------------------------------------------------------------------------------------


async def test_a_link_works_once(door: Door, browser: Browser) -> None:
    token = await browser.ask(EMAIL)
    assert (await browser.follow(token)).status_code == 303
    again = await browser.follow(token)
    assert (again.status_code, "does not work any more" in again.text) == (403, True)


async def test_a_link_works_for_ten_minutes(door: Door, browser: Browser) -> None:
    token = await browser.ask(EMAIL)
    door.house.now += timedelta(minutes=10)
    assert (await browser.follow(token)).status_code == 403
    token = await browser.ask(EMAIL)
    door.house.now += timedelta(minutes=9, seconds=59)
    assert (await browser.follow(token)).status_code == 303


async def test_a_link_works_in_the_browser_that_asked_and_is_not_lost_by_another(door: Door, browser: Browser) -> None:
    token = await browser.ask(EMAIL)
    for stranger in (door.browser(), door.browser()):
        answer = await stranger.follow(token)
        assert (answer.status_code, "in which you asked" in answer.text) == (403, True)
        await stranger.ask("eve@example.org")
        assert (await stranger.follow(token)).status_code == 403
    assert (await browser.follow(token)).status_code == 303


async def test_a_preview_uses_up_nothing(door: Door, browser: Browser) -> None:
    token, messenger = await browser.ask(EMAIL), door.browser("192.0.2.1" if door.place.public else "127.0.0.1")
    for _ in range(3):
        answer = await messenger.get(f"/signin/link/{token}")
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
        assert (await messenger.http.head(f"/desk/signin/link/{token}")).status_code == 200
    assert (await browser.follow(token)).status_code == 303


@pytest.mark.parametrize("token", ["x", "0" * 22, "%00", "é"])
async def test_a_link_that_is_none_is_refused(browser: Browser, token: str) -> None:
    assert (await browser.follow(token)).status_code in (403, 404)


# --- Attack 49: trying --------------------------------------------------------------------------------------------------


async def test_a_person_gets_five_links_in_a_quarter_of_an_hour_and_the_sixth_is_noted(door: Door, browser: Browser) -> None:
    for _ in range(8):
        await browser.ask(EMAIL)
    assert len(door.letters) == 5
    assert await door.audit() == [("locked", "link for")]
    door.house.now += timedelta(minutes=15)
    assert await browser.ask(EMAIL)


async def test_one_place_cannot_ask_for_ever(door: Door, browser: Browser) -> None:
    statuses = [(await browser.post("/signin", email=f"{n}@example.org")).status_code for n in range(32)]
    assert statuses == [303] * 30 + [429] * 2
    assert await door.audit() == [("locked", "link from")]


async def test_one_place_cannot_try_links_for_ever(door: Door, browser: Browser) -> None:
    statuses = [(await browser.follow(f"{n:022}")).status_code for n in range(32)]
    assert statuses == [403] * 30 + [429] * 2


async def test_wrong_codes_lock_and_are_noted_and_the_right_one_helps_no_more(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    thief = door.browser()
    thief.secret = browser.secret
    await thief.follow(await thief.ask(EMAIL))
    right = thief.shown()
    wrong = next(code for code in ("000000", "111111", "222222", "333333") if code != right)
    for _ in range(5):
        assert (await thief.post("/signin/code", code=wrong)).headers["location"] == "/desk/signin/second?wrong=1"
    assert "That was not right" in await thief.see("/signin/second?wrong=1")
    assert (await thief.post("/signin/code", code=wrong)).status_code == 429
    assert (await door.audit())[-1] == ("locked", "code")
    assert (await thief.code()).status_code == 403, "the session is over"
    await thief.follow(await thief.ask(EMAIL))
    door.house.now += timedelta(minutes=2)
    assert (await thief.code()).status_code == 429, "also with another link"
    door.house.now += timedelta(minutes=14)
    await thief.follow(await thief.ask(EMAIL))
    assert (await thief.code()).status_code == 303


async def test_a_code_is_good_once(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    seen, thief = browser.shown(), door.browser()
    await thief.follow(await thief.ask(EMAIL))
    assert "wrong" in (await thief.post("/signin/code", code=seen)).headers["location"]


@pytest.mark.parametrize("code", ["", "x", "12345", "1234567", "٠٠٠٠٠٠", "²²²²²²", "0" * 9000])
async def test_a_code_that_is_none_is_wrong_and_nothing_worse(door: Door, browser: Browser, code: str) -> None:
    await browser.follow(await browser.ask(EMAIL))
    await browser.see("/signin/second")
    assert "wrong" in (await browser.post("/signin/code", code=code)).headers["location"]


async def test_a_code_may_be_typed_in_any_digits_and_with_spaces(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    again = door.browser()
    again.secret = browser.secret
    await again.follow(await again.ask(EMAIL))
    door.house.now += timedelta(seconds=60)
    arabic = again.shown().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert (await again.post("/signin/code", code=f"{arabic[:3]} {arabic[3:]}")).headers["location"] == "/desk/"


GARBLED = (
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": {"clientDataJSON": "AAAA",'
    ' "attestationObject": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}}'
)
TYPES = (GARBLED, GARBLED.replace("AAAA", "A"), GARBLED.replace('"AAAA"', "7"))


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id":"x"}', "\x00", "{" * 2000, *TYPES])
async def test_an_answer_of_no_passkey_is_wrong_and_nothing_worse(browser: Browser, answer: str) -> None:
    await browser.follow(await browser.ask(EMAIL))
    await browser.see("/signin/second")
    assert "wrong" in (await browser.post("/signin/passkey", answer=answer)).headers["location"]


# --- Attack 50: sessions ------------------------------------------------------------------------------------------------


async def test_every_step_gets_a_new_cookie_and_the_one_before_opens_nothing(door: Door, browser: Browser) -> None:
    browser.http.cookies.set(door.place.cookie, "a-cookie-that-somebody-has-put-there", domain="localhost.local", path="/")
    token = await browser.ask(EMAIL)
    seen = ["a-cookie-that-somebody-has-put-there", browser.cookie]
    await browser.follow(token)
    seen.append(browser.cookie)
    await browser.enrol()
    assert len({*seen, browser.cookie}) == 4
    for old in seen:
        thief = door.browser()
        thief.http.cookies.set(door.place.cookie, old)
        assert not await thief.is_in()
        assert (await thief.get("/signin/second")).headers["location"] == "/desk/signin"
    assert await browser.is_in()


async def test_an_old_cookie_opens_nothing_after_signing_out(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    cookie = browser.cookie
    answer = await browser.post("/signout")
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert f'{door.place.cookie}=""' in answer.headers["set-cookie"]
    browser.http.cookies.set(door.place.cookie, cookie)
    assert not await browser.is_in()
    assert (await door.audit())[-1] == ("signed_out", "")


async def test_a_session_ends_after_half_an_hour_without_a_click_and_after_twelve_in_all(door: Door, browser: Browser) -> None:
    await browser.sign_in(EMAIL)
    for _ in range(24):
        assert await browser.is_in()
        door.house.now += timedelta(minutes=29)
    assert await browser.is_in()
    door.house.now += timedelta(minutes=29)
    assert not await browser.is_in(), "twelve hours"
    door.house.now += timedelta(minutes=15)
    await browser.sign_in(EMAIL)
    door.house.now += timedelta(minutes=30)
    assert not await browser.is_in(), "half an hour"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(door: Door, browser: Browser, tmp_path: Path) -> None:
    answer = await browser.post("/signin", email=EMAIL)
    assert re.fullmatch(r"desk_session=[\w-]{22}; HttpOnly; Path=/; SameSite=lax", answer.headers["set-cookie"])
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/away.db", AWAY) as away:
        answer = await away.browser("192.0.2.1").post("/signin", email=EMAIL)
        assert re.fullmatch(r"__Host-desk=[\w-]{22}; HttpOnly; Path=/; SameSite=lax; Secure", answer.headers["set-cookie"])


async def test_nothing_that_opens_a_session_lies_in_the_database(door: Door, browser: Browser, tmp_path: Path) -> None:
    token = await browser.ask(EMAIL)
    await browser.follow(token)
    await browser.enrol()
    stored = await asyncio.to_thread(lambda: b"".join(path.read_bytes() for path in tmp_path.glob("one.db*")))
    for secret in (token, browser.cookie, EMAIL, "Clara"):
        assert secret.encode() not in stored
    assert browser.secret not in stored


# --- Attack 51: the way back --------------------------------------------------------------------------------------------

EVIL = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/%0d%0aX: y\r\nX: y",
    "javascript:alert(1)", "evil", "", "/" + "a" * 400, "/ /evil.example", "/\u202eevil",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
async def test_the_way_back_leads_into_the_desk_and_nowhere_else(door: Door, browser: Browser, evil: str) -> None:
    page = (await browser.http.get("/desk/signin", params={"next": evil})).text
    assert 'name="next" value="/"' in page
    await browser.follow(await browser.ask(EMAIL, back=evil))
    assert (await browser.enrol()).headers["location"] == "/desk/"
    assert (await browser.http.get("/desk/signin", params={"next": evil})).headers["location"] == "/desk/"
    assert (await browser.post("/names", show="1", back=evil)).headers["location"] == "/desk/"


# --- Attack 56: the address of the desk ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "desk.example.evil.example", "desk.example:8080", "evil.example:443", "localhost"]
)
async def test_a_desk_with_an_address_answers_to_that_alone(tmp_path: Path, host: str) -> None:
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/away.db", AWAY) as away:
        await away.hire("Clara")
        browser = away.browser("192.0.2.7")
        for name in ("/", "/signin", "/static/desk.css"):
            assert (await browser.get(name, headers={"Host": host})).status_code == 403
        answer = await browser.post("/signin", {"Host": host, "Sec-Fetch-Site": "same-origin"}, email=EMAIL, by="email")
        assert (answer.status_code, away.letters) == (403, [])
        assert (await browser.get("/signin")).status_code == 200


async def test_links_lead_to_the_configured_address_whatever_a_request_says(tmp_path: Path, door: Door) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "Sec-Fetch-Site": "same-origin"}
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/away.db", AWAY) as away:
        await away.hire("Clara")
        await away.browser("192.0.2.7").post("/signin", forged, email=EMAIL, by="email")
        assert "https://desk.example/desk/signin/link/" in away.letters[0][2]
    await door.browser().post("/signin", {**forged, "Host": "127.0.0.1:8080"}, email=EMAIL, by="email")
    assert "http://localhost:8080/desk/signin/link/" in door.letters[0][2]


async def test_signing_in_begins_at_the_name_that_cookies_are_bound_to(browser: Browser) -> None:
    answer = await browser.get("/signin?next=/people", headers={"Host": "127.0.0.1:8080"})
    assert answer.headers["location"] == "http://localhost:8080/desk/signin?next=%2Fpeople"


async def test_over_https_browsers_are_told_to_stay_there(tmp_path: Path, browser: Browser) -> None:
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/away.db", AWAY) as away:
        answer = await away.browser("192.0.2.7").get("/signin")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in (await browser.get("/signin")).headers


async def test_behind_a_proxy_each_client_has_tries_of_its_own_and_cannot_invent_more(tmp_path: Path) -> None:
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/away.db", AWAY) as away:
        browser = away.browser("127.0.0.1")

        async def ask(chain: str) -> int:
            return (
                await browser.post("/signin", {"X-Forwarded-For": chain, "Sec-Fetch-Site": "same-origin"}, email="x")
            ).status_code

        assert [await ask(f"203.0.113.{n}, 192.0.2.1") for n in range(31)][-1] == 429
        assert await ask("192.0.2.2") == 303


# --- Names --------------------------------------------------------------------------------------------------------------


async def test_names_are_hidden_until_they_are_asked_for_for_half_an_hour_and_that_is_noted(door: Door) -> None:
    await welcome(door.house, "7", "Amal-Marked")
    browser = door.browser()
    await browser.sign_in(EMAIL)
    html = (await browser.get("/people")).text
    assert "Amal-Marked" not in html
    (path,) = set(re.findall(r'href="/desk(/people/[0-9a-f]+)"', html))
    code = path.rpartition("/")[2]
    assert f"Person {code}" in words(html)
    page = await browser.see(path)
    assert ("Amal-Marked" in page, "•••" in page) == (False, True), "what they have answered is hidden too"
    assert (await browser.post("/names", show="1", back=path)).headers["location"] == f"/desk{path}"
    assert "Amal-Marked" in await browser.see(path)
    assert ("names", "shown") in await door.audit()
    other = door.browser()
    other.secret = browser.secret
    await other.sign_in(EMAIL)
    assert "Amal-Marked" not in (await other.get("/people")).text, "in this session only"
    await browser.post("/names", show="0", back="/people")
    assert "Amal-Marked" not in (await browser.get("/people")).text
    await browser.post("/names", show="1")
    door.house.now += timedelta(minutes=20)
    assert "Amal-Marked" in (await browser.get("/people")).text
    door.house.now += timedelta(minutes=10)
    assert "Amal-Marked" not in (await browser.get("/people")).text


async def test_a_viewer_cannot_ask_for_names(door: Door) -> None:
    viewer = await door.signed_in("Vera", "viewer")
    assert (await viewer.post("/names", show="1")).status_code == 403
    assert "Show names" not in await viewer.see("/people")
