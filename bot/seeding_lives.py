"""What the demo's people have said in the weeks before.

It goes the product's own road, all of them at the same time, so that a batch is large and a few seconds are enough; then each life is
moved to days of its own. Chance is seeded: the same people say the same things every time, in the weeks before today.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, bindparam, func, select, update

from bot.batch import process
from bot.channels.base import Incoming
from bot.happening import Arrived, Fallen
from bot.seeding_people import PROGRAMMES, TONGUES, Tongue
from bot.world import World
from dialogs.events import Called, Event, Left, Opened, Said, Shared, Tapped, Typed
from dialogs.form import Label
from storage import due
from storage.crypt import Keyring
from storage.needs import ms_of
from storage.outbox import Message
from storage.schema import PERSONAL, address, outbox, person, sheet
from storage.schema import due as due_
from storage.times import ms

PEOPLE = 300
FIRST_ID = 7_900_000  # of their phones, which nobody holds: `python -m phone --crowd`
CHANCE = 5
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DAYS_BACK = 26
SILENT = 3  # days until somebody who owes an answer is reminded
NUDGED_AFTER = timedelta(days=SILENT, hours=1)
BEGAN = timedelta(days=SILENT, hours=4)  # before now: time enough for everything, and for the reminder
OWING = frozenset({"halfway", "stuck", "paused", "welcomed", "at work"})
ALL, TO_THE_YEAR = 99, 3  # answers
ENDS = {  # where a conversation has got to: how many people of a hundred
    "begun": 3,
    "refused": 3,
    "halfway": 13,
    "stuck": 4,
    "paused": 4,
    "welcomed": 13,
    "at work": 12,
    "done": 32,
    "asked": 4,
    "opted out": 3,
    "withdrawn": 2,
    "leaving": 1,
    "photo": 2,
    "gone": 4,
}


@dataclass(slots=True, kw_only=True)
class Life:
    """One of them. `form` and `question` are those put to them last, `said` is the last message; `id` is their random one, once known."""

    number: int
    language: str
    own_name: str
    channel: str
    account: str
    place: str
    ends: str
    words: Mapping[str, str]
    lost: tuple[str, ...]
    chance: Random
    id: int = 0
    form: str = ""
    question: str = ""
    said: Said = field(default_factory=lambda: Said(text=""))

    @property
    def external(self) -> str:
        """Their address, as the pretended platforms know it."""
        return str(FIRST_ID + self.number) if self.channel == "telegram" else f"4915{FIRST_ID + self.number}"

    def button(self, what: str) -> str:
        """What is in a button that there is now; "" = there is none such."""
        return next((one.data for one in self.said.options if one.data.endswith(what)), "")


# --- what they do ---------------------------------------------------------------------------------------------------------


def story(life: Life) -> Iterator[str]:
    """Everything somebody does: `/` a command, `@` a button by its data, `[` something sent, else their words. Each step answers `said`."""
    yield f"/start {life.place}"
    yield life.own_name
    if life.ends == "begun":
        return
    if life.ends == "refused":
        yield f"@{life.button(':1')}"
        return
    yield from filled(life, "welcome", _most(life))
    if life.ends not in OWING:
        yield from filled(life, "skills_short", ALL)
    elif life.ends == "at work":
        yield from filled(life, "skills_short", life.chance.randint(1, 6))
    yield from ENDINGS.get(life.ends, nothing)(life)


def _most(life: Life) -> int:
    """How much of the first form they answer. Whoever is stuck is so at the year of their birth, the first thing that can be misread."""
    return {"stuck": TO_THE_YEAR, "halfway": life.chance.randint(2, 9), "paused": life.chance.randint(2, 9)}.get(life.ends, ALL)


def filled(life: Life, form: str, most: int) -> Iterator[str]:
    """So many answers, or all there are to give."""
    for _ in range(most):
        if life.form != form:
            return
        yield answer(life)


def answer(life: Life) -> str:
    """Words of their own where they have some for the question, else any button that is a choice."""
    whats = {one.data.rpartition(":")[2]: one.data for one in life.said.options}
    if "yes" in whats:  # "is all of this right?", or "is there another one?"
        return f"@{whats['yes' if 'change' in whats or life.chance.random() < 0.3 else 'no']}"
    question = life.question.rpartition(".")[2]
    if words := life.words.get(question):
        return words
    choices = [data for what, data in whats.items() if what.isdecimal()]
    if question == "consent_programme":
        return f"@{choices[0]}"
    if "done" in whats:
        return life.chance.choice(("1", "2", "1 2"))
    return f"@{life.chance.choice(choices)}" if choices else "/skip"


def nothing(_: Life) -> Iterator[str]:
    """They do no more."""
    return iter(())


def lost(life: Life) -> Iterator[str]:
    """They do not get on, however it is explained."""
    yield from (life.lost[turn % len(life.lost)] for turn in range(4))


ENDINGS: Mapping[str, Callable[[Life], Iterator[str]]] = {
    "stuck": lost,
    "paused": lambda _: iter(("/pause",)),
    "asked": lambda _: iter(("/help", "@do:person")),
    "opted out": lambda _: iter(("/stop",)),
    "withdrawn": lambda _: iter(("@do:consent:programme",)),
    "leaving": lambda _: iter(("/data", "@do:delete", "@do:delete_yes")),
    "photo": lambda _: iter(("[photo]",)),
    "gone": lambda _: iter(("[left]",)),
}


# --- who they are ---------------------------------------------------------------------------------------------------------


def lives(world: World, accounts: Mapping[str, str]) -> list[Life]:
    """`accounts`: ours by channel."""
    chance = Random(CHANCE)  # noqa: S311 - invented people, the same each time
    ends = [end for end, share in ENDS.items() for _ in range(share * PEOPLE // 100)]
    chance.shuffle(ends)
    return [
        _life(world, Random(chance.random()), number, ends[number], accounts)  # noqa: S311
        for number in range(PEOPLE)
    ]


def _life(world: World, chance: Random, number: int, ends: str, accounts: Mapping[str, str]) -> Life:
    language = list(TONGUES)[number % len(TONGUES)]
    programme = chance.choices(PROGRAMMES, (5, 3, 2))[0]
    centre = chance.choice(list(programme.centres))
    channel = "telegram" if ends == "gone" or chance.random() < 0.6 else "whatsapp"
    return Life(
        number=number,
        language=language,
        own_name=world.voices.own_names()[language],
        channel=channel,
        account=accounts[channel],
        place=f"{programme.code}-welcome-{centre}",
        ends=ends,
        words=_words(world, chance, language, TONGUES[language]),
        lost=TONGUES[language].lost,
        chance=chance,
    )


def _words(world: World, chance: Random, language: str, tongue: Tongue) -> Mapping[str, str]:
    """{question: what they write}."""
    speech = world.voices[language]
    given = chance.choice(tongue.women + tongue.men)
    return {
        "name": f"{given} {chance.choice(tongue.family)}" if chance.random() < 0.7 else given,
        "birth_year": str(chance.randint(1962, 2006)),
        "country": speech.label(Label(key=f"territory:{chance.choice(tongue.country)}", texts={})),
        "spoken_language": speech.label(Label(key=f"language:{chance.choice(('en', 'fr', 'de'))}", texts={})),
        "town": chance.choice(tongue.towns),
        "occupation_words": chance.choice(tongue.work),
        "work_years": str(chance.randint(1, 20)),
    }


# --- living ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Play:
    """All of them at once; `at` is the clock, and everybody does one thing a minute."""

    connection: Connection
    keyring: Keyring
    world: World
    lives: list[Life]
    at: datetime
    by_external: dict[str, Life] = field(default_factory=dict)
    steps: int = 0

    def play(self) -> None:
        """From the first word to the last, and a reminder to those who have fallen silent."""
        self.by_external = {life.external: life for life in self.lives}
        stories = {life.external: story(life) for life in self.lives}
        while did := [(external, word) for external, one in stories.items() if (word := next(one, ""))]:
            stories = {external: stories[external] for external, _ in did}
            self.happen([(self.by_external[external], word) for external, word in did])
        self.at += NUDGED_AFTER
        silent = [one for one in due.fallen(self.connection, ms(self.at), most=10 * PEOPLE) if one.kind == "nudge"]
        process(self.connection, self.keyring, self.world, [Fallen(one) for one in silent], self.at, self.hear)

    def happen(self, did: list[tuple[Life, str]]) -> None:
        """One thing of each, a minute later."""
        self.at += MINUTE
        self.steps += 1
        arrived = [Arrived(self.incoming(life, word)) for life, word in did]
        process(self.connection, self.keyring, self.world, arrived, self.at, self.hear)
        asked = select(sheet.c.person, sheet.c.form, sheet.c.question).where(sheet.c.state == "open").order_by(sheet.c.raised)
        put = {row.person: (row.form, row.question) for row in self.connection.execute(asked)}
        for life, _ in did:
            life.form, life.question = put.get(life.id, ("", ""))

    def hear(self, message: Message) -> bool:
        if life := self.by_external.get(message.external):
            life.id, life.said = message.person, message.said
        return True  # it is sent at once, so that no later question takes its place

    def incoming(self, life: Life, word: str) -> Incoming:
        account = life.account.partition(":")[2]
        return Incoming(
            id=f"seed-{life.number}-{self.steps}",
            channel=life.channel,
            account=account,
            external=life.external,
            event=self._event(word),
            language=life.language,
        )

    def _event(self, word: str) -> Event:
        match word[0], word[1:]:
            case "/", what if what.startswith("start"):
                return Opened(at=self.at, payload=what.partition(" ")[2])
            case "/", what:
                return Called(at=self.at, command=what)
            case "@", what:
                return Tapped(at=self.at, data=what)
            case "[", "left]":
                return Left(at=self.at)
            case "[", what:
                return Shared(at=self.at, kind=what.strip("]"))
        return Typed(at=self.at, text=word)


# --- each in their own days -----------------------------------------------------------------------------------------------


def spread(connection: Connection, everybody: list[Life]) -> None:
    """Move every life to days and hours of its own. Whoever still owes an answer is no newer than their reminder."""
    moves = [{"b_who": life.id, "b_by": _back(life)} for life in everybody if life.id]
    for table in PERSONAL:
        who = table.c.id if table is person else table.c.person
        times = [column for column in table.columns if column.name == "at" or column.name.endswith("_at")]
        for column in times:
            moved = update(table).where(who == bindparam("b_who"), column > 0).values({column: column - bindparam("b_by")})
            connection.execute(moved, moves)
    heard = update(address).where(address.c.person == bindparam("b_who"), address.c.heard_at > 0)
    connection.execute(heard.values(heard_at=address.c.heard_at - bindparam("b_by")), moves)


def _back(life: Life) -> int:
    """Milliseconds. Who wants to be forgotten has said so lately: it happens a day later."""
    if life.ends == "leaving":
        return -ms_of(timedelta(days=SILENT))
    newest = 0 if life.ends in OWING else -SILENT
    return ms_of(timedelta(days=life.chance.randint(newest, DAYS_BACK - SILENT), minutes=life.chance.randint(0, 8 * 60)))


def over(connection: Connection, now: int) -> None:
    """What was said has been sent long ago, and what was to be done has been. `now` in milliseconds."""
    sent = update(outbox).where(outbox.c.state.in_(("todo", "sending")), outbox.c.person != 0)
    connection.execute(
        sent.values(state="sent", sent_at=outbox.c.created_at, message=func.cast(outbox.c.id, outbox.c.message.type))
    )
    whatsapp = update(outbox).where(outbox.c.state == "sent", outbox.c.account.startswith("whatsapp:"))
    connection.execute(whatsapp.values(delivery="read"))
    passed = (due_.c.state == "waiting") & (due_.c.kind == "nudge") & (due_.c.at <= now)
    connection.execute(update(due_).where(passed).values(state="done"))
