"""Signing in with the organisation's own provider (OpenID Connect), where there is one. Who it is, it says; whether we know them, we do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import texts
from desk.routing import NOBODY_YET, Entry
from desk.security import way_back
from desk.signin.link import MOST_FROM_ONE, SignIn
from storage.staff import coordinators, sessions
from storage.staff.sessions import HALF
from storage.times import Milliseconds, ms

if TYPE_CHECKING:
    from desk.app import Desk


class Unproven(Exception):
    """The provider did not answer, or not for us, not now, not for this browser, or without a verified e-mail address."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose verified e-mail address it is. `strong`: the provider has asked for several factors (RFC 8176, `mfa`)."""

    email: str
    strong: bool


class OpenId(Protocol):
    """The provider, as the desk needs it."""

    async def begin(self, back: str) -> tuple[str, Mapping[str, str]]:
        """(where the browser is to go, what we must know when it comes `back`). Raises Unproven."""
        ...

    async def finish(self, back: str, answer: Mapping[str, str], begun: Mapping[str, str]) -> Proven:
        """What it says, checked. `answer`: the parameters that the browser came back with. Raises Unproven."""
        ...


@dataclass(frozen=True, slots=True)
class ByOrganisation:
    signin: SignIn

    @property
    def desk(self) -> "Desk":
        return self.signin.desk

    @property
    def provider(self) -> OpenId:
        """Raises HTTPException 404 where there is none."""
        if self.desk.openid is None:
            raise HTTPException(404)
        return self.desk.openid

    @property
    def back(self) -> str:
        return f"{self.desk.place.url}/desk/signin/openid/back"

    async def begin(self, request: Request) -> Response:
        """To the provider. What must be known when the browser comes back lies in its session."""
        client, now, wanted = (
            self.desk.place.client(request),
            ms(self.desk.now()),
            way_back(request.query_params.get("next", "/")),
        )
        try:
            url, begun = await self.provider.begin(self.back)
        except Unproven:
            return self.refuse(request)

        def ask(connection: Connection) -> str | None:
            if self.signin.locked(connection, "link from", client, MOST_FROM_ONE, now):
                return None
            return sessions.begin(connection, self.desk.keyring, now, aside={"next": wanted, "openid": dict(begun)})

        token = await self.desk.submit(ask)
        if token is None:
            return self.signin.too_often(request)
        response = self.signin.leading(request, "/", token)
        response.headers["location"] = url
        return response

    async def finish(self, request: Request) -> Response:
        """Back from the provider, in the same browser, once."""
        provider, token, now = self.provider, self.signin.token(request), ms(self.desk.now())
        before = await self.desk.read(lambda connection: sessions.find(connection, self.desk.keyring, token, now))
        begun = before.aside.get("openid") if before else None
        if before is None or not begun:
            return self.refuse(request)
        try:
            proven = await provider.finish(self.back, dict(request.query_params), begun)
        except Unproven:
            return self.refuse(request)
        found = await self.desk.submit(lambda connection: self._known(connection, token, proven, now))
        if found is None:
            return self.refuse(request)
        cookie, path = found
        return self.signin.leading(request, path, cookie)

    def _known(self, connection: Connection, token: str, proven: Proven, now: Milliseconds) -> tuple[str, str] | None:
        """(what the cookie is to hold, where to go) for one of the staff who is not off."""
        keyring = self.desk.keyring
        before = sessions.find(connection, keyring, token, now)
        who = coordinators.by_email(connection, keyring, proven.email)
        if before is None or who is None or who.state == "off":
            return None
        cookie = sessions.rise(connection, keyring, before, now, staff=who.id, level=HALF)
        half = sessions.find(connection, keyring, cookie, now)
        if half is None or not proven.strong:
            return cookie, "/signin/second"
        return self.signin.enter(connection, half, "organisation", now), way_back(before.aside.get("next", "/"))

    def refuse(self, request: Request) -> Response:
        return self.signin.refuse(request, texts.ORGANISATION_REFUSED, texts.ORGANISATION_REFUSED_HOW)


def entries(desk: "Desk") -> list[Entry]:
    one = ByOrganisation(SignIn(desk))
    return [
        Entry("/signin/openid", one.begin, NOBODY_YET),
        Entry("/signin/openid/back", one.finish, NOBODY_YET),
    ]
