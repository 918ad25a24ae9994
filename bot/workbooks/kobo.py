"""KoboToolbox's own question types, taken apart as KoboToolbox does it: scores, rankings and matrices are selects in a group."""

import re
from collections.abc import Iterator, Sequence

from bot.workbooks import texts as said
from bot.workbooks.sheets import Book, Place, Row, Sheet, plain
from dialogs.faults import Fault
from dialogs.phrase import phrase

BEGIN = re.compile(r"begin[ _](score|rank|kobomatrix)")
LISTS = {"score": "kobo_score_choices", "rank": "kobo_rank_items", "kobomatrix": "kobo_matrix_list"}  # columns that name a list
ONE = {"score": "score__row", "rank": "rank__level"}  # the type of a row inside
KEPT = ("name", "label", "hint", "relevant")  # what a group takes over

Placed = tuple[Place, Row]


def cure(book: Book) -> Iterator[Fault]:
    """Groups in the place of Kobo's constructs. One without an end is left, and refused as it stands."""
    sheet, at = book.survey, 0
    while at < len(sheet.rows):
        found = BEGIN.fullmatch(sheet.cell(sheet.rows[at], "type"))
        end = _end(sheet, at, found[1]) if found else 0
        if found and end:
            rows = list(zip(sheet.places[at:end], sheet.rows[at:end], strict=True))
            name = next((value for heading, value in rows[0][1].items() if plain(heading) == LISTS[found[1]]), "")
            made = _matrix(book, rows, name) if found[1] == "kobomatrix" else _selects(sheet, rows, found[1], name)
            whole = [(rows[0][0], _group(sheet, rows[0][1])), *made, (sheet.places[end], {sheet.heading("type"): "end_group"})]
            sheet.places[at : end + 1], sheet.rows[at : end + 1] = [place for place, _ in whole], [row for _, row in whole]
            yield Fault(*rows[0][0], "type", phrase(said.KOBO, kind=found[0]))
        at += 1


def _end(sheet: Sheet, at: int, kind: str) -> int:
    after = range(at + 1, len(sheet.rows))
    return next((i for i in after if re.fullmatch(f"end[ _]{kind}", sheet.cell(sheet.rows[i], "type"))), 0)


def _selects(sheet: Sheet, rows: Sequence[Placed], kind: str, name: str) -> Iterator[Placed]:
    """A select for each row or level; of a ranking nothing may be chosen twice."""
    before: list[str] = []
    for place, row in rows[1:]:
        if sheet.cell(row, "type") == ONE[kind]:
            sheet.put(row, "type", f"select_one {name}")
            if kind == "rank" and before:
                sheet.put(row, "constraint", " and ".join(f"not(${{{one}}} = .)" for one in before))
            before.append(sheet.cell(row, "name"))
        yield place, row


def _matrix(book: Book, rows: Sequence[Placed], name: str) -> Iterator[Placed]:
    """A group for each thing in the list, with all questions in it."""
    sheet, (place, head) = book.survey, rows[0]
    for thing in [row for row in book.choices.rows if book.choices.cell(row, "list_name") == name]:
        inside = f"{sheet.cell(head, 'name')}_{book.choices.cell(thing, 'name')}"
        labels = {heading: thing[heading] for heading in book.choices.all_headings("label") if heading in thing}
        sheet.headings += [heading for heading in labels if heading not in sheet.headings]
        yield place, {sheet.heading("type"): "begin_group", sheet.heading("name"): inside} | labels
        for at, row in rows[1:]:
            yield at, {**row, sheet.heading("name"): f"{inside}_{sheet.cell(row, 'name')}"}
        yield place, {sheet.heading("type"): "end_group"}


def _group(sheet: Sheet, head: Row) -> Row:
    return {sheet.heading("type"): "begin_group"} | {key: value for key, value in head.items() if plain(key) in KEPT}
