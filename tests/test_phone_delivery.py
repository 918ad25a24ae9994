"""How updates reach a webhook: one after another for each chat, until they are taken, astray only where that is asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from phone import FakeTelegram, Hand
from phone.delivery import LONGEST_PAUSE, pause_before_retry
from phone.server import InProcessServer, loopback_socket
from phone.signals import Signal
from tests.phoning import Json, call

Reaction = Callable[[Json], Response]


@dataclass
class Hook:
    """A webhook that writes down what comes, and answers as `react` says."""

    fake: FakeTelegram
    url: str = ""
    react: Reaction = lambda update: Response()
    updates: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    came: Signal = field(default_factory=Signal)
    gate: asyncio.Event | None = None

    async def take(self, request: Request) -> Response:
        update = orjson.loads(await request.body())
        self.updates.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.came.fire()
        if self.gate is not None and "message" in update:
            await self.gate.wait()
        return self.react(update)

    async def expect(self, count: int) -> list[str]:
        """Waits for so many deliveries in all; returns what was said or tapped in each."""
        async with asyncio.timeout(5):
            while len(self.updates) < count:
                await self.came.beyond(self.came.count)
        return [told(update) for update in self.updates]

    async def set(self, **more: object) -> Json:
        return await call(self.fake, "setWebhook", url=self.url, **more)


def told(update: Json) -> str:
    if "callback_query" in update:
        return f"tap {update['callback_query']['data']}"
    return str(update.get("message", {}).get("text", ""))


@asynccontextmanager
async def listening(hook: Hook) -> AsyncIterator[Hook]:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(Starlette(routes=[Route("/hook", hook.take, methods=["POST"])]), listener)
    await server.start()
    hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    yield hook
    await server.stop()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with FakeTelegram() as fake, listening(Hook(fake)) as hook:
        yield hook
        await call(fake, "deleteWebhook")


@pytest.fixture
def olena(hook: Hook) -> Hand:
    return hook.fake.phone("Olena")


async def test_a_webhook_gets_what_waited_and_what_comes_with_its_secret(hook: Hook, olena: Hand) -> None:
    await olena.start("code")
    assert (await hook.set(secret_token="s-3_cret"))["ok"]
    await olena.say("привіт")
    assert await hook.expect(2) == ["/start code", "привіт"]
    assert hook.secrets == ["s-3_cret", "s-3_cret"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"url": "https://example.org/hook"}, "bad webhook"),
        ({"url": "http://10.0.0.1/hook"}, "bad webhook"),
        ({"secret_token": "with space"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_elsewhere_or_with_a_bad_secret_is_refused(hook: Hook, parameters: Json, sentence: str) -> None:
    answer = await call(hook.fake, "setWebhook", **{"url": hook.url, **parameters})
    assert answer["description"].startswith(f"Bad Request: {sentence}")


async def test_what_is_not_taken_comes_again_and_holds_up_only_its_own_chat(hook: Hook, olena: Hand) -> None:
    amal = hook.fake.phone("Amal")
    failures = iter([503, 500, 404])
    hook.react = lambda update: Response(status_code=next(failures, 200) if "first" in told(update) else 200)
    await hook.set()
    await olena.say("first")
    await olena.say("second")
    await hook.expect(1)
    await amal.say("hers")
    said = await hook.expect(6)
    assert [text for text in said if text != "hers"] == ["first"] * 4 + ["second"]
    assert said.index("hers") < 5
    assert len({update["update_id"] for update in hook.updates}) == 3


async def test_a_press_overtakes_a_message_that_is_not_taken_yet(hook: Hook, olena: Hand) -> None:
    await olena.start()
    keys = {"inline_keyboard": [[{"text": "Так", "callback_data": "yes"}]]}
    await call(hook.fake, "sendMessage", chat_id=olena.id, text="?", reply_markup=keys)
    hook.gate = asyncio.Event()
    await hook.set()
    await olena.say("waits")
    await olena.tap("Так")
    assert await hook.expect(2) == ["/start", "tap yes"]
    hook.gate.set()
    assert await hook.expect(3) == ["/start", "tap yes", "waits"]


def test_pauses_grow_and_a_wish_for_later_is_honoured() -> None:
    assert [pause_before_retry(failures, 0, 1.0) for failures in (1, 2, 3, 4)] == [0, 2, 4, 8]
    assert pause_before_retry(99, 0, 1.0) == LONGEST_PAUSE
    assert pause_before_retry(1, 30, 1.0) == 30
    assert pause_before_retry(1, 99_999, 1.0) == 3600


async def test_webhook_info_tells_of_the_last_failure(hook: Hook, olena: Hand) -> None:
    hook.react = lambda update: Response(status_code=503, headers={"Retry-After": "3600"})
    await hook.set(allowed_updates=["message"], max_connections=7)
    await olena.say("x")
    await hook.expect(1)
    async with asyncio.timeout(5):
        while not (info := (await call(hook.fake, "getWebhookInfo"))["result"]).get("last_error_message"):
            continue
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert (info["pending_update_count"], info["max_connections"], info["allowed_updates"]) == (1, 7, ["message"])


async def test_what_a_deleted_webhook_did_not_take_is_there_for_a_poll(hook: Hook, olena: Hand) -> None:
    hook.react = lambda update: Response(status_code=500)
    await hook.set()
    await olena.say("kept")
    await hook.expect(1)
    await call(hook.fake, "deleteWebhook")
    assert [told(update) for update in (await call(hook.fake, "getUpdates"))["result"]] == ["kept"]


async def test_a_method_in_the_answer_is_carried_out(hook: Hook, olena: Hand) -> None:
    def react(update: Json) -> Response:
        method = {"method": "sendMessage", "chat_id": olena.id, "text": f"heard {told(update)}"}
        return Response(orjson.dumps(method), media_type="application/json")

    hook.react = react
    await hook.set()
    await olena.say("one")
    await olena.expect("heard one")
    hook.react = lambda update: Response(orjson.dumps({"method": "getMe"}), media_type="application/json")
    await olena.say("two")
    await hook.expect(2)
    assert [(call["method"], call["via"]) for call in hook.fake.requests("sendMessage")] == [("sendMessage", "webhook answer")]
    assert hook.fake.requests("getMe") == []


async def test_an_update_can_come_twice_also_to_a_poll(hook: Hook, olena: Hand) -> None:
    olena.disorder(twice=True)
    await olena.say("again")
    (first,) = (await call(hook.fake, "getUpdates"))["result"]
    (second,) = (await call(hook.fake, "getUpdates", offset=first["update_id"] + 1))["result"]
    assert first == second
    assert (await call(hook.fake, "getUpdates", offset=first["update_id"] + 1))["result"] == []
    await hook.set()
    await olena.say("and again")
    assert await hook.expect(2) == ["and again"] * 2
    assert hook.updates[0] == hook.updates[1]


async def test_two_updates_can_be_swapped_and_a_held_one_be_let_go(hook: Hook, olena: Hand) -> None:
    await hook.set()
    olena.disorder(swaps=1)
    for text in ("one", "two", "three"):
        await olena.say(text)
    assert await hook.expect(3) == ["two", "one", "three"]
    olena.disorder(swaps=1)
    await olena.say("held")
    olena.disorder()
    assert (await hook.expect(4))[-1] == "held"


async def test_an_update_can_come_late(hook: Hook, olena: Hand) -> None:
    await hook.set()
    olena.disorder(delay=0.05)
    await olena.say("late")
    olena.disorder()
    await olena.say("in time")
    assert await hook.expect(2) == ["in time", "late"]


async def test_a_tap_nobody_fetched_is_forgotten_sooner_than_a_message() -> None:
    moment = [1_700_000_000.0]
    async with FakeTelegram(now=lambda: moment[0]) as fake:
        olena = fake.phone("Olena")
        await olena.start()
        keys = {"inline_keyboard": [[{"text": "Так", "callback_data": "yes"}]]}
        await call(fake, "sendMessage", chat_id=olena.id, text="?", reply_markup=keys)
        await olena.tap("Так")
        moment[0] += 151
        assert [told(update) for update in (await call(fake, "getUpdates"))["result"]] == ["/start"]
        moment[0] += 86_400
        assert (await call(fake, "getUpdates"))["result"] == []
