"""All that exists here: phones, bots, and the chat of each pair."""

import asyncio
import itertools
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from phone.delivery import Delivery
from phone.errors import bad_request, forbidden
from phone.faults import Disorder, Fault, Faults
from phone.files import FileStore
from phone.formatting import Json
from phone.mail import Mailbox
from phone.profile import Profile
from phone.signals import Signal
from phone.updates import UpdateQueue

if TYPE_CHECKING:
    from phone.whatsapp.business import Business

TYPING_SECONDS = 5.0
REQUESTS_KEPT = 10_000
FIRST_NEW_PHONE = 7_200_000


@dataclass
class Phone:
    """One person's telephone; `id` is the user id and the id of their private chat, as on Telegram."""

    id: int
    first_name: str
    language_code: str
    last_name: str = ""
    username: str = ""
    phone_number: str = ""
    deactivated: bool = False

    def user(self) -> Json:
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | _filled(optional)

    def chat(self) -> Json:
        optional = {"last_name": self.last_name, "username": self.username}
        return {"id": self.id, "first_name": self.first_name, "type": "private"} | _filled(optional)


PRESET = (
    Phone(7_100_001, "Amal", "ar", username="amal_demo", phone_number="963900000001"),
    Phone(7_100_002, "Bashir", "fa", phone_number="93700000002"),
    Phone(7_100_003, "Olena", "uk", username="olena_demo", phone_number="380500000003"),
)


@dataclass(frozen=True)
class Shown:
    """Something the bot did that the person can see; `text` is what they read."""

    kind: Literal["sent", "edited", "deleted", "notice"]
    message_id: int
    text: str


@dataclass
class Query:
    """A tap on a button that waits for answerCallbackQuery."""

    chat: "Chat"
    message_id: int
    data: str
    asked_at: float
    answered: bool = False


@dataclass
class Chat:
    phone: Phone
    messages: dict[int, Json] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    reply_keyboard: Json | None = None
    menu_button: Json | None = None
    action: str = ""
    action_until: float = 0.0
    notice: Json | None = None
    journal: list[Shown] = field(default_factory=list)
    disorder: Disorder = field(default_factory=Disorder)
    version: int = 0


@dataclass
class Bot:
    """One token's bot; `ids` number its messages and the taps on its buttons."""

    token: str
    updates: UpdateQueue
    delivery: Delivery
    ids: "itertools.count[int]"
    profile: Profile = field(default_factory=Profile)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        name = self.profile.name("")
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.profile.username}


@dataclass
class World:
    """`now` gives seconds since 1970; `query_seconds` is how long a tap may be answered, None for ever.

    `retry_unit` is what a webhook's pauses between tries are multiples of, in seconds. All ids handed out lie above
    `serial`: beside a bot that remembers, a world made anew needs a larger one, or its messages are taken for old ones.
    """

    now: Callable[[], float] = time.time
    query_seconds: float | None = None
    retry_unit: float = 1.0
    serial: int = 0
    name: str = field(default_factory=lambda: uuid4().hex)
    phones: dict[int, Phone] = field(default_factory=dict)
    bots: dict[str, Bot] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    faults: Faults[Fault] = field(default_factory=Faults)
    requests: deque[Json] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    changed: Signal = field(default_factory=Signal)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    whatsapp: "Business | None" = None  # where that is pretended too
    mailbox: Mailbox = field(default_factory=Mailbox)
    crowd: range = range(0)  # ids of phones that take every message and are shown nowhere

    def new_number(self) -> int:
        """The id of a phone that nobody has had."""
        return max([*self.phones, FIRST_NEW_PHONE + self.serial]) + 1

    def add_phone(self, phone: Phone) -> Phone:
        self.phones[phone.id] = phone
        self.changed.fire()
        return phone

    def bot(self, token: str) -> Bot:
        """The bot of that token; it comes into being with its first call."""
        if token not in self.bots:
            updates = UpdateQueue(self.now, last_id=self.serial)
            ids = itertools.count(self.serial + 1)
            self.bots[token] = Bot(token, updates, Delivery(updates, self.retry_unit), ids)
            self.changed.fire()
        return self.bots[token]

    def chat(self, bot: Bot, phone: Phone) -> Chat:
        return bot.chats.setdefault(phone.id, Chat(phone))

    def reachable_chat(self, bot: Bot, chat_id: str) -> Chat:
        """The chat that a bot may write to. Raises ApiError (400 not found, 403 blocked or deactivated)."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self._chat_of(bot, int(chat_id)) if re.fullmatch(r"-?\d+", chat_id) else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        if chat.phone.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def _chat_of(self, bot: Bot, number: int) -> Chat | None:
        if number in self.crowd and number not in bot.chats:
            bot.chats[number] = Chat(Phone(number, "Somebody", "en"), started=True)
        return bot.chats.get(number)

    async def until(self, done: Callable[[], bool], timeout: float, missing: Callable[[], str]) -> None:
        """Waits for a change that makes it so. Raises AssertionError, with what is missing, after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + timeout
        while not done():
            seen = self.changed.count
            if not await self.changed.beyond_within(seen, ends_at - loop.time()) and not done():
                raise AssertionError(f"waited {timeout:g} s in vain for {missing()}")

    def touch(self, chat: Chat) -> None:
        """Tells everybody who watches that this chat has changed."""
        chat.version += 1
        self.changed.fire()

    def new_message(self, bot: Bot, chat: Chat, sender: Json, content: Json) -> Json:
        number = next(bot.ids)
        head = {"message_id": number, "from": sender, "chat": chat.phone.chat(), "date": int(self.now())}
        chat.messages[number] = message = head | content
        return message

    def show(self, chat: Chat, shown: Shown) -> None:
        chat.journal.append(shown)
        self.touch(chat)

    def emit(self, bot: Bot, chat: Chat, kind: str, body: Json) -> None:
        """Sends an update on its way to the bot, with whatever disorder its chat has."""
        pending = bot.updates.new(kind, body, chat.phone.id)
        for ready in chat.disorder.sorted(pending) if pending else []:
            if chat.disorder.delay:
                asyncio.get_running_loop().call_later(chat.disorder.delay, bot.updates.put, ready)
            else:
                bot.updates.put(ready)


def text_of(message: Json) -> str:
    """What a person reads of a message: its text or caption, or "[photo]" and the like, and of a place its name and address."""
    kinds = ("photo", "voice", "document", "audio", "video", "location", "contact", "sticker")
    media, venue = next((f"[{kind}]" for kind in kinds if kind in message), ""), message.get("venue", {})
    words = (media, message.get("text") or message.get("caption"), venue.get("title"), venue.get("address"))
    return " ".join(part for part in words if part)


def _filled(values: dict[str, str]) -> Json:
    return {name: value for name, value in values.items() if value}
