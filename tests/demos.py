"""`lotse demo` in a process of its own, and a hand on the phones of its page."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@contextmanager
def demo(**settings: object) -> Iterator[str]:
    """The address of a running demo; everything it started ends with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"LOTSE_PORT": str(port)} | {f"LOTSE_{name.upper()}": str(one) for name, one in settings.items()}
    command = [sys.executable, "-m", "bot", "demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert any("Lotse is running" in line for line in process.stdout), "the demo did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        process.communicate()


@contextmanager
def browser_page(chromium: str) -> Iterator["Page"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
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
