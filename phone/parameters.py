"""The parameters of one Bot API call, however they came: query, urlencoded form, multipart form or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request

from phone.errors import bad_request

TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True)
class Upload:
    data: bytes
    name: str
    mime: str


@dataclass(frozen=True)
class Parameters:
    """Values are strings (forms) or JSON values (a JSON body, a call in a webhook's answer)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def number(self, name: str) -> float | None:
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in TRUE

    def structure(self, name: str, what: str) -> Any:
        """A JSON object or list, None if absent; `what` names it in the refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def mapping(self, name: str, what: str) -> dict[str, Any]:
        """A JSON object, empty if absent."""
        value = self.structure(name, what)
        if value is None or isinstance(value, dict):
            return value or {}
        raise bad_request(f"object expected as {what}")

    def listing(self, name: str, what: str) -> list[Any]:
        """A JSON list; anything else counts as an empty one, as on the server."""
        value = self.structure(name, what)
        return value if isinstance(value, list) else []

    def upload(self, name: str) -> Upload | None:
        """A file sent under the field's own name, or under the name that the field's attach:// gives."""
        attached = self.text(name).removeprefix("attach://")
        return self.uploads.get(attached) or self.uploads.get(name)

    def for_the_record(self) -> dict[str, Any]:
        files = {name: {"file": up.name, "mime": up.mime, "size": len(up.data)} for name, up in self.uploads.items()}
        return {**self.values, **files}


async def read_parameters(request: Request) -> Parameters:
    """Raises ApiError on a JSON body that is no object."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Parameters(values | _json_object(await request.body()))
    uploads: dict[str, Upload] = {}
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_files=100, max_fields=1000, max_part_size=50 << 20) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = await _uploaded(name, value)
                else:
                    values[name] = value
    return Parameters(values, uploads)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("JSON object expected")
    return parsed


async def _uploaded(name: str, file: UploadFile) -> Upload:
    return Upload(await file.read(), file.filename or name, file.content_type or "application/octet-stream")
