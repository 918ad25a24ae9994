"""The calls that deliver one message: its files, its words, or a template in their place."""

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import structlog

from bot.channels.base import Channel, Meaning, Refused, Template
from bot.logs import where
from bot.metrics import TEMPLATES
from bot.sending.pace import Pace
from bot.workshops import enclosures
from dialogs.workshops.values import Spot
from storage.messages.outbox import Message
from storage.outage import unavailable

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
    """`files` makes what a message of kind `data` carries, by its `Said.made`: name and content. `show` shows `<form>/<file>` at an
    address. `knock` gives the template that goes in place of a message, without some by their names and languages.
    """

    def __init__(self, channel: Channel, pace: Pace, *, files: Files, show: Show = nothing, knock: Knock = no_template) -> None:
        self.channel, self.pace, self.files, self.show, self.knock = channel, pace, files, show, knock
        self._shown: dict[int, int] = {}  # of a message that is tried again: how many of its files were dealt with
        self._refused: dict[tuple[str, str], float] = {}  # templates: until when they are not tried

    async def make(self, message: Message) -> str:
        """Deliver it; the platform's id of it. Raises Refused."""
        if message.kind != "said":
            return await (self._template(message) if message.kind == "template" else self._made(message))
        if message.said.pin:
            return await self._place(message, message.said.pin)
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
        from bot.sending.drawing import bars  # noqa: PLC0415 - some MB, seldom needed

        try:
            return await self.channel.send_drawn(message.external, bars(message.said.bars), message.said, message.id)
        except Refused as refused:
            if refused.meaning is Meaning.TOO_LARGE:  # they do not go together
                return await self.channel.send(message.external, message.said, message.id)
            if refused.meaning is not Meaning.OURS:
                raise
        return await self._words(message, "picture refused")

    async def _words(self, message: Message, why: str) -> str:
        """Instead of what else was to go with them."""
        log.warning(why, channel=self.channel.name, name=enclosures.kind_of(message.said.made))
        return await self.channel.send(message.external, message.said, message.id)

    async def _place(self, message: Message, pin: Spot) -> str:
        try:
            return await self.channel.send_place(message.external, pin, message.id)
        except Refused as refused:
            if refused.meaning is not Meaning.OURS or not message.said.text:
                raise
        return await self._words(message, "place refused")

    def over(self, message: Message) -> None:
        """It is not tried again."""
        self._shown.pop(message.id, None)

    async def _made(self, message: Message) -> str:
        """The file that is made now, with its words. Where there is none they leave alone, if they say anything without it."""
        try:
            name, content = await self.files(message)
        except Exception as problem:
            if unavailable(problem) or enclosures.kind_of(message.said.made) not in enclosures.WORDS_ALONE:
                raise
            log.error("file not made", name=enclosures.kind_of(message.said.made), problem=where(problem))
            return await self._words(message, "words without their file")
        if name.endswith(".png"):
            return await self._pictured(message, name, content)
        return await self.channel.send_file(message.external, name, content, message.said.text, message.id)

    async def _pictured(self, message: Message, name: str, content: bytes) -> str:
        """A picture with the words and buttons under it; before them, where they do not go together."""
        try:
            return await self.channel.send_drawn(message.external, content, message.said, message.id)
        except Refused as refused:
            if refused.meaning is not Meaning.TOO_LARGE:
                raise
        if not self._shown.get(message.id):
            await self.channel.show(message.external, name, content)
            self._shown[message.id] = 1
            self.pace.take(message.address, time.monotonic())
        return await self.channel.send(message.external, message.said, message.id)

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
