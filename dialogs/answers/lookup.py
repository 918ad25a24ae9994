"""Finding a row of a list by one of its cells, without looking at all of it each time."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import cast

from dialogs.xpath import Node

MOST_INDEXES = 256  # lists and columns that are remembered


def cell(document: Node, wanted: str, searched: str, value: str) -> str:
    """The cell in the column `wanted` of the first row that holds `value` in the column `searched`; "" without one."""
    row = _rows(cast(Hashable, document), searched).get(value)
    return next((one.string() for one in row.children if one.name == wanted), "") if row else ""


@lru_cache(maxsize=MOST_INDEXES)
def _rows(document: Hashable, column: str) -> Mapping[str, Node]:
    """{value: the first row with it}; a list never changes, and is the same object as long as its form is."""
    found: dict[str, Node] = {}
    for root in cast(Node, document).children:
        for row in root.children:
            for one in row.children:
                if one.name == column:
                    found.setdefault(one.string(), row)
    return found
