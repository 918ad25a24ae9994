"""Every sentence the bot says that is not in a form. English here; the other languages in `locales/`, by context and English text.

Rules for writing them: plain words, polite, no gender, `{name}` placeholders in the nominative after a colon, never a sentence
glued from parts. `limit` is the most characters a button may have on the narrowest channel.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from dialogs.form import Label
from dialogs.phrase import Text as Text  # noqa: PLC0414 - it is looked for here

BUTTON = 20  # WhatsApp reply button; Telegram has no limit of its own
ROW = 24  # WhatsApp list row


class Speech(Protocol):
    """One language, spoken. Never raises: a missing or broken translation falls back, message by message, to English."""

    language: str
    rtl: bool

    def __hash__(self) -> int: ...

    def say(self, text: Text, **values: str | int) -> str: ...

    def label(self, label: Label, /, **values: str) -> str:
        """The words of a label, for buttons, tables and files."""
        ...

    def styled(self, label: Label, /, **values: str) -> str:
        """A label with the marks of its style (see dialogs.markup), for what is said."""
        ...

    def file(self, versions: Mapping[str, str]) -> str:
        """Of {language: name of a file} the one for this language."""
        ...

    def words(self, text: Text) -> frozenset[str]:
        """The folded words of a `|`-separated list, the English ones too."""
        ...

    def day(self, date: str, precision: str) -> str:
        """An ISO date in words, to its precision, or with its day of the week (weekday)."""
        ...


class Voices(Protocol):
    """All languages. Unknown codes are negotiated to the nearest one."""

    languages: tuple[str, ...]

    @property
    def desk(self) -> "Voices":
        """Those that speak with coordinators: in the languages of the desk, which are others."""
        ...

    def own_names(self) -> Mapping[str, str]:
        """{code: what a language calls itself}"""
        ...

    def __getitem__(self, language: str) -> Speech: ...

    def nearest(self, code: str) -> str | None:
        """Our language for a code as platforms send it (`fa`, `pt-br`), or None."""
        ...

    def words(self, text: Text) -> frozenset[str]:
        """The folded words of a `|`-separated list in all languages."""
        ...


# --- Asking ---------------------------------------------------------------------------------------------------------

BACK = Text("verb:back", "◀ Back", "Button under a question: go to the question before.", limit=BUTTON)
MORE = Text("verb:more", "☰ More", "Button under a question: shows skip, change, pause, help, language, stop.", limit=BUTTON)
DONE = Text("verb:done", "✅ Done", "Button under a list where several may be chosen.", limit=BUTTON)
OK = Text("verb:ok", "👍 OK", "Button: I have read this.", limit=BUTTON)
YES = Text("verb:yes", "✅ Yes", limit=BUTTON)
NO = Text("verb:no", "✖ No", limit=BUTTON)
SKIP = Text("verb:skip", "⏭ Skip", "Button: leave this question out.", limit=BUTTON)
CHANGE = Text("verb:change", "✏ Change an answer", "Button.", limit=BUTTON)
PAUSE = Text("verb:pause", "⏸ Pause", "Button: stop here, go on another day.", limit=BUTTON)
REPEAT = Text("verb:repeat", "🔁 Ask again", "Button: show the question again.", limit=BUTTON)
GO_ON = Text("verb:go_on", "▶ Go on", "Button: continue with the questions.", limit=BUTTON)
LATER = Text("verb:later", "▶ Without this", "Button after several tries: go on without answering this question.", limit=BUTTON)
DONT_KNOW = Text("answer:dont_know", "🤷 I don't know", "Button under a question that may be left open.", limit=BUTTON)
RATHER_NOT = Text("answer:rather_not", "🔒 Rather not say", "Button under a question that may be left open.", limit=BUTTON)
NEXT_PAGE = Text("verb:next_page", "More ▶", "Button: the next part of a long list.", limit=BUTTON)
PREVIOUS_PAGE = Text("verb:previous_page", "◀ Before", "Button: the part of a long list before this one.", limit=BUTTON)
KEEP = Text("verb:keep", "✓ {value}", "Button: keep the value that is suggested.")
ANOTHER = Text("ask:another", "Is there one more? ({what})", "After the questions about e.g. one job. what: e.g. Your work")
CHOOSE_SEVERAL = Text("ask:several", "You can choose several. Then tap “Done”.")
SEVERAL_WRITE = Text(
    "ask:several_write",
    "You can choose several: write their numbers, for example: {example}",
    "Above a numbered list, on WhatsApp. example: 1 3",
)
OPENER = Text("ask:opener", "Choose", "Button on WhatsApp: opens the list of what can be chosen, or done.", limit=BUTTON)
PAGE = Text("ask:page", "Write the name, or choose from the list. Page: {page} / {pages}")
MORE_TITLE = Text("ask:more", "What would you like to do?")
WRITE = Text(
    "ask:write",
    "Write: {words}",
    "Small, below a question on WhatsApp: words that may be written instead of tapping a button. words: e.g. back · help · stop. "
    "At most 60 characters with them, so no more than ten without.",
)
UNDERSTOOD = Text(
    "ask:understood",
    "I understood: {value}",
    "Said when a date or number was written in another way. Followed by the next question.",
)
BOTH_CALENDARS = Text(
    "ask:both_calendars", "{gregorian} (Solar Hijri: {solar})", "A date or year in both calendars; both values are numbers."
)
BOTH_ISLAMIC = Text("ask:both_islamic", "{gregorian} (Islamic: {solar})", "See ask:both_calendars; solar is the Islamic date.")
BOTH_ETHIOPIC = Text(
    "ask:both_ethiopic", "{gregorian} (Ethiopian: {solar})", "See ask:both_calendars; solar is the Ethiopian date."
)
WHICH_MEANT = Text("ask:which_meant", "I can read this in more than one way. Which one did you mean?")
PART_OF = Text("ask:part_of", "{title}: {number} of {total}", "Before the questions about e.g. the second of three children.")
RANGE = Text("ask:range", "A number from {least} to {most}.", "What may be written.")
RANGE_STEPS = Text("ask:range_steps", "A number from {least} to {most}, in steps of {step}.", "What may be written.")
ORDER = Text(
    "ask:order",
    "Put all of these in order: tap them one after the other, the first one first. Then tap “Done”. "
    "You can also write their numbers in order, for example: {example}",
    "Above a list. example: 3 1 2",
)
ORDER_WRITE = Text(
    "ask:order_write",
    "Put all of these in order: write their numbers, the first one first. For example: {example}",
    "Above a numbered list, on WhatsApp. example: 3 1 2",
)
ORDER_SO_FAR = Text("ask:order_so_far", "Your order so far: {order}", "order: names with commas between.")
MOMENT = Text("ask:moment", "{day}, {time}", "A day in words and a time of day, e.g. 21 March 2026, 15:30.")
WHAT_TIME = Text("ask:what_time", "At what time on {day}?", "day: e.g. 21 March 2026")
SEND = {
    "image": Text("ask:send_image", "Please send a photo."),
    "audio": Text("ask:send_audio", "Please record a voice message, or send a sound file."),
    "video": Text("ask:send_video", "Please send a video."),
    "file": Text("ask:send_file", "Please send a file."),
    "geopoint": Text(
        "ask:send_place",
        "Please send a place: tap 📎, then “Location”. Or write it in degrees, for example: {example}\n"
        "It shows exactly where this is. Send it only if you want to.",
        "“Location” is what the button is called in messengers.",
    ),
}
SPECIFY_OTHER = Text("ask:specify_other", "Specify other.", "Asked after the choice “Other”: say which.")
OTHER = Text("answer:other", "Other", "A choice at the end of a list.")
FILES = {  # in a summary, where a file was sent
    "image": Text("answer:image", "🖼 Picture"),
    "audio": Text("answer:audio", "🎤 Recording"),
    "video": Text("answer:video", "🎬 Video"),
    "file": Text("answer:file", "📎 File"),
}

# --- Not understood ---------------------------------------------------------------------------------------------------

MISREAD = Text("misread:any", "Sorry, I did not understand that.")
NOT_A_NUMBER = Text("misread:not_a_number", "Please write a number. For example: {example}")
NOT_WHOLE = Text("misread:not_whole", "Please write a whole number. For example: {example}")
NOT_A_DATE = Text("misread:not_a_date", "Please write a date. For example: {example}")
NOT_A_YEAR = Text("misread:not_a_year", "Please write a year. For example: {example}")
NOT_A_TIME = Text("misread:not_a_time", "Please write a time of day. For example: {example}")
NOT_A_MOMENT = Text("misread:not_a_moment", "Please write a day and a time. For example: {example}")
NOT_A_PLACE = Text(
    "misread:not_a_place", "I cannot read this as a place.", "Followed by the question again, and what is needed."
)
NOT_WORDS = Text(
    "misread:not_words", "I cannot take words as an answer here.", "Followed by the question again, and what is needed."
)
WRONG_KIND = Text(
    "misread:wrong_kind",
    "I need something else here. I did not keep what you sent.",
    "E.g. a video where a photo is needed. Followed by the question again, and what is needed.",
)
TOO_BIG = Text("misread:too_big", "This file is too large for me: at most {most} MB.")
ORDER_ALL = Text("misread:order_all", "Please put all of them in order.")
ORDER_ONCE = Text("misread:order_once", "Please name each of them once.")
NOT_A_PHONE = Text("misread:not_a_phone", "Please write a phone number with the country code. For example: {example}")
NO_SUCH_CHOICE = Text("misread:no_such_choice", "Please choose one of the answers.")
SEVERAL_CHOICES = Text("misread:several_choices", "That fits more than one answer. Please choose the one you mean.")
TOO_LONG = Text("misread:too_long", "This is too long for me. Please write it shorter: at most {most} characters.")
NEEDS_ANSWER = Text("misread:needs_answer", "I need an answer here to go on.")
CHOOSE_ONE_AT_LEAST = Text("misread:choose_one_at_least", "Please choose at least one.")
NOT_POSSIBLE = Text("misread:not_possible", "This answer is not possible here.")
NOT_TEXT = Text(
    "misread:not_text", "I can read only text here. Please write your answer, or choose one. I did not keep what you sent."
)
NOTHING_CHOSEN = Text("answer:nothing_chosen", "Nothing chosen", "In the summary: of several choices none was made.")
NOT_KEPT = Text(
    "misread:not_kept", "I cannot use pictures, voice messages, files or places here. I did not keep what you sent."
)
SIMPLER = Text("misread:simpler", "Let us try it another way.")
NUMBERED = Text("misread:numbered", "Write only the number of your answer:", "Followed by a numbered list of the choices.")
STUCK = Text(
    "misread:stuck",
    "This question is difficult. I have asked a coordinator to help you. You can try again, or go on without it.",
    "After three answers that were not understood.",
)
OLD_BUTTON = Text("misread:old_button", "This button belongs to an older message. Now I am asking this:")
BROKEN = Text(
    "misread:broken",
    "Sorry, something went wrong on our side. Nothing you answered before is lost. A coordinator has been told. Please write “menu” to go on.",
)

# --- Asked again by a coordinator ---------------------------------------------------------------------------------------

AGAIN = Text("again:title", "A person from the team has looked at your answers and asks you about one of them again.")
AGAIN_REASONS = {  # why
    "unreadable": Text("again:unreadable", "The photo or file could not be read. Please send it once more."),
    "more": Text("again:more", "Please say a little more."),
    "unclear": Text("again:unclear", "We are not sure that we understand your answer."),
    "contradicts": Text("again:contradicts", "Your answer does not fit another answer of yours."),
    "changed": Text("again:changed", "It may have changed since then."),
}

# --- Handing in -------------------------------------------------------------------------------------------------------

REVIEW = Text("review:title", "Please look at your answers:")
REVIEW_QUESTION = Text("review:question", "Is this right?")
HAND_IN = Text("review:yes", "✅ Yes, send", "Button: the answers are right, hand them in.", limit=BUTTON)
WHICH_CHANGE = Text("review:which", "Which answer would you like to change?")
NOTHING_TO_CHANGE = Text("review:nothing", "There is nothing to change yet.")
LEFT_OPEN = Text("review:left_open", "(no answer)", "In the summary, for a skipped question.")
HANDED_IN = Text("review:handed_in", "Thank you. Your answers have been sent.")
HANDED_IN_AGAIN = Text("review:handed_in_again", "Thank you. Your changed answers have been sent.")
NOTHING_BEFORE = Text("review:nothing_before", "This is the first question.")
CANNOT_SKIP = Text("review:cannot_skip", "This question cannot be skipped.")
PAUSED = Text("review:paused", "All right, we stop here. Your answers are kept. Tap “Go on” or write to me whenever you like.")

# --- Menu -------------------------------------------------------------------------------------------------------------

MENU = Text("menu:title", "What would you like to do?")
HELLO = Text("menu:hello", "Hello {name}", "Greeting above the menu. name: as the person wants to be called.")
MY_ANSWERS = Text("menu:answers", "📋 My answers", limit=BUTTON)
LANGUAGE = Text("menu:language", "🌐 Language", limit=BUTTON)
HELP = Text("menu:help", "❓ Help", limit=BUTTON)
MY_DATA = Text("menu:data", "🔒 My data", limit=BUTTON)
STOP = Text("menu:stop", "⏹ Stop", "Button: no more messages at all.", limit=BUTTON)
MENU_BUTTON = Text("menu:menu", "☰ Menu", limit=BUTTON)
FILL_IN = Text("menu:fill_in", "📝 {title}", "Button that opens a form. title: the form's title, at most 20 characters.")
NO_ANSWERS = Text("menu:no_answers", "You have not answered anything yet.")
ANSWERS_OF = Text("menu:answers_of", "Your answers: {title}")
WHICH_LANGUAGE = Text("menu:which_language", "Which language would you like?")
LANGUAGE_CHOSEN = Text(
    "menu:language_chosen",
    "From now on I write in English.",
    "Say it in your own language: From now on I write in <your language>.",
)
HELP_TEXT = Text(
    "menu:help_text",
    "You can answer by tapping a button or by writing.\n\n"
    "You can write at any time:\n"
    "• back: the question before\n"
    "• skip: leave a question out\n"
    "• change: change an answer\n"
    "• pause: go on another day\n"
    "• language: another language\n"
    "• stop: no more messages\n\n"
    "If you would like to talk to a person, tap the button.",
    "The seven words must be words of the lists word:*.",
)
ASK_PERSON = Text("menu:ask_person", "🙋 Ask a person", "Button: a human being will write.", limit=BUTTON)
PERSON_ASKED = Text("menu:person_asked", "I have told the team. Somebody will contact you here. This can take a few days.")
STOPPED = Text(
    "menu:stopped",
    "All right. I will not write to you any more, unless you start again. Your answers are kept. To delete them, tap “My data”.",
)
START_AGAIN = Text("menu:start_again", "▶ Start again", limit=BUTTON)
STOPPED_BEFORE = Text("menu:stopped_before", "You have stopped the messages. Would you like to start again?")
WELCOME_BACK = Text("menu:welcome_back", "Good to see you again.")

# --- My phones ----------------------------------------------------------------------------------------------------------

PHONES = Text("menu:phones", "📱 My phones", limit=BUTTON)
PHONES_TITLE = Text("phones:title", "Your phones:", "Heading of a list, e.g. • Telegram • WhatsApp")
PHONE_HERE = Text("phones:here", "{channel} (you are writing from here)", "In a list. channel: Telegram or WhatsApp")
PHONE_SILENT = Text("phones:silent", "{channel} (nothing arrives there now)", "In a list. channel: Telegram or WhatsApp")
PHONE_PREFERRED = Text("phones:preferred", "I write to you on: {channel}", "channel: Telegram or WhatsApp")
PHONE_LATEST = Text("phones:latest", "I write to you where you wrote last.")
ADD_PHONE = Text(
    "phones:add", "🔗 My other phone", "Button: join another phone, or another messenger, to this one.", limit=BUTTON
)
NEW_PHONE = Text("phones:new", "🆕 I have a new phone", "Button: the old one is lost or gone. In a list.", limit=ROW)
SHARED_PHONE = Text(
    "phones:shared", "👥 We share this phone", "Button: somebody else uses this phone too. In a list.", limit=ROW
)
WRITE_ON = Text("phones:write_on", "💬 Use {channel}", "Button: write to me there. channel: Telegram or WhatsApp", limit=ROW)
WRITE_LATEST = Text("phones:write_latest", "💬 Where I wrote last", "Button: write to me there.", limit=ROW)
UNLINK = Text("phones:unlink", "✂ Remove: {channel}", "Button. channel: Telegram or WhatsApp, perhaps with a number", limit=ROW)
UNLINK_SURE = Text(
    "phones:unlink_sure",
    "Remove {channel} from your phones? Then I do not know you there any more. Your answers stay with you here.",
    "channel: Telegram or WhatsApp",
)
UNLINK_YES = Text("phones:unlink_yes", "✂ Yes, remove", limit=BUTTON)
UNLINKED = Text("phones:unlinked", "Done. This is not one of your phones any more: {channel}", "channel: Telegram or WhatsApp")
UNLINKED_HERE = Text("phones:unlinked_here", "This phone is not joined to another one any more.")
LINK_CODE = Text(
    "link:code",
    "Your code: {code}\n\nWrite it to me from your other phone within 15 minutes. I then ask on both phones whether you agree.",
    "code: e.g. 1234 5678",
)
LINK_WHERE = Text("link:where", "There you find me here:", "A list follows, e.g. • WhatsApp: +352 …")
LINK_ANYWHERE = Text("link:anywhere", "You find me on Telegram and on WhatsApp. Ask your team if you do not know where.")
LINK_OFFERED = Text(
    "link:offered",
    "This code was shown on another phone, on: {channel}\n\nIs that your phone too? If you join them, we go on here where you are there. "
    "What was answered from this phone is kept apart.",
    "Asked when the code was written. channel: Telegram or WhatsApp",
)
LINK_JOIN = Text("link:join", "✅ Yes, join them", "Button.", limit=BUTTON)
LINK_WAIT = Text("link:wait", "Thank you. Now I ask on your other phone, too: {channel}", "channel: Telegram or WhatsApp")
LINK_ASKED = Text(
    "link:asked",
    "Your code was written on another phone, on: {channel}\n\nWas that you? Whoever holds that phone can then read and change your answers.",
    "channel: Telegram or WhatsApp",
)
LINK_ME = Text("link:me", "✅ Yes, it was me", "Button.", limit=BUTTON)
LINK_NOT_ME = Text("link:not_me", "✖ No, not me", "Button.", limit=BUTTON)
LINKED = Text("link:linked", "Your phones are joined. You can write to me from both.")
LINK_DECLINED = Text("link:declined", "All right. Nothing was joined.")
LINK_DECLINED_THERE = Text("link:declined_there", "Somebody said no on the other phone. Nothing was joined.")
LINK_OWN = Text("link:own", "This is your own code. Please write it from your other phone.")
LINK_OLD = Text(
    "link:old",
    "This code is too old. You get a new one on your other phone: menu, “My phones”.",
    "“My phones”: see menu:phones",
)
LINK_WRONG = Text(
    "link:wrong",
    "I do not know this code. Please look at it again. You get one on your other phone: menu, “My phones”.",
    "“My phones”: see menu:phones",
)
LINK_TRIED = Text("link:tried", "Too many wrong codes came from here. Please try again in an hour.")
MOVED_ASKED = Text(
    "moved:asked",
    "I have told the team that you have a new phone. They will join it to what you answered before. This can take a few days. "
    "Please have your old number ready.",
)
MOVED_HERE = Text("moved:here", "Welcome on your new phone. Everything you answered before is here.")
FAMILY_SURE = Text(
    "family:sure",
    "I can talk with several people on one phone, each in their own language. I keep your answers apart. "
    "But whoever holds this phone can read what is written here.",
    "Shown before another person is added.",
)
FAMILY_ADD = Text("family:add", "➕ Add a person", "Button.", limit=BUTTON)
WHO = Text("family:who", "Who is writing?", "Asked on a phone that several people use. Their names follow, as buttons.")
WHO_BUTTON = Text("family:who_button", "👥 Somebody else", "Button: another person writes from this phone now.", limit=BUTTON)
WHO_NEW = Text("family:new", "➕ Somebody new", "Button after the names: a person who has not written before.", limit=BUTTON)
WHO_NAMELESS = Text(
    "family:nameless", "Person {number}", "Button: somebody whose name is not known. number: 1, 2 …", limit=BUTTON
)
WHO_SEND_AGAIN = Text("family:send_again", "Please send your picture, recording or file once more after that.")
WHO_UNUSED = Text(
    "family:unused",
    "I have not used what was written before, for I do not know who wrote it: {words}",
    "words: what was written, perhaps cut off",
)
STOPPED_ALL = Text("family:stopped_all", "This is so for everybody who uses this phone.", "After menu:stopped.")
NOTICE_FOR = Text("family:for", "{name}:", "Before a reminder, on a phone that several people use. name: whom it is for")

# --- My data ----------------------------------------------------------------------------------------------------------

DATA_TITLE = Text(
    "data:title",
    "Your answers belong to you. They are stored encrypted. Only the team of your programme can read them, and others only if you said yes. "
    "Every time somebody reads them, this is written down.",
)
PRIVACY = Text("data:privacy", "🔍 And my data?", "Button. At most 20 characters if possible, else 24.", limit=ROW)
PRIVACY_TEXT = Text(
    "data:privacy_text",
    "What happens with my data?\n\n"
    "• We ask only what helps to find courses, work or a mentor. We never ask about your asylum case, health or religion.\n"
    "• The team of your programme reads your answers.\n"
    "• Mentors and employers see something only if you allow it.\n"
    "• Telegram itself can see that you write with this bot. It belongs to a company, not to us.\n"
    "• You can look at your answers, change or delete them at any time: menu, “My data”.\n"
    "• Saying no has no effect on your asylum case or on other help.",
)
PRIVACY_WHATSAPP = Text(
    "data:privacy_whatsapp",
    PRIVACY_TEXT.english.replace("Telegram itself", "WhatsApp itself").replace("to a company", "to a company, Meta"),
    "As data:privacy_text, for people who write on WhatsApp.",
)
SHOW_DATA = Text("data:show", "👁 Show", limit=BUTTON)
DOWNLOAD = Text("data:download", "💾 Download", limit=BUTTON)
DOWNLOAD_CAPTION = Text("data:caption", "All we have stored about you. Open the file in a browser.")
FILE_MISSING = Text(
    "data:file_missing",
    "This file is not in here: it has not arrived, or there was no room for it. Ask the team of your programme for it.",
    "Instead of a photo or another file that the person sent, in the file with all data.",
)
READINGS = Text(
    "data:readings", "When somebody of the team read this", "Heading of a list of dates, in the file with all data."
)
HEARD = Text(
    "data:heard",
    "What you wrote to the team",
    "Heading, in the file with all data: messages outside of the questions. Kept for 30 days.",
)
FIRST_WROTE = Text("data:first_wrote", "You first wrote to us: {day}", "In the file with all data. day: a date")
WROTE_FROM = Text("data:wrote_from", "Last message from there: {day}", "Of a phone, in the file with all data. day: a date")
ALSO_USED = Text("data:also_used", "Other people use this phone too.", "In the file with all data.")
KEPT_APART = Text(
    "data:kept_apart",
    "What was told from there before your phones were joined is kept apart. To see it, remove that phone under “My phones”, "
    "or ask the team.",
    "Of a phone, in the file with all data. “My phones” is a button.",
)
CONSENTS = Text("data:consents", "✋ What I allow", "Button: see and change consent.", limit=BUTTON)
CONSENT_STATE = Text("data:consent_state", "This is what you allow now. Tap to change it.")
PURPOSE_PROGRAMME = Text("purpose:programme", "My programme", "Consent: the team of the programme reads the answers.", limit=18)
PURPOSE_MENTORS = Text("purpose:mentors", "Mentors", limit=18)
PURPOSE_EMPLOYERS = Text("purpose:employers", "Employers", limit=18)
PURPOSE_STATISTICS = Text("purpose:statistics", "Statistics", "Consent: counted without name.", limit=18)
ALLOWED = Text("data:allowed", "✅ {purpose}")
NOT_ALLOWED = Text("data:not_allowed", "✖ {purpose}")
CONSENT_GONE = Text(
    "data:consent_gone",
    "You have withdrawn your consent. I will ask you nothing more. You can still delete your answers, or ask a person for help.",
)
DELETE = Text("data:delete", "🗑 Delete everything", limit=BUTTON)
DELETE_SURE = Text("data:delete_sure", "Delete all your answers and your name? After 24 hours nobody can bring them back.")
DELETE_YES = Text("data:delete_yes", "🗑 Yes, delete", limit=BUTTON)
KEEP_DATA = Text("data:keep", "↩ Keep my data", limit=BUTTON)
DELETE_PLANNED = Text(
    "data:delete_planned", "Everything about you will be deleted in 24 hours. Until then you can change your mind."
)
DELETE_CANCELLED = Text("data:delete_cancelled", "Nothing is deleted. Your data are kept.")
DELETED = Text("data:deleted", "Everything about you has been deleted. Thank you, and all the best.")

# --- Unasked ----------------------------------------------------------------------------------------------------------

NUDGE = Text("nudge:text", "Your questions are still open. Would you like to go on? It is fine to do it later.")
REFUSED = Text("menu:refused", "You have not agreed, so I ask nothing. You can agree later, or ask a person for help.")

# --- Templates (what WhatsApp lets us say to somebody who has not written for a day) --------------------------------------

TEMPLATES = {  # by the name under which Meta has approved them: a-z and _ only, for ever
    "lotse_waiting": Text(
        "template:waiting",
        "📬 Something is waiting for you. It is about your questions and answers with: {programme}. Tap the button to read it. "
        "If you want no more messages, write: stop",
        "The only message that may reach somebody who has not written for a day. programme: a name; words must stand before and after it. "
        "“stop” must be one of the words of word:stop. No line breaks, no offers, no thanks: it must not sound like advertising.",
        limit=500,
    ),
    "lotse_reminder": Text(
        "template:reminder",
        "⏰ This is a reminder of your appointment. It is on: {day}, at: {time}. You have it with: {programme}. Are you coming? "
        "Please tap a button. If you want no more messages, write: stop",
        "May be read by others on a locked phone: it does not say what for. day: e.g. Tuesday, 1 December 2026; time: e.g. 18:00; "
        "programme: a name. Words must stand between them. See template:waiting.",
        limit=500,
    ),
    "lotse_news": Text(
        "template:news",
        "🗓 There is news about your appointment with: {programme}. Please read it before you go there. Tap the button. "
        "If you want no more messages, write: stop",
        "It was moved or does not take place, or a place is free now; which it is stands behind the button. See template:waiting.",
        limit=500,
    ),
}
TEMPLATE_OPEN = Text("template:open", "Read it", "Button under template:waiting. No pictogram: Meta refuses it.", limit=BUTTON)
TEMPLATE_ANSWERS = {  # by what each does: see dialogs/workshops/actions.py
    "coming": Text(
        "template:coming", "I am coming", "Button under template:reminder. No pictogram: Meta refuses it.", limit=BUTTON
    ),
    "cannot": Text("template:cannot", "I cannot come", "See template:coming.", limit=BUTTON),
    "help": Text("template:help", "I need help", "See template:coming. Help to be able to come.", limit=BUTTON),
}

# --- Words people type ------------------------------------------------------------------------------------------------

WORDS = {
    "back": Text(
        "word:back",
        "back|previous|go back",
        "All usual words for this, separated by |, also colloquial ones. Never translate the |. "
        "The plainest one first: that one is shown below questions (ask:write).",
    ),
    "skip": Text("word:skip", "skip|next|leave out", "See word:back."),
    "change": Text("word:change", "change|edit|wrong|correct it", "See word:back."),
    "pause": Text("word:pause", "pause|later|not now|tomorrow", "See word:back."),
    "repeat": Text("word:repeat", "repeat|again|what?", "See word:back."),
    "help": Text("word:help", "help|how?", "See word:back."),
    "language": Text("word:language", "language|languages|change language", "See word:back."),
    "menu": Text("word:menu", "menu|home", "See word:back."),
    "stop": Text(
        "word:stop",
        "stop|unsubscribe|quit|no more messages|stop messages",
        "See word:back. Must include the plain word for stop.",
    ),
    "start": Text("word:start", "start|begin|hello|hi", "See word:back."),
    "continue": Text("word:continue", "continue|go on|resume", "See word:back."),
    "done": Text("word:done", "done|finished|ready", "See word:back."),
    "dont_know": Text("word:dont_know", "i don't know|don't know|no idea", "See word:back."),
    "rather_not": Text("word:rather_not", "rather not say|prefer not to say|private", "See word:back."),
    "data": Text("word:data", "my data|data|delete my data|delete everything", "See word:back."),
    "person": Text("word:person", "person|human|coordinator|ask a person", "See word:back."),
    "thanks": Text(
        "word:thanks", "thanks|thank you|thanks a lot|thank you very much|many thanks|bye|goodbye", "See word:back."
    ),
    "workshops": Text("word:workshops", "workshops|workshop|courses|course|events", "See word:back."),
    "my_workshops": Text("word:my_workshops", "my workshops|my courses|my appointments|appointments", "See word:back."),
    "coming": Text(
        "word:coming",
        "coming|i am coming|i'm coming|i will come|i'll come",
        "What people write when they are reminded of an appointment and will be there. See word:back.",
    ),
    "cannot": Text(
        "word:cannot",
        "cannot|i cannot come|i can't come|can't come|cannot come|i can't|not coming|i am not coming|i'm not coming",
        "What people write when they are reminded of an appointment and will not be there. See word:back.",
    ),
}

# --- The channel's own menu (Telegram commands, bot description) --------------------------------------------------------

COMMANDS = {
    "menu": Text("command:menu", "Show the menu", "Description of a command, at most 40 characters.", limit=40),
    "back": Text("command:back", "Go to the question before", limit=40),
    "skip": Text("command:skip", "Leave this question out", limit=40),
    "change": Text("command:change", "Change an answer", limit=40),
    "pause": Text("command:pause", "Stop here, go on another day", limit=40),
    "language": Text("command:language", "Choose another language", limit=40),
    "workshops": Text("command:workshops", "Workshops, courses, meetings", limit=40),
    "help": Text("command:help", "How this works", limit=40),
    "data": Text("command:data", "See or delete my data", limit=40),
    "stop": Text("command:stop", "No more messages", limit=40),
}
DESCRIPTION = Text(
    "bot:description",
    "I help newcomers on the way to work: courses, workshops, mentors, jobs. I ask a few questions in your language, and a team of people reads your answers. "
    "You decide what you say. Tap Start.",
    "Shown before the person presses Start.",
    limit=512,
)
SHORT_DESCRIPTION = Text("bot:short", "Courses, mentors and work for newcomers, in your language.", limit=120)

# --- On paper -----------------------------------------------------------------------------------------------------------

PAPER_NAME = Text("paper:name", "Name or code", "Before a line to write on, at the top of a printed form.")
PAPER_DATE = Text("paper:date", "Date", "Before boxes for a date, at the top of a printed form.")
PAPER_PLACE = Text("paper:place", "Place", "Before a line to write on, at the top of a printed form: where it is filled in.")
PAPER_PAGE = Text("paper:page", "Page {page} of {pages}", "At the bottom of a printed form.")
PAPER_GO_TO = Text("paper:go_to", "go to question {number}", "On a printed form, small, after an answer and an arrow.")
PAPER_GO_TO_END = Text("paper:go_to_end", "go to the end", "On a printed form, small, after an answer and an arrow.")
PAPER_ONLY_IF = Text(
    "paper:only_if",
    "Only if your answer to {question} is: {answers}",
    "On a printed form, above a question. question: e.g. 3 (Have you worked before?); answers: e.g. Yes",
)
PAPER_ONLY_IF_ANY = Text(
    "paper:only_if_any",
    "Only if one of these is your answer:",
    "On a printed form, above a question. A list of questions, each with its answers, follows.",
)
PAPER_DEPENDS = Text(
    "paper:depends",
    "Only if it fits your other answers. Questions: {questions}",
    "On a printed form, above a question. questions: numbers, e.g. 3, 7",
)
PAPER_SEVERAL = Text("paper:several", "You can tick several answers.", "On a printed form.")
PAPER_RANK = Text(
    "paper:rank", "Write 1 for the most important, then 2, 3 …", "On a printed form, above things to put in order."
)
PAPER_READ = Text("paper:read", "I have read this.", "On a printed form, beside a box to tick.")
PAPER_FROM_TO = Text("paper:from_to", "From {least} to {most}", "On a printed form. Numbers.")
PAPER_DAY = Text("paper:day", "day", "Very small, under the boxes for a date. As short as possible.")
PAPER_MONTH = Text("paper:month", "month", "See paper:day.")
PAPER_YEAR = Text("paper:year", "year", "See paper:day.")
PAPER_HOUR = Text("paper:hour", "hour", "See paper:day.")
PAPER_MINUTE = Text("paper:minute", "minute", "See paper:day.")
PAPER_FILE = Text(
    "paper:file",
    "Please show it to the team, or give it to them with this sheet.",
    "On a printed form, under a question for a picture, document or recording.",
)
PAPER_WHERE = Text(
    "paper:where", "Please write the place or the address.", "On a printed form, under a question for a place on the map."
)
PAPER_MORE = Text(
    "paper:more", "Is there more? Please take another sheet.", "On a printed form, after the last block of e.g. one job each."
)
PAPER_ANSWER = Text(
    "paper:answer",
    "your answer to {number}",
    "On a printed form, within a question, in place of an earlier answer. number: of a question",
)

# --- Somebody of the team speaks ---------------------------------------------------------------------------------------

RELAY_BEGINS = Text(
    "relay:begins",
    "Somebody from the team is writing to you now: {name}. My questions wait until later.",
    "The bot says that it is silent from now on. name: of a coordinator, as they write it.",
)
RELAY_WORDS = Text("relay:words", "👤 {name} (team):", "Above the words of a coordinator, which begin on the next line.")
RELAY_LATER = Text(
    "relay:later",
    "My questions wait as long as somebody from the team is writing to you. They come again afterwards.",
    "Somebody tapped a button of a question meanwhile.",
)
RELAY_BACK = Text("relay:back", "This is the bot again. From now on I ask the questions.")
RELAY_UNANSWERED = Text(
    "relay:unanswered", "The team has your last message and will answer it.", "Below relay:back, where nobody has answered yet."
)

# --- About coordinators (what only they are told: dialogs.stafftexts) -----------------------------------------------------

COORDINATOR_SHARES = Text(
    "staff:shared",
    "Several people use this phone. Please open the invitation on your own phone. It is still valid.",
    "To a coordinator who opened their invitation on a phone that a family shares.",
)
COORDINATOR_JOINED = Text(
    "staff:joined",
    "This phone is joined with your other one, where you answer questions yourself. Please open the invitation on a phone that is not, "
    "or remove this phone first: menu, “My phones”. The invitation is still valid.",
    "To a coordinator who opened their invitation on one of the phones that they use as a participant. See staff:shared.",
)
LINK_EXPIRED = Text("staff:expired", "This link is not valid any more. Please ask for a new one.")


def every() -> Iterator[Text]:
    """All texts, for the catalogues and for `check`."""
    for value in list(globals().values()):
        if isinstance(value, Text):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, Text))
