"""The light trees that expressions walk over, besides the answer sheet: lists of choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dialogs.form import Choice, Choices, Label
from dialogs.xpath import Scope, Value


@dataclass(slots=True, eq=False)
class ListNode:
    """`root/item/column` of a secondary instance; an item remembers its choice."""

    name: str
    text: str = ""
    parent: "ListNode | None" = None
    children: Sequence["ListNode"] = field(default_factory=list)
    choice: Choice | None = None
    named = None  # all of it is there

    def string(self) -> str:
        return self.text or self._whole()

    def _whole(self) -> str:
        """The text of a whole list is put together once."""
        self.text = "".join(child.string() for child in self.children if child.name[:1] != "@")
        return self.text


def list_node(choices: Iterable[Choice]) -> ListNode:
    """The document of a list: its one child is `root`, as in the XForms that pyxform writes."""
    document = ListNode("")
    root = ListNode("root", parent=document)
    document.children = [root]
    root.children = [_item(choice, root) for choice in choices]
    return document


def _item(choice: Choice, root: ListNode) -> ListNode:
    item = ListNode("item", parent=root, choice=choice)
    cells = {"name": choice.name, "label": choice.label.source, **choice.columns}
    item.children = [ListNode(name, text, item) for name, text in cells.items()]
    return item


def chosen_from(found: Value, source: Choices, scope: Scope) -> tuple[Choice, ...]:
    """The choices behind the nodes that a filter has found; of nodes that remember none, value and label are read."""
    items = found if isinstance(found, list) else []
    if source.value is None:
        return tuple(item.choice for item in items if isinstance(item, ListNode) and item.choice)
    named = [(source.value.string(item, scope), item) for item in items]
    labels = [source.label.string(item, scope) if source.label else name for name, item in named]
    return tuple(
        Choice(name=name, label=Label(key="", texts={"": text})) for (name, _), text in zip(named, labels, strict=True)
    )
