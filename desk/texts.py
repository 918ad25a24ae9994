"""Every sentence of the desk. English here; the other languages in `locales/` (see dialogs.texts).

Coordinators read these, so there is no limit of characters; but they stand on buttons and above columns: short ones.
"""

from collections.abc import Iterator

from dialogs.texts import Text

# --- On every page ----------------------------------------------------------------------------------------------------

SKIP = Text("desk:skip", "Skip to the content", "Link for people who use the keyboard.")
PAGES = Text("desk:pages", "Pages", "Name of the navigation, for screen readers.")
OVERVIEW = Text("desk:overview", "Overview")
PEOPLE = Text("desk:people", "People")
LANGUAGE = Text("desk:language", "Language")
BACK = Text("desk:back", "Back to the overview")
MOMENT = Text("desk:moment", "{day}, {time}", "e.g. 21 March 2026, 14:05")

# --- Overview ---------------------------------------------------------------------------------------------------------

NEEDS = Text("desk:needs", "Needs a person", "Heading: cases in which a human being should look.")
NEEDS_NOBODY = Text("desk:needs_nobody", "Nobody is waiting for you.")
NEEDS_HOW = Text("desk:needs_how", "When somebody asks for help or gets stuck, you see it here.")
SINCE = Text("desk:since", "Since: {day}")
TIMES = Text("desk:times", "{n} time", "How often the same was asked.", plural="{n} times")
DONE = Text("desk:done", "Done", "Button: I have taken care of it.")
DONE_WITH = Text("desk:done_with", "Done: {what} ({name})", "The same button, for screen readers.")
AT_QUESTION = Text("desk:at_question", "Question: {question}")
NUMBERS = Text("desk:numbers", "In numbers")
NUMBER_PEOPLE = Text("desk:number_people", "People in all")
NUMBER_NEW = Text("desk:number_new", "New people (last 7 days)")
NUMBER_ANSWERING = Text("desk:number_answering", "Answering now", "How many people have an open form.")
NUMBER_HANDED_IN = Text("desk:number_handed_in", "Forms handed in (last 7 days)")
FORMS = Text("desk:forms", "Forms")
NOBODY = Text("desk:nobody", "Nobody has written yet.")
NOBODY_HOW = Text("desk:nobody_how", "As soon as somebody starts the bot, you see them here.")

# --- The list of people -----------------------------------------------------------------------------------------------

FILTERS = Text("desk:filters", "Filters", "Heading of the form with which the list is narrowed.")
PROGRAMME = Text("desk:programme", "Programme")
STATE = Text("desk:state", "State")
ALL = Text("desk:all", "All", "In a filter: no restriction.")
ONLY_NEEDS = Text("desk:only_needs", "Only those who need a person")
SHOW = Text("desk:show", "Show", "Button of the filters.")
EVERYBODY = Text("desk:everybody", "Show everybody", "Link: without filters.")
FOUND = Text("desk:found", "{n} person", plural="{n} people")
NOBODY_FITS = Text("desk:nobody_fits", "Nobody fits these filters.")
NAME = Text("desk:name", "Name")
NO_NAME = Text("desk:no_name", "No name yet")
ACTIVE = Text("desk:active", "Last active")
DONE_OF_ALL = Text("desk:done_of_all", "{done} of {total}", "Questions answered of those to answer.")
PAGE = Text("desk:page", "Page {page} of {pages}")
NEXT = Text("desk:next", "Next page")
PREVIOUS = Text("desk:previous", "Previous page")

# --- One person -------------------------------------------------------------------------------------------------------

PROFILE = Text("desk:profile", "Profile")
CENTRE = Text("desk:centre", "Centre")
HERE_SINCE = Text("desk:here_since", "Here since")
REACHED_BY = Text("desk:reached_by", "Reached by", "Followed by e.g. Telegram.")
DELETED_ON = Text("desk:deleted_on", "Everything will be deleted: {day}", "The person asked for it.")
TAKEN_CARE_OF = Text("desk:taken_care_of", "Already taken care of")
CONSENTS = Text("desk:consents", "Consent")
PURPOSE_PROGRAMME = Text("desk:purpose_programme", "Team of the programme", "Who may read the answers.")
YES = Text("desk:yes", "Yes")
NO = Text("desk:no", "No")
NOT_ASKED = Text("desk:not_asked", "Not asked yet")
EARLIER_CONSENTS = Text("desk:earlier_consents", "All consents so far")
ANSWERS = Text("desk:answers", "Answers")
NO_ANSWERS = Text("desk:no_answers", "No answers yet.")
NOT_READABLE = Text(
    "desk:not_readable", "There is no consent for the team to read the answers. That is why they are not shown here."
)
NOW_AT = Text("desk:now_at", "Now at: {question}", "The question that is waited for.")
EARLIER = Text(
    "desk:earlier", "{n} earlier answer", "Unfolds what was answered before it was changed.", plural="{n} earlier answers"
)
TAKEN_BACK = Text("desk:taken_back", "taken back", "The answer was undone.")
NO_LONGER_ASKED = Text("desk:no_longer_asked", "No longer asked", "Answers to questions that do not apply any more.")
FORM_GONE = Text("desk:form_gone", "This form is not in use any more. The answers are shown as they are stored.")
FILE_WAITING = Text("desk:file_waiting", "The file is on its way.", "Instead of a photo or another file that was sent.")
FILE_LOST = Text("desk:file_lost", "The file could not be fetched.", "Instead of a photo or another file that was sent.")
ON_MAP = Text("desk:on_map", "Show on OpenStreetMap", "Link: a map elsewhere, which learns the place.")
NOTED = Text("desk:noted", "It has been written down that this page was opened.")

# --- When something is wrong ------------------------------------------------------------------------------------------

NOT_FOUND = Text("desk:not_found", "There is nothing here")
NOT_FOUND_WHY = Text("desk:not_found_why", "The address is not right, or what was here has been deleted.")
NOT_UNDERSTOOD = Text("desk:not_understood", "This address cannot be understood")
NOT_UNDERSTOOD_WHY = Text("desk:not_understood_why", "Something in it is not what it should be. Please begin at the overview.")
BROKEN = Text("desk:broken", "Something went wrong")
BROKEN_WHY = Text("desk:broken_why", "This is not your fault, and nothing is lost. Please try again in a moment.")

# --- States -----------------------------------------------------------------------------------------------------------

CONCERNS = {
    "asked": Text("desk:concern_asked", "Would like to talk to a person"),
    "stuck": Text("desk:concern_stuck", "Needs help with a question"),
    "unreachable": Text("desk:concern_unreachable", "Cannot be reached any more"),
    "quarantined": Text("desk:concern_quarantined", "A message could not be processed"),
    "failed": Text("desk:concern_failed", "A message could not be sent"),
    "file": Text("desk:concern_file", "A file could not be fetched"),
    "consent_withdrawn": Text("desk:concern_consent_withdrawn", "Consent was withdrawn"),
}
CONCERN = Text("desk:concern", "Please have a look")
PEOPLE_STATES = {
    "answering": Text("desk:people_answering", "Answering"),
    "paused": Text("desk:people_paused", "Paused"),
    "handed_in": Text("desk:people_handed_in", "Handed in"),
    "refused": Text("desk:people_refused", "No consent", "The person does not want the team to read the answers."),
    "stopped": Text("desk:people_stopped", "No more messages", "The person has stopped the bot."),
    "leaving": Text("desk:people_leaving", "Deletion requested"),
    "unreachable": Text("desk:people_unreachable", "Not reachable"),
}
SHEET_STATES = {
    "handed_in": Text("desk:sheet_handed_in", "Handed in"),
    "open": Text("desk:sheet_open", "Being answered"),
    "paused": Text("desk:sheet_paused", "Paused"),
    "dropped": Text("desk:sheet_dropped", "Ended early"),
}
HOW_SENT = Text("desk:how_sent", "sent", "How an answer was given: as a photo or another file.")
HOW = {
    "tapped": Text("desk:how_tapped", "tapped", "How an answer was given: on a button."),
    "typed": Text("desk:how_typed", "written", "How an answer was given: typed."),
    "spoken": Text("desk:how_spoken", "spoken", "How an answer was given: by voice."),
    "staff": Text("desk:how_staff", "entered by the team", "How an answer was given."),
}


def every() -> Iterator[Text]:
    """All texts of the desk, for the catalogues and for `check`."""
    for value in list(globals().values()):
        if isinstance(value, Text):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, Text))
