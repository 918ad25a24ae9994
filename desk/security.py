"""What stands before every page of the desk: where it is served, from where something may be changed, and that somebody has signed in.

Without LOTSE_DESK_URL it is served on this machine only, asked by its own name, so that a page elsewhere cannot reach it by a name of its
own that leads here (DNS rebinding). With it, it answers to that name alone. A request that changes something must come from the desk's
own pages. Of what a proxy adds only the last entry of `X-Forwarded-For` is read, from a proxy on this machine, and only to count tries.
"""

import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.staff import LOOK, Staff

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NO_DEVICES = "camera=(), microphone=(), geolocation=()"  # but where a page says otherwise
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
OUR_NAME = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/signin", "/static/")  # how paths begin that need no session
LONGEST_WAY_BACK = 300

Admit = Callable[[Request], Awaitable[Staff | None]]  # who asks; None: they have not signed in


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk is: `url` without a path, such as https://desk.example. `public`: beyond this machine too."""

    url: str = "http://localhost:8080"
    public: bool = False

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """Name and port, as browsers send them."""
        return urlsplit(self.url).netloc

    @property
    def name(self) -> str:
        """The name alone: what passkeys are bound to."""
        return urlsplit(self.url).hostname or ""

    @property
    def cookie(self) -> str:
        """What the session's cookie is called; browsers take `__Host-` over https only."""
        return "__Host-desk" if self.secure else "desk_session"

    def client(self, request: Request) -> str:
        """Who asks, for counting tries."""
        near = request.client.host if request.client else ""
        passed_on = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return passed_on if self.secure and passed_on and _is_loopback(near) else near


HERE = Place()


class Guard:
    """An ASGI application before another one: headers, where it is served, and where changes come from."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self.app, self.place = app, place
        self.headers = {**HEADERS, **(HTTPS_ONLY if place.secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                headers.setdefault("Permissions-Policy", NO_DEVICES)
            await send(message)

        refusal = refused(scope, self.place)
        app = PlainTextResponse(refusal, 403) if refusal else self.app
        await app(scope, receive, send_with_headers)


class Admission:
    """Behind the guard, and before every page: whoever has not signed in is led to where they can."""

    def __init__(self, app: ASGIApp, admit: Admit) -> None:
        self.app, self.admit = app, admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        root = scope.get("root_path", "")
        path = scope["path"].removeprefix(root) or "/"
        if scope["type"] != "http" or path.startswith("/static/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.staff = staff = await self.admit(request)
        app = self.app
        if staff is None and not path.startswith(OPEN):
            app = RedirectResponse(_door(request, root, path), 303)
        elif staff and staff.role not in LOOK and path == "/":
            app = RedirectResponse(f"{root}/audit", 303)  # the first page is about people
        await app(scope, receive, send)


def _door(request: Request, root: str, path: str) -> str:
    """Where to sign in, and where to go afterwards. What was to be changed is not repeated by itself."""
    wanted = f"{path}?{request.url.query}" if request.url.query else path
    back = {"next": wanted} if request.method == "GET" and path != "/" and way_back(wanted) == wanted else {}
    return f"{root}/signin" + (f"?{urlencode(back)}" if back else "")


def way_back(path: str) -> str:
    """A path inside the desk, as it is; the first page for anything that might lead elsewhere."""
    inside = path.startswith("/") and not path.startswith("//") and path.isprintable() and not set(path) & set("\\ ")
    return path if inside and len(path) <= LONGEST_WAY_BACK else "/"


def refused(scope: Scope, place: Place) -> str:
    """Why a request is not served; "" when it is."""
    headers = Headers(scope=scope)
    if not _served(scope, headers.get("host", ""), place):
        if place.public:
            return "There is nothing here."
        return "The desk is only served on the machine that it runs on, as http://localhost."
    if scope["method"] not in SAFE and not _own(headers, scope["scheme"], place):
        return "This did not come from the desk. Please go back, load the page again and try once more."
    return ""


def _served(scope: Scope, host: str, place: Place) -> bool:
    if place.public and place.secure:
        return host.lower() in (place.host, f"{place.host}:443")
    return scope["client"] is not None and _is_loopback(scope["client"][0]) and OUR_NAME.fullmatch(host) is not None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _own(headers: Headers, scheme: str, place: Place) -> bool:
    """Browsers say where a request comes from. Our pages ask for no referrer, so Origin may be `null`, never Sec-Fetch-Site."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return headers.get("origin") == (place.url if place.secure else f"{scheme}://{headers.get('host')}")
