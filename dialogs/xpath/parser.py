"""Tokens become trees: the grammar of XPath 1.0 (sections 2 and 3) as far as XForms use it. Prefixes of names are dropped."""

from typing import NamedTuple

from dialogs import faulttexts
from dialogs.phrase import Phrase, phrase
from dialogs.xpath.lexer import PRECEDENCE, Token, tokens
from dialogs.xpath.values import ExpressionError

MAX_LENGTH = 32_767  # characters: what a cell of a workbook holds
MAX_TOKENS = 4_000  # real forms have a tenth of that at most; compiling one takes 10 µs
MAX_DEPTH = 40  # brackets within brackets: real forms have up to five, and what is compiled must not exhaust Python's stack

AXES = frozenset(
    "ancestor ancestor-or-self attribute child descendant descendant-or-self following following-sibling parent preceding"
    " preceding-sibling self".split()
)
NODE_TYPES = frozenset("comment node processing-instruction text".split())


class Literal(NamedTuple):
    value: str | float
    at: int


class Step(NamedTuple):
    axis: str
    test: str  # a name, `*`, `node()`, `text()`, `comment()` or `?target` (`?`: any processing instruction)
    predicates: "tuple[Tree, ...]" = ()


class Path(NamedTuple):
    start: "Tree | None"  # what the steps start from; None: the context node or, if absolute, the root
    absolute: bool
    steps: tuple[Step, ...]
    at: int


class Filter(NamedTuple):
    subject: "Tree"
    predicates: "tuple[Tree, ...]"
    at: int


class Union(NamedTuple):
    parts: "tuple[Tree, ...]"
    at: int


class Negation(NamedTuple):
    operand: "Tree"
    at: int


class Chain(NamedTuple):
    """Operators of one precedence, from left to right: `1 + 2 - 3` is ('1', (('+', '2'), ('-', '3')))."""

    first: "Tree"
    rest: "tuple[tuple[str, Tree], ...]"
    at: int


class Call(NamedTuple):
    name: str
    arguments: "tuple[Tree, ...]"
    at: int


Tree = Literal | Path | Filter | Union | Negation | Chain | Call

SELF = Step("self", "node()")
PARENT = Step("parent", "node()")
ANYWHERE = Step("descendant-or-self", "node()")


def parse(source: str) -> Tree:
    """The tree of an expression. Raises ExpressionError."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(source[:80], 0, phrase(faulttexts.XP_LONG, most=f"{MAX_LENGTH:,}"))
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.tokens = source, tokens(source)
        if len(self.tokens) > MAX_TOKENS:
            raise ExpressionError(source[:80], 0, phrase(faulttexts.XP_MANY, most=f"{MAX_TOKENS:,}"))
        self.index = self.depth = 0
        self.token = self.tokens[0]

    def whole(self) -> Tree:
        tree = self.expression(1)
        if self.token.kind == "end":
            return tree
        closes = self.token.text == ")"
        raise self.error(phrase(faulttexts.XP_CLOSES) if closes else phrase(faulttexts.XP_OPERATOR, word=self.token.text))

    def error(self, reason: Phrase) -> ExpressionError:
        return ExpressionError(self.source, self.token.at, reason)

    def take(self) -> Token:
        taken = self.token
        self.index += 1
        self.token = self.tokens[self.index]
        return taken

    def followed_by(self, symbol: str) -> bool:
        return self.token.kind != "end" and self.tokens[self.index + 1].kind == symbol

    def need(self, symbol: str) -> None:
        if self.token.kind != symbol:
            raise self.error(phrase(faulttexts.XP_MISSING, sign=symbol))
        self.take()

    def expression(self, floor: int) -> Tree:
        """Operators that bind at least as closely as `floor`."""
        left = self.unary()
        while (level := self.level()) >= floor:
            at, rest = self.token.at, []
            while self.level() == level:
                operator = self.take().text
                rest.append((operator, self.expression(level + 1)))
            left = Chain(left, tuple(rest), at)
        return left

    def level(self) -> int:
        return PRECEDENCE[self.token.text] if self.token.kind == "operator" else 0

    def nested(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(phrase(faulttexts.XP_BRACKETS, most=MAX_DEPTH))
        tree = self.expression(1)
        self.depth -= 1
        return tree

    def unary(self) -> Tree:
        at, signs = self.token.at, 0
        while self.token.kind == "operator" and self.token.text == "-":
            self.take()
            signs += 1
        operand = self.union()
        if signs % 2:
            return Negation(operand, at)
        return Negation(Negation(operand, at), at) if signs else operand

    def union(self) -> Tree:
        at, parts = self.token.at, [self.path()]
        while self.token.kind == "|":
            self.take()
            parts.append(self.path())
        return Union(tuple(parts), at) if len(parts) > 1 else parts[0]

    def path(self) -> Tree:
        at = self.token.at
        if self.token.kind in ("/", "//"):
            separator = self.take().text
            only_root = separator == "/" and not self.starts_step()
            return Path(None, True, () if only_root else self.steps(separator), at)
        if self.starts_step() and not self.starts_call():
            return Path(None, False, self.steps("/"), at)
        subject = self.primary()
        if predicates := self.predicates():
            subject = Filter(subject, predicates, at)
        return Path(subject, False, self.steps(self.take().text), at) if self.token.kind in ("/", "//") else subject

    def starts_step(self) -> bool:
        return self.token.kind in ("name", ".", "..", "@")

    def starts_call(self) -> bool:
        return self.token.kind == "name" and self.followed_by("(") and self.token.text not in NODE_TYPES

    def steps(self, separator: str) -> tuple[Step, ...]:
        """The steps after a separator that has been taken."""
        steps = [ANYWHERE] if separator == "//" else []
        steps.append(self.step())
        while self.token.kind in ("/", "//"):
            if self.take().text == "//":
                steps.append(ANYWHERE)
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        if self.token.kind in (".", ".."):
            return SELF if self.take().text == "." else PARENT
        axis = "child"
        if self.token.kind == "@":
            self.take()
            axis = "attribute"
        elif self.followed_by("::"):
            if self.token.text not in AXES:
                raise self.error(phrase(faulttexts.XP_AXIS, name=self.token.text))
            axis = self.take().text
            self.take()
        return Step(axis, self.test(), self.predicates())

    def test(self) -> str:
        if self.token.kind != "name":
            raise self.error(phrase(faulttexts.XP_NO_NAME))
        name = self.take().text
        if self.token.kind != "(":
            return name.rpartition(":")[2]
        if name not in NODE_TYPES:
            raise self.error(phrase(faulttexts.XP_IN_PATH, name=name))
        self.take()
        target = self.take().text[1:-1] if self.token.kind == "text" else ""
        self.need(")")
        return f"?{target}" if name == "processing-instruction" else f"{name}()"

    def predicates(self) -> tuple[Tree, ...]:
        found = []
        while self.token.kind == "[":
            self.take()
            found.append(self.nested())
            self.need("]")
        return tuple(found)

    def primary(self) -> Tree:
        token = self.token
        if token.kind == "number":
            return Literal(float(self.take().text), token.at)
        if token.kind == "text":
            return Literal(self.take().text[1:-1], token.at)
        if token.kind == "name":
            return Call(self.take().text, self.arguments(), token.at)
        if token.kind == "(":
            self.take()
            tree = self.nested()
            self.need(")")
            return tree
        raise self.error(phrase(faulttexts.XP_NO_VALUE, word=token.text) if token.text else phrase(faulttexts.XP_NO_VALUE_END))

    def arguments(self) -> tuple[Tree, ...]:
        self.need("(")
        found: list[Tree] = []
        if self.token.kind != ")":
            found.append(self.nested())
        while found and self.token.kind == ",":
            self.take()
            found.append(self.nested())
        self.need(")")
        return tuple(found)
