"""What the engine can say in every language: shipped forms walked by willing and by difficult people, menus, everything at the side."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.texts.speech import Voices
from dialogs.actions import ACTIONS, ACTIONS_ON
from dialogs.engine import turn
from dialogs.events import Called, Due, Event, Left, Opened, Returned, Said, Shared, Tapped, Typed
from dialogs.form import Form, Limits
from dialogs.known import Known, Person
from dialogs.menu import PURPOSE_NAMES
from tests.oracles.walking import COMMANDS, KINDS, NOON, Walk

SEEDS = (1, 2)  # a willing person and a difficult one
EVERY = 7  # of so many turns one is interrupted by everything that can happen besides
LATER = timedelta(days=4)  # when a reminder is due


def everything(form: Form, voices: Voices, language: str, limits: Limits) -> Iterator[Said]:
    """All that a channel with these limits has to carry in one form and one language."""
    for seed in SEEDS:
        walk = _Walk(form, voices, language, seed, limits)
        walk.to_the_end()
        yield from walk.seen
        for known in walk.passed[::EVERY] + walk.passed[-1:]:
            for person in _people(known.person) if seed == 1 else (known.person,):
                yield from _besides(replace(known, person=person), voices)


class _Walk(Walk):
    """Remembers every state on the way."""

    def __init__(self, form: Form, voices: Voices, language: str, seed: int, limits: Limits) -> None:
        super().__init__(form, voices, language, seed)
        self.known = replace(self.known, limits=limits)
        self.passed: list[Known] = []

    def happen(self, event: Event) -> None:
        super().happen(event)
        self.passed.append(self.known)


def _people(person: Person) -> Iterator[Person]:
    """Whoever may stand where this one stands."""
    yield person
    yield Person(language=person.language)
    yield person._replace(name="Amal", consents={"programme": False})
    yield person._replace(status="stopped")
    yield person._replace(status="leaving", delete_at=NOON)
    yield person._replace(status="staff", coordinator=1)


def _besides(known: Known, voices: Voices) -> Iterator[Said]:
    for event in _events(known, voices):
        yield from (one for one in turn(known, event, voices) if isinstance(one, Said))


def _events(known: Known, voices: Voices) -> Iterator[Event]:
    """Everything that may happen at any moment, once."""
    at = NOON + LATER
    subjects = {
        "go": [str(sheet.number) for sheet in known.sheets],
        "edit": [str(sheet.number) for sheet in known.sheets],
        "form": list(known.forms),
        "lang": [known.person.language or "en"],
        "consent": list(PURPOSE_NAMES),
    }
    yield from (Opened(at=at, payload=payload) for payload in ("", "centre_x", "c_nonsense"))
    yield from (Tapped(at=at, data=f"do:{name}", message="1") for name in ACTIONS)
    yield from (Tapped(at=at, data=f"do:{name}:{one}", message="1") for name in ACTIONS_ON for one in subjects.get(name, ["1"]))
    yield from (Called(at=at, command=name) for name in (*COMMANDS, "stop", "start", "today"))
    yield from (Shared(at=at, kind=kind) for kind in KINDS)
    yield from (Due(at=at, kind="nudge", subject=str(sheet.number)) for sheet in known.sheets)
    yield from (Due(at=at, kind="erase", subject=""), Left(at=at), Returned(at=at), Typed(at=at, text="?"))
