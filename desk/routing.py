"""Which page is for whom. A route without roles cannot be written down, and whoever is not named is refused."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk.staff import Role, Staff

Endpoint = Callable[[Request], Awaitable[Response]]
Denied = Callable[[Request], Awaitable[None]]  # writes down that somebody was refused
GET, POST = "GET", "POST"
NOBODY_YET = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: where it is, what makes it, whose it is. Roles `NOBODY_YET`: also before somebody has signed in."""

    path: str
    endpoint: Endpoint
    roles: frozenset[Role] | None
    methods: tuple[str, ...] = (GET,)


def routes(entries: Iterable[Entry], denied: Denied) -> list[Route]:
    return [Route(one.path, _guarded(one, denied), methods=list(one.methods)) for one in entries]


def _guarded(entry: Entry, denied: Denied) -> Endpoint:
    async def guarded(request: Request) -> Response:
        if entry.roles is not NOBODY_YET and staff_of(request).role not in entry.roles:
            await denied(request)
            raise HTTPException(403)
        return await entry.endpoint(request)

    return guarded


def staff_of(request: Request) -> Staff:
    """Who asks. Raises HTTPException 403 before somebody has signed in."""
    if (found := somebody(request)) is None:
        raise HTTPException(403)
    return found


def somebody(request: Request) -> Staff | None:
    """Who asks; None before they have signed in."""
    found: Staff | None = getattr(request.state, "staff", None)
    return found
