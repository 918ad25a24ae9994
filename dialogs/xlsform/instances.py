"""The instances of an XForm: lists become trees that expressions walk over, and the primary one says what a sheet starts with."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from dialogs.form import Part, Question, Repeat
from dialogs.nodes import ListNode

TEMPLATE = "{http://openrosa.org/javarosa}template"


def local(tag: str) -> str:
    """Without namespace or path."""
    return tag.rsplit("}", 1)[-1].rsplit("/", 1)[-1]


def namespace(tag: str) -> str:
    return tag[1:].split("}", 1)[0] if tag[:1] == "{" else ""


def tree(instance: Element) -> ListNode:
    """The document of a secondary instance, of whatever shape."""
    document = ListNode("")
    document.children = [_grown(child, document) for child in instance]
    return document


def _grown(element: Element, parent: ListNode) -> ListNode:
    node = ListNode(local(element.tag), (element.text or "").strip(), parent)
    attributes = [ListNode(f"@{local(key)}", value, node) for key, value in element.attrib.items()]
    node.children = attributes + [_grown(child, node) for child in element]
    return node


def at(document: ListNode, names: Sequence[str]) -> list[ListNode]:
    """The nodes of a plain path."""
    nodes = [document]
    for name in names:
        nodes = [child for node in nodes for child in node.children if child.name == name]
    return nodes


# --- the primary instance -------------------------------------------------------------------------------------------------


def patterns(element: Element) -> Iterator[Element]:
    """The children, each name once: what is repeated stands as its template or, without one, as its first instance."""
    found: dict[str, Element] = {}
    for child in element:
        if child.tag not in found or (TEMPLATE in child.attrib and TEMPLATE not in found[child.tag].attrib):
            found[child.tag] = child
    return iter(found.values())


def count(parent: Element, tag: str) -> int:
    """How many instances of a repeat are there from the start: templates are none."""
    return len(_instances(parent, local(tag)))


def initial(parts: Sequence[Part], element: Element, prefix: str = "") -> dict[str, str]:
    """{path: value} of all that a sheet has from the start and that is not what a new instance has."""
    found: dict[str, str] = {}
    for part in parts:
        there = _instances(element, part.name)
        if isinstance(part, Repeat):
            ids = [f"k{i}" for i in range(1, len(there) + 1)]
            if len(ids) != part.starts and (ids or not part.fixed):
                found[prefix + part.key] = " ".join(ids)
            for one, child in zip(ids, there, strict=True):
                found |= initial(part.children, child, f"{prefix}{part.key}[{one}].")
        elif isinstance(part, Question):
            text = (there[0].text or "") if there else ""
            if text.strip() != part.default:
                found[prefix + part.key] = text.strip()
        elif there:
            found |= initial(part.children, there[0], prefix)
    return found


def _instances(parent: Element, name: str) -> list[Element]:
    return [child for child in parent if local(child.tag) == name and TEMPLATE not in child.attrib]
