"""What the bot tells platforms of itself when it starts, and what it asks them: where to call it, what to call it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import TypeVar

import structlog

from bot.channels.base import Channel, Meaning, Refused
from bot.channels.telegram import Introduction, Telegram
from bot.texts.speech import Voices
from dialogs import texts

AGAIN = 5.0  # seconds until a platform that could not be reached is tried again

T = TypeVar("T")
log = structlog.get_logger()


async def until_heard(channel: Telegram, public_url: str, secret: str) -> None:
    """Tell Telegram where we are."""
    await _until_done("webhook not set yet", lambda: channel.set_webhook(f"{public_url}/webhooks/telegram", secret))


async def introduce(channel: Telegram, voices: Voices) -> None:
    """Commands and descriptions per language; what Telegram does not like of it is a pity, not a failure."""
    spoken = _introductions(voices)
    for reason in await _until_done("not introduced yet", lambda: channel.introduce(spoken)):
        log.warning("introduction refused", reason=reason)


def _introductions(voices: Voices) -> Mapping[str, Introduction]:
    spoken = {code: voices[code] for code in voices.languages}
    return {
        code: Introduction(
            commands=tuple((name, speech.say(text)) for name, text in texts.COMMANDS.items()),
            description=speech.say(texts.DESCRIPTION),
            short=speech.say(texts.SHORT_DESCRIPTION),
        )
        for code, speech in spoken.items()
    }


async def learn_doors(channels: Sequence[Channel], doors: MutableMapping[str, str]) -> None:
    """How people find us on each channel, for those who want to go on with another phone: {channel: name or numbers}.

    An account that is refused keeps none of the others waiting.
    """
    async with asyncio.TaskGroup() as group:
        for channel in channels:
            group.create_task(_learn_door(channel, doors))


async def _learn_door(channel: Channel, doors: MutableMapping[str, str]) -> None:
    try:
        door = await _until_done("own name not known yet", channel.door, account=channel.account)
    except Refused as refused:
        log.warning("own name not known", account=channel.account, reason=refused.reason)
    else:
        doors[channel.name] = ", ".join(dict.fromkeys([*filter(None, [doors.get(channel.name)]), door]))


async def _until_done(trouble: str, work: Callable[[], Awaitable[T]], **about: str) -> T:
    """A platform that cannot be reached is tried again. Raises Refused where that would change nothing."""
    while True:
        try:
            return await work()
        except Refused as refused:
            if refused.meaning in (Meaning.OURS, Meaning.UNREACHABLE):
                raise
            log.warning(trouble, reason=refused.reason, **about)
            await asyncio.sleep(refused.after or AGAIN)
