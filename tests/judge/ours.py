"""What leaves for WhatsApp, as the channel and pywa make it of everything that the engine can say and of more. There is no network."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from bot.channels.base import Template
from bot.channels.whatsapp import Session, WhatsApp
from bot.channels.whatsapp.http import Answer
from bot.channels.whatsapp.messages import LIMITS
from bot.sending.templates import BODIES, OVERVIEW, Appointment, template, wordings
from bot.texts.speech import Voices
from dialogs.events import Option, Place, Role, Said
from dialogs.form import Form
from dialogs.workshops.values import Spot
from tests.judge.edges import (
    BODY,
    BUTTON,
    BUTTONS,
    CAPTION,
    DESCRIPTION,
    FOOTER,
    PLACE_ADDRESS,
    PLACE_NAME,
    ROW,
    ROWS,
    TEXT,
    lengths,
)
from tests.judge.spoken import everything

Payload = Mapping[str, Any]

NUMBER, PHONE, BSUID = "106540352242922", "4915100000001", "DE.13491208655302741918"
OURS = 4711  # our own number of a message
TAKEN = {"messages": [{"id": "wamid.HBgLMTU1"}], "id": "1234567890123456", "success": True}


class Recorder(Session):
    """The Graph API's place: keeps what would have left, and takes everything."""

    def __init__(self) -> None:
        super().__init__("token", "http://127.0.0.1:1/v26.0")
        self.posted: list[Payload] = []

    async def request(self, method: str, url: str, *, json: Any = None, **_others: Any) -> Answer:
        if json is not None:
            self.posted.append(json)
        return Answer(TAKEN)


class Outgoing:
    """A number of ours whose messages go nowhere."""

    def __init__(self) -> None:
        self.session = Recorder()
        self.channel = WhatsApp(NUMBER, self.session)

    async def close(self) -> None:
        await self.session.close()

    async def of_form(self, form: Form, voices: Voices, language: str) -> Sequence[Payload]:
        """All that can be said in one form and one language."""
        return await self._sent(everything(form, voices, language, LIMITS))

    async def at_the_edges(self) -> Sequence[Payload]:
        """Whatever the engine hands over, also what it never would, becomes a message that the platform takes."""
        return await self._sent(odd(), PHONE, BSUID)

    async def files(self) -> Sequence[Payload]:
        for name in ("a.jpg", "b.ogg", "c.mp3", "d.mp4", "e.pdf"):
            file = await self.channel.show(PHONE, name, b"content")
            await self.channel.show(BSUID, name, file)
            for size in (0, *lengths(1, CAPTION)):
                await self.channel.send_file(PHONE, name, b"content", "x" * size, OURS)
        return self._taken()

    async def places(self) -> Sequence[Payload]:
        """On a map, with a name and an address or without; and pictures above words."""
        point = Place(52.52, 13.405)
        sizes = zip(lengths(1, PLACE_NAME), lengths(1, PLACE_ADDRESS), strict=True)
        for spot in (Spot("x" * name, "y" * address, point) for name, address in (*sizes, (5, 0), (0, 5))):
            await self.channel.send_place(PHONE, spot, OURS)
            await self.channel.send_place(BSUID, spot)
        for shown in ((), options(1, BUTTON), options(BUTTONS, BUTTON)):
            for size in lengths(1, CAPTION)[1:-1]:
                await self.channel.send_drawn(PHONE, b"content", Said(text="x" * size, options=shown), OURS)
        return self._taken()

    async def marks(self) -> Sequence[Payload]:
        """Read, and writing."""
        await self.channel.read("wamid.HBgLMTU1", typing=False)
        await self.channel.read("wamid.HBgLMTU1")
        return self._taken()

    async def knocks(self, voices: Voices) -> Sequence[Payload]:
        """Each template, as people of each language get it."""
        names = ("Lotse", "Ein sehr langer Name " * 10, "", "a\nb\tc    d")
        found = (
            template(
                (name,),
                language,
                programme,
                voices,
                appointment=Appointment(which="a1.b2", starts=datetime(2026, 12, 1, 18, 0, tzinfo=UTC)),
            )
            for name in BODIES
            for language in (voices.desk if name == OVERVIEW else voices).about
            for programme in names
        )
        for one in (*filter(None, found), Template(name="bare", language="en")):
            await self.channel.send_template(PHONE, one, OURS)
            await self.channel.send_template(BSUID, one)
        return self._taken()

    async def everything(self, forms: Mapping[str, Form], voices: Voices) -> Sequence[Payload]:
        found = [await self.of_form(form, voices, language) for form in forms.values() for language in voices.about]
        found += [
            await self.at_the_edges(),
            await self.files(),
            await self.places(),
            await self.marks(),
            await self.knocks(voices),
        ]
        return [one for part in found for one in part]

    async def _sent(self, said: Iterator[Said], *to: str) -> Sequence[Payload]:
        for one in said:
            for external in to or (PHONE,):
                await self.channel.send(external, one, OURS)
        return self._taken()

    def _taken(self) -> Sequence[Payload]:
        taken, self.session.posted = self.session.posted, []
        return taken


def submitted(voices: Voices) -> list[Payload]:
    """The templates as `lotse templates push` submits them."""
    return [one.written("Lotse") for one in wordings(voices)]


def odd() -> Iterator[Said]:
    """Messages around every limit: too much text, too many options, labels that are too long or the same, signs of markup."""
    for size in lengths(1, BODY, TEXT):
        yield Said(text="x" * max(size, 1))
        yield Said(text="x" * max(size, 1), options=options(2, 5), footer="y" * FOOTER)
    for count in range(ROWS + 4):
        for size in lengths(BUTTON, ROW, DESCRIPTION):
            for letters in ("word ", "x", "🧵", "ك"):
                yield Said(text="?", options=options(count, size, letters), footer="y" * FOOTER)
    for verbs in range(ROWS + 4):
        for choices in (0, 2, 3, 8, 9, 10, 11):
            mixed = (*options(choices, 5), *options(verbs, 5, role="verb"))
            yield Said(text="ab", options=mixed, rtl=True, footer="y" * (FOOTER + 1))
            yield Said(text="ab", options=mixed, rtl=True)
    yield Said(text="<b>&</b> *_~`", options=(Option("Same", "a"), Option("Same", "b")))


def options(count: int, size: int, letters: str = "x", role: str = "choice") -> tuple[Option, ...]:
    """Each label of so many letters, all of them different."""
    labels = ((letters * size)[: size - 1] + "abcdefghijklmnop"[i] for i in range(count))
    return tuple(Option(label, f"1.1:{role}{i}", cast("Role", role)) for i, label in enumerate(labels))
