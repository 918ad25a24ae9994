"""The texts and the expressions of an XForm; what is wrong with one is kept as a fault, with its row, question and column."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from dialogs import faulttexts
from dialogs.faults import Fault
from dialogs.form import Label
from dialogs.phrase import Phrase, phrase
from dialogs.xlsform import controls
from dialogs.xlsform.elements import JR, XF, template
from dialogs.xlsform.instances import local
from dialogs.xpath import Expression, ExpressionError, compile_expression

MISSING = "-"  # what pyxform puts where a translation is missing
COLUMNS = {"calculate": "calculation", "readonly": "read_only"}  # what authors call an attribute of a bind, where it differs
SAYS_NOTHING = {  # what a bind means without the attribute; always readonly is a field of its own
    "relevant": ("true()",),
    "constraint": ("true()",),
    "required": ("false()",),
    "readonly": ("false()", "true()"),
}
# What counts where an expression cannot be evaluated (it is stopped after 50 ms): nobody is stuck, no question is lost. The
# rest is blank, and of a choice filter the whole list is offered.
UNKNOWN = {"relevant": True, "constraint": True, "required": False, "readonly": False, "repeat_count": 1.0}
SPECIFY, OTHER = "Specify other.", "Other"  # what pyxform writes, in English, for `or_other`


def language_code(heading: str) -> str:
    """`English (en)` -> `en`, `default` -> ``."""
    found = re.search(r"\(([A-Za-z_-]+)\)\s*$", heading)
    code = found.group(1) if found else heading.strip()
    return "" if code == "default" else code.replace("-", "_")


class TextReader:
    """What the readers of a form share: `rows` says in which row of the survey sheet each ref stands."""

    def __init__(self, model: Element, rows: Mapping[str, int]) -> None:
        self.model, self.rows = model, rows
        self.root = model.findall(f"{XF}instance")[0][0]
        self.name = self.root.get("id", "")
        self.faults: list[Fault] = []
        self.binds = {bind.get("nodeset", ""): bind for bind in model.iter(f"{XF}bind")}
        self.itext, self.guidance = self._itext(None), self._itext("guidance")
        self.media = self._media()

    def _expression(self, bind: Element | None, attribute: str, ref: str) -> Expression | None:
        source = bind.get(attribute) if bind is not None else None
        return None if not source or source in SAYS_NOTHING.get(attribute, ()) else self._compile(source, ref, attribute)

    def _compile(self, source: str, ref: str, column: str) -> Expression | None:
        try:
            otherwise = compile_expression(source.partition("[")[0], context_path=ref) if column == "choice_filter" else None
            return compile_expression(source, context_path=ref, otherwise=UNKNOWN.get(column, otherwise or ""))
        except ExpressionError as error:
            self._fault(ref, COLUMNS.get(column, column), self._reprimand(error))
            return None

    def _reprimand(self, error: ExpressionError) -> Phrase:
        """Why an expression is refused, in the spelling of its author: pyxform has made paths of `${name}`."""
        path = re.compile(rf"\s?/{local(self.root.tag)}(?:/[\w.-]+)*/([\w.-]+)\s?")
        parts = (error.source[: error.position] + "^", error.source)
        before, whole = (" ".join(path.sub(r"${\1}", part).split()) for part in parts)
        return phrase(faulttexts.EXPRESSION, reason=error.reason, at=len(before), source=whole)

    def _fault(self, ref: str, column: str, what: Phrase) -> None:
        row = self.rows.get(ref, 0)
        self.faults.append(Fault("survey" if row else "", row, column, what, question=local(ref)))

    def _itext(self, form: str | None) -> dict[str, dict[str, tuple[str, dict[str, str]]]]:
        """{text id: {language: (text, {placeholder: XPath})}} of one form of texts; missing translations left out."""
        found: dict[str, dict[str, tuple[str, dict[str, str]]]] = {}
        for translation in self.model.iter(f"{XF}translation"):
            code = language_code(translation.get("lang", ""))
            for text in translation.findall(f"{XF}text"):
                value = next((value for value in text.findall(f"{XF}value") if value.get("form") == form), None)
                if value is not None and (read := template(value))[0] != MISSING:
                    found.setdefault(text.get("id", ""), {})[code] = read
        return found

    def _media(self) -> dict[str, dict[str, dict[str, str]]]:
        """{text id: {image, audio or video: {language: file name}}}"""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for translation in self.model.iter(f"{XF}translation"):
            code = language_code(translation.get("lang", ""))
            for text in translation.findall(f"{XF}text"):
                forms = ((value.get("form", ""), value.text or "") for value in text.findall(f"{XF}value"))
                for kind, file in controls.media(forms).items():
                    found.setdefault(text.get("id", ""), {}).setdefault(kind, {})[code] = file
        return found

    def _all_texts(self) -> dict[str, Label]:
        """Those that expressions may ask for by id."""
        asked = any("itext(" in value for bind in self.binds.values() for value in bind.attrib.values())
        outputs = asked or any("itext(" in one.get("value", "") for one in self.model.iter(f"{XF}output"))
        known = self.itext if outputs else {}
        return {key: Label(key=key, texts={code: text for code, (text, _) in read.items()}) for key, read in known.items()}

    def _label(self, control: Element | None, column: str, name: str) -> Label | None:
        guidance = column == "guidance_hint"  # pyxform makes it a form of the hint
        element = control.find(f"{XF}{'hint' if guidance else column}") if control is not None else None
        if element is None:
            return None
        reference = re.fullmatch(r"jr:itext\('(.*)'\)", element.get("ref", ""))
        plain = {} if guidance else {"": template(element)}
        read = (self.guidance if guidance else self.itext).get(reference[1], {}) if reference else plain
        if name.endswith("_other") and [text for text, _ in read.values()] == [SPECIFY]:
            return Label(key="ask:specify_other", texts={"": SPECIFY})
        media = self.media.get(reference[1], {}) if reference and not guidance else {}
        return self._texts(read, column, name, (control.get("ref") or "") if control is not None else "", media)

    def _message(self, bind: Element | None, attribute: str, name: str) -> Label | None:
        raw = bind.get(f"{JR}{attribute}") if bind is not None else None
        if not raw:
            return None
        column = {"constraintMsg": "constraint_message", "requiredMsg": "required_message"}[attribute]
        reference = re.fullmatch(r"jr:itext\('(.*)'\)", raw)
        ref = (bind.get("nodeset") or "") if bind is not None else ""
        return self._texts(self.itext.get(reference[1], {}) if reference else {"": (raw, {})}, column, name, ref)

    def _texts(
        self,
        read: Mapping[str, tuple[str, Mapping[str, str]]],
        column: str,
        name: str,
        ref: str,
        media: Mapping[str, Mapping[str, str]] = controls.NO_MEDIA,
    ) -> Label | None:
        outputs = {key: self._compile(path, ref, column) for _, paths in read.values() for key, path in paths.items()}
        texts = {code: text for code, (text, _) in read.items() if text}
        compiled = {key: value for key, value in outputs.items() if value is not None}
        return Label(key=f"{self.name}:{name}:{column}", texts=texts, outputs=compiled, media=media) if texts or media else None
