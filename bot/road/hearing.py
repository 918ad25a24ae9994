"""What arrivals change about their addresses, where the channel has a window: when somebody last wrote, and what was held until then."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.channels.base import Incoming
from dialogs import broadcast
from storage.messages import windows
from storage.messages.knocks import OVERVIEW
from storage.messages.windows import Held
from storage.speaking.loading import Loaded
from storage.times import Milliseconds, ms


def heard(
    connection: Connection, lengths: Mapping[str, int], arrivals: Sequence[tuple[Incoming, Loaded]], now: Milliseconds
) -> None:
    """`lengths` of windows by channel. Speakers are told what is to be said to them anew (`Loaded.held`)."""
    times, opened = {}, {}
    for incoming, who in arrivals:
        length, at = lengths.get(incoming.channel), min(ms(incoming.event.at), now)
        if length is None or at <= who.heard_at:
            continue
        if who.heard_at + length <= now < at + length:
            opened[who.address] = who
        times[who.address] = who.heard_at = at
    windows.heard(connection, times.items())
    if opened:
        _reopen(connection, opened, now)


def _reopen(connection: Connection, opened: Mapping[str, Loaded], now: Milliseconds) -> None:
    """Old questions are dropped, messages to many and other words leave as they are, and the engine says the rest anew."""
    windows.reopened(connection, opened)
    gone: list[int] = []
    free: list[int] = []
    for row in windows.held(connection, opened):
        who = opened[row.address]
        if row.about.startswith(broadcast.KIND):
            (gone if broadcast.expired(row.about, now) else free).append(row.id)
            who.heard_at = windows.ASIDE
        elif row.about and len(who.family) > 1:  # nobody knows yet who writes: it leaves with the name of whom it is for
            who.held = tuple(dict.fromkeys((*who.held, _about(row))))
            free.append(row.id)
            who.heard_at = windows.ASIDE
        elif row.about and row.person in (who.id, 0):
            who.held = tuple(dict.fromkeys((*who.held, _about(row))))
            who.held_rows = (*who.held_rows, row.id)
        elif row.question and not row.about:
            gone.append(row.id)
        else:
            free.append(row.id)
            who.heard_at = windows.ASIDE
    windows.drop(connection, [*gone, *(number for who in opened.values() for number in who.held_rows)])
    windows.release(connection, free, now)


def _about(row: Held) -> str:
    return "digest" if row.about.startswith(OVERVIEW) else row.about
