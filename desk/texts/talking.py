"""Sentences of the pages on which one of the staff speaks with a person. See desk.texts."""

from dialogs.texts import Text

TALK = Text("desk:talk", "Messages", "Link and heading: everything between a person and us, in order.")
TALK_WITH = Text("desk:talk_with", "Messages with: {name}", "Title of that page.")
TALK_TO_PERSON = Text("desk:talk_to_person", "Answers and profile", "Link to the page about the same person.")
TALK_LATEST = Text("desk:talk_latest", "To the newest message", "Link on small screens: the newest is at the end.")
TALK_NOTHING = Text("desk:talk_nothing", "Nothing has happened yet.")
TALK_OLDER = Text("desk:talk_older", "Older")
TALK_NEWER = Text("desk:talk_newer", "Newer")
TALK_KEPT = Text(
    "desk:talk_kept",
    "Messages are kept for 30 days. What a person writes outside of forms is kept only while one of the team speaks with them, or when "
    "the bot could make nothing of it.",
)
TALK_FOLLOW = Text("desk:talk_follow", "Show new messages by itself", "Link: the page is loaded again every 20 seconds.")
TALK_UNFOLLOW = Text(
    "desk:talk_unfollow", "Write (stops showing new messages by itself)", "Link back, where the page is loaded again."
)

# --- Who speaks -------------------------------------------------------------------------------------------------------

TALK_WHO = Text("desk:talk_who", "Who speaks", "Heading: the bot, or one of the team.")
TALK_BOT = Text("desk:talk_bot", "Bot")
TALK_SOMEBODY = Text(
    "desk:talk_somebody", "One of the team", "In place of the name of somebody who is not in the team any more."
)
TALK_BOT_SPEAKS = Text("desk:talk_bot_speaks", "The bot speaks with this person.")
TALK_TAKE = Text("desk:talk_take", "I am speaking now", "Button: the bot is silent from then on.")
TALK_TAKE_HOW = Text(
    "desk:talk_take_how",
    "The bot is then silent: no questions, no reminders of questions. What the person writes comes to you. They are told your name:",
    "Followed by the sentence that the person gets.",
)
TALK_TAKE_UNTIL = Text(
    "desk:talk_take_until",
    "If you write nothing for {n} hour, the bot speaks again by itself.",
    plural="If you write nothing for {n} hours, the bot speaks again by itself.",
)
TALK_YOU_SPEAK = Text("desk:talk_you_speak", "You are speaking. The bot is silent.")
TALK_OTHER_SPEAKS = Text("desk:talk_other_speaks", "Speaking now: {name}. The bot is silent.", "name: of another coordinator.")
TALK_UNTIL = Text(
    "desk:talk_until", "The bot speaks again by itself: {day}", "day: with the time. If nobody of the team writes until then."
)
TALK_UNANSWERED = Text("desk:talk_unanswered", "Their last message waits for an answer.")
TALK_TAKE_FROM = Text("desk:talk_take_from", "Take over from: {name}", "Button. name: of another coordinator.")
TALK_BACK = Text("desk:talk_back", "Hand back to the bot", "Button: the bot speaks again.")
TALK_BACK_HOW = Text("desk:talk_back_how", "The bot says that it is the bot again, and puts the question where it stopped.")
TALK_STOPPED = Text("desk:talk_stopped", "Nobody can write to them: {why}", "why: a state, e.g. “No more messages”.")
TALK_NOT_BEGUN = Text("desk:talk_not_begun", "They have not begun to talk with the bot.")
TALK_NAMELESS = Text(
    "desk:talk_nameless", "To speak with people, you need a name at this desk.", "Whoever works without having signed in."
)

# --- Writing ----------------------------------------------------------------------------------------------------------

TALK_WRITE = Text("desk:talk_write", "Your message", "Label of a box to write in.")
TALK_SEND = Text("desk:talk_send", "Send", "Button.")
TALK_SEND_HELD = Text(
    "desk:talk_send_held", "Leave it for them", "Button instead of Send: it cannot leave before the person writes."
)
TALK_LANGUAGE_SAME = Text("desk:talk_language_same", "They read: {language}")
TALK_LANGUAGE_OTHER = Text(
    "desk:talk_language_other",
    "They read: {theirs}. You read: {yours}. Nothing is translated: please write in their language, or choose a ready-made reply.",
    "Two names of languages.",
)
TALK_EMPTY = Text("desk:talk_empty", "Nothing was sent: the message is empty.")
TALK_TOO_LONG = Text("desk:talk_too_long", "Nothing was sent: the message is too long. At most {n} characters.")
TALK_LOST = Text(
    "desk:talk_lost", "Nothing was sent: you are not the one who is speaking any more. Your words are still in the box."
)
TALK_SENT = Text("desk:talk_sent", "Your message is on its way.")
TALK_LEFT = Text("desk:talk_left", "Your message waits for them to answer.")
TALK_TAKEN = Text("desk:talk_taken", "You are speaking now. They are being told.")
TALK_HANDED = Text("desk:talk_handed", "The bot speaks again.")
TALK_NOT_TAKEN = Text("desk:talk_not_taken", "That was not possible: they have stopped the bot, or cannot be reached.")
TALK_THEIR_TIME = Text("desk:talk_their_time", "Their time: {time}", "The clock where the person is, e.g. 14:05.")

# --- The window -------------------------------------------------------------------------------------------------------

TALK_WAY = Text("desk:talk_way", "How it reaches them", "Heading.")
TALK_ALWAYS = Text("desk:talk_always", "You can write at any time.")
TALK_OPEN = Text("desk:talk_open", "Open for: {hours} h {minutes} min", "How long we may still write freely, e.g. 3 h 20 min.")
TALK_CLOSED = Text(
    "desk:talk_closed",
    "Closed: they have not written for a day. Your words are held here, and a short notice asks the person to answer. As soon as they do, "
    "your words follow.",
    "A rule of WhatsApp.",
)
TALK_CLOSED_ASKED = Text(
    "desk:talk_closed_asked",
    "Closed: they have not written for a day. They have been asked to answer already. Your words are held here; as soon as they answer, your "
    "words follow.",
    "A rule of WhatsApp.",
)
TALK_CLOSED_UNWANTED = Text(
    "desk:talk_closed_unwanted",
    "Closed: they have not written for a day, and they have told the messenger that they want no notices. Your words are held here until "
    "they write by themselves.",
    "A rule of WhatsApp.",
)
TALK_UNREACHABLE = Text("desk:talk_unreachable", "Nothing arrives there at present.")
TALK_SHARED = Text("desk:talk_shared", "Somebody else uses this phone too, and can read what you write: {name}")
TALK_WAITS = Text(
    "desk:talk_waits", "waiting for them to answer", "What became of a message: it is held until the person writes."
)
TALK_CANCELLED = Text("desk:talk_cancelled", "not sent: it was not wanted any more", "What became of a message.")

# --- What happened ----------------------------------------------------------------------------------------------------

TALK_OPENED = Text("desk:talk_opened", "Form begun: {form}")
TALK_HANDED_IN = Text("desk:talk_handed_in", "Form handed in: {form}")
TALK_HANDED_IN_AGAIN = Text("desk:talk_handed_in_again", "Form handed in again: {form}")
TALK_CONCERN = Text("desk:talk_concern", "For the team: {what}", "what: e.g. “Would like to talk to a person”.")
TALK_CONSENT_YES = Text("desk:talk_consent_yes", "Agreed: {what}", "what: who may use the answers.")
TALK_CONSENT_NO = Text("desk:talk_consent_no", "Did not agree: {what}", "what: who may use the answers.")
TALK_NOTE = Text("desk:talk_note", "Note of: {name}", "Only the team sees it.")
TALK_TOOK_OVER = Text("desk:talk_took_over", "Speaking from now on: {name}")
TALK_HANDED_BACK = Text("desk:talk_handed_back", "Handed back to the bot by: {name}")
TALK_NOT_TAKEN_IN = Text("desk:talk_not_taken_in", "the bot could make nothing of it", "Beside what somebody wrote.")
TALK_DATA = Text("desk:talk_data", "The file with all their data")
TALK_BUTTONS = Text("desk:talk_buttons", "Buttons", "For screen readers: a list of what could be tapped below a message.")
TALK_SENT_KINDS = {
    "photo": Text("desk:talk_photo", "A photo"),
    "voice": Text("desk:talk_voice", "A voice message"),
    "audio": Text("desk:talk_audio", "A recording"),
    "video": Text("desk:talk_video", "A video"),
    "document": Text("desk:talk_document", "A file"),
    "location": Text("desk:talk_location", "A place"),
}
TALK_SOMETHING = Text(
    "desk:talk_something", "Something that cannot be shown here", "Sent by a person: e.g. a sticker or a contact."
)
TALK_SOURCE = Text("desk:talk_source", "In {language}", "Above the same words in another language.")

# --- Ready-made replies -----------------------------------------------------------------------------------------------

CANNED = Text("desk:canned", "Ready-made replies")
CANNED_SHORT = Text("desk:canned_short", "Replies", "In the navigation: ready-made replies.")
CANNED_HOW = Text(
    "desk:canned_how",
    "Words that the team sends often, in several languages. Each person is offered them in their own language first.",
)
CANNED_NONE = Text("desk:canned_none", "There are no ready-made replies yet.")
CANNED_NEW = Text("desk:canned_new", "New reply", "Button and heading.")
CANNED_EDIT = Text("desk:canned_edit", "Change: {title}", "Heading and link.")
CANNED_TITLE = Text("desk:canned_title", "Title, only for the team")
CANNED_FOR = Text("desk:canned_for", "For", "Which programme.")
CANNED_FOR_ALL = Text("desk:canned_for_all", "All programmes")
CANNED_LANGUAGES = Text("desk:canned_languages", "There in")
CANNED_SAVE = Text("desk:canned_save", "Keep", "Button.")
CANNED_DELETE = Text("desk:canned_delete", "Delete this reply", "Button.")
CANNED_NO_TITLE = Text("desk:canned_no_title", "A reply needs a title, and words in one language at least.")
CANNED_TOO_LONG = Text("desk:canned_too_long", "Too long: {languages}. At most {n} characters.")
CANNED_KEPT = Text("desk:canned_kept", "The reply is kept.")
CANNED_CHOOSE = Text("desk:canned_choose", "Ready-made reply")
CANNED_INSERT = Text("desk:canned_insert", "Put it into the box", "Button.")
CANNED_NOT_IN = Text("desk:canned_not_in", "{title} (not in {language})", "A reply in a list.")
CANNED_MISSING = Text("desk:canned_missing", "This reply is not there in: {language}", "A language that the person reads.")
CANNED_INSTEAD = Text("desk:canned_instead", "Put it into the box in: {language}", "Link.")
CANNED_MANAGE = Text("desk:canned_manage", "Change replies", "Link.")
