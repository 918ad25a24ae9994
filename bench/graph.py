"""A fake Graph API on loopback, and Meta's webhooks.

Rules it keeps, as Meta documents them: every webhook is signed over its raw body; each message of ours is followed by three statuses
(sent, delivered, read), those of the same moment together in one webhook or each in its own; whatever had no 2xx is delivered
again, later each time.
"""

import asyncio
import hashlib
import hmac
import time
from collections import deque
from typing import Any, NamedTuple

import orjson

from bench.crowd import Crowd, Delivery, Webhook
from bench.person import Person
from bench.texter import FIRST_NUMBER, Texter, told
from bench.wire import posted

PATH, VERSION = "/webhooks/whatsapp", "v26.0"
TICK = 0.05  # seconds from one status of a message to the next, and how long statuses are gathered
AGAIN = 0.5  # seconds until the second try; doubled for each further one
RLM = "\u200f"  # with which a line in Arabic begins that has a Latin letter first
DONE = b'{"success":true}'
STATES = (b"sent", b"delivered", b"read")
PRICED = STATES[:2]  # Meta, webhooks/reference/messages/status: with sent, and with one of the other two


class Sent(NamedTuple):
    """A message of the bot's."""

    number: int
    phone: bytes
    note: bytes  # biz_opaque_callback_data, as JSON


class Graph(Crowd):
    def __init__(self, port: int, patience: float = 15.0, *, singly: bool = False) -> None:
        super().__init__(port, patience)
        self.singly = singly
        self.untold: dict[bytes, Delivery] = {}  # webhooks with statuses that have had no 2xx yet
        self._messages = 0
        self._ages: deque[list[Sent]] = deque([[] for _ in STATES])  # messages whose next status is the first, second, third

    # --- life ---------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        await super().start()
        self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def stop(self) -> None:
        self._ticking.cancel()
        await super().stop()

    def hang_up(self) -> None:
        """Where the webhook is has been told to Meta by hand: a bot that starts again does not say it."""
        webhook = self.webhook
        super().hang_up()
        self.webhook = webhook

    async def connect(self) -> None:
        await super().connect()
        for delivery in self.untold.values():
            self.deliver(delivery)

    # --- webhooks -----------------------------------------------------------------------------------------------------

    def newcomer(self, number: int) -> Person:
        return Texter.new(number)

    def request(self, webhook: Webhook, body: bytes) -> bytes:
        signature = hmac.digest(webhook.secret.encode(), body, hashlib.sha256).hex()
        return posted(webhook.path, body, b"X-Hub-Signature-256: sha256=%s\r\n" % signature.encode())

    def answered(self, delivery: Delivery, status: int, answer: bytes) -> None:  # noqa: ARG002
        if status in (0, 503):
            later = delivery._replace(tries=delivery.tries + 1)
            asyncio.get_running_loop().call_later(AGAIN * 2**delivery.tries, self._again, later, self._epoch)
        elif not 200 <= status < 300:
            for person in delivery.people:
                self.fail(person, f"the webhook answered {status}")
        else:
            self.untold.pop(delivery.body, None)
            for person in delivery.people:
                self.acknowledged(person)

    def _again(self, delivery: Delivery, epoch: int) -> None:
        if epoch == self._epoch and not self.frozen:
            self.deliver(delivery._replace(due=time.perf_counter_ns()))

    # --- the API ------------------------------------------------------------------------------------------------------

    def answer(self, url: bytes, kind: bytes, body: bytes) -> bytes:  # noqa: ARG002
        if not url.endswith(b"/messages"):
            self.stats.calls["other"] += 1
            return DONE
        parameters = orjson.loads(body)
        if parameters.get("status") == "read":
            self.stats.calls["read"] += 1
            return DONE
        self.stats.calls["messages"] += 1
        return self._taken(parameters)

    def _taken(self, parameters: dict[str, Any]) -> bytes:
        """A message: it is on the phone, and statuses will tell of it."""
        self._messages += 1
        phone = parameters["to"].lstrip("+").encode()
        self._ages[0].append(Sent(self._messages, phone, orjson.dumps(parameters.get("biz_opaque_callback_data"))))
        person = self.people.get(int(phone) - FIRST_NUMBER)
        if isinstance(person, Texter):
            text = show(person, self._messages, parameters).removeprefix(RLM)
            self.said(person, text[1 : text.index("]")] if text[:1] == "[" else None)
        return (
            b'{"messaging_product":"whatsapp","contacts":[{"input":"%s","wa_id":"%s"}],"messages":[{"id":"wamid.OUT%d"}]}'
            % (phone, phone, self._messages)
        )

    # --- statuses -----------------------------------------------------------------------------------------------------

    async def _tick(self) -> None:
        """While the bot is down statuses wait."""
        while True:
            await asyncio.sleep(TICK)
            if self.connections:
                self._tell(b"%d" % time.time())

    def _tell(self, now: bytes) -> None:
        statuses = [status(one, state, now) for state, sent in zip(STATES, self._ages, strict=True) for one in sent]
        self._ages.pop()
        self._ages.appendleft([])
        for body in map(told, [[one] for one in statuses] if self.singly else [statuses] if statuses else []):
            delivery = Delivery(body, due=time.perf_counter_ns())
            self.untold[body] = delivery
            self.deliver(delivery)


def status(sent: Sent, state: bytes, now: bytes) -> bytes:
    note = b',"biz_opaque_callback_data":%s' % sent.note if sent.note != b"null" else b""
    price = (
        b',"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"}' if state in PRICED else b""
    )
    return b'{"id":"wamid.OUT%d","status":"%s","timestamp":"%s","recipient_id":"%s","recipient_user_id":"DE.%d"%s%s}' % (
        *(sent.number, state, now, sent.phone),
        *(10**15 + int(sent.phone) - FIRST_NUMBER, note, price),
    )


def show(person: Texter, number: int, parameters: dict[str, Any]) -> str:
    """What the person sees now; the text of it."""
    if parameters["type"] != "interactive":
        return str(parameters.get("text", {}).get("body", ""))
    content = parameters["interactive"]
    action = content["action"]
    if content["type"] == "button":
        offered, kind = [one["reply"] for one in action["buttons"]], b"button_reply"
    else:
        offered, kind = [row for section in action["sections"] for row in section["rows"]], b"list_reply"
    person.shows(number, kind, offered)
    return str(content["body"]["text"])
