"""One element of an answer sheet, as expressions and the way through a form see it: made when somebody comes by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dialogs.form import Part, Question, Repeat

if TYPE_CHECKING:
    from dialogs.answers.filled import FilledForm


class SheetNode:
    """One element of the sheet: made when an expression or the walk comes by. `prefix` holds the repeats around it."""

    __slots__ = ("_children", "name", "parent", "part", "path", "prefix", "ruled", "sheet")

    def __init__(self, sheet: "FilledForm", part: Part, parent: "SheetNode | None", prefix: str) -> None:
        self.sheet, self.part, self.parent, self.prefix = sheet, part, parent, prefix
        self.name = part.name
        self.path = prefix + (part.key if isinstance(part, Question) else part.ref)
        self.ruled: SheetNode | None = (
            self if part.relevant else parent.ruled if parent else None
        )  # the nearest with a condition
        self._children: list[SheetNode] | None = None

    @property
    def question(self) -> Question:
        """The part, where the caller knows that it is a question. Raises TypeError otherwise."""
        if not isinstance(self.part, Question):
            raise TypeError(f"{self.path} is no question")
        return self.part

    @property
    def children(self) -> "Sequence[SheetNode]":
        """Attributes first."""
        if self._children is None:
            attributes = [self.sheet.child(self, attribute, self.prefix) for attribute in self.part.attributes]
            self._children = attributes + [node for part in self._parts() for node in self._nodes(part)]
        return self._children

    def named(self, name: str) -> "list[SheetNode]":
        """The children of a name. How often other repeats are there is not asked: that may depend on what is just being computed."""
        parts = self.part.attributes if name[:1] == "@" else self._parts()
        return [node for part in parts if part.name == name for node in self._nodes(part)]

    def _parts(self) -> Sequence[Part]:
        if isinstance(self.part, Question):
            return ()
        return self.part.children if self.parent else self.sheet.form.whole or self.part.children

    def _nodes(self, part: Part) -> "list[SheetNode]":
        if not isinstance(part, Repeat):
            return [self.sheet.child(self, part, self.prefix)]
        key = self.prefix + part.key
        return [self.sheet.child(self, part, f"{key}[{i}].") for i in self.sheet.instances(part, self)]

    def forget(self) -> None:
        """Children may have come or gone: look again."""
        self._children = None

    def string(self) -> str:
        if isinstance(self.part, Question):
            return self.sheet.value(self)
        return "".join(child.string() for child in self.children if child.name[:1] != "@")
