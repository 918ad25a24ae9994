"""Several people with one phone: adding somebody, asking who is writing, and keeping what was written until that is known.

Everybody has their own sheets, language and consent. A button belongs to whom it was put (storage writes their number into it); words
belong to whoever speaks, and after a while nobody knows who that is.
"""

from collections.abc import Callable
from datetime import datetime

from dialogs import menu, texts
from dialogs.events import Called, Due, Event, Opened, Option, Shared, Tapped, Typed
from dialogs.known import Known, Member, Prompt
from dialogs.outcomes import Cancelled, Outcome, Passed
from dialogs.reading import Misread, choice, clean, fold
from dialogs.reopening import OPEN
from dialogs.stopwords import stops
from dialogs.texts import Text, Voices
from dialogs.turn import Turn, action, menu_button, offer

MOST = 8  # people with one phone
MOST_KEPT = 10  # messages, until it is known whose they are
LONGEST_NAME = 20
LONGEST_SHOWN = 200
WHO = "do:who:"
NEW = "new"
ROW = "\x1e"  # between what is packed, and in no label (see `reading.clean`)
STOPPED_TOO = "stopped_too"  # the event of those who use a phone from which somebody unknown wrote "stop"


def first(t: Turn) -> bool:
    """On a shared phone, before anything else is made of what happened: is it known who writes? Whether that was all."""
    event, pending = t.event, _pending(t)
    if len(t.known.family) < 2 or t.known.sure:
        return False
    if isinstance(event, Tapped):
        return _tapped(t, event.data)
    if not isinstance(event, Typed | Called | Shared | Opened):
        return False
    unknown = pending is not None or t.known.quiet
    if unknown and _is_stop(t, event):
        return _all_stop(t)
    if pending and isinstance(event, Typed) and (number := _meant(pending, event.text)):
        return _chosen(t, number)
    if not unknown and not isinstance(event, Opened):
        return False
    ask(t, event)
    return True


# --- who is writing? ------------------------------------------------------------------------------------------------------


def ask(t: Turn, event: Event | None = None) -> None:
    """In every language of those who use the phone; what was written is kept, unless it only replied to a template."""
    pending = _pending(t)
    kept = (*(pending.draft if pending else ()), *(() if t.known.held else _kept(event)))[-MOST_KEPT:]
    offered = pending.typed if pending else _put_by(t.person.aside)
    t.parts.append(to_all(t, texts.WHO))
    if isinstance(event, Shared):
        t.say(texts.WHO_SEND_AGAIN)
    names = [Option(_label(t, one), f"{WHO}{one.number}", "answer") for one in t.known.family]
    offer(t, *names, *([Option(t.speech.say(texts.WHO_NEW), f"{WHO}{NEW}", "answer")] if len(names) < MOST else []))
    aside = t.person.aside
    t.person = t.person._replace(aside=aside._replace(draft=kept, typed=offered) if aside else None)


def _put_by(offered: Prompt | None) -> str:
    """What was offered to them before it is asked who writes: if it is they, their words may be about that."""
    return ROW.join((str(offered.page), *offered.shown, *offered.labels)) if offered else ""


def _taken_up(packed: str) -> Prompt | None:
    page, *rest = packed.split(ROW)
    half = len(rest) // 2  # as many buttons as labels
    return Prompt(kind="pick", shown=tuple(rest[:half]), labels=tuple(rest[half:]), page=int(page)) if rest else None


def to_all(t: Turn, text: Text) -> str:
    """In every language of those who use the phone, the one of who spoke last first."""
    languages = dict.fromkeys([t.speech.language, *(one.language for one in t.known.family if one.language)])
    return "\n".join(dict.fromkeys(t.voices[one].say(text) for one in languages))


def _label(t: Turn, one: Member) -> str:
    """What they want to be called by; two of the same name get a number."""
    place = t.known.family.index(one) + 1
    if not one.name:
        return t.speech.say(texts.WHO_NAMELESS, number=place)
    name = one.name if len(one.name) <= LONGEST_NAME else f"{one.name[: LONGEST_NAME - 1]}…"
    return f"{name} {place}" if sum(other.name == one.name for other in t.known.family) > 1 else name


def _pending(t: Turn) -> Prompt | None:
    """The question, if it waits for an answer."""
    aside = t.person.aside
    return aside if aside and aside.shown and aside.shown[0].startswith(WHO) else None


def _meant(pending: Prompt, text: str) -> str:
    """Who was chosen in words, by name or number; "" = it was something else."""
    number = choice(text, [(label,) for label in pending.labels])
    return "" if isinstance(number, Misread) else pending.shown[number].removeprefix(WHO)


def _chosen(t: Turn, whom: str) -> bool:
    """What was kept goes to them; where nothing was, they go on where they were."""
    pending = _pending(t)
    kept = [_happened(one, t.event.at, t.event.seed) for one in (pending.draft if pending else ())]
    events: tuple[Event, ...] = tuple(kept) or (Opened(at=t.event.at, seed=t.event.seed),)
    before = pending.typed if pending and whom == str(t.known.number) else ""
    t.person = t.person._replace(aside=_taken_up(before))
    numbers = {str(one.number): one.number for one in t.known.family}
    if whom in numbers:
        t.outcomes.append(Passed(to=numbers[whom], events=events))
    elif whom == NEW:
        t.outcomes.append(Passed(to=None, events=events))
    else:
        ask(t)
    return True


def _kept(event: Event | None) -> tuple[str, ...]:
    """What happened as a string; pictures and recordings are not kept."""
    match event:
        case Typed():
            return (f"t{event.text}",)
        case Called():
            return (f"c{event.command}",)
        case Opened() if event.payload:
            return (f"o{event.payload}",)
    return ()


def _happened(kept: str, at: datetime, seed: int) -> Event:
    what = kept[1:]
    match kept[:1]:
        case "c":
            return Called(at=at, seed=seed, command=what)
        case "o":
            return Opened(at=at, seed=seed, payload=what)
    return Typed(at=at, seed=seed, text=what)


def _tapped(t: Turn, data: str) -> bool:
    """A button says whose it is. That of a template does not: it may be for any of them."""
    if data.startswith(WHO):
        return _chosen(t, data.removeprefix(WHO))
    if data == OPEN:
        ask(t)
        return True
    _forget(t)
    return False


def _forget(t: Turn) -> None:
    """Somebody tapped a button of theirs instead of saying who had written: what was kept is nobody's."""
    pending = _pending(t)
    words = " / ".join(one[1:] for one in (pending.draft if pending else ()) if one.startswith("t"))
    if words:
        t.say(texts.WHO_UNUSED, words=words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…")
    if pending:
        t.person = t.person._replace(aside=None)


def unused(known: Known, event: Event, voices: Voices) -> tuple[Outcome, ...]:
    """The same, where the button is another's than that of who was asked."""
    t = Turn(known, event, voices)
    _forget(t)
    return t.finish()


# --- stop -----------------------------------------------------------------------------------------------------------------


def _is_stop(t: Turn, event: Event) -> bool:
    if isinstance(event, Called):
        return event.command == "stop"
    return isinstance(event, Typed) and stops(fold(clean(event.text)), t.voices)


def _all_stop(t: Turn) -> bool:
    """Nobody knows whose wish it is, so nobody is written to any more; everybody can start again for themselves."""
    t.person = t.person._replace(aside=None)
    others = [one.number for one in t.known.family if one.number != t.known.number]
    t.outcomes += [Passed(to=one, events=(Due(at=t.event.at, kind=STOPPED_TOO, subject=""),), speaks=False) for one in others]
    menu.stop(t)
    t.say(texts.STOPPED_ALL)
    return True


def stopped_too(t: Turn) -> None:
    """In silence: whoever wrote it has been answered."""
    if t.person.status == "active":
        t.person = t.person._replace(status="stopped")
        t.outcomes.append(Cancelled())


# --- the menu -------------------------------------------------------------------------------------------------------------


def family(t: Turn) -> None:
    t.say(texts.FAMILY_SURE)
    add = [action(t, texts.FAMILY_ADD, "family_add")] if len(t.known.family) < MOST else []
    offer(t, *add, menu_button(t))


def add(t: Turn) -> None:
    """From now on somebody new speaks; they are asked for their language first."""
    if len(t.known.family) >= MOST:
        return family(t)
    t.person = t.person._replace(aside=None)
    t.outcomes.append(Passed(to=None, events=(Opened(at=t.event.at, seed=t.event.seed),)))
    return None


def who(t: Turn) -> None:
    ask(t) if len(t.known.family) > 1 else menu.menu(t)


def named(t: Turn) -> None:
    """Whom it is for, before what is said unasked: on a shared phone."""
    t.parts[:0] = whose(t)


def whose(t: Turn) -> list[str]:
    """The line that says whom something is for; none where nobody else uses the phone."""
    me = next((one for one in t.known.family if one.number == t.known.number), None)
    return [t.speech.say(texts.NOTICE_FOR, name=_label(t, me))] if me and len(t.known.family) > 1 else []


ACTIONS: dict[str, Callable[[Turn], None]] = {"family": family, "family_add": add, "who": who}
