"""Numbers of ours, people, messages and chats."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Literal

from phone.whatsapp.disorder import Disorder
from phone.whatsapp.envelope import Json

State = Literal["sent", "delivered", "read", "failed"]


@dataclass(eq=False)
class Number:
    """One of our numbers. `spent` counts messages delivered that cost something, by category."""

    id: str
    display: str
    verified_name: str = "Harbour Centre"
    quality: str = "GREEN"
    spent: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.metadata: Json = {"display_phone_number": self.display, "phone_number_id": self.id}


@dataclass(eq=False)
class Person:
    """Somebody with WhatsApp. `user_id` is their business-scoped id; `hidden`: the business sees only that and the username."""

    id: int
    first_name: str
    language_code: str
    phone_number: str
    user_id: str
    username: str = ""
    telegram: int | None = None
    hidden: bool = False
    marketing: bool = True
    offline: bool = False
    disorder: Disorder = field(default_factory=Disorder)

    def contact(self) -> Json:
        profile = {"name": self.first_name} | ({"username": f"@{self.username}"} if self.username else {})
        known = {} if self.hidden else {"wa_id": self.phone_number}
        return {"profile": profile, **known, "user_id": self.user_id}


@dataclass(eq=False)
class Message:
    """One message as the chat holds it. `content` is what stands under its type; `shown` what is read of a template."""

    id: str
    mine: bool
    date: int
    kind: str
    content: Json
    reply_to: str = ""
    state: State = "sent"
    category: str = ""
    opaque: str = ""
    shown: Json = field(default_factory=dict)
    template: str = ""
    edited: bool = False
    error: int = 0


@dataclass(frozen=True)
class Shown:
    """Something the bot did that the person can see; `text` is what they read."""

    kind: Literal["sent", "read", "typing"]
    message_id: str
    text: str


@dataclass(eq=False)
class Chat:
    """Between a person and one of our numbers. `open`: it is in front of them, so that what comes is read.

    `messages` are on the phone, `waiting` come when it is online again, `undelivered` will never come.
    """

    number: Number
    person: Person
    messages: dict[str, Message] = field(default_factory=dict)
    waiting: list[Message] = field(default_factory=list)
    undelivered: deque[Message] = field(default_factory=lambda: deque(maxlen=20))
    heard_at: float | None = None
    blocked: bool = False
    open: bool = True
    typing_until: float = 0.0
    journal: list[Shown] = field(default_factory=list)
    version: int = 0
