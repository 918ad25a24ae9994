"""Files that staff bring to the desk, and take from it."""

from collections.abc import AsyncGenerator
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

MOST_DRAINED = 100_000_000  # bytes read and dropped, so that whoever sends too much is told
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def uploaded(request: Request, most: int) -> tuple[bytes, str]:
    """(content, name) of the file in a form; both empty where none was chosen. Raises HTTPException 400 for what no form of ours sends,
    OverflowError for more bytes than `most`.
    """
    taken = 0

    async def capped() -> AsyncGenerator[bytes, None]:
        nonlocal taken
        async for piece in request.stream():
            taken += len(piece)
            if taken <= most:
                yield piece
            elif taken > MOST_DRAINED:
                break
        if taken > most:
            raise MultiPartException("too large")  # as the parser's own complaints: it puts away what it has begun

    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(400)
    try:
        form = await MultiPartParser(request.headers, capped(), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError, ValueError) as problem:
        if taken > most:
            raise OverflowError from problem
        raise HTTPException(400) from problem
    try:
        file = form.get("file")
        return (await file.read(), file.filename or "") if isinstance(file, UploadFile) else (b"", "")
    finally:
        await form.close()


def download(content: bytes, name: str, media_type: str) -> Response:
    """A file to be kept under that name."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition(name)})


def disposition(name: str) -> str:
    """The header that says so, for a name in any script (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
