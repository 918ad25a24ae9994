"""How I sign in myself: my passkeys and codes, one more of them, and signing out everywhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.fields import fields, first
from desk.routing import POST, Entry, staff_of
from desk.signin import ceremony
from desk.signin.link import SignIn
from desk.signin.second_factor import Check, Second, digits, picture
from desk.staff import ALL
from storage.speaking.people import audited
from storage.staff import passkeys, sessions
from storage.staff.sessions import FULL, Session
from storage.times import Milliseconds, ms, when

if TYPE_CHECKING:
    from desk.app import Desk


@dataclass(frozen=True, slots=True)
class Account:
    second: Second

    @property
    def desk(self) -> "Desk":
        return self.second.desk

    async def show(self, request: Request) -> Response:
        """What I have, and what I may add."""
        session = await self.second.session(request, FULL)
        have = await self.second.have(staff_of(request).id)
        options, code = "", None
        if session:
            aside = await self.second.prepared(session)
            options = ceremony.to_make(self.desk.place, session.staff, aside["challenge"], have.passkeys)
            code = None if have.codes else picture(session.staff, aside["secret"])
        wrong, page = "wrong" in request.query_params, self.desk.page(request)
        return page.answer("signin_account.html", have=have, options=options, code=code, wrong=wrong, when=when)

    async def code(self, request: Request) -> Response:
        """Codes of an app, where there are none yet."""
        typed = digits(first(await fields(request), "code"))

        def check(connection: Connection, session: Session, now: Milliseconds) -> str:
            has = passkeys.has_totp(connection, session.staff)
            return "code" if not has and self.second.keep_codes(connection, session, typed, now) else ""

        return await self.added(request, check)

    async def passkey(self, request: Request) -> Response:
        """One more passkey."""
        answer = first(await fields(request), "answer")

        def check(connection: Connection, session: Session, now: Milliseconds) -> str:
            return "passkey" if self.second.keep_passkey(connection, session, answer, now) else ""

        return await self.added(request, check)

    async def added(self, request: Request, check: Check) -> Response:
        session, page, now = await self.second.session(request, FULL), self.desk.page(request), ms(self.desk.now())
        actor = staff_of(request).actor

        def work(connection: Connection) -> bool:
            how = check(connection, session, now) if session else ""
            if session:
                sessions.put_aside(connection, self.desk.keyring, session.key, {})
            if how:
                audited(connection, actor, "factor", 0, now, factor=how)
            return bool(how)

        right = await self.desk.submit(work)
        return RedirectResponse(page.link("/account", **({} if right else {"wrong": 1})), 303)

    async def out(self, request: Request) -> Response:
        """Signed out everywhere, here too."""
        who, now = staff_of(request), ms(self.desk.now())

        def work(connection: Connection) -> None:
            sessions.end_all(connection, who.id)
            audited(connection, who.actor, "signed_out", 0, now, part="everywhere")

        await self.desk.submit(work)
        return RedirectResponse(self.desk.page(request).link("/signin"), 303)


def entries(desk: "Desk") -> list[Entry]:
    one = Account(Second(SignIn(desk)))
    return [
        Entry("/account", one.show, ALL),
        Entry("/account/code", one.code, ALL, (POST,)),
        Entry("/account/passkey", one.passkey, ALL, (POST,)),
        Entry("/account/out", one.out, ALL, (POST,)),
    ]
