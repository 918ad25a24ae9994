"""What forms and addresses of pages bring along."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST = 10_000  # bytes of a form
MOST_FIELDS = 200
LONGEST_NUMBER = 6  # digits of a page's number


async def fields(request: Request, most: int = MOST, number: int = MOST_FIELDS) -> Mapping[str, list[str]]:
    """What a form sends, at most so many bytes and fields: {name: values}. Raises HTTPException 400 for what no form of ours sends."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise HTTPException(400)
    try:
        return parse_qs(body.decode(), errors="strict", max_num_fields=number)
    except ValueError as problem:
        raise HTTPException(400) from problem


def first(form: Mapping[str, Sequence[str]], name: str) -> str:
    """The value of a field that a form has once; "" where it is not sent."""
    return form.get(name, [""])[0]


def page_number(written: str) -> int:
    """0 for what is no number of a page."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER else 0
