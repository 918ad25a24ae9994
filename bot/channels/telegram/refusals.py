"""What a failed call means. Statuses and sentences: the Bot API's server, tdlib/telegram-bot-api, Client.cpp."""

import re

from bot.channels.base import Meaning, Refused
from bot.channels.telegram.http import Declined, Failed, Lost

PAUSE = 30.0  # seconds, after a 429 that does not say how long

# Parts of a sentence, in lower case, that say more than the status does.
SENTENCES = {
    "message is not modified": Meaning.UNCHANGED,
    "query is too old": Meaning.UNCHANGED,  # a button pressed long ago: the phone no longer waits
    "message to edit not found": Meaning.GONE,
    "message can't be edited": Meaning.GONE,
    "message_id_invalid": Meaning.GONE,
    "wrong file": Meaning.GONE,  # identifier, file_id …: of a file that is shown again, or to be fetched
    "wrong remote file": Meaning.GONE,
    "invalid file": Meaning.GONE,
    "file_reference_expired": Meaning.GONE,
    "file is too big": Meaning.TOO_LARGE,
    "chat not found": Meaning.UNREACHABLE,
    "peer_id_invalid": Meaning.UNREACHABLE,
    "input_user_deactivated": Meaning.UNREACHABLE,
    "user_is_blocked": Meaning.UNREACHABLE,
}
STATUSES = {
    401: Meaning.REVOKED,  # the token was revoked
    403: Meaning.UNREACHABLE,  # blocked, deactivated, the person never wrote first
    404: Meaning.REVOKED,  # the token was never one
    409: Meaning.REVOKED,  # somebody else polls with it, or has set a webhook
    429: Meaning.SLOW_DOWN,
    504: Meaning.IN_DOUBT,  # something in front of the Bot API waited for it in vain
}
CONFLICT = "another process polls with this token, or a webhook is set"
QUOTED = re.compile(r"[\"“«].*[\"”»]", re.DOTALL)  # what we had sent, which may be a person's words


def refused(failure: Failed) -> Refused:
    """The meaning of a failure. Its reason holds neither the token nor anything we sent."""
    if isinstance(failure, Declined):
        return declined(failure)
    return Refused(Meaning.IN_DOUBT if isinstance(failure, Lost) else Meaning.RETRY, str(failure))


def declined(error: Declined) -> Refused:
    meaning = meant(error.code, error.description)
    reason = f"{error.code} {QUOTED.sub('…', error.description)}"
    if error.code == 409:
        reason = f"{reason} ({CONFLICT})"
    if meaning is Meaning.SLOW_DOWN:
        return Refused(meaning, reason, error.retry_after if error.retry_after > 0 else PAUSE)
    return Refused(meaning, reason)


def meant(code: int, description: str) -> Meaning:
    """The sentence decides for a 400, the status for everything else."""
    if code == 400:
        sentence = description.lower()
        return next((meaning for part, meaning in SENTENCES.items() if part in sentence), Meaning.OURS)
    return STATUSES.get(code, Meaning.OURS if code < 500 else Meaning.RETRY)
