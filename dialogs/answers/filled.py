"""A form with one person's answers in it: what each question is worth, what is relevant, what is offered, how often a repeat is there.

Answers are append-only; the latest of a path counts. A path is a question's key, with the stable ids of the repeats around it
before it: `work[k3].occupation`. The answer of a repeat itself is the list of its instances, with a final `.` when there are no
more: `k1 k2 .`.
"""

from collections.abc import Sequence
from math import isnan

from dialogs.answers.casting import written
from dialogs.answers.lookup import cell
from dialogs.answers.node import SheetNode
from dialogs.answers.surroundings import Surroundings
from dialogs.events import Answer
from dialogs.form import Choice, Form, Group, Label, Part, Question, Repeat
from dialogs.nodes import chosen_from
from dialogs.xpath import Expression, Node, Scope
from dialogs.xpath.values import to_text

FIRST = "k1"
DONE = "."
MOST_INSTANCES = 50  # "add another?" is not offered beyond this
REPEAT_COUNT_MOST = 200


class FilledForm:
    """A form, its answers so far, and everything that follows from them, computed when asked for and remembered until it may change."""

    def __init__(self, form: Form, answers: Sequence[Answer], surroundings: Surroundings) -> None:
        self.form, self.surroundings = form, surroundings
        self.answers = list(answers)
        self.latest: dict[str, Answer] = {answer.path: answer for answer in answers}
        for path in [path for path, answer in self.latest.items() if answer.status == "retracted" and not self._ref(path)]:
            self._take_back(path)
        self.root = SheetNode(self, form.root, None, "")
        self._forget()
        self._nodes: dict[str, SheetNode] = {}
        self._placed: dict[tuple[str, ...], SheetNode] = {}
        self._scope: Scope | None = None

    def _forget(self) -> None:
        self._relevance: dict[SheetNode, bool] = {}
        self._values: dict[SheetNode, str] = {}
        self._chosen: dict[SheetNode, tuple[Choice, ...]] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        self._everywhere: dict[str, bool] = {}  # of conditions that are the same wherever they stand

    # --- what is there ---------------------------------------------------------------------------------------------

    def child(self, parent: SheetNode, part: Part, prefix: str) -> SheetNode:
        """The one node of a part in a place, so that what is remembered about it is remembered once."""
        path = prefix + (part.ref if isinstance(part, Group | Repeat) else part.key)
        found = self._nodes.get(path)
        if found is None:
            found = self._nodes[path] = SheetNode(self, part, parent, prefix)
        return found

    def place(self, names: tuple[str, ...]) -> SheetNode | None:
        """The one node of a path from the root; None where there may be several, or none."""
        found = self._placed.get(names)
        part = self.form.places.get(names) if found is None else None
        if part is None:
            return found
        above = self.place(names[:-1]) if len(names) > 1 else None
        found = self._placed[names] = self.child(above, part, "") if above else self.root
        return found

    def value(self, node: SheetNode) -> str:
        """The value that expressions and reports read, written as its type: blank where not relevant."""
        known = self._values.get(node)
        if known is None:
            self._values[node] = ""  # what meets itself reads blank
            known = self._values[node] = self._value(node, node.part) if isinstance(node.part, Question) else ""
        return known

    def _value(self, node: SheetNode, question: Question) -> str:
        if not self.relevant(node):
            return ""
        answer = self.latest.get(node.path)
        if question.calculation and (answer is None or not self._overrides(node, answer)):
            return self._calculated(node, question, question.calculation)
        if answer is None or answer.status == "retracted":
            return written(question, self.form.initial.get(node.path, question.default))
        if answer.status != "answered":
            return ""
        return self._offered(node, question, written(question, answer.value))

    def _overrides(self, node: SheetNode, answer: Answer) -> bool:
        """Whether an answer stands for a calculated value: until something changes that the calculation reads."""
        if answer.status != "answered":
            return False
        newer = (later.path for later in self.latest.values() if later.seq > answer.seq)
        return not any(node.part.ref in self.form.dependents.get(self._ref(path), ()) for path in newer)

    def settled(self, node: SheetNode) -> bool:
        """Whether the question needs no asking: answered, skipped, unknown or declined, and still among its choices."""
        answer = self.latest.get(node.path)
        if answer is None or answer.status == "retracted":
            return False
        return answer.status != "answered" or not answer.value or bool(self._offered(node, node.question, answer.value))

    def relevant(self, node: SheetNode) -> bool:
        """Whether the element and everything around it is relevant."""
        ruled = node.ruled
        if ruled is None:
            return True
        known = self._relevance.get(ruled)
        if known is None:
            self._relevance[ruled] = False  # if it looks at itself; `check` has refused the form before
            around, condition = ruled.parent, ruled.part.relevant
            known = (around is None or self.relevant(around)) and (condition is None or self._true(ruled, condition))
            self._relevance[ruled] = known
        return known

    def ruled_out(self, part: Part, parent: SheetNode) -> bool:
        """Whether a part of something relevant is not, as far as that is known without making its node."""
        condition = part.relevant
        return condition is not None and condition.same and not parent.prefix and not self._true(parent, condition)

    def _true(self, node: SheetNode, condition: Expression) -> bool:
        if node.prefix or not condition.same:
            return condition.boolean(node, self.scope)
        known = self._everywhere.get(condition.source)
        if known is None:
            known = self._everywhere[condition.source] = condition.boolean(node, self.scope)
        return known

    def choices(self, node: SheetNode) -> tuple[Choice, ...]:
        """What a select offers now. A live list is what the bot supplied for this turn."""
        source = node.part.choices if isinstance(node.part, Question) else None
        if source is None:
            return ()
        if source.filter:
            if node not in self._chosen:
                self._chosen[node] = ()
                self._chosen[node] = chosen_from(source.filter.evaluate(node, self.scope), source, self.scope)
            return self._chosen[node]
        return tuple(self.surroundings.lists.get(source.list, ())) if source.live else source.static

    def instances(self, repeat: Repeat, parent: SheetNode) -> tuple[str, ...]:
        """The ids of a repeat's instances, in order."""
        if repeat.count:
            return tuple(f"k{i}" for i in range(1, self._count(repeat, parent) + 1))
        path = parent.prefix + repeat.key
        answer = self.latest.get(path)
        if answer is None or answer.status == "retracted":
            first = self.form.initial.get(path)
            return tuple(f"k{i}" for i in range(1, repeat.starts + 1)) if first is None else tuple(first.split())
        return tuple(part for part in answer.value.split() if part != DONE)

    def _count(self, repeat: Repeat, parent: SheetNode) -> int:
        """How many instances an expression asks for. It may look at the repeat itself, which has none at first, then as many as asked for."""
        key = repeat.ref, parent.prefix
        if key not in self._sizes and repeat.count:
            self._sizes[key] = 0
            wanted = self._wanted(repeat.count, repeat, parent)
            while self._sizes[key] != wanted:
                counts = self._sizes
                counts[key] = wanted
                parent.forget()
                if repeat.ref not in self.form.dependents.get(repeat.ref, ()):
                    break
                self._forget()
                self._sizes = counts
                wanted = max(wanted, self._wanted(repeat.count, repeat, parent))
        return self._sizes[key]

    def _wanted(self, count: Expression, repeat: Repeat, parent: SheetNode) -> int:
        number = count.number(SheetNode(self, repeat, parent, parent.prefix), self.scope)
        return 0 if isnan(number) else int(min(max(number, 0.0), REPEAT_COUNT_MOST))

    def closed(self, repeat: Repeat, parent: SheetNode) -> bool:
        """Whether no further instance is to be offered."""
        answer = self.latest.get(parent.prefix + repeat.key)
        said = answer is not None and answer.status != "retracted" and answer.value.endswith(DONE)
        kept = repeat.fixed or repeat.count is not None
        return said or kept or len(self.instances(repeat, parent)) >= MOST_INSTANCES

    def repeat_relevant(self, repeat: Repeat, parent: SheetNode) -> bool:
        """Whether a further instance would be relevant."""
        return repeat.relevant is None or repeat.relevant.boolean(SheetNode(self, repeat, parent, parent.prefix), self.scope)

    def allows(self, node: SheetNode, value: str) -> bool:
        """Whether a value that is not put yet is one of the question's type, and its constraint holds for it."""
        question = node.part
        if not isinstance(question, Question) or not value:
            return True
        if not written(question, value):
            return False
        return question.constraint is None or self._holds(question.constraint, node, value)

    def _holds(self, constraint: Expression, node: SheetNode, value: str) -> bool:
        before = self.latest.get(node.path)
        self._forget()
        self.latest[node.path] = Answer(path=node.path, seq=0, value=value)
        try:
            return constraint.boolean(node, self.scope)
        finally:
            self._forget()
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
        changed = self.form.dependents.get(ref, frozenset())
        self._everywhere.clear()
        for memo in (self._relevance, self._values, self._chosen):
            for node in [node for node in memo if node.part.ref in changed or node.part.ref == ref]:
                del memo[node]
        if not ref or not changed.isdisjoint(self.form.counted):  # a repeat has grown or shrunk
            self._forget()
            self.root = SheetNode(self, self.form.root, None, "")
            self._nodes.clear()
            self._placed.clear()
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

    def let_go(self) -> None:
        """It is not looked at any more. It and its nodes hold each other: parted they are gone at once, and nothing is left for the
        garbage collector, which would look at everything else as well.
        """
        vars(self).clear()

    # --- how -------------------------------------------------------------------------------------------------------

    @property
    def scope(self) -> Scope:
        if self._scope is None:
            self._scope = Scope(
                root=self.root,
                now=self.surroundings.now,
                instances={**self.surroundings.instances, **self.form.instances},
                seed=self.surroundings.seed,
                text=self._text,
                choice_label=self._choice_label,
                pulldata=self._pulldata,
                find=self.place,
            )
        return self._scope

    def label_of(self, node: SheetNode, name: str) -> Label | None:
        """The label of a choice by its name, among what is offered now or, for a filtered one, in the whole list."""
        source = node.part.choices if isinstance(node.part, Question) else None
        everything = (*self.choices(node), *(self.form.lists.get(source.list, ()) if source else ()))
        return next((choice.label for choice in everything if choice.name == name), None)

    def _choice_label(self, value: str, node: Node) -> str:
        label = self.label_of(node, value) if isinstance(node, SheetNode) else None
        return self.surroundings.speak(label) if label else ""

    def _text(self, key: str) -> str:
        label = self.form.texts.get(key)
        return self.surroundings.speak(label) if label else key

    def _pulldata(self, name: str, wanted: str, searched: str, value: str) -> str:
        document = self.scope.instances.get(name)
        return cell(document, wanted, searched, value) if document else ""

    def _offered(self, node: SheetNode, question: Question, value: str) -> str:
        """The value without choices that their filter has taken away."""
        if question.choices is None or question.choices.filter is None or not value:
            return value
        offered = {choice.name for choice in self.choices(node)}
        names = value.split()
        return value if offered.issuperset(names) else " ".join(name for name in names if name in offered)

    def _calculated(self, node: SheetNode, question: Question, calculation: Expression) -> str:
        """What is no number is no value, as in JavaRosa: a product of nothing yet stays blank."""
        found = calculation.evaluate(node, self.scope)
        return written(question, "" if isinstance(found, float) and isnan(found) else to_text(found))

    def _ref(self, path: str) -> str:
        question = self.form.questions.get(path.rsplit("].", 1)[-1])
        return question.ref if question else ""
