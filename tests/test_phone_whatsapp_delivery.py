"""How the pretended WhatsApp tells the bot: until it answers 200, astray only where that is asked for; and what fails on purpose."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from phone import FakeWhatsApp, WhatsAppHand
from phone.__main__ import PhoneServer
from phone.person import CannotDo
from phone.server import configured, loopback_socket
from phone.web import application
from phone.whatsapp.hooks import pause_before_retry
from phone.world import Phone
from tests.whatsapping import Clock, Hook, Json, buttons, graph, hooked, post, refused, rows


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=Clock(), numbers=2, retry_unit=0.001) as fake:
        yield fake


@pytest.fixture
async def hook(fake: FakeWhatsApp) -> AsyncIterator[Hook]:
    async with hooked(fake) as hook:
        yield hook


async def test_a_webhook_comes_again_with_the_same_bytes_until_it_is_taken(fake: FakeWhatsApp) -> None:
    async with hooked(fake, statuses=[503, 500, 204, 200]) as hook:
        await fake.phone("Amal").say("one")
        await fake.phone("Amal").say("two")
        await fake.settled()
        assert fake.account.hooks.last_error == "answered with 204"

    assert hook.said == ["one", "one", "one", "one", "two"]
    assert len(set(hook.raw[:4])) == 1


async def test_a_bot_that_is_down_gets_everything_when_it_is_back(fake: FakeWhatsApp) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}/hook"
    await fake.webhook(nobody, verify=False)
    await fake.phone("Amal").say("one")
    async with hooked(fake) as hook:
        await fake.settled()

    assert hook.said == ["one"]


async def test_another_person_does_not_wait_for_one_whose_webhook_is_refused(fake: FakeWhatsApp) -> None:
    fake.account.hooks.retry_unit = 1000
    async with hooked(fake, statuses=[503, 200]) as hook:
        await fake.phone("Amal").say("one")
        while not hook.said:  # noqa: ASYNC110 - the answer comes from outside
            await asyncio.sleep(0.001)
        await fake.phone("Amal").say("two")
        await fake.phone("Yonas").say("three")
        while len(hook.said) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    assert hook.said == ["one", "three"]


def test_pauses_grow_to_a_minute() -> None:
    assert [pause_before_retry(failures, 1.0) for failures in (1, 2, 3, 7, 40)] == [1, 2, 4, 60, 60]


@pytest.mark.parametrize("answer", ["wrong words", "wrong address"])
async def test_an_address_that_fails_the_handshake_gets_nothing(fake: FakeWhatsApp, answer: str) -> None:
    with pytest.raises(AssertionError, match="challenge"):
        async with hooked(fake, echo=answer != "wrong words") as hook:
            await fake.webhook(hook.url + "/nowhere")
    assert fake.account.hooks.url == ""


async def test_webhooks_come_twice_swapped_or_late_where_that_is_asked_for(fake: FakeWhatsApp, hook: Hook) -> None:
    amal = fake.phone("Amal")
    amal.disorder(twice=True)
    await amal.say("a")
    amal.disorder(swaps=1)
    await amal.say("b")
    await amal.say("c")
    amal.disorder(delay=0.001)
    await amal.say("d")
    await fake.settled()

    assert hook.said == ["a", "a", "c", "b", "d"]


async def test_many_come_in_one_from_everybody_with_their_statuses(fake: FakeWhatsApp, hook: Hook) -> None:
    fake.account.told = frozenset({"read"})
    amal, yonas = fake.phone("Amal"), fake.phone("Yonas", fake.numbers[1])
    fake.disorder(batch=5)
    await amal.say("a")
    await amal.say("b")
    await yonas.say("c")
    await post(fake, amal, "text", {"body": "?"})
    await amal.say("d")
    await fake.settled()

    (body,) = hook.bodies
    assert len(body["entry"]) == 2
    assert [len(value.get("messages", ())) for value in hook.values] == [2, 1, 0, 1]
    assert [value["metadata"]["phone_number_id"] for value in hook.values] == [fake.numbers[at] for at in (0, 1, 0, 0)]
    assert hook.said == ["a", "b", "c", "d"]


async def test_a_thousand_come_in_one(fake: FakeWhatsApp, hook: Hook) -> None:
    fake.disorder(batch=1000)
    for at in range(1000):
        await fake.new_phone(f"P{at}", "en").say(str(at))
    await fake.settled()

    assert len(hook.raw) == 1
    assert hook.said == [str(at) for at in range(1000)]
    assert len(hook.values[0]["contacts"]) == 1000


async def test_a_batch_that_does_not_fill_is_released(fake: FakeWhatsApp, hook: Hook) -> None:
    fake.account.hooks.disorder.patience = 0.01
    fake.disorder(batch=50, shuffle=7)
    for words in "abcd":
        await fake.phone("Amal").say(words)
    async with asyncio.timeout(5):
        while not hook.raw:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    assert len(hook.raw) == 1
    assert sorted(hook.said) == list("abcd") != hook.said


@contextmanager
def cut() -> Iterator[None]:
    with pytest.raises(httpx.RemoteProtocolError):
        yield


async def test_calls_fail_as_planned(fake: FakeWhatsApp, hook: Hook) -> None:
    amal, yonas = fake.phone("Amal"), fake.phone("Yonas")
    await amal.say("a")
    await yonas.say("b")
    fake.fault(code=131056, to=amal.id, count=2)
    fake.fault(status=503, to=yonas.phone_number)

    assert [await refused(await post(fake, amal, "text", {"body": "x"})) for _ in range(2)] == [131056, 131056]
    assert (await post(fake, yonas, "text", {"body": "x"})).status_code == 503
    assert [(await post(fake, one, "text", {"body": "x"})).status_code for one in (amal, yonas)] == [200, 200]
    assert [call["status"] for call in fake.requests("messages", amal.id)] == [400, 400, 200]


@pytest.mark.parametrize("code", [130429, 131048, 131016, 190, 368])
async def test_every_refusal_has_meta_s_body(fake: FakeWhatsApp, code: int) -> None:
    amal = fake.phone("Amal")
    await amal.say("a")
    fake.fault(code=code, call="messages")

    assert await refused(await post(fake, amal, "text", {"body": "x"})) == code


async def test_what_was_accepted_can_fail_later(fake: FakeWhatsApp, hook: Hook) -> None:
    amal = fake.phone("Amal")
    await amal.say("a")
    fake.fault(code=131049, later=True)

    assert (await post(fake, amal, "text", {"body": "x"})).status_code == 200
    await fake.settled()
    assert [(one["status"], one["errors"][0]["code"]) for one in hook.statuses_told] == [("failed", 131049)]


async def test_a_hanging_call_is_carried_out_and_a_dropped_one_is_not(fake: FakeWhatsApp, hook: Hook) -> None:
    amal = fake.phone("Amal")
    await amal.say("a")
    fake.fault(hang=0.01)
    with cut():
        await post(fake, amal, "text", {"body": "hung"}, biz_opaque_callback_data="1")
    fake.fault(drop=True)
    with cut():
        await post(fake, amal, "text", {"body": "dropped"}, biz_opaque_callback_data="2")
    await fake.settled()

    assert [shown.text for shown in amal.replies] == ["hung"]
    assert {one["biz_opaque_callback_data"] for one in hook.statuses_told} == {"1"}


# --- The page's control API


async def control(fake: FakeWhatsApp, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    async with httpx.AsyncClient(base_url=f"{fake.url}/phone/api/") as client:
        answer = await client.request(method, path, json=body) if body is not None else await client.request(method, path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_the_page_can_do_what_a_person_can(fake: FakeWhatsApp, hook: Hook) -> None:
    amal = fake.phone("Amal")

    async def act(name: str, **fields: Any) -> Json:
        told: Json = await control(fake, "POST", f"whatsapp/phones/{amal.id}/{name}", fields)
        return told

    await act("text", text="hello")
    await post(fake, amal, "interactive", buttons("Yes", "No"))
    await act("tap", message_id=amal.last.id, index=1)
    await post(fake, amal, "interactive", rows("Tea", "Coffee"))
    await act("choose", message_id=amal.last.id, row="row 1")
    for kind in ("image", "photo", "voice", "audio", "video", "document", "sticker", "location", "contact"):
        await act(kind)
    await act("react", message_id=amal.last.id, emoji="👍")
    for name in ("block", "unblock", "leave", "open", "offline", "online", "hide_number", "show_number", "change_number"):
        await act(name)
    for name in ("stop_marketing", "resume_marketing", "later"):
        shown = await act(name)
    await fake.settled()

    assert [one["interactive"]["type"] for one in hook.messages if "interactive" in one] == ["button_reply", "list_reply"]
    assert shown["window_open"] is False
    assert shown["person"]["phone_number"] == "963900001001"
    assert [one["type"] for one in shown["messages"]][-8:] == [
        "voice", "audio", "video", "document", "sticker", "location", "contacts", "reaction",
    ]  # fmt: skip
    picture = next(one["media"] for one in shown["messages"] if one["type"] == "image")
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{fake.url}/phone/api/whatsapp/files/{picture['id']}")).headers[
            "content-type"
        ] == "image/jpeg"


async def test_the_page_shows_what_never_arrived_apart(fake: FakeWhatsApp) -> None:
    amal = fake.phone("Amal")
    await amal.say("a")
    await amal.block()
    await post(fake, amal, "text", {"body": "are you there?"})

    shown = await control(fake, "GET", f"whatsapp/phones/{amal.id}")

    assert [one["text"] for one in shown["messages"]] == ["a"]
    assert [(one["text"], one["state"], one["error"]) for one in shown["undelivered"]] == [("are you there?", "failed", 131026)]
    await control(fake, "POST", f"whatsapp/phones/{amal.id}/text", {"text": "x"}, 409)


async def test_the_feed_of_both_channels_is_one(fake: FakeWhatsApp) -> None:
    fake.world.add_phone(Phone(7_100_002, "Bashir", "fa", phone_number="93700000002"))
    made = await control(
        fake, "POST", "whatsapp/phones", {"first_name": "Amal 2", "language_code": "ar", "telegram": 7_100_002}
    )
    told = await control(fake, "GET", "changes")

    assert [one["first_name"] for one in told["whatsapp"]["phones"]] == ["Amal", "Yonas", "Maryam", "Amal 2"]
    assert made in told["whatsapp"]["phones"]
    assert fake.phone("Amal 2").phone_number == "93700000002"  # Bashir's, as on Telegram
    assert [one["id"] for one in told["whatsapp"]["numbers"]] == fake.numbers
    await control(
        fake, "POST", "whatsapp/phones", {"first_name": "x", "language_code": "ar", "phone_number": "93700000002"}, 400
    )


async def test_clock_faults_templates_and_settings_have_their_switches(fake: FakeWhatsApp) -> None:
    amal = fake.phone("Amal")
    await amal.say("a")
    assert (await control(fake, "POST", "whatsapp/clock", {"add": 90_000}))["offset"] == 90_000
    assert await refused(await post(fake, amal, "text", {"body": "x"})) == 131047
    assert (await control(fake, "POST", "whatsapp/clock", {"offset": 0}))["offset"] == 0
    await control(fake, "POST", "whatsapp/clock", {"offset": "soon"}, 400)

    assert (await control(fake, "POST", "whatsapp/faults", {"code": 130429}))[0]["code"] == 130429
    await control(fake, "POST", "whatsapp/faults", {"code": 130429, "drop": True}, 400)
    assert (await control(fake, "GET", f"whatsapp/phones/{amal.id}"))["faults"][0]["code"] == 130429
    assert await control(fake, "DELETE", "whatsapp/faults") == []

    await control(fake, "POST", "whatsapp/templates", {"next": "REJECTED"})
    template = fake.template("knock", "ar", "There is news.")
    assert [one["status"] for one in await control(fake, "GET", "whatsapp/templates")] == ["REJECTED"]
    assert (await control(fake, "POST", f"whatsapp/templates/{template.id}", {"status": "APPROVED"}))["status"] == "APPROVED"

    known = await control(fake, "POST", "whatsapp/settings", {"secret": "another", "token": "T"})
    assert (known["secret"], known["api"], known["numbers"]) == ("another", fake.api, fake.numbers)
    assert await refused(await graph(fake, "GET", fake.numbers[0], token=fake.token)) == 190
    assert (await control(fake, "GET", "whatsapp/spent"))[fake.numbers[0]] == {}


async def test_webhooks_never_leave_the_machine(fake: FakeWhatsApp) -> None:
    await control(fake, "POST", "whatsapp/webhook", {"url": "https://example.org/hook"}, 400)
    told = await control(fake, "POST", "whatsapp/webhook", {"url": "http://127.0.0.1:1/hook"})

    assert (told["url"], told["verified"]) == ("", False)


async def test_another_site_may_not_act_on_the_phones(fake: FakeWhatsApp) -> None:
    async with httpx.AsyncClient(headers={"Sec-Fetch-Site": "cross-site"}) as client:
        answer = await client.post(f"{fake.url}/phone/api/whatsapp/phones/{fake.phone('Amal').id}/text", json={"text": "x"})

    assert answer.status_code == 403


async def test_the_program_waits_for_the_bot_s_webhook(fake: FakeWhatsApp) -> None:
    async with hooked(fake) as hook:
        fake.account.hooks.url = ""
        server = PhoneServer(configured(application(fake.world)), fake.world, hook.url)
        serving = asyncio.create_task(server.serve(sockets=[loopback_socket("127.0.0.1", 0)]))
        async with asyncio.timeout(5):
            while not fake.account.hooks.url:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await fake.phone("Amal").say("hello")
        await fake.settled()
        server.should_exit = True
        await serving

    assert hook.said == ["hello"]


async def test_phones_offline_or_blocking_cannot_write(fake: FakeWhatsApp) -> None:
    amal = fake.phone("Amal")
    await amal.offline()
    with pytest.raises(CannotDo):
        await amal.say("x")
    await amal.online()
    await amal.block()
    with pytest.raises(CannotDo):
        await amal.say("x")
    await amal.unblock()
    assert (await amal.say("x")).mine


async def test_waiting_in_vain_shows_the_screen(fake: FakeWhatsApp) -> None:
    amal: WhatsAppHand = fake.phone("Amal")
    await amal.say("anybody?")

    with pytest.raises(AssertionError, match=r"me: anybody\?"):
        await amal.expect(timeout=0.01)
    with pytest.raises(LookupError, match="no button or row 'Yes'"):
        await amal.tap("Yes")
