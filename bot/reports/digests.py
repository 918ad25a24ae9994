"""Digests and what cannot wait: planned as intentions, told once on each channel, never with a name in them.

An occurrence is a row of `due`. Whoever carries it out claims the row, puts what is to be said into the outbox and marks up to when this
reader has been told, all in one transaction: so it happens once, whatever crashes. What was missed is folded into one that comes late;
one that would come too late is left, and the next begins where the last one ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from bot.metrics import MISSED
from bot.reports.composing import Making, card, link_to, under
from bot.reports.occasions import following, latest
from bot.road import points
from bot.world import World
from dialogs import stafftexts
from dialogs.events import Said
from dialogs.walltime import waking
from storage import due
from storage.answers.review import public
from storage.crypt import Keyring
from storage.due import Intention
from storage.messages import letters
from storage.messages.knocks import OVERVIEW
from storage.messages.letters import Letter
from storage.messages.outbox import Message, message_row
from storage.schema import outbox
from storage.staff import digesting, tallying
from storage.staff.digesting import Reader
from storage.times import ms, when, zone_of

DIGEST, URGENT = "digest", "urgent"
KINDS = (DIGEST, URGENT)
EXTRA = "extra:"  # how the occurrence of one begins that comes because so many wait; behind it, before which it comes
LATE = timedelta(hours=12)  # a digest that would come later than this is left
URGENT_LATE = timedelta(days=2)  # so old a case is told of by digests alone
AN_HOUR = timedelta(hours=1)
MOST_URGENT = 5  # messages an hour to one reader on one channel; the others follow
KEPT = timedelta(days=30)  # what was carried out
LOOK_BACK = timedelta(days=8)  # the longest between two digests, and a day

Planned = Mapping[tuple[int, str, str, str], tuple[str, int]]


# --- planning -------------------------------------------------------------------------------------------------------------


def wanted(connection: Connection, world: World, at: datetime) -> list[Intention]:
    """What is to be planned now, and is not yet."""
    readers = [one for one in digesting.readers(connection) if channels(world, one)]
    if not readers:
        return []
    known = digesting.planned(connection, [one.id for one in readers], KINDS, ms(at - LOOK_BACK))
    found = [*_digests(connection, world, readers, known, at), *_urgent(connection, world, readers, known, at)]
    return [one for one in found if (one.person, one.kind, one.subject, one.occurrence) not in known]


def plan(connection: Connection, world: World, at: datetime) -> None:
    for one in wanted(connection, world, at):
        due.plan(connection, one)


def channels(world: World, one: Reader) -> list[str]:
    """Those that a reader wants and has, and we too."""
    return [channel for channel in one.channels if channel != letters.CHANNEL or world.mail]


def _digests(
    connection: Connection, world: World, readers: Iterable[Reader], known: Planned, at: datetime
) -> Iterator[Intention]:
    """The next digest of each reader on each channel; and one more before it where enough new cases wait."""
    waiting = {
        (who, channel): which for (who, kind, channel, which), (state, _) in known.items() if _regular(kind, which, state)
    }
    for one in readers:
        for channel in channels(world, one):
            planned = waiting.get((one.id, channel))
            if planned is None:
                yield next_one(one, channel, when(digesting.from_(connection, one, channel, ms(at))))
            elif one.wish.waiting and (one.id, DIGEST, channel, EXTRA + planned) not in known:
                since = digesting.until(connection, one, channel)
                if tallying.fresh(connection, one, since, ms(at)) >= one.wish.waiting:
                    yield Intention(person=one.id, kind=DIGEST, subject=channel, occurrence=EXTRA + planned, at=ms(at))


def _regular(kind: str, which: str, state: str) -> bool:
    return kind == DIGEST and state == "waiting" and not which.startswith(EXTRA)


def next_one(one: Reader, channel: str, after: datetime) -> Intention:
    """The first digest after an instant. Its occurrence is day and hour by the reader's own clock."""
    which, at = following(one.wish.days, one.wish.hours, zone_of(one.zone), after)
    return Intention(person=one.id, kind=DIGEST, subject=channel, occurrence=which, at=ms(at))


def _urgent(
    connection: Connection, world: World, readers: Sequence[Reader], known: Planned, at: datetime
) -> Iterator[Intention]:
    """Cases that cannot wait, for everybody who wants to hear of them at once."""
    cases = digesting.at_once(connection, ms(at - URGENT_LATE), ms(at))
    for one in readers if cases else ():
        if one.wish.urgent == "off":
            continue
        mine = [case for case in cases if case.since >= max(one.wish.changed_at, one.since) and case.owner in (0, one.id)]
        mine = [case for case in mine if one.scope.holds(connection, case.person)]
        when_ = _awake(world, one, at) if one.wish.urgent == "day" else at
        for channel in channels(world, one):
            new = [case for case in mine if (one.id, URGENT, channel, public(case.id)) not in known]
            for case in new[: max(MOST_URGENT - _lately(known, one, channel, at), 0)]:
                yield Intention(person=one.id, kind=URGENT, subject=channel, occurrence=public(case.id), at=ms(when_))


def _lately(known: Planned, one: Reader, channel: str, at: datetime) -> int:
    """How much that could not wait was planned for a reader on a channel within the hour."""
    since = ms(at - AN_HOUR)
    mine = (then for (who, kind, subject, _), (_, then) in known.items() if (who, kind, subject) == (one.id, URGENT, channel))
    return sum(then > since for then in mine)


def _awake(world: World, one: Reader, at: datetime) -> datetime:
    return waking(at, zone_of(one.zone), world.programmes.get(one.scope.programme, world.first).quiet)


def prune(connection: Connection, now: int) -> None:
    """What was carried out long ago goes. `now` in milliseconds."""
    due.forget(connection, KINDS, now - int(KEPT.total_seconds() * 1000))


# --- carrying out ---------------------------------------------------------------------------------------------------------


def fall(connection: Connection, keyring: Keyring, world: World, intention: Intention, now: datetime) -> None:
    """One has fallen due: it is told, or left. Once, whoever else looks at the same clock."""
    if not due.claim(connection, intention):
        return
    points.reached("digest_claimed")
    one = digesting.reader(connection, intention.person)
    if one is None or intention.subject not in channels(world, one):
        return
    late = now - _meant(one, intention, now)
    if late > (URGENT_LATE if intention.kind == URGENT else LATE):
        MISSED.inc()
        due.settle(connection, [intention], "missed")
    elif intention.kind == URGENT:
        _at_once(connection, keyring, world, one, intention)
    else:
        tell(connection, keyring, world, one, intention.subject, now)
    if intention.kind == DIGEST and not intention.occurrence.startswith(EXTRA):
        due.plan(connection, next_one(one, intention.subject, now))
    points.reached("digest_told")


def _meant(one: Reader, intention: Intention, now: datetime) -> datetime:
    """When it should have come. After days of standstill that is the last of those missed, and the others are folded into it."""
    planned = when(intention.at)
    if intention.kind == URGENT or intention.occurrence.startswith(EXTRA):
        return planned
    return max(planned, latest(one.wish.days, one.wish.hours, zone_of(one.zone), now))


def tell(connection: Connection, keyring: Keyring, world: World, one: Reader, channel: str, now: datetime) -> None:
    """Put a digest into the outbox. Nothing new means no message.

    Somebody who has blocked the bot is told nothing; once they are back, the next digest begins where their last one ended.
    """
    if channel in one.chats and not one.chats[channel].reachable:
        return
    made = Making(connection, world, one, now).made(channel)
    digesting.told(connection, one, channel, ms(now))
    if not made.tally.fresh:
        return
    if channel == letters.CHANNEL:
        _post(connection, keyring, world, one, made.letter(), now)
    else:
        said = replace(made.said(), lane="notice", about=f"{OVERVIEW}{made.since}")
        say(connection, keyring, one.chats[channel].key, one.chats[channel].account, said, now)


def _at_once(connection: Connection, keyring: Keyring, world: World, one: Reader, intention: Intention) -> None:
    """A case that cannot wait; unless somebody has seen to it meanwhile."""
    case, channel = digesting.case(connection, one.scope, int(intention.occurrence, 16)), intention.subject
    if case is None or case.owner not in (0, one.id):
        return
    speech, now = world.voices.desk[one.language], when(intention.at)
    words = f"{speech.say(stafftexts.CASE_URGENT)}\n\n{card(speech, case, one.zone)}"
    if channel == letters.CHANNEL:
        link = speech.say(stafftexts.CASE_OPEN_AT, link=link_to(world, case))
        letter = Letter(subject=speech.say(stafftexts.CASE_URGENT), text=f"{words}\n\n{link}\n", language=speech.language)
        _post(connection, keyring, world, one, letter, now)
    elif one.chats[channel].reachable:
        said = Said(text=words, options=under(speech, one, case), rtl=speech.rtl, lane="notice", about=f"{OVERVIEW}{ms(now)}")
        say(connection, keyring, one.chats[channel].key, one.chats[channel].account, said, now)
        digesting.shown(connection, one, channel, case.id)


def _post(connection: Connection, keyring: Keyring, world: World, one: Reader, letter: Letter, now: datetime) -> None:
    to = digesting.email(connection, keyring, one.id)
    if to:
        letters.put(connection, keyring, world.mail, [(to, letter)], ms(now))


def say(connection: Connection, keyring: Keyring, key: str, account: str, said: Said, now: datetime) -> None:
    """Something for a chat, to leave as soon as it may."""
    message = Message(address=key, external="", account=account, person=0, key=keyring.house, said=said)
    connection.execute(insert(outbox), [message_row(message, ms(now), state="todo")])
