"""Forms and translations in a real browser: a coordinator brings a form from a workbook with a fault to a person's phone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dialogs import texts
from phone.server import InProcessServer, loopback_socket
from tests.browsers import look, window
from tests.desks import Visit, visit
from tests.people import House, own_house, welcome
from tests.test_desk_forms import survey

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("read_here")]


@pytest.fixture
async def at_desk(tmp_path: Path) -> AsyncIterator[Visit]:
    async with own_house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found, visit(found, folder=tmp_path / "forms") as at:
        yield at


@pytest.fixture
async def url(at_desk: Visit) -> AsyncIterator[str]:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at_desk.site, listener)
    await server.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
    await server.stop()


@pytest.fixture
async def page(browser: str) -> AsyncIterator["Page"]:
    """Without JavaScript: the whole way goes without."""
    async with window(browser, java_script_enabled=False) as found:
        yield found


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


@pytest.mark.timeout(300)
async def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(at_desk: Visit, browser: str, url: str) -> None:
    content = survey().replace(b"| Well |", b"| " + b"Well " * 30 + b"|")
    answer = await at_desk.http.post(
        "/desk/forms", files={"file": ("day.md", content)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    draft = str(answer.headers["location"]).removeprefix("/desk")
    pages = ["/forms", draft, f"{draft}/preview", "/forms/form/welcome", "/forms/form/welcome/preview"]
    pages += ["/translations", "/translations/ar", "/translations/lt?state=missing"]
    async with window(browser) as page:
        for path in pages:
            await look(page, url + path)
