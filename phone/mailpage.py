"""The page of mails: what arrived, as its reader would see it. What a mail holds is shown where it can do nothing.

Its HTML comes in a frame of its own, without scripts, forms or anything fetched from elsewhere; its text as text.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from phone.mail import Mail, Mailbox

PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
INSIDE = (  # links open beside, and there as any other page
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
LINK = re.compile(r"https?://[^\s<>\"\u2066-\u2069\u200e\u200f]+")
FRAMED = '<!doctype html><meta charset="utf-8"><base target="_blank">'

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked for of a mailbox."""

    mailbox: Mailbox

    def every(self, _request: Request) -> Response:
        return _page("mails.html", mails=list(reversed(self.mailbox.mails)))

    def as_json(self, _request: Request) -> Response:
        return JSONResponse([_told(mail) for mail in self.mailbox.mails], headers={"Cache-Control": "no-store"})

    def shown(self, request: Request) -> Response:
        return _page("mail.html", mail=self._one(request), pictures=PICTURES)

    def inside(self, request: Request) -> Response:
        return HTMLResponse(FRAMED + self._one(request).html, headers={"Content-Security-Policy": INSIDE})

    def raw(self, request: Request) -> Response:
        return Response(self._one(request).raw, media_type="text/plain; charset=utf-8")

    def part(self, request: Request) -> Response:
        parts, number = self._one(request).parts, request.path_params["part"]
        if number >= len(parts):
            raise HTTPException(404, "there is no such part")
        found = parts[number]
        if found.mime in PICTURES:
            return Response(found.content, media_type=found.mime)
        return Response(found.content, headers={"Content-Disposition": "attachment"}, media_type="application/octet-stream")

    def _one(self, request: Request) -> Mail:
        found = self.mailbox.mail(request.path_params["number"])
        if found is None:
            raise HTTPException(404, "there is no such mail")
        return found


def routes(mailbox: Mailbox) -> list[BaseRoute]:
    """Under /phone/mail."""
    reading = Reading(mailbox)
    return [
        Route("/", reading.every),
        Route("/mails.json", reading.as_json),
        Route("/{number:int}", reading.shown),
        Route("/{number:int}/html", reading.inside),
        Route("/{number:int}/raw", reading.raw),
        Route("/{number:int}/parts/{part:int}", reading.part),
    ]


def _page(template: str, **values: Any) -> Response:
    html = _templates.get_template(template).render(**values)
    return HTMLResponse(html, headers={"Content-Security-Policy": PAGE, "Cache-Control": "no-store"})


def _told(mail: Mail) -> dict[str, Any]:
    fields = ("number", "to", "sender", "subject", "date", "id", "language", "text", "html")
    return {name: getattr(mail, name) for name in fields} | {"parts": [part.mime for part in mail.parts]}


def linked(text: str) -> Markup:
    """Text with its web addresses as links."""
    pieces, at = [], 0
    for found in LINK.finditer(text):
        address = escape(found[0])
        pieces += [
            escape(text[at : found.start()]),
            Markup('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>').format(address),
        ]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


_templates.filters["linked"] = linked
