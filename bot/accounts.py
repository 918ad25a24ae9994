"""The bots and numbers that Lotse speaks through, as the settings name them, and the limits of their channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.base import Channel
from bot.channels.telegram import Telegram
from bot.sending.pace import Pace
from bot.sending.window import usable
from bot.settings import SettingProblem, Settings
from dialogs.form import Limits

if TYPE_CHECKING:
    from bot.channels.whatsapp import Session, WhatsApp

WHATSAPP_REST = 6.0  # seconds between two messages to one address, on average (Meta: pair rate limit)
WHATSAPP_BURST = 20.0  # messages that may follow each other at once; Meta bears 45


@dataclass(slots=True)
class Accounts:
    telegram: Telegram | None = None
    whatsapp: "tuple[WhatsApp, ...]" = ()
    session: "Session | None" = None  # all numbers share it

    @property
    def channels(self) -> list[Channel]:
        return [*([self.telegram] if self.telegram else []), *self.whatsapp]

    @property
    def limits(self) -> Mapping[str, Limits]:
        return {channel.name: channel.limits for channel in self.channels}

    @property
    def windows(self) -> Mapping[str, int]:
        """{channel: milliseconds after somebody wrote in which anything may be said to them}"""
        return {one.name: usable(one.window) for one in self.channels if one.window}

    async def close(self) -> None:
        if self.telegram:
            await self.telegram.close()
        if self.session:
            await self.session.close()


def accounts(settings: Settings) -> Accounts:
    """Raises SettingProblem for a token that is none."""
    found = Accounts(_bot(settings))
    if settings.whatsapp:
        found.session, found.whatsapp = _numbers(settings)
    return found


def pace(settings: Settings, channel: str) -> Pace:
    if channel == "whatsapp":
        return Pace(settings.whatsapp_pace, WHATSAPP_REST, WHATSAPP_BURST)
    return Pace(settings.telegram_pace)


def _bot(settings: Settings) -> Telegram | None:
    if not settings.telegram_token:
        return None
    token, secret = settings.telegram_token.reveal(), settings.telegram_secret.reveal()
    try:
        return Telegram(token, api=settings.telegram_api, secret=secret)
    except ValueError as problem:
        raise SettingProblem(f"LOTSE_TELEGRAM_TOKEN or LOTSE_TELEGRAM_API is wrong. {problem}") from problem


def _numbers(settings: Settings) -> "tuple[Session, tuple[WhatsApp, ...]]":
    from bot.channels.whatsapp import Session, WhatsApp  # noqa: PLC0415 - some MB, for those who have it

    secret, token = settings.whatsapp_app_secret.reveal(), settings.whatsapp_verify_token.reveal()
    try:
        session = Session(settings.whatsapp_token.reveal(), settings.whatsapp_api)
        numbers = [WhatsApp(one, session, secret=secret, verify_token=token) for one in settings.whatsapp_numbers]
    except ValueError as problem:
        raise SettingProblem(f"LOTSE_WHATSAPP_TOKEN or LOTSE_WHATSAPP_API is wrong. {problem}") from problem
    return session, tuple(numbers)
