"""A human being speaks with the person: the bot is silent until they hand back, and keeps what the person writes for them.

What belongs to the person works all the while: to stop, their data, to be deleted, their language.
"""

from datetime import timedelta
from hashlib import sha256

from dialogs import actions, family, menu, texts
from dialogs.ending import resume
from dialogs.events import Called, Due, Opened, Shared, Tapped, Typed
from dialogs.outcomes import Cancelled, FileShared, Heard, HelpNeeded, Planned
from dialogs.questions import pressed
from dialogs.questions.sharing import MOST_BYTES, extension
from dialogs.reading import clean, fold
from dialogs.reopening import NUDGE
from dialogs.stopwords import stops
from dialogs.turn import QUIET_BEFORE_NUDGE, SILENCED, Turn, length, menu_button, offer

HAND_BACK = "hand_back"  # the intention with which the bot takes the word again
ASKED, SILENT = "asked", "silent"  # why: a coordinator said so, or said nothing for long
SILENCE = timedelta(hours=12)  # of a coordinator, until the bot takes the word again
WAITS = "waiting"  # the case of somebody whose message nobody has answered
SENT = "talk"  # the path of files that belong to no question
LONGEST = 2_000  # characters (UTF-16 units) of what a coordinator writes at once: with who speaks it fits every channel
STILL_THEIRS = frozenset({"stop", "data", "download", "delete", "delete_yes", "keep", "privacy", "consents", "consent"})
STILL_THEIRS |= {"language", "lang", "page", "menu", "answers", "workshops", "my_workshops", "workshop"}
STILL_THEIRS |= {"who"}  # a shared phone is handed on, and what the other one writes is not for the team
IN_WORDS = ("data", "language")  # of these, what may also be written


# --- from the desk --------------------------------------------------------------------------------------------------------


def take_over(t: Turn, coordinator: int, name: str) -> None:
    """Somebody of the team speaks from now on. The person is told who, in their language."""
    t.person = t.person._replace(talks_with=coordinator, talker=name, aside=None)
    _spoken(t)
    t.say(texts.RELAY_BEGINS, name=name)
    family.named(t)


def speak(t: Turn, words: str) -> None:
    """What they say, marked with who it is. Their words are no markup, whatever they look like."""
    t.by = t.person.talks_with
    t.parts.append(f"{t.speech.say(texts.RELAY_WORDS, name=t.person.talker)}\n{clean(words)}")
    t.person = t.person._replace(unanswered=False)
    _spoken(t)
    family.named(t)


def _spoken(t: Turn) -> None:
    t.notice = True
    t.person = t.person._replace(talked_at=t.event.at)
    t.outcomes.append(Planned(kind=HAND_BACK, subject=SILENT, at=t.event.at + SILENCE))


def fits(words: str) -> bool:
    """Whether it is something, and not too long."""
    said = clean(words)
    return 0 < length(said) <= LONGEST


# --- the person -----------------------------------------------------------------------------------------------------------


def first(t: Turn) -> bool:
    """Before anything else is made of what happened: does somebody of the team speak with them? Whether that was all."""
    if not t.person.talks_with or t.person.status != "active":
        return False
    match t.event:
        case Typed():
            _typed(t, clean(t.event.text))
        case Called():
            _do(t, t.event.command)
        case Tapped():
            _do(t, t.event.data.removeprefix("do:") if t.event.data.startswith("do:") else "")
        case Shared():
            _shared(t, t.event)
        case Opened():
            t.say(texts.RELAY_BEGINS, name=t.person.talker)
        case Due():
            return _due(t, t.event)
        case _:
            return False
    return True


def _typed(t: Turn, text: str) -> None:
    word = fold(text)
    if stops(word, t.voices):
        return menu.stop(t)
    if (data := pressed.picked(t, text)) is not None:
        return _do(t, data.removeprefix("do:"))
    for verb in IN_WORDS:
        if word in t.speech.words(texts.WORDS[verb]):
            return actions.act(t, verb)
    return _heard(t, Heard(kind="words", text=text)) if text else None


def _do(t: Turn, name: str) -> None:
    """An action that is theirs at any time; all others would lead to the questions, which wait. A template's button says nothing new."""
    if name.partition(":")[0] in STILL_THEIRS:
        return actions.act(t, name)
    return None if name == "open" else t.say(texts.RELAY_LATER)


def _shared(t: Turn, event: Shared) -> None:
    """Photos, recordings, files: fetched and kept as answers are; of a place its degrees."""
    file, place = event.file, event.place
    if file and file.size > MOST_BYTES:
        return t.say(texts.TOO_BIG, most=MOST_BYTES >> 20)
    name = f"{SENT}-{sha256(file.id.encode()).hexdigest()[:12]}.{extension(event.kind, file)}" if file else ""
    if file:
        t.outcomes.append(FileShared(sheet=0, path=SENT, name=name, file=file))
    where = f"{place.latitude} {place.longitude}" if place else ""
    return _heard(t, Heard(kind=event.kind[:16], text=clean(event.caption) or where, file=name))


def _heard(t: Turn, what: Heard) -> None:
    t.person = t.person._replace(aside=None, unanswered=True)
    t.outcomes += [what, HelpNeeded(kind=WAITS)]


# --- time -----------------------------------------------------------------------------------------------------------------


def _due(t: Turn, event: Due) -> bool:
    if event.kind == HAND_BACK:
        _back(t, event)
    elif event.kind == NUDGE.removesuffix(":"):
        t.outcomes.append(Planned(kind=event.kind, subject=event.subject, at=event.at + QUIET_BEFORE_NUDGE))
    else:
        return False
    return True


def _back(t: Turn, event: Due) -> None:
    """The bot speaks again, and puts the question where it stopped. Silence counts from the latest words, whenever it was planned."""
    until = (t.person.talked_at or event.at) + SILENCE
    if event.subject == SILENT and event.at < until:
        t.outcomes.append(Planned(kind=HAND_BACK, subject=SILENT, at=until))
        return
    left = t.person.unanswered
    t.person = t.person._replace(**SILENCED)
    t.outcomes.append(Cancelled(kinds=(HAND_BACK,), unsent=False))
    t.notice = t.behind = True  # the last words of the coordinator may not have left yet
    t.say(texts.RELAY_BACK)
    if left:
        t.say(texts.RELAY_UNANSWERED)
    if t.current:
        t.about = f"{NUDGE}{t.current.number}"
        resume(t, t.current)
    else:
        offer(t, menu_button(t))
    family.named(t)
