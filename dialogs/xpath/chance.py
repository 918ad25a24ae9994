"""Chance in expressions: random(), uuid() and randomize(), drawn from the seed that the scope brings.

The same seed, expression and node give the same result, whenever they are evaluated; another node gives another.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import fmod, isfinite
from typing import TypeVar

from dialogs.xpath.steps import place
from dialogs.xpath.values import Node, Run

MODULUS, MULTIPLIER = 2**31 - 1, 16807  # Park and Miller's generator
MAX_UUID = 256  # characters

T = TypeVar("T")


def _draw(node: Node, run: Run) -> bytes:
    run.draws += 1
    where, at = "", run.origin
    while at.parent is not None:
        where, at = f"/{at.name}[{place(at, run)}]{where}", at.parent
    within = "" if node is run.origin else f"{node.name}[{place(node, run)}]"
    return sha256(f"{run.scope.seed} {run.source} {where} {within} {run.draws}".encode(errors="replace")).digest()


def random(node: Node, run: Run) -> float:
    """At least 0, less than 1."""
    return (int.from_bytes(_draw(node, run)[:8], "big") >> 11) / 2**53


def uuid(node: Node, run: Run, length: float | None = None) -> str:
    """A version 4 UUID (RFC 4122), or so many characters."""
    drawn = _draw(node, run)
    if length is None:
        number = int.from_bytes(drawn[:16], "big") & ~(0xF << 76) & ~(0x3 << 62) | 0x4 << 76 | 0x2 << 62
        text = f"{number:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    wanted = int(min(max(length, 0), MAX_UUID)) if isfinite(length) else 0
    text = drawn.hex()
    while len(text) < wanted:
        text += sha256(text.encode()).hexdigest()
    return text[:wanted]


def seed_of(text: str) -> int:
    """A seed that is no number: the first eight bytes of its SHA-256, and 0 for nothing (as JavaRosa)."""
    return int.from_bytes(sha256(text.encode(errors="replace")).digest()[:8], "big", signed=True) if text else 0


def shuffled(items: Sequence[T], seed: int) -> list[T]:
    """Fisher and Yates, inside-out, over Park and Miller's generator: the order that Collect and Enketo show for a seed."""
    state = int(fmod(float(seed), MODULUS))
    state += MODULUS - 1 if state <= 0 else 0
    found: list[T] = []
    for i, item in enumerate(items):
        state = state * MULTIPLIER % MODULUS
        j = int((state - 1) / (MODULUS - 1) * (i + 1))
        found.append(item)
        found[i], found[j] = found[j], item
    return found
