"""What became of messages of ours, as WhatsApp tells it: sent, delivered, read, played or failed, and what it costs."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, get_args

from bot.channels.base import Refused, State, Status
from bot.channels.reading import LARGEST, LeftOut, required, text
from bot.channels.whatsapp.content import LONGEST_ID
from bot.channels.whatsapp.people import digest
from bot.channels.whatsapp.refusals import by_code

STATES: dict[str, State] = {state: state for state in get_args(State)}
DIGITS = len(str(LARGEST))
CATEGORY = re.compile(r"[a-z_]{1,40}")
CHARGED = "regular"
DELIVERED = frozenset({"delivered", "read", "played"})
LONGEST_PRICE = 16  # characters of what it counts as, that are kept


def status(item: dict[str, Any], _: dict[str, Any], __: datetime, account: str) -> Status:
    """Raises LeftOut."""
    message, state = required(item.get("id")), STATES.get(text(item.get("status")))
    if state is None or len(message) > LONGEST_ID:
        raise LeftOut("status")
    return Status(
        channel="whatsapp",
        account=account,
        message=digest(message),
        outbox=outbox_of(item.get("biz_opaque_callback_data")),
        state=state,
        refused=refused_of(item.get("errors")) if state == "failed" else None,
        price=price_of(item.get("pricing")) if state in DELIVERED else "",  # charged is what is delivered (Meta, pricing)
    )


def outbox_of(value: Any) -> int:
    """Our own number of the message, 0 where it does not come back."""
    told = text(value)
    found = int(told) if len(told) <= DIGITS and told.isascii() and told.isdecimal() else 0
    return found if found <= LARGEST else 0


def refused_of(errors: Any) -> Refused:
    """The first error says why; a failure without one is nobody's fault that we know of."""
    error = errors[0] if isinstance(errors, list) and errors else None
    return by_code(error if isinstance(error, dict) else {})


def price_of(value: Any) -> str:
    """The category under which the message is charged; "" where it costs nothing.

    Meta, webhooks/reference/messages/status: `type` says it; `billable`, which said it before, will go.
    """
    if not isinstance(value, dict):
        return ""
    charged = value["type"] == CHARGED if "type" in value else value.get("billable") is True
    if not charged:
        return ""
    return _short(text(value.get("category")).lower())


@lru_cache(100)
def _short(category: str) -> str:
    """Whole words of it, as many as are kept: `authentication` of `authentication_international`."""
    if not CATEGORY.fullmatch(category):
        return "other"
    if len(category) <= LONGEST_PRICE:
        return category
    return category[: LONGEST_PRICE + 1].rpartition("_")[0] or category[:LONGEST_PRICE]
