"""Translations: every text beside its source, corrected in place, reviewed, taken out and in again."""

from dialogs.texts import Text

TRANSLATIONS = Text("desk:translations", "Translations", "In the navigation, and heading.")
TR_HOW = Text(
    "desk:tr_how",
    "Every text that people and the team read. What is corrected here is said from the next message on, and stays when Lotse is updated.",
)
TR_LANGUAGE = Text("desk:tr_language", "Language", "Heading of a column.")
TR_READ_BY = Text("desk:tr_read_by", "Read by", "Heading of a column: people, the team or both read texts in this language.")
TR_WHOM = {
    "people": Text("desk:tr_people", "people", "Who reads texts in a language."),
    "desk": Text("desk:tr_desk", "the team", "Who reads texts in a language."),
}
TR_DONE = Text("desk:tr_done", "Translated", "Heading of a column.")
TR_OF = Text("desk:tr_of", "{done} of {all}", "Numbers of texts.")
TR_CORRECTED_HERE = Text("desk:tr_corrected_here", "Corrected here", "Heading of a column.")
TR_REVIEWED = Text("desk:tr_reviewed", "Read through", "Heading of a column: who has read all texts of a language.")
TR_REVIEWED_BY = Text("desk:tr_reviewed_by", "{name}, {day}", "Who has read all texts of a language, and when.")
TR_NOT_REVIEWED = Text("desk:tr_not_reviewed", "not yet", "Nobody has read all texts of a language.")
TR_REVIEW = Text("desk:tr_review", "I have read all of it: {whom}", "Button. whom: for people, or for the team.")
TR_UNREVIEW = Text(
    "desk:tr_unreview", "Not read any more: {whom}", "Button: takes the mark back. whom: for people, or for the team."
)
TR_SINCE = Text("desk:tr_since", "{n} corrected since", plural="{n} corrected since")
TR_IN = Text("desk:tr_in", "Translations: {language}", "Heading.")
TR_SEARCH = Text("desk:tr_search", "Words in it", "Label of a field to search in.")
TR_PART = Text("desk:tr_part", "Which texts", "Label of a list.")
TR_PARTS = {
    "": Text("desk:tr_all", "all", "Which texts."),
    "bot": Text("desk:tr_bot", "what the bot says", "Which texts."),
    "forms": Text("desk:tr_forms", "forms", "Which texts."),
    "desk": Text("desk:tr_of_desk", "the desk, and what the team is told", "Which texts."),
}
TR_STATE = Text("desk:tr_state", "State", "Label of a list.")
TR_STATES = {
    "": Text("desk:tr_any", "any", "State of a translation."),
    "missing": Text("desk:tr_missing", "missing", "State of a translation."),
    "fuzzy": Text("desk:tr_fuzzy", "the English has changed", "State of a translation."),
    "corrected": Text("desk:tr_corrected", "corrected here", "State of a translation."),
    "outdated": Text("desk:tr_outdated", "corrected, but the English has changed since", "State of a translation."),
    "done": Text("desk:tr_translated", "as it came", "State of a translation."),
}
TR_FOUND = Text("desk:tr_found", "{n} text", plural="{n} texts")
TR_NOTHING = Text("desk:tr_nothing", "There is no such text.")
TR_SOURCE = Text("desk:tr_source", "English", "Above a text. For forms uploaded here: in the language of the form.")
TR_LIMIT = Text("desk:tr_limit", "At most {n} character.", plural="At most {n} characters.")
TR_PLURAL = Text(
    "desk:tr_plural", "For {numbers} …", "Label of a field. numbers: examples of numbers that take this form, e.g. 2, 3, 4."
)
TR_TRANSLATION = Text("desk:tr_translation", "Translation", "Label of a field.")
TR_SAVE = Text("desk:tr_save", "Correct", "Button.")
TR_UNDO = Text("desk:tr_undo", "As it was", "Button: what was corrected here is forgotten.")
TR_CAME = Text("desk:tr_came", "As it came: {words}")
TR_BY = Text("desk:tr_by", "Corrected by: {name}, {day}")
TR_NOT_YOURS = Text(
    "desk:tr_not_yours", "These words are said in other programmes too. Please ask somebody who looks after all of them."
)
TR_TEMPLATE = Text(
    "desk:tr_template", "This is part of a WhatsApp template: on the server, “lotse templates push” sends it to Meta."
)
TR_SAID = {
    "corrected": Text("desk:tr_said_corrected", "Corrected. It is said from now on."),
    "undone": Text("desk:tr_said_undone", "It is as it was."),
    "taken": Text("desk:tr_said_taken", "Taken in. It is said from now on."),
    "reviewed": Text("desk:tr_said_reviewed", "Thank you. It is marked."),
    "nothing": Text("desk:tr_said_nothing", "This file changes nothing."),
}
TR_WRONG = {
    "forms": Text("desk:tr_wrong_forms", "Every field needs a text: {n}."),
    "empty": Text("desk:tr_wrong_empty", "There is nothing in it. To take a correction back, use the other button."),
    "places": Text(
        "desk:tr_wrong_places",
        "What stands in { } must be as in the English: {what}",
        "what: names in braces. Keep { } in this sentence.",
    ),
    "length": Text("desk:tr_wrong_length", "Too long for a button: {what} characters, at most {n}."),
    "long": Text("desk:tr_wrong_long", "Too long: {what} characters, at most {n}."),
    "signs": Text("desk:tr_wrong_signs", "There is a sign in it that nobody can see ({what}). Please write it anew."),
    "words": Text("desk:tr_wrong_words", "This word means something else already: {what}"),
    "formula": Text("desk:tr_wrong_formula", "A cell holds a formula. Replace it with the words that it shows."),
    "unknown": Text("desk:tr_wrong_unknown", "There is no such text: {what}"),
    "source": Text("desk:tr_wrong_source", "The English has changed since. Download the file again."),
}

# --- Files ------------------------------------------------------------------------------------------------------------

TR_FILES = Text("desk:tr_files", "Files for translators", "Heading.")
TR_FILES_HOW = Text(
    "desk:tr_files_how", "Download, translate elsewhere, upload again. You see what would change before it does."
)
TR_PO = Text("desk:tr_po", "Download for translation tools (PO)", "Link.")
TR_XLSX = Text("desk:tr_xlsx", "Download as a workbook (xlsx)", "Link.")
TR_UPLOAD = Text("desk:tr_upload", "A file that was translated (.po or .xlsx)", "Label of a field.")
TR_LOOK = Text("desk:tr_look", "See what would change", "Button.")
TR_WOULD = Text("desk:tr_would", "What would change: {language}", "Heading.")
TR_CHANGES = Text("desk:tr_changes", "{n} text would change.", plural="{n} texts would change.")
TR_REFUSED = Text(
    "desk:tr_refused",
    "{n} row is not taken. Please mend it in the file and upload it again.",
    plural="{n} rows are not taken. Please mend them in the file and upload it again.",
)
TR_ROW = Text("desk:tr_row", "Row", "Heading of a column: of a file.")
TR_BEFORE = Text("desk:tr_before", "Now", "Heading of a column.")
TR_AFTER = Text("desk:tr_after", "Then", "Heading of a column.")
TR_TEXT = Text("desk:tr_text", "Text", "Heading of a column.")
TR_TAKE = Text("desk:tr_take", "Take it in", "Button.")
TR_LEAVE = Text("desk:tr_leave", "Leave it", "Link.")
TR_NO_FILE_READ = Text("desk:tr_no_file_read", "This file was not taken.")
