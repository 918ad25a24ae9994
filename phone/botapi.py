"""The Bot API's face: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import re

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from phone.errors import ApiError
from phone.faults import Fault
from phone.formatting import Json
from phone.methods import perform, start_record
from phone.parameters import Parameters, read_parameters
from phone.server import cut_connection
from phone.world import Bot, World

TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]{1,64}")


def routes(world: World) -> list[Route]:
    async def call(request: Request) -> Response:
        return await _answer(world, request)

    async def download(request: Request) -> Response:
        return _download(world, request.path_params["path"])

    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download),
    ]


async def _answer(world: World, request: Request) -> Response:
    token, method = request.path_params["token"], request.path_params["method"]
    if not TOKEN.fullmatch(token):
        return _json(ApiError(404, "Not Found"))
    bot = world.bot(token)
    try:
        parameters = await read_parameters(request)
    except ApiError as refusal:
        return _json(refusal)
    record = start_record(world, bot, method, parameters, "http")
    fault = world.faults.take(method, parameters.text("chat_id"))
    if fault is not None:
        world.changed.fire()
        if fault.drop:
            return cut_connection(request)
    answer = await _result(world, bot, method, parameters, fault)
    if fault is not None and fault.hang is not None:
        await hang(world, request, fault.hang)
        return cut_connection(request)
    record["status"] = answer.status_code
    world.changed.fire()
    return answer


async def _result(world: World, bot: Bot, method: str, parameters: Parameters, fault: Fault | None) -> Response:
    try:
        planned = fault.refusal() if fault else None
        if planned is not None:
            raise planned
        return _json({"ok": True, "result": await perform(world, bot, method, parameters)})
    except ApiError as refusal:
        return _json(refusal)


async def hang(world: World, request: Request, seconds: float) -> None:
    """Until the caller leaves, `seconds` have passed or the server stops."""
    leaving = asyncio.create_task(_left(request))
    closing = asyncio.create_task(world.closing.wait())
    _, waiting = await asyncio.wait({leaving, closing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _json(answer: Json | ApiError) -> Response:
    body = answer.body() if isinstance(answer, ApiError) else answer
    status = answer.code if isinstance(answer, ApiError) else 200
    return Response(orjson.dumps(body), status, media_type="application/json")


def _download(world: World, path: str) -> Response:
    file = world.files.by_path(path)
    if file is None:
        return _json(ApiError(404, "Not Found"))
    return Response(file.upload.data, media_type="application/octet-stream")
