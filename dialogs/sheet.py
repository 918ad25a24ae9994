"""The answer sheet: a form with one person's answers in it. What to ask next is computed here, never stored.

Answers are append-only; the latest of a path counts. A path is a question's key, with the stable ids of the repeats around it
before it: `work[k3].occupation`. The answer of a repeat itself is the list of its instances, with a final `.` when there are no
more: `k1 k2 .`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from math import isnan

from dialogs.events import Answer
from dialogs.form import Choice, Form, Group, Label, Part, Question, Repeat
from dialogs.nodes import ListNode
from dialogs.xpath import Expression, Node, Scope, Value

FIRST = "k1"
DONE = "."
MOST_INSTANCES = 50  # "add another?" is not offered beyond this
REPEAT_COUNT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a sheet may know besides its answers. Time and chance come from the event."""

    now: datetime
    seed: int = 0
    lists: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    instances: Mapping[str, Node] = field(default_factory=dict)  # the lists as trees
    speak: Callable[[Label], str] = lambda label: label.source  # in the person's language, for jr:choice-name


class SheetNode:
    """One element of the sheet: made when an expression or the walk comes by. `prefix` holds the repeats around it."""

    __slots__ = ("_children", "name", "parent", "part", "path", "prefix", "sheet")

    def __init__(self, sheet: "AnswerSheet", part: Part, parent: "SheetNode | None", prefix: str) -> None:
        self.sheet, self.part, self.parent, self.prefix = sheet, part, parent, prefix
        self.name = part.name
        self.path = prefix + (part.key if isinstance(part, Question) else part.ref)
        self._children: list[SheetNode] | None = None

    @property
    def question(self) -> Question:
        """The part, where the caller knows that it is a question. Raises TypeError otherwise."""
        if not isinstance(self.part, Question):
            raise TypeError(f"{self.path} is no question")
        return self.part

    @property
    def children(self) -> "Sequence[SheetNode]":
        if self._children is None:
            self._children = [] if isinstance(self.part, Question) else self._grow(self.part)
        return self._children

    def _grow(self, part: Group | Repeat) -> "list[SheetNode]":
        grown: list[SheetNode] = []
        for child in part.children:
            if isinstance(child, Repeat):
                key = self.prefix + child.key
                grown += [self.sheet.child(self, child, f"{key}[{i}].") for i in self.sheet.instances(child, self)]
            else:
                grown.append(self.sheet.child(self, child, self.prefix))
        return grown

    def forget(self) -> None:
        """Children may have come or gone: look again."""
        self._children = None

    def string(self) -> str:
        if isinstance(self.part, Question):
            return self.sheet.value(self)
        return "".join(child.string() for child in self.children)


@dataclass(frozen=True, slots=True)
class Pending:
    """What comes next: a question, or a repeat that asks whether there is one more. `notes` are said before it."""

    node: SheetNode
    notes: tuple[SheetNode, ...] = ()
    another: bool = False  # node is the parent of `repeat`
    repeat: Repeat | None = None

    @property
    def path(self) -> str:
        return self.node.prefix + self.repeat.key if self.repeat else self.node.path


class AnswerSheet:
    """A form, its answers so far, and everything that follows from them, computed when asked for and remembered until it may change."""

    def __init__(self, form: Form, answers: Sequence[Answer], surroundings: Surroundings) -> None:
        self.form, self.surroundings = form, surroundings
        self.answers = list(answers)
        self.latest: dict[str, Answer] = {answer.path: answer for answer in answers}
        for path in [path for path, answer in self.latest.items() if answer.status == "retracted" and not self._ref(path)]:
            self._take_back(path)
        self.root = SheetNode(self, form.root, None, "")
        self._memo: dict[str, dict[str, Value]] = {}
        self._nodes: dict[str, SheetNode] = {}
        self._scope: Scope | None = None

    # --- what is there ---------------------------------------------------------------------------------------------

    def value(self, node: SheetNode) -> str:
        """The value that expressions and reports read: blank where not relevant."""
        question = node.part
        if not isinstance(question, Question) or not self.relevant(node):
            return ""
        if question.calculation:
            return str(self._remember(node, "value", question.calculation.string))
        answer = self.latest.get(node.path)
        if answer is None or answer.status == "retracted":
            return question.default
        return answer.value if answer.status == "answered" and self._still_offered(node, answer) else ""

    def settled(self, node: SheetNode) -> bool:
        """Whether the question needs no asking: answered, skipped, unknown or declined, and still among its choices."""
        answer = self.latest.get(node.path)
        if answer is None or answer.status == "retracted":
            return False
        return answer.status != "answered" or self._still_offered(node, answer)

    def relevant(self, node: SheetNode) -> bool:
        """Whether the element and everything around it is relevant."""
        part, parent = node.part, node.parent
        own = part.relevant is None or bool(self._remember(node, "relevant", part.relevant.boolean))
        return own and (parent is None or self.relevant(parent))

    def choices(self, node: SheetNode) -> tuple[Choice, ...]:
        """What a select offers now. A live list is what the bot supplied for this turn."""
        source = node.part.choices if isinstance(node.part, Question) else None
        if source is None:
            return ()
        if source.filter:
            return tuple(self._filtered(node, source.filter))
        return tuple(self.surroundings.lists.get(source.list, ())) if source.live else source.static

    def instances(self, repeat: Repeat, parent: SheetNode) -> tuple[str, ...]:
        """The ids of a repeat's instances, in order."""
        if repeat.count:
            return tuple(f"k{i}" for i in range(1, self._count(repeat, parent) + 1))
        answer = self.latest.get(parent.prefix + repeat.key)
        if answer is None or answer.status == "retracted":
            return (FIRST,)
        return tuple(part for part in answer.value.split() if part != DONE)

    def _count(self, repeat: Repeat, parent: SheetNode) -> int:
        """How many instances an expression asks for. While it is read, the repeat has none: it may look at its own surroundings."""
        memo = self._memo.setdefault(repeat.ref, {})
        key = f"count {parent.prefix}"
        if key not in memo and repeat.count:
            memo[key] = 0.0
            wanted = repeat.count.number(SheetNode(self, repeat, parent, parent.prefix), self.scope)
            memo[key] = 0.0 if isnan(wanted) else min(max(wanted, 0.0), REPEAT_COUNT_MOST)
            parent.forget()
        return int(memo[key])  # type: ignore[arg-type]  # always a number here

    def closed(self, repeat: Repeat, parent: SheetNode) -> bool:
        """Whether no further instance is to be offered."""
        answer = self.latest.get(parent.prefix + repeat.key)
        said = answer is not None and answer.status != "retracted" and answer.value.endswith(DONE)
        return said or repeat.count is not None or len(self.instances(repeat, parent)) >= MOST_INSTANCES

    # --- what comes next -------------------------------------------------------------------------------------------

    def next(self) -> Pending | None:
        """The first relevant question that is not settled, with the notes just before it; None when all is said."""
        return self._next(self.root, [])

    def _next(self, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        """Looks at relevance only where something is not settled: a long form costs little to come back to."""
        part = parent.part
        if isinstance(part, Question) or not self.relevant(parent):
            return None
        for child in part.children:
            found = None
            if isinstance(child, Question):
                found = self._next_question(child, parent, notes)
            elif isinstance(child, Group):
                found = self._next(self.child(parent, child, parent.prefix), notes)
            else:
                found = self._next_instance(child, parent, notes)
            if found:
                return found
        return None

    def _next_question(self, question: Question, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        answer = self.latest.get(parent.prefix + question.key)
        plain = question.choices is None or question.choices.filter is None
        if answer is not None and plain and answer.status != "retracted":
            notes.clear()
        elif question.kind == "note" or question.asked:
            node = self.child(parent, question, parent.prefix)
            if not self.relevant(node):
                return None
            if question.kind == "note":
                notes.append(node)
            elif self.settled(node):
                notes.clear()
            else:
                return Pending(node, tuple(notes))
        return None

    def _next_instance(self, repeat: Repeat, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        if not self._repeat_relevant(repeat, parent):
            return None
        for instance in self.instances(repeat, parent):
            prefix = f"{parent.prefix}{repeat.key}[{instance}]."
            found = self._next(self.child(parent, repeat, prefix), notes)
            if found:
                return found
        return None if self.closed(repeat, parent) else Pending(parent, tuple(notes), another=True, repeat=repeat)

    def child(self, parent: SheetNode, part: Part, prefix: str) -> SheetNode:
        """The one node of a part in a place, so that what is remembered about it is remembered once."""
        path = prefix + (part.ref if isinstance(part, Group | Repeat) else part.key)
        found = self._nodes.get(path)
        if found is None:
            found = self._nodes[path] = SheetNode(self, part, parent, prefix)
        return found

    def closing(self) -> tuple[SheetNode, ...]:
        """The notes after the last question: said when the form is handed in."""
        notes: list[SheetNode] = []
        for pending in self._walk(self.root):
            if isinstance(pending.node.part, Question) and pending.node.part.kind == "note":
                notes.append(pending.node)
            else:
                notes.clear()
        return tuple(notes)

    def asked(self) -> Iterator[SheetNode]:
        """Every relevant question that people answer, in order."""
        for pending in self._walk(self.root):
            if not pending.another and isinstance(pending.node.part, Question) and pending.node.part.asked:
                yield pending.node

    def find(self, path: str) -> SheetNode | None:
        """The relevant question at a path."""
        met = self._nodes.get(path)
        if met is not None:
            return met if isinstance(met.part, Question) and met.part.asked and self.relevant(met) else None
        return self._found(self.root, path)

    def _found(self, parent: SheetNode, path: str) -> SheetNode | None:
        part = parent.part
        if isinstance(part, Question):
            return None
        for child in part.children:
            if isinstance(child, Question):
                if parent.prefix + child.key == path and child.asked:
                    node = self.child(parent, child, parent.prefix)
                    return node if self.relevant(node) else None
            elif isinstance(child, Group):
                inner = self._found(self.child(parent, child, parent.prefix), path)
                if inner:
                    return inner
            elif path.startswith(f"{parent.prefix}{child.key}["):
                prefixes = (f"{parent.prefix}{child.key}[{instance}]." for instance in self.instances(child, parent))
                prefix = next((prefix for prefix in prefixes if path.startswith(prefix)), "")
                return self._found(self.child(parent, child, prefix), path) if prefix else None
        return None

    def last(self) -> Answer | None:
        """The latest answer that counts: what "back" takes back."""
        standing = [answer for answer in self.latest.values() if answer.status != "retracted"]
        standing.sort(key=lambda answer: answer.seq, reverse=True)
        return next((answer for answer in standing if self._counts(answer.path)), None)

    def _counts(self, path: str) -> bool:
        """Whether an answer at a path is one that the form, as it is now, asks for."""
        return self.find(path) is not None if self._ref(path) else self._grows(self.root, path)

    def _grows(self, parent: SheetNode, path: str) -> bool:
        """Whether a repeat at a path is relevant."""
        if not self.relevant(parent):
            return False
        part = parent.part
        if isinstance(part, Repeat) and parent.prefix.startswith(f"{path}["):
            return True
        return any(self._grows(child, path) for child in parent.children if not isinstance(child.part, Question))

    def progress(self) -> tuple[int, int]:
        """(settled, all) questions: an estimate for the desk, which costs a turn nothing."""
        settled = sum(answer.status != "retracted" for path, answer in self.latest.items() if not path.endswith("]"))
        return settled, max(settled, self.form.size)

    def allows(self, node: SheetNode, value: str) -> bool:
        """Whether the question's constraint holds for a value that is not put yet."""
        constraint = node.part.constraint if isinstance(node.part, Question) else None
        if constraint is None or not value:
            return True
        before, memo = self.latest.get(node.path), self._memo
        self._memo = {}
        self.latest[node.path] = Answer(path=node.path, seq=0, value=value)
        try:
            return constraint.boolean(node, self.scope)
        finally:
            self._memo = memo
            if before is None:
                del self.latest[node.path]
            else:
                self.latest[node.path] = before

    # --- what changes ----------------------------------------------------------------------------------------------

    def put(self, answer: Answer) -> None:
        """Take an answer in. Only what depends on it is computed again."""
        self.answers.append(answer)
        self.latest[answer.path] = answer
        ref = self._ref(answer.path)
        if answer.status == "retracted" and not ref:
            self._take_back(answer.path)
        for changed in (ref, *self.form.dependents.get(ref, ())):
            self._memo.pop(changed, None)
        if not ref:  # a repeat has grown or shrunk
            self.root = SheetNode(self, self.form.root, None, "")
            self._nodes.clear()
            self._memo.clear()
            self._scope = None

    def _take_back(self, path: str) -> None:
        """Of a repeat: what was said before counts again, so that the instances before the one taken back stay."""
        standing: list[Answer] = []
        for answer in self.answers:
            if answer.path == path and answer.status != "retracted":
                standing.append(answer)
            elif answer.path == path and standing:
                standing.pop()
        if standing:
            self.latest[path] = standing[-1]

    @property
    def next_seq(self) -> int:
        return self.answers[-1].seq + 1 if self.answers else 1

    # --- how -------------------------------------------------------------------------------------------------------

    @property
    def scope(self) -> Scope:
        if self._scope is None:
            self._scope = Scope(
                root=self.root,
                now=self.surroundings.now,
                instances={**self.surroundings.instances, **self.form.instances},
                seed=self.surroundings.seed,
                text=lambda key: key,
                choice_label=self._choice_label,
                pulldata=lambda *_: "",
            )
        return self._scope

    def label_of(self, node: SheetNode, name: str) -> Label | None:
        """The label of a choice by its name, among what is offered now or, for a filtered one, in the whole list."""
        source = node.part.choices if isinstance(node.part, Question) else None
        everything = (*self.choices(node), *(self.form.lists.get(source.list, ()) if source else ()))
        return next((choice.label for choice in everything if choice.name == name), None)

    def _choice_label(self, value: str, node: Node) -> str:
        label = self.label_of(node, value) if isinstance(node, SheetNode) else None
        return self.surroundings.speak(label) if label else value

    def _walk(self, node: SheetNode) -> Iterator[Pending]:
        if not self.relevant(node):
            return
        if isinstance(node.part, Question):
            if node.part.asked or node.part.kind == "note":
                yield Pending(node)
            return
        for part, children in groupby(node.children, key=lambda child: child.part):
            for child in children:
                yield from self._walk(child)
            if isinstance(part, Repeat) and not self.closed(part, node) and self._repeat_relevant(part, node):
                yield Pending(node, another=True, repeat=part)

    def _repeat_relevant(self, repeat: Repeat, parent: SheetNode) -> bool:
        return repeat.relevant is None or repeat.relevant.boolean(SheetNode(self, repeat, parent, parent.prefix), self.scope)

    def _still_offered(self, node: SheetNode, answer: Answer) -> bool:
        """A choice that its filter has taken away counts no more."""
        source = node.part.choices if isinstance(node.part, Question) else None
        if source is None or source.filter is None:
            return True
        offered = {choice.name for choice in self.choices(node)}
        return offered.issuperset(answer.value.split())

    def _filtered(self, node: SheetNode, nodeset: Expression) -> Sequence[Choice]:
        found = self._remember(node, "choices", nodeset.evaluate)
        items = found if isinstance(found, list) else []
        return [item.choice for item in items if isinstance(item, ListNode) and item.choice]

    def _remember(self, node: SheetNode, what: str, compute: Callable[[Node, Scope], Value]) -> Value:
        memo = self._memo.setdefault(node.part.ref, {})
        key = f"{what} {node.path}"
        if key not in memo:
            memo[key] = ""  # an expression that meets itself reads blank; `check` has refused the form before
            memo[key] = compute(node, self.scope)
        return memo[key]

    def _ref(self, path: str) -> str:
        question = self.form.questions.get(path.rsplit("].", 1)[-1])
        return question.ref if question else ""
