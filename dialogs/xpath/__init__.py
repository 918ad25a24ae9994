"""XForms expressions (relevant, constraint, calculation, choice_filter ...), compiled once to closures over a light tree.

`compile_expression` is the way in. The modules beside it: `lexer` and `parser` read the text, `compiler`, `walk` and `code`
make closures of it, `steps` walks the tree, `functions` knows the functions and `values` the values. What implementations of
ODK disagree about is decided where it is done: dates in `dates`, numbers in `maths`, the rest in `functions`.
"""

import re
from dataclasses import dataclass, field, replace

from dialogs import faulttexts
from dialogs.phrase import phrase
from dialogs.xpath.code import Code
from dialogs.xpath.compiler import Compiler
from dialogs.xpath.parser import parse
from dialogs.xpath.values import (
    MAX_STEPS,
    ExpressionError,
    Node,
    Purse,
    Run,
    Scope,
    Value,
    to_boolean,
    to_number,
    to_text,
)

__all__ = ["MAX_STEPS", "TOO_DEEP", "Expression", "ExpressionError", "Node", "Scope", "Value", "compile_expression"]

CHEAP = 2_000  # steps that an expression may cost without being counted: 50 µs
OWN = re.compile(r"\b(?:current|once|random|uuid|position|last)\s*\(")  # functions that look at where they stand
TOO_DEEP = phrase(faulttexts.XP_DEEP)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. Evaluating it raises ExpressionError, and what the nodes and the scope raise; nothing else.

    `paths` are the places it reads, without positions and predicates: `/data/person/age`; those in a list start with
    `instance('towns')`; a place that is only known when evaluated is as general as it must be (`//age`, `/data/*`).
    Relative ones are resolved against the context path, or kept as written when there is none.

    `otherwise` is what counts where an evaluation fails, if that is known: nobody is stuck over what a form's author got wrong.
    """

    source: str
    paths: frozenset[str]
    code: Code = field(repr=False, compare=False)
    otherwise: "Value | Expression | None" = field(default=None, repr=False, compare=False)
    same: bool = field(default=False, repr=False, compare=False)  # gives the same for every context node that is in no repeat

    def evaluate(self, context: Node, scope: Scope) -> Value:
        """The value, with `context` as the node that `.` means."""
        purse = scope.purse
        outer = purse.floor
        if outer < 0:
            purse.floor = max(0, purse.left - MAX_STEPS)
        try:
            value: Value = self.code.run(context, Run(scope, context, self.source))
            return value
        except ExpressionError:
            if self.otherwise is None:
                raise
        except RecursionError:
            if outer >= 0:  # whoever reads this value waits for it, and is too deep as well
                raise
            raise ExpressionError(self.source, 0, TOO_DEEP) from None
        finally:
            purse.floor = outer
        if isinstance(self.otherwise, Expression):
            return self.otherwise.evaluate(context, replace(scope, purse=Purse()))
        return self.otherwise

    def boolean(self, context: Node, scope: Scope) -> bool:
        fixed = self.code.value
        return to_boolean(self.evaluate(context, scope) if fixed is None else fixed)

    def string(self, context: Node, scope: Scope) -> str:
        return to_text(self.evaluate(context, scope))

    def number(self, context: Node, scope: Scope) -> float:
        return to_number(self.evaluate(context, scope), scope.now.tzinfo)


def compile_expression(source: str, *, context_path: str = "", otherwise: Value | Expression | None = None) -> Expression:
    """Compile an expression that belongs to the element at `context_path` (`/data/person/age`, no positions).

    With a context path the expression follows the rule of forms that an absolute path inside of a repeat means the same
    instance; without one, absolute paths are those of XPath. Raises ExpressionError.
    """
    compiler = Compiler(source, tuple(context_path.rstrip("/").split("/")) if context_path else None)
    try:
        code = compiler.compile(parse(source))
    except RecursionError:
        raise ExpressionError(source, 0, TOO_DEEP) from None
    code = _charged(code, compiler.price) if compiler.price > CHEAP else code
    same = code.fixed and not OWN.search(source)
    return Expression(source, frozenset(compiler.paths), code, otherwise, same)


def _charged(code: Code, price: int) -> Code:
    """Most expressions are too short to be worth counting."""
    run = code.run

    def charged(node: Node, state: Run) -> Value:
        state.spend(price)
        value: Value = run(node, state)
        return value

    return code._replace(run=charged)
