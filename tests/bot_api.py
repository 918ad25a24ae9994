"""A Bot API for tests: answers what it is told to, keeps what it received. And judges who know the real one's rules."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, TypeVar, cast


@dataclass(frozen=True, kw_only=True)
class Call:
    token: str
    method: str
    parameters: dict[str, Any]
    files: dict[str, tuple[str, bytes]]  # name of the part -> name of the file, content


@dataclass
class BotApi:
    """`answers` are used up one by one: bytes are written as they are, None hangs up, Ellipsis says nothing at all."""

    calls: list[Call] = field(default_factory=list)
    answers: deque[Any] = field(default_factory=deque)
    url: str = ""
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def will_answer(self, status: int, body: object) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(raw), raw))

    def will_refuse(self, code: int, description: str, **parameters: object) -> None:
        self.will_answer(code, {"ok": False, "error_code": code, "description": description, "parameters": parameters})

    def will_give(self, content: bytes, told: int | None = None) -> None:
        """A file; `told`: a length that is not the true one."""
        length = len(content) if told is None else told
        self.answers.append(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (length, content))

    def will_do(self, result: object) -> None:
        self.will_answer(200, {"ok": True, "result": result})

    async def hang_up(self) -> None:
        """End all connections that are open."""
        for task in self.serving:
            task.cancel()
        await asyncio.gather(*self.serving, return_exceptions=True)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as long as either side keeps it."""
        try:
            await self.converse(reader, writer)
        finally:
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)

    def read(self, request: str, headers: dict[str, str], body: bytes) -> Call:
        return call(request, headers.get("content-type", ""), body)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await read_head(reader):
            request, *lines = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.calls.append(self.read(request, headers, body))
            answer = self.answers.popleft() if self.answers else None
            if answer is ...:
                await reader.read()  # until the other side has enough
            if not isinstance(answer, bytes):
                break
            writer.write(answer)
            await writer.drain()


async def read_head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode().rstrip()
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


def call(request: str, content_type: str, body: bytes) -> Call:
    """A download counts as a call of the method `file`, with a path."""
    if (path := request.split()[1]).startswith("/file/bot"):
        token, _, path = path.removeprefix("/file/bot").partition("/")
        return Call(token=token, method="file", parameters={"path": path}, files={})
    _, bot, method = path.split("/")
    parameters, files = ({}, {}) if content_type == "application/json" else form(content_type, body)
    if content_type == "application/json":
        parameters = json.loads(body)
    return Call(token=bot.removeprefix("bot"), method=method, parameters=parameters, files=files)


def form(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """Fields and files of a multipart body."""
    parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    fields: dict[str, Any] = {}
    files = {}
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = cast("bytes", part.get_payload(decode=True))
        if filename := part.get_filename():
            files[name] = (filename, content)
        else:
            fields[name] = content.decode()
    return fields, files


Api = TypeVar("Api", bound=BotApi)


@asynccontextmanager
async def running(kind: type[Api]) -> AsyncIterator[Api]:
    api = kind()
    server = await asyncio.start_server(api.accept, "127.0.0.1", 0)
    api.url = "http://{}:{}".format(*server.sockets[0].getsockname())
    async with server:
        yield api
    await api.hang_up()


def judge(sent: Call) -> None:
    """aiogram takes the call apart strictly, teremok applies the documented rules. Raises whatever they object to."""
    import aiogram.methods  # here: it takes seconds
    from aiogram import Bot
    from aiogram.types import BufferedInputFile
    from teremok.validation import validate_method

    method = getattr(aiogram.methods, sent.method[0].upper() + sent.method[1:])
    files = {name: BufferedInputFile(content, filename) for name, (filename, content) in sent.files.items()}
    plain = method.model_validate_json(json.dumps(sent.parameters), strict=True) if not files else None
    built = plain or method.model_validate({**sent.parameters, **files})
    if unknown := set(invented(built)):
        raise ValueError(f"the Bot API knows no {unknown}")
    validate_method(Bot("123456:judge"), built)


def invented(value: Any) -> list[str]:
    """Names that the Bot API does not have, at any depth of an aiogram object."""
    if isinstance(value, list):
        return [name for each in value for name in invented(each)]
    if not hasattr(value, "model_extra"):
        return []
    own = list(value.model_extra or {})
    return own + [name for part in type(value).model_fields for name in invented(getattr(value, part))]
