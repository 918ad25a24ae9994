"""Trees of expressions become closures, and what can be known beforehand is checked."""

from collections.abc import Callable, Mapping

from dialogs import faulttexts
from dialogs.phrase import Phrase, Quote, phrase
from dialogs.xpath import texts
from dialogs.xpath.code import (
    LOGIC,
    ORDER,
    Code,
    Evaluate,
    Keep,
    Template,
    arithmetic,
    comparison,
    comparisons,
    constant,
    keeping,
    logic,
    number_of,
    text_of,
    truth_of,
)
from dialogs.xpath.functions import FUNCTIONS, Function, Signature
from dialogs.xpath.maths import whole
from dialogs.xpath.parser import SELF, Call, Chain, Filter, Literal, Negation, Path, Tree, Union, parse
from dialogs.xpath.steps import STEP, in_document_order
from dialogs.xpath.values import STRING, ExpressionError, Node, Run, Value
from dialogs.xpath.walk import UNKNOWN, extend, from_context, from_root, indexed, shortened, walk, written

CONVERSIONS: Mapping[str, Callable[[Code], Evaluate]] = {"s": text_of, "n": number_of, "b": truth_of}
# What a part costs, in steps, without what is in it.
PRICES: Mapping[type, int] = {Literal: 4, Path: 12, Call: 12, Chain: 6, Negation: 6, Filter: 12, Union: 24}
OPERAND = 6  # of a chain of operators
COMPARED = 40  # in order: there may be dates to read
OF_A_SHEET = 28  # the value of a question costs more than a cell of a list
DEAR = 100  # a function that reads dates, or a pattern
DEAR_ONES = frozenset(
    "regex date date-time decimal-date-time decimal-time format-date format-date-time digest uuid random".split()
)
CHOICES = 800  # looking for a choice by its name
SIMILAR = 70  # per cent of likeness from which a function's name is proposed
NEED_NODES = phrase(faulttexts.XP_NODES)


class Compiler:
    """Compiles one expression. `paths` fills with the places that it reads."""

    def __init__(self, source: str, context: Template | None) -> None:
        self.source = source
        self.in_form = context is not None  # absolute paths stay in the instance of a repeat
        self.context: Template = context or (".",)
        self.here = self.context  # where the context node is: within a predicate that is another
        self.paths: set[str] = set()
        self.predicates = self.memos = 0
        self.price = 0  # in steps, of evaluating once what has been compiled so far
        self.by_chance = "rand" in source or "uuid" in source

    def error(self, at: int, reason: Phrase) -> ExpressionError:
        return ExpressionError(self.source, at, reason)

    def compile(self, tree: Tree) -> Code:
        """A part whose value is used, so the place it reads is noted."""
        before = self.price
        code = self.part(tree)
        if code.path is not None and (path := written(code.path)):
            self.paths.add(path)
        worth_keeping = self.predicates and code.fixed and code.value is None and not self.by_chance
        if not worth_keeping:
            return code
        price, self.price = self.price - before, before + PRICES[Literal]
        return self.remembered(code, price)

    def part(self, tree: Tree) -> Code:
        self.price += PRICES[type(tree)]
        match tree:
            case Literal():
                self.price += len(tree.value) if isinstance(tree.value, str) else 0
                return constant(tree.value)
            case Path():
                return self.path(tree)
            case Call():
                return self.call(tree)
            case Chain():
                return self.chain(tree)
            case Negation():
                return self.negation(tree)
            case Filter():
                return self.filter(tree)
            case Union():
                return self.union(tree)

    def remembered(self, code: Code, price: int) -> Code:
        """In a predicate, what is the same for every node is computed once: a list is filtered by one answer."""
        key, compute = self.memos, code.run
        self.memos += 1

        def recall(node: Node, run: Run) -> Value:
            if key not in run.memo:
                run.spend(price)
                run.memo[key] = compute(node, run)
            return run.memo[key]

        return code._replace(run=recall)

    # --- operators -------------------------------------------------------------------------------------------------------

    def chain(self, tree: Chain) -> Code:
        first, rest = self.compile(tree.first), [(name, self.compile(operand)) for name, operand in tree.rest]
        self.price += sum(COMPARED if name in ORDER else OPERAND for name, _ in rest)
        name = rest[0][0]
        if name in LOGIC:
            return logic(name, [first, *(code for _, code in rest)])
        if name in ("+", "-", "*", "div", "mod"):
            return arithmetic(first, rest)
        return comparison(name, first, rest[0][1]) if len(rest) == 1 else comparisons(first, rest)

    def negation(self, tree: Negation) -> Code:
        code = self.compile(tree.operand)
        number = number_of(code)
        return Code("number", lambda node, run: -number(node, run), code.fixed)

    def union(self, tree: Union) -> Code:
        codes = [self.compile(part) for part in tree.parts]
        runs = [self.nodes(code, tree.at) for code in codes]

        def together(node: Node, run: Run) -> list[Node]:
            return in_document_order([one for each in runs for one in each(node, run)], run)

        return Code("nodes", together, all(code.fixed for code in codes), path=UNKNOWN)

    # --- paths -----------------------------------------------------------------------------------------------------------

    def path(self, tree: Path) -> Code:
        start = self.part(tree.start) if tree.start else None
        template = (start.path or UNKNOWN) if start else ("",) if tree.absolute else self.here
        self.price += 0 if template[0].startswith("instance(") else OF_A_SHEET
        self.price += STEP * len(tree.steps) // 2
        steps, keeps = shortened(tree.steps), []
        for step in steps:
            template = extend(template, step)
            keeps.append([self.predicate(inner, template) for inner in step.predicates])
        if start:
            first, used = self.nodes(start, tree.at), 0
            flat = isinstance(tree.start, Call) and tree.start.name in ("current", "instance")  # one node
        else:
            first, used = from_root(steps, self.in_form) if tree.absolute else from_context(steps)
            flat = True
        run = walk(first, steps[used:], keeps[used:], flat=flat)
        return Code("nodes", run, tree.absolute or (start is not None and start.fixed), path=template)

    def filter(self, tree: Filter) -> Code:
        code = self.part(tree.subject)
        keeps = [self.predicate(inner, code.path or UNKNOWN) for inner in tree.predicates]
        nodes = self.nodes(code, tree.at)

        def kept(node: Node, run: Run) -> list[Node]:
            found: list[Node] = nodes(node, run)
            for keep in keeps:
                found = keep(found, run)
            return found

        return Code("nodes", kept, code.fixed, path=code.path)

    def predicate(self, tree: Tree, here: Template) -> Keep:
        outer, self.here = (self.here, self.price), here
        self.predicates += 1
        self.price = PRICES[Filter]
        code = self.compile(tree)
        keep = keeping(code, self.price)
        self.predicates -= 1
        self.here, self.price = outer
        return keep

    def nodes(self, code: Code, at: int) -> Evaluate:
        """The closure of what must be nodes."""
        if code.kind == "nodes":
            return code.run
        if code.kind != "any":
            raise self.error(at, NEED_NODES)

        def checked(node: Node, run: Run) -> list[Node]:
            value = code.run(node, run)
            if not isinstance(value, list):
                raise run.error(NEED_NODES)
            return value

        return checked

    # --- functions -------------------------------------------------------------------------------------------------------

    def call(self, tree: Call) -> Code:
        form, function = FORMS.get(tree.name), FUNCTIONS.get(tree.name)
        takes = form[0] if form else function.takes if function else None
        if takes is None:
            raise self.error(tree.at, _unknown(tree.name))
        if not takes.accepts(len(tree.arguments)):
            raise self.error(tree.at, phrase(faulttexts.XP_VALUES, name=tree.name, takes=f"{takes}", given=len(tree.arguments)))
        return form[1](self, tree) if form else self.function(tree, FUNCTIONS[tree.name])

    def function(self, tree: Call, function: Function) -> Code:
        given = tree.arguments or ((Path(None, False, (SELF,), tree.at),) if function.takes.bare else ())
        codes = [self.compile(argument) for argument in given]
        self.price += DEAR if tree.name in DEAR_ONES else 0
        if tree.name == "regex" and isinstance(codes[1].value, str):
            return self.matching(codes[0], codes[1].value, given[1].at)
        if not codes and not function.asks and not isinstance(value := function.call(), list):  # true(), false(), pi()
            return constant(value)
        runs = [self.argument(function.takes.letter(i), code, given[i].at) for i, code in enumerate(codes)]
        fixed = function.asks != "here" and all(code.fixed for code in codes)
        return Code(function.gives, _invocation(function, runs), fixed, path=self.origin_of(tree.name, codes))

    def argument(self, letter: str, code: Code, at: int) -> Evaluate:
        if letter == "N":
            return self.nodes(code, at)
        if letter == "v":
            return code.run if code.kind not in ("nodes", "any") else _counted(code.run)
        return CONVERSIONS[letter](code)

    def origin_of(self, name: str, codes: list[Code]) -> Template | None:
        """Where the nodes that a function gives are."""
        if name == "current":
            return self.context
        if name == "instance":
            return (f"instance('{codes[0].value}')",) if codes[0].value is not None else UNKNOWN
        return codes[0].path if name == "randomize" else UNKNOWN if name == "id" else None

    def matching(self, code: Code, source: str, at: int) -> Code:
        """regex() with a pattern that the author wrote: it is made once."""
        try:
            pattern = texts.pattern(source)
        except ValueError as error:
            raise self.error(at, phrase(faulttexts.XP_PATTERN, why=Quote(error))) from None
        text = text_of(code)
        return Code("boolean", lambda node, run: texts.matches(pattern, text(node, run), run), code.fixed)

    # --- those that evaluate their arguments themselves --------------------------------------------------------------------

    def if_(self, tree: Call) -> Code:
        condition, then, otherwise = (self.compile(argument) for argument in tree.arguments)
        truth, yes, no = truth_of(condition), then.run, otherwise.run
        kind = then.kind if then.kind == otherwise.kind else "any"
        fixed = condition.fixed and then.fixed and otherwise.fixed
        return Code(kind, lambda node, run: yes(node, run) if truth(node, run) else no(node, run), fixed)

    def coalesce(self, tree: Call) -> Code:
        first, second = (self.compile(argument) for argument in tree.arguments)
        one, other = text_of(first), text_of(second)
        return Code("string", lambda node, run: one(node, run) or other(node, run), first.fixed and second.fixed)

    def once(self, tree: Call) -> Code:
        text = text_of(self.compile(tree.arguments[0]))
        return Code("string", lambda node, run: node.string() or text(node, run))

    def choice_name(self, tree: Call) -> Code:
        """jr:choice-name(value, node). pyxform writes the node as text: `jr:choice-name(/data/town, '/data/town')`."""
        value, question = tree.arguments
        if isinstance(question, Literal):
            question = self.embedded(question)
        value_code, question_code = self.compile(value), self.compile(question)
        text, nodes = text_of(value_code), self.nodes(question_code, tree.arguments[1].at)

        def label(node: Node, run: Run) -> str:
            run.spend(CHOICES)
            chosen, found = text(node, run), nodes(node, run)
            return run.scope.choice_label(chosen, found[0]) if chosen and found else ""

        return Code("string", label, value_code.fixed and question_code.fixed)

    def embedded(self, literal: Literal) -> Tree:
        try:
            return parse(str(literal.value))
        except ExpressionError as error:
            raise self.error(literal.at, error.reason) from None

    def indexed_repeat(self, tree: Call) -> Code:
        """indexed-repeat(node, repeat, index, ...). Its paths mean all instances, wherever it stands."""
        outer, self.in_form = self.in_form, False
        codes = {i: self.compile(tree.arguments[i]) for i in (0, *range(1, len(tree.arguments), 2))}
        self.in_form = outer
        target, *repeats = (self.nodes(code, tree.arguments[i].at) for i, code in codes.items())
        indexes = [number_of(self.compile(index)) for index in tree.arguments[2::2]]

        def chosen(node: Node, run: Run) -> list[Node]:
            pairs = zip(repeats, indexes, strict=True)
            return indexed(
                target(node, run), [(instances(node, run), whole(index(node, run))) for instances, index in pairs], run
            )

        return Code("nodes", chosen)


FORMS: Mapping[str, tuple[Signature, Callable[[Compiler, Call], Code]]] = {
    "if": (Signature.of("bvv"), Compiler.if_),
    "coalesce": (Signature.of("ss"), Compiler.coalesce),
    "once": (Signature.of("s"), Compiler.once),
    "jr:choice-name": (Signature.of("sv"), Compiler.choice_name),
    "indexed-repeat": (Signature.of("NNnNn**"), Compiler.indexed_repeat),
}


def _invocation(function: Function, runs: list[Evaluate]) -> Evaluate:
    call = function.call
    if function.asks == "here":
        return lambda node, run: call(node, run, *[argument(node, run) for argument in runs])
    if function.asks:
        return lambda node, run: call(run, *[argument(node, run) for argument in runs])
    if len(runs) == 1:
        (only,) = runs
        return lambda node, run: call(only(node, run))
    if len(runs) == 2:
        first, second = runs
        return lambda node, run: call(first(node, run), second(node, run))
    return lambda node, run: call(*[argument(node, run) for argument in runs])


def _counted(run: Evaluate) -> Evaluate:
    """What may be many nodes, of which the values are read."""

    def counted(node: Node, state: Run) -> Value:
        value: Value = run(node, state)
        if isinstance(value, list) and len(value) > 1:
            state.spend(STRING * len(value))
        return value

    return counted


def _unknown(name: str) -> Phrase:
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - 4 MB, for faults
    from rapidfuzz.process import extractOne  # noqa: PLC0415

    similar = extractOne(name, [*FUNCTIONS, *FORMS], scorer=ratio, score_cutoff=SIMILAR)
    if similar is None:
        return phrase(faulttexts.XP_FUNCTION, name=name)
    return phrase(faulttexts.XP_FUNCTION_LIKE, name=name, other=similar[0])
