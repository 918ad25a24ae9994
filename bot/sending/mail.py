"""E-mail: letters wait in the outbox like everything else that leaves, and go to the organisation's own mail server (SMTP).

A letter goes at least once: one whose fate a crash or a broken line has hidden goes once more, under the same Message-ID, by which mail
programs see that it is the same. Nobody's turn ever waits for a mail server.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ssl import SSLError

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from sqlalchemy import Connection

from bot.channels.base import Meaning, Refused
from bot.sending.pace import Pace
from bot.settings import Settings
from storage.crypt import Keyring
from storage.messages import letters
from storage.messages.letters import Letter, is_address
from storage.messages.outbox import Message
from storage.times import ms

TIMEOUT = 30.0  # seconds for the mail server to take a letter
COME_BACK = 60.0  # seconds until a mail server that cannot be reached is tried again
A_SECOND = 5.0  # letters; what the smallest of servers bear
LONGEST = 120  # characters of a subject
GREYLISTED = range(400, 500)

Post = Callable[[str, str, str], Awaitable[None]]  # to, subject, text
Write = Callable[[Callable[[Connection], None]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where letters are handed over. `tls`: starttls, tls (from the beginning), none (only on this machine)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    tls: str


def server(settings: Settings) -> Server:
    """Where letters are handed over. Only where a mail server is set."""
    return Server(
        host=settings.mail_host,
        port=settings.mail_port,
        user=settings.mail_user,
        password=settings.mail_password.reveal(),
        sender=settings.mail_from,
        tls=settings.mail_tls,
    )


class Mailer:
    """The account that letters leave by, as a sender wants it: `make` delivers a row of the outbox."""

    name = letters.CHANNEL
    window: timedelta | None = None
    tells = False

    def __init__(self, server: Server, now: Callable[[], datetime]) -> None:
        self.server, self.now = server, now
        self.account = server.sender
        self.pace = Pace(A_SECOND)

    @property
    def channel(self) -> "Mailer":
        return self

    async def make(self, message: Message) -> str:
        """Hand a letter over; its Message-ID. Raises Refused."""
        letter = Letter.unpacked(message.said.text)
        mail = written(letter, to=message.external, sender=self.server.sender, number=message.id, at=self.now())
        await self._hand_over(mail, message.external)
        return str(mail["Message-ID"])

    def over(self, message: Message) -> None:
        """It is not tried again: nothing is kept of it here."""

    async def _hand_over(self, mail: EmailMessage, to: str) -> None:
        server = self.server
        try:
            await aiosmtplib.send(
                mail,
                sender=server.sender,
                recipients=[to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=TIMEOUT,
            )
        except (SMTPException, OSError, ValueError) as error:
            refusal = refused(error)
        else:
            return
        raise refusal  # out here, where the caught error, which may hold an address, is not its context


def written(letter: Letter, *, to: str, sender: str, number: int, at: datetime) -> EmailMessage:
    """A mail. Its Message-ID is made from the row's number, so that it stays the same. Raises Refused for an address that is none."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(letter.subject)
    mail["From"], mail["To"] = _address(sender), _address(to)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<lotse.{number}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    mail["Content-Language"] = letter.language.replace("_", "-")  # last: it would go with the first part
    return mail


def one_line(words: str) -> str:
    """A subject: without anything that could begin another header."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(plain.split())[:LONGEST]


def _address(words: str) -> Address:
    if not is_address(words):
        raise Refused(Meaning.OURS, "no address")
    try:
        return Address(addr_spec=words)
    except (HeaderParseError, ValueError, IndexError):
        refusal = Refused(Meaning.OURS, "no address")
    raise refusal


def refused(error: Exception) -> Refused:
    """What a mail server's refusal means. Its sentence stays out of it, as it may name the address."""
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, SMTPAuthenticationError):
        return Refused(Meaning.REVOKED, f"{error.code} sign-in refused")
    if isinstance(error, SMTPNotSupported | SSLError):
        return Refused(Meaning.REVOKED, type(error).__name__)
    if isinstance(error, SMTPResponseException):
        return _answered(error)
    if isinstance(error, OSError | SMTPException):
        return Refused(Meaning.SLOW_DOWN, type(error).__name__, COME_BACK)
    return Refused(Meaning.OURS, type(error).__name__)


def _answered(error: SMTPResponseException) -> Refused:
    if error.code == 421 or isinstance(error, SMTPConnectError | SMTPHeloError):  # it has enough of everybody
        return Refused(Meaning.SLOW_DOWN, str(error.code), COME_BACK)
    if error.code in GREYLISTED:
        return Refused(Meaning.REST, str(error.code))
    if isinstance(error, SMTPRecipientRefused):
        return Refused(Meaning.UNREACHABLE, str(error.code))
    return Refused(Meaning.OURS, f"{error.code} {'content' if isinstance(error, SMTPDataError) else 'refused'}")


def post(write: Write, keyring: Keyring, account: str, now: Callable[[], datetime]) -> Post:
    """What sends a mail of a few words, for links to sign in: it returns when the letter is kept, not when it has left."""

    async def posted(to: str, subject: str, text: str) -> None:
        one = (to, Letter(subject=subject, text=text))
        await write(lambda connection: letters.put(connection, keyring, account, [one], ms(now())))

    return posted
