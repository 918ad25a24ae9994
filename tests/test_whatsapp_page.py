"""Phones with WhatsApp on the page, beside those with Telegram, as a person sees and uses them."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.async_api import expect

from phone import FakeWhatsApp
from phone.acts import sample
from phone.world import PRESET, Phone
from tests.browsers import window

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = pytest.mark.browser

Json = dict[str, Any]
OPEN, CHOICES = "اختيار المهنة", [("sew", "خياطة", "ملابس جديدة وإصلاح القديمة"), ("bake", "مخبز", "")]


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    """Both messengers: Amal is on either of them."""
    fake = FakeWhatsApp(numbers=2)
    for phone in PRESET:
        fake.world.add_phone(Phone(**vars(phone)))
    fake.world.bot("424242:demo")
    async with fake:
        yield fake


@pytest.fixture
async def page(browser: str, fake: FakeWhatsApp) -> AsyncIterator["Page"]:
    async with window(browser, viewport={"width": 1280, "height": 820}) as page:
        page.set_default_timeout(10_000)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await page.goto(f"{fake.url}/phone/")
        yield page
        assert faults == []


@pytest.fixture
async def amal(page: "Page") -> "Locator":
    return phone(page, "Amal")


def phone(page: "Page", name: str, channel: str = "whatsapp") -> "Locator":
    return page.locator(f"article.phone.{channel}", has=page.get_by_role("heading", name=name, exact=True))


async def post(fake: FakeWhatsApp, body: Json, number: int = 0) -> httpx.Response:
    """One call of the bot's to /messages."""
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fake.token}"}) as http:
        return await http.post(f"{fake.api}/{fake.numbers[number]}/messages", json={"messaging_product": "whatsapp", **body})


async def write(fake: FakeWhatsApp, kind: str, content: Json, name: str = "Amal") -> Json:
    """A message of the bot's to that phone; what the platform answers."""
    to = fake.phone(name).phone_number
    answer = await post(fake, {"recipient_type": "individual", "to": to, "type": kind, kind: content})
    parsed: Json = answer.json()
    return parsed


def buttons(*labels: str, body: str = "هل نحفظ إجاباتك؟", footer: str = "توقف · مساعدة") -> Json:
    replies = [{"type": "reply", "reply": {"id": f"do:{label}", "title": label}} for label in labels]
    return {"type": "button", "body": {"text": body}, "footer": {"text": footer}, "action": {"buttons": replies}}


def choices() -> Json:
    rows = [{"id": one, "title": title} | ({"description": more} if more else {}) for one, title, more in CHOICES]
    sections = [{"title": "المهن", "rows": rows}]
    return {"type": "list", "body": {"text": "*ما مهنتك؟*"}, "action": {"button": OPEN, "sections": sections}}


async def say(fake: FakeWhatsApp, words: str = "مرحبًا", name: str = "Amal") -> None:
    """Somebody writes, so that the bot may answer."""
    await fake.phone(name).say(words)


async def tool(phone: "Locator", label: str) -> None:
    """Presses a button of the tools, which are open."""
    await phone.get_by_role("button", name=label, exact=True).click()


async def tools(phone: "Locator") -> None:
    """Opens or closes them."""
    await phone.get_by_role("button", name="What can go wrong").click()


async def test_a_conversation_with_buttons_a_list_and_ticks(fake: FakeWhatsApp, amal: "Locator") -> None:
    await amal.get_by_role("button", name="مرحبًا").click()
    await amal.get_by_role("img", name="وصلت").wait_for()
    hello = fake.phone("Amal").messages[0]
    await post(fake, {"status": "read", "message_id": hello.id, "typing_indicator": {"type": "text"}})
    await amal.get_by_role("img", name="قُرئت").wait_for()
    await amal.locator(".status").get_by_text("يكتب…").wait_for()
    await write(fake, "interactive", buttons("نعم", "لا"))
    await amal.locator(".card-footer").get_by_text("توقف · مساعدة").wait_for()
    await amal.get_by_role("button", name="نعم").click()
    await amal.locator(".mine .quoted").get_by_text("هل نحفظ إجاباتك؟").wait_for()
    await write(fake, "interactive", choices())
    await amal.get_by_role("button", name=OPEN).wait_for()
    assert await amal.get_by_text("خياطة").count() == 0
    await amal.get_by_role("button", name=OPEN).click()
    sheet = amal.get_by_role("dialog", name=OPEN)
    assert (await sheet.inner_text()).split("\n") == [OPEN, "المهن", "خياطة", "ملابس جديدة وإصلاح القديمة", "مخبز"]
    await sheet.get_by_role("button", name="خياطة").click()
    await amal.locator(".mine", has_text="خياطة").wait_for()
    assert await sheet.count() == 0
    assert await amal.locator(".device").get_attribute("dir") == "rtl"
    assert [message.content for message in fake.phone("Amal").messages if message.mine] == [
        {"body": "مرحبًا"},
        {"type": "button_reply", "button_reply": {"id": "do:نعم", "title": "نعم"}},
        {"type": "list_reply", "list_reply": {"id": "sew", "title": "خياطة", "description": "ملابس جديدة وإصلاح القديمة"}},
    ]


async def test_a_list_is_used_with_the_keyboard_alone(fake: FakeWhatsApp, page: "Page", amal: "Locator") -> None:
    await say(fake)
    await write(fake, "interactive", choices())
    opener = amal.get_by_role("button", name=OPEN)
    await opener.press("Enter")
    assert await page.evaluate("document.activeElement.getAttribute('aria-label')") == "إغلاق"
    await page.keyboard.press("Escape")
    assert await opener.evaluate("button => button === document.activeElement")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await amal.locator(".mine", has_text="مخبز").wait_for()
    assert await opener.evaluate("button => button === document.activeElement")


async def test_marks_are_shown_and_what_somebody_else_wrote_is_not_taken_for_them(fake: FakeWhatsApp, amal: "Locator") -> None:
    await say(fake)
    body = (
        "*bold _and both_* ~gone~ `code` 2*3*4 snake_case_name * no * <b>x</b>\n> said before\nsee https://example.org/a_b_c."
    )
    await write(fake, "text", {"body": body})
    text = amal.locator(".theirs .text")
    await text.wait_for()
    assert await text.locator("strong").all_inner_texts() == ["bold and both"]
    assert await text.locator("strong em").all_inner_texts() == ["and both"]
    assert await text.locator("s").all_inner_texts() == ["gone"]
    assert await text.locator("code").all_inner_texts() == ["code"]
    assert await text.locator("blockquote").all_inner_texts() == ["said before"]
    assert await text.locator("a").get_attribute("href") == "https://example.org/a_b_c"
    assert "2*3*4 snake_case_name * no * <b>x</b>" in await text.inner_text()


async def test_when_25_hours_have_passed_only_a_template_arrives_and_its_button_answers(
    fake: FakeWhatsApp, amal: "Locator"
) -> None:
    await say(fake)
    await amal.locator(".state").get_by_text("open until").wait_for()
    await tools(amal)
    await tool(amal, "Let 25 hours pass")
    await tools(amal)
    await amal.locator(".state").get_by_text("window closed").wait_for()
    refused = await write(fake, "text", {"body": "غدًا في العاشرة"})
    assert refused["error"]["code"] == 131047
    fake.template("lotse_question", "ar", "لديك سؤال مفتوح.", button="متابعة")
    payload = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "do:open"}],
    }
    template = {"name": "lotse_question", "language": {"code": "ar"}, "components": [payload]}
    assert "error" not in await write(fake, "template", template)
    await amal.get_by_text("template lotse_question/ar").wait_for()
    await amal.get_by_role("button", name="متابعة").click()
    await amal.locator(".state").get_by_text("open until").wait_for()
    assert fake.phone("Amal").messages[-1].content == {"payload": "do:open", "text": "متابعة"}


async def test_what_never_arrived_is_shown_as_that(fake: FakeWhatsApp, amal: "Locator") -> None:
    await say(fake)
    await amal.locator(".mine").wait_for()
    fake.fault(code=131026, later=True)
    await write(fake, "interactive", buttons("نعم", body="لن يصل"))
    lost = amal.locator(".message.lost", has_text="لن يصل")
    await lost.get_by_text("did not arrive (131026)").wait_for()
    assert await lost.get_by_role("button", name="إعجاب").count() == 0


async def test_every_tool_does_what_it_says(fake: FakeWhatsApp, amal: "Locator") -> None:
    await say(fake)
    before, hand = fake.phone("Amal").phone_number, fake.phone("Amal")
    await tools(amal)
    for press, then in (
        ("Block us", "Unblock us"),
        ("Unblock us", "Block us"),
        ("Username only", "Show the number"),
        ("Stop marketing", "Allow marketing"),
    ):
        await tool(amal, press)
        await amal.get_by_role("button", name=then, exact=True).wait_for()
    assert (hand.chat.blocked, hand.person.hidden, hand.person.marketing) == (False, True, False)
    await amal.locator(".state").get_by_text("username only · no marketing").wait_for()
    await tool(amal, "Change number")
    for label in ("The phone is offline", "Everything twice", "3 seconds late", "Next two swapped", "3 in one batch"):
        await amal.get_by_label(label).check()
    await amal.get_by_label("Chat open: messages are read").uncheck()
    await amal.locator(".state").get_by_text("offline").wait_for()
    await fake.world.until(lambda: not hand.chat.open, 5, lambda: "an open chat")
    disorder = hand.person.disorder
    assert (disorder.twice, disorder.delay, disorder.swaps, disorder.batch) == (True, 3, 1, 3)
    assert hand.person.offline
    assert hand.phone_number != before


async def test_faults_are_planned_for_one_phone_and_happen_once(fake: FakeWhatsApp, amal: "Locator") -> None:
    await say(fake)
    await say(fake, name="Yonas")
    await tools(amal)
    for label in ("Window closed 131047", "Too fast here 131056", "Too fast in all 130429", "Unreachable 131026"):
        await tool(amal, label)
    await amal.get_by_text("4 planned").wait_for()
    assert "error" not in await write(fake, "text", {"body": "x"}, "Yonas")
    codes = [(await write(fake, "text", {"body": "x"}))["error"]["code"] for _ in range(4)]
    assert codes == [131047, 131056, 130429, 131026]
    await amal.get_by_text("planned").wait_for(state="hidden")
    await tool(amal, "Server error 503")
    await amal.get_by_text("1 planned").wait_for()
    refused = await post(fake, {"to": fake.phone("Amal").phone_number, "type": "text", "text": {"body": "x"}})
    assert refused.status_code == 503


async def test_what_the_messages_cost_is_told_by_class(fake: FakeWhatsApp, page: "Page", amal: "Locator") -> None:
    await say(fake)
    for _ in range(2):
        await write(fake, "text", {"body": "x"})
    fake.template("news", "ar", "خبر", category="UTILITY")
    await write(fake, "template", {"name": "news", "language": {"code": "ar"}})
    await page.locator("#cost").get_by_text("3 messages to pay: 2 service, 1 utility").wait_for()
    await tools(amal)
    await amal.get_by_text("3 messages to pay: 2 service, 1 utility").wait_for()
    await tools(phone(page, "Yonas"))
    await phone(page, "Yonas").get_by_text("nothing to pay yet").wait_for()


async def test_files_places_and_voice_go_both_ways(fake: FakeWhatsApp, page: "Page", amal: "Locator") -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    for label in ("صورة نموذجية", "رسالة صوتية نموذجية", "رقمي"):
        await amal.get_by_role("button", name="إرفاق").click()
        await amal.get_by_role("button", name=label, exact=True).click()
    await amal.get_by_role("button", name="إرفاق").click()
    await amal.get_by_role("button", name="الموقع", exact=True).click()
    await amal.get_by_role("button", name="Luxembourg").click()
    await amal.get_by_role("img", name="الموقع, Luxembourg, 49.6000, 6.1342").wait_for()
    sent = [(one.kind, one.content.get("voice"), one.content.get("name")) for one in fake.phone("Amal").messages]
    assert sent == [("image", None, None), ("audio", True, None), ("contacts", None, None), ("location", None, "Luxembourg")]
    async with httpx.AsyncClient(base_url=fake.api, headers={"Authorization": f"Bearer {fake.token}"}) as bot:
        for kind, name in (("image", "photo"), ("audio", "voice"), ("video", "video"), ("document", "document")):
            upload = sample(name)
            files = {"file": (upload.name, upload.data, upload.mime)}
            told = await bot.post(f"/{fake.numbers[0]}/media", data={"messaging_product": "whatsapp"}, files=files)
            caption = {} if kind == "audio" else {"caption": f"هذا {kind}"}
            named = {"filename": "plan.txt"} if kind == "document" else {}
            assert "error" not in await write(fake, kind, {"id": told.json()["id"]} | caption | named)
    await amal.get_by_role("link", name="plan.txt").wait_for()
    assert await amal.locator(".theirs img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 100
    assert await amal.locator(".theirs audio, .theirs video").count() == 2
    assert failed == []


async def test_a_message_can_be_liked_and_ones_own_changed(fake: FakeWhatsApp, amal: "Locator") -> None:
    await amal.get_by_role("textbox").fill("خياط")
    await amal.get_by_role("textbox").press("Enter")
    await write(fake, "text", {"body": "شكرًا"})
    await amal.get_by_role("button", name="إعجاب").press("Enter")
    await amal.locator(".theirs .reaction").get_by_text("👍").wait_for()
    await amal.get_by_role("button", name="تعديل").press("Enter")
    await amal.get_by_role("textbox").fill("خياطة")
    await amal.get_by_role("textbox").press("Enter")
    await amal.locator(".mine").get_by_text("مُعدّلة").wait_for()
    assert fake.phone("Amal").messages[0].content == {"body": "خياطة"}


async def test_another_day_is_marked_and_who_has_blocked_us_can_unblock(fake: FakeWhatsApp, amal: "Locator") -> None:
    await say(fake)
    async with httpx.AsyncClient() as http:
        await http.post(f"{fake.url}/phone/api/whatsapp/clock", json={"offset": 26 * 3600})
    await say(fake, "أنا هنا")
    await amal.locator(".day").nth(1).wait_for()
    assert await amal.locator(".day").count() == 2
    await fake.phone("Amal").block()
    await amal.get_by_role("button", name="إلغاء الحظر").click()
    await amal.get_by_role("textbox").wait_for()
    assert not fake.phone("Amal").chat.blocked


async def test_a_phone_writes_to_another_of_our_numbers(fake: FakeWhatsApp, amal: "Locator") -> None:
    await tools(amal)
    await amal.get_by_label("Writes to our number").select_option(fake.numbers[1])
    await tools(amal)
    await amal.locator(".status").get_by_text(fake.account.numbers[fake.numbers[1]].display).wait_for()
    await amal.get_by_role("button", name="مرحبًا").click()
    await amal.locator(".mine").wait_for()
    assert [one.content for one in fake.phone("Amal", fake.numbers[1]).messages] == [{"body": "مرحبًا"}]
    assert fake.phone("Amal").messages == []


async def test_the_phones_of_one_person_stand_together_and_are_told_apart(fake: FakeWhatsApp, page: "Page") -> None:
    together = page.get_by_role("region", name="Amal", exact=True).get_by_role("article")
    await expect(together.locator(".channel")).to_have_text(["Telegram", "WhatsApp"])
    await page.get_by_role("button", name="Add a phone").click()
    dialog = page.get_by_role("dialog", name="Add a phone")
    await dialog.get_by_label("First name").fill("Hanna")
    await dialog.get_by_label("both").check()
    await dialog.get_by_role("button", name="Add", exact=True).click()
    region = page.get_by_role("region", name="Hanna", exact=True)
    await region.get_by_role("article", name="Hanna WhatsApp").wait_for()
    await region.get_by_role("article", name="Hanna Telegram").wait_for()
    await page.get_by_role("navigation").get_by_role("button", name="Hanna WhatsApp").click()
    heads = [
        await one.evaluate("head => getComputedStyle(head).backgroundColor") for one in await region.locator(".chat-head").all()
    ]
    assert len(set(heads)) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
async def test_it_has_no_serious_fault_of_accessibility_and_fits(
    fake: FakeWhatsApp, page: "Page", amal: "Locator", scheme: Any, width: int
) -> None:
    from axe_playwright_python.async_playwright import Axe

    async def faults() -> list[tuple[str, str]]:
        found = (await Axe().run(page)).response["violations"]
        return [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in {"serious", "critical"}]

    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 800})
    await say(fake)
    await write(fake, "interactive", buttons("نعم", "لا"))
    await fake.phone("Amal").send("photo")
    fake.fault(code=131026, later=True)
    await write(fake, "text", {"body": "لن يصل"})
    await write(fake, "interactive", choices())
    await page.get_by_role("navigation").get_by_role("button", name="Amal WhatsApp").click()
    opener = amal.get_by_role("button", name=OPEN)
    await opener.wait_for()
    assert await faults() == []
    await opener.click()
    assert await faults() == []
    await page.keyboard.press("Escape")
    await tools(amal)
    assert await faults() == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    panel = await amal.locator(".tools").bounding_box()
    assert panel is not None
    assert panel["y"] + panel["height"] <= 800
    await page.set_viewport_size({"width": width, "height": 300})  # one that is enlarged
    assert await amal.locator(".log").evaluate("log => log.clientHeight") > 150
