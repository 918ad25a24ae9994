"""A fake Telegram on loopback.

Rules it keeps, as Telegram documents them: at most 100 webhook requests are in flight (the most that a bot may ask for); the next
update of a chat is sent only after the last one had its 2xx (here also after its reply has arrived, for that is what people wait
for); an update whose request died is delivered again.
"""

from urllib.parse import parse_qsl

import orjson

from bench import botapi
from bench.crowd import Crowd, Delivery, Webhook
from bench.person import Person
from bench.wire import parameters_of, posted

SECRET = b"X-Telegram-Bot-Api-Secret-Token: %s\r\n"


class Telegram(Crowd):
    def newcomer(self, number: int) -> Person:
        return Person.new(number)

    def request(self, webhook: Webhook, body: bytes) -> bytes:
        return posted(webhook.path, body, SECRET % webhook.secret.encode() if webhook.secret else b"")

    def answer(self, url: bytes, kind: bytes, body: bytes) -> bytes:
        path, _, query = url.partition(b"?")
        method = path[path.rfind(b"/") + 1 :].decode()
        return botapi.call(self, method, {**parameters_of(kind, body), **dict(parse_qsl(query.decode()))})

    def answered(self, delivery: Delivery, status: int, answer: bytes) -> None:
        (person,) = delivery.people
        if not status:
            self.fail(person, "the bot closed the webhook's connection without an answer")
        elif not 200 <= status < 300:
            self.fail(person, f"the webhook answered {status}")
        else:
            self._called(answer)
            self.acknowledged(person)

    def _called(self, answer: bytes) -> None:
        """The answer to a webhook may carry one call of the Bot API."""
        if b'"method"' in answer:
            parameters = orjson.loads(answer)
            botapi.call(self, parameters.pop("method"), parameters)
