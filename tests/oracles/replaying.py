"""A person who does what a transcript says.

They stand at an event: the beginning, a question, a group, an instance of a repeat, the prompt for another one, the end. `next` goes to
the event after it; the order of events is that of JavaRosa's index.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from dialogs.answers.sheet import DONE, AnswerSheet, SheetNode, Surroundings
from dialogs.answers.submission import OPENROSA, instance_xml, text_of
from dialogs.events import Answer
from dialogs.form import METADATA, UNASKED, Form, Group, Label, Question, Repeat
from dialogs.xlsform.instances import local
from dialogs.xlsform.reader import language_code

Case = Mapping[str, Any]
Step = Mapping[str, Any]
SOME_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)  # for cases whose clock does not matter
ASKED_BY = {"input", "select", "select1", "rank", "range", "upload", "trigger"}


class Different(Exception):
    """What is not as the transcript says."""


@dataclass(frozen=True, slots=True)
class Event:
    """A place in the form. `repeat` is set at the prompt for another instance: `node` is its parent then."""

    kind: str
    ref: str
    node: SheetNode | None = None
    repeat: Repeat | None = None


class Replay:
    """A person who does what the transcript says."""

    def __init__(self, form: Form, document: ET.Element, case: Case) -> None:
        self.form, self.seq, self.made, self.at = form, 0, 0, 0
        body = document.find("{http://www.w3.org/1999/xhtml}body")
        self.shown = (
            {one.get("ref") or one.get("nodeset") for one in body.iter() if local(one.tag) == "group"} if body else set()
        )
        self.language = _default_language(document)
        self.identity = _identity(case["initial"])
        now = datetime.fromisoformat(case["now"]) if case["now"] else SOME_NOON
        self.sheet = AnswerSheet(form, [], Surroundings(now=now, seed=1, speak=self.speak))
        for question in form.questions.values():  # what only the device knew
            if question.kind in METADATA and (value := _at(case["initial"], question.ref)):
                self.put(question.key, value)

    def step(self, step: Step) -> None:
        do: Callable[..., object] | None = getattr(self, STEPS.get(step["op"], ""), None)
        if do is None:
            raise Different("a step that is not known here")
        try:
            found = do(*_arguments(step))
        except Refused:
            if not step.get("error"):
                raise
            return
        if step.get("error") and step["op"] == "answer":
            raise Different(f"not refused: {step['error']}")
        expected = step["result"]
        comparable = expected is not None and not isinstance(expected, dict)
        if comparable and found != expected:
            raise Different(f"expected {expected!r}, found {found!r}")
        self.check(step.get("instance"))

    def check(self, expected: str | None) -> None:
        if not expected:
            return
        found = instance_xml(self.sheet, self.identity)
        wanted, got = _plain(ET.fromstring(expected)), _plain(ET.fromstring(found))
        if difference := _difference(wanted, got):
            raise Different(difference)

    # --- where the person is -----------------------------------------------------------------------------------------

    def events(self) -> list[Event]:
        return [Event("beginning", ""), *self._events(self.sheet.root, f"/{self.sheet.root.name}"), Event("end", "")]

    def _events(self, node: SheetNode, ref: str) -> Iterator[Event]:
        if isinstance(node.part, Question) or not self.sheet.relevant(node):
            return
        for part in node.part.children:
            here = f"{ref}/{part.name}"
            children = [child for child in node.children if child.part is part]
            if isinstance(part, Repeat):
                for i, child in enumerate(children, 1):
                    if self.sheet.relevant(child):
                        yield Event("instance", f"{here}[{i}]", child)
                        yield from self._events(child, f"{here}[{i}]")
                if part.count is None and self.sheet.repeat_relevant(part, node):
                    yield Event("prompt", here, node, part)
            elif isinstance(part, Group):
                if part.ref in self.shown and self.sheet.relevant(children[0]):
                    yield Event("group", here, children[0])
                yield from self._events(children[0], here)
            elif part.kind not in UNASKED - {"note"} and self.sheet.relevant(children[0]):
                yield Event("question", here, children[0])

    def current(self) -> Event:
        events = self.events()
        if self.at >= len(events):
            raise Refused("nothing is there any more")
        return events[self.at]

    def go_to(self, ref: str) -> Event:
        events = self.events()
        self.at = next((i for i, event in enumerate(events) if event.ref == ref), -1)
        if self.at < 0:
            raise Refused(f"{ref} is not asked")
        return events[self.at]

    def next(self, expected: str = "") -> None:
        self.at += 1
        event = self.current()
        if event.kind == "end":
            if expected not in ("", "END_OF_FORM"):
                raise Refused("the form is at its end")
        elif expected and event.ref != expected:
            raise Refused(f"at {event.ref}")

    def prev(self, expected: str = "") -> None:
        self.at -= 1
        event = self.current()
        if expected and event.ref != ("" if expected == "BEGINNING_OF_FORM" else expected):
            raise Refused(f"at {event.ref}")

    def begin_again(self) -> None:
        self.at = 0

    def at_question(self) -> bool:
        return self.current().kind == "question"

    def at_the_end(self) -> bool:
        return self.current().kind == "end"

    def node(self, ref: str) -> SheetNode | None:
        """Whatever is at a reference; a repeat without a position means its first instance."""
        node = self.sheet.root
        for step in ref.split("/")[2:]:
            name, _, position = step.rstrip("]").partition("[")
            found = [child for child in node.children if child.name == name]
            if len(found) < int(position or 1):
                return None
            node = found[int(position or 1) - 1]
        return node

    # --- what is done ------------------------------------------------------------------------------------------------

    def answer(self, *args: object) -> str:
        if len(args) == 1:
            event = self.current()
        else:
            event = self.go_to(str(args[0]))
        values = args if len(args) == 1 else args[1:]
        if event.kind != "question" or event.node is None or event.node.question.kind == "note":
            raise Refused("nothing is asked here")
        question = event.node.question
        value = " ".join(_text(one, question) for one in values)
        offered = [choice.name for choice in self.sheet.choices(event.node)]
        if question.kind == "rank" and value and set(value.split()) != set(offered):
            raise Refused("not everything is ranked")
        if question.kind == "select_multiple":
            value = " ".join(name for name in offered if name in value.split())
        self.put(event.node.path, value)
        return text_of(self.sheet, event.node)

    def put(self, path: str, value: str) -> None:
        self.seq += 1
        self.sheet.put(Answer(path=path, seq=self.seq, value=value))

    def answer_of(self, ref: str) -> str | None:
        node = self.node(ref)
        return text_of(self.sheet, node) if node else None

    def attribute_of(self, ref: str, name: str) -> str | None:
        node = self.node(f"{ref}/@{name}")
        return self.sheet.value(node) if node else None

    def create(self, where: object) -> None:
        event = self.go_to(where) if isinstance(where, str) else self.current()
        if event.kind != "prompt" or event.node is None or event.repeat is None:
            raise Refused("there is no prompt here")
        ids = self.sheet.instances(event.repeat, event.node)
        self.made += 1
        self.put(event.node.prefix + event.repeat.key, " ".join([*ids, f"k{1000 + self.made}"]))
        self.go_to(f"{event.ref}[{len(ids) + 1}]")

    def remove(self, ref: str) -> None:
        event = self.go_to(ref)
        node = event.node
        if event.kind != "instance" or node is None or node.parent is None or not isinstance(node.part, Repeat):
            raise Refused("this is no instance of a repeat")
        ids = self.sheet.instances(node.part, node.parent)
        kept = [one for one in ids if not node.prefix.endswith(f"{node.part.key}[{one}].")]
        self.put(node.parent.prefix + node.part.key, " ".join(kept) or DONE)

    def instances_of(self, ref: str) -> int:
        above, _, name = ref.rpartition("/")
        parent = self.node(above)
        return sum(child.name == name for child in parent.children) if parent else 0

    def choices_of(self, ref: str) -> list[dict[str, str]]:
        event = self.go_to(ref)
        if event.node is None:
            return []
        found = self.sheet.choices(event.node)
        return [{"value": choice.name, "label": self.filled(choice.label, event.node)} for choice in found]

    def set_language(self, code: str) -> None:
        """A new sheet: what people read is not remembered from one turn to the next."""
        self.language = language_code(code)
        self.sheet = AnswerSheet(self.form, self.sheet.answers, self.sheet.surroundings)

    def label_text(self, *_: object) -> str:
        event = self.current()
        part = event.repeat or (event.node.part if event.node else None)
        return self.filled(part.label, event.node) if part and part.label and event.node else ""

    def filled(self, label: Label, node: SheetNode) -> str:
        text = self.speak(label)
        for name, path in label.outputs.items():
            text = text.replace(f"${{{name}}}", path.string(node, self.sheet.scope))
        return text

    def speak(self, label: Label) -> str:
        return label.texts.get(self.language, label.source)


class Refused(Different):
    """A step that cannot be taken."""


STEPS = {
    "answer": "answer",
    "answerOf": "answer_of",
    "atQuestion": "at_question",
    "atTheEndOfForm": "at_the_end",
    "attributeOf": "attribute_of",
    "choicesOf": "choices_of",
    "countRepeatInstancesOf": "instances_of",
    "createNewRepeat": "create",
    "getQuestionLabelText": "label_text",
    "jumpToBeginningOfForm": "begin_again",
    "next": "next",
    "prev": "prev",
    "refAtIndex": "current",
    "removeRepeat": "remove",
    "setLanguage": "set_language",
}


def _arguments(step: Step) -> list[object]:
    """What was said. An object of the browser is not in the transcript: what became of it is."""
    answered = step["op"] == "answer"
    return [step["result"] if answered and isinstance(value, dict) else value for value in step["args"]]


def _text(value: object, question: Question) -> str:
    """A value of JavaScript as text; what is ticked is OK."""
    if question.kind == "acknowledge":
        return "OK" if value else ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _default_language(document: ET.Element) -> str:
    translations = [one for one in document.iter() if local(one.tag) == "translation"]
    first = next((one for one in translations if one.get("default") is not None), translations[0] if translations else None)
    return language_code(first.get("lang", "")) if first is not None else ""


def _identity(instance: str | None) -> str:
    """The submission's own name, which the other engine drew by chance."""
    if not instance:
        return ""
    return next((one.text or "" for one in ET.fromstring(instance).iter() if local(one.tag) == "instanceID"), "")


def _at(instance: str | None, ref: str) -> str:
    """What an instance has at a path."""
    nodes = [ET.fromstring(instance)] if instance else []
    for name in ref.split("/")[2:]:
        nodes = [child for node in nodes for child in node if local(child.tag) == name]
    return (nodes[0].text or "") if nodes else ""


Plain = tuple[str, tuple[tuple[str, str], ...], str, tuple[Any, ...]]


def _plain(element: ET.Element) -> Plain:
    """An element for comparing: white space counts in what has a value, not between elements.

    The meta block may stand in either namespace (OpenRosa Metadata): the other engine takes the one that the form has declared.
    """
    children = tuple(_plain(child) for child in element)
    tag = element.tag.removeprefix(f"{{{OPENROSA}}}")
    return (tag, tuple(sorted(element.attrib.items())), "" if children else element.text or "", children)


def _difference(wanted: Plain, got: Plain, path: str = "") -> str:
    """The first place where two instances differ; "" without one."""
    here = f"{path}/{local(wanted[0])}"
    if wanted[:3] != got[:3]:
        return f"{here}: expected {wanted[:3]!r}, found {got[:3]!r}"
    names = [one[0] for one in wanted[3]], [one[0] for one in got[3]]
    found = (difference for one, other in zip(wanted[3], got[3], strict=False) if (difference := _difference(one, other, here)))
    return next(found, "") or (f"{here}: expected {names[0]}, found {names[1]}" if names[0] != names[1] else "")
