"""Templates: what WhatsApp lets us say to somebody who has not written for a day, in languages that Meta takes.

Rules by Meta's template guidelines and its error texts: a parameter is neither first nor last and never beside another one; a button
has no variables, line breaks, pictograms or marks of style; a value has no line breaks, tabs, or four spaces in a row.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Template
from bot.texts.bidi import has_rtl, isolate
from bot.texts.languages import ENGLISH, Language, templates
from bot.texts.speech import Voices
from bot.world import World
from dialogs.checks.forms import Fault
from dialogs.faulttexts import SHORTER
from dialogs.phrase import Phrase, Text, phrase
from dialogs.stafftexts import STAFF_TEMPLATE_OPEN, STAFF_TEMPLATES
from dialogs.texts import TEMPLATE_ANSWERS, TEMPLATE_OPEN, TEMPLATES
from dialogs.workshops.words import day_in
from storage.messages.outbox import Message
from storage.workshops import appointments

WAITING, OVERVIEW, REMINDER, NEWS = "lotse_waiting", "lotse_overview", "lotse_reminder", "lotse_news"
BODIES = {**TEMPLATES, **STAFF_TEMPLATES}
CATEGORY = "UTILITY"
OPEN = "do:open"  # what the button sends back: the engine answers with what is open then
ANSWER = "do:workshop:{what}:{which}"  # as a reminder's own buttons: dialogs/workshops/reminders.py
CHANGES = ("workshop:", "seat:")  # how what is said of a change, or a free place, begins
BODY, BUTTON, VALUE = 550, 20, 60  # characters; a programme's name is cut
EXAMPLES = {"day": "Tuesday, 1 December 2026", "time": "18:00"}
PLACE = re.compile(r"\{(\w+)\}")
BESIDE = re.compile(r"\}\W*\{")
MARKS = frozenset("*_~`{}\n")

# What `lotse check` finds, which only a terminal says, in English: not in the catalogues.
ENDS = Text("template:ends", "a template may not begin or end with a placeholder.")
AROUND = Text("template:around", "Put words before and after it.")
SIDE_BY_SIDE = Text("template:side_by_side", "two placeholders stand side by side.")
BETWEEN = Text("template:between", "Put words between them.")
LONG_BODY = Text("template:long_body", "with its values it may have {length} characters, a template takes {most}.")
LONG_BUTTON = Text("template:long_button", 'the button "{button}" has {length} characters, a template shows {most}.')
STYLED = Text("template:styled", 'the button "{button}" has a pictogram or a mark of style, which Meta refuses.')
LETTERS = Text("template:letters", "Use letters only.")
SAME_BUTTONS = Text("template:same_buttons", "two buttons say the same, which Meta refuses.")
OTHER_WORDS = Text("template:other_words", "Use other words for one of them.")

Written = dict[str, Any]  # a template as Meta's API has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A template in one language. `code` is Meta's, `places` the names of its parameters in order."""

    name: str
    code: str
    body: str
    buttons: tuple[str, ...]
    places: tuple[str, ...]

    def written(self, programme: str) -> Written:
        """As Meta's API takes it, with an example of every value."""
        values = [EXAMPLES.get(place) or _value(programme) for place in self.places]
        example = {"example": {"body_text": [values]}} if values else {}
        return {
            "name": self.name,
            "language": self.code,
            "category": CATEGORY,
            "components": [
                {"type": "BODY", "text": self.body, **example},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": one} for one in self.buttons]},
            ],
        }


def wordings(voices: Voices) -> list[Wording]:
    """Every template in every language that Meta takes and in which we have its words."""
    return [found for name in BODIES for one in _of(name, voices).about.values() if (found := wording(name, one, voices))]


def _of(name: str, voices: Voices) -> Voices:
    """Who is to read it: coordinators in the languages of the desk, people in theirs."""
    return voices.desk if name in STAFF_TEMPLATES else voices


def wording(name: str, language: Language, voices: Voices) -> Wording | None:
    """None where it would have to be said in another language."""
    speech = _of(name, voices)[language.code]
    body, buttons = speech.own(BODIES[name]), [speech.own(text) for text in _buttons(name)]
    if not (language.whatsapp and body and all(buttons)):
        return None
    places = tuple(PLACE.findall(body[0]))
    text = body[0]
    for number, place in enumerate(places, 1):
        text = text.replace(f"{{{place}}}", f"{{{{{number}}}}}", 1)
    return Wording(name=name, code=language.whatsapp, body=text, buttons=tuple(one[0] for one in buttons if one), places=places)


def _buttons(name: str) -> tuple[Text, ...]:
    if name == REMINDER:
        return tuple(TEMPLATE_ANSWERS.values())
    return (STAFF_TEMPLATE_OPEN,) if name in STAFF_TEMPLATES else (TEMPLATE_OPEN,)


def knock(message: Message, world: World, *, without: Collection[tuple[str, str]] = ()) -> Template | None:
    """The template that goes out for a row of kind template: by what it is about, in whose language and from which programme.

    `without`: names and Meta's codes of those that Meta does not let through at present. None where nothing is left.
    """
    about, appointment = message.said.about, None
    if message.starts and not message.shared:
        appointment = Appointment(which=appointments.which(about), starts=message.starts)
    programme = world.programmes.get(message.programme, world.first).name
    return template(_names(message), message.language, programme, world.voices, without, appointment)


def _names(message: Message) -> tuple[str, ...]:
    """Of templates that say it, the best first: an account may have some of them only, or not yet in every language.

    None says whose appointment it is: where several use a phone, it is only answered below the reminder itself, which does.
    """
    if message.said.about.startswith("digest"):
        return (OVERVIEW,)
    if message.starts:
        return (NEWS if message.shared else REMINDER), WAITING
    return (NEWS, WAITING) if message.said.about.startswith(CHANGES) else (WAITING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """`which`: `<workshop>.<occurrence>`, as buttons have it; `starts` on the clock of the place."""

    which: str
    starts: datetime


def template(
    names: Sequence[str],
    language: str,
    programme: str,
    voices: Voices,
    without: Collection[tuple[str, str]] = (),
    appointment: Appointment | None = None,
) -> Template | None:
    """For somebody of a language, from a programme of that name: the first of ours of these names that there is in the language which they
    read best.
    """
    for one in reading(language, _of(names[0], voices)):
        for name in names:
            found = wording(name, one, voices)
            if found and (name, found.code) not in without:
                return _filled(found, one, programme, voices, appointment)
    return None


def _filled(found: Wording, language: Language, programme: str, voices: Voices, of: Appointment | None) -> Template:
    values = {"programme": programme}
    if of:
        values |= {"day": day_in(voices[language.code], of.starts), "time": f"{of.starts:%H:%M}"}
    shown = tuple(_value(values[place], language.rtl) for place in found.places)
    return Template(name=found.name, language=found.code, values=shown, data=_data(found.name, of))


def _data(name: str, of: Appointment | None) -> tuple[str, ...]:
    """What its buttons send back."""
    if of and name == REMINDER:
        return tuple(ANSWER.format(what=what, which=of.which) for what in TEMPLATE_ANSWERS)
    return (OPEN,)


def reading(code: str, voices: Voices) -> Iterator[Language]:
    """The languages of ours that somebody reads, best first: their own, its fallbacks, for one that we do not speak what its speakers
    most likely read, at last English.
    """
    own = voices.nearest(code) or code
    chain = voices.about[own].chain if own in voices.about else templates(voices.folder).for_speakers_of(own)
    yield from (voices.about[one] for one in dict.fromkeys([*chain, ENGLISH]) if one in voices.about)


def _value(programme: str, rtl: bool = False) -> str:
    words = " ".join(programme.split())
    short = words if len(words) <= VALUE else words[: VALUE - 1].rstrip() + "…"
    return isolate(short) if rtl or has_rtl(short) else short


def faults(voices: Voices) -> Iterator[Fault]:
    """What Meta would refuse, and what nobody could be told. Whether it is translated at all is said of every text elsewhere."""
    for name, text in BODIES.items():
        for language in _of(name, voices).about.values():
            if found := wording(name, language, voices):
                for cause, cure in _wrong(found):
                    yield Fault(question=text.context, language=language.code, cause=cause, cure=cure)


def _wrong(found: Wording) -> Iterator[tuple[Phrase, Phrase]]:
    """(cause, cure) of what is against the rules."""
    words = "".join(letter for letter in found.body if unicodedata.category(letter) != "Cf").strip()
    if words.startswith("{{") or words.rstrip(".!?؟。 ").endswith("}}"):
        yield phrase(ENDS), phrase(AROUND)
    if BESIDE.search(words):
        yield phrase(SIDE_BY_SIDE), phrase(BETWEEN)
    if (length := len(found.body) + VALUE * len(found.places)) > BODY:
        yield phrase(LONG_BODY, length=length, most=BODY), phrase(SHORTER)
    for button in found.buttons:
        if not 0 < len(button) <= BUTTON:
            yield phrase(LONG_BUTTON, button=button, length=len(button), most=BUTTON), phrase(SHORTER)
        if MARKS & set(button) or any(unicodedata.category(letter) == "So" for letter in button):
            yield phrase(STYLED, button=button), phrase(LETTERS)
    if len(set(found.buttons)) < len(found.buttons):
        yield phrase(SAME_BUTTONS), phrase(OTHER_WORDS)
