"""A simulated person on WhatsApp: the webhooks that Meta makes of what they do."""

import json
import time
from collections.abc import Mapping, Sequence

from bench.person import Person
from bench.script import script_for

FIRST_NUMBER = 491510000000  # of the people's phone numbers
BUSINESS, NUMBER, DISPLAYED = "100000000000001", "106540352242922", "15550001111"
ENVELOPE = (
    b'{"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{"messaging_product":"whatsapp","metadata":'
    b'{"display_phone_number":"%s","phone_number_id":"%s"},%%s},"field":"messages"}]}]}'
) % (BUSINESS.encode(), DISPLAYED.encode(), NUMBER.encode())


class Texter(Person):
    """`chat` is the phone number, `sender` the contact as it stands in a webhook, `shown` the number and the kind of what has buttons."""

    __slots__ = ("titles",)
    titles: list[str]  # what the buttons say

    @classmethod
    def new(cls, number: int) -> "Texter":
        phone = b"%d" % (FIRST_NUMBER + number)
        contact = b'{"profile":{"name":"Person %d"},"wa_id":"%s","user_id":"DE.%d"}' % (number, phone, 10**15 + number)
        return cls(number=number, steps=script_for(number, edits=False), chat=phone, sender=contact)

    def shows(self, number: int, kind: bytes, offered: Sequence[Mapping[str, str]]) -> None:
        """A message with buttons or rows, and how Meta calls an answer to it."""
        self.shown = (number, kind, b"")
        self.keyboard, self.titles = [one["id"] for one in offered], [one["title"] for one in offered]

    def does(self, update: int) -> bytes:
        """The webhook of the step at hand. Raises IndexError where the button to press is not shown."""
        contact, message = self.sent(update)
        self.update = enveloped([contact], [message])
        self.acknowledged = self.replied = False
        self.began = time.perf_counter_ns()
        return self.update

    def sent(self, update: int) -> tuple[bytes, bytes]:
        """The contact and the message, to put into a webhook."""
        content = self._pressed(update) if self.step.press >= 0 else self._typed()
        head = b'"from":"%s","from_user_id":"DE.%d","id":"wamid.IN%d","timestamp":"%d"' % (
            *(self.chat, 10**15 + self.number),
            *(update, time.time()),
        )
        return self.sender, b"{%s,%s}" % (head, content)

    def _typed(self) -> bytes:
        return b'"type":"text","text":{"body":%s}' % json.dumps(self.step.text).encode()

    def _pressed(self, _: int) -> bytes:
        place, kind = self.step.press, self.shown[1]
        reply = json.dumps({"id": self.keyboard[place], "title": self.titles[place]}).encode()
        context = b'"context":{"from":"%s","id":"wamid.OUT%d"}' % (DISPLAYED.encode(), self.shown[0])
        return b'%s,"type":"interactive","interactive":{"type":"%s","%s":%s}' % (context, kind, kind, reply)


def enveloped(contacts: list[bytes], messages: list[bytes]) -> bytes:
    """One webhook with all of these."""
    return ENVELOPE % (b'"contacts":[%s],"messages":[%s]' % (b",".join(contacts), b",".join(messages)))


def told(statuses: list[bytes]) -> bytes:
    """One webhook with what became of our messages."""
    return ENVELOPE % (b'"statuses":[%s]' % b",".join(statuses))
