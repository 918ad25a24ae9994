"""What stands before every page of the desk. Until there is a login: only this machine, asked by its own name.

The name is checked so that a page elsewhere cannot reach the desk by a name of its own that leads here (DNS rebinding). What a
proxy adds (`X-Forwarded-…`) is not read. A request that changes something must come from the desk's own pages.
"""

import ipaddress
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
OUR_NAME = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """An ASGI application before another one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = refused(scope)
        app = PlainTextResponse(refusal, 403) if refusal else self.app
        await app(scope, receive, send_with_headers)


def refused(scope: Scope) -> str:
    """Why a request is not served; "" when it is."""
    headers = Headers(scope=scope)
    if not _is_here(scope["client"]) or not OUR_NAME.fullmatch(headers.get("host", "")):
        return "The desk is only served on the machine that it runs on, as http://localhost."
    if scope["method"] not in SAFE and not _own(headers, scope["scheme"]):
        return "This did not come from the desk. Please go back, load the page again and try once more."
    return ""


def _is_here(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _own(headers: Headers, scheme: str) -> bool:
    """Browsers say where a request comes from. Our pages ask for no referrer, so Origin may be `null`, never Sec-Fetch-Site."""
    site = headers.get("sec-fetch-site")
    return site == "same-origin" if site else headers.get("origin") == f"{scheme}://{headers.get('host')}"
