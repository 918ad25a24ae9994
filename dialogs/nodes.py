"""The light trees that expressions walk over, besides the answer sheet: lists of choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dialogs.form import Choice


@dataclass(slots=True, eq=False)
class ListNode:
    """`root/item/column` of a secondary instance; an item remembers its choice."""

    name: str
    text: str = ""
    parent: "ListNode | None" = None
    children: Sequence["ListNode"] = field(default_factory=list)
    choice: Choice | None = None

    def string(self) -> str:
        return self.text or "".join(child.string() for child in self.children)


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
