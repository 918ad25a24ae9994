"""The XML of XForms: its namespaces, and what stands where in an element."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from dialogs.xlsform.instances import local

XF, H, JR = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}", "{http://openrosa.org/javarosa}"
OURS = "{https://lotse.org/xforms}"
ITEMS = re.compile(r"instance\(\s*'([^']+)'\s*\)((?:/[\w.-]+)+)")
PREDICATE = re.compile(r"\[[^\[\]]*\]")


def template(element: Element) -> tuple[str, dict[str, str]]:
    """Mixed content as text with `${name}`, and the XPath behind each name."""
    parts = [element.text or ""]
    paths: dict[str, str] = {}
    for output in element:
        path = (output.get("value") or "").strip()
        name = path.rsplit("/", 1)[-1]
        key = name if re.fullmatch(r"\w+", name) else f"value{len(paths) + 1}"
        paths[key] = path
        parts += [f"${{{key}}}", output.tail or ""]
    return "".join(parts).strip(), paths


def extras(*elements: Element | None) -> dict[str, str]:
    present = [element for element in elements if element is not None]
    return {local(key): value for element in present for key, value in element.attrib.items() if key.startswith(OURS)}


def attributes_of(element: Element | None) -> dict[str, str]:
    """The standard's, by local names."""
    own = element.attrib.items() if element is not None else ()
    return {local(key): value for key, value in own if not key.startswith(OURS)}


def ref_of(element: Element | None) -> str:
    return (element.get("ref") or "") if element is not None else ""


def columns_of(control: Element) -> tuple[str, str]:
    """What the value and the label of a choice are called in its list."""
    found = (control.find(f"{XF}itemset/{XF}{name}") for name in ("value", "label"))
    value, label = (one.get("ref", "").strip() if one is not None else "" for one in found)
    return value or "name", label or value or "label"


def itemsets(drawn: Iterable[Element]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """(list, (path to an item, its value, its label)) as the first select says that uses the list."""
    seen: set[str] = set()
    for control in drawn:
        found = ITEMS.search(nodeset_of(control))
        if found and found[1] not in seen:
            seen.add(found[1])
            yield found[1], (found[2], *columns_of(control))


def plain(nodeset: str) -> str:
    """A path without predicates."""
    while (shorter := PREDICATE.sub("", nodeset)) != nodeset:
        nodeset = shorter
    return nodeset


def nodeset_of(control: Element | None) -> str:
    """Where a select takes its choices from; "" where nothing is chosen."""
    itemset = control.find(f"{XF}itemset") if control is not None else None
    return itemset.get("nodeset", "") if itemset is not None else ""
