"""The second factor: a passkey, or the codes of an app. Whoever has none yet chooses one, the first time they come."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, first
from desk.routing import NOBODY_YET, POST, Entry
from desk.security import way_back
from desk.signin import ceremony
from desk.signin.link import MOST_CODES, SignIn
from storage.answers.review import public
from storage.staff import coordinators, passkeys, sessions
from storage.staff.passkeys import Passkey
from storage.staff.sessions import HALF, Session
from storage.times import Milliseconds, ms

if TYPE_CHECKING:
    from desk.app import Desk

Check = Callable[[Connection, Session, Milliseconds], str]  # how they proved it; "" = they did not
CHALLENGE_BYTES = 32
LONGEST_CODE = 12
ISSUER = "Lotse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Have:
    """What somebody can show."""

    passkeys: tuple[Passkey, ...]
    codes: bool

    @property
    def none(self) -> bool:
        return not self.passkeys and not self.codes


@dataclass(frozen=True, slots=True)
class Second:
    signin: SignIn

    @property
    def desk(self) -> "Desk":
        return self.signin.desk

    async def show(self, request: Request) -> Response:
        """Show a factor, or choose one."""
        page, session, place = self.desk.page(request), await self.session(request), self.desk.place
        if session is None:
            return RedirectResponse(page.link("/signin"), 303)
        have, aside = await self.have(session.staff), await self.prepared(session)
        make, use, challenge = ceremony.to_make, ceremony.to_use, aside["challenge"]
        options = make(place, session.staff, challenge, ()) if have.none else use(place, challenge, have.passkeys)
        code, wrong = picture(session.staff, aside["secret"]), "wrong" in request.query_params
        return page.answer("signin_second.html", have=have, options=options, code=code, wrong=wrong)

    async def code(self, request: Request) -> Response:
        """Six digits."""
        session, typed = await self.half(request), digits(first(await fields(request), "code"))

        def check(connection: Connection, session: Session, now: Milliseconds) -> str:
            if passkeys.any_of(connection, session.staff):
                right = passkeys.check_totp(connection, self.desk.keyring, session.staff, typed, now)
                return "code" if right else ""
            return "code, new" if self.keep_codes(connection, session, typed, now) else ""

        return await self.tried(request, session, check)

    async def passkey(self, request: Request) -> Response:
        """What the device has answered."""
        session, answer = await self.half(request), first(await fields(request), "answer")

        def check(connection: Connection, session: Session, now: Milliseconds) -> str:
            if not passkeys.any_of(connection, session.staff):
                return "passkey, new" if self.keep_passkey(connection, session, answer, now) else ""
            known, challenge = passkeys.of(connection, self.desk.keyring, session.staff), session.aside.get("challenge")
            found = ceremony.shown(self.desk.place, challenge, answer, known) if challenge else None
            if found:
                passkeys.used(connection, *found)
            return "passkey" if found else ""

        return await self.tried(request, session, check)

    def keep_passkey(self, connection: Connection, session: Session, answer: str, now: Milliseconds) -> bool:
        """A new one, when it answers the session's challenge."""
        challenge = session.aside.get("challenge")
        new = ceremony.made(self.desk.place, challenge, answer) if challenge else None
        if new:
            values: dict[str, Any] = {"id_": new.id, "public_key": new.public_key, "uses": new.uses, "now": now}
            passkeys.add(connection, self.desk.keyring, session.staff, **values)
        return new is not None

    def keep_codes(self, connection: Connection, session: Session, typed: str, now: Milliseconds) -> bool:
        """The secret that was shown, when the app has taken it in."""
        secret = base64.b32decode(session.aside.get("secret", ""))
        step = passkeys.step_of(secret, typed, now) if secret else 0
        if step:
            passkeys.set_totp(connection, self.desk.keyring, session.staff, secret, step, now)
        return step > 0

    async def tried(self, request: Request, session: Session, check: Check) -> Response:
        """One try. Too many end the session; a challenge is good for one."""
        now = ms(self.desk.now())

        def attempt(connection: Connection) -> str | None:
            member = coordinators.member(connection, self.desk.keyring, session.staff)
            locked = self.signin.locked(connection, "code", public(session.staff), MOST_CODES, now, member)
            if locked or member is None or member.state == "off":
                sessions.end(connection, session.key)
                return None
            if how := check(connection, session, now):
                return self.signin.enter(connection, session, how, now)
            left = {name: value for name, value in session.aside.items() if name != "challenge"}
            sessions.put_aside(connection, self.desk.keyring, session.key, left)
            return ""

        token, page = await self.desk.submit(attempt), self.desk.page(request)
        if token is None:
            return self.signin.too_often(request)
        if not token:
            return RedirectResponse(page.link("/signin/second", wrong=1), 303)
        return self.signin.leading(request, way_back(session.aside.get("next", "/")), token)

    # --- helpers -------------------------------------------------------------------------------------------------------

    async def session(self, request: Request, level: str = HALF) -> Session | None:
        """The one that lacks a second factor, or is of another level; None = there is none."""
        token, now = self.signin.token(request), ms(self.desk.now())
        found = await self.desk.read(lambda connection: sessions.find(connection, self.desk.keyring, token, now))
        return found if found and found.level == level else None

    async def half(self, request: Request) -> Session:
        """Raises HTTPException 403."""
        if (found := await self.session(request)) is None:
            raise HTTPException(403)
        return found

    async def have(self, staff: int) -> Have:
        def look(connection: Connection) -> Have:
            known = passkeys.of(connection, self.desk.keyring, staff)
            return Have(passkeys=tuple(known), codes=passkeys.has_totp(connection, staff))

        return await self.desk.read(look)

    async def prepared(self, session: Session) -> Mapping[str, Any]:
        """A challenge and a new secret, kept until the answer comes: loading the page again changes neither."""
        aside = {
            "challenge": secrets.token_urlsafe(CHALLENGE_BYTES),
            "secret": base64.b32encode(secrets.token_bytes(passkeys.SECRET_BYTES)).decode(),
            **session.aside,
        }
        if aside != session.aside:
            keyring = self.desk.keyring
            await self.desk.submit(lambda connection: sessions.put_aside(connection, keyring, session.key, aside))
        return aside


def digits(typed: str) -> str:
    """Of a code, as our digits, however it was typed."""
    return "".join(str(int(one)) for one in typed if one.isdecimal())[:LONGEST_CODE]


def picture(staff: int, secret: str) -> Mapping[str, str]:
    """A picture for the app, as SVG, and the same to be typed. The app is told no name, but the public number."""
    uri = passkeys.generator(base64.b32decode(secret)).get_provisioning_uri(public(staff), ISSUER)
    import segno  # noqa: PLC0415 - for those who set up a second factor

    drawn = segno.make(uri, error="m").svg_inline(scale=4, border=4, light="#fff", svgclass="qr", omitsize=True)
    return {"picture": drawn, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


def entries(desk: "Desk") -> list[Entry]:
    second = Second(SignIn(desk))
    return [
        Entry("/signin/second", second.show, NOBODY_YET),
        Entry("/signin/code", second.code, NOBODY_YET, (POST,)),
        Entry("/signin/passkey", second.passkey, NOBODY_YET, (POST,)),
    ]
