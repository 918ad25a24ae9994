"""The lists of an XForm and the choices of its questions: of a list, written out in the question, or out of answers."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from dialogs.form import Choice, Choices, Label
from dialogs.nodes import ListNode
from dialogs.xlsform.elements import ITEMS, XF, columns_of, itemsets, nodeset_of, plain
from dialogs.xlsform.instances import at, local, tree
from dialogs.xlsform.straight import CONTROLS, absolute
from dialogs.xlsform.texts import OTHER, TextReader

TEXT_ID = re.compile(r"jr:itext\(([\w.-]+)\)")


class ChoiceReader(TextReader):
    def __init__(self, model: Element, body: Element, rows: Mapping[str, int]) -> None:
        super().__init__(model, rows)
        self.controls = {ref: one for one in body.iter() if local(one.tag) in CONTROLS and (ref := one.get("ref"))}
        beside = [element for element in model.findall(f"{XF}instance")[1:] if not element.get("src")]
        self.nodes: dict[str, ListNode] = {element.get("id", ""): tree(element) for element in beside}
        self.columns = dict(itemsets(self.controls.values()))
        self.lists = {name: self._list(name) for name in self.nodes}

    def _list(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list, each remembered by its item. An itemset says where they are, and what their columns are called."""
        path, value, label = self.columns.get(name, ("/root/item", "name", "label"))
        items = at(self.nodes[name], path.split("/")[1:])
        for item in items:
            cells = {one.name: one.string() for one in item.children}
            item.choice = choice = self._choice(name, cells, value, label)
            if "label" not in cells:  # translated ones are elsewhere; expressions find the plain one here
                item.children = [*item.children, ListNode("label", choice.label.source, item)]
        return tuple(item.choice for item in items if item.choice)

    def _choice(self, name: str, cells: Mapping[str, str], value: str, label: str) -> Choice:
        by_id = TEXT_ID.fullmatch(label)
        text_id = cells.get(by_id[1] if by_id else "itextId", "")
        inline = {"": cells.get(label) or cells.get(value, "")}  # a picture alone is called by its name
        read = self.itext.get(text_id, {})
        texts = {code: text for code, (text, _) in read.items()}
        outputs = {place: path for _, paths in read.values() for place, path in paths.items()}
        compiled = {place: self._compile(path, cells.get(value, ""), "label") for place, path in outputs.items()}
        key = f"{self.name}:{name}/{cells.get(value, '')}:label"
        if cells.get(value) == "other" and set(texts.values()) == {OTHER}:  # in no language but English: ours has them all
            key, texts = "answer:other", {"": OTHER}
        return Choice(
            name=cells.get(value, ""),
            label=Label(
                key=key,
                texts=texts or inline,
                outputs={place: path for place, path in compiled.items() if path},
                media=self.media.get(text_id, {}),
            ),
            columns={key: cell for key, cell in cells.items() if key not in (value, label, "itextId")},
        )

    def _choices(self, control: Element | None, ref: str) -> Choices | None:
        nodeset = nodeset_of(control)
        if control is None or not nodeset:
            return self._written_out(control, ref)
        found = ITEMS.search(nodeset)
        if found is None:
            return self._answers(control, nodeset, ref)
        name, own = found[1], columns_of(control)
        column = "parameters" if nodeset.startswith("randomize") else "choice_filter"
        narrowed = None if ITEMS.fullmatch(nodeset) else self._compile(nodeset, ref, column)
        live = name not in self.lists
        if live or self.columns[name] == (found[2], *own):
            return Choices(list=name, static=self.lists.get(name, ()), filter=narrowed, live=live)
        items = f"instance('{name}'){found[2]}"
        value, label = (self._compile(one, items, "choices") for one in own)
        return Choices(list=name, filter=narrowed or self._compile(nodeset, ref, column), value=value, label=label)

    def _written_out(self, control: Element | None, ref: str) -> Choices | None:
        """Choices that stand in the control itself."""
        items = control.findall(f"{XF}item") if control is not None else []
        if not items:
            return None
        static = tuple(self._item(item, ref) for item in items)
        return Choices(list=ref, static=static)

    def _item(self, item: Element, ref: str) -> Choice:
        name = (item.findtext(f"{XF}value") or "").strip()
        label = self._label(item, "label", f"{local(ref)}/{name}")
        return Choice(name=name, label=label or Label(key="", texts={"": name}))

    def _answers(self, control: Element, nodeset: str, ref: str) -> Choices | None:
        """Choices out of what was answered in a repeat."""
        within = absolute(plain(nodeset), ref)
        value, label = (self._compile(one, within, "choices") for one in columns_of(control))
        return Choices(list="", filter=self._compile(nodeset, ref, "choice_filter"), value=value, label=label)
