"""The conversations that are no forms: menu, language, help, my answers, my data, consent, stop and start."""

from collections.abc import Callable
from datetime import timedelta

from dialogs import again, texts
from dialogs.effects import PURPOSES, consent, withdraw
from dialogs.ending import complete, resume, show_review, summary
from dialogs.events import Option, Said
from dialogs.form import Label
from dialogs.known import Sheet
from dialogs.outcomes import Cancelled, HelpNeeded, HelpOver, Planned
from dialogs.questions.asking import node_at, show
from dialogs.questions.verbs import change
from dialogs.reopening import waiting
from dialogs.texts import Text
from dialogs.turn import QUIET_BEFORE_NUDGE, Turn, action, menu_button, offer, pages_of_pick
from dialogs.workshops import texts as workshop_texts

GRACE = timedelta(hours=24, minutes=-10)  # WhatsApp lets us say goodbye only within 24 hours of their last word
PURPOSE_NAMES = {
    "programme": texts.PURPOSE_PROGRAMME,
    "mentors": texts.PURPOSE_MENTORS,
    "employers": texts.PURPOSE_EMPLOYERS,
    "statistics": texts.PURPOSE_STATISTICS,
}


# --- menu -----------------------------------------------------------------------------------------------------------------


def menu(turn: Turn) -> None:
    """Everything that can be done now. The greeting has the name the person wants to be called by."""
    if turn.person.name:
        turn.say(texts.HELLO, name=turn.person.name)
    turn.say(texts.MENU)
    offer(turn, *_forms(turn), *(action(turn, text, name) for text, name in _entries(turn)))


def _entries(turn: Turn) -> list[tuple[Text, str]]:
    everything = [
        (texts.MY_ANSWERS, "answers"),
        *([(workshop_texts.MENU, "workshops")] if turn.person.consents.get("programme") else []),
        (texts.LANGUAGE, "language"),
        (texts.HELP, "help"),
        (texts.MY_DATA, "data"),
        (texts.PHONES, "phones"),
        *([(texts.WHO_BUTTON, "who")] if len(turn.known.family) > 1 else []),
        (texts.STOP, "stop"),
    ]
    return everything if any(sheet.answers for sheet in turn.known.sheets) else everything[1:]


def _forms(turn: Turn) -> list[Option]:
    """Open forms to go on with, then forms of the programme not yet filled in."""
    waiting = [sheet for sheet in turn.sheets.values() if sheet.state in ("open", "paused")]
    found = [
        _button(turn, turn.form(sheet).title, texts.GO_ON, f"go:{sheet.number}", several=len(waiting) > 1) for sheet in waiting
    ]
    titles = [(turn.speech.label(turn.known.forms[name].title), name) for name in _not_yet(turn)]
    return found + [Option(turn.speech.say(texts.FILL_IN, title=title), f"do:form:{name}", "verb") for title, name in titles]


def _not_yet(turn: Turn) -> list[str]:
    """Forms that can be begun: the programme's first, also again after a refusal; the others once its consent is given."""
    programme, agreed = turn.known.programme, turn.person.consents.get("programme")
    filled = {sheet.form for sheet in turn.sheets.values() if sheet.state in ("open", "paused")}
    if agreed is not False:
        filled |= {sheet.form for sheet in turn.sheets.values() if sheet.state == "handed_in" and complete(turn, sheet)}
    known = turn.known.forms
    others = [name for name in programme.forms if agreed and name != programme.start and name in known and not known[name].does]
    return [name for name in (programme.start, *others) if name not in filled and name in known]


def _button(turn: Turn, title: Label, text: Text, name: str, *, several: bool) -> Option:
    plain = action(turn, text, name)
    return Option(f"▶ {turn.speech.label(title)}", plain.data, "verb") if several else plain


def go(turn: Turn, number: str) -> None:
    sheet = turn.sheets.get(int(number)) if number.isdecimal() else turn.latest
    if sheet and sheet.state in ("open", "paused"):
        resume(turn, sheet)
    else:
        menu(turn)


def fill_in(turn: Turn, name: str) -> None:
    """Open a form, or go on with the one that is open already."""
    if name not in turn.known.forms:
        return menu(turn)
    if name != turn.known.programme.start and not turn.person.consents.get("programme"):
        return _not_agreed(turn)
    mine = [sheet for sheet in turn.sheets.values() if sheet.form == name and sheet.state in ("open", "paused")]
    if not mine and not _can_begin(turn, name):
        return menu(turn)
    return resume(turn, mine[-1] if mine else turn.open(name))


def _can_begin(turn: Turn, name: str) -> bool:
    """A step of something else begins with that, unless it is all that there is."""
    programme = turn.known.programme
    return name not in programme.withdrawn and (name == programme.start or not turn.known.forms[name].does)


def page(turn: Turn, number: str) -> None:
    """Another part of what was offered last."""
    pick = turn.person.aside
    if pick is None or not number.isdecimal():
        return menu(turn)
    options = [Option(label, data, "verb") for data, label in zip(pick.shown, pick.labels, strict=True)]
    last = pages_of_pick(turn, pick) - 1
    turn.say(texts.PAGE, page=min(int(number), last) + 1, pages=last + 1)
    return offer(turn, *options, page=min(int(number), last))


# --- language, help -------------------------------------------------------------------------------------------------------


def language(turn: Turn) -> None:
    """Each language by its own name."""
    turn.say(texts.WHICH_LANGUAGE)
    names = {choice.name: choice.label for choice in turn.known.lists.get("languages", ())}
    offer(turn, *(Option(turn.speech.label(label), f"do:lang:{code}") for code, label in names.items()))


def set_language(turn: Turn, code: str) -> None:
    if any(choice.name == code for choice in turn.known.lists.get("languages", ())):
        turn.person = turn.person._replace(language=code)
    turn.say(texts.LANGUAGE_CHOSEN)
    carry_on(turn)


def help_(turn: Turn) -> None:
    turn.say(texts.HELP_TEXT)
    way_on = texts.GO_ON if turn.current else texts.MENU_BUTTON
    offer(turn, action(turn, texts.ASK_PERSON, "person"), action(turn, way_on, "go:" if turn.current else "menu"))


def person(turn: Turn) -> None:
    sheet = turn.current
    path = sheet.prompt.path if sheet and sheet.prompt else ""
    turn.outcomes.append(HelpNeeded(kind="asked", sheet=sheet.number if sheet else 0, path=path))
    turn.say(texts.PERSON_ASKED)
    offer(turn, action(turn, texts.GO_ON, "go:") if sheet else menu_button(turn))


def privacy(turn: Turn) -> None:
    turn.say(texts.PRIVACY_WHATSAPP if turn.known.channel == "whatsapp" else texts.PRIVACY_TEXT)
    carry_on(turn)


def carry_on(turn: Turn) -> None:
    """After something in between: the question that was waiting, without a greeting; otherwise the menu."""
    sheet = turn.current
    if turn.person.status == "stopped":
        stopped(turn)
    elif turn.person.status == "leaving":
        leaving(turn)
    elif turn.person.talks_with:
        turn.person = turn.person._replace(aside=None)  # whatever they write next is for a human being
    elif sheet is None:
        held = waiting(turn)
        resume(turn, held) if held else menu(turn)
    else:
        again.introduce(turn, sheet)
        _put_once_more(turn, sheet)


def _put_once_more(turn: Turn, sheet: Sheet) -> None:
    if sheet.prompt and sheet.prompt.kind == "question" and node_at(turn.answers(sheet), sheet.prompt.path):
        show(turn, sheet, sheet.prompt)
    else:
        resume(turn, sheet)


# --- my answers, my data --------------------------------------------------------------------------------------------------


def answers(turn: Turn) -> None:
    """The summary of the open form, or of all that was handed in."""
    summaries = [(sheet, summary(turn, sheet)) for sheet in turn.sheets.values() if sheet.state != "dropped"]
    shown = [(sheet, lines) for sheet, lines in summaries if lines]
    if not shown:
        turn.say(texts.NO_ANSWERS)
    for sheet, lines in shown:
        turn.say(texts.ANSWERS_OF, title=turn.speech.label(turn.form(sheet).title))
        turn.parts.append("\n".join(lines))
    edits = [_edit(turn, sheet, several=len(shown) > 1) for sheet, _ in shown]
    offer(turn, *edits, menu_button(turn))


def _edit(turn: Turn, sheet: Sheet, *, several: bool) -> Option:
    title = turn.speech.label(turn.form(sheet).title)
    return Option(f"✏ {title}" if several else turn.speech.say(texts.CHANGE), f"do:edit:{sheet.number}", "verb")


def edit(turn: Turn, number: str) -> None:
    sheet = turn.sheets.get(int(number)) if number.isdecimal() else None
    if sheet is None or sheet.state == "dropped":
        return answers(turn)
    return _not_agreed(turn) if turn.person.consents.get("programme") is False else change(turn, sheet)


def _not_agreed(turn: Turn) -> None:
    """Without consent nothing is asked; what remains possible is."""
    turn.say(texts.REFUSED)
    offer(turn, *_forms(turn), action(turn, texts.ASK_PERSON, "person"), menu_button(turn))


def data(turn: Turn) -> None:
    turn.say(texts.DATA_TITLE)
    entries = [
        (texts.SHOW_DATA, "answers"),
        (texts.DOWNLOAD, "download"),
        (texts.CONSENTS, "consents"),
        (texts.PRIVACY, "privacy"),
        (texts.DELETE, "delete"),
        (texts.MENU_BUTTON, "menu"),
    ]
    offer(turn, *(action(turn, text, name) for text, name in entries))


def download(turn: Turn) -> None:
    turn.outcomes.append(Said(text=turn.speech.say(texts.DOWNLOAD_CAPTION), made="data"))


def consents(turn: Turn) -> None:
    turn.say(texts.CONSENT_STATE)
    options = []
    for purpose in PURPOSES:
        state = texts.ALLOWED if turn.person.consents.get(purpose) else texts.NOT_ALLOWED
        label = turn.speech.say(state, purpose=turn.speech.say(PURPOSE_NAMES[purpose]))
        options.append(Option(label, f"do:consent:{purpose}", "answer"))
    offer(turn, *options, menu_button(turn))


def set_consent(turn: Turn, purpose: str) -> None:
    """Turn one purpose round. Without the programme's consent nothing more is asked."""
    if purpose not in PURPOSES:
        return consents(turn)
    given = not turn.person.consents.get(purpose, False)
    consent(turn, purpose, given=given, version=_words_of(turn))
    if purpose == "programme" and not given:
        return _withdrawn(turn)
    return consents(turn)


def _words_of(turn: Turn) -> str:
    """Which words were agreed to: the version of the form that asks for consent."""
    form = turn.known.forms.get(turn.known.programme.start)
    return form.version if form else ""


def _withdrawn(turn: Turn) -> None:
    withdraw(turn, version=_words_of(turn))
    turn.say(texts.CONSENT_GONE)
    offer(turn, action(turn, texts.DELETE, "delete"), action(turn, texts.ASK_PERSON, "person"), menu_button(turn))


def delete(turn: Turn) -> None:
    turn.say(texts.DELETE_SURE)
    offer(turn, action(turn, texts.DELETE_YES, "delete_yes"), action(turn, texts.KEEP_DATA, "keep"))


def delete_yes(turn: Turn) -> None:
    """A day of grace; what is due and unsent goes at once."""
    at = turn.event.at + GRACE
    turn.person = turn.person._replace(status="leaving", delete_at=at)
    turn.outcomes += [Cancelled(), Planned(kind="erase", subject="person", at=at, occurrence=at.isoformat())]
    turn.outcomes.append(HelpNeeded(kind="deadline", reason="delete"))
    leaving(turn)


def leaving(turn: Turn) -> None:
    turn.say(texts.DELETE_PLANNED)
    offer(turn, action(turn, texts.KEEP_DATA, "keep"))


def keep(turn: Turn) -> None:
    if turn.person.status == "leaving":
        turn.outcomes += [Cancelled(kinds=("erase",), unsent=False), HelpOver(kind="deadline")]
        turn.person = turn.person._replace(status="active", delete_at=None)
        _plan_nudges(turn)
    turn.say(texts.DELETE_CANCELLED)
    carry_on(turn)


# --- stop, start ----------------------------------------------------------------------------------------------------------


def stop(turn: Turn) -> None:
    if turn.person.status == "leaving":  # what is planned is that they be forgotten: it stays planned
        return leaving(turn)
    turn.person = turn.person._replace(status="stopped")
    turn.outcomes += [Cancelled(), HelpNeeded(kind="opted_out")]
    turn.say(texts.STOPPED)
    offer(turn, action(turn, texts.START_AGAIN, "start"), action(turn, texts.MY_DATA, "data"))
    return None


def stopped(turn: Turn) -> None:
    """They write although they have stopped: one kind line, nothing more."""
    turn.say(texts.STOPPED_BEFORE)
    offer(turn, action(turn, texts.START_AGAIN, "start"), action(turn, texts.MY_DATA, "data"))


def start(turn: Turn) -> None:
    """From the beginning for a newcomer; for everybody else where they were."""
    if turn.person.status == "stopped":
        turn.person = turn.person._replace(status="active")
        turn.outcomes.append(HelpOver(kind="opted_out"))
        turn.say(texts.WELCOME_BACK)
        _plan_nudges(turn)
    if turn.person.status == "new":
        turn.person = turn.person._replace(status="active")
    if not turn.sheets and turn.known.programme.start in turn.known.forms:
        return resume(turn, turn.open(turn.known.programme.start))
    if turn.current and turn.current.prompt and turn.current.prompt.kind == "review":
        return show_review(turn, turn.current, turn.current.prompt)
    return carry_on(turn)


def _plan_nudges(turn: Turn) -> None:
    """Plans were dropped when they stopped, or were leaving."""
    for sheet in turn.sheets.values():
        if sheet.state == "open":
            turn.outcomes.append(Planned(kind="nudge", subject=str(sheet.number), at=turn.event.at + QUIET_BEFORE_NUDGE))


ACTIONS: dict[str, Callable[[Turn], None]] = {
    "menu": menu,
    "answers": answers,
    "language": language,
    "help": help_,
    "person": person,
    "privacy": privacy,
    "data": data,
    "download": download,
    "consents": consents,
    "delete": delete,
    "delete_yes": delete_yes,
    "keep": keep,
    "stop": stop,
    "start": start,
    "open": carry_on,  # the button of a template: something waits
}
ACTIONS_ON: dict[str, Callable[[Turn, str], None]] = {
    "go": go,
    "page": page,
    "form": fill_in,
    "lang": set_language,
    "edit": edit,
    "consent": set_consent,
}
