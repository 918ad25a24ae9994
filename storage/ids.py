"""Ids made before the insert."""

import secrets

from storage.times import Milliseconds

COUNTER_BITS = 20
_last = 0


def rising(now: Milliseconds) -> int:
    """Larger than every earlier one of this process, also when the clock goes back; by chance unlike those of other processes.

    Milliseconds, then a number that starts anywhere in the lower half of its bits and counts on.
    """
    global _last  # noqa: PLW0603 - ids of one process rise together
    _last = max(_last + 1, (now << COUNTER_BITS) | secrets.randbits(COUNTER_BITS - 1))
    return _last


def earliest(at: Milliseconds) -> int:
    """No larger than what `rising` gives from then on."""
    return at << COUNTER_BITS


def random_id() -> int:
    """A number that says nothing: for people, in links and logs. 52 bits, so that every reader of JSON keeps it whole."""
    return secrets.randbits(52) | 1
