"""The control API under /phone/api/: acting for a person, watching, and putting faults in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from phone.acts import ACTS, Act
from phone.errors import ApiError
from phone.faults import Fault
from phone.formatting import Json
from phone.parameters import read_parameters
from phone.person import CannotDo
from phone.view import current_bot, overview, screen
from phone.world import Bot, Chat, Phone, World

HEARTBEAT_SECONDS = 15.0
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
SOUNDS = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav", "audio/x-m4a"})
SHOWN_INLINE = PICTURES | SOUNDS | {"video/mp4", "video/webm"}

Answer = Callable[[World, Request], Awaitable[Any]]
Where = TypeVar("Where")


def routes(world: World) -> list[Route]:
    table: list[tuple[str, str, Answer]] = [
        ("GET", "/phones", list_phones),
        ("POST", "/phones", create_phone),
        ("GET", "/phones/{id:int}", show_phone),
        ("POST", "/phones/{id:int}/disorder", set_disorder),
        ("POST", "/phones/{id:int}/{act}", act),
        ("GET", "/changes", changes),
        ("GET", "/events", events),
        ("GET", "/faults", list_faults),
        ("POST", "/faults", add_fault),
        ("DELETE", "/faults", clear_faults),
        ("GET", "/requests", list_requests),
        ("DELETE", "/requests", clear_requests),
        ("GET", "/files/{unique_id}", show_file),
    ]
    return [Route(path, endpoint(world, answer), methods=[method]) for method, path, answer in table]


def endpoint(where: Where, answer: Callable[[Where, Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    """What the page may call: JSON out, and refusals as 409 or their own status."""

    async def called(request: Request) -> Response:
        try:
            _check_own_page(request)
            result = await answer(where, request)
            return result if isinstance(result, Response) else _json(result)
        except (CannotDo, ApiError) as refusal:
            return _json({"error": str(refusal)}, 409)
        except HTTPException as refusal:
            return _json({"error": refusal.detail}, refusal.status_code)

    return called


def _check_own_page(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise HTTPException(403, "another site may not act on these phones")


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store"}, "application/json")


async def list_phones(world: World, _request: Request) -> Json:
    return overview(world)


async def create_phone(world: World, request: Request) -> Json:
    fields = await _fields(request)
    first_name, language = str(fields.get("first_name", "")).strip(), str(fields.get("language_code", "")).strip()
    if not 1 <= len(first_name) <= 64 or not 2 <= len(language) <= 12:
        raise HTTPException(400, "a phone needs a first_name and a language_code")
    number = world.new_number()
    last_name, username = (str(fields.get(key, ""))[:64] for key in ("last_name", "username"))
    phone = world.add_phone(Phone(number, first_name, language, last_name, username, f"4915{number}"))
    return phone.user()


async def show_phone(world: World, request: Request) -> Json:
    bot, chat = _bot_and_chat(world, request)
    return screen(world, bot, chat)


async def act(world: World, request: Request) -> Json:
    """Does one of `ACTS`; answers with what the phone then shows."""
    bot, chat = _bot_and_chat(world, request)
    name = request.path_params["act"]
    if name not in ACTS:
        raise HTTPException(404, f"nobody can {name}")
    try:
        ACTS[name](Act(world, bot, chat, await read_parameters(request)))
    except (KeyError, ValueError) as fault:
        raise HTTPException(400, f"missing or wrong: {fault}") from fault
    return screen(world, bot, chat)


async def set_disorder(world: World, request: Request) -> Json:
    bot, chat = _bot_and_chat(world, request)
    fields = await _fields(request)
    disorder = chat.disorder
    try:
        twice, delay = bool(fields.get("twice", disorder.twice)), float(fields.get("delay", disorder.delay))
        swaps = int(fields.get("swaps", disorder.swaps))
    except (TypeError, ValueError) as fault:
        raise HTTPException(400, f"wrong: {fault}") from fault
    for released in disorder.set(twice, delay, swaps):
        bot.updates.put(released)
    world.touch(chat)
    return screen(world, bot, chat)


def _bot_and_chat(world: World, request: Request) -> tuple[Bot, Chat]:
    bot, phone = current_bot(world), world.phones.get(request.path_params["id"])
    if phone is None:
        raise HTTPException(404, "there is no such phone")
    if bot is None:
        raise HTTPException(409, "no bot has called yet")
    return bot, world.chat(bot, phone)


async def _fields(request: Request) -> Json:
    return dict((await read_parameters(request)).values)


async def changes(world: World, request: Request) -> Json:
    """Waits up to `wait` seconds (0 by default) for a version beyond `since`."""
    parameters = await read_parameters(request)
    seconds = min(parameters.number("wait") or 0.0, HEARTBEAT_SECONDS)
    await world.changed.beyond_within(parameters.integer("since", -1), seconds)
    return overview(world)


async def events(world: World, _request: Request) -> Response:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(world), headers=headers, media_type="text/event-stream")


async def _stream(world: World) -> AsyncIterator[bytes]:
    """The overview whenever something changed; a comment now and then so that proxies keep the line open."""
    seen = -1
    while not world.closing.is_set():
        if await world.changed.beyond_within(seen, HEARTBEAT_SECONDS):
            seen = world.changed.count
            yield b"data: " + orjson.dumps(overview(world)) + b"\n\n"
            await asyncio.sleep(0.02)  # a burst of changes becomes one event
        else:
            yield b": still here\n\n"


async def list_faults(world: World, _request: Request) -> list[Json]:
    return world.faults.listed()


async def add_fault(world: World, request: Request) -> list[Json]:
    """Fields as those of `Fault`."""
    try:
        world.faults.add(Fault(**await _fields(request)))
    except (TypeError, ValueError) as fault:
        raise HTTPException(400, str(fault)) from fault
    world.changed.fire()
    return world.faults.listed()


async def clear_faults(world: World, _request: Request) -> list[Json]:
    world.faults.clear()
    world.changed.fire()
    return []


async def list_requests(world: World, _request: Request) -> list[Json]:
    return list(world.requests)


async def clear_requests(world: World, _request: Request) -> list[Json]:
    world.requests.clear()
    return []


async def show_file(world: World, request: Request) -> Response:
    """A file for the page; what a browser might run is offered for download only."""
    file = world.files.by_unique_id(request.path_params["unique_id"])
    if file is None:
        raise HTTPException(404, "there is no such file")
    if file.upload.mime.partition(";")[0] in SHOWN_INLINE:
        return Response(file.upload.data, media_type=file.upload.mime)
    headers = {"Content-Disposition": "attachment"}
    return Response(file.upload.data, headers=headers, media_type="application/octet-stream")
