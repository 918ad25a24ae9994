"""One turn in the making: what is known so far, what is being said, and what has been decided."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from functools import lru_cache
from typing import Any

from dialogs import texts
from dialogs.answers import metadata
from dialogs.answers.sheet import AnswerSheet, Surroundings
from dialogs.events import Answer, Event, Option, Role, Said, Typed
from dialogs.form import Form
from dialogs.greeting import written_in
from dialogs.known import Known, Person, Prompt, Sheet
from dialogs.outcomes import Answered, Outcome, PersonChanged, Planned, SheetChanged
from dialogs.texts import Speech, Text, Voices
from dialogs.workshops.values import Spot

QUIET_BEFORE_NUDGE = timedelta(days=3)
ALWAYS = ("help", "menu", "stop")  # words that are worth knowing wherever one is
CALLED = {"on": "continue"}  # buttons that are not called as the word is
SILENCED: dict[str, Any] = {
    "talks_with": 0,
    "talker": "",
    "talked_at": None,
    "unanswered": False,
}  # of a person: the bot speaks again
CLEAR = frozenset(
    {"integer", "decimal", "range", "rank", "select_one", "select_multiple", "acknowledge"}
)  # kinds whose values say nothing in private words


class Turn:
    """Collects outcomes. Nothing in here knows what the person meant; that is for `answering`, `menu` and `engine`."""

    def __init__(self, known: Known, event: Event, voices: Voices) -> None:
        self.known, self.event, self.voices = known, event, voices
        self.now = event.at if known.zone is UTC else event.at.astimezone(known.zone)  # as the person's clock shows it
        self.person: Person = known.person
        self.sheets: dict[int, Sheet] = {sheet.number: sheet for sheet in known.sheets if sheet.form in known.forms}
        self.outcomes: list[Outcome] = []
        self.parts: list[str] = []
        self.files: list[str] = []  # shown with them
        self.options: tuple[Option, ...] = ()
        self.pin: Spot | None = None  # shown on a map after the words
        self.question = False
        self.edits = ""  # the message to change instead of sending a new one
        self.notice = False
        self.unshown: tuple[str, ...] = ()  # verbs that stand for answers without a button
        self.about = ""  # of a notice: what it is about, see `Said`
        self.by = 0  # the coordinator whose words are said, 0 = the bot's own
        self.behind = False  # see `Said`
        self._answer_sheets: dict[int, AnswerSheet] = {}
        self._spoken_to, self._speech = self.person, self._spoken()

    # --- language --------------------------------------------------------------------------------------------------

    @property
    def speech(self) -> Speech:
        """The person's; asked for a dozen times in a turn, and seldom another one than before."""
        if self.person is not self._spoken_to:
            self._spoken_to, self._speech = self.person, self._spoken()
        return self._speech

    def _spoken(self) -> Speech:
        """As the person has chosen, or else as their phone or their first words suggest."""
        voices = self.voices.desk if self.person.coordinator else self.voices
        return voices[self.person.language or voices.nearest(self.known.hint or self._greeted()) or "en"]

    def _greeted(self) -> str:
        return written_in(self.event.text, self.voices) if isinstance(self.event, Typed) else ""

    def say(self, text: Text, **values: str | int) -> None:
        self.parts.append(self.speech.say(text, **values))

    # --- sheets ----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Sheet | None:
        """The open sheet that was raised last. None when one was paused since: what is typed now is not meant for an older one."""
        latest = self.latest
        return latest if latest and latest.state == "open" else None

    @property
    def latest(self) -> Sheet | None:
        """The sheet that was raised last of those that can be gone on with."""
        waiting = [sheet for sheet in self.sheets.values() if sheet.state in ("open", "paused")]
        return max(waiting, key=_raised) if len(waiting) > 1 else waiting[0] if waiting else None

    def form(self, sheet: Sheet) -> Form:
        return self.known.forms[sheet.form]

    def answers(self, sheet: Sheet) -> AnswerSheet:
        found = self._answer_sheets.get(sheet.number)
        if found is None:
            lists, instances = self.known.lists, self.known.instances
            speak = self.speech.label
            around = Surroundings(now=self.now, seed=self.event.seed, lists=lists, instances=instances, speak=speak)
            found = self._answer_sheets[sheet.number] = AnswerSheet(self.form(sheet), sheet.answers, around)
        return found

    def change(self, sheet: Sheet, **fields: Any) -> Sheet:
        """The sheet with new fields; kept at the end of the turn."""
        changed = self.sheets[sheet.number] = self.sheets.get(sheet.number, sheet)._replace(**fields)
        return changed

    def open(self, name: str) -> Sheet:
        """A new sheet of a form, on top of the others."""
        form = self.known.forms[name]
        number = max([*self.sheets, *(sheet.number for sheet in self.known.sheets)], default=0) + 1
        sheet = Sheet(number=number, form=name, version=form.version, raised=self._top(), active_at=self.event.at)
        self.sheets[number] = sheet
        self.outcomes.append(Planned(kind="nudge", subject=str(number), at=self.event.at + QUIET_BEFORE_NUDGE))
        self.note(sheet, metadata.when_opened(form, self.now, self.event.seed) if form.metadata else ())
        return self.sheets[number]

    def raise_(self, sheet: Sheet) -> Sheet:
        """The sheet, open and on top."""
        return self.change(sheet, state="open", raised=self._top())

    def _top(self) -> int:
        return max((sheet.raised for sheet in self.sheets.values()), default=0) + 1

    def prompt(self, sheet: Sheet, kind: str, **fields: Any) -> Prompt:
        """A new thing that is waited for, with a token of its own."""
        before = self.sheets[sheet.number]
        put, again = before.put + 1, before.prompt is not None and before.prompt.again
        prompt = Prompt(kind=kind, token=f"{sheet.number}.{put}", again=again, **fields)
        self.change(sheet, prompt=prompt, put=put)
        return prompt

    def answer(self, sheet: Sheet, answer: Answer) -> None:
        full = answer._replace(language=self.speech.language, version=self.form(sheet).version, at=self.event.at)
        answers = self.answers(sheet)
        again = answer.path in answers.latest
        answers.put(full)
        self.change(sheet, active_at=self.event.at)
        question = self.form(sheet).questions.get(answer.path.rsplit("].", 1)[-1])
        clear = question is None or question.kind in CLEAR
        self.outcomes.append(Answered(sheet=sheet.number, form=sheet.form, answer=full, clear=clear, again=again))

    def note(self, sheet: Sheet, known: Iterable[tuple[str, str]]) -> None:
        """Values that nobody gave."""
        for path, value in known:
            self.answer(sheet, Answer(path=path, seq=self.answers(sheet).next_seq, value=value))

    # --- the end ---------------------------------------------------------------------------------------------------

    def finish(self) -> tuple[Outcome, ...]:
        """What was decided, in the order in which it must be kept."""
        if self.person.talks_with and self.person.status in ("stopped", "leaving"):  # to nobody they want to hear from
            self.person = self.person._replace(**SILENCED)
        if self.person is not self.known.person and self.person != self.known.person:
            self.outcomes.append(PersonChanged(person=self.person))
        known = {sheet.number: sheet for sheet in self.known.sheets}
        for number, sheet in self.sheets.items():
            if sheet is not known.get(number):
                self.outcomes.append(SheetChanged(sheet=self._projected(sheet)))
        self.outcomes += self._said()
        for answers in self._answer_sheets.values():
            answers.let_go()
        return tuple(self.outcomes)

    def _projected(self, sheet: Sheet) -> Sheet:
        """With what the desk and the digests read."""
        path = sheet.prompt.path if sheet.prompt and sheet.state in ("open", "paused") else ""
        done, total = self.answers(sheet).progress()
        return sheet._replace(question=path, done=done, total=total, answers=())

    def farewell(self) -> Said:
        """What was said so far, taken out: for a message that must leave although the person is gone, and at once, since their window goes
        with them.
        """
        text, self.parts = "\n\n".join(self.parts), []
        return Said(text=text, rtl=self.speech.rtl)

    def flush(self) -> None:
        """What is said from here on is another message."""
        self.outcomes += self._said()
        self.parts, self.files, self.options, self.pin, self.question = [], [], (), None, False

    def enclose(self, made: str, *captions: str) -> None:
        """A file that is made when it leaves (see `Said.made`), with some paragraphs: before what is being said."""
        text, rtl = "\n\n".join(captions), self.speech.rtl
        self.outcomes.append(
            Said(text=text, made=made, rtl=rtl, lane="notice" if self.notice else "conversation", about=self.about)
        )

    def _said(self) -> list[Said]:
        """One message where it fits the channel, more where it does not; the buttons hang on the last."""
        limits = self.known.limits
        pieces = pack(self.parts, limits.text, beside=limits.body if self.options else 0)
        rtl, lane = self.speech.rtl, "notice" if self.notice else "conversation"
        last, files = len(pieces) - 1, () if self.edits else tuple(dict.fromkeys(self.files))
        edits = self.edits if last == 0 and limits.edits else ""
        return [
            Said(
                text=piece,
                options=self.options if i == last else (),
                edits=edits,
                files=files if i == 0 else (),
                pin=self.pin if i == last else None,
                rtl=rtl,
                lane="notice" if lane == "notice" else "conversation",
                question=self.question and i == last,
                about=self.about,
                by=self.by,
                behind=self.behind,
                footer=self._footer() if i == last else "",
                opener=self.speech.say(texts.OPENER) if i == last and limits.together and self.options else "",
            )
            for i, piece in enumerate(pieces)
        ]

    def _footer(self) -> str:
        """The verbs under a question as words to write, where a channel may have no room for their buttons."""
        if not (self.known.limits.together and self.question and self.options):
            return ""
        shown = (option.data.rpartition(":")[2] for option in self.options if option.role == "verb")
        named = [verb for verb in (*(CALLED.get(one, one) for one in shown), *self.unshown) if verb in texts.WORDS]
        return _to_write(self.speech, tuple(dict.fromkeys([*named, *ALWAYS])))


def _raised(sheet: Sheet) -> int:
    return sheet.raised


@lru_cache
def _to_write(speech: Speech, verbs: tuple[str, ...]) -> str:
    """Most questions have the same verbs under them."""
    words = [speech.say(texts.WORDS[verb]).partition("|")[0].strip() for verb in verbs]
    return speech.say(texts.WRITE, words=" · ".join(words))


def pack(parts: list[str], most: int, beside: int = 0) -> list[str]:
    """Paragraphs joined into as few messages of at most `most` characters as possible; longer ones break at a line or a word.

    `beside`: the most characters of the last one, beside options; 0 = as many.
    """
    whole = "\n\n".join(filter(None, parts))
    if 2 * len(whole) <= min(most, beside or most):  # whatever is in it, it fits
        return [whole] if whole else []
    if beside and length(whole) > beside:
        before, last = _apart(list(filter(None, parts)), beside)
        return [*pack(before, most), last]
    pieces: list[str] = []
    for part in (piece for long in parts if long for piece in _fit(long, most)):
        joined = f"{pieces[-1]}\n\n{part}" if pieces else part
        if pieces and length(joined) <= most:
            pieces[-1] = joined
        else:
            pieces.append(part)
    return pieces


def _apart(parts: list[str], most: int) -> tuple[list[str], str]:
    """The last paragraphs that fit together, and all before them; of a last one that is too long, its end."""
    *before, last = parts
    if length(last) > most:
        *begun, last = _fit(last, most)
        return [*before, *begun], last
    while before and length(joined := f"{before[-1]}\n\n{last}") <= most:
        last = joined
        before.pop()
    return before, last


def _fit(text: str, most: int) -> list[str]:
    pieces = []
    while length(text) > most:
        end = len(text[:most].encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore"))
        at = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        at = at if at > end // 2 else end
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*pieces, text]


def length(text: str) -> int:
    """Characters as the platforms count them: UTF-16 units, so that an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def action(turn: Turn, text: Text, name: str, **values: str | int) -> Option:
    """A button that always works, whenever it is tapped."""
    return Option(turn.speech.say(text, **values), f"do:{name}", "verb")


def offer(turn: Turn, *options: Option, page: int = 0) -> None:
    """Put a choice of actions that is no question of a form: its numbers and labels may be typed too."""
    shown, labels = tuple(option.data for option in options), tuple(option.label for option in options)
    pick = Prompt(kind="pick", shown=shown, labels=labels, page=page)
    if not _keeps_words(turn):
        turn.person = turn.person._replace(aside=pick)
    at = page_of_pick(turn, pick)
    turn.options = (*options[at.start : at.stop], *paging_of_pick(turn, pick, options[0].role if options else "verb"))


def _keeps_words(turn: Turn) -> bool:
    """Whether what comes unasked finds words that wait until it is said who wrote them (see `family`)."""
    return turn.notice and turn.person.aside is not None and bool(turn.person.aside.draft)


def page_of_pick(turn: Turn, pick: Prompt) -> range:
    """The positions in `shown` that a channel with room for few shows at once: a number typed means one of these."""
    size, count = _size_of_pick(turn, len(pick.shown)), len(pick.shown)
    return range(pick.page * size, min((pick.page + 1) * size, count))


def pages_of_pick(turn: Turn, pick: Prompt) -> int:
    return -(-len(pick.shown) // _size_of_pick(turn, len(pick.shown)))


def _size_of_pick(turn: Turn, count: int) -> int:
    together = turn.known.limits.together
    return max(count, 1) if not together or count <= together else max(together - 2, 1)  # two turn the page


def paging_of_pick(turn: Turn, pick: Prompt, role: Role = "verb") -> list[Option]:
    """In the role of the others: a channel that leaves something out leaves out verbs."""
    page, last = pick.page, pages_of_pick(turn, pick) - 1
    ways = ((texts.PREVIOUS_PAGE, page - 1, page > 0), (texts.NEXT_PAGE, page + 1, page < last))
    return [Option(turn.speech.say(text), f"do:page:{to}", role) for text, to, there in ways if there]


def ask(turn: Turn) -> None:
    """What is said is a question of a form: a number typed now means one of its choices, not of what was offered before."""
    turn.question = True
    if turn.person.aside and not _keeps_words(turn):
        turn.person = turn.person._replace(aside=None)


def menu_button(turn: Turn) -> Option:
    return action(turn, texts.MENU_BUTTON, "menu")
