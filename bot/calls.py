"""The calls that deliver one message: its files, its words, or a template in their place."""

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import structlog

from bot.channels.base import Channel, Meaning, Refused, Template
from bot.logs import where
from bot.metrics import TEMPLATES
from bot.pace import Pace
from storage.outbox import Message

MOST_TRIES_OF_FILES = 2  # then the question comes without its picture
PAUSED = 3600.0  # seconds until a template that the platform did not take is tried again

Files = Callable[[Message], Awaitable[tuple[str, bytes]]]
Show = Callable[[str, str], Awaitable[None]]
Knock = Callable[[Message, Collection[tuple[str, str]]], Template | None]
log = structlog.get_logger()


async def nothing(_external: str, _file: str) -> None:
    """Shows no files."""


def no_template(_message: Message, _without: Collection[tuple[str, str]]) -> None:
    """Knows none."""


class Calls:
    """`files` makes what a message of kind `data` carries: its name and content. `show` shows `<form>/<file>` at an address. `knock` gives
    the template that goes in place of a message, without some by their names and languages.
    """

    def __init__(self, channel: Channel, pace: Pace, *, files: Files, show: Show = nothing, knock: Knock = no_template) -> None:
        self.channel, self.pace, self.files, self.show, self.knock = channel, pace, files, show, knock
        self._shown: dict[int, int] = {}  # of a message that is tried again: how many of its files were dealt with
        self._refused: dict[tuple[str, str], float] = {}  # templates: until when they are not tried

    async def make(self, message: Message) -> str:
        """Deliver it; the platform's id of it. Raises Refused."""
        if message.kind != "said":
            return await (self._template(message) if message.kind == "template" else self._file(message))
        if message.said.files and not message.said.edits:
            await self._show(message)
        try:
            if message.said.bars:
                return await self._drawn(message)
            return await self.channel.send(message.external, message.said, message.id)
        except Refused as refused:
            if refused.meaning is not Meaning.GONE:
                raise
        said = replace(message.said, edits="")  # there is nothing left to change
        return await self.channel.send(message.external, said, message.id)

    async def _drawn(self, message: Message) -> str:
        """With its picture; without, where the platform does not take it."""
        from bot.drawing import bars  # noqa: PLC0415 - some MB, seldom needed

        try:
            return await self.channel.send_drawn(message.external, bars(message.said.bars), message.said, message.id)
        except Refused as refused:
            if refused.meaning not in (Meaning.OURS, Meaning.TOO_LARGE):
                raise
        log.warning("picture refused", channel=self.channel.name)
        return await self.channel.send(message.external, message.said, message.id)

    def over(self, message: Message) -> None:
        """It is not tried again."""
        self._shown.pop(message.id, None)

    async def _file(self, message: Message) -> str:
        name, content = await self.files(message)
        return await self.channel.send_file(message.external, name, content, message.said.text, message.id)

    async def _show(self, message: Message) -> None:
        """The files of a message, in order. One that cannot be shown does not keep the question from arriving."""
        for file in message.said.files[self._shown.get(message.id, 0) :]:
            try:
                await self.show(message.external, file)
            except Refused as refused:
                if _stops(refused, message):
                    raise
                log.warning("file not shown", channel=self.channel.name, reason=refused.reason)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the question must arrive
                log.error("file not shown", channel=self.channel.name, problem=where(problem))
            self._shown[message.id] = self._shown.get(message.id, 0) + 1
            self.pace.take(message.address, time.monotonic())

    async def _template(self, message: Message) -> str:
        """In the best language whose template the platform takes at present."""
        while template := self.knock(message, self._left_out()):
            try:
                sent = await self.channel.send_template(message.external, template, message.id)
            except Refused as refused:
                if refused.meaning is not Meaning.OURS:
                    raise
                log.error("template refused", template=template.name, language=template.language, reason=refused.reason)
                self._refused[template.name, template.language] = time.monotonic() + PAUSED
            else:
                TEMPLATES.labels(template.name).inc()
                return sent
        raise Refused(Meaning.OURS, "no template")

    def _left_out(self) -> Collection[tuple[str, str]]:
        now = time.monotonic()
        self._refused = {one: until for one, until in self._refused.items() if until > now}
        return self._refused.keys()


STOPPING = frozenset({Meaning.SLOW_DOWN, Meaning.REVOKED, Meaning.UNREACHABLE, Meaning.REST, Meaning.CLOSED})


def _stops(refused: Refused, message: Message) -> bool:
    """Whether a refused file means that the message had better wait."""
    retried = refused.meaning is Meaning.RETRY and message.attempts < MOST_TRIES_OF_FILES
    return retried or refused.meaning in STOPPING
