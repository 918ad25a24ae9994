"""Walking a tree: the axes and node tests of XPath 1.0 (section 2), and the order of nodes in a document."""

from collections.abc import Callable, Iterable, Sequence

from dialogs.xpath.values import FEW, Node, Run

STEP = 24  # what one step from one node costs
LOOK = 12  # what it costs to look at a node, in whichever direction
SORT = 160  # what it costs to put one node into its place

Select = Callable[[Node, Run], list[Node]]  # the nodes of one step from one node, in the order in which predicates count them


def named(node: Node, name: str, run: Run) -> list[Node]:
    by_name = getattr(node, "named", None)  # a tree that grows while it is walked makes only what is asked for
    children: Sequence[Node] = by_name(name) if by_name else node.children
    if len(children) > FEW:
        run.spend(len(children))
    return [child for child in children if child.name == name]


def descend(start: Sequence[Node], names: Sequence[str], run: Run) -> list[Node]:
    """`names[0]/names[1]/...` from the nodes in `start`."""
    nodes = list(start)
    for name in names:
        if len(nodes) == 1:
            nodes = named(nodes[0], name, run)
        else:
            run.spend(len(nodes) * STEP)
            nodes = [found for node in nodes for found in named(node, name, run)]
    return nodes


def climb(node: Node | None, levels: int) -> Sequence[Node]:
    """The ancestor so many levels above, if there is one."""
    while levels and node is not None:
        node, levels = node.parent, levels - 1
    return () if node is None else (node,)


class Document:
    """Stands above a root element that has nothing above it."""

    __slots__ = ("children",)
    name, parent = "", None

    def __init__(self, root: Node) -> None:
        self.children = (root,)

    def string(self) -> str:
        return self.children[0].string()


def document(run: Run) -> Node:
    root = run.scope.root
    return Document(root) if root.name else root


def absolute(names: Sequence[str], run: Run) -> list[Node]:
    """`/names[0]/names[1]/...`"""
    return descend((document(run),), names, run)


def contextual(names: tuple[str, ...], narrowed: int, run: Run) -> list[Node]:
    """An absolute path as forms mean it: inside of a repeat it stays in the same instance.

    ODK XForms specification, "A Big Deviation with XForms": such paths are evaluated as if they were relative. At most the
    first `narrowed` names are: `/data/person` by itself means all persons, inside of one as well.
    """
    found = run.scope.find(names)
    if found is not None:
        return [found]
    if run.chain is None:
        run.chain = _chain(run.origin)
    shared, most = 0, min(len(run.chain), narrowed)
    while shared < most and run.chain[shared].name == names[shared]:
        shared += 1
    return descend((run.chain[shared - 1],), names[shared:], run) if shared else absolute(names, run)


def _chain(node: Node | None) -> list[Node]:
    """From the root element down to a node."""
    found: list[Node] = []
    while node is not None and node.name:
        found.append(node)
        node = node.parent
    return found[::-1]


# --- axes ----------------------------------------------------------------------------------------------------------------


def _children(node: Node, run: Run) -> list[Node]:
    run.spend(LOOK * len(node.children))
    return [child for child in node.children if child.name[:1] != "@"]


def _attributes(node: Node, run: Run) -> list[Node]:
    run.spend(LOOK * len(node.children))
    return [child for child in node.children if child.name[:1] == "@"]


def _ancestors(node: Node, _run: Run) -> list[Node]:
    found = []
    while (parent := node.parent) is not None:
        found.append(parent)
        node = parent
    return found


def _descendants(node: Node, run: Run) -> list[Node]:
    found: list[Node] = []
    waiting = _children(node, run)[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += _children(found[-1], run)[::-1]
    return found


def _siblings(node: Node, run: Run) -> tuple[list[Node], list[Node]]:
    """(those before, those after); an attribute has none."""
    if node.parent is None or node.name[:1] == "@":
        return [], []
    family = _children(node.parent, run)
    place = next(i for i, child in enumerate(family) if child is node)
    return family[:place], family[place + 1 :]


def _following(node: Node, run: Run) -> list[Node]:
    found = _descendants(node.parent, run) if node.name[:1] == "@" and node.parent is not None else []
    for one in (node, *_ancestors(node, run)):
        found += [inner for sibling in _siblings(one, run)[1] for inner in (sibling, *_descendants(sibling, run))]
    return found


def _preceding(node: Node, run: Run) -> list[Node]:
    found = []
    for one in (node, *_ancestors(node, run)):
        for sibling in reversed(_siblings(one, run)[0]):
            found += [*reversed(_descendants(sibling, run)), sibling]
    return found


AXES: dict[str, Callable[[Node, Run], list[Node]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node, run: [node, *_ancestors(node, run)],
    "attribute": _attributes,
    "child": _children,
    "descendant": _descendants,
    "descendant-or-self": lambda node, run: [node, *_descendants(node, run)],
    "following": _following,
    "following-sibling": lambda node, run: _siblings(node, run)[1],
    "parent": lambda node, run: _ancestors(node, run)[:1],
    "preceding": _preceding,
    "preceding-sibling": lambda node, run: _siblings(node, run)[0][::-1],
    "self": lambda node, _run: [node],
}
FLAT = frozenset(("child", "attribute", "self"))  # these find nodes in document order, and none within another
REVERSE = frozenset(("ancestor", "ancestor-or-self", "preceding", "preceding-sibling"))


def is_name(test: str) -> bool:
    return test[:1] not in "*?" and test[-1:] != ")"


def select(axis: str, test: str) -> Select:
    """One step without its predicates."""
    if axis == "child" and is_name(test):
        return lambda node, run: named(node, test, run)
    walk, fits = AXES[axis], _test(test, axis)

    def chosen(node: Node, run: Run) -> list[Node]:
        nodes = walk(node, run)
        run.spend(LOOK * len(nodes))
        return [node for node in nodes if fits(node.name)]

    return chosen


def _test(test: str, axis: str) -> Callable[[str], bool]:
    """What a node's name must be. `*` means elements, and attributes on their axis."""
    if test == "node()":
        return lambda _: True
    if axis == "attribute":
        return lambda name: test in ("*", name[1:])
    if test == "*":
        return lambda name: name[:1] not in ("", "#", "@", "?")
    if test[:1] == "?":
        return lambda name: name[:1] == "?" and test in ("?", name)
    wanted = f"#{test[:-2]}" if test.endswith("()") else test
    return lambda name: name == wanted


# --- order ---------------------------------------------------------------------------------------------------------------


def in_document_order(nodes: Iterable[Node], run: Run) -> list[Node]:
    """Without doubles."""
    once = list({id(node): node for node in nodes}.values())
    if len(once) > 1:
        run.spend(SORT * len(once))
    places: dict[int, dict[int, int]] = {}

    def place(node: Node) -> list[int]:
        found = []
        while (parent := node.parent) is not None:
            if id(parent) not in places:
                run.spend(4 * len(parent.children))
                places[id(parent)] = {id(child): i for i, child in enumerate(parent.children)}
            found.append(places[id(parent)][id(node)])
            node = parent
        return found[::-1]

    return sorted(once, key=place) if len(once) > 1 else once


def place(node: Node, run: Run) -> int:
    """The position, from 1, among the siblings with the same name."""
    return 1 + _namesakes(node, run).index(id(node))


def family(node: Node, run: Run) -> int:
    """How many siblings have the node's name, itself included."""
    return len(_namesakes(node, run))


def _namesakes(node: Node, run: Run) -> list[int]:
    by_name = getattr(node.parent, "named", None)
    siblings = by_name(node.name) if by_name else node.parent.children if node.parent else (node,)
    run.spend(4 * len(siblings))
    return [id(child) for child in siblings if child.name == node.name]
