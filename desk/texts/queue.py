"""The first page: what needs a person."""

from dialogs.texts import Text

QUEUE_ALL = Text("desk:queue_all", "All", "Link above the list of cases.")
QUEUE_MINE = Text("desk:queue_mine", "Mine", "Link: cases that I have taken.")
QUEUE_NOBODYS = Text("desk:queue_nobodys", "Nobody's", "Link: cases that nobody has taken.")
QUEUE_SNOOZED = Text("desk:queue_snoozed", "Put off", "Link: cases that come back later.")
QUEUE_KIND = Text("desk:queue_kind", "What", "Filter: kind of case.")
QUEUE_LABEL = Text("desk:queue_label", "Label", "A short word of the team's on a case.")
QUEUE_EMPTY = Text("desk:queue_empty", "Nothing fits these filters.")
QUEUE_OWNER = Text("desk:queue_owner", "Taken by: {name}", "name: a coordinator")
QUEUE_SOMEBODY = Text("desk:queue_somebody", "somebody who is not here any more", "Instead of a coordinator's name.")
QUEUE_SYSTEM = Text("desk:queue_system", "Me", "Instead of one's own name.")
QUEUE_UNTIL = Text("desk:queue_until", "Comes back: {day}", "day: with the time")
QUEUE_LATE = Text("desk:queue_late", "waits too long", "Tag of answers that nobody has looked at for a week.")
QUEUE_NOTES = Text("desk:queue_notes", "{n} note", plural="{n} notes")
QUEUE_CHOSEN = Text("desk:queue_chosen", "Chosen cases", "Name of a row of buttons, for screen readers.")
QUEUE_CHOOSE = Text("desk:queue_choose", "Choose: {what} ({name})", "Box to tick, for screen readers.")
QUEUE_CHOOSE_FIRST = Text("desk:queue_choose_first", "With those you have ticked:", "Before buttons.")
TAKE = Text("desk:take", "Take", "Button: I look after this case.")
GIVE = Text("desk:give", "Give to", "Button; a list of colleagues stands beside it: they look after this case from now on.")
GIVE_TO = Text("desk:give_to", "Colleague", "Name of that list, for screen readers.")
NOT_GIVEN = Text(
    "desk:not_given",
    "Others were not given: this colleague may not see these people, or looks after them already.",
    "Somebody wanted to give cases to a colleague.",
)
GIVE_BACK = Text("desk:give_back", "Give back", "Button: I no longer look after this case.")
WAKE = Text("desk:wake", "Bring back now", "Button: a case that was put off.")
SNOOZE = Text("desk:snooze", "Later", "Button: put a case off until tomorrow.")
SNOOZES = {
    "snooze1": Text("desk:snooze_1", "Tomorrow", "Button: put a case off."),
    "snooze3": Text("desk:snooze_3", "In 3 days", "Button: put a case off."),
    "snooze7": Text("desk:snooze_7", "In a week", "Button: put a case off."),
}
SET_LABEL = Text("desk:set_label", "Set label", "Button. An empty label takes it away.")
REVIEW_IT = Text("desk:review_it", "Review", "Link: look at somebody's answers.")
REPLY = Text("desk:reply", "Write", "Link: to the page on which a coordinator writes to the person.")
CASE_OF = Text("desk:case_of", "{button}: {what} ({name})", "A button with its case, for screen readers.")
CHANGED = Text("desk:changed", "{n} case changed.", plural="{n} cases changed.")
NOT_DONE = Text(
    "desk:not_done",
    "Answers are not done with by a click: please review them.",
    "Somebody wanted to settle cases that are answers to look at.",
)
NEXT_REVIEW = Text("desk:next_review", "Next answers to review", "Link.")
KEYS = Text("desk:keys", "Keys", "Heading: what can be done with the keyboard.")
KEYS_QUEUE = Text(
    "desk:keys_queue",
    "j next · k previous · a done · h later · r write",
    "Single letters on the keyboard; leave them as they are.",
)
KEYS_REVIEW = Text(
    "desk:keys_review",
    "j next · k previous · a approve · h on hold · r ask again",
    "Single letters on the keyboard; leave them as they are.",
)
NOT_ASKED_WHY = {  # why a question could not go back to somebody
    "stopped": Text("desk:not_asked_stopped", "They have stopped the bot."),
    "leaving": Text("desk:not_asked_leaving", "They want to be forgotten."),
    "refused": Text("desk:not_asked_refused", "They do not agree that the team reads their answers."),
    "gone": Text("desk:not_asked_gone", "The question does not apply to them any more."),
    "new": Text("desk:not_asked_new", "They have not begun yet."),
    "unreachable": Text("desk:not_asked_unreachable", "They cannot be reached."),
    "waits": Text("desk:not_asked_waits", "It has been asked already, or they have answered anew."),
}
WORKSHOP_HELP_WHY = {  # what somebody needs to come to a workshop: dialogs.workshops.values.NEEDS
    "children": Text("desk:workshop_help_children", "Somebody to look after children."),
    "transport": Text("desk:workshop_help_transport", "Help with the way there."),
    "interpreter": Text("desk:workshop_help_interpreter", "An interpreter."),
    "access": Text("desk:workshop_help_access", "A place without barriers, such as steps."),
    "other": Text("desk:workshop_help_other", "Something else: please ask."),
}
NOTES = Text("desk:notes", "Notes of the team", "Heading. The person never sees these.")
NOTES_HOW = Text("desk:notes_how", "Only the team reads this. The person never sees it.")
NOTE = Text("desk:note", "New note", "Name of a field.")
NOTE_ADD = Text("desk:note_add", "Write it down", "Button.")
NOTE_REMOVE = Text("desk:note_remove", "Remove", "Button: one's own note.")
NOTE_REMOVE_OF = Text("desk:note_remove_of", "Remove the note of {day}", "The same button, for screen readers.")
