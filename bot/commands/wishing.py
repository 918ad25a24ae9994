"""`lotse coordinator digest`: what somebody of the staff is told, when and how, seen and changed on the server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from sqlalchemy import Connection

from bot.commands.inviting import ACTOR, opened, whom
from bot.settings import SettingProblem, Settings
from bot.texts import speech
from bot.wallclock import utc_now
from desk.team.digesting import MOST_DAYS, MOST_WAITING
from storage.answers.review import public
from storage.speaking.people import audited
from storage.staff import digesting
from storage.staff.coordinators import Member
from storage.staff.digesting import CHANNELS, MOST_HOURS, URGENT, WEEK, Reader, Wish
from storage.staff.scope import Scope
from storage.store import Store
from storage.times import ms, zone_of

DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEK, strict=True))
ALL = "all"
Said = Mapping[str, str]  # {option: what stands behind it}


async def digest(settings: Settings, who: str, said: Said) -> list[str]:
    """Change what is said; then all of it, a line each. Raises SettingProblem for somebody or something that is not there."""

    def work(connection: Connection, store: Store) -> tuple[Member, Reader]:
        member = whom(connection, store.keyring, who)
        one = digesting.reader(connection, member.id, states=("active", "invited"))
        if one is None:
            raise SettingProblem(f"{member.name} is told nothing: their role is {member.role}, their state {member.state}.")
        if said:
            one = changed(settings, one, said)
            digesting.wish_for(connection, one.id, one.wish, ms(utc_now()))
            digesting.lives(connection, one.id, language=one.language, zone=one.zone)
            audited(connection, ACTOR, "changed", 0, ms(utc_now()), staff=public(one.id), part="digests")
        return member, one

    async with opened(settings) as store:
        member, one = await store.write(lambda connection: work(connection, store))
    return [f"{member.name} ({public(one.id)})", *shown(one)]


def shown(one: Reader) -> list[str]:
    """What they wish, a line each, as it is said to the command."""
    wish = one.wish
    lines = {
        "channels": f"{','.join(wish.channels) or 'none'} (they have: {', '.join(one.channels) or 'none of these'})",
        "days": ",".join(name for name, day in DAYS.items() if day in wish.days),
        "hours": ",".join(wish.hours),
        "zone": one.zone,
        "language": one.language,
        "programme": wish.programme or ALL,
        "centre": wish.centre or ALL,
        "mine": "yes" if wish.mine else "no",
        "waiting": str(wish.waiting),
        "stuck": str(wish.stuck),
        "urgent": wish.urgent,
    }
    return [f"  --{name:<10} {value}" for name, value in lines.items()]


def changed(settings: Settings, one: Reader, said: Said) -> Reader:
    """With what was said. Raises SettingProblem."""
    read: Mapping[str, Callable[[str], Any]] = {
        "channels": lambda value: () if value == "none" else _among("channels", value, CHANNELS),
        "days": lambda value: "".join(sorted(DAYS[day] for day in _among("days", value, tuple(DAYS)))),
        "hours": _hours,
        "mine": lambda value: value == "yes",
        "waiting": lambda value: _number("waiting", value, 0, MOST_WAITING),
        "stuck": lambda value: _number("stuck", value, 1, MOST_DAYS),
        "urgent": lambda value: _among("urgent", value, URGENT)[0],
    }
    values = {name: read[name](said[name]) for name in read if name in said} | _about(settings, one, said)
    return replace(one, wish=_begun(one, values), language=_language(one, said), zone=_zone(one, said))


def _begun(one: Reader, values: Mapping[str, Any]) -> Wish:
    """Who has not chosen so far, and has no chat yet, is to be told in the one that they are invited to as well."""
    first = not one.wish.changed_at and not one.chats
    return replace(one.wish, **({"channels": CHANNELS} if first else {}) | dict(values))


def _about(settings: Settings, one: Reader, said: Said) -> dict[str, str]:
    """Of whose people they are told: never of more than they may see."""
    if not {"programme", "centre"} & said.keys():
        return {}
    code = _or_all(said.get("programme", one.wish.programme or one.seen.programme))
    centre = _or_all(said.get("centre", ""))
    known = {each.code: each.centres for each in settings.programmes}
    if (code and code not in known) or (centre and centre not in known.get(code, {})):
        raise SettingProblem(f"There is no {' '.join(filter(None, (code, centre)))}. lotse.toml names: {_places(known)}.")
    if not Scope(programme=code, centre=centre).meets(one.seen):
        raise SettingProblem(f"They may only see {one.seen.programme} {one.seen.centre}".rstrip() + ".")
    return {"programme": code, "centre": centre}


def _or_all(code: str) -> str:
    return "" if code == ALL else code


def _places(known: Mapping[str, Mapping[str, str]]) -> str:
    return ", ".join(" ".join((code, *centres)) for code, centres in known.items())


def _language(one: Reader, said: Said) -> str:
    if "language" not in said:
        return one.language
    known = speech.load().desk.languages
    if said["language"] not in known:
        raise SettingProblem(f"The desk does not speak {said['language']}. It speaks: {', '.join(known)}.")
    return said["language"]


def _zone(one: Reader, said: Said) -> str:
    zone = said.get("zone", one.zone)
    if "zone" in said and zone_of(zone).key != zone:
        raise SettingProblem(f"{zone} is no time zone. Write --zone as in Europe/Luxembourg.")
    return zone


def _hours(value: str) -> tuple[str, ...]:
    try:
        hours = sorted({time.fromisoformat(each.strip()).strftime("%H:%M") for each in value.split(",")})
    except ValueError as problem:
        raise SettingProblem(f"{value} is no time of day. Write --hours as on a clock: 08:00,13:30") from problem
    if len(hours) > MOST_HOURS:
        raise SettingProblem(f"There are at most {MOST_HOURS} digests a day.")
    return tuple(hours)


def _among(name: str, value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Of what there is that which was named."""
    named = known if value == ALL else [each.strip().lower() for each in value.split(",")]
    if not set(known).issuperset(named):
        raise SettingProblem(f"{value} is not among --{name}: {','.join(known)}.")
    return tuple(each for each in known if each in named)


def _number(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdecimal() and least <= int(value[:5]) <= most):
        raise SettingProblem(f"--{name} must be a number from {least} to {most}.")
    return int(value)
