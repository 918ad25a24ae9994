"""A simulated person: how far they are, what their phone shows, and the updates that Telegram makes of what they do."""

import json
import time
from dataclasses import dataclass, field

from bench.script import Step, script_for

BOT = {"id": 424242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
BOT_JSON = json.dumps(BOT).encode()


@dataclass(slots=True, eq=False)
class Person:
    """`acknowledged`: the update had its 2xx; `replied`: the reply to it has arrived. Both end a turn."""

    number: int
    steps: list[Step]
    chat: bytes
    sender: bytes
    at: int = 0  # the step
    update: bytes | None = None  # what was done in this step; None between two turns
    began: int = 0  # nanoseconds, when it was done
    acknowledged: bool = False
    replied: bool = False
    failed: bool = False
    finished: bool = False
    again: int = 0  # replies that came a second time
    messages: int = 1  # the number of the next message in the chat
    keyboard: list[str] = field(default_factory=list)  # what the buttons shown send back
    shown: tuple[int, bytes, bytes] = (0, b'""', b"{}")  # message id, text and markup of the message with the buttons

    @classmethod
    def new(cls, number: int) -> "Person":
        names = b'"id":%d,"first_name":"Person%d","last_name":"Test","username":"person_%d"' % (number, number, number)
        chat, sender = b'{%s,"type":"private"}' % names, b'{%s,"is_bot":false,"language_code":"en"}' % names
        return cls(number=number, steps=script_for(number), chat=chat, sender=sender)

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def open(self) -> bool:
        return not self.failed and not self.finished

    def does(self, update: int) -> bytes:
        """The update of the step at hand. Raises IndexError where the button to press is not shown."""
        body = self._pressed(update) if self.step.press >= 0 else self._typed()
        self.update = b'{"update_id":%d,%s}' % (update, body)
        self.acknowledged = self.replied = False
        self.began = time.perf_counter_ns()
        return self.update

    def _typed(self) -> bytes:
        text = self.step.text
        command = b',"entities":[{"offset":0,"length":%d,"type":"bot_command"}]' % len(text) if text[0] == "/" else b""
        head = b'"message_id":%d,"from":%s,"chat":%s,"date":%d' % (self.messages, self.sender, self.chat, time.time())
        self.messages += 1
        return b'"message":{%s,"text":%s%s}' % (head, json.dumps(text).encode(), command)

    def _pressed(self, update: int) -> bytes:
        data = json.dumps(self.keyboard[self.step.press]).encode()
        number, text, markup = self.shown
        message = b'{"message_id":%d,"from":%s,"chat":%s,"date":%d,"text":%s,"reply_markup":%s}' % (
            *(number, BOT_JSON, self.chat),
            *(time.time(), text, markup),
        )
        return b'"callback_query":{"id":"%d","from":%s,"message":%s,"chat_instance":"-%d","data":%s}' % (
            *(7_000_000_000_000 + update, self.sender),
            *(message, 8_000_000_000 + self.number, data),
        )
