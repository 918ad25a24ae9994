"""Who comes to a workshop: its people, the door, the list to print, how many came."""

from dialogs.texts import Text

# --- People of a workshop -----------------------------------------------------------------------------------------------

GUESTS = Text("desk:guests", "People", "Link, heading: the people of a workshop.")
GUESTS_OF = Text("desk:guests_of", "People: {day}", "The same link, for screen readers. day: of one date of a workshop.")
GUESTS_ALL = Text("desk:guests_all", "All dates", "Link: people of all dates of a workshop together.")
GUESTS_NONE = Text("desk:guests_none", "Nobody has signed up yet.")
GUESTS_BOOKED = Text("desk:guests_booked", "Have a place", "Heading: people.")
GUESTS_WAITING = Text("desk:guests_waiting", "Waiting list", "Heading: people, in the order in which they wait.")
GUESTS_GONE = Text("desk:guests_gone", "Have no place any more", "Heading: people who left, or were taken out.")
GUESTS_LINE = Text("desk:guests_line", "Waits as number {n}", "n: place in the waiting list: 1, 2, 3 …")
GUESTS_OFFERED = Text("desk:guests_offered", "A place is offered until {time}", "time: day and hour.")
GUESTS_STATES = {
    "left": Text("desk:guests_left", "gave the place back"),
    "expired": Text("desk:guests_expired", "did not answer the offer"),
    "removed": Text("desk:guests_removed", "was taken out"),
}
GUESTS_SAID = {
    "coming": Text("desk:guests_coming", "says: coming", "What somebody said about a date of a workshop."),
    "cannot": Text("desk:guests_cannot", "says: cannot come", "What somebody said about a date of a workshop."),
    "": Text("desk:guests_unsure", "has not answered yet", "About a date of a workshop."),
}
GUESTS_NEEDS = Text("desk:guests_needs", "Needs", "Heading: what people need to be able to come.")
GUESTS_NEED = {
    "children": Text("desk:guests_children", "Brings children", "What somebody needs to come."),
    "transport": Text("desk:guests_transport", "Transport", "What somebody needs to come."),
    "interpreter": Text("desk:guests_interpreter", "Interpreter", "What somebody needs to come."),
    "access": Text("desk:guests_access", "A way without steps", "What somebody needs to come."),
    "other": Text("desk:guests_other", "Something else", "What somebody needs to come."),
}
GUESTS_SILENT = Text("desk:guests_silent", "Cannot be reached", "Heading, mark: people whom no message reaches.")
GUESTS_WHY = {
    "no address": Text("desk:guests_no_address", "no messenger is known"),
    "stopped": Text("desk:guests_stopped", "wants no messages"),
    "refused": Text("desk:guests_refused", "does not let the team read"),
    "asleep": Text("desk:guests_asleep", "was joined with another record"),
    "staff": Text("desk:guests_staff", "is one of the team now", "Why the bot reminds somebody of nothing."),
    "leaving": Text("desk:guests_leaving", "wants everything about them deleted", "Why the bot reminds somebody of nothing."),
    "closed": Text(
        "desk:guests_closed",
        "has not written on WhatsApp for a day, and did not answer the notice or wants none",
        "Why somebody cannot be reached.",
    ),
}
GUESTS_HABIT = Text(
    "desk:guests_habit",
    "Missed {missed} of the last {of}: ask what would help",
    "About somebody who often could not come. Without blame. missed, of: numbers of dates.",
)
GUESTS_OUT = Text("desk:guests_out", "Take out", "Button: somebody loses their place, or stops waiting.")
GUESTS_OUT_OF = Text("desk:guests_out_of", "Take out: {name}", "The same button, for screen readers.")
GUESTS_UP = Text("desk:guests_up", "Move up", "Button: one place forward in the waiting list.")
GUESTS_UP_OF = Text("desk:guests_up_of", "Move up: {name}", "The same button, for screen readers.")
GUESTS_IN = Text("desk:guests_in", "Put in", "Button: somebody gets a place.")
GUESTS_IN_OF = Text("desk:guests_in_of", "Put in: {name}", "The same button, for screen readers.")
GUESTS_IN_HEADING = Text("desk:guests_in_heading", "Put somebody in", "Heading of a form.")
GUESTS_TOLD = {
    "booked": Text("desk:guests_told_booked", "There is a place. It is told in chat, unless the date is past."),
    "waiting": Text("desk:guests_told_waiting", "No place is free: now on the waiting list."),
    "full": Text("desk:guests_told_full", "No place is free, and there is no waiting list. Raise the number of places first."),
    "gone": Text("desk:guests_told_gone", "Nobody can be put in: this is not published, or was cancelled."),
    "removed": Text("desk:guests_told_removed", "Taken out. What became free is offered to whoever waits next."),
    "up": Text("desk:guests_told_up", "Moved up."),
    "sent": Text("desk:guests_told_sent", "The certificate is sent."),
    "unsent": Text("desk:guests_told_unsent", "It cannot be sent any more. Open it, and hand it over."),
}
GUESTS_WRITE = Text("desk:guests_write", "Write to", "Heading above buttons that say to whom.")
GUESTS_WRITE_HOW = Text(
    "desk:guests_write_how", "Begins a message to many, as a draft. You see whom it reaches before it is sent."
)
GUESTS_PARTS = {
    "all": Text("desk:guests_part_all", "Everybody", "Button: to whom a message is."),
    "booked": Text("desk:guests_part_booked", "Who has a place", "Button: to whom a message is."),
    "waiting": Text("desk:guests_part_waiting", "Who waits", "Button: to whom a message is."),
    "unsure": Text("desk:guests_part_unsure", "Who has not answered", "Button: to whom a message is."),
    "came": Text("desk:guests_part_came", "Who came", "Button: to whom a message is."),
    "absent": Text("desk:guests_part_absent", "Who did not come", "Button: to whom a message is."),
}
GUESTS_SEGMENT = Text(
    "desk:guests_segment", "Only people of this workshop: {part}", "Above a message to many. part: e.g. Who has a place"
)
GUESTS_CERTIFICATE = Text("desk:guests_certificate", "Certificate", "Link: a file to look at.")
GUESTS_CERTIFICATE_OF = Text("desk:guests_certificate_of", "Certificate: {name}", "The same link, for screen readers.")
GUESTS_CERTIFY = Text("desk:guests_certify", "Send the certificate", "Button.")
GUESTS_CERTIFY_OF = Text("desk:guests_certify_of", "Send the certificate: {name}", "The same button, for screen readers.")

# --- The door -----------------------------------------------------------------------------------------------------------

DOOR = Text("desk:door", "Door", "Link, heading: where people who come to a workshop are noted.")
DOOR_OF = Text("desk:door_of", "Door: {day}", "The same link, for screen readers. day: of one date of a workshop.")
DOOR_HERE = Text("desk:door_here", "Here: {n} of {most}", "n, most: numbers of people.")
DOOR_ACTS = {
    "came": Text("desk:door_came", "Is here", "Button: somebody has come."),
    "late": Text("desk:door_late", "Late", "Button: somebody has come late."),
    "left_early": Text("desk:door_left_early", "Left early", "Button: somebody has left before the end."),
    "absent": Text("desk:door_absent", "Did not come", "Button."),
    "": Text("desk:door_undo", "Undo", "Button: what was noted about somebody was wrong."),
}
DOOR_STATES = {
    "came": Text("desk:door_is_here", "is here", "State of somebody at a workshop."),
    "late": Text("desk:door_is_late", "came late", "State of somebody at a workshop."),
    "left_early": Text("desk:door_has_left", "left early", "State of somebody at a workshop."),
    "absent": Text("desk:door_is_absent", "did not come", "State of somebody at a workshop."),
}
DOOR_RESULTS = {
    "right": Text("desk:door_right", "On the list. Noted.", "Somebody has shown a ticket that is right."),
    "again": Text("desk:door_again", "Already noted.", "The same ticket was shown before."),
    "waiting": Text("desk:door_waiting", "On the waiting list, without a place.", "Somebody has shown a ticket."),
    "elsewhere": Text("desk:door_elsewhere", "A ticket for another workshop.", "Somebody has shown a ticket."),
    "unbooked": Text("desk:door_unbooked", "No place on this date.", "Somebody has shown a ticket of another date."),
    "unknown": Text("desk:door_unknown", "Nobody here has this code.", "A code was typed or scanned."),
    "later": Text("desk:door_later", "Not on this list. It is looked up as soon as there is a network.", "A code was scanned."),
    "noted": Text("desk:door_noted", "Noted."),
    "undone": Text("desk:door_undone", "Undone."),
    "walked_in": Text("desk:door_walked_in", "Put in, and noted."),
    "rest": Text("desk:door_rest_done", "All others are noted: they did not come."),
    "full": Text("desk:door_full", "No place is free. Raise the number of places first."),
    "gone": Text("desk:door_gone", "Nobody can be put in: this is not published, or was cancelled."),
}
DOOR_CODE = Text("desk:door_code", "Code of the ticket", "Field: eight letters and digits.")
DOOR_CODE_NOTE = Text("desk:door_code_note", "Note", "Button beside the code of a ticket: write down that somebody is here.")
DOOR_CAMERA = Text("desk:door_camera", "Camera", "Button: scan tickets.")
DOOR_CAMERA_OFF = Text("desk:door_camera_off", "Stop the camera", "Button.")
DOOR_NO_CAMERA = Text("desk:door_no_camera", "The camera cannot be used. Allow it in the browser, or type the code.")
DOOR_SEARCH = Text("desk:door_search", "Find on the list", "Field: a name; the list below gets shorter.")
DOOR_WALK_IN = Text("desk:door_walk_in", "Somebody without a booking", "Heading: a search by name follows.")
DOOR_WALK_IN_DO = Text("desk:door_walk_in_do", "Put in and note", "Button.")
DOOR_WALK_IN_OF = Text("desk:door_walk_in_of", "Put in and note: {name}", "The same button, for screen readers.")
DOOR_REST = Text("desk:door_rest", "All others did not come", "Button.")
DOOR_REST_HOW = Text(
    "desk:door_rest_how",
    "Whoever is not noted. An hour after the end this happens by itself, if anybody was noted.",
    "Beside the button All others did not come.",
)
DOOR_UNSENT = Text("desk:door_unsent", "Not yet sent:", "A number follows: of marks that wait for a network.")
DOOR_SIGN_IN = Text(
    "desk:door_sign_in", "You are signed out. Sign in again: what you noted is kept on this device and sent then."
)
DOOR_NOBODY = Text("desk:door_nobody", "Nobody is expected.")

# --- The list to print --------------------------------------------------------------------------------------------------

ROOM_LIST = Text("desk:room_list", "List to print", "Link, heading.")
ROOM_LIST_OF = Text("desk:room_list_of", "List to print: {day}", "The same link, for screen readers. day: of one date.")
ROOM_NAMES = Text("desk:room_names", "Names are hidden. Show them before you print.")
ROOM_NAME = Text("desk:room_name", "Name", "Heading of a column.")
ROOM_SIGNATURE = Text("desk:room_signature", "Signature", "Heading of an empty column on paper.")

# --- How many came ------------------------------------------------------------------------------------------------------

TURNOUT = Text("desk:turnout", "Attendance", "Heading: how many came to a workshop.")
TURNOUT_BOOKED = Text("desk:turnout_booked", "Had a place", "Heading of a column: number of people.")
TURNOUT_CAME = Text("desk:turnout_came", "Came", "Heading of a column: number of people.")
TURNOUT_LATE = Text("desk:turnout_late", "Of them late", "Heading of a column: number of people.")
TURNOUT_ABSENT = Text("desk:turnout_absent", "Did not come", "Heading of a column: number of people.")
TURNOUT_DATE = Text("desk:turnout_date", "Date", "Heading of a column.")
TURNOUT_OVER_TIME = Text("desk:turnout_over_time", "Attendance by date", "Heading of a picture.")
TURNOUT_WORKSHOPS = Text("desk:turnout_workshops", "Attendance of workshops by month", "Heading of a picture.")
TURNOUT_LANGUAGES = Text("desk:turnout_languages", "Attendance by language", "Heading of a picture.")
TURNOUT_HOW = Text("desk:turnout_how", "The whole bar: who had a place or came. The marked end: who did not come.")
TURNOUT_FIGURE = Text("desk:turnout_figure", "{came} of {all}", "So many came of so many who had a place or came.")
