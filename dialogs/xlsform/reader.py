"""XForm XML, as pyxform and other tools write it, becomes a Form.

pyxform does not look into expressions; here each is compiled, and what is wrong is named with row, question and column.
Structure: ODK XForms specification (https://getodk.github.io/xforms-spec/).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from dialogs import faulttexts
from dialogs.depend import backward, dependents
from dialogs.faults import Fault, whole
from dialogs.form import METADATA, Form, Group, Label, Part, Question, Repeat, walk
from dialogs.phrase import phrase
from dialogs.xlsform import controls
from dialogs.xlsform.choices import ChoiceReader
from dialogs.xlsform.elements import JR, OURS, XF, H, attributes_of, extras, nodeset_of, ref_of
from dialogs.xlsform.instances import count, initial, local, namespace, patterns
from dialogs.xlsform.straight import straighten
from dialogs.xlsform.texts import language_code

__all__ = ["XF", "FormError", "H", "language_code", "read"]

ACTIONS = {"setvalue", "setgeopoint", "recordaudio"}  # what the column trigger and calculated defaults become
METHODS = {"post", "form-data-post", ""}  # of a submission: the same in OpenRosa


class FormError(ValueError):
    """What is wrong with a form: all its faults at once, each naming the question and the cure."""

    def __init__(self, form: str, faults: Sequence[Fault]) -> None:
        super().__init__(f"{form}: " + "; ".join(map(str, faults)))
        self.form, self.faults = form, tuple(faults)

    def __reduce__(self) -> tuple[type["FormError"], tuple[str, tuple[Fault, ...]]]:
        return FormError, (self.form, self.faults)  # it may be raised in another process


def read(document: Element, *, version: str = "", rows: Mapping[str, int] | None = None) -> Form:
    """The Form in a parsed XForm. `rows` says in which row of the survey sheet each ref stands. Raises FormError."""
    return _Reader(document, version, rows or {}).form()


class _Reader(ChoiceReader):
    def __init__(self, document: Element, version: str, rows: Mapping[str, int]) -> None:
        model = document.find(f"{H}head/{XF}model")
        body = document.find(f"{H}body")
        if model is None or body is None:
            raise FormError("?", [whole(phrase(faulttexts.NO_XFORM))])
        straighten(model, body, f"/{local(model.findall(f'{XF}instance')[0][0].tag)}")
        super().__init__(model, body, rows)
        self.version = version
        self.title = document.findtext(f"{H}head/{H}title", "")
        self.repeats = {element.get("nodeset", ""): element for element in body.iter(f"{XF}repeat")}
        self.actions = [element for element in document.iter() if local(element.tag) in ACTIONS]

    def form(self) -> Form:
        top = f"/{local(self.root.tag)}"
        names = Counter(local(ref) for ref in self._keyed(self.root, top))
        self.ambiguous = {name for name, count in names.items() if count > 1}
        whole = tuple(self._parts(self.root, top))
        root = Group(
            name=local(self.root.tag),
            ref=top,
            namespace=self._namespace(self.root),
            attributes=self._attributes(self.root, top),
            children=tuple(part for part in whole if part.ref != f"{top}/meta"),
        )
        self._refuse()
        questions = {part.key: part for part in walk(root) if isinstance(part, Question)}
        return Form(
            name=self.name,
            version=self.version or self.root.get("version", ""),
            title=Label(key=f"{self.name}::title", texts={"": self.title}),
            root=root,
            lists=self.lists,
            settings={local(key): value for key, value in self.root.attrib.items() if key.startswith(OURS)},
            languages=tuple(sorted({code for texts in self.itext.values() for code in texts if code})),
            questions=questions,
            metadata=frozenset(key for key, question in questions.items() if question.kind in METADATA),
            size=sum(question.asked for question in questions.values()),
            instances=self.nodes,
            dependents=dependents(replace(root, children=whole)),
            initial=initial(whole, self.root),
            whole=whole,
            order={
                child.ref: i for part in walk(root) if not isinstance(part, Question) for i, child in enumerate(part.children)
            },
            backward=backward(root),
            places=dict(_places(replace(root, children=whole), ())),
            texts=self._all_texts(),
            counted=frozenset(part.ref for part in walk(root) if isinstance(part, Repeat) and part.count),
        )

    def _refuse(self) -> None:
        """Raises FormError with all that was found, if anything was."""
        for action in self.actions:
            self._fault(action.get("ref", ""), "default", phrase(faulttexts.EVENTS))
        for submission in self.model.iter(f"{XF}submission"):
            if (method := submission.get("method", "post")) not in METHODS:
                self.faults.append(whole(phrase(faulttexts.METHOD, method=method)))
        if self.faults:
            raise FormError(self.name, tuple(dict.fromkeys(self.faults)))  # a text's fault is found in each language

    def _parts(self, element: Element, ref: str) -> Iterator[Part]:
        for child in patterns(element):  # a repeat stands twice: as a template and as its first instance
            name = local(child.tag)
            yield self._part(child, element, name, f"{ref}/{name}")

    def _part(self, element: Element, parent: Element, name: str, ref: str) -> Part:
        bind = self.binds.get(ref)
        relevant = self._expression(bind, "relevant", ref)
        if ref in self.repeats:
            wanted, fixed = self.repeats[ref].get(f"{JR}count"), self.repeats[ref].get(f"{JR}noAddRemove") == "true()"
            return Repeat(
                name=name,
                ref=ref,
                key=self._key(ref),
                label=self._label(self.controls.get(ref), "label", name),
                relevant=relevant,
                count=self._compile(wanted, ref, "repeat_count") if wanted else None,
                namespace=self._namespace(element),
                attributes=self._attributes(element, ref),
                starts=max(count(parent, element.tag), fixed),  # a template alone is meant to be there once
                fixed=fixed,
                children=tuple(self._parts(element, ref)),
            )
        if len(element) or re.fullmatch(r"/[^/]+/meta", ref):
            label = self._label(self.controls.get(ref), "label", name)
            return Group(
                name=name,
                ref=ref,
                label=label,
                relevant=relevant,
                namespace=self._namespace(element),
                attributes=self._attributes(element, ref),
                children=tuple(self._parts(element, ref)),
            )
        return self._question(element, name, ref)

    def _question(self, element: Element, name: str, ref: str) -> Question:
        bind, control = self.binds.get(ref), self.controls.get(ref)
        return Question(
            name=name,
            ref=ref,
            key=self._key(ref),
            kind=self._kind(bind, control),
            type=self._type(bind),
            namespace=self._namespace(element),
            attributes=self._attributes(element, ref),
            appearance=frozenset((control.get("appearance") or "").split()) if control is not None else frozenset(),
            label=self._label(control, "label", name),
            hint=self._label(control, "hint", name),
            guidance=self._label(control, "guidance_hint", name),
            relevant=self._expression(bind, "relevant", ref),
            required=self._expression(bind, "required", ref),
            required_message=self._message(bind, "requiredMsg", name),
            constraint=self._expression(bind, "constraint", ref),
            constraint_message=self._message(bind, "constraintMsg", name),
            calculation=self._expression(bind, "calculate", ref),
            default=(element.text or "").strip(),
            readonly=bind is not None and bind.get("readonly") == "true()",
            readonly_when=self._expression(bind, "readonly", ref),
            choices=self._choices(control, ref),
            parameters=controls.parameters(attributes_of(bind) | attributes_of(control), nodeset_of(control)),
            extras=extras(bind, control),
        )

    def _kind(self, bind: Element | None, control: Element | None) -> str:
        tag = local(control.tag) if control is not None else ""
        kind = controls.kind_of(tag, attributes_of(control), attributes_of(bind))
        if kind is None:
            named = attributes_of(bind)["type"]
            self._fault(ref_of(control), "type", phrase(faulttexts.KIND, kind=named))
        ours = extras(bind, control).get("type")
        return "phone" if ours == "phone" and kind == "text" else kind or "text"

    def _type(self, bind: Element | None) -> str:
        named = (bind.get("type", "string") if bind is not None else "string").rpartition(":")[2]
        return "int" if named == "integer" else named

    def _namespace(self, element: Element) -> str:
        """ "" for that of the form itself."""
        found = namespace(element.tag)
        return "" if found in (XF[1:-1], "") else found

    def _attributes(self, element: Element, ref: str) -> tuple[Question, ...]:
        return tuple(self._attribute(key, value, ref) for key, value in element.attrib.items() if not key.startswith(JR))

    def _attribute(self, key: str, value: str, ref: str) -> Question:
        name, bind = f"@{local(key)}", self.binds.get(f"{ref}/@{local(key)}")
        return Question(
            name=name,
            ref=f"{ref}/{name}",
            key=f"{ref}/{name}",
            kind="hidden",
            namespace=namespace(key),
            default=value,
            calculation=self._expression(bind, "calculate", f"{ref}/{name}"),
        )

    def _keyed(self, element: Element, ref: str) -> Iterator[str]:
        """The refs of everything that has answers: questions and repeats."""
        for name in dict.fromkeys(local(child.tag) for child in element if not child.tag.endswith("}meta")):
            child = next(child for child in element if local(child.tag) == name)
            here = f"{ref}/{name}"
            if here in self.repeats or not len(child):
                yield here
            yield from self._keyed(child, here)

    def _key(self, ref: str) -> str:
        """The name; where it comes twice in the form, all names from the top. What is in the meta block is known by both."""
        if re.fullmatch(r"/[^/]+/meta/[^/]+", ref):
            return ref.split("/", 2)[2].replace("/", ".")
        return ref.split("/", 2)[2].replace("/", ".") if local(ref) in self.ambiguous else local(ref)


def _places(part: Part, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Part]]:
    """What is in no repeat, by the names from the root."""
    if not isinstance(part, Repeat):
        here = (*above, part.name)
        yield here, part
        for child in part.children if isinstance(part, Group) else ():
            yield from _places(child, here)
