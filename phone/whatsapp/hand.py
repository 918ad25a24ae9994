"""One person's hand on their phone with WhatsApp, for tests."""

from collections.abc import Callable, Sequence

from phone.acts import sample
from phone.parameters import Upload
from phone.served import PATIENCE_SECONDS
from phone.whatsapp import identity, person
from phone.whatsapp.business import Business
from phone.whatsapp.things import Chat, Message, Person, Shown
from phone.whatsapp.words import as_seen, text_of

SCREEN_MESSAGES = 12


class WhatsAppHand:
    def __init__(self, business: Business, chat: Chat) -> None:
        self.business, self.chat = business, chat
        self._mark = len(chat.journal)

    @property
    def person(self) -> Person:
        return self.chat.person

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def phone_number(self) -> str:
        return self.person.phone_number

    @property
    def user_id(self) -> str:
        return self.person.user_id

    async def say(self, text: str) -> Message:
        return person.say(*self._acting(), text)

    async def tap(self, wanted: str, message_id: str = "") -> None:
        """Taps the newest button with that title or id, else chooses the newest list's row with it."""
        found = person.find_button(self.chat, wanted, message_id)
        if found is None:
            await self.choose(wanted, message_id)
        else:
            person.press(*self._acting(), *found)

    async def choose(self, wanted: str, message_id: str = "") -> None:
        """Opens the newest list that has a row with that title, description or id, and chooses it."""
        found = person.find_row(self.chat, wanted, message_id)
        if found is None:
            raise LookupError(f"no button or row {wanted!r} on this screen:\n{self.screen}")
        person.choose(*self._acting(), *found)

    async def send(self, kind: str, upload: Upload | None = None, caption: str = "") -> Message:
        """Sends an image (or photo), voice, audio, video, document or sticker: a sample unless an upload is given."""
        kind = "image" if kind == "photo" else kind
        return person.send_file(*self._acting(), kind, upload or sample("photo" if kind == "image" else kind), caption)

    async def send_location(self, latitude: float, longitude: float, name: str = "", address: str = "") -> Message:
        return person.send_location(*self._acting(), latitude, longitude, name=name, address=address)

    async def send_contact(self) -> Message:
        return person.send_contact(*self._acting())

    async def edit(self, message_id: str, text: str) -> Message:
        return person.edit(*self._acting(), message_id, text)

    async def react(self, message_id: str, emoji: str) -> Message:
        return person.react(*self._acting(), message_id, emoji)

    async def block(self) -> None:
        person.set_blocked(*self._acting(), True)

    async def unblock(self) -> None:
        person.set_blocked(*self._acting(), False)

    async def open(self) -> None:
        """Brings the chat to the front: what has come is read."""
        person.set_open(*self._acting(), True)

    async def leave(self) -> None:
        """Puts the chat away: what comes is delivered, not read."""
        person.set_open(*self._acting(), False)

    async def offline(self) -> None:
        person.set_offline(self.business, self.person, True)

    async def online(self) -> None:
        person.set_offline(self.business, self.person, False)

    async def change_number(self, phone_number: str = "") -> None:
        identity.change_number(self.business, self.person, phone_number)

    async def hide_number(self) -> None:
        """Takes a username: the business sees neither `from` nor `wa_id` any more."""
        identity.set_hidden(self.business, self.person, True)

    async def show_number(self) -> None:
        identity.set_hidden(self.business, self.person, False)

    async def stop_marketing(self) -> None:
        identity.set_marketing(self.business, self.chat, False)

    async def resume_marketing(self) -> None:
        identity.set_marketing(self.business, self.chat, True)

    async def later(self, hours: float = 25.0) -> None:
        """For this chat alone the window moves on; see also `FakeWhatsApp.pass_time`."""
        person.let_pass(self.business, self.chat, hours)

    def disorder(self, *, twice: bool = False, delay: float = 0.0, swaps: int = 0, batch: int = 0, shuffle: int = 0) -> None:
        """What becomes of this person's webhooks from now on (see `Disorder`)."""
        disorder = self.person.disorder
        disorder.twice, disorder.delay, disorder.swaps, disorder.batch, disorder.shuffle = twice, delay, swaps, batch, shuffle
        self.business.hooks.release(disorder)

    def _acting(self) -> tuple[Business, Chat]:
        """Marks the moment: `replies` and `expect` count from the latest act."""
        self._mark = len(self.chat.journal)
        return self.business, self.chat

    @property
    def messages(self) -> Sequence[Message]:
        return list(self.chat.messages.values())

    @property
    def screen(self) -> str:
        """The last messages as text, with their buttons and lists."""
        return "\n".join(as_seen(message) for message in self.messages[-SCREEN_MESSAGES:])

    @property
    def last(self) -> Message:
        """The bot's latest message."""
        return next(message for message in reversed(self.messages) if not message.mine)

    @property
    def replies(self) -> list[Shown]:
        """What the bot sent to this screen since the person's latest act."""
        return [shown for shown in self.chat.journal[self._mark :] if shown.kind == "sent"]

    async def expect(
        self, wanted: "int | str | Callable[[WhatsAppHand], object]" = 1, timeout: float = PATIENCE_SECONDS
    ) -> list[Shown]:
        """Waits for so many replies, for one that holds a text, or until `wanted(self)` is true; returns the replies.

        Raises AssertionError with the screen if it does not come within `timeout` seconds.
        """
        missing = f"{wanted!r} on this screen:\n"
        await self.business.world.until(lambda: self._has(wanted), timeout, lambda: missing + self.screen)
        return self.replies

    def _has(self, wanted: "int | str | Callable[[WhatsAppHand], object]") -> bool:
        if isinstance(wanted, int):
            return len(self.replies) >= wanted
        if isinstance(wanted, str):
            return any(wanted in shown.text for shown in self.replies)
        return bool(wanted(self))

    def text(self, message_id: str) -> str:
        return text_of(self.chat.messages[message_id])
