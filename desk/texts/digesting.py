"""What somebody of the staff wants to be told, where and when."""

from dialogs.texts import Text

DIGESTS = Text("desk:digests", "My digests", "Page: what I am told, where and when.")
DIGESTS_HOW = Text(
    "desk:digests_how",
    "A digest tells what is new and what waits, with numbers and a link, never with names. Nothing new means no message.",
)
DIGEST_CHANNELS = Text("desk:digest_channels", "Where")
DIGEST_NO_CHAT = Text(
    "desk:digest_no_chat", "To get them in Telegram or WhatsApp you need a new invitation to the bot: ask an administrator."
)
DIGEST_NO_MAIL = Text("desk:digest_no_mail", "To get them by e-mail you need an address here: ask an administrator.")
DIGEST_DAYS = Text("desk:digest_days", "On these days")
WEEKDAYS = {
    "1": Text("desk:day_1", "Monday"),
    "2": Text("desk:day_2", "Tuesday"),
    "3": Text("desk:day_3", "Wednesday"),
    "4": Text("desk:day_4", "Thursday"),
    "5": Text("desk:day_5", "Friday"),
    "6": Text("desk:day_6", "Saturday"),
    "7": Text("desk:day_7", "Sunday"),
}
DIGEST_HOURS = Text("desk:digest_hours", "At these times")
DIGEST_HOUR = Text("desk:digest_hour", "Time {n}", "n: 1 to 4")
DIGEST_ZONE = Text("desk:digest_zone", "Time zone")
DIGEST_LANGUAGE = Text("desk:digest_language", "Language of what the bot tells me")
DIGEST_ABOUT = Text("desk:digest_about", "About")
DIGEST_MINE_ONLY = Text("desk:digest_mine_only", "Only what waits for me")
DIGEST_WAITING = Text("desk:digest_waiting", "One more as soon as so many new cases wait (0: never)")
DIGEST_STUCK_DAYS = Text("desk:digest_stuck_days", "Days without an answer until somebody counts as stuck")
DIGEST_URGENT = Text("desk:digest_urgent", "What cannot wait: somebody asks for a person, or withdraws a consent")
DIGEST_URGENT_HOW = {
    "day": Text("desk:digest_urgent_day", "At once, but not at night"),
    "always": Text("desk:digest_urgent_always", "At once, at any hour"),
    "off": Text("desk:digest_urgent_off", "With the next digest"),
}
DIGEST_SAVE = Text("desk:digest_save", "Save", "Button.")
DIGEST_SAVED = Text("desk:digest_saved", "Saved.")
DIGEST_WRONG = Text("desk:digest_wrong", "Please choose at least one day and one time, and a time zone that exists.")
