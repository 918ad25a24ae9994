"""What a failed call, or a status that says `failed`, means. Codes and titles: developers.facebook.com, whatsapp/support/error-codes."""

import re
from typing import Any

from bot.channels.base import Meaning, Refused
from bot.channels.reading import text

DAY = 24 * 3600.0
HOUR = 3600.0
MINUTE = 60.0
MOMENT = 5.0  # seconds: the throughput of a number is counted by the second

M = Meaning
CODES: dict[int, tuple[Meaning, float]] = {
    # to this person
    131047: (M.CLOSED, 0),  # more than 24 hours since they wrote
    470: (M.CLOSED, 0),  # the same, as it was called before
    131026: (M.UNREACHABLE, 0),  # not on WhatsApp, an old app, has not accepted the terms
    131021: (M.UNREACHABLE, 0),  # our own number
    131030: (M.UNREACHABLE, 0),  # a test number writes only to those on its list
    130497: (M.UNREACHABLE, 0),  # a country to which the account may not write
    131050: (M.OPTED_OUT, 0),  # told WhatsApp that they want no marketing from us
    131056: (M.REST, 0),  # too much to one person in a short time: after 4^n seconds
    131049: (M.REST, DAY),  # WhatsApp shows them no more marketing today
    130472: (M.REST, DAY),  # is part of an experiment of Meta's
    # to everybody
    130429: (M.SLOW_DOWN, MOMENT),  # throughput of the number
    4: (M.SLOW_DOWN, MINUTE),  # calls of the app, counted by the hour
    17: (M.SLOW_DOWN, MINUTE),
    613: (M.SLOW_DOWN, MINUTE),
    80007: (M.SLOW_DOWN, MINUTE),  # calls of the business account
    80008: (M.SLOW_DOWN, MINUTE),
    131057: (M.SLOW_DOWN, MINUTE),  # in maintenance: it takes some minutes
    131048: (M.HUSH, DAY),  # too many were blocked or flagged as spam
    131064: (M.HUSH, DAY),  # too many templates in a wrong category
    # passing
    1: (M.RETRY, 0),
    2: (M.RETRY, 0),
    131000: (M.RETRY, 0),
    131016: (M.RETRY, 0),
    133004: (M.RETRY, 0),  # the server is temporarily unavailable
    # the account
    0: (M.REVOKED, 0),  # the token is refused
    3: (M.REVOKED, 0),  # a right is missing
    10: (M.REVOKED, 0),
    190: (M.REVOKED, 0),  # the token has run out
    368: (M.REVOKED, 0),  # blocked for breaking a rule
    131005: (M.REVOKED, 0),
    131031: (M.REVOKED, 0),  # locked
    131037: (M.REVOKED, 0),  # its display name is not approved
    131042: (M.REVOKED, 0),  # nobody pays
    131045: (M.REVOKED, 0),  # the number is not registered
    133010: (M.REVOKED, 0),
}
PERMISSIONS = range(200, 300)
STATUSES: dict[int, tuple[Meaning, float]] = {
    401: (M.REVOKED, 0),
    403: (M.REVOKED, 0),
    429: (M.SLOW_DOWN, MINUTE),
    504: (M.IN_DOUBT, 0),  # something in front of the Graph API waited for it in vain
}
# Codes that say, of a call with the id of a file, that the file is no more: our own ids live 30 days, those of others 7.
NO_FILE = frozenset({100, 131009, 131052, 131053})

TITLE = re.compile(r"\(#\d+\)\s*(.+)", re.DOTALL)  # how a message of the Graph API begins that is a title and no sentence
QUOTED = re.compile(r"[\"“«'].*[\"”»']", re.DOTALL)  # what we had sent, which may be a person's words
DIGITS = re.compile(r"\d{3,}")
CODE = re.compile(r"[0-9]{1,9}")
LONGEST = 64  # characters of a reason, as many as are kept


def by_code(error: dict[str, Any], status: int = 0) -> Refused:
    """The refusal that an error of Meta's stands for: an object with `code`, and `title` (in a status) or `message` (in an answer)."""
    code = number_of(error.get("code"))
    lost = code == 100 and number_of(error.get("error_subcode")) == 33  # our number is not there, or not ours to use
    meaning, after = (Meaning.REVOKED, 0.0) if lost else meant(code, status)
    return Refused(meaning, reason(code, status, title_of(error)), after)


def number_of(value: Any) -> int:
    """A code; -1 for none."""
    if isinstance(value, str) and CODE.fullmatch(value):
        return int(value)
    return value if type(value) is int else -1


def meant(code: int, status: int) -> tuple[Meaning, float]:
    """The code decides, and the HTTP status where it is unknown: a new code of a 5xx is tried again, any other is ours to look at."""
    if code in CODES:
        return CODES[code]
    if code in PERMISSIONS:
        return Meaning.REVOKED, 0
    return STATUSES.get(status, (Meaning.RETRY if status >= 500 else Meaning.OURS, 0))


def title_of(error: dict[str, Any]) -> str:
    """Meta's own words for the code, never the details: they may name a number or repeat what was sent."""
    if title := text(error.get("title")):
        return title
    found = TITLE.fullmatch(text(error.get("message")))
    return found[1] if found else ""


def reason(code: int, status: int, title: str) -> str:
    known = str(code) if code >= 0 else f"HTTP {status}" if status else "no code"
    masked = DIGITS.sub("…", QUOTED.sub("…", title.partition("\n")[0]))
    return f"{known} {masked}".strip()[:LONGEST]
