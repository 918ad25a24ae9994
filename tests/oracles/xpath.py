"""Expressions with the value that another implementation gives them.

Their XML becomes a light tree, as `dialogs.values.Node` describes it.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.dom import minidom
from zoneinfo import ZoneInfo

from dialogs.xpath import Expression, ExpressionError, Node, Scope, compile_expression
from tests.oracles import Outcome, left_out

Case = Mapping[str, Any]
SOME_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)  # for cases whose clock does not matter


@dataclass(slots=True, eq=False)
class Element:
    """A node of a case's document. `label` is how the cases name it: `node()[2]`, `@id`."""

    name: str
    label: str = ""
    parent: "Element | None" = None
    text: str = ""
    children: "Sequence[Element]" = field(default_factory=list)

    def string(self) -> str:
        seen = (child for child in self.children if child.name == "#text" or child.name[:1] not in "@?#")
        return self.text + "".join(child.string() for child in seen)

    def path(self) -> str:
        return f"{self.parent.path().rstrip('/')}/{self.label}" if self.parent else "/"


def run(path: Path) -> Outcome:
    cases = json.loads(path.read_text())
    skipped = {case["id"]: left_out("xpath")[case["id"]] for case in cases if case["id"] in left_out("xpath")}
    failures = {}
    for case in cases:
        if case["id"] not in skipped and (reason := fault(case)):
            failures[case["id"]] = f"{case['expr']!r}: {reason}"
    return Outcome(len(cases), failures, skipped)


def fault(case: Case) -> str:
    """What is wrong with our answer; "" when nothing is."""
    document = read(case["xml"])
    try:
        expression = compile_expression(case["expr"])
        found = JUDGES[case["type"]](expression, find(document, case["context"]), scope(case, document), case)
    except ExpressionError as error:
        return "" if case["type"] == "error" else f"expected {case['expected']!r}, refused: {error}"
    return "" if found is None else f"expected {case['type']} {case['expected']!r}, found {found!r}"


def scope(case: Case, document: Element) -> Scope:
    now = datetime.fromisoformat(case["now"]) if case["now"] else SOME_NOON
    return Scope(
        root=document,
        now=now.astimezone(ZoneInfo(case["tz"])),
        instances={node.string(): node.parent for node in every(document) if node.name == "@id" and node.parent},
        seed=1,
        text=str,
        choice_label=lambda value, node: value,
        pulldata=lambda *words: "",
    )


# --- documents --------------------------------------------------------------------------------------------

KINDS = {
    minidom.Node.TEXT_NODE: "#text",
    minidom.Node.CDATA_SECTION_NODE: "#text",
    minidom.Node.COMMENT_NODE: "#comment",
    minidom.Node.DOCUMENT_TYPE_NODE: "#doctype",
}


def read(xml: str) -> Element:
    return _grown(Element(""), minidom.parseString(xml))


def _grown(element: Element, source: minidom.Node) -> Element:
    """As in a browser: doctype and CDATA are nodes too. Places are counted as XPath does: text that meets is one node."""
    attributes = source.attributes.values() if source.attributes else ()
    children = [
        Element(f"@{one.localName}", f"@{one.name}", element, one.value)
        for one in attributes
        if one.name.split(":")[0] != "xmlns"
    ]
    place, before = 0, ""
    for node in source.childNodes:
        name = _name(node)
        place += not (name == before == "#text" or before == "#doctype")
        children.append(_grown(Element(name, f"node()[{place}]", element, getattr(node, "data", "")), node))
        before = name
    element.children = children
    return element


def _name(node: minidom.Node) -> str:
    if node.nodeType == minidom.Node.PROCESSING_INSTRUCTION_NODE:
        return f"?{node.nodeName}"
    return KINDS.get(node.nodeType) or node.localName or ""


def every(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from every(child)


def find(document: Element, path: str) -> Element:
    node = document
    for label in path.split("/"):
        if label:
            node = [child for child in node.children if child.label == label][-1]  # not the doctype
    return node


# --- verdicts: None, or what was found instead ------------------------------------------------------------

Judge = Callable[[Expression, Node, Scope, Case], object]


def judge_boolean(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    found = expression.boolean(node, known)
    return None if found is case["expected"] else found


def judge_number(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    """JavaRosa's tests allow for 1e-12, the others for nothing."""
    found, expected = expression.number(node, known), float(case["expected"])
    near = math.isclose(found, expected, rel_tol=0, abs_tol=1e-12 if case["suite"] == "javarosa" else 0)
    return None if near or (math.isnan(found) and math.isnan(expected)) else found


def judge_rounded(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    found = expression.number(node, known)
    return None if round(found * case["factor"]) == round(case["expected"] * case["factor"]) else found


def judge_string(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    found = expression.string(node, known)
    return None if found == case["expected"] else found


def judge_match(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    found = expression.string(node, known)
    flags = re.IGNORECASE if "i" in (case.get("flags") or "") else 0
    return None if re.search(case["expected"], found, flags) else found


def judge_length(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    found = expression.string(node, known)
    return None if len(found) == case["expected"] else found


def judge_nodes(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    value = expression.evaluate(node, known)
    found = [one.path() for one in value if isinstance(one, Element)] if isinstance(value, list) else value
    return None if found == case["expected"] else found


def judge_unordered(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    ordered = judge_nodes(expression, node, known, case)
    return None if isinstance(ordered, list) and sorted(ordered) == sorted(case["expected"]) else ordered


def judge_error(expression: Expression, node: Node, known: Scope, case: Case) -> object:
    return expression.evaluate(node, known)


JUDGES: Mapping[str, Judge] = {
    "boolean": judge_boolean,
    "number": judge_number,
    "number-rounded": judge_rounded,
    "string": judge_string,
    "date": judge_string,
    "string-match": judge_match,
    "string-length": judge_length,
    "nodes": judge_nodes,
    "nodes-unordered": judge_unordered,
    "error": judge_error,
}
