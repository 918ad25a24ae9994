"""The rows of somebody who comes for the first time: an address, a person with a key of their own, and that the one speaks at the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from storage.crypt import Keyring
from storage.ids import random_id
from storage.times import Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An address from which something came in. `programme` is where a newcomer belongs, `zone` their clock until they say."""

    channel: str
    account: str
    external: str
    also: tuple[str, ...] = ()  # other ids that the platform has for it
    hint: str = ""
    programme: str = ""
    zone: str = "UTC"


def address_row(keyring: Keyring, key: str, one: Arrival) -> dict[str, Any]:
    """With a candidate for who speaks there."""
    return {
        "key": key,
        "channel": one.channel,
        "account": one.account,
        "external": keyring.house.seal(f"address:external:{key}", one.external.encode()),
        "person": random_id(),
        "state": "ok",
        "reason": "",
        "coordinator": 0,
        "hint": one.hint[:16],
        "heard_at": 0,
        "knocked_at": 0,
        "marketing": True,
        "called": "",
    }


def person_row(keyring: Keyring, number: int, *, zone: str, programme: str, now: Milliseconds) -> dict[str, Any]:
    wrapped = keyring.create(number)
    private = orjson.dumps({"name": "", "aside": None})
    return {
        "id": number,
        "key": wrapped,
        "language": "",
        "zone": zone,
        "status": "new",
        "consents": "{}",
        "sealed": keyring.person(number, wrapped).seal(f"person:sealed:{number}", private),
        "programme": programme,
        "prefers": "",
        "talks_with": 0,
        "talked_at": 0,
        "delete_at": None,
        "created_at": now,
        "active_at": now,
    }


def speaks_row(key: str, person: int, number: int = 0) -> Mapping[str, Any]:
    """Somebody may speak at an address: the first there has number 0."""
    return {"address": key, "person": person, "number": number, "shares": True, "instead": 0}
