"""How a question is put: what is said before it, its text, its pictures and sounds."""

from dialogs import texts
from dialogs.answers.sheet import AnswerSheet, Pending, SheetNode
from dialogs.events import Option
from dialogs.form import MEDIA, Label, Question, Repeat
from dialogs.known import Prompt, Sheet
from dialogs.questions.buttons import SEVERAL, STUCK_AFTER, Page, numbered, optional, page_of, under_question, verbs, worded
from dialogs.questions.ranges import Steps, spelled, steps
from dialogs.questions.spelling import example_of, filled, named, reading_labels, told, value_text
from dialogs.turn import Turn, action, ask, menu_button, offer

__all__ = ["STUCK_AFTER", "again", "bounds", "node_at", "optional", "page_of", "put", "rest", "said", "show", "worded"]

LONGEST_EXAMPLE = 6  # things put in order
SIMPLER_AFTER = 2  # misunderstandings until the question is put in another way


def put(turn: Turn, sheet: Sheet, pending: Pending) -> None:
    """Ask what comes next, with the notes before it."""
    for note in pending.notes:
        said(turn, sheet, note)
    if pending.another and pending.repeat:
        prompt = turn.prompt(sheet, "another", path=pending.path)
    else:
        offered = _offered(pending.node)
        prompt = turn.prompt(sheet, "question", path=pending.path, shown=offered, first=pending.first)
    show(turn, sheet, prompt)


def _offered(node: SheetNode) -> tuple[str, ...]:
    """What can be tapped: choices, or the steps of a range that has few."""
    question = node.part
    if isinstance(question, Question) and question.kind == "range":
        return steps(question).few()
    return tuple([choice.name for choice in node.sheet.choices(node)])


def said(turn: Turn, sheet: Sheet, node: SheetNode) -> None:
    """A note, something that is not to be changed with its value, or the name of a group."""
    label = told(turn, sheet, node, node.part.label)
    value = value_text(turn, sheet, node, turn.answers(sheet).value(node)) if isinstance(node.part, Question) else ""
    words = "\n".join(filter(None, [_counted(turn, sheet, node, label), value]))
    if turn.parts[-1:] != [words]:  # a group and its first note often have the same words
        turn.parts.append(words)
    show_files(turn, sheet, node.part.label)


def _counted(turn: Turn, sheet: Sheet, node: SheetNode, label: str) -> str:
    """Of a repeat that comes a known number of times: which one this is, unless its label says something of its own."""
    part = node.part
    if (
        not isinstance(part, Repeat)
        or part.count is None
        or node.parent is None
        or not label
        or (part.label and part.label.outputs)
    ):
        return label
    instances = turn.answers(sheet).instances(part, node.parent)
    number = next((i for i, one in enumerate(instances, 1) if node.prefix.endswith(f"[{one}].")), 0)
    return turn.speech.say(texts.PART_OF, title=label, number=number, total=len(instances)) if len(instances) > 1 else label


def again(turn: Turn, sheet: Sheet) -> None:
    """Put once more what is waited for, with the same buttons; an unsent older copy is superseded."""
    if sheet.prompt:
        show(turn, sheet, sheet.prompt)


def show(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool = False) -> None:
    """The text and buttons of a prompt of a form, whichever kind it is."""
    ask(turn)
    if more and turn.known.limits.together:
        _show_verbs(turn, sheet, prompt)
    elif prompt.kind == "question":
        _show_question(turn, sheet, prompt, more=more)
    elif prompt.kind == "another":
        _show_another(turn, sheet, prompt, more=more)
    elif prompt.kind == "readings":
        turn.say(texts.WHICH_MEANT)
        node = node_at(turn.answers(sheet), prompt.path)
        shown = reading_labels(turn, node.question if node else None, prompt)
        options = (Option(label, f"{prompt.token}:{i}") for i, label in enumerate(shown))
        turn.options = (*options, *verbs(turn, sheet, prompt, more=more))


def _show_verbs(turn: Turn, sheet: Sheet, prompt: Prompt) -> None:
    """Everything that can be done here, in a message of its own: the question's buttons may leave no room for it."""
    turn.say(texts.MORE_TITLE)
    turn.options = (*verbs(turn, sheet, prompt, more=True), action(turn, texts.GO_ON, "go:"))
    turn.question = False  # the question itself is above, and is still to be sent


def _show_question(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> None:
    node = node_at(turn.answers(sheet), prompt.path)
    if node is None or not isinstance(node.part, Question):
        return
    question = node.part
    turn.parts.append(told(turn, sheet, node, question.label) or (question.name if not question.hint else ""))
    turn.parts += [told(turn, sheet, node, label) for label in _explanations(question, prompt)]
    if sentence := _how(turn, sheet, node, prompt):
        turn.parts.append(sentence)
    page = page_of(turn, sheet, node, prompt)
    if written(turn, question):
        turn.parts.append(numbered(turn, sheet, node, prompt, page))
    if page.total > 1:
        turn.say(texts.PAGE, page=prompt.page + 1, pages=page.total)
    _show_files(turn, sheet, node, prompt, page)
    turn.options = under_question(turn, sheet, node, prompt, page, more=more)


def _explanations(question: Question, prompt: Prompt) -> list[Label]:
    """The hint always; the guidance once the question was misunderstood twice."""
    guidance = question.guidance if prompt.misses >= SIMPLER_AFTER else None
    return [label for label in (question.hint, guidance) if label]


def _how(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> str:
    """How to answer, where that is not what everybody would do."""
    question, speech = node.question, turn.speech
    match question.kind:
        case "select_multiple" if written(turn, question):
            return speech.say(texts.SEVERAL_WRITE, example="1 3" if len(prompt.shown) > 2 else "1 2")
        case "select_multiple":
            return speech.say(texts.CHOOSE_SEVERAL)
        case "rank":
            return _order_so_far(turn, sheet, node, prompt)
        case "range":
            return "" if prompt.shown else bounds(turn, steps(question))
        case "datetime":
            day = reading_labels(turn, question, prompt._replace(shown=prompt.draft))
            return (
                speech.say(texts.WHAT_TIME, day=day[0]) if day else speech.say(texts.NOT_A_MOMENT, example=example_of(question))
            )
        case "geopoint":
            return speech.say(texts.SEND["geopoint"], example=example_of(question))
        case kind if kind in MEDIA:
            return speech.say(texts.SEND[kind])
    return ""


def written(turn: Turn, question: Question) -> bool:
    """Whether several are chosen by writing their numbers: each tap would be a message more where none can be changed."""
    return question.kind in SEVERAL and not turn.known.limits.edits


def bounds(turn: Turn, found: Steps) -> str:
    least, most = spelled(found.least), spelled(found.most)
    if found.step == 1:
        return turn.speech.say(texts.RANGE, least=least, most=most)
    return turn.speech.say(texts.RANGE_STEPS, least=least, most=most, step=spelled(found.step))


def _order_so_far(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt) -> str:
    if not prompt.draft:
        how = texts.ORDER_WRITE if written(turn, node.question) else texts.ORDER
        return turn.speech.say(how, example=_example_of_order(len(prompt.shown)))
    labels = {choice.name: choice.label for choice in turn.answers(sheet).choices(node)}
    order = ", ".join(named(turn, sheet, node, labels.get(name), name) for name in prompt.draft)
    return turn.speech.say(texts.ORDER_SO_FAR, order=order)


def _example_of_order(count: int) -> str:
    if count < 3:
        return "2 1"
    return " ".join(map(str, (3, 1, 2, *range(4, min(count, LONGEST_EXAMPLE) + 1)))) + (" …" if count > LONGEST_EXAMPLE else "")


def _show_files(turn: Turn, sheet: Sheet, node: SheetNode, prompt: Prompt, page: Page) -> None:
    """Pictures and sounds of the question, and of the choices that this page shows."""
    question = node.question
    if not prompt.page:
        show_files(turn, sheet, question.label)
        show_files(turn, sheet, question.hint)
    if question.choices:
        names = {prompt.shown[i] for i in page.at}
        for choice in node.sheet.choices(node):
            if choice.label.media and choice.name in names:
                show_files(turn, sheet, choice.label)


def show_files(turn: Turn, sheet: Sheet, label: Label | None) -> None:
    if label and label.media:
        form = turn.form(sheet).name
        turn.files += [f"{form}/{turn.speech.file(versions)}" for versions in label.media.values()]


def _show_another(turn: Turn, sheet: Sheet, prompt: Prompt, *, more: bool) -> None:
    pending = turn.answers(sheet).next()
    label = pending.repeat.label if pending and pending.repeat else None
    what = filled(turn, sheet, pending.node, label) if pending else ""
    turn.say(texts.ANOTHER, what=what or turn.speech.label(turn.form(sheet).title))
    answers = (
        Option(turn.speech.say(texts.YES), f"{prompt.token}:yes"),
        Option(turn.speech.say(texts.NO), f"{prompt.token}:no"),
    )
    turn.options = (*answers, *verbs(turn, sheet, prompt, more=more))


def node_at(answers: AnswerSheet, path: str) -> SheetNode | None:
    """The question of a prompt, if it is still relevant."""
    return answers.find(path)


def rest(turn: Turn) -> None:
    """Nothing is asked: the way to the menu is all there is to tap."""
    offer(turn, menu_button(turn))
