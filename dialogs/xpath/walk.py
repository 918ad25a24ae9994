"""Location paths become closures, and templates: where their nodes are, without positions."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from dialogs.xpath.code import Evaluate, Keep, Template
from dialogs.xpath.parser import ANYWHERE, PARENT, SELF, Step
from dialogs.xpath.steps import (
    AXES,
    FLAT,
    REVERSE,
    STEP,
    absolute,
    climb,
    contextual,
    descend,
    document,
    in_document_order,
    is_name,
    named,
    select,
)
from dialogs.xpath.values import Node, Run

Stage = Callable[[list[Node], Run], list[Node]]
UNKNOWN: Template = ("", "")  # somewhere: written, it becomes the start of `//name`


def plain(step: Step) -> bool:
    """A step to children of a name, without predicates."""
    return step.axis == "child" and not step.predicates and is_name(step.test)


# --- templates -------------------------------------------------------------------------------------------------------------


def extend(template: Template, step: Step) -> Template:
    """Where a step leads. A template that starts with "." is relative to a context that is not known."""
    if step.axis == "self":
        return template
    if step == ANYWHERE:
        return (*template, "")
    if step.axis == "parent":
        return (*template, "..") if template[-1] in (".", "..") else template[:-1] if template[-1] else UNKNOWN
    name = step.test if is_name(step.test) else "*"
    if step.axis in ("child", "attribute"):
        return (*template, f"@{name}" if step.axis == "attribute" else name)
    return (*UNKNOWN, name)


def written(template: Template) -> str:
    """`/data/person/age`, `../age`, `instance('towns')/root/item`; "" for nowhere in particular."""
    relative = template[1:] if template[0] == "." and len(template) > 1 else template
    return "" if template in (UNKNOWN, ("",)) else "/".join(relative)


# --- closures ----------------------------------------------------------------------------------------------------------------


def shortened(steps: Sequence[Step]) -> tuple[Step, ...]:
    """`//name` in one step instead of two, where no predicate counts positions."""
    found: list[Step] = []
    for step in steps:
        if found and found[-1] == ANYWHERE and plain(step):
            found[-1] = Step("descendant", step.test)
        else:
            found.append(step)
    return tuple(found)


def from_context(steps: Sequence[Step]) -> tuple[Evaluate, int]:
    """`../../name/name`: how to find it, and how many of the steps that takes."""
    before = list(takewhile(lambda step: step in (SELF, PARENT), steps))
    levels = before.count(PARENT)
    names = tuple(step.test for step in takewhile(plain, steps[len(before) :]))
    if levels:
        return lambda node, run: descend(climb(node, levels), names, run), len(before) + len(names)
    if len(names) == 1:
        return lambda node, run: named(node, names[0], run), len(before) + 1
    return lambda node, run: descend((node,), names, run), len(before) + len(names)


def from_root(steps: Sequence[Step], in_form: bool) -> tuple[Evaluate, int]:
    """`/name/name`: how to find it, and how many of the steps that takes."""
    names = tuple(step.test for step in takewhile(plain, steps))
    if not names:
        return lambda _node, run: [document(run)], 0
    narrowed = len(names) - 1 if len(names) == len(steps) else len(names)
    if in_form:
        return lambda _node, run: contextual(names, narrowed, run), len(names)
    return lambda _node, run: absolute(names, run), len(names)


def walk(first: Evaluate, steps: Sequence[Step], keeps: Sequence[Sequence[Keep]], *, flat: bool) -> Evaluate:
    """All steps from the nodes that `first` gives. `flat`: none of these is within another, and they are in order."""
    stages: list[Stage] = []
    for step, kept in zip(steps, keeps, strict=True):
        flat = flat and step.axis in FLAT
        stages.append(stage(step, kept, flat))
    if not stages:
        return first

    def run_all(node: Node, run: Run) -> list[Node]:
        nodes: list[Node] = first(node, run)
        for one in stages:
            nodes = one(nodes, run)
        return nodes

    return run_all


def stage(step: Step, keeps: Sequence[Keep], flat: bool) -> Stage:
    choose, backwards = select(step.axis, step.test), step.axis in REVERSE

    def from_one(node: Node, run: Run) -> list[Node]:
        nodes = choose(node, run)
        for keep in keeps:
            nodes = keep(nodes, run)
        return nodes

    def from_all(nodes: list[Node], run: Run) -> list[Node]:
        if len(nodes) == 1:
            chosen = from_one(nodes[0], run)
            return chosen[::-1] if backwards else chosen
        run.spend(len(nodes) * STEP)
        found = [chosen for node in nodes for chosen in from_one(node, run)]
        return found if flat else in_document_order(found, run)

    return from_all


def indexed(found: Sequence[Node], repeats: Sequence[tuple[Sequence[Node], int]], run: Run) -> list[Node]:
    """indexed-repeat(): the nodes within the instances, counted from 1, of repeats within each other, whichever is named first."""
    around: Node | None = None
    for instances, index in sorted(repeats, key=lambda repeat: _depth(repeat[0], run)):
        run.spend(STEP * len(instances) if around else 0)
        inside = [instance for instance in instances if around is None or _within(around, instance, run)]
        if not 1 <= index <= len(inside):
            return []
        around = inside[index - 1]
    run.spend(STEP * len(found))
    return [node for node in found if around is None or _within(around, node, run)]


def _depth(instances: Sequence[Node], run: Run) -> int:
    return len(AXES["ancestor"](instances[0], run)) if instances else 0


def _within(around: Node, node: Node, run: Run) -> bool:
    return any(one is around for one in AXES["ancestor-or-self"](node, run))
