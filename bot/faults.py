"""pyxform's complaints, put so that the author of a workbook knows where and what to do."""

import re
from collections.abc import Callable
from typing import NamedTuple

Find = Callable[[str, str, str], int]  # (sheet, column, cell) -> row of the first such cell, 0 = nowhere


class Fault(NamedTuple):
    """What is wrong with a workbook, and its cure. Row 0 and empty names: unknown."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        sheet = f'sheet "{self.sheet}"' if self.sheet else ""
        row = f"row {self.row}" if self.row else ""
        column = f'column "{self.column}"' if self.column else ""
        place = ", ".join(filter(None, [sheet, row, column]))
        return f"{place}: {self.text}" if place else self.text


class Rule(NamedTuple):
    """How to put one complaint. `find` is the column in which the pattern's `value` stands, where no row is given."""

    pattern: re.Pattern[str]
    sheet: str
    column: str
    text: str
    find: str = ""


def _rule(pattern: str, sheet: str, column: str, text: str, *, find: str = "") -> Rule:
    return Rule(re.compile(pattern), sheet, column, text, find)


RULES = (
    _rule(
        r"Unknown question type '(?P<value>.*)'",
        "survey",
        "type",
        'there is no question type "{value}". Choose one of the standard, for example text, integer, date, select_one yes_no.',
        find="type",
    ),
    _rule(
        r"List name not in choices sheet: (?P<value>.*)",
        "survey",
        "type",
        'there is no list "{value}" on the sheet "choices". Check the spelling, or add the list there.',
    ),
    _rule(
        r"There should be a choices sheet",
        "choices",
        "",
        "this sheet is missing or empty. Add it with the columns list_name, name and label, a row for each choice.",
    ),
    _rule(
        r"named '(?P<value>.*)' has no label or hint",
        "survey",
        "label",
        'the question "{value}" has no text. Write in the column "label" what people are asked.',
        find="name",
    ),
    _rule(
        r"See \[(?P<value>.*)\] in \[(?P<list>.*)\]",
        "choices",
        "name",
        'the name "{value}" in the list "{list}" contains a space. Write an underscore instead: people see only the label.',
        find="name",
    ),
    _rule(
        r"Question with no type",
        "survey",
        "type",
        "the question has no type. Write one, for example text or select_one yes_no.",
    ),
    _rule(
        r"Question or group with no name",
        "survey",
        "name",
        "the name is missing. Write a short one without spaces, for example birth_year.",
    ),
    _rule(
        r"Missing calculation",
        "survey",
        "calculation",
        "the calculation is missing. Write what is to be calculated, or remove the row.",
    ),
    _rule(
        r"Unmatched 'begin_(?P<value>\w+)'",
        "survey",
        "type",
        'this {value} has no end. Add a row of the type "end_{value}" below its last question.',
    ),
    _rule(
        r"Unmatched 'end_(?P<value>\w+)'",
        "survey",
        "type",
        'no {value} is open here. Add a row of the type "begin_{value}" above its first question, or remove this row.',
    ),
    _rule(
        r"You must have a sheet named 'survey'",
        "survey",
        "",
        "this sheet is missing or empty. Questions belong there, one in each row.",
    ),
    _rule(
        r"for sheet: '(?P<sheet>\w+)'.*required column headers were not found: '?(?P<value>\w+)",
        "{sheet}",
        "",
        'the column "{value}" is missing. Row 1 holds the headings: add it there.',
    ),
    _rule(
        r"List name not in columns sheet: (?P<value>.*)",
        "survey",
        "type",
        'there is no list "{value}" on the sheet "choices". Check the spelling, or add the list there.',
    ),
    _rule(
        r"for sheet: '(?P<sheet>\w+)'.*different names for the same column were found: '(?P<other>.*)', '(?P<value>.*)'\.",
        "{sheet}",
        "{value}",
        'the columns "{other}" and "{value}" mean the same. Rename or remove one of them.',
    ),
    _rule(
        r"Parameters must be in the form",
        "survey",
        "parameters",
        "the parameters cannot be read. Write each as name=value, with a space between them, for example start=1 end=10 step=1.",
    ),
    _rule(
        r"Choices must have a name",
        "choices",
        "name",
        "Choices must have a name. Write a short one without spaces, or remove the row.",
    ),
    _rule(
        r"Reference variables must start with",
        "",
        "",
        "a reference is not closed, or holds more than a name. Write a dollar sign and the name of a question in braces: ${{name}}.",
    ),
    _rule(
        r"(?P<said>Reference variables must contain a name from the 'survey' sheet. Could not find the name '(?P<value>.*)'\.)",
        "",
        "",
        '{said} Check the spelling, or add the question "{value}".',
    ),
    _rule(
        r"(?P<said>Reference variables names must be unique .* The name '(?P<value>.*)' appears more than once\.)",
        "",
        "",
        '{said} Rename one of the questions called "{value}".',
    ),
    _rule(
        r"(?P<said>Names must begin with a letter.*periods\.)",
        "",
        "",
        "{said} Write another name: people see only the label.",
    ),
    _rule(
        r"(?P<said>Questions, groups, and repeats must be unique within .*repeat\.)",
        "",
        "",
        "{said} Write another name here.",
    ),
    _rule(
        r"(?P<said>Repeat names must .*\.)",
        "",
        "",
        "{said} Write another name here.",
    ),
    _rule(
        r"Audits must always be named",
        "survey",
        "name",
        "an audit has no name of its own. Leave the cell empty.",
    ),
    _rule(
        r"must be a number\.|must not be '0'|less than the difference",
        "survey",
        "parameters",
        "the range cannot be: {said} Write for example start=1 end=10 step=1.",
    ),
)

ROW = re.compile(r"\[row : (\d+)\]\s*")
PLACE = re.compile(r"On the '(?P<sheet>\w+)' sheet, the '(?P<column>[^']+)' value (?:'[^']*' )?is (?:invalid|problematic)\.\s*")
MORE = re.compile(r"\s*Learn more: \S+")
CURED = re.compile(r"[.!?)\"'] [A-Z][a-z]+ .*[.]$", re.DOTALL)


def explain(message: str, find: Find) -> Fault:
    """A complaint of pyxform as a Fault."""
    stated, place = ROW.search(message), PLACE.search(message)
    row = int(stated[1]) if stated else 0
    sheet, column = (place["sheet"], place["column"]) if place else ("survey" if row else "", "")
    said = " ".join(MORE.sub("", PLACE.sub("", ROW.sub("", message))).split())
    for rule in RULES:
        if found := rule.pattern.search(message):
            words = {"said": said} | found.groupdict()
            row = row or (find(rule.sheet, rule.find, found["value"]) if rule.find else 0)
            sheet, column = rule.sheet.format(**words) or sheet, rule.column.format(**words) or column
            text = rule.text.format(**words)
            return Fault(sheet, row, column, text if sheet else f"this workbook cannot be used: {text}")
    if not sheet:
        return Fault("", 0, "", f"this workbook cannot be used: {said} Correct that, and save it again.")
    return Fault(sheet, row, column, said if CURED.search(said) else f"{said} Correct this {'cell' if column else 'row'}.")
