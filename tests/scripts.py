"""Golden conversations: Markdown that a coordinator can read, and that a test plays again.

What a person does stands in quotes: `> سلام` is typed, `> [✅ Yes]` tapped, `> /back` a command, `> (photo)` sent. Where the label is not
English, its English follows: `> [✅ بلی] = Yes`; by it the button is found again when a translation has changed. `*(a week passes)*`
is what happens meanwhile, `## Olena` says whose phone it is now, and `> (the code of Olena)` is read on hers and written here. All else
below the first of these lines is what the bot says and the desk learns (`→`): it is written anew by
`pytest tests/test_transcripts.py --update`.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from bot.channels.whatsapp.messages import message
from bot.clock import Clock
from bot.files import mydata
from bot.reports import digests
from bot.texts.languages import PEOPLE
from bot.texts.messages import all_texts
from bot.workbooks.reading import load
from bot.world import World
from dialogs import texts
from dialogs.events import Called, Event, Opened, Option, Said, Shared, Tapped, Typed
from dialogs.form import SUBJECT, Limits
from dialogs.labels import labels
from storage import programmes
from storage.answers import decisions
from storage.due import Intention
from storage.messages import outbox
from storage.messages.outbox import Message
from storage.schema import concern, due, quarantine, reminder, submission
from storage.staff import coordinators
from storage.staff.needs import Doer
from storage.staff.scope import EVERYBODY
from storage.staff.talks import Speaker, Speaking
from storage.times import ms, zone_of
from storage.workshops import bookings, presence
from tests import workshopping
from tests.answered import loaded
from tests.conversations import SHIPPED, TELEGRAM, VOICES, WHATSAPP, House, Phone, house, world
from tests.phones import DOORS, WhatsApp

FOLDER = Path(__file__).parent / "transcripts"
ZONE = "Europe/Luxembourg"
PROGRAMME = {"name": "Harbour", "zone": ZONE}
DESK = "https://lotse.example.org/desk/"

CUE = re.compile(r"> (?P<line>.*)|\*\((?P<meanwhile>.+)\)\*|## (?P<who>\w+)")
PERSON = re.compile(r"\| (?P<who>\w+) \| (?P<language>\w+)(?: on (?P<channel>WhatsApp))? \|")
TAP = re.compile(r"\[(?P<label>.+?)\](?: = (?P<english>.+?))?(?: \((?P<how>an old button|twice|delivered twice)\))?")
LINKING = re.compile(r"\(the code of (?P<who>\w+)\)")
SENT = re.compile(r"\((?P<kind>photo|voice|video|document|location|contact|sticker)\)")
ACCOUNTS = ("telegram:1", "whatsapp:1")
INVITED = " (with the invitation)"
PASSES = {
    "an hour": timedelta(hours=1),
    "five hours": timedelta(hours=5),
    "nine hours": timedelta(hours=9),
    "ten hours": timedelta(hours=10),
    "a day": timedelta(days=1),
    "24 hours": timedelta(hours=24),
    "three days": timedelta(days=3),
    "a week": timedelta(days=7),
}
TALK = re.compile(r"(?P<name>\w+) from the team (?:(?P<what>takes over|hands back)|writes: (?P<words>.+))")
DAY = re.compile(r"it is (?P<at>\d{4}-\d\d-\d\d, \d\d:\d\d)")
ASKED = re.compile(r"\w+ from the team asks again: (?P<path>\w+)(?:, because: (?P<reason>\w+))?")
MOST_PAGES = 60  # of a list that somebody looks through
BEFORE_LABEL = re.compile(r"^[^\w]*(?:\d+\. )?")
UNSEEN = str.maketrans("", "", "\u2068\u2069\u200f")  # marks of direction


# --- labels in English and in the person's language -----------------------------------------------------------------------


def bare(label: str) -> str:
    """A label without tick, pictogram, number and question mark."""
    return BEFORE_LABEL.sub("", label.translate(UNSEEN)).rstrip("?؟: \u00a0\u202f")


@lru_cache(maxsize=1)
def _translations() -> dict[str, set[str]]:
    """{bare English label: bare labels in all languages}, of everything that can be a button."""
    found: dict[str, set[str]] = {}
    spoken = [VOICES[code] for code in VOICES.languages]
    for text in all_texts(PEOPLE):
        if "{" not in text.english:
            found.setdefault(bare(text.english), set()).update(bare(speech.say(text)) for speech in spoken)
    shown = [one.label for form in SHIPPED.values() for one in labels(form)]
    listed = [choice.label for choices in world().lists.values() for choice in choices]
    for label in [*shown, *listed]:
        found.setdefault(bare(VOICES["en"].label(label)), set()).update(bare(speech.label(label)) for speech in spoken)
    return found


def meant(label: str, english: str | None) -> set[str]:
    """What the label on the phone may be."""
    return (
        _translations().get(bare(english), {bare(english)}) if english else {bare(label), *_translations().get(bare(label), ())}
    )


def visible(said: Said) -> tuple[Option, ...]:
    """The options that WhatsApp shows of a message: those for which there is a button or a row."""
    kind, content = message(said)
    action = content["action"] if kind == "interactive" else {}
    shown = [button["reply"]["id"] for button in action.get("buttons", ())]
    shown += [row["id"] for section in action.get("sections", ()) for row in section["rows"]]
    return tuple(option for option in said.options if option.data in shown)


# --- the stage --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cue:
    """One line that makes something happen."""

    who: str = ""
    meanwhile: str = ""
    line: str | None = None


class Stage:
    """Plays cues on real phones of a real house, and writes down what follows. Every cue takes a minute."""

    def __init__(self, home: House, phones: dict[str, Phone]) -> None:
        self.home, self.phones = home, phones
        self.speaker = next(iter(phones))
        self.clock = Clock(home.store, home.turnstile, lambda: self.home.now)
        self.team = workshopping.Team(home.store.keyring)
        self.invitation = ""
        self._files: list[Message] = []
        self._known: set[tuple[Any, ...]] = set()
        deliver = home.turnstile.deliver

        def arrive(messages: Sequence[Message]) -> None:
            self._files += [message for message in messages if message.said.made == "data"]
            deliver(messages)

        home.turnstile.deliver = arrive

    @property
    def phone(self) -> Phone:
        return self.phones[self.speaker]

    async def play(self, cue: Cue) -> list[str]:
        """The lines that stand in the transcript for a cue and what follows it."""
        self.home.later(minutes=1)
        if cue.who:
            self.speaker = cue.who
            arrived = self.phone.look()
            return [f"## {cue.who}", *(_shown(arrived) if arrived else ())]
        if cue.meanwhile:
            return [f"*({cue.meanwhile})*", *await self._meanwhile(cue.meanwhile), *await self._learned()]
        line, said = await self._act(cue.line or "")
        said += await self._waiting()
        return [f"> {line}".rstrip(), *_shown(said), *await self._unrolled(), *await self._learned()]

    # --- what people do ---------------------------------------------------------------------------------------------------

    async def _act(self, line: str) -> tuple[str, list[Said]]:
        if tap := TAP.fullmatch(line):
            return await self._tap(**tap.groupdict())
        return line, await self.phone.happen(self._event(line))

    def _event(self, line: str) -> Event:
        at = self.home.now
        if other := LINKING.fullmatch(line):
            return Typed(at=at, text=LINK_CODE.findall(self.phones[other["who"]].last.text)[-1])
        if line.startswith("/start"):
            payload = self.invitation if line.endswith(INVITED) else line.partition(" ")[2]
            return Opened(at=at, payload=payload)
        if line.startswith("/"):
            return Called(at=at, command=line[1:])
        if sent := SENT.fullmatch(line):
            return Shared(at=at, kind=sent["kind"])
        return Typed(at=at, text=line)

    async def _tap(self, label: str, english: str | None, how: str | None) -> tuple[str, list[Said]]:
        names = meant(label, english)
        if self.narrow and how != "an old button" and not self._sees(names) and (typed := await self._otherwise(names)):
            return f"[{label}]", typed
        place, option = self._button(names, old=how == "an old button")
        event = Tapped(at=self.home.now, data=option.data, message=str(place))
        first = self.home.next_id()
        said = await self.phone.happen(event, first)
        if how in ("twice", "delivered twice"):
            self.home.later(seconds=1)
            said += await self.phone.happen(replace(event, at=self.home.now), first if how == "delivered twice" else "")
        label_now = option.label.removeprefix("☑ ")
        known = english or (label if bare(label) != bare(label_now) else None)
        gloss = f" = {bare(known)}" if known and bare(known) != bare(label_now) else ""
        return f"[{label_now}]{gloss}{f' ({how})' if how else ''}", said

    def _button(self, names: set[str], *, old: bool) -> tuple[int, Option]:
        """A button of that name on the newest message with buttons, or on one of the older ones."""
        places = [place for place, said in enumerate(self.phone.messages) if said.options][::-1]
        for place in places[1:] if old else places if self.narrow else places[:1]:
            for option in self._shown(self.phone.messages[place]):
                if bare(option.label) in names:
                    return place, option
        raise AssertionError(f"{self.speaker} sees no button {sorted(names)[:5]} on:\n{self.phone.screen}")

    # --- where not every button has room ------------------------------------------------------------------------------------

    @property
    def narrow(self) -> bool:
        """Whether the phone shows what WhatsApp would show."""
        return bool(self.home.turnstile.world.limits[self.phone.channel].together)

    def _shown(self, said: Said) -> tuple[Option, ...]:
        return visible(said) if self.narrow else said.options

    def _newest(self) -> Said:
        return next(said for said in self.phone.messages[::-1] if said.options)

    def _sees(self, names: set[str]) -> bool:
        return any(bare(option.label) in names for option in self._shown(self._newest()))

    async def _otherwise(self, names: set[str]) -> list[Said]:
        """A verb without a row is written. For a choice on another page the pages are turned; then it can be tapped."""
        hidden = [option for option in self._newest().options if bare(option.label) in names]
        if hidden:
            return await self.phone.say(hidden[0].label)
        for way in (texts.NEXT_PAGE, texts.PREVIOUS_PAGE):
            for _ in range(MOST_PAGES):
                turn = [option for option in self._shown(self._newest()) if bare(option.label) in meant(way.english, None)]
                if self._sees(names) or not turn:
                    break
                await self.phone.happen(Tapped(at=self.home.now, data=turn[0].data))
        return []

    # --- what happens meanwhile ---------------------------------------------------------------------------------------------

    async def _meanwhile(self, what: str) -> list[str]:
        time, _, verb = what.rpartition(" ")
        if verb in ("passes", "pass") and time in PASSES:
            return await self._pass(PASSES[time])
        if day := DAY.fullmatch(what):
            self.home.now = datetime.strptime(day["at"], "%Y-%m-%d, %H:%M").replace(tzinfo=zone_of(ZONE)).astimezone(UTC)
            return []
        if what.endswith(" is invited as a coordinator"):
            self.invitation = await self.home.turnstile.write(self._invite)
            return []
        if done := workshopping.CUE.fullmatch(what):
            who = (await loaded(self.phone)).id if re.search("them|their", done["does"]) else 0
            await self.home.turnstile.write(self.team.job(done, who, self.home.now))
            return []
        if talk := TALK.fullmatch(what):
            return await self._talk(**talk.groupdict())
        if asked := ASKED.fullmatch(what):
            return await self._ask_again(asked["path"], asked["reason"] or "")
        raise AssertionError(f"nobody knows what to do when {what!r}")

    async def _talk(self, name: str, what: str | None, words: str | None) -> list[str]:
        """One of the team speaks with whoever holds the phone."""
        by, who = Speaker(id=int.from_bytes(name.encode()), name=name, actor=name), (await loaded(self.phone)).id

        def job(connection: Connection) -> Any:
            one = Speaking(connection, self.home.store.keyring, VOICES, who, by, self.home.now)
            return (
                one.say(words, once=str(self.home.now))
                if words
                else one.hand_back()
                if what == "hands back"
                else one.take_over()
            )

        if isinstance(done := await self.home.turnstile.write(job), Intention):
            await self.home.turnstile.receive(done)
        assert done, f"{name} could not do that"
        return _shown(await self._waiting())

    async def _ask_again(self, path: str, reason: str) -> list[str]:
        """One of the team sends a question back to whoever holds the phone."""
        who, by = await loaded(self.phone), Doer(staff=1, scope=EVERYBODY, now=ms(self.home.now))
        sheet, given = next((one, each) for one in who.sheets for each in reversed(one.answers) if each.path == path)
        place = decisions.Place(who.id, sheet.number)
        plan = partial(decisions.ask_again, by=by, place=place, path=path, seq=given.seq, reason=reason)
        assert await self.home.turnstile.write(plan), "it was not asked"
        return []

    async def _pass(self, time: timedelta) -> list[str]:
        """The clock looks in every hour that has something for it; what comes unasked is noted with its time of day."""
        lines: list[str] = []
        until = self.home.now + time
        while self.home.now < until:
            self.home.now = await self.home.store.read(lambda connection: self._next(connection, until))
            await self.clock.tick()
            await self.deliver()
            for name, phone in self.phones.items():
                if said := phone.look():
                    at = self.home.now.astimezone(zone_of(ZONE))
                    lines += [f"→ {at:%A, %H:%M}, to {name}, unasked:", *_shown(said)]
        return lines

    def _next(self, connection: Connection, until: datetime) -> datetime:
        """The next hour in which the clock would find anything: to ask costs a tenth of letting it look."""
        at = self.home.now
        while at < until:
            at = min(at + timedelta(hours=1), until)
            if self._due(connection, at):
                break
        return at

    def _due(self, connection: Connection, at: datetime) -> bool:
        """Whether the clock would find anything then."""
        now = ms(at)
        waiting = [select(one.c.at).where(one.c.state == "waiting", one.c.at <= now).limit(1) for one in (due, reminder)]
        return bool(
            any(connection.scalar(one) for one in waiting)
            or bookings.waiting(connection, now)
            or presence.over(connection, now)
            or digests.wanted(connection, self.home.turnstile.world, at)
        )

    async def _waiting(self) -> list[Said]:
        await self.deliver()
        return self.phone.look()

    async def deliver(self) -> None:
        """What waits in the outbox (overviews do) goes out."""

        def take(connection: Connection) -> list[Message]:
            found = [one for name in ACCOUNTS for one in outbox.waiting(connection, name, ms(self.home.now))]
            return outbox.take(connection, self.home.store.keyring, [number for number, _ in found])

        if messages := await self.home.turnstile.write(take):
            self.home.turnstile.deliver(messages)

    def _invite(self, connection: Connection) -> str:
        return coordinators.invite(
            connection,
            self.home.store.keyring,
            "Clara",
            of="test",
            language="en",
            zone=ZONE,
            hour="08:00",
            now=ms(self.home.now),
        )

    # --- what the desk learns -------------------------------------------------------------------------------------------------

    async def _learned(self) -> list[str]:
        """New rows that a coordinator would see."""
        found = await self.home.store.read(_at_desk)
        fresh = [row for row in found if row not in self._known]
        self._known.update(fresh)
        return [row[-1] for row in fresh]

    async def _unrolled(self) -> list[str]:
        """The words of a file that came."""
        files, self._files = self._files, []
        make = mydata.maker(self.home.store, self.home.turnstile.world)
        pages = [await make(message) for message in files]
        return [line for name, content in pages for line in (f"→ the file {name}:", *_words_of(content.decode()))]


DESK_SAYS = {
    "asked": "would like to talk to a person",
    "stuck": "needs help with a question",
    "consent_withdrawn": "has withdrawn the consent",
    "moved": "has a new phone",
    "waiting": "waits for an answer from the team",
    "untaken": "wrote something that the bot could do nothing with",
    "opted_out": "wants no more messages",
    "deadline": "wants to be forgotten",
    "workshop_help": "needs help to come to a workshop",
    "unreachable": "cannot be reached any more",
}


def _at_desk(connection: Connection) -> list[tuple[Any, ...]]:
    concerns = connection.execute(
        select(concern.c.id, concern.c.kind, concern.c.path).where(concern.c.kind != "review").order_by(concern.c.at)
    )
    forms = connection.execute(
        select(submission.c.person, submission.c.form, submission.c.revision).order_by(submission.c.at, submission.c.revision)
    )
    broken = connection.execute(select(quarantine.c.id, quarantine.c.reason))
    return [
        *(
            (number, f"→ at the desk: {DESK_SAYS.get(kind, kind)}{f' (“{path}”)' if path else ''}")
            for number, kind, path in concerns
        ),
        *((who, form, revision, f"→ at the desk: {form} handed in, revision {revision}") for who, form, revision in forms),
        *((number, f"→ BROKEN: {reason}") for number, reason in broken),
    ]


def _words_of(html: str) -> Iterator[str]:
    """A page as text: a row, a heading, a list item a line."""
    body = re.sub(r"<title>.*?</title>", "", html)
    for line in re.sub(r"</(?:tr|h1|h2|p|li)>", "\n", body).splitlines():
        if words := " · ".join(filter(None, map(str.strip, re.split(r"<[^>]+>", unescape(line))))):
            yield f"    {words}"


CODE = re.compile(r"^Person: [0-9a-f]+$", re.MULTILINE)  # random, but always the same length
LINK_CODE = re.compile(r"\b\d{4} \d{4}\b")  # likewise
TICKET_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}\b")  # likewise


WORKSHOP_FILE = re.compile(r"calendar|ticket|certificate")


def _shown(said: Sequence[Said]) -> list[str]:
    """What arrived, with its buttons: choices first, then what can be done besides, as the phone has them."""
    lines: list[str] = []
    for one in said:
        if one.edits:
            lines.append("→ the message changes:")
        if made := WORKSHOP_FILE.match(one.made):
            lines.append(f"→ a file ({made[0]}):")
        lines.append(_known(one.text))
        choices = [f"[{option.label}]" for option in one.options if option.role != "verb"]
        verbs = [f"[{option.label}]" for option in one.options if option.role == "verb"]
        lines += [" ".join(row) for row in (choices, verbs) if row]
        if one.pin:
            lines.append(f"→ on a map: {one.pin.name}")
    assert not any(CUE.fullmatch(line) for text in lines for line in text.splitlines()), "what the bot says looks like a cue"
    return lines or ["→ nothing"]


def _known(text: str) -> str:
    """Codes are always the same ones."""
    return TICKET_CODE.sub("K7QM 2XPD", LINK_CODE.sub("1234 5678", CODE.sub("Person: 4f2a6c", text)))


# --- the script -----------------------------------------------------------------------------------------------------------


class Holder(NamedTuple):
    """What a phone speaks, and whether it has WhatsApp rather than Telegram."""

    language: str
    whatsapp: bool

    def phone(self, home: House, name: str) -> Phone:
        return (WhatsApp if self.whatsapp else Phone)(home, name, self.language)


@dataclass(frozen=True, slots=True)
class Script:
    head: str
    people: dict[str, Holder]
    cues: list[Cue]


def read(text: str) -> Script:
    """Title, prose and people down to the first cue; then the cues."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if CUE.fullmatch(line))
    rows = [found for found in map(PERSON.fullmatch, lines[:first]) if found and found["who"] != "who"]
    people = {found["who"]: Holder(found["language"], bool(found["channel"])) for found in rows}
    cues = [
        Cue(line=one["line"], meanwhile=one["meanwhile"] or "", who=one["who"] or "")
        for one in map(CUE.fullmatch, lines)
        if one
    ]
    return Script("\n".join(lines[:first]).strip(), people, cues)


async def played(script: Script, url: str, master: bytes, limits: Limits = TELEGRAM) -> str:
    """The transcript as it goes today."""
    blocks = [script.head]
    async for lines in _scenes(script, url, master, limits):
        blocks += lines
    return "\n\n".join(blocks) + "\n"


async def kept(script: Script, url: str, master: bytes) -> dict[str, Any]:
    """{person: what is known of them after a script was played}: who they are, their answers, what they handed in."""
    found: dict[str, Any] = {}
    async with house(url, setting(), master) as home:
        for name, holder in script.people.items():
            who = await loaded(holder.phone(home, name))
            answers = {
                (sheet.form, one.path): (one.value, one.status, one.precision, one.calendar)
                for sheet in who.sheets
                for one in sheet.answers
                if one.path not in SUBJECT  # ids are random
            }
            states = [(sheet.form, sheet.version, sheet.state, sheet.revision) for sheet in who.sheets]
            found[name] = (who.person._replace(aside=None, coordinator=0), sorted(states), answers)
        handed = select(submission.c.form, submission.c.revision).order_by(submission.c.form, submission.c.revision)
        found[""] = [tuple(row) for row in await home.store.read(lambda connection: connection.execute(handed).all())]
    return found


async def _scenes(script: Script, url: str, master: bytes, limits: Limits) -> AsyncIterator[list[str]]:
    """Cue after cue; at each new set of forms the house is left, and entered again with the same database."""
    known, state = setting(), None
    cues = list(script.cues)
    while cues:
        known = replace(known, limits={"telegram": limits, "whatsapp": WHATSAPP})
        async with staged(script, url, master, known, state) as stage:
            while cues:
                cue = cues.pop(0)
                if cue.meanwhile.startswith(("a release", "the bot")):
                    known = setting(cue.meanwhile) if ".md" in cue.meanwhile else known
                    yield [f"*({cue.meanwhile})*"]
                    break
                yield await stage.play(cue)
            state = stage


def setting(named: str = "") -> World:
    """The forms named in a cue ("a release brings visit_2.md"), or those that ship."""
    files = re.findall(r"[\w/]+\.md", named)
    forms = {form.name: form for form in (load(FOLDER / "forms" / file) for file in files)}
    steps = {name: form for name, form in SHIPPED.items() if form.does}  # of signing up for a workshop: these are always there
    return replace(world({**forms, **steps} if forms else None, **PROGRAMME), desk=DESK, doors=DOORS)


@asynccontextmanager
async def staged(script: Script, url: str, master: bytes, known: World, before: Stage | None) -> AsyncIterator[Stage]:
    async with house(url, known, master) as home:
        await home.store.write(lambda connection: programmes.keep(connection, known.programmes.values()))
        if before:
            home.now, home._ids = before.home.now, before.home._ids
        stage = Stage(home, {name: holder.phone(home, name) for name, holder in script.people.items()})
        if before:
            stage.speaker, stage.invitation, stage._known = before.speaker, before.invitation, before._known
            for name, phone in stage.phones.items():
                phone.messages = before.phones[name].messages
        yield stage
