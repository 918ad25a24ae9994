"""The door of the desk: staff who sign in as in life, with browsers that keep cookies, letters, and an app that shows codes."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any

import httpx2
from starlette.applications import Starlette

import desk
from desk.security import Place
from desk.signin.openid import OpenId
from storage import audit
from storage.staff import coordinators
from storage.staff.passkeys import generator
from storage.store import Work
from storage.times import ms
from tests.desks import words
from tests.people import House, house

HERE = Place("http://localhost:8080")
AWAY = Place("https://desk.example", public=True)
SAME = {"Sec-Fetch-Site": "same-origin"}
LINK = re.compile(r"https?://\S+/desk/signin/link/(\S+)")


@dataclass(slots=True)
class Browser:
    """One browser of one person. `secret` is what their app for codes has taken in."""

    door: "Door"
    http: httpx2.AsyncClient
    secret: bytes = b""

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.http.get(f"/desk{path}", **options)

    async def post(self, path: str, headers: dict[str, str] | None = None, /, **fields: str) -> httpx2.Response:
        return await self.http.post(f"/desk{path}", data=fields, headers=SAME if headers is None else headers)

    async def see(self, path: str, status: int = 200) -> str:
        answer = await self.get(path)
        assert answer.status_code == status, answer.text
        return words(answer.text)

    async def ask(self, email: str, by: str = "email", back: str = "/") -> str:
        """Ask for a link; what came by mail, "" = nothing."""
        before = len(self.door.letters)
        answer = await self.post("/signin", email=email, by=by, next=back)
        assert answer.headers["location"] == "/desk/signin/sent"
        return self.door.token() if len(self.door.letters) > before else ""

    async def follow(self, token: str) -> httpx2.Response:
        """Press the button behind a link."""
        return await self.post(f"/signin/link/{token}")

    async def enrol(self) -> httpx2.Response:
        """Take the secret into the app, and type its code."""
        page = unescape((await self.get("/signin/second")).text)
        typed = re.findall(r"type this into the app: ([A-Z2-7 ]+)", page)[0]
        self.secret = base64.b32decode(typed.replace(" ", ""))
        return await self.code()

    async def code(self) -> httpx2.Response:
        """Type what the app shows now."""
        return await self.post("/signin/code", code=self.shown())

    def shown(self, later: timedelta = timedelta(0)) -> str:
        return generator(self.secret).generate(int((self.door.house.now + later).timestamp())).decode()

    async def sign_in(self, email: str) -> httpx2.Response:
        """The whole way, by codes."""
        await self.follow(await self.ask(email))
        self.door.house.now += timedelta(seconds=60)
        return await (self.code() if self.secret else self.enrol())

    @property
    def cookie(self) -> str:
        return self.http.cookies.get(self.door.place.cookie) or ""

    async def is_in(self) -> bool:
        return (await self.get("/account")).status_code == 200


@dataclass(slots=True)
class Door:
    house: House
    site: Starlette
    place: Place
    letters: list[tuple[str, str, str]] = field(default_factory=list)
    browsers: list[httpx2.AsyncClient] = field(default_factory=list)

    def browser(self, client: str = "127.0.0.1") -> Browser:
        transport = httpx2.ASGITransport(app=self.site, client=(client, 50_000), raise_app_exceptions=False)
        self.browsers.append(httpx2.AsyncClient(transport=transport, base_url=self.place.url))
        return Browser(self, self.browsers[-1])

    async def hire(self, name: str, role: str = "admin", *, of: str = "", centre: str = "") -> int:
        """Somebody of the staff, whose address is name@example.org."""

        def invite(connection: Any) -> int:
            who = {"of": of, "centre": centre, "role": role, "email": f"{name.casefold()}@example.org"}
            now = ms(self.house.now)
            coordinators.invite(
                connection, self.house.store.keyring, name, language="en", zone="UTC", hour="08:00", now=now, **who
            )
            found = coordinators.by_email(connection, self.house.store.keyring, who["email"])
            assert found
            return found.id

        return await self.house.store.write(invite)

    async def signed_in(
        self, name: str, role: str = "admin", *, of: str = "", centre: str = "", browser: str = "127.0.0.1"
    ) -> Browser:
        """Somebody new who has gone the whole way."""
        await self.hire(name, role, of=of, centre=centre)
        found = self.browser(browser)
        assert (await found.sign_in(f"{name.casefold()}@example.org")).status_code == 303
        return found

    def token(self) -> str:
        """What the latest letter's link holds."""
        (found,) = LINK.findall(self.letters[-1][2])
        return str(found)

    async def do(self, work: Work[Any]) -> Any:
        return await self.house.store.write(work)

    async def audit(self) -> list[tuple[str, str]]:
        """(action, detail), in order."""
        rows = await self.house.store.read(lambda connection: audit.entries(connection, most=1000))
        return [(one.action, " ".join(one.detail.values())) for one in reversed(rows)]


@asynccontextmanager
async def door(there: House, place: Place = HERE, openid: OpenId | None = None, **options: Any) -> AsyncIterator[Door]:
    found = Door(there, Starlette(), place)

    async def post(to: str, subject: str, text: str) -> None:
        found.letters.append((to, subject, text))

    shown = desk.Desk(
        read=there.store.read,
        submit=there.store.write,
        keyring=there.store.keyring,
        forms=there.world.forms,
        voices=there.world.voices,
        lists=there.world.lists,
        now=lambda: there.now,
        place=place,
        post=post,
        openid=openid,
        **options,
    )
    found.site = Starlette(routes=[desk.mount(shown)])
    try:
        yield found
    finally:
        for one in found.browsers:
            await one.aclose()


@asynccontextmanager
async def door_of(url: str, place: Place = HERE, **options: Any) -> AsyncIterator[Door]:
    """In a house of its own."""
    async with house(url) as there, door(there, place, **options) as found:
        yield found
