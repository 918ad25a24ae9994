"""What the pretended phones emit: webhooks of every kind, signed, and how a reader has to understand each."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from phone.server import InProcessServer, loopback_socket
from phone.whatsapp.fake import FakeWhatsApp
from phone.whatsapp.hand import WhatsAppHand

Webhook = Mapping[str, str]  # body, signature, secret

BUTTONS = {"type": "button", "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]}}
LIST = {
    "type": "list",
    "action": {"button": "Open", "sections": [{"rows": [{"id": "a", "title": "Another", "description": "d"}]}]},
}
KINDS = ("image", "voice", "audio", "video", "document", "sticker")


async def webhooks() -> list[Webhook]:
    """Everything that a person and the platform can do, once and in disorder."""
    async with FakeWhatsApp(numbers=2) as fake, _receiver(fake) as received:
        await _all(fake, fake.phone("Amal"))
        hidden = fake.new_phone("Dalia", "ar", username="dalia")
        await hidden.hide_number()
        await _all(fake, hidden)
        fake.disorder(batch=3)
        await _all(fake, fake.phone("Yonas"))
        fake.disorder()
        await _all(fake, fake.phone("Maryam", fake.numbers[1]), fake.numbers[1])
        await fake.settled()
    return received


async def _all(fake: FakeWhatsApp, hand: WhatsAppHand, number: str = "") -> None:
    """Whatever one person can do, with an answer of the bot's in between for everything that can be answered."""
    said = await hand.say("مرحبا 👋")
    await _post(fake, hand, "text", {"body": "What is it?"}, number)
    for content, wanted in ((BUTTONS, "Yes"), (LIST, "Another")):
        await _post(fake, hand, "interactive", {**content, "body": {"text": "Which?"}}, number)
        await hand.tap(wanted)
    for kind in KINDS:
        await hand.send(kind, caption="a caption")
    await hand.send_location(49.61, 6.13, "Home", "1, Grand-Rue")
    await hand.send_location(49.61, 6.13)
    await hand.send_contact()
    await hand.react(said.id, "👍")
    await hand.edit(said.id, "Hello")
    await _knocked(fake, hand, number)
    await hand.block()
    await _post(fake, hand, "text", {"body": "Are you there?"}, number)
    await hand.unblock()
    await hand.stop_marketing()
    await hand.resume_marketing()
    await hand.change_number()


async def _knocked(fake: FakeWhatsApp, hand: WhatsAppHand, number: str) -> None:
    """A template, and its button."""
    fake.template("lotse_waiting", "en", "Something waits for you.", "Open")
    button = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "do:open"}],
    }
    content = {"name": "lotse_waiting", "language": {"code": "en"}, "components": [button]}
    await _post(fake, hand, "template", content, number)
    await hand.tap("Open")


async def _post(fake: FakeWhatsApp, hand: WhatsAppHand, kind: str, content: Mapping[str, Any], number: str) -> None:
    """A message of the bot's; the platform tells what became of it."""
    to = {"recipient": hand.user_id} if hand.person.hidden else {"to": hand.phone_number}
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", **to, "type": kind, kind: content}
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fake.token}"}) as client:
        url = f"{fake.api}/{number or fake.numbers[0]}/messages"
        answer = await client.post(url, json=body | {"biz_opaque_callback_data": "4711"})
    assert answer.status_code == 200, answer.text


@asynccontextmanager
async def _receiver(fake: FakeWhatsApp) -> AsyncIterator[list[Webhook]]:
    """A bot that only keeps what it is told."""
    received: list[Webhook] = []

    async def take(request: Request) -> Response:
        if request.method == "GET":
            return PlainTextResponse(request.query_params["hub.challenge"])
        body, signature = await request.body(), request.headers["x-hub-signature-256"]
        received.append({"body": body.decode(), "signature": signature, "secret": fake.secret})
        return Response()

    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(Starlette(routes=[Route("/", take, methods=["GET", "POST"])]), listener)
    await server.start()
    try:
        await fake.webhook(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        yield received
    finally:
        await asyncio.sleep(0)
        await server.stop()


def bodies(told: Sequence[Webhook]) -> list[Mapping[str, Any]]:
    return [orjson.loads(one["body"]) for one in told]


def understood(webhook: Webhook) -> dict[str, Any]:
    """What anybody has to read in it."""
    changes = [change for entry in orjson.loads(webhook["body"])["entry"] for change in entry["changes"]]
    values = [change["value"] for change in changes]
    numbers = [value["metadata"]["phone_number_id"] for value in values if "metadata" in value]
    return {
        "signed": True,
        "spoilt": False,
        "number": numbers[-1] if numbers else "",
        "fields": list(dict.fromkeys(_camel(change["field"]) for change in changes)),
        "contacts": [one.get("wa_id", one.get("user_id")) for value in values for one in value.get("contacts", ())],
        "messages": [
            [one["type"], one["id"], one.get("from") or one["from_user_id"], "inbound"]
            for value in values
            for one in value.get("messages", ())
        ],
        "statuses": [
            [one["status"], one["id"], one.get("recipient_id") or one["recipient_user_id"]]
            for value in values
            for one in value.get("statuses", ())
        ],
    }


def _camel(field: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), field)


def one_by_one(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every message and every status in an envelope of its own, with the contact it belongs to: as readers want it who know no batches."""
    for entry in body["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            for kind in ("messages", "statuses"):
                for one in value.get(kind, ()):
                    who = one.get("from_user_id") or one.get("recipient_user_id")
                    contacts = [contact for contact in value.get("contacts", ()) if contact["user_id"] == who]
                    beside = {"contacts": contacts} if contacts else {}
                    alone = {"messaging_product": "whatsapp", "metadata": value["metadata"], **beside, kind: [one]}
                    yield {**body, "entry": [{**entry, "changes": [{**change, "value": alone}]}]}
