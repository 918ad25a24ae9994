"""What can be cured in a workbook without guessing is cured, and said: a notice for each cure, with sheet, row and column.

A cure changes nothing that an author could have meant differently. Whatever would need a guess is refused instead (`refusals`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from bot.workbooks import kobo, language_names
from bot.workbooks import texts as said
from bot.workbooks.sheets import Book, Place, Row, Sheet, listed, plain
from dialogs.faults import Fault
from dialogs.phrase import Text, phrase

# Columns of the survey sheet that mean something. The others are an author's notes, and may hold what looks like a reference.
COLUMNS = (
    frozenset(aliases.survey_header)
    | frozenset(
        "type name label hint guidance_hint media image audio video big_image parameters choice_filter trigger default intent list_name"
        " query disabled save_to required_message no_app_error_string sms_field sms_option".split()
    )
    | {"jr:count", "jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString", "jr:preload", "jr:preloadParams"}
)
LANGUAGES = frozenset(
    "label caption hint guidance_hint constraint_message constraining_message required_message requiredmsg no_app_error_string"
    " noapperrorstring image audio video big_image".split()
)
MARKED = ("bind::", "body::", "control::", "media")
TRANSLATED = frozenset(
    {"label", "image", "audio", "video", "big_image", "media", "caption"}
)  # columns of a choice with languages
XML_NAME = re.compile(r"[^\W\d][\w.-]*")
TYPES = {  # what other tools call a type of the standard
    "numeric": "decimal",
    "number": "decimal",
    "float": "decimal",
    "phone": "tel",
    "telephone": "tel",
    "checkbox": "acknowledge",
}
STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BEGIN = re.compile(r"(begin|end)[ _]\w+")
OURS = 'lotse="https://lotse.org/xforms"'


def cure(book: Book) -> None:
    """Cures the book in place; what was done is among its notices."""
    for one in CURES:
        book.notices += one(book)


def _strange_characters(book: Book) -> Iterator[Fault]:
    """Control characters, which no XML can hold: they come along when text is pasted."""
    for sheet in book.sheets.values():
        for place, row in sheet.filled():
            for heading in [heading for heading, value in row.items() if STRANGE.search(value)]:
                row[heading] = STRANGE.sub(" ", row[heading]).strip()
                yield Fault(*place, heading, phrase(said.STRANGE))


def _settings_among_questions(book: Book) -> Iterator[Fault]:
    """`set form title` was a question type once."""
    for place, row in book.survey.filled():
        setting = {"set_form_title": "form_title", "set_form_id": "form_id"}.get(_words(book.survey.cell(row, "type")))
        if setting:
            if not book.setting(setting):
                book.set(setting, book.survey.cell(row, "name"))
            row.clear()
            yield Fault(*place, "type", phrase(said.SETTING, setting=setting))


def _types(book: Book) -> Iterator[Fault]:
    """Types of other tools, and those written in capitals."""
    for place, row in book.survey.filled():
        kind = " ".join(book.survey.cell(row, "type").split())
        known = _known_type(kind)
        if known == "tel":
            book.survey.put(row, "type", "text")
            book.survey.put(row, "bind::lotse:type", "phone")
            _with_our_names(book)
            yield Fault(*place, "type", phrase(said.TELEPHONE, kind=kind))
        elif known != kind:
            book.survey.put(row, "type", known)
            yield Fault(*place, "type", phrase(said.READ_AS, kind=kind, known=known))


def _known_type(kind: str) -> str:
    first, _, rest = kind.partition(" ")
    if kind in QUESTION_TYPE_DICT and kind not in TYPES:
        return kind
    if kind.startswith("db:"):  # a document of a Community Health Toolkit
        return "text"
    lower = kind.lower()
    if lower in TYPES or lower == "tel":
        return TYPES.get(lower, lower)
    if lower != kind and (lower in QUESTION_TYPE_DICT or BEGIN.fullmatch(lower)):
        return lower
    if first != first.lower() and first.lower() in aliases.select:
        return f"{first.lower()} {rest}"
    return kind


def _with_our_names(book: Book) -> None:
    names = book.setting("namespaces")
    if "lotse=" not in names:
        book.set("namespaces", f"{names} {OURS}".strip())


def _notes_in_columns(book: Book) -> Iterator[Fault]:
    """An author's own columns mean nothing to the standard."""
    strange = [heading for heading in book.survey.headings if not _means_something(heading)]
    used = [heading for heading in strange if any(row.get(heading) for row in book.survey.rows)]
    for heading in strange:
        book.survey.drop(heading)
    if used:
        columns = ", ".join(f'"{heading}"' for heading in used)
        yield Fault("survey", 1, "", phrase(said.OWN_COLUMNS, columns=columns))


def _means_something(heading: str) -> bool:
    column = plain(heading)
    if "::" in heading and not column.startswith(MARKED) and (heading.count("::") > 1 or column not in LANGUAGES):
        return False  # two headings run together, or a column without languages
    return column in COLUMNS or (column.startswith(MARKED) and not column.startswith("instance"))


def _columns_of_choices(book: Book) -> Iterator[Fault]:
    """Further columns of choices are for filters: they have one language, and names that an expression can say."""
    for heading in list(book.choices.headings):
        column = plain(heading)
        translated = "::" in heading and column not in TRANSLATED
        if translated or not (XML_NAME.fullmatch(heading) or column in TRANSLATED or "name" in column):
            used = any(row.get(heading) for row in book.choices.rows)
            book.choices.drop(heading)
            if used:
                yield Fault("choices", 1, heading, phrase(said.NAMELESS_COLUMN))


def _repeated_choices(book: Book) -> Iterator[Fault]:
    """The same row twice is one choice; one name for two choices is what filters are for."""
    sheet, seen = book.choices, defaultdict[tuple[str, str], list[Row]](list)
    different: list[Place] = []
    same: list[Place] = []
    for place, row in sheet.filled():
        key = (sheet.cell(row, "list_name"), sheet.cell(row, "name"))
        if not all(key):
            continue
        if row in seen[key]:
            same.append(place)
            row.clear()
        else:
            different += [place] if seen[key] else []
            seen[key].append(row)
    if same:
        yield _at(same, "name", said.REPEATED)
    if different and book.setting("allow_choice_duplicates").lower() not in ("yes", "true"):
        book.set("allow_choice_duplicates", "yes")
        yield _at(different, "name", said.TWICE)


def _silent_choices(book: Book) -> Iterator[Fault]:
    """A choice without words is called by its name."""
    sheet = book.choices
    shown = [heading for heading in sheet.headings if plain(heading) in TRANSLATED]
    places = []
    for place, row in sheet.filled():
        name = sheet.cell(row, "name")
        if name and sheet.cell(row, "list_name") and not any(row.get(heading) for heading in shown):
            sheet.put(row, "label", name)
            places.append(place)
    if places:
        yield _at(places, "label", said.SILENT_CHOICE)


def _what_a_phone_records(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        if kind == "audit":
            row.clear()
            yield Fault(*place, "type", phrase(said.AUDIT))
        elif kind in said.SILENT:
            name = book.survey.cell(row, "name")
            row.clear()
            if name:
                book.survey.put(row, "type", "hidden")
                book.survey.put(row, "name", name)
            yield Fault(*place, "type", phrase(said.SILENT[kind]))


def _reserved_names(book: Book) -> Iterator[Fault]:
    """A group called meta would be taken for the form's own."""
    sheet, names = book.survey, {book.survey.cell(row, "name") for row in book.survey.rows}
    for place, row in sheet.filled():
        if sheet.cell(row, "name") == "meta":
            new = next(name for name in ("meta_", "meta_2", "meta_3", f"meta_{place[1]}") if name not in names)
            names.add(new)
            sheet.put(row, "name", new)
            for other in (*sheet.rows, *book.choices.rows):
                other.update({key: value.replace("${meta}", f"${{{new}}}") for key, value in other.items()})
            yield Fault(*place, "name", phrase(said.RESERVED, name=new))


def _nameless_groups(book: Book) -> Iterator[Fault]:
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        if re.fullmatch(r"begin[ _]group", kind) and not book.survey.cell(row, "name"):
            name = f"group_{place[1]}"
            book.survey.put(row, "name", name)
            yield Fault(*place, "name", phrase(said.NAMELESS_GROUP, name=name))


def _external_choices(book: Book) -> Iterator[Fault]:
    """`select_one_external` spares phones long lists; a chat needs no such thing."""
    lists = set()
    for place, row in book.survey.filled():
        kind = book.survey.cell(row, "type")
        if found := re.fullmatch(r"select[_ ]one[_ ]external (\S+)", kind):
            lists.add(found[1])
            book.survey.put(row, "type", f"select_one {found[1]}")
            yield Fault(*place, "type", phrase(said.READ_AS, kind=kind, known=f"select_one {found[1]}"))
    if lists:
        _move(book.sheets["external_choices"], book.choices)
    book.sheets["external_choices"] = Sheet("external_choices")


def _move(source: Sheet, target: Sheet) -> None:
    names = {
        heading: target.heading(plain(heading)) if plain(heading) in ("list_name", "name") else heading
        for heading in source.headings
    }
    target.headings += [heading for heading in names.values() if heading not in target.headings]
    for place, row in source.filled():
        target.rows.append({names[heading]: value for heading, value in row.items() if heading in names})
        target.places.append(place)


def _words(kind: str) -> str:
    return "_".join(kind.lower().split())


def _at(places: Iterable[Place], column: str, text: Text) -> Fault:
    """One notice for several rows: the first in its place, the others named."""
    first, *others = places
    what = phrase(text)
    if others:
        what = phrase(said.SAME_IN_ROWS, what=what, rows=listed([row for _, row in others]))
    return Fault(*first, column, what)


CURES: tuple[Callable[[Book], Iterable[Fault]], ...] = (
    _strange_characters,
    _settings_among_questions,
    kobo.cure,
    language_names.cure,
    _notes_in_columns,
    _types,
    _what_a_phone_records,
    _reserved_names,
    _nameless_groups,
    _external_choices,
    _columns_of_choices,
    _repeated_choices,
    _silent_choices,
)
