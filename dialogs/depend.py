"""Which parts of a form must be looked at again when one of them changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from dialogs.form import Group, Part, Question, Repeat, walk
from dialogs.xpath import Expression


def dependents(root: Group) -> Mapping[str, frozenset[str]]:
    """{ref: everything whose relevance, value or choices may change with it}, transitively; never more than the form."""
    return _reached(root, cached)


def backward(root: Group) -> frozenset[str]:
    """Refs of what something before it depends on, in whatever way."""
    order = {part.ref: i for i, part in enumerate(walk(root))}
    reached = dependents(root)
    return frozenset(
        ref for ref, later in reached.items() if any(order.get(one, order[ref]) < order[ref] for one in later if ref in order)
    )


def _reached(root: Group, read_by: Callable[[Part], Iterable[Expression]]) -> Mapping[str, frozenset[str]]:
    direct: dict[str, set[str]] = defaultdict(set)
    parts = {part.ref: part for part in _with_attributes(root)}
    for part in parts.values():
        for path in (path for expression in read_by(part) for path in expression.paths):
            for read in _read(path, parts):
                direct[read].add(part.ref)
        if not isinstance(part, Question):  # what is inside goes when its group goes
            direct[part.ref].update(child.ref for child in part.children)
    return {ref: frozenset(_reach(ref, direct)) for ref in parts if direct.get(ref)}


def _with_attributes(root: Group) -> Iterator[Part]:
    for part in walk(root):
        yield part
        yield from part.attributes


def cached(part: Part) -> tuple[Expression, ...]:
    """The expressions whose results a sheet remembers."""
    count = part.count if isinstance(part, Repeat) else None
    return (*_settled(part), count) if count else _settled(part)


def _settled(part: Part) -> tuple[Expression, ...]:
    """Those that must not depend on themselves. A count may: "another one as long as the last answer is yes"."""
    found = [part.relevant]
    if isinstance(part, Question):
        choices = part.choices
        found += [part.calculation, *((choices.filter, choices.value, choices.label) if choices else ())]
    return tuple(expression for expression in found if expression)


def cycles(root: Group) -> tuple[str, ...]:
    """Refs whose relevance, value or choices depend on themselves: no order of answering would ever settle them."""
    return tuple(ref for ref, reached in _reached(root, _settled).items() if ref in reached)


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


def circles(root: Group) -> tuple[tuple[str, ...], ...]:
    """Questions and groups whose relevance or value comes round to themselves, each circle once, in the order of reading.

    Only plain references to single questions count: an expression that picks among the instances of a repeat may well look at another
    instance of its own question. Unlike `cycles`, nothing is in here because something near it is.
    """
    parts = {part.ref: part for part in walk(root)}
    reads = {ref: [path for path in _plainly(part) if path in parts] for ref, part in parts.items()}
    for part in parts.values():
        if not isinstance(part, Question):
            for child in part.children:
                reads[child.ref].append(part.ref)  # what is inside goes when its group goes
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()
    for start in reads:
        circle = _circle(start, reads, done)
        if circle:
            found.setdefault(frozenset(circle), circle)
    return tuple(found.values())


def _plainly(part: Part) -> Iterator[str]:
    """What the relevance and the value of a part refer to, where they do not pick among instances."""
    expressions = [part.relevant, part.calculation if isinstance(part, Question) else None]
    for expression in filter(None, expressions):
        if "[" not in expression.source and "indexed-repeat" not in expression.source and "position" not in expression.source:
            yield from expression.paths


def _circle(start: str, reads: Mapping[str, list[str]], done: set[str]) -> tuple[str, ...]:
    """The first circle met on the way from a start, without recursion: forms may be deep. `done` is what leads into none."""
    way, waiting = [start], [list(reads[start])]
    while waiting:
        if not waiting[-1]:
            done.add(way.pop())
            waiting.pop()
            continue
        ref = waiting[-1].pop(0)
        if ref in way:
            return tuple(way[way.index(ref) :])
        if ref not in done:
            way.append(ref)
            waiting.append(list(reads[ref]))
    return ()
