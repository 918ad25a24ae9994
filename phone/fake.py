"""FakeTelegram: the pretended Telegram inside a test, and the hands of the people in it."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from phone import person
from phone.acts import sample
from phone.faults import Fault
from phone.formatting import Json
from phone.parameters import Upload
from phone.served import PATIENCE_SECONDS, Served
from phone.world import PRESET, Bot, Chat, Phone, Shown, World, text_of

SCREEN_MESSAGES = 12


class FakeTelegram(Served):
    """Serves the Bot API. `base_url` and `base_file_url` are what python-telegram-bot's Bot takes under those names."""

    def __init__(
        self,
        *,
        token: str = "424242:demo",  # noqa: S107  (opens nothing)
        now: Callable[[], float] = time.time,
        query_seconds: float | None = None,
        retry_unit: float = 0.01,
    ) -> None:
        super().__init__(World(now=now, query_seconds=query_seconds, retry_unit=retry_unit))
        self.token = token
        for phone in PRESET:
            self.world.add_phone(Phone(**vars(phone)))

    @property
    def base_url(self) -> str:
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    @property
    def bot(self) -> Bot:
        return self.world.bot(self.token)

    def phone(self, first_name: str) -> "Hand":
        """One of the phones there are. Raises LookupError."""
        for phone in self.world.phones.values():
            if phone.first_name == first_name:
                return Hand(self.world, self.bot, self.world.chat(self.bot, phone))
        raise LookupError(f"nobody is called {first_name}")

    def new_phone(self, first_name: str, language_code: str, **more: Any) -> "Hand":
        self.world.add_phone(Phone(self.world.new_number(), first_name, language_code, **more))
        return self.phone(first_name)

    def fault(self, **fields: Any) -> None:
        """Plans a fault; the fields are those of `Fault`."""
        self.world.faults.add(Fault(**fields))

    def requests(self, method: str | None = None, chat_id: int | None = None) -> list[Json]:
        """The calls the bot made, oldest first: method, parameters, time, status; those to one chat, if it is named."""
        made = [call for call in self.world.requests if method in (None, call["method"])]
        return made if chat_id is None else [call for call in made if str(call["parameters"].get("chat_id")) == str(chat_id)]

    async def expect_request(
        self, method: str, count: int = 1, timeout: float = PATIENCE_SECONDS, *, chat_id: int | None = None
    ) -> list[Json]:
        """Waits until that method was called so many times in all, or so many times for one chat."""
        return await self._expect(lambda: self.requests(method, chat_id), count, timeout, method)


class Hand:
    """One person's hand on their phone."""

    def __init__(self, world: World, bot: Bot, chat: Chat) -> None:
        self.world, self.bot, self.chat = world, bot, chat
        self._mark = len(chat.journal)

    @property
    def id(self) -> int:
        return self.chat.phone.id

    async def say(self, text: str) -> Json:
        return person.say(*self._acting(), text)

    async def start(self, payload: str = "") -> Json:
        return person.start(*self._acting(), payload)

    async def tap(self, wanted: str, message_id: int | None = None) -> None:
        """Taps the newest button with that label or callback data, else that key of the reply keyboard."""
        found = person.find_inline_button(self.chat, wanted, message_id)
        if found is not None:
            person.press(*self._acting(), *found)
            return
        keys = [key for row in (self.chat.reply_keyboard or {}).get("keyboard", []) for key in row]
        key = next((key for key in keys if key["text"] == wanted), None)
        if key is None:
            raise LookupError(f"no button {wanted!r} on this screen:\n{self.screen}")
        person.press_reply_key(*self._acting(), key)

    async def send(self, kind: str, upload: Upload | None = None, caption: str = "") -> Json:
        """Sends a photo, voice, audio, video, document or sticker: a sample unless an upload is given."""
        return person.send_file(*self._acting(), kind, upload or sample(kind), caption)

    async def send_location(self, latitude: float, longitude: float, accuracy: float | None = None) -> Json:
        return person.send_location(*self._acting(), latitude, longitude, accuracy)

    async def send_contact(self) -> Json:
        return person.send_contact(*self._acting())

    async def edit(self, message_id: int, text: str) -> Json:
        return person.edit(*self._acting(), message_id, text)

    async def block(self) -> None:
        person.set_blocked(*self._acting(), True)

    async def unblock(self) -> None:
        person.set_blocked(*self._acting(), False)

    async def deactivate(self) -> None:
        self.chat.phone.deactivated = True

    def disorder(self, *, twice: bool = False, delay: float = 0.0, swaps: int = 0) -> None:
        """What becomes of this person's updates from now on (see `Disorder`)."""
        for released in self.chat.disorder.set(twice, delay, swaps):
            self.bot.updates.put(released)

    def _acting(self) -> tuple[World, Bot, Chat]:
        """Marks the moment: `replies` and `expect` count from the latest act."""
        self._mark = len(self.chat.journal)
        return self.world, self.bot, self.chat

    @property
    def messages(self) -> Sequence[Json]:
        return list(self.chat.messages.values())

    @property
    def screen(self) -> str:
        """The last messages as text, with their buttons, and the reply keyboard."""
        lines = [person.as_seen(message) for message in self.messages[-SCREEN_MESSAGES:]]
        rows = (self.chat.reply_keyboard or {}).get("keyboard", [])
        return "\n".join([*lines, *("  keys: " + " ".join(f"[{key['text']}]" for key in row) for row in rows)])

    @property
    def last(self) -> Json:
        """The bot's latest message as it stands now."""
        return next(message for message in reversed(self.messages) if message["from"]["is_bot"])

    @property
    def replies(self) -> list[Shown]:
        """What the bot did on this screen since the person's latest act."""
        return self.chat.journal[self._mark :]

    async def expect(
        self, wanted: "int | str | Callable[[Hand], object]" = 1, timeout: float = PATIENCE_SECONDS
    ) -> list[Shown]:
        """Waits for so many replies, for one that holds a text, or until `wanted(self)` is true; returns the replies.

        Raises AssertionError with the screen if it does not come within `timeout` seconds.
        """
        missing = f"{wanted!r} on this screen:\n"
        await self.world.until(lambda: self._has(wanted), timeout, lambda: missing + self.screen)
        return self.replies

    def _has(self, wanted: "int | str | Callable[[Hand], object]") -> bool:
        if isinstance(wanted, int):
            return len(self.replies) >= wanted
        if isinstance(wanted, str):
            return any(wanted in shown.text for shown in self.replies)
        return bool(wanted(self))

    def text(self, message_id: int) -> str:
        return text_of(self.chat.messages[message_id])
