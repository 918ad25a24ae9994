"""Exports: answers as files."""

from dialogs.texts import Text

EXPORTS = Text("desk:exports", "Exports", "Page: answers as files.")
EXPORTS_HOW = Text(
    "desk:exports_how",
    "Answers as a file. Who asked for it, when and about whom is written down, and stands in the file. "
    "People who do not let the team read their answers are left out.",
)
EXPORTS_WHICH = Text("desk:exports_which", "Whose answers", "Heading above filters.")
EXPORTS_CHOOSE = Text("desk:exports_choose", "Count", "Button: how many people fit these filters.")
EXPORTS_FITS = Text("desk:exports_fits", "{n} person fits.", plural="{n} people fit.")
EXPORTS_SHEETS = Text(
    "desk:exports_sheets", "Of this form: {sheets} in all, {handed_in} handed in.", "Numbers of filled-in forms."
)
EXPORTS_SHAPE = Text("desk:exports_shape", "Kind of file")
EXPORTS_SHAPES = {
    "xlsx": Text("desk:exports_xlsx", "Excel: a row for each person, also unfinished forms"),
    "csv": Text("desk:exports_csv", "CSV: the same, for other programs"),
    "kobo_xlsx": Text("desk:exports_kobo_xlsx", "As KoboToolbox: Excel, only what was handed in"),
    "kobo_csv": Text("desk:exports_kobo_csv", "As KoboToolbox: CSV files in a zip"),
}
EXPORTS_LANGUAGE = Text("desk:exports_language", "Language of questions and choices", "In the file.")
EXPORTS_WORDS = Text("desk:exports_words", "Words instead of codes (as KoboToolbox only)", "Box to tick.")
EXPORTS_COLUMNS = Text("desk:exports_columns", "Only some questions", "Unfolds boxes to tick.")
EXPORTS_COLUMNS_HOW = Text(
    "desk:exports_columns_how", "Tick what the file is to hold. Nothing ticked: all. As KoboToolbox it always holds all."
)
EXPORTS_MAKE = Text("desk:exports_make", "Make the file", "Button.")
EXPORTS_MINE = Text("desk:exports_mine", "My files")
EXPORTS_KEPT = Text("desk:exports_kept", "Each is kept for 24 hours, and only you can fetch it.")
EXPORTS_ASKED = Text("desk:exports_asked", "Asked for")
EXPORTS_UNTIL = Text("desk:exports_until", "Kept until")
EXPORTS_DOWNLOAD = Text("desk:exports_download", "Download")
EXPORTS_DOWNLOAD_WHAT = Text("desk:exports_download_what", "Download: {what}", "For screen readers. what: a form.")
EXPORTS_LOOK = Text("desk:exports_look", "Look again", "Link: load the page anew.")
EXPORTS_STATES = {
    "waiting": Text("desk:exports_waiting", "waits for its turn", "State of a file that was asked for."),
    "running": Text("desk:exports_running", "is being made", "State of a file that was asked for."),
    "done": Text("desk:exports_done", "ready", "State of a file that was asked for."),
    "failed": Text("desk:exports_failed", "did not work, please ask for it again", "State of a file that was asked for."),
}
EXPORTS_THESE = Text("desk:exports_these", "Export answers", "Link from the list of people: with the same filters.")
EXPORTS_ALREADY = Text("desk:exports_already", "A file for you is being made already. Ask for the next one when it is ready.")
EXPORTS_NOBODY = Text("desk:exports_nobody", "Nobody who fits has opened this form: there is nothing to export.")
EXPORTS_MORE = Text(
    "desk:exports_more", "More filters are set: {n}", "n: how many filters by answers came from the list of people."
)
