"""The demo's people, each with a story: who they are, and what they do step by step. Chance is seeded: they are the same every time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from bot.seeding.people import PROGRAMMES, TONGUES, Tongue
from bot.world import World
from dialogs.events import Said
from dialogs.form import Label

PEOPLE = 300
FIRST_ID = 7_900_000  # of their phones, which nobody holds: `python -m phone --crowd`
CHANCE = 5
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
