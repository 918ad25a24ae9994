"""All that exists here: a business account with its numbers and templates, people, and the chat of each pair."""

import base64
import itertools
from collections import deque
from dataclasses import dataclass, field

from phone.faults import Faults
from phone.whatsapp.envelope import Event, Json
from phone.whatsapp.faults import Fault
from phone.whatsapp.hooks import Hooks
from phone.whatsapp.media import MediaStore
from phone.whatsapp.templates import Templates
from phone.whatsapp.things import Chat, Message, Number, Person, Shown
from phone.world import World

WINDOW_SECONDS = 24 * 3600
GERMANY = "4915"  # how numbers of mobile phones begin there
FIRST_PHONE = 8_200_000
FIRST_NUMBER = 100_000_000_000_000
BUSINESS_ID = "200000000000001"
DEMO_TOKEN = "EAALotseDemo"  # noqa: S105  (opens nothing)
DEMO_SECRET = "lotse-demo-app-secret"  # noqa: S105
DEMO_VERIFY_TOKEN = "lotse-demo-verify"  # noqa: S105
REQUESTS_KEPT = 10_000

COUNTRIES = {"963": "SY", "93": "AF", "291": "ER", "251": "ET", "380": "UA", "352": "LU", "49": "DE", "33": "FR", "98": "IR"}

# Amal is the same as on Telegram: the same name and number.
PRESET = (
    (8_100_001, "Amal", "ar", "963900000001", "SY.13491208655302741918", 7_100_001),
    (8_100_002, "Yonas", "ti", "291700000002", "ER.20571943006118823345", None),
    (8_100_003, "Maryam", "ps", "93700000003", "AF.31660022715594487012", None),
)


@dataclass(eq=False)
class Business:
    """A WhatsApp business account. Time is the world's, moved on by `offset` seconds.

    `tier`: people who may be written to first in any 24 hours, None for any number. `pair_rate`: whether more than 45 messages in
    6 s to one person are refused. `refuses_late`: a closed window is told by a failed status instead of the call's answer.
    `told`: the statuses that are told.
    """

    world: World
    count: int = 1
    token: str = DEMO_TOKEN
    secret: str = DEMO_SECRET
    verify_token: str = DEMO_VERIFY_TOKEN
    id: str = BUSINESS_ID
    offset: float = 0.0
    tier: int | None = 250
    pair_rate: bool = False
    refuses_late: bool = False
    told: frozenset[str] = frozenset({"sent", "delivered", "read", "failed"})
    numbers: dict[str, Number] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[tuple[str, int], Chat] = field(default_factory=dict)
    requests: deque[Json] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    faults: Faults[Fault] = field(default_factory=Faults)
    media: MediaStore = field(default_factory=MediaStore)
    first_written: dict[int, float] = field(default_factory=dict)  # when each person was last written to outside a window
    lately: dict[tuple[str, int], deque[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hooks = Hooks(self.id, self.secret, self.verify_token, self.world.retry_unit)
        self.templates = Templates(self)
        self.subscribed = True  # our app to this account: else no webhook comes
        self._serial = itertools.count(self.world.serial + 1)
        self._by_key: dict[str, Person] = {}
        self._received: dict[str, Chat] = {}
        self._people = itertools.count(FIRST_PHONE + self.world.serial + 1)
        for at in range(1, self.count + 1):
            number = Number(str(FIRST_NUMBER + at), f"3526210{at:05d}")
            self.numbers[number.id] = number
        for identifier, name, language, phone, user_id, telegram in PRESET:
            self.add(Person(identifier, name, language, phone, user_id, telegram=telegram))

    def now(self) -> float:
        return self.world.now() + self.offset

    @property
    def first(self) -> Number:
        return next(iter(self.numbers.values()))

    # --- People

    def add(self, person: Person) -> Person:
        self.people[person.id] = person
        self.know(person)
        self.world.changed.fire()
        return person

    def new_person(self, first_name: str, language_code: str, phone_number: str = "", username: str = "") -> Person:
        identifier = next(self._people)
        number = phone_number.lstrip("+") or f"{GERMANY}{identifier}"
        return self.add(Person(identifier, first_name, language_code, number, self.new_user_id(number), username))

    def new_user_id(self, phone_number: str) -> str:
        country = next((code for prefix, code in COUNTRIES.items() if phone_number.startswith(prefix)), "DE")
        return f"{country}.{10**19 + next(self._serial) * 7_919}"

    def know(self, person: Person) -> None:
        self._by_key[person.phone_number] = self._by_key[person.user_id] = person

    def forget(self, *keys: str) -> None:
        for key in keys:
            self._by_key.pop(key, None)

    def find(self, key: str) -> Person | None:
        """Whose number or business-scoped id this is, None if nobody's (any more)."""
        return self._by_key.get(key) or self._of_crowd(key)

    def _of_crowd(self, key: str) -> Person | None:
        """Somebody with a phone that is shown nowhere."""
        digits = key.removeprefix(GERMANY)
        if not (digits.isdecimal() and key.startswith(GERMANY) and int(digits) in self.world.crowd):
            return None
        self.know(Person(int(digits), "Somebody", "en", key, self.new_user_id(key)))
        return self._by_key[key]

    # --- Chats

    def chat(self, number: Number, person: Person) -> Chat:
        key = (number.id, person.id)
        if key not in self.chats:
            self.chats[key] = Chat(number, person)
        return self.chats[key]

    def chats_of(self, person: Person) -> list[Chat]:
        """Those they have begun, with one number of ours or several."""
        found = (self.chats.get((number, person.id)) for number in self.numbers)
        return [chat for chat in found if chat is not None]

    def received(self, chat: Chat, message: Message) -> None:
        """A person's message has come to us."""
        chat.messages[message.id] = message
        chat.heard_at, chat.typing_until = self.now(), 0.0
        self._received[message.id] = chat

    def chat_with(self, message_id: str) -> Chat | None:
        """Where a person wrote that."""
        return self._received.get(message_id)

    def window_open(self, chat: Chat) -> bool:
        return chat.heard_at is not None and self.now() - chat.heard_at < WINDOW_SECONDS

    def new_id(self) -> str:
        """A message's id of Meta's kind: "wamid." and base64."""
        raw = f"\x1d\x18{self.id[-6:]}{next(self._serial):020d}"
        return "wamid." + base64.b64encode(raw.encode()).decode()

    def touch(self, chat: Chat) -> None:
        """Tells everybody who watches that this chat has changed."""
        chat.version += 1
        self.world.changed.fire()

    def show(self, chat: Chat, shown: Shown) -> None:
        chat.journal.append(shown)
        self.touch(chat)

    # --- What the bot is told

    def tell(self, chat: Chat, kind: str, item: Json, field_: str = "messages", contact: bool = True) -> None:
        """One element of the array `kind` of a webhook about this chat."""
        person = chat.person
        known = person.contact() if contact else None
        self.hooks.tell(Event(person.id, field_, kind, item, chat.number.metadata, known), person.disorder)

    def tell_account(self, field_: str, value: Json) -> None:
        """A webhook about the account itself: templates, limits."""
        self.hooks.tell(Event(0, field_, "", value, time=int(self.now())), self.hooks.disorder)

    def set_tier(self, people: int | None) -> None:
        """Meta allows so many (None: any number of) people a day to be written to first, and tells the account."""
        self.tier = people
        value = {"max_daily_conversations_per_business": -1 if people is None else people, "max_phone_numbers_per_business": 25}
        self.tell_account("business_capability_update", value)

    async def close(self) -> None:
        await self.hooks.stop()
