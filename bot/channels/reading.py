"""What every platform's updates are read with: JSON without trust, and text as commands."""

import hashlib
import math
import re
from datetime import UTC, datetime
from typing import Any, TypedDict

from dialogs.events import Called, Event, Opened, Place, Typed

LARGEST = 2**63 - 1  # of an id: what a database column holds
EARLIEST = datetime(2015, 6, 24, tzinfo=UTC).timestamp()  # the older of the platforms began: an earlier date is no date
COMMAND = re.compile(r"/([a-z_]{1,32})(?:@\w+)?")
START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # of a start link (Bot API, Features: deep linking; ours keep to that everywhere)
MIME = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,80}")
LONGEST_NAME = 255  # characters of a file's name
FARTHEST = 1500.0  # metres (Bot API, Location: horizontal_accuracy)


class LeftOut(Exception):
    """Something that nothing follows from; the reason is one of a few fixed words, fit for a metric."""


class When(TypedDict):
    """The fields that all events share."""

    at: datetime
    seed: int


def mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise LeftOut("shape")


def whole(value: Any, field: str, least: int = 1) -> int:
    if type(value) is int and least <= value <= LARGEST:  # a bool is no number here
        return value
    raise LeftOut(field)


def required(value: Any) -> str:
    if found := text(value):
        return found
    raise LeftOut("shape")


def text(value: Any) -> str:
    """A string without what no database takes: NUL goes, half of a surrogate pair becomes U+FFFD. Otherwise ""."""
    if not isinstance(value, str):
        return ""
    if value.isascii():  # as nearly all are: ids, states, times
        return value.replace("\0", "")
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number(value: Any, least: float, most: float, otherwise: float = 0.0) -> float:
    """A number within bounds; `otherwise` for anything else."""
    return float(value) if type(value) in (int, float) and least <= value <= most else otherwise


def mime(value: Any, otherwise: str) -> str:
    """A kind of file; `otherwise` for what is none."""
    told = text(value).lower()
    return told if MIME.fullmatch(told) else otherwise


def place_of(value: Any) -> Place | None:
    """A place on earth. One that moves on says so in edits, which are not asked for: it counts as it was first sent."""
    if not isinstance(value, dict):
        return None
    latitude, longitude = number(value.get("latitude"), -90, 90, math.nan), number(value.get("longitude"), -180, 180, math.nan)
    if math.isnan(latitude) or math.isnan(longitude):
        return None
    return Place(latitude, longitude, accuracy=number(value.get("horizontal_accuracy"), 0, FARTHEST))


def written(words: str, when: When) -> Event:
    """A command stands alone: with anything behind it, it is taken as text, so that no words are lost."""
    alone = words.strip()
    if start := START.fullmatch(alone):
        payload = start[1] or ""
        return Opened(payload=payload if PAYLOAD.fullmatch(payload) else "", **when)
    if command := COMMAND.fullmatch(alone):
        return Called(command=command[1], **when)
    return Typed(text=words, **when)


def moment(date: Any, now: datetime) -> datetime:
    """Unix seconds as UTC; `now` where there are none (a button press has none), or none that can be true."""
    if isinstance(date, int) and EARLIEST <= date <= now.timestamp():
        return datetime.fromtimestamp(date, UTC)
    return now


def seed(id_: str) -> int:
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8], "big")
