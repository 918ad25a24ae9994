"""What a person's text or tap says about the question at hand: an answer, a choice between readings, or a misunderstanding."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dialogs import reading, texts
from dialogs.asking import STUCK_AFTER, example_of, node_at, optional, page_of, show, spell, worded
from dialogs.ending import go_on
from dialogs.events import Answer
from dialogs.form import Label, Question
from dialogs.known import Prompt, Sheet
from dialogs.outcomes import Cancelled, ConsentSaid, HelpNeeded
from dialogs.reading import Misread, Reading
from dialogs.sheet import SheetNode
from dialogs.turn import Turn

MOST_TEXT = 2000  # characters of one answer in the person's own words
PURPOSES = ("programme", "mentors", "employers", "statistics")

NUMBER, DATE, PHONE = texts.NOT_A_NUMBER, texts.NOT_A_DATE, texts.NOT_A_PHONE
WANTED = {"integer": NUMBER, "decimal": NUMBER, "date": DATE, "phone": PHONE}  # what to write instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What goes onto the sheet."""

    value: str
    how: str = "typed"
    typed: str = ""
    label: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the answer was not taken: one sentence for the person."""

    sentence: str


# --- typed ----------------------------------------------------------------------------------------------------------------


def typed(turn: Turn, sheet: Sheet, prompt: Prompt, text: str) -> None:
    """The person wrote something while this question was put."""
    node = node_at(turn.answers(sheet), prompt.path)
    if node is None:
        return go_on(turn, sheet)
    question = node.question
    if question.kind == "select_multiple" and text_is(turn, "done", text):
        return done(turn, sheet, prompt, node)
    if optional(turn.answers(sheet), node):
        for word, status in (("dont_know", "unknown"), ("rather_not", "declined")):
            if text_is(turn, word, text):
                return leave(turn, sheet, prompt.path, status, how="typed")
    if prompt.misses >= STUCK_AFTER and worded(turn.speech.say(texts.LATER)) == reading.fold(text):
        return leave(turn, sheet, prompt.path, "unknown", how="typed")
    found = read(turn, sheet, prompt, node, text)
    if isinstance(found, Refusal):
        misunderstood(turn, sheet, prompt, found.sentence)
    elif isinstance(found, tuple):
        shown = tuple(f"{one.value}|{one.precision}|{one.calendar}" for one in found)
        show(turn, sheet, turn.prompt(sheet, "readings", path=prompt.path, shown=shown, typed=text, misses=prompt.misses))
    else:
        take(turn, sheet, node, found)


def text_is(turn: Turn, word: str, text: str) -> bool:
    return reading.fold(text) in turn.speech.words(texts.WORDS[word])


def read(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Given | tuple[Reading, ...] | Refusal:
    """One answer, several possible readings, or the reason why not."""
    question = node.question
    if question.kind.startswith("select"):
        return _read_choice(turn, sheet, prompt, node, text)
    if question.kind == "acknowledge":
        said = reading.yes_no(text, language=turn.speech.language)
        agreed = (
            text_is(turn, "done", text)
            or text_is(turn, "continue", text)
            or (not isinstance(said, Misread) and said[0].value == "yes")
        )
        return Given(value="OK", typed=text) if agreed else Refusal(turn.speech.say(texts.MISREAD))
    if question.kind == "text":
        too_long = len(text) > MOST_TEXT
        return Refusal(turn.speech.say(texts.TOO_LONG, most=MOST_TEXT)) if too_long else Given(value=text)
    found = _readings(turn, question, text)
    if isinstance(found, Misread):
        return Refusal(_reason(turn, question, found))
    allowed = tuple(one for one in found if turn.answers(sheet).allows(node, one.value))
    if not allowed:
        return Refusal(_constraint(turn, node))
    return given(allowed[0], text) if len(allowed) == 1 else allowed


def given(one: Reading, text: str, how: str = "typed") -> Given:
    return Given(value=one.value, how=how, typed="" if text == one.value else text, reading=one)


def _readings(turn: Turn, question: Question, text: str) -> tuple[Reading, ...] | Misread:
    language, today = turn.speech.language, turn.event.at.date()
    if question.kind == "integer":
        return reading.integer(text)
    if question.kind == "decimal":
        return reading.decimal(text)
    if question.kind == "phone":
        return reading.phone(text, region=turn.known.programme.region or None)
    if "year" in question.appearance:
        years = reading.year(text, language=language, today=today)
        return (
            years
            if isinstance(years, Misread)
            else tuple(replace(one, value=f"{one.value}-01-01", precision="year") for one in years)
        )
    return reading.date_(text, language=language, today=today)


def _read_choice(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode, text: str) -> Given | Refusal:
    question = node.question
    labels = _all_labels(turn, sheet, node, prompt.shown)
    if question.kind == "select_multiple":
        several = reading.choices(text, labels)
        if isinstance(several, Misread):
            none = optional(turn.answers(sheet), node) and not prompt.draft and _says_no(turn, text)
            return Given(value="", typed=text) if none else _no_choice(turn, several)
        written = {prompt.shown[i] for i in several}
        together = _in_order(prompt, written | set(prompt.draft))  # what was tapped before is not forgotten
        fits = turn.answers(sheet).allows(node, together)
        return _checked(turn, sheet, node, together if fits else _in_order(prompt, written), text)
    found = _chosen(text, labels, page_of(turn, prompt))
    if isinstance(found, Misread):
        return _no_choice(turn, found)
    return _checked(turn, sheet, node, prompt.shown[found], text)


def _says_no(turn: Turn, text: str) -> bool:
    """Whether somebody who was asked which ones means: none."""
    said = reading.yes_no(text, language=turn.speech.language)
    return not isinstance(said, Misread) and said[0].value == "no"


def _no_choice(turn: Turn, misread: Misread) -> Refusal:
    return Refusal(turn.speech.say(texts.SEVERAL_CHOICES if misread.reason == "several_choices" else texts.NO_SUCH_CHOICE))


def _in_order(prompt: Prompt, names: Collection[str]) -> str:
    return " ".join(name for name in prompt.shown if name in names)


def _chosen(text: str, labels: Sequence[Sequence[str]], page: range) -> int | Misread:
    """A number counts on the page as shown; a name wherever it stands, or Niger would be the beginning of Nigeria."""
    if len(page) == len(labels):
        return reading.choice(text, labels)
    place = reading.choice(text, [()] * len(page))
    if isinstance(place, int):
        return page[place]
    beyond = isinstance(reading.choice(text, [()] * len(labels)), int)
    return place if beyond else reading.choice(text, labels)


def _checked(turn: Turn, sheet: Sheet, node: SheetNode, value: str, text: str) -> Given | Refusal:
    if not turn.answers(sheet).allows(node, value):
        return Refusal(_constraint(turn, node))
    return Given(value=value, typed=text, label=shown_label(turn, sheet, node, value))


def shown_label(turn: Turn, sheet: Sheet, node: SheetNode, value: str) -> str:
    """What a live choice was called when it was chosen; choices of the form need no keeping."""
    question = node.question
    label = turn.answers(sheet).label_of(node, value) if question.choices and question.choices.live else None
    return turn.speech.label(label) if label else ""


def _all_labels(turn: Turn, sheet: Sheet, node: SheetNode, names: Sequence[str]) -> list[tuple[str, ...]]:
    """What each choice may be called: as shown, and in English. Not by its code: "no" is Norway's, "so" Somalia's."""
    labels = {choice.name: choice.label for choice in turn.answers(sheet).choices(node)}
    english = turn.voices["en"]
    return [(turn.speech.label(labels[name]), english.label(labels[name])) if name in labels else () for name in names]


# --- taken ----------------------------------------------------------------------------------------------------------------


def take(turn: Turn, sheet: Sheet, node: SheetNode, found: Given) -> None:
    """Put the answer onto the sheet, let it have its effect, and go on."""
    question = node.question
    precision, calendar = (
        (found.reading.precision, found.reading.calendar) if found.reading and question.kind == "date" else ("", "")
    )
    answer = Answer(
        path=node.path,
        seq=turn.answers(sheet).next_seq,
        value=found.value,
        how="tapped" if found.how == "tapped" else "typed",
        typed=found.typed,
        label=found.label,
        precision=precision,
        calendar=calendar,
    )
    _effect(turn, sheet, question, found.value)
    turn.answer(sheet, answer)
    if found.reading and not found.reading.plain:
        turn.say(texts.UNDERSTOOD, value=spell(turn.speech, found.value, precision, calendar) if precision else found.value)
    go_on(turn, sheet)


def leave(turn: Turn, sheet: Sheet, path: str, status: str, *, how: str = "tapped") -> None:
    """The question stays open on purpose: skipped, unknown or declined, and kept as such."""
    turn.answer(sheet, Answer(path=path, seq=turn.answers(sheet).next_seq, value="", status=status, how=how))  # type: ignore[arg-type]
    go_on(turn, sheet)


def done(turn: Turn, sheet: Sheet, prompt: Prompt, node: SheetNode) -> None:
    """Several were chosen, and that is all."""
    if not prompt.draft and not optional(turn.answers(sheet), node):
        return misunderstood(turn, sheet, prompt, turn.speech.say(texts.CHOOSE_ONE_AT_LEAST))
    value = _in_order(prompt, prompt.draft)
    if not turn.answers(sheet).allows(node, value):
        return misunderstood(turn, sheet, prompt, _constraint(turn, node))
    return take(turn, sheet, node, Given(value=value, how="tapped"))


def _effect(turn: Turn, sheet: Sheet, question: Question, value: str) -> None:
    """What answering writes to the person: `lotse:sets` of the question."""
    sets = question.extras.get("sets", "")
    if sets == "language":
        turn.person = turn.person._replace(language=turn.voices.nearest(value) or turn.person.language)
    elif sets == "name":
        turn.person = turn.person._replace(name=value)
    elif sets.startswith("consent:"):
        _consented(turn, sheet, sets.removeprefix("consent:"), given=value == "yes")
    elif sets == "consents":
        for purpose in (choice.name for choice in (question.choices.static if question.choices else ())):
            if purpose in PURPOSES:
                consent(turn, purpose, given=purpose in value.split(), version=turn.form(sheet).version)


def _consented(turn: Turn, sheet: Sheet, purpose: str, *, given: bool) -> None:
    """An answer about consent; taking the programme's back reaches beyond this form."""
    withdrawn = purpose == "programme" and not given and turn.person.consents.get(purpose)
    consent(turn, purpose, given=given, version=turn.form(sheet).version)
    if withdrawn:
        withdraw(turn, version=turn.form(sheet).version, but=sheet.number)


def withdraw(turn: Turn, *, version: str, but: int = 0) -> None:
    """Without the programme's consent nobody else's stands and nothing is asked: open forms are dropped (`but` the one at hand)."""
    for purpose in PURPOSES[1:]:
        if turn.person.consents.get(purpose):
            consent(turn, purpose, given=False, version=version)
    for sheet in list(turn.sheets.values()):
        if sheet.state in ("open", "paused") and sheet.number != but:
            turn.change(sheet, state="dropped", prompt=None)
    turn.outcomes += [Cancelled(), HelpNeeded(kind="consent_withdrawn")]


def consent(turn: Turn, purpose: str, *, given: bool, version: str) -> None:
    """Keep what was agreed to, if it is news."""
    if turn.person.consents.get(purpose) is not given:
        turn.person = turn.person._replace(consents={**turn.person.consents, purpose: given})
        turn.outcomes.append(ConsentSaid(purpose=purpose, given=given, version=version))


# --- not understood -------------------------------------------------------------------------------------------------------


def misunderstood(turn: Turn, sheet: Sheet, prompt: Prompt, sentence: str) -> None:
    """Say why, put the question again: from the second time in a simpler way, after the third with a coordinator asked to help."""
    misses = prompt.misses + 1
    turn.parts.append(sentence)
    if misses == STUCK_AFTER:
        turn.parts[:] = [turn.speech.say(texts.STUCK)]
        turn.outcomes.append(HelpNeeded(kind="stuck", sheet=sheet.number, path=prompt.path))
    elif misses > 1:
        turn.say(texts.SIMPLER)
    changed = prompt._replace(misses=misses)
    turn.change(sheet, prompt=changed)
    show(turn, turn.sheets[sheet.number], changed)
    choices = [option.label for option in turn.options if option.role == "choice"]
    if misses > 1 and choices:  # for phones that show no buttons, and for people who would rather write
        turn.say(texts.NUMBERED)
        turn.parts[-1] = "\n".join([turn.parts[-1], *(f"{i}. {label}" for i, label in enumerate(choices, 1))])


def _reason(turn: Turn, question: Question, misread: Misread) -> str:
    """What to write instead, whatever was wrong with it."""
    wanted = texts.NOT_A_YEAR if "year" in question.appearance else WANTED[question.kind]
    return turn.speech.say(texts.NOT_WHOLE if misread.reason == "not_whole" else wanted, example=example_of(question))


def _constraint(turn: Turn, node: SheetNode) -> str:
    question = node.question
    label: Label | None = question.constraint_message
    return turn.speech.label(label) if label else turn.speech.say(texts.NOT_POSSIBLE)
