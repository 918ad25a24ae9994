"""A Graph API for tests: answers what it is told to, keeps what it received."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.bot_api import BotApi, Call, form

VERSION = "v26.0"


@dataclass
class GraphApi(BotApi):
    """`method` of a call is its verb and its path, `parameters` its JSON, its fields, or what stands behind the path."""

    def read(self, request: str, headers: dict[str, str], body: bytes) -> Call:
        verb, target, _ = request.split(" ")
        parts = urlsplit(target)
        parameters: dict[str, Any] = dict(parse_qsl(parts.query))
        files: dict[str, tuple[str, bytes]] = {}
        if headers.get("content-type") == "application/json":
            parameters |= decoded(body)
        elif body:
            parameters, files = form(headers["content-type"], body)
        path = parts.path.removeprefix(f"/{VERSION}/")
        return Call(
            token=headers.get("authorization", "").removeprefix("Bearer "),
            method=f"{verb} {path}",
            parameters=parameters,
            files=files,
        )

    @property
    def base(self) -> str:
        return f"{self.url}/{VERSION}"

    def will_accept(self, message: str = "wamid.OUT") -> None:
        contacts = [{"input": "4915112345678", "wa_id": "4915112345678"}]
        self.will_answer(200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": message}]})

    def will_say(self, answer: object) -> None:
        self.will_answer(200, answer)

    def will_decline(self, status: int, code: int, title: str = "Title", **more: object) -> None:
        error = {"message": f"(#{code}) {title}", "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2yhqkZ", **more}
        self.will_answer(status, {"error": error})


def decoded(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    assert isinstance(found, dict)
    return found
