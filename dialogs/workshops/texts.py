"""Every sentence about workshops that people are told. English here: see dialogs/texts.py for the rules."""

from dialogs.texts import BUTTON, Text

# --- Finding one ------------------------------------------------------------------------------------------------------------

MENU = Text("workshop:menu", "🗓 Workshops", "Button in the menu: workshops, courses, meetings with an adviser.", limit=BUTTON)
MINE = Text("workshop:mine", "🎟 My workshops", "Button: those the person has signed up for.", limit=BUTTON)
ALL = Text("workshop:all", "◀ All workshops", "Button: back to the list.", limit=BUTTON)
OTHERS = Text("workshop:others", "🗓 Other dates", "Button: the list of workshops.", limit=BUTTON)
LIST = Text(
    "workshop:list", "Workshops, courses and meetings you can come to:", "Above a list; also of job events and the like."
)
LIST_EMPTY = Text("workshop:list_empty", "There is nothing to sign up for now. Please look again another day.")
MINE_LIST = Text("workshop:mine_list", "You have signed up for these:", "Above a list of workshops, courses and meetings.")
MINE_EMPTY = Text("workshop:mine_empty", "You have not signed up for anything that is still to come.")
WHICH = Text("workshop:which", "Tap one to see more.", "Below a list of workshops, above their buttons.")
ENTRY = Text("workshop:entry", "{title}, {day}", "Button of a workshop in a list. day: e.g. 1 December 2026")
LOST = Text("workshop:lost", "I cannot find this any more. It may be over, or it is not there any more.")
KINDS = {
    "group": Text("workshop:group", "Workshop: {title}", "Heading: a workshop in a group. title: what it is called"),
    "course": Text("workshop:course", "Course: {title}", "Heading. title: what it is called"),
    "meeting": Text("workshop:meeting", "Meeting with an adviser: {title}", "Heading. title: what it is called"),
    "jobs": Text("workshop:jobs", "Job event: {title}", "Heading: e.g. employers present themselves. title: what it is called"),
    "info": Text("workshop:info", "Information session: {title}", "Heading. title: what it is called"),
}
WHEN = Text("workshop:when", "🗓 {day}, {hours}", "day: e.g. Tuesday, 1 December 2026; hours: e.g. 10:00–12:00")
WHEN_THERE = Text(
    "workshop:when_there",
    "🗓 {day}, {hours} (time in: {city})",
    "Where the clock is another one than the person's. city: e.g. Luxembourg",
)
WHEN_HERE = Text("workshop:when_here", "On your clock: {day}, {hours}", "After workshop:when_there.")
DATES = Text("workshop:dates", "All dates ({n}):", "Above the list of all dates of a course. n: how many")
DATES_MORE = Text("workshop:dates_more", "… and {n} more", "Below the first dates of a course. n: how many more")
WHICH_DATE = Text("workshop:which_date", "Which date would you like? Tap one.")
NO_DATE = Text("workshop:no_date", "All dates are over.")
PLACE = Text("workshop:place", "📍 {place}", "place: a name and an address")
LINK = Text("workshop:link", "🔗 Online: {link}", "link: a web address")
HELD_IN = Text("workshop:held_in", "🗣 In: {languages}", "languages: e.g. French · Arabic")
INTERPRETED = Text("workshop:interpreted", "🗣 Somebody interprets into: {languages}", "languages: e.g. Tigrinya · Dari")
TRAINER = Text("workshop:trainer", "👤 With: {name}", "name: of whoever teaches or advises")
BRING = Text("workshop:bring", "🎒 Please bring: {bring}")
WAY = Text("workshop:way", "🧭 How to get there: {way}")
FREE = Text("workshop:free", "Places left: {n}")
FULL = Text("workshop:full", "All places are taken.")
FULL_QUEUE = Text(
    "workshop:full_queue",
    "All places are taken. You can go on the waiting list: if a place becomes free, I write to you.",
)
NEEDS = Text(
    "workshop:needs", "Do you need help to come, such as care for children, an interpreter or the way? Say so when you sign up."
)

# --- A place ----------------------------------------------------------------------------------------------------------------

SIGN_UP = Text("workshop:sign_up", "✅ Sign up", "Button.", limit=BUTTON)
JOIN = Text("workshop:join", "⏳ Waiting list", "Button: go on the waiting list.", limit=BUTTON)
DIRECTIONS = Text("workshop:directions", "🧭 The way there", "Button: how to get there, and a map.", limit=BUTTON)
DETAILS = Text("workshop:details", "👁 Show more", "Button: what it is, when and where.", limit=BUTTON)
TICKET = Text("workshop:ticket", "🎟 Ticket", "Button: a picture to show at the door.", limit=BUTTON)
CALENDAR = Text("workshop:calendar", "📅 Calendar file", "Button: a file for the phone's calendar.", limit=BUTTON)
GIVE_BACK = Text("workshop:give_back", "✖ I cannot come", "Button: give one's place back.", limit=BUTTON)
GIVE_SURE = Text("workshop:give_sure", "Give your place back? Then somebody else can have it.")
GIVE_YES = Text("workshop:give_yes", "✖ Yes, give it back", "Button.", limit=BUTTON)
KEEP = Text("workshop:keep", "✅ No, I come", "Button: I keep my place.", limit=BUTTON)
LEAVE = Text("workshop:leave", "✖ Leave the list", "Button: I do not want to wait any more.", limit=BUTTON)
TAKE = Text("workshop:take", "✅ Take the place", "Button.", limit=BUTTON)
NO_THANKS = Text("workshop:no_thanks", "✖ No, thank you", "Button: I do not want this place.", limit=BUTTON)
ONCE_MORE = Text("workshop:once_more", "↩ Sign up again", "Button.", limit=BUTTON)
STATES = {
    "booked": Text("workshop:booked", "✅ You have a place."),
    "waiting": Text("workshop:waiting", "⏳ You are on the waiting list."),
    "offered": Text("workshop:offered", "🔔 A place is free for you."),
}
COMING_SAID = Text("workshop:coming_said", "You said that you are coming.")
CANNOT_SAID = Text("workshop:cannot_said", "You said that you cannot come on this day.")
NUMBER = Text("workshop:number", "Your number on it: {n}", "After workshop:waiting. n: 1 is the next one")
WAITING_WAY = Text(
    "workshop:waiting_way", "If a place becomes free for you, I write to you. You can leave the list at any time."
)
OFFER = Text("workshop:offer", "A place has become free: {title}", "title: what it is called, or: Appointment")
OFFER_UNTIL = Text(
    "workshop:offer_until", "I keep it for you until: {moment}. Would you like to have it?", "moment: a day and a time"
)
EXPIRED = Text(
    "workshop:expired", "The time to answer is over, and somebody else can have the place now. You can sign up again."
)
EXPIRED_OF = Text("workshop:expired_of", "The place is not kept for you any more: {title}", "Followed by workshop:expired.")
GONE = Text("workshop:gone", "It has begun already, or it is over. You cannot sign up any more.")
CALLED_OFF = Text(
    "workshop:called_off",
    "This appointment does not take place.",
    "Below the title of a workshop, course or meeting, or of one date.",
)
GIVEN_BACK = Text("workshop:left", "All right. You are not signed up any more: {title}")
REMOVED = Text(
    "workshop:removed",
    "The team has taken you off the list: {title}. If you do not know why, you can ask a person.",
)
LISTED = Text("workshop:listed", "The waiting list: {title}", "Where somebody stands on it follows. title: what it is called")
SIGNED_UP = Text("workshop:signed_up", "The team has signed you up: {title}")
TICKET_SHOWN = Text(
    "workshop:ticket_shown", "Please show this at the door: {title}", "Below a picture. title: what it is called"
)
TICKET_CODE = Text(
    "workshop:ticket_code", "Your code: {code}", "Below the picture of a ticket, to read out. code: e.g. K7QM 2XPD"
)
CALENDAR_SHOWN = Text("workshop:calendar_shown", "Open this file to have it in your phone's calendar.")
CALENDAR_GONE = Text("workshop:calendar_gone", "Open this file to take it out of your phone's calendar.")
WAY_NONE = Text("workshop:way_none", "The team has not said yet how to get there. You can ask a person.")

# --- Reminders and news -------------------------------------------------------------------------------------------------------

REMIND = Text("workshop:remind", "A reminder: {title}", "title: what it is called. When and where follow.")
REMIND_DISCREET = Text(
    "workshop:remind_discreet",
    "You have an appointment:",
    "May be read by others on a locked phone. The day and the time follow.",
)
ARE_YOU_COMING = Text("workshop:are_you_coming", "Are you coming?", "Below a reminder, above the buttons coming, cannot, help.")
COMING = Text("workshop:coming", "✅ I am coming", "Button below a reminder.", limit=BUTTON)
CANNOT = Text("workshop:cannot", "✖ I cannot come", "Button below a reminder.", limit=BUTTON)
HELP = Text("workshop:help", "🙋 I need help", "Button below a reminder: help to be able to come.", limit=BUTTON)
THANKS_COMING = Text("workshop:thanks_coming", "Thank you. We look forward to seeing you.")
THANKS_CANNOT = Text("workshop:thanks_cannot", "Thank you for telling us. You keep your place for the other dates.")
WHAT_HELP = Text("workshop:what_help", "What do you need so that you can come?")
HELPS = {  # by codes of dialogs.workshops.values.NEEDS
    "children": Text("workshop:help_children", "👶 For my children", "Button: somebody to look after children.", limit=BUTTON),
    "transport": Text("workshop:help_transport", "🚌 Transport", "Button: help with the way.", limit=BUTTON),
    "interpreter": Text("workshop:help_interpreter", "🗣 An interpreter", "Button.", limit=BUTTON),
    "access": Text("workshop:help_access", "♿ Access", "Button: no stairs, and the like.", limit=BUTTON),
    "other": Text("workshop:help_other", "💬 Something else", "Button.", limit=BUTTON),
}
HELP_TOLD = Text("workshop:help_told", "I have told the team that you need help. Somebody will write to you here.")
HELP_WRITE = Text("workshop:help_write", "You can also write here what you need.", "After workshop:help_told.")
MISSED = Text(
    "workshop:missed",
    "You could not come: {title}. That can happen. We hope that you are well. Would you like another date?",
)
MISSED_ONE = Text(
    "workshop:missed_one",
    "You could not come: {title}. That can happen. We hope that you are well. You keep your place. The next date:",
    "Day and hour of the next lesson of a course follow.",
)
FEEDBACK = Text(
    "workshop:feedback", "Thank you for coming: {title}. A few short questions follow. You can leave out any of them."
)
CERTIFICATE = Text("workshop:certificate", "Here is your certificate: {title}", "Below a file. title: what it is called")
MOVED = Text("workshop:moved", "There is a new time: {title}", "The time before and the new one follow.")
BEFORE = Text("workshop:before", "Before: {when}", "when: e.g. Tuesday, 1 December 2026, 10:00")
NOW = Text("workshop:now", "Now:", "Heading, above the new time.")
CHANGED = Text("workshop:changed", "Something has changed: {title}. This is how it is now:")
DATE_CANCELLED = Text(
    "workshop:date_cancelled",
    "One date does not take place: {title}. We are sorry. You keep your place for the other dates.",
    "Of a course. The date follows.",
)
CANCELLED = Text("workshop:cancelled", "This does not take place: {title}. We are sorry.", "Perhaps followed by its date.")

# --- Files ----------------------------------------------------------------------------------------------------------------

FILE_DISCREET = Text(
    "file:discreet", "Appointment", "Title in a phone's calendar, and on a ticket, where the real one is not for other eyes."
)
FILE_WAY = Text("file:way", "How to get there: {way}", "In a phone's calendar.")
FILE_BRING = Text("file:bring", "Please bring: {bring}", "In a phone's calendar.")
FILE_LINK = Text("file:link", "Online: {link}", "In a phone's calendar. link: a web address")
FILE_CERTIFICATE = Text("file:certificate", "Certificate of attendance", "Heads a sheet that somebody may show at an office.")
FILE_NAME = Text("file:name", "Name", "On a certificate: caption.")
FILE_WORKSHOP = Text("file:workshop", "Workshop", "On a certificate: caption of the title.")
FILE_DAYS = Text("file:days", "When", "On a certificate: caption of the first and the last day.")
FILE_ATTENDED = Text("file:attended", "Times attended", "On a certificate: caption. The value is e.g. 4 / 5")
FILE_HOURS = Text("file:hours", "Hours attended", "On a certificate: caption. The value is hours and minutes, e.g. 7:30")
FILE_PLACE = Text("file:place", "Place", "On a certificate: caption.")
FILE_ONLINE = Text("file:online", "Online", "On a certificate, in place of an address.")
FILE_ISSUED = Text("file:issued", "Issued on", "On a certificate: caption of a date.")
FILE_CHECK = Text("file:check", "Check number", "On a certificate: caption of letters and digits by which the team knows it.")

# --- in the file of somebody's data -----------------------------------------------------------------------------------------

DATA_STATES = {
    "left": Text("workshop:data_left", "You gave your place back, or left the waiting list."),
    "expired": Text("workshop:data_expired", "A place was free for you, and you did not take it in time."),
    "removed": Text("workshop:data_removed", "The team has given your place to somebody else, or taken you off the list."),
}
DATA_CAME = {
    "came": Text("workshop:data_came", "You were there."),
    "late": Text("workshop:data_late", "You were there, and came later."),
    "left_early": Text("workshop:data_left_early", "You were there, and left earlier."),
    "absent": Text("workshop:data_absent", "You were not there."),
}
