"""Which parts of a form must be looked at again when one of them changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dialogs.form import Group, Part, Question, walk
from dialogs.xpath import Expression


def dependents(root: Group) -> Mapping[str, frozenset[str]]:
    """{ref: everything whose relevance, value or choices may change with it}, transitively; never more than the form."""
    direct: dict[str, set[str]] = defaultdict(set)
    parts = {part.ref: part for part in walk(root)}
    for part in parts.values():
        for path in (path for expression in cached(part) for path in expression.paths):
            for read in _read(path, parts):
                direct[read].add(part.ref)
        if not isinstance(part, Question):  # what is inside goes when its group goes
            direct[part.ref].update(child.ref for child in part.children)
    return {ref: frozenset(_reach(ref, direct)) for ref in parts if direct.get(ref)}


def cached(part: Part) -> tuple[Expression, ...]:
    """The expressions whose results a sheet remembers."""
    found = [part.relevant]
    if isinstance(part, Question):
        found += [part.calculation, part.choices.filter if part.choices else None]
    return tuple(expression for expression in found if expression)


def cycles(root: Group) -> tuple[str, ...]:
    """Refs whose relevance, value or choices depend on themselves: no order of answering would ever settle them."""
    return tuple(ref for ref, reached in dependents(root).items() if ref in reached)


def _read(path: str, parts: Mapping[str, Part]) -> Iterator[str]:
    """The parts that a path may mean: itself, or all when the path is not plain."""
    if path in parts:
        yield path
    elif path.startswith("/"):
        yield from (ref for ref in parts if "*" in path or "//" in path or ref.startswith(path + "/"))


def _reach(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(direct[start])
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += direct.get(ref, ())
    return reached
