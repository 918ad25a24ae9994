"""A mail server on loopback that keeps what it is given: in a test, and behind the page of mails."""

import asyncio
import socket
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP as POLICY
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from phone.server import loopback_socket
from phone.signals import Signal

KEPT = 500  # mails
LARGEST = 10 << 20  # bytes of one
PATIENCE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Part:
    """Something that came with a mail."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it arrived. `to` is where it was handed in for; `parts` are attachments and pictures."""

    number: int
    to: tuple[str, ...]
    sender: str
    subject: str
    date: str
    id: str
    language: str
    text: str
    html: str
    parts: tuple[Part, ...]
    raw: bytes = field(repr=False)


@dataclass
class Mailbox:
    """All mails, the latest last. `refusals`: answers to give instead, one for each RCPT (where) or DATA (after the words)."""

    mails: deque[Mail] = field(default_factory=lambda: deque(maxlen=KEPT))
    changed: Signal = field(default_factory=Signal)
    at_recipient: deque[str] = field(default_factory=deque)
    at_content: deque[str] = field(default_factory=deque)
    password: str = ""  # "" = nobody has to sign in
    count: int = 0

    def mail(self, number: int) -> Mail | None:
        return next((one for one in self.mails if one.number == number), None)

    def to(self, address: str) -> list[Mail]:
        return [one for one in self.mails if address in one.to]

    async def expect(self, count: int = 1, *, to: str = "", timeout: float = PATIENCE) -> list[Mail]:
        """Waits until there are so many mails (to one address). Raises AssertionError."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + timeout
        while len(found := self.to(to) if to else list(self.mails)) < count:
            if not await self.changed.beyond_within(self.changed.count, ends_at - loop.time()):
                raise AssertionError(f"{len(found)} of {count} mails came")
        return found

    # --- what aiosmtpd calls ---------------------------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.password and not session.authenticated:
            return "530 sign in first"
        if self.at_recipient:
            return self.at_recipient.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.at_content:
            return self.at_content.popleft()
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self.count += 1
        self.mails.append(read(raw, self.count, tuple(str(one) for one in envelope.rcpt_tos)))
        self.changed.fire()
        return "250 OK"

    def admits(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)


def read(raw: bytes, number: int, to: tuple[str, ...]) -> Mail:
    """A mail from its bytes."""
    found: Message = message_from_bytes(raw, policy=POLICY)
    parts: list[Part] = []
    words = {"plain": "", "html": ""}
    for part in found.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        kind, name = part.get_content_subtype(), part.get_filename() or ""
        if part.get_content_maintype() == "text" and not part.is_attachment() and not words.get(kind, "-"):
            words[kind] = part.get_content()
        else:
            content = part.get_payload(decode=True)
            parts.append(Part(name or "part", part.get_content_type(), content if isinstance(content, bytes) else b""))

    def header(name: str) -> str:
        return str(found.get(name, ""))

    return Mail(
        number=number,
        to=to,
        sender=header("From"),
        subject=header("Subject"),
        date=header("Date"),
        id=header("Message-ID"),
        language=header("Content-Language"),
        text=words["plain"],
        html=words["html"],
        parts=tuple(parts),
        raw=raw,
    )


class MailServer:
    """Listens in the running loop, on a socket that is bound already."""

    def __init__(self, mailbox: Mailbox, listener: socket.socket) -> None:
        self.mailbox, self._listener = mailbox, listener
        self.port: int = listener.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._open: WeakSet[SMTP] = WeakSet()

    async def start(self) -> None:
        def protocol() -> SMTP:
            one = SMTP(
                self.mailbox,
                data_size_limit=LARGEST,
                hostname="mail.localhost",
                ident="pretended",
                authenticator=self.mailbox.admits,
                auth_require_tls=False,
            )
            self._open.add(one)
            return one

        self._server = await asyncio.get_running_loop().create_server(protocol, sock=self._listener)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for one in self._open:
            if one.transport:
                one.transport.close()


class FakeMail:
    """A mail server for as long as the `async with` block lasts."""

    def __init__(self, *, password: str = "") -> None:
        self.mailbox = Mailbox(password=password)

    async def __aenter__(self) -> Self:
        self._server = MailServer(self.mailbox, loopback_socket("127.0.0.1", 0))
        self.port = self._server.port
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()
