"""The envelope of webhooks. Every array in it may hold several, as Meta's may."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

Json = dict[str, Any]
CHANGES_IN_ENTRY = 2  # more begin another entry


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One thing to tell the bot: `item` is an element of the value's array `kind`; with kind "" it is the whole value.

    `lane` says whose it is: those of one person stay in their order. `time` stands with the entry where it concerns the account.
    """

    lane: int
    field: str
    kind: str
    item: Json
    metadata: Json | None = None
    contact: Json | None = None
    time: int = 0


def envelope(business: str, events: list[Event]) -> bytes:
    """One POST's body: what belongs together (the same number and array) shares a change, the rest gets its own."""
    changes = [change for _, group in groupby(events, _place) for change in _changes(list(group))]
    parts = [changes[at : at + CHANGES_IN_ENTRY] for at in range(0, len(changes), CHANGES_IN_ENTRY)]
    time = {"time": events[0].time} if events[0].time else {}
    entries = [{"id": business, **time, "changes": part} for part in parts]
    return orjson.dumps({"object": "whatsapp_business_account", "entry": entries})


def _place(event: Event) -> tuple[str, str, int]:
    return event.field, event.kind, id(event.metadata)


def _changes(events: list[Event]) -> list[Json]:
    first = events[0]
    if not first.kind:
        return [{"field": each.field, "value": each.item} for each in events]
    contacts = {each.contact["user_id"]: each.contact for each in events if each.contact is not None}
    value: Json = {"messaging_product": "whatsapp", "metadata": first.metadata}
    if contacts:
        value["contacts"] = list(contacts.values())
    return [{"field": first.field, "value": value | {first.kind: [each.item for each in events]}}]
