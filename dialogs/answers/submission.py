"""A sheet as it is submitted: the XML of the instance, without what is not relevant (ODK XForms and OpenRosa Metadata specifications)."""

import re
from collections.abc import Iterator
from itertools import takewhile
from unicodedata import normalize

from dialogs.answers.casting import canonical
from dialogs.answers.sheet import AnswerSheet, SheetNode
from dialogs.form import Question

OPENROSA = "http://openrosa.org/xforms"
PREFIXES = {OPENROSA: "orx", "http://openrosa.org/javarosa": "jr", "http://www.opendatakit.org/xforms": "odk"}
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
META, INSTANCE_ID = "meta", "instanceID"


def instance_xml(answers: AnswerSheet, instance_id: str = "") -> str:
    """The instance, in the form's order. `instance_id` (`uuid:…`) is written into its meta block, which is added where it is missing."""
    writer = _Writer(answers, instance_id)
    return writer.element(answers.root)


def text_of(answers: AnswerSheet, node: SheetNode) -> str:
    """A question's value as it is submitted; "" where it is not relevant."""
    return canonical(answers.value(node), node.part.type) if isinstance(node.part, Question) else ""


class _Writer:
    def __init__(self, answers: AnswerSheet, instance_id: str) -> None:
        self.answers, self.instance_id = answers, instance_id
        self.prefixes: dict[str, str] = {}

    def element(self, node: SheetNode) -> str:
        """One element and what is in it. The root comes last to its own tag, since it declares every namespace met."""
        inner = self.inner(node)
        name = self.name(node.part.namespace, node.name)
        attributes = "".join(self.attributes(node))
        if node.parent is None:
            attributes = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for uri, prefix in self.prefixes.items()) + attributes
        return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"

    def inner(self, node: SheetNode) -> str:
        if self.identified(node):
            return escape(self.instance_id)
        if isinstance(node.part, Question):
            return escape(normalize("NFC", text_of(self.answers, node)))
        shown = [child for child in node.children if child.name[:1] != "@" and self.answers.relevant(child)]
        found = "".join(map(self.element, shown))
        return found + self.missing(node) if self.instance_id else found

    def attributes(self, node: SheetNode) -> Iterator[str]:
        for one in takewhile(lambda child: child.name[:1] == "@", node.children):
            yield f" {self.name(one.part.namespace, one.name[1:])}={quoteattr(self.answers.value(one))}"

    def name(self, namespace: str, name: str) -> str:
        if not namespace:
            return name
        prefix = self.prefixes.setdefault(namespace, PREFIXES.get(namespace) or f"ns{len(self.prefixes) + 1}")
        return f"{prefix}:{name}"

    # --- the meta block --------------------------------------------------------------------------------------------

    def identified(self, node: SheetNode) -> bool:
        """Whether this is the element that holds the submission's own name."""
        return bool(self.instance_id) and node.name == INSTANCE_ID and _is_meta(node.parent)

    def missing(self, node: SheetNode) -> str:
        """What the form itself has no place for."""
        if node.parent is None and not any(map(_is_meta, node.children)):
            meta, inner = self.name(OPENROSA, META), self.name(OPENROSA, INSTANCE_ID)
            return f"<{meta}><{inner}>{escape(self.instance_id)}</{inner}></{meta}>"
        if _is_meta(node) and not any(child.name == INSTANCE_ID for child in node.children):
            inner = self.name(node.part.namespace, INSTANCE_ID)
            return f"<{inner}>{escape(self.instance_id)}</{inner}>"
        return ""


def escape(text: str) -> str:
    """Text of XML, without the characters that XML cannot hold."""
    return FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    inner = escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
    return f'"{inner}"'


def _is_meta(node: SheetNode | None) -> bool:
    """The block of that name right under the root."""
    return node is not None and node.name == META and node.parent is not None and node.parent.parent is None
