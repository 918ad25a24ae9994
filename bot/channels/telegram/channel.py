"""Telegram as a channel: the calls of the Bot API that Lotse makes."""

import hmac
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Incoming, Meaning, Refused, Template
from bot.channels.http import CALL_TIMEOUT, FILE_TIMEOUT
from bot.channels.reading import LeftOut, text
from bot.channels.telegram.http import Api, Failed, Upload
from bot.channels.telegram.introduction import Introduction, by_telegram_language, introduction
from bot.channels.telegram.messages import LIMITS, drawn, medium, payload, venue
from bot.channels.telegram.refusals import refused
from bot.channels.telegram.updates import KINDS, incoming
from dialogs.events import Said
from dialogs.workshops.values import Spot

API = "https://api.telegram.org"
POLL = 25  # seconds an empty getUpdates is held open
FILE_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")  # no way up, nothing to escape
CONNECTIONS = 100  # of Telegram to our webhook at the same time (Bot API, setWebhook: 1-100): they share commits
PICTURE = "picture.png"
TOKEN = re.compile(r"([0-9]+):[A-Za-z0-9_-]+")


class Telegram:
    """A bot. `account` is its id; `ignored` counts the updates left out, by reason."""

    name = "telegram"
    limits = LIMITS
    window: timedelta | None = None
    tells = False

    def __init__(self, token: str, *, api: str = API, secret: str = "") -> None:
        """`secret` is what Telegram sends with each webhook. Raises ValueError, without the token in it."""
        if not (found := TOKEN.fullmatch(token)):
            raise ValueError("This is not a bot token: @BotFather gives one such as 123456:ABC-DEF")
        self.account = found[1]
        self.ignored: Counter[str] = Counter()
        self._secret = secret
        self._api = Api(token, api)

    async def close(self) -> None:
        """Give the connections back; no call may follow."""
        await self._api.close()

    # --- What arrives ------------------------------------------------------------------------------------------------

    def parse(self, raw: Any, now: datetime) -> list[Incoming]:
        """One update as JSON: nothing or one thing that happened. `now`, aware, is the time of what has no date."""
        try:
            return [incoming(raw, now, self.account)]
        except LeftOut as reason:
            self.ignored[str(reason)] += 1
            return []

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        """Long polling: updates from `offset` on, as JSON; those before it are forgotten. Raises Refused."""
        parameters = {"offset": offset, "timeout": POLL, "allowed_updates": KINDS}
        found = await self._call("getUpdates", parameters, seconds=POLL + CALL_TIMEOUT)
        if not isinstance(found, list):
            raise Refused(Meaning.IN_DOUBT, "the updates are no list")
        return found

    def admits(self, header: bytes) -> bool:
        """Whether X-Telegram-Bot-Api-Secret-Token is ours. Never, where no secret was given."""
        return bool(self._secret) and hmac.compare_digest(header, self._secret.encode())

    async def set_webhook(self, url: str, secret: str) -> None:
        parameters = {"url": url, "secret_token": secret, "allowed_updates": KINDS, "max_connections": CONNECTIONS}
        await self._call("setWebhook", parameters)

    async def delete_webhook(self) -> None:
        """Needed before polling. What waits to be delivered is kept."""
        await self._call("deleteWebhook", {})

    # --- What leaves -------------------------------------------------------------------------------------------------

    async def send(self, external: str, said: Said, number: int = 0) -> str:  # noqa: ARG002 - Telegram gives nothing back
        """One message, or an edit of one; its id. Raises Refused."""
        method, parameters = payload(external, said)
        return message_id(await self._call(method, parameters))

    async def send_drawn(self, external: str, picture: bytes, said: Said, number: int = 0) -> str:  # noqa: ARG002 - not told to Telegram
        """A picture with the words under it, and the buttons; the message's id. Raises Refused, for longer words too."""
        parameters = drawn(external, said)
        if parameters is None:
            raise Refused(Meaning.TOO_LARGE, "too many words for a caption")
        return message_id(await self._call("sendPhoto", parameters | {"photo": Upload(PICTURE, picture)}))

    async def send_place(self, external: str, spot: Spot, number: int = 0) -> str:  # noqa: ARG002
        """A place on a map; the message's id. Raises Refused."""
        return message_id(await self._call("sendVenue", venue(external, spot)))

    async def send_template(self, external: str, template: Template, number: int = 0) -> str:  # noqa: ARG002
        """There are none. Raises Refused."""
        raise Refused(Meaning.OURS, "Telegram has no templates")

    async def send_file(self, external: str, name: str, content: bytes, caption: str, number: int = 0) -> str:  # noqa: ARG002
        """A file of at most 50 MB with a caption of at most 1024 characters; the message's id. Raises Refused."""
        parameters = {"chat_id": external, "document": Upload(name, content), "caption": caption}
        return message_id(await self._call("sendDocument", parameters))

    async def show(self, external: str, name: str, content: bytes | str) -> str:
        """A picture, a recording or a film, at most 10 or 50 MB; the file's id, "" where the answer names none. Raises Refused."""
        method, field = medium(name)
        file = Upload(name, content) if isinstance(content, bytes) else content
        return file_id(await self._call(method, {"chat_id": external, field: file}, seconds=FILE_TIMEOUT), field)

    async def fetch(self, file: str, most: int) -> bytes:
        """A file of at most 20 MB (the Bot API's limit) and `most` bytes. Raises Refused."""
        told = await self._call("getFile", {"file_id": file})
        path = told.get("file_path") if isinstance(told, dict) else None
        if not isinstance(path, str) or not FILE_PATH.fullmatch(path):
            raise Refused(Meaning.RETRY, "no path of a file in the answer")
        try:
            content = await self._api.download(path, most, FILE_TIMEOUT)
        except Failed as error:
            refusal = refused(error)
        else:
            if content is None:
                raise Refused(Meaning.TOO_LARGE, f"more than {most} bytes")
            return content
        raise refusal

    async def door(self) -> str:
        """Our link. Raises Refused."""
        me = await self._call("getMe", {})
        name = me.get("username") if isinstance(me, dict) else None
        if not isinstance(name, str):
            raise Refused(Meaning.OURS, "no username in the answer")
        return f"https://t.me/{name}"

    async def acknowledge(self, callback: str) -> None:
        """End the waiting sign on the button; one that no longer waits is as good."""
        try:
            await self._call("answerCallbackQuery", {"callback_query_id": callback})
        except Refused as refusal:
            if refusal.meaning is not Meaning.UNCHANGED:
                raise

    def answer_in_response(self, callback: str) -> dict[str, str]:
        """The same as the JSON body of our answer to the webhook: it saves the call."""
        return {"method": "answerCallbackQuery", "callback_query_id": callback}

    async def introduce(self, texts: Mapping[str, Introduction]) -> list[str]:
        """Tell Telegram the commands and descriptions; "" or else the first language is for everybody else.

        Returns what it did not accept, a line each; raises Refused where it takes nothing at present.
        """
        faults = []
        for language, words in by_telegram_language(texts).items():
            for method, parameters in introduction(words).items():
                try:
                    await self._call(method, parameters | {"language_code": language})
                except Refused as refusal:
                    if refusal.meaning is not Meaning.OURS:
                        raise
                    faults.append(f"{method} {language or 'default'}: {refusal.reason}")
        return faults

    async def _call(self, method: str, parameters: dict[str, Any], seconds: float | None = None) -> Any:
        try:
            return await self._api.call(method, parameters, seconds or CALL_TIMEOUT)
        except Failed as failure:
            refusal = refused(failure)
        raise refusal  # out here, where the caught error is not its context


def file_id(result: Any, field: str) -> str:
    """What the message that was sent calls its file; of a photo its largest size. "" where it does not say."""
    sent = result.get(field) if isinstance(result, dict) else None
    sent = sent[-1] if isinstance(sent, list) and sent else sent
    return text(sent.get("file_id")) if isinstance(sent, dict) else ""


def message_id(result: Any) -> str:
    """Raises Refused (in doubt) where the Bot API accepted a message and did not say which."""
    if isinstance(result, dict) and type(found := result.get("message_id")) is int:
        return str(found)
    raise Refused(Meaning.IN_DOUBT, "no message id in the answer")
