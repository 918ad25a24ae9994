"""WhatsApp as a channel: one phone number of ours, and the calls of the Graph API that Lotse makes with it."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Arrived, Meaning, Refused, Template
from bot.channels.reading import text
from bot.channels.whatsapp.calling import called, refused, with_file
from bot.channels.whatsapp.http import Lost, NotSent, Session
from bot.channels.whatsapp.media import medium, weighed
from bot.channels.whatsapp.messages import LIMITS, captioned, drawable, drawn, location, message, template_message
from bot.channels.whatsapp.people import digest, is_user_id
from bot.channels.whatsapp.signature import Signature, challenge
from bot.channels.whatsapp.updates import NAME, arrived
from dialogs.events import Said
from dialogs.workshops.values import Spot

WINDOW = timedelta(hours=24)  # Meta, pricing: the customer service window
PICTURE = "picture.png"
NUMBER_ID = re.compile(r"[0-9]{1,32}")
MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")  # nothing that leads elsewhere in an address


class WhatsApp:
    """A number of ours. `account` is Meta's id of it (phone_number_id); `ignored` counts what is left out, by reason."""

    name = NAME
    limits = LIMITS
    window: timedelta | None = WINDOW
    tells = True

    def __init__(self, number: str, session: Session, *, secret: str = "", verify_token: str = "") -> None:
        """`secret` is the app's, which signs each webhook; `verify_token` ours, which Meta asks for once. Raises ValueError."""
        if not NUMBER_ID.fullmatch(number):
            raise ValueError("This is not the id of a phone number: Meta gives one of digits for each.")
        self.account = number
        self.ignored: Counter[str] = Counter()
        self._session, self._signature, self._verify_token = session, Signature(secret), verify_token

    # --- What arrives --------------------------------------------------------------------------------------------------

    def parse(self, raw: Any, now: datetime) -> list[Arrived]:
        """A webhook's body as JSON: what in it concerns this number. `now`, aware, is the time of what has no date."""
        return arrived(raw, now, self.account, self.ignored)

    def admits(self, body: bytes, header: bytes) -> bool:
        """Whether X-Hub-Signature-256 is the app's over these very bytes."""
        return self._signature.admits(body, header)

    def challenge(self, asked: Mapping[str, str]) -> str | None:
        """The answer to Meta's GET handshake, None where it is not Meta's."""
        return challenge(self._verify_token, asked)

    async def read(self, message: str, *, typing: bool = True) -> None:
        """Two blue ticks under what somebody wrote, and with `typing` the sign that we write, until we do or for 25 seconds.

        Raises Refused.
        """
        if typing:
            await called(self._session.api.set_indicator(self.account, message, "text"), harmless=True)
        else:
            await called(self._session.api.mark_message_as_read(self.account, message), harmless=True)

    async def door(self) -> str:
        """Our number as Meta writes it. Raises Refused."""
        told = await called(self._session.api.get_business_phone_number(self.account, ("display_phone_number",)), harmless=True)
        number = told.get("display_phone_number")
        if not isinstance(number, str):
            raise Refused(Meaning.OURS, "no number in the answer")
        return number

    # --- What leaves ---------------------------------------------------------------------------------------------------

    async def send(self, external: str, said: Said, number: int = 0) -> str:
        """One message; its id. What it edits is left as it is. Raises Refused."""
        kind, content = message(said)
        return message_id(await called(self._send(external, kind, content, number)))

    async def send_drawn(self, external: str, picture: bytes, said: Said, number: int = 0) -> str:
        """A picture above a message with buttons; without buttons the message is its caption. Raises Refused, for a list too."""
        if not drawable(said):
            raise Refused(Meaning.TOO_LARGE, "words that go with no picture")
        file = await self._upload("image", "image/png", PICTURE, picture)
        kind, content = drawn(said, file)
        return message_id(await called(self._send(external, kind, content, number)))

    async def send_place(self, external: str, spot: Spot, number: int = 0) -> str:
        """A place on a map; the message's id. Raises Refused."""
        return message_id(await called(self._send(external, "location", location(spot), number)))

    async def send_template(self, external: str, template: Template, number: int = 0) -> str:
        """A message that Meta has approved; its id. Raises Refused."""
        return message_id(await called(self._send(external, "template", template_message(template), number)))

    async def send_file(self, external: str, name: str, content: bytes, caption: str, number: int = 0) -> str:
        """A file of at most 100 MB with a caption of at most 1024 characters; the message's id. Raises Refused."""
        file = await self._upload("document", medium(name).mime, name, content)
        document = {"id": file, "filename": name, **({"caption": captioned(caption)} if caption else {})}
        return message_id(await called(self._send(external, "document", document, number)))

    async def show(self, external: str, name: str, content: bytes | str) -> str:
        """A picture, a recording or a film, at most 5 or 16 MB; the file's id, which holds for 30 days. Raises Refused."""
        kind, mime = medium(name)
        file = content if isinstance(content, str) else await self._upload(kind, mime, name, content)
        named = {"filename": name} if kind == "document" else {}
        sending = self._send(external, kind, {"id": file, **named}, 0)
        message_id(await (called(sending) if isinstance(content, bytes) else with_file(sending)))
        return file

    async def fetch(self, file: str, most: int) -> bytes:
        """A file of at most `most` bytes; its id holds for 7 days. Raises Refused."""
        if not MEDIA_ID.fullmatch(file):
            raise Refused(Meaning.OURS, "no id of a file")
        told = await with_file(self._session.api.get_media_url(file), harmless=True)
        url, size = told.get("url"), str(told.get("file_size", ""))
        if size.isascii() and size.isdecimal() and len(size) < 20 and int(size) > most:
            raise Refused(Meaning.TOO_LARGE, f"more than {most} bytes")
        if not isinstance(url, str):
            raise Refused(Meaning.RETRY, "no address of a file in the answer")
        try:
            content = await self._session.download(url, most)
        except (NotSent, Lost) as error:
            refusal = refused(error, harmless=True)
        else:
            if content is None:
                raise Refused(Meaning.TOO_LARGE, f"more than {most} bytes")
            return content
        raise refusal

    async def _upload(self, kind: str, mime: str, name: str, content: bytes) -> str:
        """The id of a file that is now with Meta."""
        call = self._session.api.upload_media(self.account, weighed(kind, content), mime, name)
        found = (await called(call, harmless=True)).get("id")
        if isinstance(found, str) and MEDIA_ID.fullmatch(found):
            return found
        raise Refused(Meaning.RETRY, "no id of a file in the answer")

    async def _send(self, external: str, kind: str, content: dict[str, Any], number: int) -> dict[str, Any]:
        """`number` comes back with each status of the message."""
        known = not is_user_id(external)
        return await self._session.api.send_message(
            self.account,
            external if known else None,
            None if known else external,
            "individual",
            kind,
            content,
            biz_opaque_callback_data=str(number) if number else None,
        )


def message_id(answer: dict[str, Any]) -> str:
    """As we keep it, and its statuses name it. Raises Refused (in doubt) where the Graph API accepted a message and did not say which."""
    messages = answer.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    found = text(first.get("id")) if isinstance(first, dict) else ""
    if 0 < len(found) <= 255:
        return digest(found)
    raise Refused(Meaning.IN_DOUBT, "no message id in the answer")
