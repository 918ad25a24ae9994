"""A form as a phone would show it: somebody pretended walks through the real engine. Nothing is kept.

What they did is the page's own memory (a hidden field); the walk is made anew from its beginning each time, in whichever language and on
whichever channel.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk.forms.publishing import Bubble, Key, Publisher
from desk.forms.questions import asks_consent
from dialogs import engine
from dialogs.events import Event, File, Opened, Option, Place, Said, Shared, Tapped, Typed
from dialogs.form import MEDIA, Choice, Form, Limits
from dialogs.known import Known, Person, Programme, Sheet
from dialogs.nodes import list_node
from dialogs.outcomes import Answered, Outcome, PersonChanged, SheetChanged
from dialogs.texts import Voices

MOST_STEPS = 200
LONGEST = 1_000  # characters of something that is written
TAP, SAY, SHOW = "t", "s", "f"  # what a step is: something tapped, written, or sent
SENT = {"image": "photo", "audio": "voice", "video": "video", "file": "document"}  # how a phone calls what a question asks for
ESCH = Place(latitude=49.4958, longitude=5.9806)

Step = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What stands in the chat: a message of the bot's, or what the person did."""

    bubble: Bubble | None = None
    mine: str = ""
    file: str = ""  # the kind of a file that was sent


@dataclass(slots=True, kw_only=True)
class Walk:
    """One walk through a form. `lists` are the live lists."""

    form: Form
    publisher: Publisher
    voices: Voices
    lists: Mapping[str, Sequence[Choice]]
    language: str
    channel: str
    now: datetime
    zone: str = "UTC"
    lines: list[Line] = field(default_factory=list)
    _options: tuple[Option, ...] = ()
    _known: Known | None = None

    def go(self, steps: Sequence[Step]) -> "Walk":
        """From the beginning through all steps."""
        self._known = self._beginning()
        self._happen(Opened(at=self.now, payload=f"preview-{self.form.name}"))
        for number, step in enumerate(steps[:MOST_STEPS], 1):
            self._step(step, self.now + timedelta(minutes=number), number)
        return self

    @property
    def awaited(self) -> str:
        """The kind of file that is asked for now, `geopoint` for a place; "" where words or taps will do."""
        sheet = max(self.known.sheets, key=lambda one: one.raised, default=None)
        if sheet is None or sheet.prompt is None or sheet.state != "open":
            return ""
        question = self.form.questions.get(sheet.prompt.path.rsplit("].", 1)[-1])
        return question.kind if question and (question.kind in MEDIA or question.kind == "geopoint") else ""

    @property
    def known(self) -> Known:
        return self._known or self._beginning()

    def _beginning(self) -> Known:
        """Somebody who is new, where the form asks for consent itself; else somebody who has agreed."""
        person = (
            Person(language=self.language)
            if asks_consent(self.form)
            else Person(language=self.language, status="active", consents={"programme": True})
        )
        programme = Programme(code="preview", name="", start=self.form.name, forms=(self.form.name,), zone=self.zone)
        limits: Limits = self.publisher.limits[self.channel]
        return Known(
            person=person,
            programme=programme,
            programmes={programme.code: programme},
            forms={self.form.name: self.form},
            lists=self.lists,
            instances={name: list_node(choices) for name, choices in self.lists.items()},
            limits=limits,
            channel=self.channel,
            hint=self.language,
        )

    def _step(self, step: Step, at: datetime, seed: int) -> None:
        kind, what = step
        latest = str(max((place for place, line in enumerate(self.lines) if line.bubble), default=0))
        if kind == TAP:
            label = next((option.label for option in self._options if option.data == what), "")
            self.lines.append(Line(mine=label or "…"))
            self._happen(Tapped(at=at, seed=seed, data=what, message=latest))
        elif kind == SHOW:
            self.lines.append(Line(file=what))
            self._happen(_shared(what, at, seed))
        else:
            self.lines.append(Line(mine=what))
            self._happen(Typed(at=at, seed=seed, text=what))

    def _happen(self, event: Event) -> None:
        outcomes = engine.turn(self.known, event, self.voices)
        self._known = after(self.known, outcomes)
        for said in (outcome for outcome in outcomes if isinstance(outcome, Said)):
            self._hear(said)

    def _hear(self, said: Said) -> None:
        line, place = Line(bubble=self.publisher.bubble(self.channel, said)), said.edits
        self._options = said.options
        if place.isdecimal() and int(place) < len(self.lines) and self.lines[int(place)].bubble:
            self.lines[int(place)] = line
        else:
            self.lines.append(line)

    @property
    def keys(self) -> Sequence[Sequence[Key]]:
        """What can be tapped now."""
        bubble = next((line.bubble for line in reversed(self.lines) if line.bubble), None)
        return bubble.rows if bubble else ()


def after(known: Known, outcomes: Sequence[Outcome]) -> Known:
    """What is known when a turn is over, as it would be loaded for the next."""
    person, sheets = known.person, {sheet.number: sheet for sheet in known.sheets}
    for outcome in outcomes:
        match outcome:
            case PersonChanged():
                person = outcome.person
            case Answered():
                before = sheets.get(outcome.sheet, Sheet(number=outcome.sheet, form=""))
                sheets[outcome.sheet] = before._replace(answers=(*before.answers, outcome.answer))
            case SheetChanged():
                answers = sheets[outcome.sheet.number].answers if outcome.sheet.number in sheets else ()
                sheets[outcome.sheet.number] = outcome.sheet._replace(answers=answers)
    return replace(known, person=person, sheets=tuple(sheets.values()))


def _shared(kind: str, at: datetime, seed: int) -> Event:
    if kind == "geopoint":
        return Shared(at=at, seed=seed, kind="location", place=ESCH)
    return Shared(at=at, seed=seed, kind=SENT.get(kind, "photo"), file=File(id="preview", name="preview", size=1_000))


# --- The page's memory ------------------------------------------------------------------------------------------------------


def read(text: str) -> list[Step]:
    """The steps in a hidden field; what is no step is left out."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    steps = found if isinstance(found, list) else []
    return [(one[0], one[1][:LONGEST]) for one in steps[:MOST_STEPS] if _is_step(one)]


def write(steps: Sequence[Step]) -> str:
    return json.dumps(list(steps), ensure_ascii=False)


def _is_step(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and one[0] in (TAP, SAY, SHOW) and isinstance(one[1], str)
