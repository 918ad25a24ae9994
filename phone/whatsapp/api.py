"""The control API under /phone/api/whatsapp/: acting for a person, watching, faults, and what Meta's app settings hold."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from phone.api import SHOWN_INLINE, endpoint
from phone.parameters import read_parameters
from phone.posting import is_loopback
from phone.whatsapp.acts import ACTS, Act
from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.faults import Fault
from phone.whatsapp.media import plain
from phone.whatsapp.things import Chat
from phone.whatsapp.view import over, overview, screen

Answer = Callable[[Business, Request], Awaitable[Any]]


def routes(business: Business) -> list[Route]:
    table: list[tuple[str, str, Answer]] = [
        ("GET", "/phones", list_phones),
        ("POST", "/phones", create_phone),
        ("GET", "/phones/{id:int}", show_phone),
        ("POST", "/phones/{id:int}/{act}", act),
        ("POST", "/clock", set_clock),
        ("GET", "/faults", list_faults),
        ("POST", "/faults", add_fault),
        ("DELETE", "/faults", clear_faults),
        ("GET", "/webhook", show_webhook),
        ("POST", "/webhook", set_webhook),
        ("GET", "/settings", show_settings),
        ("POST", "/settings", set_settings),
        ("GET", "/templates", list_templates),
        ("POST", "/templates", set_next_review),
        ("POST", "/templates/{id}", review_template),
        ("GET", "/requests", list_requests),
        ("DELETE", "/requests", clear_requests),
        ("GET", "/spent", show_spent),
        ("GET", "/files/{id}", show_file),
    ]
    return [Route(path, endpoint(business, answer), methods=[method]) for method, path, answer in table]


async def _fields(request: Request) -> Json:
    return dict((await read_parameters(request)).values)


async def list_phones(business: Business, _request: Request) -> Json:
    return overview(business)


async def create_phone(business: Business, request: Request) -> Json:
    """`telegram`: the id of the same person's phone there; they have the same number then."""
    fields = await _fields(request)
    first_name, language, phone_number, username = (
        str(fields.get(key, "")).strip() for key in ("first_name", "language_code", "phone_number", "username")
    )
    if not 1 <= len(first_name) <= 64 or not 2 <= len(language) <= 12:
        raise HTTPException(400, "a phone needs a first_name and a language_code")
    other = business.world.phones.get(_integer(fields.get("telegram")))
    digits = phone_number.lstrip("+") or (other.phone_number if other else "")
    if digits and (not digits.isdecimal() or not 6 <= len(digits) <= 15 or business.find(digits)):
        raise HTTPException(400, "this number cannot be had")
    person = business.new_person(first_name, language, digits, username[:35])
    person.telegram = other.id if other else None
    return over(business, person)


def _integer(value: object) -> int:
    return int(str(value)) if str(value).isdecimal() else 0


async def show_phone(business: Business, request: Request) -> Json:
    return screen(business, _chat(business, request, request.query_params.get("number", "")))


async def act(business: Business, request: Request) -> Json:
    """Does one of `ACTS`; answers with what the phone then shows."""
    name, parameters = request.path_params["act"], await read_parameters(request)
    chat = _chat(business, request, parameters.text("number"))
    if name not in ACTS:
        raise HTTPException(404, f"nobody can {name}")
    ACTS[name](Act(business, chat, parameters))
    return screen(business, chat)


def _chat(business: Business, request: Request, number: str) -> Chat:
    person = business.people.get(request.path_params["id"])
    ours = business.numbers.get(number) if number else business.first
    if person is None or ours is None:
        raise HTTPException(404, "there is no such phone or number")
    return business.chat(ours, person)


async def set_clock(business: Business, request: Request) -> Json:
    """`offset` in seconds, or `add` to what it is."""
    fields = await _fields(request)
    try:
        business.offset = float(fields["offset"]) if "offset" in fields else business.offset + float(fields["add"])
    except (KeyError, TypeError, ValueError) as fault:
        raise HTTPException(400, f"missing or wrong: {fault}") from fault
    for chat in business.chats.values():
        business.touch(chat)
    return {"offset": business.offset, "now": business.now()}


async def list_faults(business: Business, _request: Request) -> list[Json]:
    return business.faults.listed()


async def add_fault(business: Business, request: Request) -> list[Json]:
    """Fields as those of `Fault`."""
    try:
        business.faults.add(Fault(**await _fields(request)))
    except (TypeError, ValueError) as fault:
        raise HTTPException(400, str(fault)) from fault
    business.world.changed.fire()
    return business.faults.listed()


async def clear_faults(business: Business, _request: Request) -> list[Json]:
    business.faults.clear()
    business.world.changed.fire()
    return []


async def show_webhook(business: Business, _request: Request) -> Json:
    hooks = business.hooks
    return {"url": hooks.url, "verified": hooks.verified, "last_error": hooks.last_error, "pending": hooks.pending}


async def set_webhook(business: Business, request: Request) -> Json:
    fields = await _fields(request)
    url = str(fields.get("url", ""))
    if url and not is_loopback(url):
        raise HTTPException(400, "webhooks only ever go to loopback")
    await business.hooks.set(url, bool(fields.get("verify", True)))
    return await show_webhook(business, request)


async def show_settings(business: Business, request: Request) -> Json:
    return {
        "api": f"{request.url.scheme}://{request.url.netloc}/v26.0",
        "token": business.token,
        "secret": business.hooks.secret,
        "verify_token": business.hooks.verify_token,
        "business": business.id,
        "numbers": list(business.numbers),
    }


async def set_settings(business: Business, request: Request) -> Json:
    """Any of `token`, `secret`, `verify_token`."""
    fields = await _fields(request)
    business.token = str(fields.get("token", business.token))
    business.hooks.secret = str(fields.get("secret", business.hooks.secret))
    business.hooks.verify_token = str(fields.get("verify_token", business.hooks.verify_token))
    return await show_settings(business, request)


async def list_templates(business: Business, _request: Request) -> list[Json]:
    return [template.shape() for template in business.templates.by_id.values()]


async def set_next_review(business: Business, request: Request) -> Json:
    """`next`: what becomes of submissions from now on."""
    status = str((await _fields(request)).get("next", ""))
    if status not in {"APPROVED", "REJECTED", "PENDING"}:
        raise HTTPException(400, "next is APPROVED, REJECTED or PENDING")
    business.templates.next = status
    return {"next": status}


async def review_template(business: Business, request: Request) -> Json:
    template = business.templates.by_id.get(request.path_params["id"])
    if template is None:
        raise HTTPException(404, "there is no such template")
    try:
        business.templates.review(template, str((await _fields(request)).get("status", "")))
    except ValueError as fault:
        raise HTTPException(400, str(fault)) from fault
    return template.shape()


async def list_requests(business: Business, _request: Request) -> list[Json]:
    return list(business.requests)


async def clear_requests(business: Business, _request: Request) -> list[Json]:
    business.requests.clear()
    return []


async def show_spent(business: Business, _request: Request) -> Json:
    """{number: {category: messages that were delivered and cost something}}"""
    return {number.id: dict(number.spent) for number in business.numbers.values()}


async def show_file(business: Business, request: Request) -> Response:
    """A file for the page; what a browser might run is offered for download only."""
    media = business.media.known(request.path_params["id"])
    if media is None:
        raise HTTPException(404, "there is no such file")
    if plain(media.upload.mime) in SHOWN_INLINE:
        return Response(media.upload.data, media_type=media.upload.mime)
    headers = {"Content-Disposition": "attachment"}
    return Response(media.upload.data, headers=headers, media_type="application/octet-stream")
