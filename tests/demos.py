"""`lotse demo` in a process of its own, a hand on the phones of its page, and a coordinator who signs in as a visitor would."""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.run_lotse import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize

ROOT = Path(__file__).parents[1]
CLARA = "clara@harbour.example"
LINK = re.compile(r"http://localhost:\d+(/desk/signin/link/[\w-]+)")
KEY = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,}")
WINDOW: "ViewportSize" = {"width": 1280, "height": 900}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@contextmanager
def demo(**settings: object) -> Iterator[str]:
    """The address of a running demo; everything it started ends with it."""
    port = free_port()
    environment = os.environ | {"LOTSE_PORT": str(port)} | {f"LOTSE_{name.upper()}": str(one) for name, one in settings.items()}
    command = [sys.executable, "-m", "bot", "demo"]
    with _one_at_a_time():
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        running = any("Lotse is running" in line for line in process.stdout)
    try:
        assert running, "the demo did not start"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)
        process.communicate()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Whoever starts beside another, in another test process, would make the same past once more, which the second now finds."""
    with (Path(tempfile.gettempdir()) / "lotse-test-demo.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def browser_page(chromium: str, *, scripts: bool = True) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_context(viewport=WINDOW, java_script_enabled=scripts, reduced_motion="reduce").new_page()
        page.set_default_timeout(20_000)
        yield page
        browser.close()


def phone_of(page: "Page", name: str, channel: str = "telegram") -> "Locator":
    return page.locator(f"article.phone.{channel}", has=page.get_by_role("heading", name=name, exact=True))


def theirs(phone: "Locator") -> "Locator":
    """What the bot has sent, as far as it is on the screen."""
    return phone.locator(".message.theirs")


def act(phone: "Locator", verb: str, words: str) -> None:
    """One thing a person does (say, tap, toggle; choose: from WhatsApp's list); it is over when the bot has answered."""
    phone.locator("[aria-busy=true]").first.wait_for(state="detached")  # the button tapped before is done with
    before = theirs(phone).count()
    if verb == "say":
        phone.get_by_role("textbox").fill(words)
        phone.get_by_role("textbox").press("Enter")
    else:
        if verb == "choose":
            phone.locator(".open-list").last.click()
        phone.get_by_role("button", name=words, exact=verb == "choose").last.click()
    if verb == "toggle":
        phone.get_by_role("button", name=f"☑ {words}").wait_for()
    else:
        theirs(phone).nth(before).wait_for()


# --- the desk -----------------------------------------------------------------------------------------------------------


def desk(page: "Page", address: str, path: str = "/", *, email: str = CLARA) -> None:
    """A page of the desk, with names; whoever is not signed in (any more) does so first."""
    page.goto(f"{address}/desk{path}")
    if "/desk/signin" in page.url:
        sign_in(page, address, email)
        page.locator("form[action$='/names'] button[value='1']").click()
        page.goto(f"{address}/desk{path}")


def sign_in(page: "Page", address: str, email: str = CLARA) -> None:
    """By a link from the mailbox, and a code of the demo's own app, which is given the key the first time."""
    ask_for_link(page, address, email)
    code = code_for(page, address)
    page.locator("form[action*='/signin/code'] input[name=code]").fill(code)
    page.locator("form[action*='/signin/code'] button").click()
    page.get_by_role("navigation").last.wait_for()


def ask_for_link(page: "Page", address: str, email: str = CLARA) -> None:
    """As far as the second factor."""
    known = links_to(page, address, email)
    page.goto(f"{address}/desk/signin")
    page.locator("input[name=email]").fill(email)
    page.locator("button[value=email]").click()
    page.locator("main .card").wait_for()
    while (links := links_to(page, address, email)) == known:
        page.wait_for_timeout(100)
    page.goto(f"{address}{links[-1]}")
    page.locator("main form button").click()
    page.wait_for_url("**/signin/second*")


def links_to(page: "Page", address: str, email: str) -> list[str]:
    """Links to sign in by that are in somebody's mails."""
    mails = page.request.get(f"{address}/phone/mail/mails.json").json()
    return [link for mail in mails if email in mail["to"] for link in LINK.findall(mail["text"])]


def code_for(page: "Page", address: str) -> str:
    """The code that the demo's app shows for the key on this page, or for the one it was given last."""
    key = KEY.search(page.locator("main").inner_text())
    app = page.context.new_page()
    app.goto(f"{address}/demo/codes")
    if key:
        app.locator("input[name=key]").fill(key.group())
        app.locator("main form button").click()
    code = app.locator("main code").first.inner_text()
    app.close()
    return code


def with_passkeys(page: "Page") -> None:
    """The browser's machine makes passkeys, and its owner is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    told = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": told})


def page_of(page: "Page", address: str, name: str, lang: str = "en") -> None:
    """The page of somebody, found by a word of their name."""
    desk(page, address, f"/people?lang={lang}")
    page.locator("#words").fill(name)
    with page.expect_navigation():
        page.locator("#words").press("Enter")
    with page.expect_navigation():  # what is asked next is asked of that page, and of all of it
        page.locator("main").get_by_role("link", name=re.compile(re.escape(name))).first.click()
