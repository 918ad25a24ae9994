"""Faults in what a form makes of answers: questions nobody will reach, lists that will stay empty.

Each finding is (question, cause, cure).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from dialogs import faulttexts as said
from dialogs.checks.contradiction import impossible, needed
from dialogs.form import STEPS, SUBJECT, Form, Part, Question, Repeat, walk
from dialogs.nodes import ListNode
from dialogs.phrase import Phrase, phrase
from dialogs.xpath import TOO_DEEP, Expression, ExpressionError, Node, Scope
from dialogs.xpath.values import TOO_LONG, TOO_MUCH

LONG_ANSWER = 2000  # characters: what a text may have
NO_LISTS: Mapping[str, Node] = MappingProxyType({})
Finding = tuple[str, Phrase, Phrase]

# What changes from one evaluation to the next without reading anything.
FICKLE = re.compile(r"\b(today|now|random|uuid|once|position|pulldata|itext)\s*\(")
IN_LIST = re.compile(r"instance\('([^']+)'\)/root/item/([^/]+)$")
# A question compared with a literal: `/form_/worked = 'yes'`, `selected(../wishes, 'job')`.
COMPARED = re.compile(r"/(\w+)\s*(?:=|!=)\s*(['\"])(.*?)\2|selected\(\s*[^,()]*/(\w+)\s*,\s*(['\"])(.*?)\5\s*\)")
LIST_CELLS = {"name", "label", "itextId"}  # what every list has, whatever its columns


def findings(form: Form, forms: Collection[str]) -> Iterator[Finding]:
    """Everything found. `forms` are the names of the forms that this one may lead to."""
    parts = {part.ref: part for part in walk(form.root)}
    yield from _unknown_form(form, forms)
    yield from _step(form)
    yield from _unreachable(form)
    for part in parts.values():
        yield from _broken(part, form)
        for column, expression in _expressions(part):
            yield from _later(part, column, expression, parts)
            yield from _unknown_columns(part, column, expression, form)
            yield from _unknown_choices(part, column, expression, form)


def _unknown_form(form: Form, forms: Collection[str]) -> Iterator[Finding]:
    after = form.settings.get("then")
    if after and after not in forms:
        yield "settings", phrase(said.NO_FORM, form=after), phrase(said.CHECK_FORM_ID)


def _step(form: Form) -> Iterator[Finding]:
    """A form that is a step of something else."""
    if form.does and form.does not in STEPS:
        yield "settings", phrase(said.NOT_A_STEP, does=form.does), phrase(said.STEPS)
    elif form.does and not form.questions.keys() >= SUBJECT:
        yield "settings", phrase(said.NO_SUBJECT), phrase(said.ADD_SUBJECT)


def _unreachable(form: Form) -> Iterator[Finding]:
    """Parts that nobody comes to, in document order: one that waits for another of them is one as well."""
    lost: set[str] = set()
    by_ref = {one.ref: one for one in form.questions.values()}
    for part, around in _with_surroundings(form.root, ()):
        cause = _never(part, around, by_ref, lost)
        if cause or (around and around[-1].ref in lost):
            lost.add(part.ref)
        if cause:
            yield part.name, cause, phrase(said.POSSIBLE)


def _never(part: Part, around: tuple[Part, ...], by_ref: Mapping[str, Question], lost: Collection[str]) -> Phrase | None:
    if around and around[-1].ref in lost:
        return None  # said of what is around it
    if part.relevant and not part.relevant.paths and not FICKLE.search(part.relevant.source) and not _always(part.relevant):
        return phrase(said.ALWAYS_FALSE)
    if name := impossible(part, around, by_ref):
        return phrase(said.CONTRADICTS, name=name)
    waits = next((by_ref[ref].name for ref in needed(part) if ref in lost and ref in by_ref), "")
    return phrase(said.WAITS_FOREVER, name=waits) if waits else None


def _with_surroundings(part: Part, around: tuple[Part, ...]) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    yield part, around
    if not isinstance(part, Question):
        for child in part.children:
            yield from _with_surroundings(child, (*around, part))


def _broken(part: Part, form: Form) -> Iterator[Finding]:
    """Expressions that are stopped over a long answer or over the form's own lists: then they are passed over (see docs/forms.md)."""
    for column, expression in _expressions(part):
        answered = ListNode("", "a" * LONG_ANSWER)
        try:
            replace(expression, otherwise=None).evaluate(answered, _scope(answered, form.instances))
        except ExpressionError as error:
            if error.reason in (TOO_DEEP, TOO_LONG, TOO_MUCH):
                yield part.name, phrase(said.BROKEN, column=column, reason=error.reason), phrase(said.PASSED_OVER)


def _always(expression: Expression) -> bool:
    """The value of an expression that reads nothing."""
    nowhere = ListNode("")
    try:
        return expression.boolean(nowhere, _scope(nowhere))
    except ExpressionError:
        return False


def _scope(nowhere: ListNode, instances: Mapping[str, Node] = NO_LISTS) -> Scope:
    """Nothing is answered."""
    return Scope(
        root=nowhere,
        now=datetime(2000, 1, 1, tzinfo=UTC),
        instances=instances,
        seed=0,
        text=lambda key: key,
        choice_label=lambda name, _: name,
        pulldata=lambda *_: "",
    )


def _expressions(part: Part) -> Iterator[tuple[str, Expression]]:
    """(column, expression) of what is looked at when the part's turn comes."""
    found: list[tuple[str, Expression | None]] = [("relevant", part.relevant)]
    if isinstance(part, Repeat):
        found.append(("repeat_count", part.count))
    if isinstance(part, Question):
        found += [("required", part.required), ("constraint", part.constraint), ("read_only", part.readonly_when)]
        found.append(("choice_filter", part.choices.filter if part.choices else None))
        shown = (
            *((part.label, "label"), (part.hint, "hint"), (part.guidance, "guidance_hint")),
            *((part.constraint_message, "constraint_message"), (part.required_message, "required_message")),
        )
        found += [(column, output) for label, column in shown if label for output in label.outputs.values()]
    return ((column, expression) for column, expression in found if expression)


def _later(part: Part, column: str, expression: Expression, parts: Mapping[str, Part]) -> Iterator[Finding]:
    order = [*parts]
    for ref in sorted({ref for path in expression.paths for ref in _asked(path, parts, set())}):
        if order.index(ref) > order.index(part.ref):
            name = parts[ref].name
            yield part.name, phrase(said.LATER, column=column, name=name), phrase(said.MOVE, name=name)


def _asked(path: str, parts: Mapping[str, Part], seen: set[str]) -> Iterator[str]:
    """What has to be answered before a path has a value: a calculation waits for what it is made of."""
    part = parts.get(path)
    if part is None or path in seen:
        return
    seen.add(path)
    if not isinstance(part, Question) or part.asked:
        yield path
    elif part.calculation:
        for source in part.calculation.paths:
            yield from _asked(source, parts, seen)


def _unknown_columns(part: Part, column: str, expression: Expression, form: Form) -> Iterator[Finding]:
    for found in filter(None, map(IN_LIST.match, sorted(expression.paths))):
        known = LIST_CELLS.union(*(choice.columns for choice in form.lists.get(found[1], ())))
        if found[1] in form.lists and found[2] not in known:
            cause = phrase(said.NO_COLUMN, column=column, wanted=found[2], list=found[1])
            yield part.name, cause, phrase(said.ADD_COLUMN, example=f"${{{found[2]}}}")


def _unknown_choices(part: Part, column: str, expression: Expression, form: Form) -> Iterator[Finding]:
    for found in COMPARED.finditer(expression.source):
        name, value = found[1] or found[4], found[3] or found[6] or ""
        known = _choice_names(name, form)
        if known and not known.issuperset(value.split()):
            yield part.name, phrase(said.NO_CHOICE, column=column, answer=value, name=name), phrase(said.USE_NAME)


def _choice_names(name: str, form: Form) -> set[str]:
    """The choices of the questions of a name; none where there is no such question, or a list is the bot's."""
    sources = [one.choices for one in form.questions.values() if one.name == name]
    known = [form.lists.get(source.list) if source else None for source in sources]
    return {choice.name for choices in known if choices for choice in choices} if all(known) else set()
