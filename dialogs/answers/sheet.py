"""The answer sheet: what to ask next, and what is where, of a form with answers in it. It is computed here, never stored."""

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.answers.filled import DONE, FIRST, FilledForm
from dialogs.answers.node import SheetNode
from dialogs.answers.surroundings import Surroundings
from dialogs.events import Answer
from dialogs.form import Group, Part, Question, Repeat

__all__ = ["DONE", "FIRST", "AnswerSheet", "Pending", "SheetNode", "Surroundings"]


class Pending(NamedTuple):
    """What comes next: a question, or a repeat that asks whether there is one more. `notes` are said before it."""

    node: SheetNode
    notes: tuple[SheetNode, ...] = ()
    another: bool = False  # node is the parent of `repeat`
    repeat: Repeat | None = None
    first: bool = False  # nothing before it is open

    @property
    def path(self) -> str:
        return self.node.prefix + self.repeat.key if self.repeat else self.node.path


class AnswerSheet(FilledForm):
    """A form with answers in it, and the way through it."""

    def next(self, after: str = "") -> Pending | None:
        """The first relevant question that is not settled, with the notes just before it; None when all is said.

        `after` is the path of a question that was the first itself until its answer came. What is before it need not be looked at
        again, unless something there depends on it, or the form has become another one since.
        """
        answered = self.find(after) if after else None
        found = self._next_after(answered) if answered and self._only_ahead(answered) else None
        found = found or self._next(self.root, [])
        return found._replace(first=True) if found else None

    def _only_ahead(self, answered: SheetNode) -> bool:
        same = len(self.answers) > 1 and self.answers[-2].version == self.form.version
        last = bool(self.answers) and self.answers[-1].path == answered.path and self.answers[-1].status != "retracted"
        return same and last and answered.part.ref not in self.form.backward and self.settled(answered)

    def _next_after(self, node: SheetNode) -> Pending | None:
        """What comes next behind a node: its later siblings, then those of what is around it."""
        notes: list[SheetNode] = []
        while node.parent is not None:
            parent, part = node.parent, node.part
            siblings = [] if isinstance(parent.part, Question) else parent.part.children
            place = self.form.order[part.ref]
            for sibling in siblings[place if isinstance(part, Repeat) else place + 1 :]:  # of a repeat also its other instances
                found = self._next_part(sibling, parent, notes)
                if found:
                    return found
            node = parent
        return None

    def _next(self, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        """Looks at relevance only where something is not settled: a long form costs little to come back to."""
        part = parent.part
        if isinstance(part, Question) or not self.relevant(parent):
            return None
        if part.label and self._opens(parent):
            notes.append(parent)
        for child in part.children:
            found = self._next_part(child, parent, notes)
            if found:
                return found
        if notes and notes[-1] is parent:  # nothing came of it
            notes.pop()
        return None

    def _next_part(self, part: Part, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        if part.relevant is not None and self.ruled_out(part, parent):
            return None
        if isinstance(part, Question):
            return self._next_question(part, parent, notes)
        if isinstance(part, Group):
            return self._next(self.child(parent, part, parent.prefix), notes)
        return self._next_instance(part, parent, notes)

    def _opens(self, node: SheetNode) -> bool:
        """Whether a group is named before its questions: of a repeat that people grow themselves only the first time."""
        part = node.part
        return not isinstance(part, Repeat) or part.count is not None or node.prefix.endswith(f"[{FIRST}].")

    def _next_question(self, question: Question, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        answer = self.latest.get(parent.prefix + question.key)
        if (
            answer is not None
            and answer.status != "retracted"
            and (question.choices is None or question.choices.filter is None)
        ):
            notes.clear()
        elif question.asked or question.said:
            node = self.child(parent, question, parent.prefix)
            if not self.relevant(node):
                return None
            if self.said(node):
                notes.append(node)
            elif self.settled(node):
                notes.clear()
            else:
                return Pending(node, tuple(notes))
        return None

    def _next_instance(self, repeat: Repeat, parent: SheetNode, notes: list[SheetNode]) -> Pending | None:
        if not self.repeat_relevant(repeat, parent):
            return None
        for instance in self.instances(repeat, parent):
            prefix = f"{parent.prefix}{repeat.key}[{instance}]."
            found = self._next(self.child(parent, repeat, prefix), notes)
            if found:
                return found
        return None if self.closed(repeat, parent) else Pending(parent, tuple(notes), another=True, repeat=repeat)

    def closing(self) -> tuple[SheetNode, ...]:
        """The notes after the last question: said when the form is handed in."""
        notes: list[SheetNode] = []
        for pending in self._walk(self.root, backwards=True):
            if pending.another or not self.said(pending.node):
                break
            notes.append(pending.node)
        return tuple(reversed(notes))

    def said(self, node: SheetNode) -> bool:
        """Whether a question is only shown, for now at least."""
        question = node.part
        if not isinstance(question, Question):
            return False
        return question.said or (question.readonly_when is not None and question.readonly_when.boolean(node, self.scope))

    def _open(self, node: SheetNode) -> bool:
        """Whether a question is one that people answer, here and now."""
        part = node.part
        if not isinstance(part, Question) or not part.asked or (part.readonly_when and self.said(node)):
            return False
        return node.ruled is None or self.relevant(node)

    def asked(self) -> Iterator[SheetNode]:
        """Every relevant question that people answer, in order."""
        for pending in self._walk(self.root):
            if not pending.another and self._open(pending.node):
                yield pending.node

    def find(self, path: str) -> SheetNode | None:
        """The relevant question at a path."""
        met = self._nodes.get(path)
        if met is not None:
            return met if self._open(met) else None
        question = self.form.questions.get(path)
        node = self.place(tuple(question.ref.split("/")[1:])) if question else None
        if node is not None:
            return node if self._open(node) else None
        return self._found(self.root, path)

    def _found(self, parent: SheetNode, path: str) -> SheetNode | None:
        part = parent.part
        if isinstance(part, Question):
            return None
        for child in part.children:
            if isinstance(child, Question):
                if parent.prefix + child.key == path and child.asked:
                    node = self.child(parent, child, parent.prefix)
                    return node if self._open(node) else None
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
        for answer in reversed(self.answers):
            if self.latest[answer.path] is answer and answer.status != "retracted" and self._counts(answer.path):
                return answer
        return None

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
        settled = sum([answer.status != "retracted" for path, answer in self.latest.items() if path[-1:] != "]"])
        if self.form.metadata:
            settled -= sum(path in self.latest for path in self.form.metadata)
        return settled, max(settled, self.form.size)

    def _walk(self, parent: SheetNode, *, backwards: bool = False) -> Iterator[Pending]:
        """Everything relevant in something relevant that is asked or said, in order."""
        children = () if isinstance(parent.part, Question) else parent.part.children
        for part in reversed(children) if backwards else children:
            if self.ruled_out(part, parent):
                continue
            if isinstance(part, Repeat):
                yield from self._walk_repeat(part, parent, backwards=backwards)
            elif isinstance(part, Group):
                node = self.child(parent, part, parent.prefix)
                yield from self._walk(node, backwards=backwards) if self.relevant(node) else ()
            elif part.asked or part.said:
                node = self.child(parent, part, parent.prefix)
                if self.relevant(node):
                    yield Pending(node)

    def _walk_repeat(self, repeat: Repeat, parent: SheetNode, *, backwards: bool) -> Iterator[Pending]:
        another = not self.closed(repeat, parent) and self.repeat_relevant(repeat, parent)
        if another and backwards:
            yield Pending(parent, another=True, repeat=repeat)
        ids = self.instances(repeat, parent)
        for one in reversed(ids) if backwards else ids:
            node = self.child(parent, repeat, f"{parent.prefix}{repeat.key}[{one}].")
            yield from self._walk(node, backwards=backwards) if self.relevant(node) else ()
        if another and not backwards:
            yield Pending(parent, another=True, repeat=repeat)
