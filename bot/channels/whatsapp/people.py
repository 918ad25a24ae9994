"""Whom WhatsApp means: a phone number (wa_id), a business-scoped user id (BSUID), or both.

A BSUID is `CC.` and up to 128 letters and digits, a phone number digits (Meta, business-scoped-user-ids). Somebody with a user
name may have no number that we are told.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from bot.channels.reading import LeftOut, text

NUMBER = re.compile(r"\+?([0-9]{5,20})")  # E.164 has at most 15 digits; a test number may have more
BSUID = re.compile(r"\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}(?![A-Za-z0-9])")
SECONDS = re.compile(r"[0-9]{1,12}")
DIGEST = 32  # hexadecimal digits that stand for an id of Meta's


class Ids(NamedTuple):
    """Where to send to, and what else this address is called."""

    external: str
    also: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (self.external, *self.also)


def ids_of(numbers: Iterable[Any], user_ids: Iterable[Any]) -> Ids:
    """Numbers before user ids, of each the first before the others. Raises LeftOut where there is none at all."""
    found = [match[1] for one in dict.fromkeys(map(text, numbers)) if (match := NUMBER.fullmatch(one))]
    found += [one for one in dict.fromkeys(map(text, user_ids)) if BSUID.fullmatch(one)]
    if not found:
        raise LeftOut("sender")
    first, *others = dict.fromkeys(found)
    return Ids(first, tuple(others))


def is_user_id(external: str) -> bool:
    return "." in external


def key(kind: str, *parts: str) -> str:
    """An id of ours, from what tells one thing from another."""
    return f"{kind}:{digest(*parts)}"


def dated(kind: str, sent: int, *parts: str) -> str:
    """As `key`, behind the Unix seconds that the platform names: what comes at the same time stands together in an index, and a batch
    writes a few of its pages instead of one for each. The same whenever it comes again.
    """
    return f"{kind}:{sent & 0xFFFFFFFF:08x}{digest(*parts)}"


@lru_cache(1_000)  # a message of ours is named four times within moments: in the answer to the call, and by what becomes of it
def digest(*ids: str) -> str:
    """What we keep and log in place of Meta's ids: that of a message has the person's phone number in it, in Base64."""
    return hashlib.sha256(chr(0).join(ids).encode()).hexdigest()[:DIGEST]


def seconds(value: Any) -> int | None:
    """Unix seconds, which come as text or as a number; None for anything else."""
    if isinstance(value, str) and SECONDS.fullmatch(value):
        return int(value)
    return value if type(value) is int else None
