"""pyxform's complaints, put so that the author of a workbook knows where and what to do.

Those that authors meet are said in words of ours, which are translated; the others are quoted as they are, in English.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.workbooks import texts as said
from dialogs.faults import Fault
from dialogs.phrase import Quote, Text, phrase

Find = Callable[[str, str, str], int]  # (sheet, column, cell) -> row of the first such cell, 0 = nowhere


class Rule(NamedTuple):
    """How to put one complaint. `find` is the column in which the pattern's `value` stands, where no row is given.

    What the pattern's groups have found goes into the text, and the `example`.
    """

    pattern: re.Pattern[str]
    sheet: str
    column: str
    text: Text
    find: str = ""
    example: str = ""


def _rule(pattern: str, sheet: str, column: str, text: Text, *, find: str = "", example: str = "") -> Rule:
    return Rule(re.compile(pattern), sheet, column, text, find, example)


STEPS = "start=1 end=10 step=1"
RULES = (
    _rule(r"Unknown question type '(?P<value>.*)'", "survey", "type", said.NO_TYPE_CALLED, find="type"),
    _rule(r"List name not in choices sheet: (?P<value>.*)", "survey", "type", said.NO_LIST),
    _rule(r"There should be a choices sheet", "choices", "", said.NO_CHOICES_SHEET),
    _rule(r"named '(?P<value>.*)' has no label or hint", "survey", "label", said.NO_LABEL, find="name"),
    _rule(r"See \[(?P<value>.*)\] in \[(?P<list>.*)\]", "choices", "name", said.BLANK_IN_NAME, find="name"),
    _rule(r"Question with no type", "survey", "type", said.NO_TYPE),
    _rule(r"Question or group with no name", "survey", "name", said.NO_NAME),
    _rule(r"Missing calculation", "survey", "calculation", said.NO_CALCULATION),
    _rule(r"Unmatched 'begin_(?P<value>\w+)'", "survey", "type", said.NO_END),
    _rule(r"Unmatched 'end_(?P<value>\w+)'", "survey", "type", said.NO_BEGIN),
    _rule(r"You must have a sheet named 'survey'", "survey", "", said.NO_SURVEY),
    _rule(
        r"for sheet: '(?P<sheet>\w+)'.*required column headers were not found: '?(?P<value>\w+)", "{sheet}", "", said.NO_COLUMN
    ),
    _rule(r"List name not in columns sheet: (?P<value>.*)", "survey", "type", said.NO_LIST),
    _rule(
        r"for sheet: '(?P<sheet>\w+)'.*different names for the same column were found: '(?P<other>.*)', '(?P<value>.*)'\.",
        "{sheet}",
        "{value}",
        said.SAME_COLUMN,
    ),
    _rule(r"Parameters must be in the form", "survey", "parameters", said.PARAMETERS, example=STEPS),
    _rule(r"Choices must have a name", "choices", "name", said.NAMELESS_CHOICE),
    _rule(r"Reference variables must start with", "", "", said.OPEN_REFERENCE, example="${name}"),
    _rule(r"must contain a name from the 'survey' sheet\. Could not find the name '(?P<value>.*)'\.", "", "", said.NO_QUESTION),
    _rule(r"Reference variables names must be unique .* The name '(?P<value>.*)' appears", "", "", said.TWICE_REFERRED),
    _rule(r"Names must begin with a letter", "", "", said.BAD_NAME),
    _rule(r"Questions, groups, and repeats must be unique within", "", "", said.TWICE_NAMED),
    _rule(r"Repeat names must ", "", "", said.REPEAT_NAME),
    _rule(r"Audits must always be named", "survey", "name", said.AUDIT_NAME),
    _rule(r"must be a number\.|must not be '0'|less than the difference", "survey", "parameters", said.RANGE, example=STEPS),
)

ROW = re.compile(r"\[row : (\d+)\]\s*")
PLACE = re.compile(r"On the '(?P<sheet>\w+)' sheet, the '(?P<column>[^']+)' value (?:'[^']*' )?is (?:invalid|problematic)\.\s*")
MORE = re.compile(r"\s*Learn more: \S+")


def explain(message: str, find: Find) -> Fault:
    """A complaint of pyxform as a Fault."""
    stated, place = ROW.search(message), PLACE.search(message)
    row = int(stated[1]) if stated else 0
    sheet, column = (place["sheet"], place["column"]) if place else ("survey" if row else "", "")
    for rule in RULES:
        if found := rule.pattern.search(message):
            words = found.groupdict() | ({"example": rule.example} if rule.example else {})
            row = row or (find(rule.sheet, rule.find, found["value"]) if rule.find else 0)
            sheet, column = rule.sheet.format(**words) or sheet, rule.column.format(**words) or column
            what = phrase(rule.text, **words)
            return Fault(sheet, row, column, what if sheet else phrase(said.UNUSABLE, what=what))
    quote = Quote(" ".join(MORE.sub("", PLACE.sub("", ROW.sub("", message))).split()))
    if not sheet:
        return Fault("", 0, "", phrase(said.UNUSABLE_SAYS, quote=quote))
    return Fault(sheet, row, column, phrase(said.CELL_SAYS if column else said.ROW_SAYS, quote=quote))
