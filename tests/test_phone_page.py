"""The control API, and the page of phones as a person sees it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from phone import FakeTelegram
from phone.acts import sample
from phone.server import InProcessServer, loopback_socket
from tests.browsers import window
from tests.phoning import Json, call

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

BASHIR, OLENA = 7_100_002, 7_100_003


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        await call(fake, "getMe")
        yield fake


@pytest.fixture
async def http(fake: FakeTelegram) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{fake.url}/phone/api/") as http:
        yield http


async def said(fake: FakeTelegram) -> list[str]:
    updates = (await call(fake, "getUpdates"))["result"]
    return [update["message"].get("text", "") for update in updates if "message" in update]


async def test_a_phone_can_be_made_and_acted_with(fake: FakeTelegram, http: httpx.AsyncClient) -> None:
    phones = (await http.get("phones")).json()["phones"]
    assert [(phone["first_name"], phone["language_code"]) for phone in phones] == [
        ("Amal", "ar"),
        ("Bashir", "fa"),
        ("Olena", "uk"),
    ]
    hanna = (await http.post("phones", json={"first_name": "Hanna", "language_code": "ti"})).json()["id"]
    assert (await http.post("phones", json={"first_name": " ", "language_code": "ti"})).status_code == 400
    await http.post(f"phones/{hanna}/start", json={"payload": "mentor"})
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}, {"text": "b", "callback_data": "2"}]]}
    sent = (await call(fake, "sendMessage", chat_id=hanna, text="?", reply_markup=keys))["result"]
    screen = (await http.get(f"phones/{hanna}")).json()
    assert [message["text"] for message in screen["messages"]] == ["/start mentor", "?"]
    tapped = await http.post(f"phones/{hanna}/tap", json={"message_id": sent["message_id"], "row": 0, "column": 1})
    assert tapped.json()["waiting"] == [{"message_id": sent["message_id"], "data": "2"}]
    for act in ("photo", "voice", "audio", "video", "document", "sticker", "location", "contact"):
        assert (await http.post(f"phones/{hanna}/{act}", json={})).status_code == 200
    upload = await http.post(f"phones/{hanna}/document", files={"file": ("a.html", b"<script>", "text/html")})
    document = upload.json()["messages"][-1]["document"]
    assert document["file_name"] == "a.html"
    shown = await http.get(f"files/{document['file_unique_id']}")
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == "attachment"


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("text", {"text": " "}, 409),
        ("start", {"payload": "two words"}, 409),
        ("tap", {"message_id": 1, "row": 0, "column": 0}, 409),
        ("key", {"row": 0, "column": 0}, 409),
        ("edit", {"message_id": 99, "text": "x"}, 409),
        ("location", {"latitude": 91, "longitude": 0}, 409),
        ("dance", {}, 404),
        ("disorder", {"delay": "soon"}, 400),
    ],
)
async def test_what_a_person_cannot_do_is_said(http: httpx.AsyncClient, act: str, fields: Json, status: int) -> None:
    answer = await http.post(f"phones/{OLENA}/{act}", json=fields)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_faults_and_requests_are_managed_over_http(fake: FakeTelegram, http: httpx.AsyncClient) -> None:
    await http.post(f"phones/{OLENA}/start", json={})
    assert (await http.post("faults", json={"status": 429, "retry_after": 9, "count": 2})).status_code == 200
    refused = await call(fake, "sendMessage", chat_id=OLENA, text="x")
    assert refused["parameters"] == {"retry_after": 9}
    assert [fault["count"] for fault in (await http.get("faults")).json()] == [1]
    assert (await http.delete("faults")).json() == []
    assert (await http.post("faults", json={"status": 429, "drop": True})).status_code == 400
    requests = (await http.get("requests")).json()
    assert [(request["method"], request["status"]) for request in requests] == [("getMe", 200), ("sendMessage", 429)]
    assert (await http.delete("requests")).json() == []


async def test_changes_are_told_as_they_happen(fake: FakeTelegram, http: httpx.AsyncClient) -> None:
    since = (await http.get("changes")).json()["version"]
    waiting = asyncio.create_task(http.get("changes", params={"since": since, "wait": 5}))
    async with http.stream("GET", "events") as events:
        lines = events.aiter_lines()
        assert (await anext(lines)).startswith("data: {")
        await fake.phone("Olena").say("привіт")
        assert (await waiting).json()["version"] > since
        told = [orjson.loads(line[6:]) async for line in first_data(lines)]
    assert told[0]["phones"][2]["version"] == 1


async def first_data(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line.startswith("data: "):
            yield line
            return


async def test_another_site_cannot_act_on_the_phones(fake: FakeTelegram, http: httpx.AsyncClient) -> None:
    answer = await http.post(f"phones/{OLENA}/text", json={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await said(fake) == []


def test_it_only_ever_listens_on_loopback() -> None:
    with pytest.raises(ValueError, match="only ever listens on loopback"):
        loopback_socket("0.0.0.0", 0)
    command = [sys.executable, "-m", "phone", "--port", "0", "--host", "192.168.1.1"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 2
    assert "loopback" in ran.stderr


# The page, in a browser.


@pytest.fixture
async def page(browser: str) -> AsyncIterator["Page"]:
    async with window(browser, viewport={"width": 1280, "height": 820}) as page:
        page.set_default_timeout(10_000)
        yield page


def phone(page: "Page", name: str) -> "Locator":
    return page.locator("article.phone", has=page.get_by_role("heading", name=name, exact=True))


async def greet(fake: FakeTelegram) -> None:
    """What a bot would do on /start: a formatted greeting and a question with buttons."""
    await fake.phone("Bashir").expect(lambda hand: hand.messages)
    greeting = "<b>سلام</b> <a href='https://example.org'>لوتسه</a>"
    await call(fake, "sendMessage", chat_id=BASHIR, text=greeting, parse_mode="HTML")
    keys = {"inline_keyboard": [[{"text": "بله", "callback_data": "yes"}, {"text": "نه", "callback_data": "no"}]]}
    await call(fake, "sendMessage", chat_id=BASHIR, text="خیاط هستید؟ <script>alert(1)</script>", reply_markup=keys)


@pytest.mark.browser
async def test_a_conversation_on_the_page(fake: FakeTelegram, page: "Page") -> None:
    await call(fake, "setMyCommands", commands=[{"command": "help", "description": "راهنما"}], language_code="fa")
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await page.goto(f"{fake.url}/phone/")
    bashir = phone(page, "Bashir")
    await bashir.get_by_role("button", name="شروع").click()
    await greet(fake)
    assert await bashir.locator(".message strong").inner_text() == "سلام"
    assert await bashir.locator(".message a").get_attribute("href") == "https://example.org/"
    assert await bashir.locator(".device").get_attribute("dir") == "rtl"
    await bashir.get_by_role("button", name="بله").click()
    await bashir.locator("[aria-busy=true]").wait_for()  # the tap has arrived
    assert await bashir.locator(".message script").count() == 0
    (query,) = [update["callback_query"] for update in (await call(fake, "getUpdates"))["result"][1:]]
    await call(fake, "answerCallbackQuery", callback_query_id=query["id"], text="ثبت شد")
    await bashir.get_by_role("status").get_by_text("ثبت شد").wait_for()
    box = bashir.get_by_role("textbox")
    await box.fill("شش سال")
    await box.press("Enter")
    await bashir.get_by_role("button", name="دستورها").click()
    await bashir.get_by_role("button", name="/help").click()
    await call(fake, "sendMessage", chat_id=BASHIR, text="https://t.me/lotse_demo_bot?start=mentor-7")
    await bashir.get_by_role("link", name="start=mentor-7").click()
    await bashir.get_by_role("button", name="پیوست").click()
    await bashir.get_by_role("button", name="عکس نمونه").click()
    await bashir.locator(".message img").wait_for()
    assert await said(fake) == ["/start", "شش سال", "/help", "/start mentor-7", ""]
    assert faults == []


async def messages(fake: FakeTelegram) -> list[Json]:
    """What has reached the bot, without what it is about."""
    updates = (await call(fake, "getUpdates"))["result"]
    return [update["message"] for update in updates if update.get("message", {}).get("text") != "/start"]


async def attach(phone: "Locator", label: str) -> None:
    await phone.get_by_role("button", name="Вкласти").click()
    await phone.get_by_role("button", name=label, exact=True).click()


@pytest.fixture
async def olena(fake: FakeTelegram, page: "Page") -> "Locator":
    await page.goto(f"{fake.url}/phone/")
    found = phone(page, "Olena")
    await found.get_by_role("button", name="Почати").click()
    await found.get_by_role("textbox", name="Повідомлення").wait_for()
    return found


@pytest.mark.browser
async def test_a_place_is_sent_by_its_name_or_in_degrees(fake: FakeTelegram, olena: "Locator") -> None:
    await attach(olena, "Місце")
    await olena.get_by_role("button", name="Luxembourg").click()
    await olena.get_by_text("49.6000, 6.1342 ± 12 m").wait_for()
    await attach(olena, "Місце")
    await olena.get_by_label("Широта").fill("34.5553")
    await olena.get_by_label("Довгота").fill("-69.2075")
    await olena.get_by_label("Довгота").press("Enter")
    await olena.get_by_text("34.5553, -69.2075").wait_for()
    assert await olena.locator(".attach-menu").is_hidden()
    assert [message["location"] for message in await messages(fake)] == [
        {"latitude": 49.6, "longitude": 6.1342, "horizontal_accuracy": 12},
        {"latitude": 34.5553, "longitude": -69.2075},
    ]


@pytest.mark.browser
async def test_a_voice_note_is_recorded_and_sent_or_given_up(fake: FakeTelegram, olena: "Locator") -> None:
    await attach(olena, "Записати голосове")
    await olena.get_by_role("group", name="Запис").get_by_role("button", name="Скасувати").click()
    await attach(olena, "Записати голосове")
    bar = olena.get_by_role("group", name="Запис")
    await bar.get_by_text("0:01").wait_for()
    await bar.get_by_role("button", name="Надіслати").click()
    await olena.locator(".message audio").wait_for()
    assert await bar.is_hidden()
    [message] = await messages(fake)
    assert message["voice"]["mime_type"] == "audio/webm"
    file = (await call(fake, "getFile", file_id=message["voice"]["file_id"]))["result"]
    assert file["file_size"] == message["voice"]["file_size"] > 1000


@pytest.mark.browser
async def test_files_are_chosen_and_carry_what_was_written(fake: FakeTelegram, page: "Page", olena: "Locator") -> None:
    await olena.get_by_role("textbox", name="Повідомлення").fill("мій диплом")
    for label, name, content in (
        ("Фото", "a.jpg", sample("photo").data),
        ("Документ", "cv.pdf", b"%PDF-1.4"),
        ("Звуковий файл", "a.ogg", sample("voice").data),
        ("Відео", "a.mp4", sample("video").data),
    ):
        async with page.expect_file_chooser() as chosen:
            await attach(olena, label)
        before = await olena.locator(".message").count()
        mime = {"jpg": "image/jpeg", "pdf": "application/pdf", "ogg": "audio/ogg", "mp4": "video/mp4"}[name.rpartition(".")[2]]
        await (await chosen.value).set_files({"name": name, "mimeType": mime, "buffer": content})
        await olena.locator(".message").nth(before).wait_for()
    photo, document, audio, video = await messages(fake)
    assert (photo["photo"][-1]["file_size"], photo["caption"]) == (len(sample("photo").data), "мій диплом")
    assert document["document"]["file_name"] == "cv.pdf"
    assert "caption" not in document
    assert audio["audio"]["mime_type"] == "audio/ogg"
    assert video["video"]["file_name"] == "a.mp4"


@pytest.mark.browser
async def test_what_the_bot_shows_can_be_seen_and_played(fake: FakeTelegram, page: "Page", olena: "Locator") -> None:
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    async with httpx.AsyncClient(base_url=f"{fake.base_url}{fake.token}/") as bot:
        for method, field in (("sendPhoto", "photo"), ("sendAudio", "audio"), ("sendVoice", "voice"), ("sendVideo", "video")):
            upload = sample(field)
            files = {field: (upload.name, upload.data, upload.mime)}
            answer = await bot.post(method, data={"chat_id": OLENA, "caption": f"це {field}"}, files=files)
            assert answer.is_success, answer.text
        files = {
            "document": (
                "plan.svg",
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                "image/svg+xml",
            )
        }
        await bot.post("sendDocument", data={"chat_id": OLENA}, files=files)
    await olena.get_by_role("link", name="plan.svg").wait_for()
    assert await olena.get_by_text("це photo").count() == 1
    assert await olena.locator(".theirs img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 100
    known = (
        "one => new Promise(done => one.readyState ? done(one.duration) : (one.onloadedmetadata = () => done(one.duration)))"
    )
    for player in await olena.locator(".theirs audio, .theirs video").all():
        assert await player.evaluate(known) > 0.5
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_the_page_has_no_serious_fault_of_accessibility(
    fake: FakeTelegram, page: "Page", scheme: Any, width: int
) -> None:
    from axe_playwright_python.async_playwright import Axe

    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(f"{fake.url}/phone/")
    if width < 500:
        await page.get_by_role("navigation").get_by_role("button", name="Bashir").click()
    bashir = phone(page, "Bashir")
    await bashir.get_by_role("button", name="شروع").click()
    await greet(fake)
    await bashir.get_by_role("button", name="بله").wait_for()
    await bashir.get_by_role("button", name="What can go wrong for Bashir").click()
    found = (await Axe().run(page)).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in {"serious", "critical"}] == []


@pytest.mark.browser
async def test_the_page_works_behind_a_proxy_that_holds_back_its_stream(fake: FakeTelegram, page: "Page") -> None:
    """Also the programme's clock, which only shows where /demo/clock answers."""
    moved: list[Json] = []
    client = httpx.AsyncClient(timeout=20)

    async def clock(request: Request) -> Response:
        if request.method == "POST":
            moved.append(await request.json())
        return JSONResponse({"now": "2026-11-21T09:30:00+01:00"})

    async def forward(request: Request) -> Response:
        if request.url.path.endswith("/events"):
            return StreamingResponse(nothing(), media_type="text/event-stream")
        address = f"{fake.url}{request.url.path}?{request.url.query}"
        headers = {"content-type": request.headers.get("content-type", "")}
        try:
            answer = await client.request(request.method, address, content=await request.body(), headers=headers)
        except httpx.TransportError:  # the test is over
            return Response(status_code=502)
        return Response(answer.content, answer.status_code, {"content-type": answer.headers["content-type"]})

    async def nothing() -> AsyncIterator[bytes]:
        await fake.world.closing.wait()
        yield b""

    listener = loopback_socket("127.0.0.1", 0)
    methods = ["GET", "POST"]
    routes = [Route("/demo/clock", clock, methods=methods), Route("/phone/{path:path}", forward, methods=methods)]
    server = InProcessServer(Starlette(routes=routes), listener)
    await server.start()
    await page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/phone/?start=workshop-12")
    await page.get_by_role("button", name="+3 days").click()
    await phone(page, "Olena").get_by_role("button", name="Почати").click()
    await fake.phone("Olena").expect(lambda hand: hand.messages)
    await call(fake, "sendMessage", chat_id=OLENA, text="Вітаємо")
    await phone(page, "Olena").get_by_text("Вітаємо").wait_for()
    assert await said(fake) == ["/start workshop-12"]
    assert moved == [{"hours": 72}]
    assert await page.get_by_text("Sat 21 Nov, 09:30").count() == 1
    await page.close()
    await server.stop()
    await client.aclose()
