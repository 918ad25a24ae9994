"""A form as the rows of its workbook again: survey, choices and settings, which pyxform turns into the same form.

Cells are text. Headings and values are XLSForm's (xlsform.org); what is ours stands in columns of our own namespace, which others ignore.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.form import Choice, Choices, Form, Group, Label, Part, Question, Repeat, walk
from dialogs.xlsform.names import Names
from dialogs.xpath import Expression

NAMESPACE = 'lotse="https://lotse.org/xforms"'
OF_BODY = frozenset({"button"})  # our columns that belong to what is shown, not to the value
TYPES = {"phone": "text", "datetime": "dateTime"}  # where our word for a kind is not that of the column `type`
MEDIA = ("image", "audio", "video")
ORDER = (
    "list_name type name label hint guidance_hint required required_message relevant constraint constraint_message calculation"
    " default read_only choice_filter repeat_count appearance parameters media::image media::audio media::video"
).split()
BINDS = {  # what the column `type` makes the type of a bind, where that is not text
    **{kind: kind for kind in ("decimal", "date", "time", "geopoint", "barcode")},
    "integer": "int",
    "datetime": "dateTime",
    "image": "binary",
    "audio": "binary",
    "video": "binary",
    "file": "binary",
    "rank": "odk:rank",
    "start": "dateTime",
    "end": "dateTime",
    "today": "date",
}
SELECTS = frozenset({"select_one", "select_multiple", "rank"})
NODESET = re.compile(r"^(?:randomize\(\s*)?instance\('[^']*'\)/root/item(?:\[(?P<filter>.*)\])?", re.DOTALL)
PULLED, ASKED = re.compile(r"pulldata\(\s*['\"]([^'\"]+)['\"]"), re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]")
PLACE = re.compile(r"\$\{([^}]+)\}")

Row = dict[str, str]  # {heading: cell}


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """How texts get into columns: `texts` gives {code: text} of a label, "" being the column without a language; `names` what a
    code is called in a heading (`fr` -> `French (fr)`), in the order of the columns."""

    texts: Callable[[Label], Mapping[str, str]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """{heading: cell} of each row, and the headings of each sheet in their order."""

    survey: Sequence[Row]
    choices: Sequence[Row]
    settings: Sequence[Row]
    files: Mapping[str, Sequence[Row]]  # {name: rows} of csv files, which lists must be that expressions look things up in
    languages: Languages

    def headings(self, rows: Sequence[Row]) -> list[str]:
        names = ["", *self.languages.names.values()]
        found = dict.fromkeys(heading for row in rows for heading in row)

        def place(heading: str) -> tuple[int, int]:
            column = next((column for column in reversed(ORDER) if f"{heading}::".startswith(f"{column}::")), "")
            language = heading[len(column) + 2 :] if column else ""
            return (ORDER.index(column) if column else len(ORDER)), (names.index(language) if language in names else 0)

        return sorted(found, key=place)


def sheets(form: Form, languages: Languages, lists: Mapping[str, Sequence[Choice]]) -> Sheets:
    """The workbook of a form. `lists` are the live ones: they are written out, as they are now."""
    writer = _Writer(form, languages, lists)
    survey = [*writer.external(), *(row for part in form.root.children for row in writer.part(part))]
    choices = {name: [*writer.choices(name)] for name in writer.lists}
    return Sheets(
        survey=survey,
        choices=[{"list_name": name} | row for name, rows in choices.items() if name not in writer.files for row in rows],
        settings=[writer.settings(survey)],
        files={f"{name}.csv": rows for name, rows in choices.items() if name in writer.files},
        languages=languages,
    )


class _Writer:
    def __init__(self, form: Form, languages: Languages, lists: Mapping[str, Sequence[Choice]]) -> None:
        self.form, self.languages = form, languages
        self.names = Names(form)
        live = {source.list for question in form.questions.values() if (source := question.choices) and source.live}
        own = {source.list: source.static for question in form.questions.values() if (source := question.choices)}
        self.lists = {**own, **{name: lists.get(name, ()) for name in sorted(live)}, **form.lists}
        sources = [*_sources(form)]
        pulled = {name for source in sources for name in PULLED.findall(source)}
        self.outside = {name for source in sources for name in ASKED.findall(source)} - own.keys() - live - pulled
        self.files = frozenset((pulled | self.outside) & form.lists.keys())

    # --- survey ------------------------------------------------------------------------------------------------------

    def part(self, part: Part) -> Iterator[Row]:
        if isinstance(part, Question):
            yield self.question(part)
            return
        kind = "repeat" if isinstance(part, Repeat) else "group"
        row = {"type": f"begin_{kind}", "name": part.name, **self.label("label", part.label, part.ref)}
        row |= self.logic(part.ref, relevant=part.relevant, repeat_count=part.count if isinstance(part, Repeat) else None)
        yield row
        for child in part.children:
            yield from self.part(child)
        yield {"type": f"end_{kind}"}

    def question(self, question: Question) -> Row:
        labels = {
            "label": question.label,
            "hint": question.hint,
            "guidance_hint": question.guidance,
            "required_message": question.required_message,
            "constraint_message": question.constraint_message,
        }
        row = {"type": self.type(question), "name": question.name}
        for column, label in labels.items():
            row |= self.label(column, label, question.ref)
        row |= self.logic(
            question.ref,
            required=question.required,
            relevant=question.relevant,
            constraint=question.constraint,
            calculation=question.calculation,
            read_only=question.readonly_when,
        )
        row |= self.filter(question.choices, question.ref)
        plain = {
            "default": question.default,
            "appearance": " ".join(sorted(question.appearance)),
            "parameters": " ".join(
                f"{name}={self.names.back(value, question.ref)}" for name, value in question.parameters.items()
            ),
            "read_only": "yes" if question.readonly and question.kind != "note" else "",
            "bind::type": self.bind(question),
        }
        ours = {f"{'body' if name in OF_BODY else 'bind'}::lotse:{name}": value for name, value in question.extras.items()}
        return row | {heading: cell for heading, cell in (plain | ours).items() if cell}

    def type(self, question: Question) -> str:
        if question.kind in SELECTS and not question.choices:
            return "text"
        if question.choices:
            kind = question.kind if question.kind in SELECTS else "select_one"  # the head of a grid
            name = question.choices.list
            return (
                "text" if not self.lists[name] else f"{kind}_from_file {name}.csv" if name in self.files else f"{kind} {name}"
            )
        if question.kind == "calculate" and not question.calculation:
            return "hidden"
        return TYPES.get(question.kind, question.kind)

    def bind(self, question: Question) -> str:
        """The type of a bind, where the column `type` does not say it: of a calculation, for example."""
        usual = BINDS.get(question.kind, "string").rpartition(":")[2]
        return "" if question.type.rpartition(":")[2] in ("string", usual) else question.type

    def filter(self, source: Choices | None, ref: str) -> Row:
        found = NODESET.match(source.filter.source) if source and source.filter else None
        return {"choice_filter": self.names.back(found[1], ref, is_filter=True)} if found and found[1] else {}

    def logic(self, ref: str, **expressions: Expression | None) -> Row:
        sources = {column: expression.source for column, expression in expressions.items() if expression}
        return {
            column: "yes" if source == "true()" and column == "required" else self.names.back(source, ref)
            for column, source in sources.items()
        }

    def label(self, column: str, label: Label | None, ref: str = "") -> Row:
        """Its texts, and its pictures and sounds, in their languages."""
        if label is None:
            return {}
        shown = {code: self.text(text, label, ref) for code, text in self.languages.texts(label).items()}
        row = {self.heading(column, code): text for code, text in shown.items() if text}
        for kind in MEDIA:
            row |= {self.heading(f"media::{kind}", code): name for code, name in label.media.get(kind, {}).items()}
        return row

    def text(self, text: str, label: Label, ref: str) -> str:
        def reference(place: re.Match[str]) -> str:
            expression = label.outputs.get(place[1])
            return self.names.back(expression.source, ref) if expression else place[0]

        return PLACE.sub(reference, text)

    def heading(self, column: str, code: str) -> str:
        return f"{column}::{self.languages.names.get(code, code)}" if code else column

    # --- choices and settings ----------------------------------------------------------------------------------------

    def external(self) -> Iterator[Row]:
        """Lists that only expressions use."""
        yield from ({"type": "csv-external", "name": name} for name in sorted(self.outside & self.files))

    def choices(self, name: str) -> Iterator[Row]:
        for choice in self.lists[name]:
            row = {**({"name": choice.name} if choice.name else {}), **self.label("label", choice.label), **choice.columns}
            if name in self.files and "label" not in row and choice.label.source:
                row["label"] = choice.label.source
            yield row

    def settings(self, survey: Sequence[Row]) -> Row:
        form = self.form
        row = {"form_title": form.title.source, "form_id": form.name, "version": form.version}
        codes = {code for row in survey for code, name in self.languages.names.items() if f"label::{name}" in row}
        if codes and not any("label" in row for row in survey):
            first = next(code for code in self.languages.names if code in codes)
            row["default_language"] = self.languages.names[first]
        if any(len({choice.name for choice in choices}) < len(choices) for choices in self.lists.values()):
            row["allow_choice_duplicates"] = "yes"
        if any(f"{form.root.ref}/" in cell for row in survey for cell in row.values()):
            row["name"] = form.root.name  # paths that could not become names again begin with it
        named = next((part for part in form.whole if part.name == "meta" and isinstance(part, Group)), None)
        for one in named.children if named else ():
            if isinstance(one, Question) and one.name == "instanceName" and one.calculation:
                row["instance_name"] = self.names.back(one.calculation.source, one.ref)
        ours = {f"attribute::lotse:{name}": value for name, value in form.settings.items()}
        if ours or any("::lotse:" in heading for row in survey for heading in row):
            row["namespaces"] = NAMESPACE
        return row | ours


def _sources(form: Form) -> Iterator[str]:
    """Every expression of a form, as text."""
    for part in walk(form.root):
        labels = [part.label]
        found = [part.relevant]
        if isinstance(part, Repeat):
            found.append(part.count)
        elif isinstance(part, Question):
            labels += [part.hint, part.guidance, part.constraint_message, part.required_message]
            found += [part.required, part.constraint, part.calculation, part.readonly_when]
            found.append(part.choices.filter if part.choices else None)
        found += [expression for label in labels if label for expression in label.outputs.values()]
        yield from (expression.source for expression in found if expression)
