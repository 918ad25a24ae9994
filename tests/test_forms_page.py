"""Forms and translations in a real browser: a coordinator brings a form from a workbook with a fault to a person's phone."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot import app, speech
from dialogs import texts
from phone.server import InProcessServer, loopback_socket
from tests.desks import Visit, visit
from tests.people import House, house, welcome
from tests.test_desk_forms import survey

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
async def at_desk(tmp_path: Path) -> AsyncIterator[Visit]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        voices = speech.load()
        found.world = replace(found.world, forms=dict(found.world.forms), voices=voices, lists=app.lists(voices))
        async with visit(found, folder=tmp_path / "forms") as at:
            yield at


@pytest.fixture
async def url(at_desk: Visit) -> AsyncIterator[str]:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at_desk.site, listener)
    await server.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
    await server.stop()


@pytest.fixture
async def page(chromium: str) -> AsyncIterator["Page"]:
    """Without JavaScript: the whole way goes without."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = await browser.new_context(java_script_enabled=False)
        yield await context.new_page()
        await browser.close()


async def choose(page: "Page", content: bytes, name: str) -> None:
    await page.get_by_label("Workbook (.xlsx").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    await page.get_by_role("button", name="Upload a form").click()


async def test_from_a_workbook_with_a_fault_to_a_person_who_answers(
    at_desk: Visit, page: "Page", url: str, tmp_path: Path
) -> None:
    home = at_desk.house
    await welcome(home, "amal", "أمل", language="ar")
    await page.goto(f"{url}/forms")
    await choose(page, survey(relevant="${mod} = 'badly'"), "day.md")
    await page.get_by_role("alert").get_by_text("This file was not taken").wait_for()
    await page.get_by_role("rowheader", name="survey, row 3").wait_for()
    await choose(page, survey(relevant="${mood} = 'badly'"), "day.md")
    await page.get_by_role("heading", name="Your day", level=1).wait_for()
    await page.get_by_role("link", name="See it as on a phone").click()
    await page.locator("select[name=language]").select_option("ar")
    await page.locator("select[name=channel]").select_option("whatsapp")
    await page.get_by_role("button", name="Show").click()
    await page.get_by_text("كيف يومك؟").wait_for()
    await page.get_by_role("button", name="سيئ").click()
    await page.get_by_text("ماذا حدث؟").wait_for()
    await page.get_by_label("Your answer").fill("فاتتني الحافلة")
    await page.get_by_label("Your answer").press("Enter")
    await page.get_by_text("فاتتني الحافلة").first.wait_for()
    await page.get_by_role("button", name="One step back").click()
    await page.get_by_role("link", name="Forms", exact=True).last.click()
    await page.get_by_role("button", name="Publish").click()
    await page.get_by_text("Published. It counts from now on.").wait_for()
    await home.talk("amal", "/menu")
    await home.tap("amal", "\u2068Your day\u2069", "سيئ")  # a Latin title on an Arabic button is isolated
    assert home.texts["amal"].startswith("ماذا حدث؟")
    await correct_in(page, url, "ماذا حدث؟", "ماذا حدث اليوم؟")
    await home.talk("amal", "/help")
    await home.tap("amal", texts_of(home, "verb:go_on"))
    assert home.texts["amal"].startswith("ماذا حدث اليوم؟")


def texts_of(home: House, context: str) -> str:
    """A button's words in Arabic, without the pictogram before them."""
    text = next(one for one in vars(texts).values() if isinstance(one, texts.Text) and one.context == context)
    return home.world.voices["ar"].say(text).split(" ", 1)[-1]


async def correct_in(page: "Page", url: str, before: str, after: str) -> None:
    await page.goto(f"{url}/translations/ar?words={before}")
    field = page.get_by_label(re.compile("^Translation: What happened"))
    assert await field.input_value() == before
    await field.fill(after)
    await page.get_by_role("button", name=re.compile("^Correct: What happened")).click()
    await page.get_by_text("Corrected. It is said from now on.").wait_for()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("en", 360, "dark"), ("ar", 1280, "dark"), ("ar", 360, "light")]
)
async def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(
    at_desk: Visit, chromium: str, url: str, language: str, width: int, scheme: Any
) -> None:
    from axe_playwright_python.async_playwright import Axe
    from playwright.async_api import async_playwright

    content = survey().replace(b"| Well |", b"| " + b"Well " * 30 + b"|")
    answer = await at_desk.http.post(
        "/desk/forms", files={"file": ("day.md", content)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    draft = str(answer.headers["location"]).removeprefix("/desk")
    pages = ["/forms", draft, f"{draft}/preview", "/forms/form/welcome", "/forms/form/welcome/preview"]
    pages += ["/translations", "/translations/ar", "/translations/lt?state=missing"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for path in pages:
            await page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang={language}")
            found = (await Axe().run(page)).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await browser.close()
