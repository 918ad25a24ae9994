"""Every sentence of the desk. English here; the other languages in `locales/` (see dialogs.texts).

Coordinators read these, so there is no limit of characters; but they stand on buttons and above columns: short ones.
"""

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
TRAFFIC = Text("desk:traffic", "Messengers", "Heading: numbers about messages.")
WRITTEN_TO = Text(
    "desk:written_to",
    "{number} of {allowed}: people we wrote to first in 24 hours (WhatsApp)",
    "WhatsApp allows only so many people a day who have not written themselves, e.g. 41 of 250.",
)
HELD_IN_ALL = Text("desk:held_in_all", "Messages that wait until somebody writes")
CHARGED = Text(
    "desk:charged", "Charged messages (30 days): {price}", "price: a price class of WhatsApp, e.g. service. A number follows."
)
ACCOUNT_OFF = Text(
    "desk:account_off",
    "{channel} refuses us ({number}): nothing can be sent there. Please tell whoever looks after the machine.",
    "number: by which the messenger calls our account.",
)
ACCOUNT_HUSHED = Text(
    "desk:account_hushed",
    "{channel} lets us write first to nobody ({number}) until: {until}. That happens when many people block us or complain. "
    "Answers still go.",
    "number: by which the messenger calls our account; until: day and time. Answers: what we say to people who write to us.",
)
WAITING_IN_ALL = Text(
    "desk:waiting_in_all",
    "Messages that wait their turn",
    "They leave by themselves: a messenger takes only so many a second, a minute for one person, or a day. A number follows.",
)
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
WAYS = Text("desk:ways", "How to reach them", "Heading: on which messengers, and what became of messages.")
PREFERRED = Text("desk:preferred", "Preferred", "The person would rather be written to here.")
OUR_ACCOUNT = Text(
    "desk:our_account", "Our account there: {number}", "number: digits by which the messenger calls our own number or bot."
)
REACHABLE = Text("desk:reachable", "Reachable")
PLATFORM_SAYS = Text(
    "desk:platform_says", "The messenger says: {reason}", "reason: an English code or sentence, e.g. 403 Forbidden"
)
LAST_WROTE = Text("desk:last_wrote", "Last wrote: {day}", "day: with the time")
OPEN_UNTIL = Text("desk:open_until", "We can write until: {day}", "day: with the time. WhatsApp lets us write for 24 hours.")
WINDOW_CLOSED = Text(
    "desk:window_closed",
    "They have not written for a day. Until they do, only a short notice that something is waiting can be sent.",
    "A rule of WhatsApp.",
)
HELD = Text("desk:held", "{n} message waits until they write", plural="{n} messages wait until they write")
OPTED_OUT = Text("desk:opted_out", "Has told the messenger: no unasked messages from us")
SHARED_WITH = Text("desk:shared_with", "Also used by: {name}", "Several people share one phone.")
SPEAKS_NOT = Text("desk:speaks_not", "Somebody else is using it now", "Several people share one phone.")
JOINED_WITH = Text("desk:joined_with", "Joined with: {name}", "Two records that are one person.")
ASLEEP = Text(
    "desk:asleep", "Now belongs to: {name}", "A messenger account of somebody who turned out to be known already. A link."
)
JOINED_TAG = Text(
    "desk:joined_tag", "Joined with somebody", "In the list of people: this record turned out to be somebody known."
)
PART = Text("desk:part", "Separate", "Button: two records were joined by mistake.")
PART_FROM = Text("desk:part_from", "Separate from: {name}", "The same button, for screen readers.")
PARTED_HOW = Text(
    "desk:parted_how", "Then each is a person of their own again, with what they answered.", "Beside the button Separate."
)
LATEST = Text("desk:latest", "Latest messages")
COUNTS_AS = Text("desk:counts_as", "charged as: {price}", "price: e.g. service")
DELETED_ON = Text("desk:deleted_on", "Everything will be deleted: {day}", "The person asked for it.")
TAKEN_CARE_OF = Text("desk:taken_care_of", "Already taken care of")
CONSENTS = Text("desk:consents", "Consent")
PURPOSE_PROGRAMME = Text("desk:purpose_programme", "Team of the programme", "Who may read the answers.")
YES = Text("desk:yes", "Yes")
NO = Text("desk:no", "No")
NOT_ASKED = Text("desk:not_asked", "Not asked yet")
EARLIER_CONSENTS = Text("desk:earlier_consents", "All consents so far")
CONSENT_WORDS = Text("desk:consent_words", "To these words", "Followed by the question that somebody said yes or no to.")
CONSENT_VERSION = Text("desk:consent_version", "Words of version: {version}", "Of a form, e.g. 2026-03-02")
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

# --- Somebody who was here before ---------------------------------------------------------------------------------------

JOIN = Text("desk:join", "Find who they are", "Link: somebody with a new phone says that we know them.")
JOIN_TITLE = Text("desk:join_title", "Were they here before?")
JOIN_HOW = Text(
    "desk:join_how",
    "This person writes from a new phone or number and says that we know them. Look for the person, compare the two, "
    "and ask something that only they can know. Nothing is joined without you.",
)
FIND_WHAT = Text("desk:find_what", "Name, part of it, or the number of a person", "number: as it stands in exports")
FIND = Text("desk:find", "Search", "Button.")
NOBODY_FOUND = Text("desk:nobody_found", "Nobody is called that.")
COMPARE = Text("desk:compare", "Compare", "Link.")
COMPARE_WITH = Text("desk:compare_with", "Compare with: {name}", "The same link, for screen readers.")
COMPARE_TITLE = Text("desk:compare_title", "Is this the same person?")
NEW_ONE = Text("desk:new_one", "With the new phone", "Above a column about a person.")
KNOWN_ONE = Text("desk:known_one", "Known before", "Above a column about a person.")
LOST = Text("desk:lost", "Which of the earlier ones can they no longer use?", "Above boxes to tick: Telegram, WhatsApp.")
LOST_HOW = Text("desk:lost_how", "Nothing is sent there any more, in case the phone is in other hands.")
SAME = Text("desk:same", "Yes, it is the same person", "Button.")
SAME_HOW = Text(
    "desk:same_how",
    "From then on the new phone belongs to the person known before. What was answered from it until now is kept apart. "
    "You can separate them again.",
)
NOT_SAME = Text("desk:not_same", "No, look further", "Link.")

# --- When something is wrong ------------------------------------------------------------------------------------------

NOT_FOUND = Text("desk:not_found", "There is nothing here")
NOT_FOUND_WHY = Text("desk:not_found_why", "The address is not right, or what was here has been deleted.")
NOT_YOURS = Text("desk:not_yours", "This page is not for you.")
NOT_YOURS_WHY = Text("desk:not_yours_why", "Your role at the desk does not include it. An administrator can change that.")
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
    "waiting": Text("desk:concern_waiting", "Waits for an answer from the team"),
    "moved": Text("desk:concern_moved", "Says they were here before"),
    "deadline": Text("desk:concern_deadline", "Wants to be forgotten"),
    "untaken": Text("desk:concern_untaken", "Wrote something that the bot could do nothing with"),
    "opted_out": Text("desk:concern_opted_out", "Wants no more messages"),
    "review": Text("desk:concern_review", "Answers to look at"),
    "not_asked": Text("desk:concern_not_asked", "A question could not be asked again"),
    "workshop_help": Text("desk:concern_workshop_help", "Needs help to come to a workshop"),
    "often_missed": Text(
        "desk:concern_often_missed",
        "Has missed several appointments: perhaps something is in the way",
        "Without blame: the team should ask what would help.",
    ),
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
REASONS = {  # why somebody cannot be reached, or a message did not arrive: `desk.pages.why` finds the key
    "blocked": Text("desk:reason_blocked", "They have blocked us."),
    "gone": Text("desk:reason_gone", "Their account does not exist any more."),
    "never": Text(
        "desk:reason_never", "Not known to the messenger: perhaps no account, an old app, or its terms not accepted."
    ),
    "country": Text("desk:reason_country", "We may not write to their country."),
    "lost": Text("desk:reason_lost", "They can no longer use it: the phone was lost."),
    "closed": Text("desk:reason_closed", "They had not written for a day."),
    "unwanted": Text("desk:reason_unwanted", "The messenger shows them no more unasked messages at present."),
    "template": Text("desk:reason_template", "The messenger has not approved our notice in this language."),
    "hushed": Text(
        "desk:reason_hushed", "We may write first to nobody at present: too many people have blocked us or complained."
    ),
    "slow": Text("desk:reason_slow", "Too many messages in a short time."),
    "doubt": Text("desk:reason_doubt", "Perhaps it has arrived. If the messenger does not tell, it is sent once more."),
    "again": Text("desk:reason_again", "To be sent once more: the first time it did not arrive."),
    "stopped": Text("desk:reason_stopped", "Lotse was stopped while it was on its way."),
    "renamed": Text("desk:reason_renamed", "They have another number now."),
}
FATES = {
    "todo": Text("desk:fate_todo", "not sent yet"),
    "sending": Text("desk:fate_sending", "on its way"),
    "sent": Text("desk:fate_sent", "sent"),
    "delivered": Text("desk:fate_delivered", "arrived"),
    "read": Text("desk:fate_read", "read"),
    "played": Text("desk:fate_played", "listened to"),
    "failed": Text("desk:fate_failed", "did not arrive"),
    "doubt": Text("desk:fate_doubt", "perhaps arrived"),
    "held": Text("desk:fate_held", "waits until they write"),
}
MESSAGE_KINDS = {
    "question": Text("desk:message_question", "Question"),
    "said": Text("desk:message_said", "Message"),
    "notice": Text("desk:message_notice", "Reminder"),
    "template": Text("desk:message_template", "Notice that something is waiting"),
}
PRICES = {  # Meta's classes
    "service": Text("desk:price_service", "service", "A price class of WhatsApp: an answer within 24 hours."),
    "utility": Text("desk:price_utility", "utility", "A price class of WhatsApp: a notice that somebody expects."),
    "marketing": Text("desk:price_marketing", "marketing", "A price class of WhatsApp: advertising."),
    "authentication": Text("desk:price_authentication", "authentication", "A price class of WhatsApp: codes."),
}
HOW_SENT = Text("desk:how_sent", "sent", "How an answer was given: as a photo or another file.")
HOW = {
    "tapped": Text("desk:how_tapped", "tapped", "How an answer was given: on a button."),
    "typed": Text("desk:how_typed", "written", "How an answer was given: typed."),
    "spoken": Text("desk:how_spoken", "spoken", "How an answer was given: by voice."),
    "staff": Text("desk:how_staff", "entered by the team", "How an answer was given."),
}
