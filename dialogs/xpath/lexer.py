"""Expressions as text become tokens (XPath 1.0, 3.7).

Lenient where workbooks are: any white space, `1or 2` for `1 or 2`, exponents in numbers.
"""

import re
from typing import NamedTuple

from dialogs import faulttexts
from dialogs.phrase import phrase
from dialogs.xpath.values import ExpressionError

PRECEDENCE = {
    operator: level
    for level, operators in enumerate(("or", "and", "= !=", "< <= > >=", "+ -", "* div mod"), start=1)
    for operator in operators.split()
}

NAME = r"[^\W\d][\w.\-]*"
TOKEN = re.compile(
    rf"""\s*(?:
    (?P<name>{NAME}(?::(?!:)(?:{NAME}|\*))?)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<symbol>::|//|\.\.|!=|<=|>=|[/.@*()\[\],|=<>+\-])
  | (?P<end>\Z))""",
    re.VERBOSE,
).match
OPERATOR_NAME = re.compile(r"\s*(?P<name>and|or|div|mod)(?![^\W\d])").match
ENDS_OPERAND = frozenset("name number text ) ] . ..".split())
REPRIMANDS = {
    '"': phrase(faulttexts.XP_QUOTE),
    "'": phrase(faulttexts.XP_QUOTE),
    "$": phrase(faulttexts.XP_VARIABLE, example="${name}"),
    "!": phrase(faulttexts.XP_UNEQUAL, sign="!="),
    "&": phrase(faulttexts.XP_AND),
    "{": phrase(faulttexts.XP_BRACE, example="${name}"),
} | dict.fromkeys("‘’“”„«»", phrase(faulttexts.XP_CURLY))


class Token(NamedTuple):
    kind: str  # name, number, text, operator, end; any other symbol is a kind of its own
    text: str
    at: int


def tokens(source: str) -> list[Token]:
    found = [_token(source, 0, after_operand=False)]
    while (last := found[-1]).kind != "end":
        found.append(_token(source, last.at + len(last.text), last.kind in ENDS_OPERAND))
    return found


def _token(source: str, position: int, after_operand: bool) -> Token:
    """After an operand a name or a star is an operator (XPath 1.0, 3.7)."""
    match = TOKEN(source, position)
    if match is None:
        raise _stray(source, position)
    kind = match.lastgroup or ""
    text, at = match[kind], match.start(kind)
    if kind == "name" and after_operand:
        match = OPERATOR_NAME(source, position)
        if match is None:
            raise ExpressionError(source, at, phrase(faulttexts.XP_OPERATOR, word=text))
        return Token("operator", match["name"], match.start("name"))
    if text == "*":
        kind = "operator" if after_operand else "name"
    elif kind == "symbol":
        kind = "operator" if text in PRECEDENCE else text
    return Token(kind, text, at)


def _stray(source: str, position: int) -> ExpressionError:
    """Something that no token begins with."""
    at = len(source) - len(source[position:].lstrip())
    return ExpressionError(source, at, REPRIMANDS.get(source[at]) or phrase(faulttexts.XP_STRAY, sign=source[at]))
