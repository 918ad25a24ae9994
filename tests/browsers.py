"""Chromium for the tests of pages: started once in each test process, with a window and a profile of its own for each test."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.async_api import Page

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *MICROPHONE]
SIGHTS: dict[str, list[tuple[int, Literal["light", "dark"]]]] = {
    "en": [(1280, "light"), (360, "dark")],
    "ar": [(1280, "dark"), (360, "light")],
}

VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"


@contextmanager
def serving(chromium: str, folder: Path) -> Iterator[str]:
    """The address of a running Chromium."""
    config = folder / "chromium.json"
    config.write_text(json.dumps({"executablePath": chromium, "args": ARGUMENTS, "headless": True}), encoding="utf-8")
    command = [sys.executable, "-m", "playwright", "launch-server", "--browser", "chromium", "--config", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # it starts another, which has the browser
        process.communicate()


@asynccontextmanager
async def window(browser: str, **options: Any) -> AsyncIterator["Page"]:
    """A new page of the Chromium at an address. `options`: as Playwright's `new_context` takes them."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect(browser)
        context = await connected.new_context(**{"reduced_motion": "reduce", **options})
        yield await context.new_page()
        await context.close()
        await connected.close()


async def faults(page: "Page") -> list[tuple[str, str]]:
    """(rule, where) of everything on a page that shuts somebody out. What axe says of all that is well stays in the browser."""
    from axe_playwright_python.async_playwright import Axe

    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    return [(rule, where) for rule, where in await page.evaluate(VIOLATIONS)]


async def look(page: "Page", url: str, languages: Iterable[str] = SIGHTS) -> None:
    """In English and Arabic, on a phone and on a desk, in the light and in the dark: nobody is shut out, and nothing is too wide."""
    for language in languages:
        await page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
        await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width, scheme in SIGHTS[language]:
            await page.set_viewport_size({"width": width, "height": 800})
            await page.emulate_media(color_scheme=scheme)
            assert await faults(page) == [], (url, language, width, scheme)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (url, language, width)
