"""The staff: who may come in, as what, and to whose people. Every change ends the sessions of whom it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import texts
from desk.fields import fields
from desk.routing import POST, Entry, staff_of
from desk.staff import RULE, Role
from dialogs.texts import Text
from storage.answers.review import public
from storage.messages.letters import is_address
from storage.speaking.people import audited
from storage.staff import coordinators, passkeys, sessions
from storage.staff.coordinators import Member
from storage.times import ms

if TYPE_CHECKING:
    from desk.app import Desk

LONGEST_NAME = 100
Detail = Mapping[str, str]  # for the audit
Doing = Callable[[Connection], Text | Detail]  # why not, or what was done
HOUR = "08:00"  # of the daily overview, until they choose another


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an administrator has filled in. `programme`, `centre`: "" = all."""

    name: str
    email: str
    role: Role
    programme: str
    centre: str


@dataclass(frozen=True, slots=True)
class Staffing:
    desk: "Desk"

    async def everybody(self, request: Request) -> Response:
        return await self.listed(request)

    async def listed(self, request: Request, *, status: int = 200, **more: Any) -> Response:
        """Everybody, and a form for one more. `trouble`: why that form was not taken; `invited`, `code`: who was just invited."""

        def look(connection: Connection) -> dict[str, Any]:
            return {
                "members": coordinators.members(connection, self.desk.keyring),
                "protected": passkeys.protected(connection),
                "places": coordinators.places(connection),
                "admins": coordinators.admins(connection),
            }

        values = {"trouble": None, "invited": None, "code": "", **await self.desk.read(look), **more}
        return self.desk.page(request).answer("staff.html", status=status, door=self.door(values["code"]), **values)

    async def invite(self, request: Request) -> Response:
        """Somebody new. The code of their invitation is shown once."""
        wanted, who, now = await self.wanted(request), staff_of(request), ms(self.desk.now())
        language, zone, keyring = self.desk.page(request).speech.language, who.zone, self.desk.keyring

        def add(connection: Connection) -> tuple[Member | None, str] | Text:
            if trouble := self.wrong(connection, wanted):
                return trouble
            values: dict[str, Any] = {
                "of": wanted.programme,
                "centre": wanted.centre,
                "role": wanted.role,
                "email": wanted.email,
            }
            values |= {"language": language, "zone": zone, "hour": HOUR, "now": now}
            number, code = coordinators.invite_one(connection, keyring, wanted.name, **values)
            audited(connection, who.actor, "invited", 0, now, staff=public(number), role=wanted.role)
            return coordinators.member(connection, keyring, number), code

        found = await self.desk.submit(add)
        if isinstance(found, Text):
            return await self.listed(request, status=400, trouble=found)
        invited, code = found
        response = await self.listed(request, invited=invited, code=code)
        if wanted.email and self.desk.post:
            speech, link = self.desk.voices.desk[language], f"{self.desk.place.url}/desk/"
            words = speech.say(texts.INVITATION_MESSAGE, link=link)
            response.background = BackgroundTask(self.desk.post, wanted.email, speech.say(texts.INVITATION_SUBJECT), words)
        return response

    async def one(self, request: Request) -> Response:
        return await self.shown(request)

    async def shown(self, request: Request, trouble: Text | None = None, code: str = "") -> Response:
        """One of the staff, and what may be done about them."""
        member = await self.member(request)
        places = await self.desk.read(coordinators.places)
        safe = await self.desk.read(lambda connection: passkeys.any_of(connection, member.id))
        values = {"trouble": trouble, "code": code, "door": self.door(code), "places": places, "safe": safe}
        return self.desk.page(request).answer("staff_one.html", status=409 if trouble else 200, member=member, **values)

    async def change(self, request: Request) -> Response:
        """Name, address, role, whose people. They sign in again."""
        wanted, member = await self.wanted(request), await self.member(request)

        def work(connection: Connection) -> Text | Detail:
            if trouble := self.wrong(connection, wanted, member):
                return trouble
            if wanted.role != Role.ADMIN and self.last(connection, member):
                return texts.LAST_ADMIN
            coordinators.rename(connection, self.desk.keyring, member.id, wanted.name, wanted.email)
            values = {"role": str(wanted.role), "programme": wanted.programme, "centre": wanted.centre}
            coordinators.change(connection, member.id, **values)
            return values

        return await self.done(request, member, "changed", work)

    async def suspend(self, request: Request) -> Response:
        member = await self.member(request)

        def work(connection: Connection) -> Text | Detail:
            if self.last(connection, member):
                return texts.LAST_ADMIN
            if member.state == "off":
                coordinators.change(connection, member.id, state="invited")
                return {"state": "let in again"}
            coordinators.switch_off(connection, member.id)
            return {"state": "suspended"}

        return await self.done(request, member, "changed", work)

    async def reset(self, request: Request) -> Response:
        """Their second factors go. Nobody does that for themselves: who has taken over a session could choose anew."""
        member, own = await self.member(request), staff_of(request).id

        def work(connection: Connection) -> Text | Detail:
            if member.id == own:
                return texts.NOT_ONESELF
            passkeys.reset(connection, member.id)
            return {}

        return await self.done(request, member, "reset", work)

    async def out(self, request: Request) -> Response:
        return await self.done(request, await self.member(request), "signed_out", lambda _: {"part": "everywhere"})

    async def again(self, request: Request) -> Response:
        """A new invitation to the bot, shown once."""
        member, actor, now = await self.member(request), staff_of(request).actor, ms(self.desk.now())

        def work(connection: Connection) -> str:
            audited(connection, actor, "invited", 0, now, staff=public(member.id))
            return coordinators.invite_again(connection, self.desk.keyring, member.id, now)

        return await self.shown(request, code=await self.desk.submit(work))

    # --- helpers -------------------------------------------------------------------------------------------------------

    async def done(self, request: Request, member: Member, action: str, work: Doing) -> Response:
        """Do it, write it down and end their sessions; or say why not."""
        actor, now = staff_of(request).actor, ms(self.desk.now())

        def all_of_it(connection: Connection) -> Text | None:
            found = work(connection)
            if isinstance(found, Text):
                return found
            sessions.end_all(connection, member.id)
            audited(connection, actor, action, 0, now, staff=public(member.id), **found)
            return None

        if trouble := await self.desk.submit(all_of_it):
            return await self.shown(request, trouble)
        return RedirectResponse(self.desk.page(request).link(f"/staff/{public(member.id)}"), 303)

    async def member(self, request: Request) -> Member:
        """The one in the path. Raises HTTPException 404."""
        number = request.path_params["staff"]
        found = await self.desk.read(lambda connection: coordinators.member(connection, self.desk.keyring, number))
        if found is None:
            raise HTTPException(404)
        return found

    async def wanted(self, request: Request) -> Wanted:
        """Raises HTTPException 400 for what no form of ours sends."""
        sent = {name: values[0].strip() for name, values in (await fields(request)).items()}
        programme, _, centre = sent.get("scope", "").partition(" ")
        known = {(code, part) for code, part, _ in await self.desk.read(coordinators.places)} | {("", "")}
        name, role = sent.get("name", "")[:LONGEST_NAME], sent.get("role", "")
        if not name or role not in set(Role) or (programme, centre) not in known:
            raise HTTPException(400)
        return Wanted(name=name, email=sent.get("email", ""), role=Role(role), programme=programme, centre=centre)

    def wrong(self, connection: Connection, wanted: Wanted, member: Member | None = None) -> Text | None:
        """Why an e-mail address cannot be theirs."""
        if wanted.email and not is_address(wanted.email):
            return texts.EMAIL_WRONG
        has = coordinators.by_email(connection, self.desk.keyring, wanted.email)
        return texts.EMAIL_TAKEN if has and (member is None or has.id != member.id) else None

    def last(self, connection: Connection, member: Member) -> bool:
        """Whether without them nobody could let others in."""
        return member.role == Role.ADMIN and member.state != "off" and coordinators.admins(connection) == 1

    def door(self, code: str) -> str:
        """A link that opens our bot with an invitation; "" where we do not know its name."""
        name = self.desk.doors.get("telegram", "").lstrip("@")
        return f"https://t.me/{name}?start={code}" if name and code else ""


def entries(desk: "Desk") -> list[Entry]:
    one = Staffing(desk)
    return [
        Entry("/staff", one.everybody, RULE),
        Entry("/staff", one.invite, RULE, (POST,)),
        Entry("/staff/{staff:id}", one.one, RULE),
        Entry("/staff/{staff:id}", one.change, RULE, (POST,)),
        Entry("/staff/{staff:id}/suspend", one.suspend, RULE, (POST,)),
        Entry("/staff/{staff:id}/reset", one.reset, RULE, (POST,)),
        Entry("/staff/{staff:id}/out", one.out, RULE, (POST,)),
        Entry("/staff/{staff:id}/invite", one.again, RULE, (POST,)),
    ]
