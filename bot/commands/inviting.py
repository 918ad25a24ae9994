"""The staff from the command line, on the server: inviting, listing, helping somebody back in, and checking the audit."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Connection

from bot.settings import SettingProblem, Settings
from bot.wallclock import utc_now
from dialogs.known import Programme
from storage import audit, programmes
from storage.answers.review import public
from storage.crypt import Keyring, read_key
from storage.messages.letters import is_address
from storage.speaking.people import audited
from storage.staff import coordinators, passkeys, sessions, signins
from storage.staff.coordinators import Member
from storage.store import Store
from storage.times import ms

ACTOR = "command line"
ROLES = ("viewer", "coordinator", "admin", "auditor")
BROKEN = 1  # exit code
Doing = Callable[[Connection, Keyring, Member], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody new. `programme` None: the first one; "all": of all programmes."""

    name: str
    programme: str | None = None
    centre: str = ""
    language: str = "en"
    hour: str = "08:00"
    email: str = ""
    role: str = "coordinator"


async def invite(settings: Settings, name: str, *, programme: str | None, language: str, hour: str) -> str:
    """A coordinator; the payload of their start link. Raises SettingProblem as `add` does."""
    return await add(settings, Wanted(name=name, programme=programme, language=language, hour=hour))


async def add(settings: Settings, wanted: Wanted) -> str:
    """The payload of their start link. Raises SettingProblem for a programme or centre that is not there, or an hour that is none."""
    known = {one.code: one for one in settings.programmes}
    zone, of = _place(known, wanted)
    if wanted.email and not is_address(wanted.email):
        raise SettingProblem(f"{wanted.email} is no e-mail address.")
    try:
        hour = time.fromisoformat(wanted.hour).strftime("%H:%M")
    except ValueError as problem:
        raise SettingProblem(f"{wanted.hour} is no time of day. Write --hour as on a clock, for example 08:00.") from problem

    def work(connection: Connection, store: Store) -> str:
        programmes.keep(connection, known.values())
        if coordinators.by_email(connection, store.keyring, wanted.email):
            raise SettingProblem("Somebody of the staff has this e-mail address already. See: lotse coordinator list")
        values: dict[str, Any] = {"of": of, "language": wanted.language, "zone": zone, "hour": hour, "email": wanted.email}
        values |= {"role": wanted.role, "centre": wanted.centre}
        now = ms(utc_now())
        number, code = coordinators.invite_one(connection, store.keyring, wanted.name, now=now, **values)
        audited(connection, ACTOR, "invited", 0, now, staff=public(number), role=wanted.role)
        return code

    async with opened(settings) as store:
        return await store.write(lambda connection: work(connection, store))


def _place(known: dict[str, Programme], wanted: Wanted) -> tuple[str, str]:
    """(zone, programme). Raises SettingProblem."""
    if wanted.programme == "all" and not wanted.centre:
        return next(iter(known.values())).zone, ""
    chosen = known.get(wanted.programme) if wanted.programme else next(iter(known.values()))
    if chosen is None:
        raise SettingProblem(f"There is no programme {wanted.programme}. lotse.toml names: {', '.join(known)}.")
    if wanted.centre and wanted.centre not in chosen.centres:
        raise SettingProblem(
            f"There is no centre {wanted.centre} in {chosen.code}. lotse.toml names: {', '.join(chosen.centres)}."
        )
    return chosen.zone, chosen.code


async def show(settings: Settings) -> int:
    """Everybody, one a line."""
    async with opened(settings) as store:
        members = await store.read(lambda connection: coordinators.members(connection, store.keyring))
        safe = await store.read(passkeys.protected)
    for one in members:
        of = " ".join(filter(None, (one.programme or "all", one.centre)))
        factor = "has a second factor" if one.id in safe else "no second factor"
        print(f"{public(one.id):>13}  {one.role:<11}  {one.state:<7}  {of:<20}  {factor:<19}  {one.name}  {one.email}".rstrip())
    return 0


async def reset(settings: Settings, who: str) -> int:
    """Their second factors go, and all their sessions."""
    name, _ = await _do(settings, who, "reset", lambda connection, _, one: passkeys.reset(connection, one.id))
    print(f"{name} chooses a new second factor the next time.")
    return 0


async def set_role(settings: Settings, who: str, role: str) -> int:
    """They sign in again."""
    name, _ = await _do(settings, who, "changed", lambda to, _, one: coordinators.change(to, one.id, role=role), role=role)
    print(f"{name} is now: {role}.")
    return 0


async def off(settings: Settings, who: str) -> int:
    """They may not come in any more."""
    name, _ = await _do(settings, who, "changed", lambda to, _, one: coordinators.switch_off(to, one.id), state="suspended")
    print(f"{name} is suspended.")
    return 0


async def link(settings: Settings, who: str) -> int:
    """A link to sign in by, for whoever has this terminal: it opens in any browser, once."""
    now = ms(utc_now())
    _, token = await _do(settings, who, "link", lambda to, keyring, one: signins.offer(to, keyring, one.id, "", now))
    print(f"Open this within ten minutes: {settings.desk_at}/desk/signin/link/{token}")
    return 0


async def verify(settings: Settings) -> int:
    """Whether the audit is as it was written."""
    async with opened(settings) as store:
        found = await store.read(lambda connection: audit.verify(connection, store.keyring))
    if found.broken:
        print(
            f"The audit is broken at row {found.broken}: it was changed, removed or added by somebody else. Rows before it: {found.rows}."
        )
        return BROKEN
    print(f"The audit is whole: {found.rows} rows. Its end, to be noted elsewhere: {found.digest or '-'}")
    return 0


# --- helpers ----------------------------------------------------------------------------------------------------------


async def _do(settings: Settings, who: str, action: str, doing: Doing, **detail: str) -> tuple[str, Any]:
    """(their name, what `doing` gave). It is written down, and their sessions end. Raises SettingProblem where there is nobody."""

    def work(connection: Connection, keyring: Keyring) -> tuple[str, Any]:
        one = whom(connection, keyring, who)
        sessions.end_all(connection, one.id)
        audited(connection, ACTOR, action, 0, ms(utc_now()), staff=public(one.id), **detail)
        return one.name, doing(connection, keyring, one)

    async with opened(settings) as store:
        return await store.write(lambda connection: work(connection, store.keyring))


def whom(connection: Connection, keyring: Keyring, who: str) -> Member:
    """By their id, name or e-mail address. Raises SettingProblem where there is nobody, or more than one."""
    members = coordinators.members(connection, keyring)
    found = [one for one in members if who in (public(one.id), one.name) or who.casefold() == one.email.casefold() != ""]
    if len(found) != 1:
        raise SettingProblem(f"There {'are several' if found else 'is nobody'} called {who}. See: lotse coordinator list")
    return found[0]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    store = Store(settings.database, read_key(settings.key_file, make=settings.sqlite))
    await store.open()
    try:
        yield store
    finally:
        await store.close()
