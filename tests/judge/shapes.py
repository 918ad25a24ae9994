"""What of a payload a judge's verdict hangs on: which fields it has, and how much is in them; not the words.

A verdict of today therefore holds tomorrow, after a translation was mended, as long as nothing has become longer than what was judged.
Every rule of the judge is a least or a most of one field, so a payload within what was judged is judged as well. Lengths are in code
points, as the judge counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

# Fields whose value is a word of the protocol: two values are two shapes.
WORDS = frozenset({"object", "field", "messaging_product", "recipient_type", "type", "sub_type", "status"})

Shape = Mapping[str, str | int]


def shape(value: Any) -> dict[str, str | int]:
    """{path: the word, or how long a text, or how many in a list}. Members of a list that are of one type are one, with the most of each."""
    found: dict[str, str | int] = {}
    for path, what in _leaves(value, ""):
        found[path] = _more(what, found.get(path, what))
    return found


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str | int]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield path, len(value)
        for inner in value:
            yield from _leaves(inner, f"{path}[{_called(inner)}]")
    elif isinstance(value, str) and value:
        yield path, value if path.rpartition(".")[2] in WORDS else len(value)
    else:
        yield path, repr(value) if value in (True, False, "") else type(value).__name__


def _called(member: Any) -> str:
    """Members of a list that are of another type are told apart."""
    return str(member.get("type") or member.get("status") or "") if isinstance(member, dict) else ""


def kind(one: Shape) -> str:
    """What two shapes share that differ in lengths only: the fields and the words."""
    return " ".join(f"{path}={what}" if isinstance(what, str) else path for path, what in sorted(one.items()))


def within(one: Shape, other: Shape) -> bool:
    """Whether nothing in a shape is longer, or more, than in another of its kind."""
    return widest(one, other) == other


def widest(one: Shape, other: Shape) -> dict[str, str | int]:
    """The most of both, which are of one kind."""
    return {path: _more(what, other[path]) for path, what in one.items()}


def _more(what: str | int, other: str | int) -> str | int:
    return max(what, other) if isinstance(what, int) and isinstance(other, int) else what
