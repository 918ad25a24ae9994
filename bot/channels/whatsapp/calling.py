"""Calls of the Graph API with their failures as refusals. A call that does nothing for a person may be made again whatever happened."""

from collections.abc import Awaitable
from typing import Any

from bot.channels.base import Meaning, Refused
from bot.channels.whatsapp.http import Declined, Lost, NotSent
from bot.channels.whatsapp.refusals import NO_FILE, by_code, number_of


async def called(call: Awaitable[dict[str, Any]], *, harmless: bool = False) -> dict[str, Any]:
    """The answer's body. `harmless`: nothing reaches anybody by it, so nothing is in doubt. Raises Refused."""
    try:
        return await call
    except (Declined, NotSent, Lost) as error:
        refusal = refused(error, harmless=harmless)
    raise refusal  # out here, where the caught error is not its context


async def with_file(call: Awaitable[dict[str, Any]], *, harmless: bool = False) -> dict[str, Any]:
    """A call with the id of a file that Meta keeps for a time. Raises Refused: GONE where it is no more."""
    try:
        return await call
    except (Declined, NotSent, Lost) as error:
        gone = isinstance(error, Declined) and (error.status == 404 or number_of(error.error.get("code")) in NO_FILE)
        refusal = refused(error, harmless=harmless)
    raise Refused(Meaning.GONE, refusal.reason) if gone else refusal


def refused(error: Declined | NotSent | Lost, *, harmless: bool = False) -> Refused:
    """The meaning of a failure. Its reason holds neither the token nor anything we sent."""
    if isinstance(error, Declined):
        return by_code(error.error, error.status)
    doubtful = isinstance(error, Lost) and not harmless
    return Refused(Meaning.IN_DOUBT if doubtful else Meaning.RETRY, str(error))
