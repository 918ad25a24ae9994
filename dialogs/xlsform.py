"""XForm XML, as pyxform writes it, becomes a Form.

pyxform does not look into expressions; here each is compiled, and what is wrong is named with row, question and column.
Structure: ODK XForms specification (https://getodk.github.io/xforms-spec/).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from dialogs.depend import dependents
from dialogs.form import Choice, Choices, Form, Group, Label, Part, Question, Repeat, walk
from dialogs.nodes import ListNode, list_node
from dialogs.xpath import Expression, ExpressionError, compile_expression

XF, H, JR = "{http://www.w3.org/2002/xforms}", "{http://www.w3.org/1999/xhtml}", "{http://openrosa.org/javarosa}"
OURS = "{https://lotse.org/xforms}"
MISSING = "-"  # what pyxform puts where a translation is missing
PLAIN_LIST = re.compile(r"^instance\('([^']+)'\)/root/item$")
FILTERED_LIST = re.compile(r"^instance\('([^']+)'\)/root/item\[.*\]$", re.DOTALL)
ACTIONS = {"setvalue", "setgeopoint", "recordaudio"}  # what the column trigger and calculated defaults become
COLUMNS = {"calculate": "calculation"}  # what authors call an attribute of a bind, where it differs
KINDS = {"int": "integer", "decimal": "decimal", "date": "date"}


class FormError(ValueError):
    """What is wrong with a form: all its faults at once, each naming the question and the cure."""

    def __init__(self, form: str, faults: Sequence[str]) -> None:
        super().__init__(f"{form}: " + "; ".join(faults))
        self.form, self.faults = form, tuple(faults)

    def __reduce__(self) -> tuple[type["FormError"], tuple[str, tuple[str, ...]]]:
        return FormError, (self.form, self.faults)  # it may be raised in another process


def read(document: Element, *, version: str = "", rows: Mapping[str, int] | None = None) -> Form:
    """The Form in a parsed XForm. `rows` says in which row of the survey sheet each ref stands. Raises FormError."""
    return _Reader(document, version, rows or {}).form()


def language_code(heading: str) -> str:
    """`English (en)` -> `en`, `default` -> ``."""
    found = re.search(r"\(([A-Za-z_-]+)\)\s*$", heading)
    code = found.group(1) if found else heading.strip()
    return "" if code == "default" else code.replace("-", "_")


class _Reader:
    def __init__(self, document: Element, version: str, rows: Mapping[str, int]) -> None:
        model = document.find(f"{H}head/{XF}model")
        body = document.find(f"{H}body")
        if model is None or body is None:
            raise FormError("?", ["this is no XForm: it has no model or no body"])
        self.model, self.version, self.rows = model, version, rows
        self.instances = model.findall(f"{XF}instance")
        self.root = self.instances[0][0]
        self.name = self.root.get("id", "")
        self.title = document.findtext(f"{H}head/{H}title", "")
        self.faults: list[str] = []
        self.binds = {bind.get("nodeset", ""): bind for bind in model.iter(f"{XF}bind")}
        self.controls = {ref: element for element in body.iter() if (ref := element.get("ref")) and element.tag != f"{XF}label"}
        self.repeats = {element.get("nodeset", ""): element for element in body.iter(f"{XF}repeat")}
        self.actions = [element for element in document.iter() if _local(element.tag) in ACTIONS]
        self.itext, self.guidance = self._itext(None), self._itext("guidance")

    def form(self) -> Form:
        self.lists = {element.get("id", ""): self._list(element) for element in self.instances[1:] if not element.get("src")}
        self.nodes: dict[str, ListNode] = {name: list_node(choices) for name, choices in self.lists.items()}
        top = f"/{_local(self.root.tag)}"
        names = Counter(_local(ref) for ref in self._keyed(self.root, top))
        self.ambiguous = {name for name, count in names.items() if count > 1}
        root = Group(name=_local(self.root.tag), ref=top, children=tuple(self._parts(self.root, top)))
        for action in self.actions:
            self._fault(action.get("ref", ""), "default", "values set by an event are not supported yet. Use a calculation.")
        if self.faults:
            raise FormError(self.name, tuple(dict.fromkeys(self.faults)))  # a text's fault is found in each language
        questions = {part.key: part for part in walk(root) if isinstance(part, Question)}
        return Form(
            name=self.name,
            version=self.version or self.root.get("version", ""),
            title=Label(key=f"{self.name}::title", texts={"": self.title}),
            root=root,
            lists=self.lists,
            settings={_local(key): value for key, value in self.root.attrib.items() if key.startswith(OURS)},
            languages=tuple(sorted({code for texts in self.itext.values() for code in texts if code})),
            questions=questions,
            size=sum(question.asked for question in questions.values()),
            instances=self.nodes,
            dependents=dependents(root),
        )

    # --- the tree ------------------------------------------------------------------------------------------------

    def _parts(self, element: Element, ref: str) -> Iterator[Part]:
        seen: set[str] = set()
        for child in element:
            name = _local(child.tag)
            if child.tag.endswith("}meta") or name in seen:  # a repeat stands twice: as a template and as its first instance
                continue
            seen.add(name)
            yield self._part(child, name, f"{ref}/{name}")

    def _part(self, element: Element, name: str, ref: str) -> Part:
        bind = self.binds.get(ref)
        relevant = self._expression(bind, "relevant", ref)
        if ref in self.repeats:
            count = self.repeats[ref].get(f"{JR}count")
            return Repeat(
                name=name,
                ref=ref,
                key=self._key(ref),
                label=self._label(self.controls.get(ref), "label", name),
                relevant=relevant,
                count=self._compile(count, ref, "repeat_count") if count else None,
                children=tuple(self._parts(element, ref)),
            )
        if len(element):
            label = self._label(self.controls.get(ref), "label", name)
            return Group(name=name, ref=ref, label=label, relevant=relevant, children=tuple(self._parts(element, ref)))
        return self._question(element, name, ref)

    def _question(self, element: Element, name: str, ref: str) -> Question:
        bind, control = self.binds.get(ref), self.controls.get(ref)
        return Question(
            name=name,
            ref=ref,
            key=self._key(ref),
            kind=self._kind(bind, control),
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
            choices=self._choices(control, ref),
            extras=_extras(bind, control),
        )

    def _kind(self, bind: Element | None, control: Element | None) -> str:
        ours = _extras(bind, control).get("type")
        if control is None:
            return "calculate" if bind is not None and bind.get("calculate") else "hidden"
        tag = _local(control.tag)
        if tag in ("select1", "select"):
            return "select_one" if tag == "select1" else "select_multiple"
        if tag == "trigger":
            return "acknowledge"
        kind = bind.get("type", "string") if bind is not None else "string"
        if kind == "string" and bind is not None and bind.get("readonly") == "true()":
            return "note"
        if kind != "string" and kind not in KINDS:
            self._fault(control.get("ref", ""), "type", f'questions of the type "{kind}" are not supported yet. Leave it out.')
        return ours or KINDS.get(kind, "text")

    def _keyed(self, element: Element, ref: str) -> Iterator[str]:
        """The refs of everything that has answers: questions and repeats."""
        for name in dict.fromkeys(_local(child.tag) for child in element if not child.tag.endswith("}meta")):
            child = next(child for child in element if _local(child.tag) == name)
            here = f"{ref}/{name}"
            if here in self.repeats or not len(child):
                yield here
            yield from self._keyed(child, here)

    def _key(self, ref: str) -> str:
        """The name; where it comes twice in the form, all names from the top."""
        return ref.split("/", 2)[2].replace("/", ".") if _local(ref) in self.ambiguous else _local(ref)

    # --- expressions ---------------------------------------------------------------------------------------------

    def _expression(self, bind: Element | None, attribute: str, ref: str) -> Expression | None:
        source = bind.get(attribute) if bind is not None else None
        return None if source in (None, "false()") else self._compile(source or "", ref, attribute)

    def _compile(self, source: str, ref: str, column: str) -> Expression | None:
        try:
            return compile_expression(source, context_path=ref)
        except ExpressionError as error:
            self._fault(ref, COLUMNS.get(column, column), self._reprimand(error))
            return None

    def _reprimand(self, error: ExpressionError) -> str:
        """Why an expression is refused, in the spelling of its author: pyxform has made paths of `${name}`."""
        path = re.compile(rf"\s?/{_local(self.root.tag)}(?:/[\w.-]+)*/([\w.-]+)\s?")
        parts = (error.source[: error.position] + "^", error.source)
        before, whole = (" ".join(path.sub(r"${\1}", part).split()) for part in parts)
        return f"{error.reason} (at character {len(before)} of: {whole})"

    def _fault(self, ref: str, column: str, text: str) -> None:
        place = [f'sheet "survey", row {self.rows[ref]}'] if ref in self.rows else []
        self.faults.append(", ".join([*place, f'question "{_local(ref)}"', f'column "{column}": {text}']))

    # --- choices -------------------------------------------------------------------------------------------------

    def _list(self, instance: Element) -> tuple[Choice, ...]:
        items = instance.findall(f"{XF}root/{XF}item")
        return tuple(self._choice(instance.get("id", ""), item) for item in items)

    def _choice(self, name: str, item: Element) -> Choice:
        cells = {_local(cell.tag): (cell.text or "").strip() for cell in item}
        inline = {"": cells.get("label", "")}
        texts = {code: text for code, (text, _) in self.itext.get(cells.get("itextId", ""), {}).items()}
        return Choice(
            name=cells.get("name", ""),
            label=Label(key=f"{self.name}:{name}/{cells.get('name', '')}:label", texts=texts or inline),
            columns={key: value for key, value in cells.items() if key not in ("name", "label", "itextId")},
        )

    def _choices(self, control: Element | None, ref: str) -> Choices | None:
        itemset = control.find(f"{XF}itemset") if control is not None else None
        if itemset is None:
            return None
        nodeset = itemset.get("nodeset", "")
        if plain := PLAIN_LIST.match(nodeset):
            return Choices(list=plain[1], static=self.lists.get(plain[1], ()), live=plain[1] not in self.lists)
        if found := FILTERED_LIST.match(nodeset):
            return Choices(list=found[1], filter=self._compile(nodeset, ref, "choice_filter"), live=found[1] not in self.lists)
        self._fault(ref, "type", f"choices from {nodeset} are not supported yet. Use a list of the sheet choices.")
        return None

    # --- texts ---------------------------------------------------------------------------------------------------

    def _itext(self, form: str | None) -> dict[str, dict[str, tuple[str, dict[str, str]]]]:
        """{text id: {language: (text, {placeholder: XPath})}} of one form of texts; missing translations left out."""
        found: dict[str, dict[str, tuple[str, dict[str, str]]]] = {}
        for translation in self.model.iter(f"{XF}translation"):
            code = language_code(translation.get("lang", ""))
            for text in translation.findall(f"{XF}text"):
                value = next((value for value in text.findall(f"{XF}value") if value.get("form") == form), None)
                if value is not None and (read := _template(value))[0] != MISSING:
                    found.setdefault(text.get("id", ""), {})[code] = read
        return found

    def _label(self, control: Element | None, column: str, name: str) -> Label | None:
        guidance = column == "guidance_hint"  # pyxform makes it a form of the hint
        element = control.find(f"{XF}{'hint' if guidance else column}") if control is not None else None
        if element is None:
            return None
        reference = re.fullmatch(r"jr:itext\('(.*)'\)", element.get("ref", ""))
        plain = {} if guidance else {"": _template(element)}
        read = (self.guidance if guidance else self.itext).get(reference[1], {}) if reference else plain
        return self._texts(read, column, name, (control.get("ref") or "") if control is not None else "")

    def _message(self, bind: Element | None, attribute: str, name: str) -> Label | None:
        raw = bind.get(f"{JR}{attribute}") if bind is not None else None
        if not raw:
            return None
        column = {"constraintMsg": "constraint_message", "requiredMsg": "required_message"}[attribute]
        reference = re.fullmatch(r"jr:itext\('(.*)'\)", raw)
        ref = (bind.get("nodeset") or "") if bind is not None else ""
        return self._texts(self.itext.get(reference[1], {}) if reference else {"": (raw, {})}, column, name, ref)

    def _texts(self, read: Mapping[str, tuple[str, Mapping[str, str]]], column: str, name: str, ref: str) -> Label | None:
        outputs = {key: self._compile(path, ref, column) for _, paths in read.values() for key, path in paths.items()}
        texts = {code: text for code, (text, _) in read.items() if text}
        compiled = {key: value for key, value in outputs.items() if value is not None}
        return Label(key=f"{self.name}:{name}:{column}", texts=texts, outputs=compiled) if texts else None


def _template(element: Element) -> tuple[str, dict[str, str]]:
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


def _extras(*elements: Element | None) -> dict[str, str]:
    present = [element for element in elements if element is not None]
    return {_local(key): value for element in present for key, value in element.attrib.items() if key.startswith(OURS)}


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].rsplit("/", 1)[-1]
