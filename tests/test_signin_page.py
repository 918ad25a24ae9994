"""Getting in with a real browser: a passkey made and used, the pages on a phone and on a wide screen, from left and from right."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from desk.security import Place
from phone.server import InProcessServer, loopback_socket
from tests.browsers import look, window
from tests.doors import Browser, Door, door_of

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser
EMAIL = "clara@example.org"
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    listener = loopback_socket("127.0.0.1", 0)
    place = Place(f"http://localhost:{listener.getsockname()[1]}")
    async with door_of(f"sqlite+aiosqlite:///{tmp_path}/one.db", place) as found:
        await found.hire("Clara")
        server = InProcessServer(found.site, listener)
        await server.start()
        yield found
        await server.stop()


async def with_device(page: "Page", *, present: bool = True) -> Any:
    """A phone or computer that makes passkeys, and whose owner is there."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {**DEVICE, "isUserVerified": True, "automaticPresenceSimulation": present}
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


async def ask(door: Door, page: "Page") -> None:
    """Ask for a link, and open it."""
    await page.get_by_label("Your e-mail address").fill(EMAIL)
    await page.get_by_role("button", name="Send it by e-mail").press("Enter")
    await page.get_by_role("heading", name="Look at your messages").wait_for()
    await page.goto(f"{door.place.url}/desk/signin/link/{door.token()}")
    await page.get_by_role("button", name="Go on").press("Enter")
    await page.get_by_role("heading", name="One more step").wait_for()


async def test_a_passkey_is_made_and_used_and_nothing_is_wrong_on_the_way(door: Door, page: "Page") -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    await with_device(page)
    await page.goto(f"{door.place.url}/desk/people")
    await ask(door, page)
    await page.get_by_role("button", name="Make a passkey").press("Enter")
    await page.wait_for_url(f"{door.place.url}/desk/people")
    await page.get_by_role("button", name="Sign out").press("Enter")
    await page.get_by_role("heading", name="Sign in").wait_for()
    door.house.now += timedelta(minutes=1)
    await ask(door, page)
    assert await page.get_by_role("button", name="Make a passkey").count() == 0
    assert await page.get_by_label("Code of six digits").count() == 0
    await page.get_by_role("button", name="Use the passkey").press("Enter")
    await page.wait_for_url(f"{door.place.url}/desk/")
    assert [row for row in await door.audit() if row[0].startswith("signed")] == [
        ("signed_in", "passkey, new"),
        ("signed_out", ""),
        ("signed_in", "passkey"),
    ]
    assert faults == []


async def test_the_answer_of_one_challenge_is_no_answer_to_another(door: Door, page: "Page") -> None:
    await with_device(page)
    await page.goto(f"{door.place.url}/desk/signin")
    await ask(door, page)
    await page.get_by_role("button", name="Make a passkey").press("Enter")
    await page.wait_for_url(f"{door.place.url}/desk/")
    await page.context.clear_cookies()
    await page.goto(f"{door.place.url}/desk/signin")
    await ask(door, page)
    sent: list[str] = []
    await page.route("**/signin/passkey", lambda route: _seen(route, sent))
    await page.get_by_role("button", name="Use the passkey").press("Enter")
    await page.wait_for_url("**/signin/second?wrong=1")
    answer = sent[0]
    thief = door.browser()
    await thief.follow(await thief.ask(EMAIL))
    await thief.see("/signin/second")
    answered = await thief.http.post("/desk/signin/passkey", content=answer, headers=FORM)
    assert answered.headers["location"] == "/desk/signin/second?wrong=1"
    assert not await thief.is_in()


FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


async def _seen(route: Any, sent: list[str]) -> None:
    """Somebody reads along, and keeps the answer from arriving whole."""
    sent.append(route.request.post_data)
    await route.continue_(post_data="answer=")


async def test_a_device_that_does_not_answer_is_no_dead_end(door: Door, page: "Page") -> None:
    session = await with_device(page)
    await page.goto(f"{door.place.url}/desk/signin")
    await ask(door, page)
    await session.send("WebAuthn.disable")
    await page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    await page.get_by_role("button", name="Make a passkey").press("Enter")
    await page.get_by_text("That did not work. Please try again.").wait_for()
    await expect(page.get_by_role("button", name="Make a passkey")).to_be_enabled()


async def test_without_javascript_codes_lead_in(door: Door, browser: str) -> None:
    async with window(browser, java_script_enabled=False) as page:
        await page.goto(f"{door.place.url}/desk/signin")
        await ask(door, page)
        assert await page.get_by_role("button", name="Make a passkey").count() == 0
        await page.get_by_text("This browser has no passkeys").wait_for()
        app = Browser(door, door.browser().http)
        app.secret = _secret(await page.content())
        await page.get_by_label("Code of six digits").fill(app.shown())
        await page.get_by_role("button", name="Go on").press("Enter")
        await page.wait_for_url(f"{door.place.url}/desk/")


def _secret(html: str) -> bytes:
    import base64

    typed = re.findall(r"type this into the app: ((?:[A-Z2-7]{4} ?){8})", html)[0]
    return base64.b32decode(typed.replace(" ", ""))


@pytest.mark.timeout(300)
async def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(door: Door, page: "Page") -> None:
    await with_device(page)
    desk = f"{door.place.url}/desk"
    for path in ("/signin", "/signin/sent", "/signin/link/x"):
        await look(page, desk + path)
    await page.goto(f"{desk}/signin?lang=en")
    await ask(door, page)
    await look(page, f"{desk}/signin/second?wrong=1")
    await page.locator("form[data-passkey] button").press("Enter")
    await page.wait_for_url(f"{desk}/")
    staff = await page.goto(f"{desk}/staff?lang=en")
    assert staff
    one = re.findall(r'href="/desk(/staff/[0-9a-f]+)"', await staff.text())[0]
    for path in ("/account", "/staff", one, "/audit", "/audit?actor=nobody"):
        await look(page, desk + path)
