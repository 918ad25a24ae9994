"""turn(known, event, voices) -> outcomes. The only door of the engine: pure, total for everything a person can do.

The order in which something typed is understood: stop (in any language) — what a stopped person may do — the open pick —
exactly one of the choices shown — a verb — an answer.
"""

from dataclasses import replace
from datetime import timedelta

from dialogs import actions, again, due, family, linking, menu, relay, reopening, staff, texts, untaken
from dialogs.ending import go_on, resume
from dialogs.events import Called, Due, Event, Left, Opened, Returned, Shared, Tapped, Typed, WorkshopTold
from dialogs.known import Known, Prompt, Sheet
from dialogs.outcomes import Cancelled, Enrolled, HelpNeeded, Outcome
from dialogs.questions import pressed, sharing, tapping, verbs
from dialogs.questions.answering import misunderstood, take_reading, typed
from dialogs.questions.asking import node_at, optional
from dialogs.questions.spelling import reading_labels
from dialogs.questions.understanding import needed
from dialogs.reading import Misread, choice, clean, fold
from dialogs.stopwords import starts, stops
from dialogs.texts import Voices
from dialogs.turn import Turn
from dialogs.workshops import actions as workshop_actions
from dialogs.workshops import reminders as workshop_reminders

INVITATION = "c_"  # how a coordinator's invitation begins
DOUBLE_TAP = timedelta(seconds=3)  # a second tap on the same keyboard within this time says nothing new
STILL_ALLOWED = frozenset({"start", "data", "answers", "download", "delete", "delete_yes", "keep", "privacy"})
VERBS = ("back", "skip", "change", "pause", "repeat", "help", "language", "menu", "continue")


def turn(known: Known, event: Event, voices: Voices) -> tuple[Outcome, ...]:
    """What follows from an event. The person is answered whatever they did; only leaving, coming back and time may pass in silence."""
    t = Turn(known, event, voices)
    if known.person.coordinator or known.invited:
        staff.turn(t)
        return t.finish()
    if family.first(t) or (known.held and workshop_reminders.reopened(t)) or linking.first(t) or relay.first(t):
        return t.finish()
    match event:
        case Opened():
            _opened(t, event.payload)
        case Typed():
            _typed(t, clean(event.text))
        case Called():
            _called(t, event.command)
        case Tapped():
            _tapped(t, event)
        case Shared():
            _shared(t, event)
        case Due():
            due.happens(t, event)
        case WorkshopTold():
            workshop_actions.happens(t, event)
        case Left():
            # What they asked for, to be forgotten, stays planned; what is on its way is for another phone, or moves there.
            t.outcomes.append(Cancelled(kinds=("nudge",), unsent=False))
            t.outcomes.append(HelpNeeded(kind="unreachable", reason="left"))
        case Returned():
            pass  # Telegram sends Start next when they mean to speak
    return t.finish()


# --- opening --------------------------------------------------------------------------------------------------------------


def _opened(t: Turn, payload: str) -> None:
    """Start, perhaps by a link that names a programme, a form and a centre: `letzwork-skills_short-esch`."""
    code, _, rest = payload.partition("-")
    form, _, centre = rest.partition("-")
    programme = t.known.programmes.get(code)
    if programme:
        t.known = replace(t.known, programme=programme)
        t.person = t.person._replace(zone=programme.zone)
        t.outcomes.append(Enrolled(programme=code, centre=centre if centre in programme.centres else ""))
    if payload.startswith(INVITATION):  # it would have been answered by `staff` if it were still good
        return t.say(texts.LINK_EXPIRED)
    if t.person.status == "leaving":
        return menu.leaving(t)
    if form not in t.known.forms or t.person.status == "stopped":
        return menu.start(t)
    if t.person.consents.get("programme"):
        return menu.fill_in(t, form)
    t.person = t.person._replace(wish=form)  # until they have agreed
    return menu.start(t)


# --- typed ----------------------------------------------------------------------------------------------------------------


def _typed(t: Turn, text: str) -> None:
    word = fold(text)
    if stops(word, t.voices):
        return menu.stop(t)
    if t.person.status == "new":
        return menu.start(t)
    if t.person.status == "leaving":
        return menu.leaving(t) if not _picked(t, text) else None
    if t.person.status == "stopped":
        if starts(word, t.voices):
            return menu.start(t)
        if word in t.speech.words(texts.WORDS["data"]):
            return menu.data(t)
        return None if _picked(t, text) else untaken.typed(t, text, menu.stopped)
    if _picked(t, text):
        return None
    own_words = _in_own_words(t)
    replied = reopening.only_replied(t, text, in_own_words=own_words)
    if pressed.is_choice(t, word) and not replied:
        return _answered(t, text)
    if button := pressed.button(t, text, exactly=own_words):
        return _called(t, button)
    if verb := _verb(t, word, in_own_words=own_words):
        return _called(t, verb)
    if replied and t.current:
        again.introduce(t, t.current)
        return resume(t, t.current)
    return _answered(t, text)


def _picked(t: Turn, text: str) -> bool:
    """A number or label of the pick that was put last."""
    data = pressed.picked(t, text) or workshop_actions.meant(t, text)
    if data is None:
        if t.person.aside and t.current:
            t.person = t.person._replace(aside=None)  # they went on with the question instead
        return False
    _do(t, data.removeprefix("do:"))
    return True


def _verb(t: Turn, word: str, *, in_own_words: bool) -> str | None:
    """The verb that a word stands for. Where people answer in their own words, "coordinator" is an occupation and "hello" is none."""
    if not in_own_words:
        for verb in ("person", "data", "workshops", "my_workshops"):
            if word in t.speech.words(texts.WORDS[verb]):
                return verb
        if word in t.speech.words(texts.WORDS["start"]):
            return "repeat"
    return next((verb for verb in VERBS if word in t.speech.words(texts.WORDS[verb])), None)


def _in_own_words(t: Turn) -> bool:
    """Whether the question at hand is answered with free text."""
    sheet = t.current
    node = node_at(t.answers(sheet), sheet.prompt.path) if sheet and sheet.prompt and sheet.prompt.kind == "question" else None
    return node is not None and node.question.kind in ("text", "barcode")


def _answered(t: Turn, text: str) -> None:
    """What was typed is about the question at hand; without one the menu is shown."""
    sheet = t.current
    if sheet is None:
        return menu.carry_on(t) if untaken.wants_nothing(t, text) else untaken.typed(t, text, menu.carry_on)
    prompt = sheet.prompt
    if prompt is None or tapping.gone(t, sheet, prompt):
        return go_on(t, sheet)
    if not text:
        return _blank(t, sheet, prompt)
    if prompt.kind == "question":
        return typed(t, sheet, prompt, text)
    if prompt.kind == "readings":
        return _typed_reading(t, sheet, prompt, text)
    if prompt.kind == "change":
        return verbs.typed_change(t, sheet, prompt, text)
    return verbs.replied(t, sheet, prompt, verbs.reply(t, prompt, text))


def _blank(t: Turn, sheet: Sheet, prompt: Prompt) -> None:
    """Nothing that can be seen was written."""
    node = node_at(t.answers(sheet), prompt.path) if prompt.kind == "question" else None
    sentence = needed(t, sheet, node) if node and not optional(t.answers(sheet), node) else ""
    if prompt.path:
        misunderstood(t, sheet, prompt, sentence or t.speech.say(texts.NEEDS_ANSWER))
    else:
        resume(t, sheet)


def _typed_reading(t: Turn, sheet: Sheet, prompt: Prompt, text: str) -> None:
    node = node_at(t.answers(sheet), prompt.path)
    shown = reading_labels(t, node.question if node else None, prompt)
    number = choice(text, [(label, one.partition("|")[0]) for label, one in zip(shown, prompt.shown, strict=True)])
    if isinstance(number, Misread):  # they would rather write it anew
        return typed(t, sheet, prompt._replace(kind="question", shown=()), text)
    return take_reading(t, sheet, prompt, number)


# --- commands and actions -------------------------------------------------------------------------------------------------


def _called(t: Turn, command: str) -> None:
    """A command of the channel's menu, or a verb typed or tapped: with a form open it is about the form."""
    sheet = t.current
    if command == "stop":
        return menu.stop(t)
    if t.person.status == "new" or command == "start":
        return _opened(t, "")
    if t.person.status == "stopped" and command == "continue":
        return menu.start(t)
    if t.person.status in ("stopped", "leaving"):
        return _do(t, command)
    if command in pressed.HERE:
        return _pressed(t, command)
    if sheet is None or command not in ("back", "skip", "change", "pause", "repeat", "continue"):
        return _do(t, {"change": "answers", "continue": "go:"}.get(command, command))
    if command == "back":
        return verbs.back(t, sheet)
    if command == "change":
        return verbs.change(t, sheet)
    if command == "pause":
        return verbs.pause(t, sheet)
    if command == "skip" and sheet.prompt:
        return verbs.skip(t, sheet, sheet.prompt)
    return resume(t, sheet)


def _pressed(t: Turn, name: str) -> None:
    """More, or another page, of what is asked now."""
    sheet = t.current
    if sheet is None or sheet.prompt is None:
        return menu.menu(t)
    return tapping.on(t, sheet, sheet.prompt, pressed.data(name, sheet.prompt), "")


def _do(t: Turn, name: str) -> None:
    """An action, where it is allowed: a stopped or leaving person may only see, take or delete their data, or start."""
    if t.person.status == "stopped" and name not in STILL_ALLOWED:
        return menu.stopped(t)
    if t.person.status == "leaving" and name not in STILL_ALLOWED - {"start"}:
        return menu.leaving(t)
    return actions.act(t, name)


# --- tapped ---------------------------------------------------------------------------------------------------------------


def _tapped(t: Turn, event: Tapped) -> None:
    if t.person.status == "new":
        return menu.start(t)
    if event.data.startswith("do:"):
        return _do(t, event.data.removeprefix("do:"))
    if t.person.status in ("stopped", "leaving"):
        return _do(t, "menu")
    token, _, what = event.data.rpartition(":")
    sheet = next((sheet for sheet in t.sheets.values() if sheet.prompt and sheet.prompt.token == token), None)
    if sheet is None or sheet.state not in ("open", "paused"):
        return _old(t, token)
    if sheet is not t.current:
        sheet = t.raise_(sheet)  # what is typed next is about this one
    return tapping.on(t, sheet, sheet.prompt or Prompt(kind="review"), what, event.message)


def _old(t: Turn, token: str) -> None:
    """A button of an older message is answered with what is asked now."""
    if _just_tapped(t, token):
        return None
    sheet = t.current
    if sheet:
        t.say(texts.OLD_BUTTON)
        return resume(t, sheet)
    return menu.menu(t)


def _just_tapped(t: Turn, token: str) -> bool:
    """Whether these buttons were answered a moment ago: the second tap of two says nothing new.

    Where what is tapped stands in the chat as a message of the person's, as on WhatsApp, it is answered all the same.
    """
    if not t.known.limits.edits:
        return False
    number, _, put = token.partition(".")
    sheet = t.sheets.get(int(number)) if number.isdecimal() else None
    if sheet is None or sheet.active_at is None or t.event.at - sheet.active_at >= DOUBLE_TAP:
        return False
    return put == str(sheet.put - 1 if sheet.prompt else sheet.put)


# --- not text -------------------------------------------------------------------------------------------------------------


def _shared(t: Turn, event: Shared) -> None:
    """Pictures, voice, places: an answer where one is asked for."""
    if t.person.status == "new":
        return menu.start(t)
    sheet = t.current
    if t.person.status != "active":
        return _do(t, "menu")
    if sheet and sheet.prompt and sheet.prompt.kind in tapping.ASKED and not tapping.gone(t, sheet, sheet.prompt):
        node = node_at(t.answers(sheet), sheet.prompt.path) if sheet.prompt.kind != "another" else None
        if node:
            return sharing.received(t, sheet, sheet.prompt, node, event)
        return misunderstood(t, sheet, sheet.prompt, t.speech.say(texts.NOT_TEXT))
    return untaken.shared(t)
