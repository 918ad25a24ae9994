"""Texts of messages to many."""

from dialogs.texts import Text

BROADCASTS = Text("desk:broadcasts", "Messages to many", "Page and menu: a message that goes to many people at once.")
BROADCAST_NEW = Text("desk:broadcast_new", "Write a message to many")
BROADCAST_NONE = Text("desk:broadcast_none", "Nothing was sent to many people so far.")
BROADCAST_HOW = Text(
    "desk:broadcast_how", "Everybody gets it in their own language, at hours when people are awake, and only once."
)
BROADCAST_TITLE = Text("desk:broadcast_title", "Title (only the team sees it)")
BROADCAST_WHOM = Text("desk:broadcast_whom", "To whom")
BROADCAST_CHOSE = Text("desk:broadcast_chose", "Who answered this question", "Filter: people by their answer to a question.")
BROADCAST_CHOICE = Text(
    "desk:broadcast_choice", "with this answer", "After a question: the answer that people must have given."
)
BROADCAST_UPDATE = Text("desk:broadcast_update", "Save and count", "Button: keep what is written, count whom it reaches.")
BROADCAST_WORDS = Text("desk:broadcast_words", "What it says")
BROADCAST_IN = Text("desk:broadcast_in", "{language} ({n} person)", "Above a text field.", plural="{language} ({n} people)")
BROADCAST_TOO_LONG = Text("desk:broadcast_too_long", "At most {n} characters in each language.")
BROADCAST_TOO_LONG_IN = Text("desk:broadcast_too_long_in", "Too long in: {language}. At most {n} characters.")
BROADCAST_PREVIEW = Text("desk:broadcast_preview", "As people see it")
BROADCAST_REACH = Text("desk:broadcast_reach", "Whom it reaches")
BROADCAST_NOW = Text("desk:broadcast_now", "At once: {n} of {total}", "n, total: numbers of people.")
BROADCAST_TEMPLATE = Text(
    "desk:broadcast_template",
    "After a template, as soon as they answer: {n}",
    "On WhatsApp, people who have not written for a day get a template first. n: number of people.",
)
BROADCAST_UNSPOKEN = Text("desk:broadcast_unspoken", "No text in their language: {n}", "n: number of people.")
BROADCAST_NO_LANGUAGE = Text("desk:broadcast_no_language", "no language chosen yet")
BROADCAST_UNREACHABLE = Text("desk:broadcast_unreachable", "Cannot be reached: {n}", "n: number of people.")
BROADCAST_OUT = Text("desk:broadcast_out", "Do not want messages: {n}", "n: number of people.")
BROADCAST_COST = Text(
    "desk:broadcast_cost",
    "WhatsApp may charge {n} message: {least} to {most} US dollars, depending on the countries (an estimate, rates of {date}).",
    "least, most: amounts such as 1.20",
    plural="WhatsApp may charge {n} messages: {least} to {most} US dollars, depending on the countries (an estimate, rates of {date}).",
)
BROADCAST_FREE = Text("desk:broadcast_free", "It costs nothing: nobody is reached by WhatsApp only.")
BROADCAST_LIMIT = Text(
    "desk:broadcast_limit", "WhatsApp lets us write to {n} people a day who have not written themselves; the others follow."
)
BROADCAST_TRY = Text("desk:broadcast_try", "Send it to me first", "Button: a test on the coordinator's own phone.")
BROADCAST_TRIED = Text("desk:broadcast_tried", "It is on its way to your phone, in every language that has a text.")
BROADCAST_NO_PHONE = Text(
    "desk:broadcast_no_phone", "Your own phone is not connected. Open your invitation on it, then you can try messages here."
)
BROADCAST_SEND = Text("desk:broadcast_send", "Send")
BROADCAST_BEGIN = Text("desk:broadcast_begin", "When (empty: now)", "Field with date and time.")
BROADCAST_ZONE = Text("desk:broadcast_zone", "Time zone: {zone}")
BROADCAST_PACE = Text("desk:broadcast_pace", "People a minute")
BROADCAST_DAYS = Text("desk:broadcast_days", "Useful for how many days", "After that it is not delivered any more.")
BROADCAST_LEAVE_OUT = Text(
    "desk:broadcast_leave_out",
    "Leave out the {n} person who would get no text in their language",
    "Must be ticked before it can be sent.",
    plural="Leave out the {n} people who would get no text in their language",
)
BROADCAST_STOPPED_HERE = Text(
    "desk:broadcast_stopped_here",
    "It was not sent: some people have no text in their language. Write it, or tick that they are left out.",
)
BROADCAST_NO_WORDS = Text("desk:broadcast_no_words", "It was not sent: there is no text yet.")
BROADCAST_WRONG_TIME = Text("desk:broadcast_wrong_time", "It was not sent: this is no date and time, or it has passed.")
BROADCAST_CHANGED = Text("desk:broadcast_changed", "Somebody else was faster: it is already under way, or it has ended.")
BROADCAST_DISCARD = Text("desk:broadcast_discard", "Throw this draft away")
BROADCAST_STOP = Text("desk:broadcast_stop", "Stop now", "Button: nobody else gets it.")
BROADCAST_GO_ON = Text("desk:broadcast_go_on", "Go on sending")
BROADCAST_REPORT = Text("desk:broadcast_report", "What became of it")
BROADCAST_TOLD = Text("desk:broadcast_told", "Handed to the messenger or waiting: {n}", "n: number of people.")
BROADCAST_SLEEP = Text("desk:broadcast_sleep", "Waiting for their morning: {n}", "n: number of people.")
BROADCAST_HELD = Text("desk:broadcast_held", "Waiting until they answer the template: {n}", "n: number of people.")
BROADCAST_SENT = Text("desk:broadcast_sent", "Sent: {n}", "n: number of people.")
BROADCAST_DELIVERED = Text("desk:broadcast_delivered", "Arrived, as far as the messenger tells: {n}", "n: number of people.")
BROADCAST_READ = Text("desk:broadcast_read", "Read, as far as the messenger tells: {n}", "n: number of people.")
BROADCAST_FAILED = Text("desk:broadcast_failed", "Failed: {n}", "n: number of people.")
BROADCAST_REFRESH = Text("desk:broadcast_refresh", "Look again", "Link: load the page anew.")
BROADCAST_KEPT = Text("desk:broadcast_kept", "Saved.")
BROADCAST_STATES = {
    "draft": Text("desk:broadcast_state_draft", "draft", "State of a message to many."),
    "planned": Text("desk:broadcast_state_planned", "planned", "State of a message to many."),
    "sending": Text("desk:broadcast_state_sending", "being sent", "State of a message to many."),
    "stopped": Text("desk:broadcast_state_stopped", "stopped", "State of a message to many."),
    "done": Text("desk:broadcast_state_done", "done", "State of a message to many."),
}
BROADCAST_LEFT = {
    "language": Text("desk:broadcast_left_language", "No text in their language: {n}", "n: number of people."),
    "willing": Text("desk:broadcast_left_willing", "Did not want messages any more: {n}", "n: number of people."),
    "stopped": Text("desk:broadcast_left_stopped", "Not told, because it was stopped: {n}", "n: number of people."),
    "late": Text("desk:broadcast_left_late", "Too late to be useful: {n}", "n: number of people."),
}
