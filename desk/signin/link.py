"""Signing in: a link that works once, then a second factor. There are no passwords.

A session climbs: `asking` (somebody wants a link, nobody is known), `half` (the link or the organisation has said who it is), `full`.
Each step gets a new cookie. Whoever is asked about is never told whether we know them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields, first
from desk.routing import NOBODY_YET, POST, Entry, staff_of
from desk.security import way_back
from desk.staff import ALL, WORK, Role, Staff
from dialogs.events import Said
from dialogs.texts import Text
from storage.answers.review import public
from storage.speaking.people import audited
from storage.staff import attempts, coordinators, sessions, signins
from storage.staff.coordinators import Member
from storage.staff.scope import Scope
from storage.staff.sessions import FULL, HALF, Session
from storage.staff.signins import Refusal
from storage.times import Milliseconds, ms

if TYPE_CHECKING:
    from desk.app import Desk

MOST_FROM_ONE = 30  # links asked for, and wrong ones opened, from one place on the net: an office may share one
MOST_CODES = 5
LONGEST_EMAIL = 200


@dataclass(frozen=True, slots=True)
class SignIn:
    desk: "Desk"

    # --- who is it -----------------------------------------------------------------------------------------------------

    async def admit(self, request: Request) -> Staff | None:
        """Whoever's cookie opens a session. A click is written down at most once a minute."""
        now, token = ms(self.desk.now()), self.token(request)
        found = await self.desk.read(lambda connection: sessions.signed_in(connection, self.desk.keyring, token, now))
        if found is None:
            return None
        session, member = found
        request.state.session = session
        if now - session.seen_at > sessions.SEEN_EVERY_MS:
            await self.desk.submit(lambda connection: sessions.seen(connection, session.key, now))
        return staff_from(member, names=session.names_until > now)

    # --- asking for a link ---------------------------------------------------------------------------------------------

    async def form(self, request: Request) -> Response:
        """Who are you? At the address that cookies and passkeys are bound to."""
        page, place = self.desk.page(request), self.desk.place
        wanted = way_back(request.query_params.get("next", "/"))
        if request.headers.get("host", "").lower() != place.host and not place.public:
            return RedirectResponse(place.url + page.link("/signin", next=wanted), 303)
        if page.signed_in:
            return RedirectResponse(page.link(wanted), 303)
        return page.answer("signin.html", wanted=wanted, openid=self.desk.openid is not None, post=self.desk.post is not None)

    async def ask(self, request: Request) -> Response:
        """A link goes to whoever has that address, and the same is said to everybody."""
        sent, client, now = await fields(request), self.desk.place.client(request), ms(self.desk.now())
        email, wanted = first(sent, "email")[:LONGEST_EMAIL], way_back(sent.get("next", ["/"])[0])
        by_mail = sent.get("by") == ["email"]
        asked = await self.desk.submit(lambda connection: self._asked(connection, email, client, wanted, by_mail, now))
        if asked is None:
            return self.too_often(request)
        token, letter = asked
        response = self.leading(request, "/signin/sent", token)
        if letter and self.desk.post:
            response.background = BackgroundTask(self.desk.post, *letter)
        return response

    def _asked(
        self, connection: Connection, email: str, client: str, wanted: str, by_mail: bool, now: Milliseconds
    ) -> tuple[str, tuple[str, str, str] | None] | None:
        """(what the cookie is to hold, a letter to be sent); None = too often."""
        if self.locked(connection, "link from", client, MOST_FROM_ONE, now):
            return None
        keyring = self.desk.keyring
        token = sessions.begin(connection, keyring, now, aside={"next": wanted})
        who = coordinators.by_email(connection, keyring, email)
        locked = self.locked(connection, "link for", email.strip().casefold(), attempts.MOST_LINKS, now, who)
        if who is None or who.state == "off" or locked:
            return token, None
        link = self.link(signins.offer(connection, keyring, who.id, sessions.key_of(keyring, token), now))
        speech = self.desk.voices.desk[who.language]
        words = speech.say(texts.LINK_MESSAGE, link=link)
        if not (by_mail and self.desk.post) and self._in_chat(connection, who, Said(text=words, rtl=speech.rtl), now):
            return token, None
        return token, (who.email, speech.say(texts.LINK_SUBJECT), words)

    def _in_chat(self, connection: Connection, who: Member, said: Said, now: Milliseconds) -> bool:
        """Say it there, unless nothing may be said there just now."""
        chat = signins.chat(connection, self.desk.keyring, who.id)
        window = self.desk.windows.get(chat.account.partition(":")[0]) if chat else None
        if chat is None or (window is not None and chat.heard_at + window < now):
            return False
        signins.say(connection, self.desk.keyring, chat, said, now)
        return True

    async def sent(self, request: Request) -> Response:
        page = self.desk.page(request)
        return page.answer("signin_said.html", heading=texts.LINK_SENT, why=texts.LINK_SENT_HOW, again=False)

    # --- opening it ----------------------------------------------------------------------------------------------------

    async def offer(self, request: Request) -> Response:
        """A button, and nothing happens before it is pressed: messengers open links to show a preview of them."""
        return self.desk.page(request).answer("signin_link.html", token=request.path_params["token"])

    async def follow(self, request: Request) -> Response:
        """The link is used up."""
        token, client, now = request.path_params["token"], self.desk.place.client(request), ms(self.desk.now())
        cookie = self.token(request)
        found = await self.desk.submit(lambda connection: self._followed(connection, token, cookie, client, now))
        if found is None:
            return self.too_often(request)
        if isinstance(found, Refusal):
            return self.refuse(request, *REFUSALS[found])
        return self.leading(request, "/signin/second", found)

    def _followed(
        self, connection: Connection, token: str, cookie: str, client: str, now: Milliseconds
    ) -> str | Refusal | None:
        before = sessions.find(connection, self.desk.keyring, cookie, now)
        found = signins.follow(connection, self.desk.keyring, token, before.key if before else "", now)
        if isinstance(found, Refusal):
            return None if self.locked(connection, "link from", client, MOST_FROM_ONE, now) else found
        return sessions.rise(connection, self.desk.keyring, before, now, staff=found, level=HALF)

    # --- in, and out ---------------------------------------------------------------------------------------------------

    def enter(self, connection: Connection, before: Session, how: str, now: Milliseconds) -> str:
        """Both factors were shown; what the cookie is to hold."""
        attempts.forget(connection, self.desk.keyring, "code", public(before.staff))
        coordinators.change(connection, before.staff, state="active")
        audited(connection, public(before.staff), "signed_in", 0, now, factor=how)
        return sessions.rise(connection, self.desk.keyring, before, now, staff=before.staff, level=FULL)

    async def out(self, request: Request) -> Response:
        """Signed out here, and nothing of the desk stays in the browser."""
        actor, now, token = staff_of(request).actor, ms(self.desk.now()), self.token(request)

        def end(connection: Connection) -> None:
            sessions.end(connection, sessions.key_of(self.desk.keyring, token))
            audited(connection, actor, "signed_out", 0, now)

        await self.desk.submit(end)
        response = RedirectResponse(
            self.desk.page(request).link("/signin"), 303, {"Clear-Site-Data": '"cache", "cookies", "storage"'}
        )
        place = self.desk.place
        response.delete_cookie(place.cookie, path="/", secure=place.secure, httponly=True, samesite="lax")
        return response

    async def names(self, request: Request) -> Response:
        """Names are shown for half an hour, in this session; or no longer. Back to the page where the button was."""
        sent, actor, now, token = await fields(request), staff_of(request).actor, ms(self.desk.now()), self.token(request)
        showing = sent.get("show") == ["1"]

        def show(connection: Connection) -> None:
            key = sessions.key_of(self.desk.keyring, token)
            sessions.show_names(connection, key, now + sessions.NAMES_MS if showing else 0)
            audited(connection, actor, "names", 0, now, names="shown" if showing else "hidden")

        await self.desk.submit(show)
        return RedirectResponse(self.desk.page(request).link(way_back(sent.get("back", ["/"])[0])), 303)

    # --- helpers -------------------------------------------------------------------------------------------------------

    def token(self, request: Request) -> str:
        return request.cookies.get(self.desk.place.cookie, "")

    def link(self, token: str) -> str:
        """Where it leads: to the configured address, whatever a request says of hosts."""
        return f"{self.desk.place.url}/desk/signin/link/{token}"

    def leading(self, request: Request, path: str, token: str) -> Response:
        """Go there, with a new cookie."""
        place, response = self.desk.place, RedirectResponse(self.desk.page(request).link(path), 303)
        response.set_cookie(place.cookie, token, path="/", secure=place.secure, httponly=True, samesite="lax")
        return response

    def refuse(self, request: Request, heading: Text, why: Text, status: int = 403) -> Response:
        return self.desk.page(request).answer("signin_said.html", status=status, heading=heading, why=why, again=True)

    def too_often(self, request: Request) -> Response:
        return self.refuse(request, texts.TOO_OFTEN, texts.TOO_OFTEN_HOW, 429)

    def locked(  # what, by whom, how often: the sides of a limit
        self, connection: Connection, what: str, who: str, most: int, now: Milliseconds, member: Member | None = None
    ) -> bool:
        """Whether this is one try too many."""
        actor = public(member.id) if member else ""
        return attempts.locked(connection, self.desk.keyring, what, who, now, most=most, actor=actor)


REFUSALS = {
    Refusal.GONE: (texts.LINK_GONE, texts.LINK_GONE_HOW),
    Refusal.ELSEWHERE: (texts.LINK_ELSEWHERE, texts.LINK_ELSEWHERE_HOW),
}


def staff_from(member: Member, *, names: bool) -> Staff:
    return Staff(
        id=member.id,
        name=member.name,
        role=Role(member.role),
        scope=Scope(programme=member.programme, centre=member.centre),
        language=member.language,
        zone=member.zone,
        names=names,
    )


def entries(desk: "Desk") -> list[Entry]:
    """What leads in is open to everybody."""
    signin = SignIn(desk)
    return [
        Entry("/signin", signin.form, NOBODY_YET),
        Entry("/signin", signin.ask, NOBODY_YET, (POST,)),
        Entry("/signin/sent", signin.sent, NOBODY_YET),
        Entry("/signin/link/{token}", signin.offer, NOBODY_YET),
        Entry("/signin/link/{token}", signin.follow, NOBODY_YET, (POST,)),
        Entry("/signout", signin.out, ALL, (POST,)),
        Entry("/names", signin.names, WORK, (POST,)),
    ]
