"""XForms expressions (relevant, constraint, calculation, choice_filter ...), compiled once to closures over a light tree.

`compile_expression` is the way in. The modules beside it: `lexer` and `parser` read the text, `compiler`, `walk` and `code`
make closures of it, `steps` walks the tree, `functions` knows the functions and `values` the values. What implementations of
ODK disagree about is decided where it is done: dates in `dates`, numbers in `maths`, the rest in `functions`.
"""

from dataclasses import dataclass, field

from dialogs.xpath.code import Code
from dialogs.xpath.compiler import Compiler
from dialogs.xpath.parser import parse
from dialogs.xpath.values import (
    MAX_STEPS,
    ExpressionError,
    Node,
    Run,
    Scope,
    Value,
    to_boolean,
    to_number,
    to_text,
)

__all__ = ["MAX_STEPS", "Expression", "ExpressionError", "Node", "Scope", "Value", "compile_expression"]

TOO_DEEP = "This is nested too deeply: use a calculation of its own for a part of it"


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. Evaluating it raises ExpressionError, and what the nodes and the scope raise; nothing else.

    `paths` are the places it reads, without positions and predicates: `/data/person/age`; those in a list start with
    `instance('towns')`; a place that is only known when evaluated is as general as it must be (`//age`, `/data/*`).
    Relative ones are resolved against the context path, or kept as written when there is none.
    """

    source: str
    paths: frozenset[str]
    code: Code = field(repr=False, compare=False)

    def evaluate(self, context: Node, scope: Scope) -> Value:
        """The value, with `context` as the node that `.` means."""
        value: Value = self.code.run(context, Run(scope, context, self.source))
        return value

    def boolean(self, context: Node, scope: Scope) -> bool:
        return to_boolean(self.evaluate(context, scope))

    def string(self, context: Node, scope: Scope) -> str:
        return to_text(self.evaluate(context, scope))

    def number(self, context: Node, scope: Scope) -> float:
        return to_number(self.evaluate(context, scope), scope.now.tzinfo)


def compile_expression(source: str, *, context_path: str = "") -> Expression:
    """Compile an expression that belongs to the element at `context_path` (`/data/person/age`, no positions).

    With a context path the expression follows the rule of forms that an absolute path inside of a repeat means the same
    instance; without one, absolute paths are those of XPath. Raises ExpressionError.
    """
    compiler = Compiler(source, tuple(context_path.rstrip("/").split("/")) if context_path else None)
    try:
        code = compiler.compile(parse(source))
    except RecursionError:
        raise ExpressionError(source, 0, TOO_DEEP) from None
    return Expression(source, frozenset(compiler.paths), code)
