"""What is wrong with a file that came in, what was cured in it, and what to do, as its author is told (see dialogs.faulttexts).

Names of types, columns and endings stand in placeholders: they are the standard's, and the same in every language. `quote` is what a
program of others says, in English.
"""

from dialogs.phrase import Text

# --- A file that is not opened (bot.workbooks.unpacking) --------------------------------------------------------------------

UNREADABLE = Text(
    "file:unreadable",
    "this file is no form. It must be an Excel workbook, a CSV file in UTF-8 or Markdown tables,"
    ' with a sheet called "survey". Save it again as one of them.',
    "The name of the sheet stays English.",
)
EMPTY = Text("file:empty", "this file is empty. Choose the workbook again.")
TOO_LARGE = Text(
    "file:too_large",
    "this file is too large: a form has at the most 20 MB. Remove pictures and old sheets from it, and save it again.",
)
PROTECTED = Text(
    "file:protected",
    "this file is protected by a password. Open it in the spreadsheet program, remove the password, and save it again.",
)
MACROS = Text(
    "file:macros",
    "this file holds macros, which are programs. Open it in the spreadsheet program, and save it as an Excel workbook (.xlsx),"
    " which has none.",
)
OTHER_KIND = Text(
    "file:other_kind",
    "this file is of another kind ({kind}). Open it in the spreadsheet program, and save it as an Excel workbook (.xlsx).",
    "kind: e.g. xlsb, OpenDocument, Microsoft Word",
)
DAMAGED = Text("file:damaged", "this file is damaged. Open it in the spreadsheet program, and save it again.")
BOMB = Text(
    "file:bomb",
    "this file would swell to many times its size when it is opened. Make a new workbook, and copy the sheets of the form into it.",
)
DEFINITIONS = Text(
    "file:definitions",
    "this file holds definitions (DOCTYPE) that no spreadsheet program writes. Open it in the spreadsheet program, and save it again.",
)
TOO_MANY_ROWS = Text(
    "file:too_many_rows",
    "this file has more rows than a form can have ({rows} at the most, with the empty ones)."
    " Delete the rows below the last question and the last choice, and save it again.",
)
TOO_FULL = Text(
    "file:too_full",
    "this file has more than {cells} cells with something in them."
    " Keep only the sheets of the form, and move long lists to a csv file.",
)
LOCKED = Text("file:locked", "this file is protected by a password. Remove the password, and save it again.")
OTHER_NAME = Text(
    "file:other_name",
    "this file is no form by its name: {name}. Save it as .xlsx, .xls, .csv or .md.",
)

# --- A zip (bot.workbooks.bundles) --------------------------------------------------------------------------------------------

NO_WORKBOOK = Text(
    "zip:no_workbook",
    "no workbook (.xlsx, .xls, .md or .csv) is in this zip. Put it in, with the files that it names.",
)
SEVERAL = Text("zip:several", "there is more than one workbook in this zip: {names}. Leave one in.")
TOO_MANY_FILES = Text(
    "zip:too_many", "there are more files in this zip than {most}. Leave in only those that the workbook names."
)
FILE_NAME = Text("zip:name", 'the file "{name}" has a name that cannot be used. Rename it: letters, digits, - and _.')

# --- The whole workbook (bot.workbooks.reading, bot.workbooks.converting) --------------------------------------------------------

TOO_MUCH = Text(
    "book:too_much",
    "this workbook takes too long to read, or too much memory."
    " Keep only the sheets of the form, and move long lists to csv files.",
)
STRANGE_XML = Text(
    "book:strange_xml",
    "this workbook holds a character that no form can have, such as a tab or a page break ({quote}). Write the text anew.",
)
TWICE_CALLED = Text("book:twice_called", 'another form is called "{name}". Rename one of them.')
UNUSABLE = Text("book:unusable", "this workbook cannot be used: {what}", "what: a sentence, with its cure.")
UNUSABLE_ROW = Text("book:unusable_row", "this row cannot be used: {what}", "what: a sentence, with its cure.")
UNUSABLE_SAYS = Text("book:unusable_says", "this workbook cannot be used: {quote} Correct that, and save it again.")
UNUSABLE_ROW_SAYS = Text("book:unusable_row_says", "this row cannot be used: {quote} Correct that, and save it again.")
STUMBLED = Text("book:stumbled", "this workbook cannot be used ({quote}). Compare it with the standard.")
STUMBLED_ROW = Text("book:stumbled_row", "this row cannot be used ({quote}). Compare the row with the standard.")
CELL_SAYS = Text("book:cell_says", "{quote} Correct this cell.")
ROW_SAYS = Text("book:row_says", "{quote} Correct this row.")

# --- What pyxform refuses, in words of ours (bot.workbooks.faults) -----------------------------------------------------------------

NO_TYPE_CALLED = Text(
    "book:no_type_called",
    'there is no question type "{value}". Choose one of the standard, for example text, integer, date, select_one yes_no.',
    "The examples stay English.",
)
NO_LIST = Text("book:no_list", 'there is no list "{value}" on the sheet "choices". Check the spelling, or add the list there.')
NO_CHOICES_SHEET = Text(
    "book:no_choices_sheet",
    "this sheet is missing or empty. Add it with the columns list_name, name and label, a row for each choice.",
    "The names of the columns stay English.",
)
NO_LABEL = Text("book:no_label", 'the question "{value}" has no text. Write in the column "label" what people are asked.')
BLANK_IN_NAME = Text(
    "book:blank_in_name",
    'the name "{value}" in the list "{list}" contains a space. Write an underscore instead: people see only the label.',
)
NO_TYPE = Text("book:no_type", "the question has no type. Write one, for example text or select_one yes_no.")
NO_NAME = Text("book:no_name", "the name is missing. Write a short one without spaces, for example birth_year.")
NO_CALCULATION = Text("book:no_calculation", "the calculation is missing. Write what is to be calculated, or remove the row.")
NO_END = Text(
    "book:no_end",
    'this {value} has no end. Add a row of the type "end_{value}" below its last question.',
    "value: group or repeat, as in the workbook.",
)
NO_BEGIN = Text(
    "book:no_begin",
    'no {value} is open here. Add a row of the type "begin_{value}" above its first question, or remove this row.',
    "value: group or repeat, as in the workbook.",
)
NO_SURVEY = Text("book:no_survey", "this sheet is missing or empty. Questions belong there, one in each row.")
NO_COLUMN = Text("book:no_column", 'the column "{value}" is missing. Row 1 holds the headings: add it there.')
SAME_COLUMN = Text("book:same_column", 'the columns "{other}" and "{value}" mean the same. Rename or remove one of them.')
PARAMETERS = Text(
    "book:parameters",
    "the parameters cannot be read. Write each as name=value, with a space between them, for example {example}.",
)
NAMELESS_CHOICE = Text("book:nameless_choice", "Choices must have a name. Write a short one without spaces, or remove the row.")
OPEN_REFERENCE = Text(
    "book:open_reference",
    "a reference is not closed, or holds more than a name."
    " Write a dollar sign and the name of a question in braces: {example}.",
)
NO_QUESTION = Text(
    "book:no_question",
    'this refers to a question "{value}", and there is none. Check the spelling, or add the question "{value}".',
)
TWICE_REFERRED = Text(
    "book:twice_referred",
    'this refers to "{value}", and more than one question is called so. Rename one of the questions called "{value}".',
)
BAD_NAME = Text(
    "book:bad_name",
    "a name must begin with a letter or an underscore; after that it may hold letters, digits, underscores, hyphens and periods."
    " Write another name: people see only the label.",
)
TWICE_NAMED = Text(
    "book:twice_named",
    "a question, a group or a repeat has the same name as another one beside it. Write another name here.",
)
REPEAT_NAME = Text(
    "book:repeat_name",
    "a repeat has a name that something else in the form has. Write another name here.",
)
AUDIT_NAME = Text("book:audit_name", "an audit has no name of its own. Leave the cell empty.", "A question type called audit.")
RANGE = Text(
    "book:range",
    "the range cannot be: start, end and step must be numbers, and the step neither 0 nor larger than the range."
    " Write for example {example}.",
)

# --- What a chat cannot do (bot.workbooks.refusals) -----------------------------------------------------------------------------

GEOTRACE = Text(
    "book:geotrace",
    "a line cannot be drawn in a chat. Ask for its points one by one with geopoint, or leave it out.",
    "geopoint: a question type.",
)
GEOSHAPE = Text(
    "book:geoshape",
    "an area cannot be drawn in a chat. Ask for one point with geopoint, or leave it out.",
    "geopoint: a question type.",
)
OSM = Text(
    "book:osm",
    "tags of OpenStreetMap cannot be asked for in a chat. Ask with select_one and text instead.",
    "select_one, text: question types.",
)
XML_LIST = Text(
    "book:xml_list",
    "lists in XML files are not read. Save the list as a csv file, and use select_one_from_file.",
    "select_one_from_file: a question type.",
)
INCLUDE = Text("book:include", "another form cannot be included. Copy its rows into this sheet.")
ENCRYPTED = Text(
    "book:encrypted",
    "encrypted forms are not supported: the bot has to read the answers. Leave this cell empty; answers are kept sealed.",
)
ENTITIES = Text(
    "book:entities",
    "entities are not supported. Remove this sheet and the column save_to; the answers can be exported instead.",
)
TRIGGER = Text(
    "book:trigger",
    "values set when another answer changes are not supported. Leave this cell empty; a calculation alone is kept up to date.",
)
OTHER_LIST = Text(
    "book:other_list",
    'lists in files of the kind "{kind}" are not read. Save the list as a csv file with the columns name and label.',
)
SEARCH = Text(
    "book:search",
    "choices found by search() are not supported. Use select_one_from_file with the csv file, and a choice_filter.",
)
SAME_NAME = Text(
    "book:same_name",
    'the list "{name}" and the file "{file}" have the same name, so nobody can tell which is meant. Rename one of them.',
)
LONG_LIST = Text(
    "book:long_list",
    "this list has more than {most} choices."
    " Leave out what nobody chooses, or ask for the district first in a question of its own.",
)

# --- Cells and headings (bot.workbooks.opening) -----------------------------------------------------------------------------------

FORMULAS = Text(
    "book:formulas", "formulas were read as what they came to when the file was saved: {cells}.", "cells: e.g. B2, B3"
)
FORMULA = Text(
    "book:formula",
    "the cell {cell} holds a formula whose value is not in the file. Write the value itself into the cell.",
)
SAME_HEADING = Text("book:same_heading", "two columns have this heading. Rename or remove one of them.")

# --- Files beside a workbook (bot.workbooks.beside) ---------------------------------------------------------------------------------

LIST_GONE = Text("book:list_gone", 'the list "{file}" is not there. Put the file beside the workbook, under this very name.')
LIST_LARGE = Text("book:list_large", 'the list "{file}" is larger than 20 MB. Leave out what the form does not need.')
LIST_UNREAD = Text("book:list_unread", 'the list "{file}" cannot be read ({quote}). Save it again as CSV.')
LIST_EMPTY = Text(
    "book:list_empty", 'the list "{file}" is empty. Its first row must hold headings, for example name and label.'
)
LIST_LONG = Text("book:list_long", 'the list "{file}" has more than {most} rows. Leave out what the form does not need.')
LIST_CODING = Text("book:list_coding", 'the list "{file}" is not in UTF-8. Save it again as "CSV UTF-8".')
LIST_NO_TEXT = Text("book:list_no_text", 'the list "{file}" is no text. Save it again as CSV.')
FILE_GONE = Text("book:file_gone", 'the file "{file}" is not beside the workbook; it will not be shown.')
FILE_LARGE = Text(
    "book:file_large",
    'the file "{file}" is larger than {most} MB: WhatsApp will not show it. Make it smaller.',
    "A picture, a recording or a film; most: a number.",
)

# --- What was cured (bot.workbooks.cures, bot.workbooks.kobo, bot.workbooks.language_names) -------------------------------------------

SAME_IN_ROWS = Text("cured:same_in_rows", "{what} The same in the rows: {rows}.", "what: a sentence.")
STRANGE = Text("cured:strange", "a character that cannot be seen, such as a page break, was read as a blank.")
SETTING = Text("cured:setting", 'this row is a setting; it was read as "{setting}" of the sheet "settings".')
TELEPHONE = Text("cured:telephone", '"{kind}" was read as text that holds a telephone number.')
READ_AS = Text("cured:read_as", '"{kind}" was read as {known}.', "Both are question types.")
OWN_COLUMNS = Text("cured:own_columns", "the standard knows no columns called {columns}; they were left out.")
NAMELESS_COLUMN = Text("cured:nameless_column", "no expression can name this column; it was left out.")
REPEATED = Text("cured:repeated", "the choice stands here for the second time; it was left out.")
TWICE = Text("cured:twice", "this name stands in its list more than once; all these choices were kept.")
SILENT_CHOICE = Text("cured:silent_choice", "the choice has no label; people will see its name.")
AUDIT = Text("cured:audit", "an audit records how a phone is used; there is none in a chat. It was left out.")
SILENT = {
    "start-geopoint": Text(
        "cured:start_geopoint", "a chat does not tell the place where the form was begun; the value stays empty."
    ),
    "background-geopoint": Text(
        "cured:background_geopoint", "a chat does not tell places in the background; the value stays empty."
    ),
    "background-audio": Text("cured:background_audio", "a chat does not tell sound in the background; the value stays empty."),
}
RESERVED = Text("cured:reserved", 'the name "meta" belongs to the standard; it was changed to "{name}".')
NAMELESS_GROUP = Text("cured:nameless_group", 'the group has no name; it was called "{name}".')
KOBO = Text("cured:kobo", '"{kind}" of KoboToolbox was read as a group of questions.')
LANGUAGE = Text("cured:language", 'the language "{name}" was read as {known}.', "known: the same name with its code.")

# --- Files of translators (bot.texts.pofiles) -----------------------------------------------------------------------------------------

NO_PO = Text("file:no_po", "this is no PO file: {quote}. Save it again with the tool that you translate with.")
EMPTY_PO = Text("file:empty_po", "there is no text in this PO file. Save it again with the tool that you translate with.")
NO_TEXTS_SHEET = Text(
    "file:no_texts_sheet",
    'this workbook has no columns "context", "source" and "translation" in its first row. Use a file that was downloaded here.',
    "The names of the columns stay English.",
)
NO_TEXTS = Text(
    "file:no_texts",
    "this is no file for translations. Use the PO file or the workbook (.xlsx) that was downloaded here.",
)
LARGE_TEXTS = Text("file:large_texts", "this file is too large: at most 5 MB. Use a file that was downloaded here.")

# --- Workshops in files (bot.workshops.timetables) ------------------------------------------------------------------------------------

WORKSHOP_NO_FILE = Text(
    "file:workshop_no_file", "This is neither an Excel workbook (.xlsx) nor a calendar (.ics). Take the workbook to fill in."
)
WORKSHOP_NO_CALENDAR = Text(
    "file:workshop_no_calendar",
    "This calendar cannot be read. Export it once more from the program that made it, as iCalendar (.ics).",
)
WORKSHOP_BIG_CALENDAR = Text(
    "file:workshop_big_calendar", "This calendar is too large. Export the part of it that is to come, at most {n} events."
)
WORKSHOP_NO_EVENTS = Text("file:workshop_no_events", "There is no workshop in this file.")
WORKSHOP_NO_COLUMN = Text(
    "file:workshop_no_column",
    "Sheet {sheet}, row 1: there is no such column as {column}. Take the workbook to fill in: it has all columns.",
)
WORKSHOP_TWICE_COLUMN = Text(
    "file:workshop_twice_column", "Sheet {sheet}, row 1: the column {column} is there twice. Delete one."
)
WORKSHOP_NO_YES = Text("file:workshop_no_yes", "Write yes or no.", "“yes” and “no” stay English: they are read by a program.")
WORKSHOP_NO_WEEKDAY = Text(
    "file:workshop_no_weekday",
    "This is no day of the week: {what}. Write MO, TU, WE, TH, FR, SA or SU.",
    "The codes stay as they are.",
)
WORKSHOP_NO_PROPERTY = Text("file:workshop_no_property", "This cannot be read. Mend it in the program that made the calendar.")
WORKSHOP_ONE_MOVED = Text(
    "file:workshop_one_moved", "One date of a series was moved here. Take the series, then move that date on its page."
)
WORKSHOP_MORE_TIMES = Text(
    "file:workshop_more_times", "Dates besides the rule cannot be taken. Make them a workshop of their own."
)
