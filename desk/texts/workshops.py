"""Workshops: listed, in the calendar, made, changed, reminded of, taken from files."""

from dialogs.texts import Text

WORKSHOPS = Text("desk:workshops", "Workshops", "Page: groups, courses, meetings, events that people can come to.")
WORKSHOPS_HOW = Text(
    "desk:workshops_how", "Groups, courses, meetings and events that people can find, book and be reminded of."
)
WORKSHOP_NEW = Text("desk:workshop_new", "New workshop", "Button.")
WORKSHOP_NONE = Text("desk:workshop_none", "There is no workshop yet.")
WORKSHOP_NONE_FIT = Text("desk:workshop_none_fit", "No workshop fits these filters.")
WORKSHOP_LIST = Text("desk:workshop_list", "List", "Link: workshops one below the other, not in a calendar.")
WORKSHOP_CALENDAR = Text("desk:workshop_calendar", "Calendar")
WORKSHOP_KIND = Text("desk:workshop_kind", "Kind", "Of a workshop.")
WORKSHOP_KINDS = {
    "group": Text("desk:workshop_kind_group", "Group workshop"),
    "course": Text("desk:workshop_kind_course", "Language course"),
    "meeting": Text("desk:workshop_kind_meeting", "Meeting with an adviser"),
    "jobs": Text("desk:workshop_kind_jobs", "Job event"),
    "info": Text("desk:workshop_kind_info", "Information session"),
}
WORKSHOP_STATES = {
    "draft": Text("desk:workshop_draft", "draft", "State of a workshop: nobody sees it yet."),
    "open": Text("desk:workshop_open", "published", "State of a workshop: people can find it and sign up."),
    "cancelled": Text("desk:workshop_is_cancelled", "cancelled", "State of a workshop."),
}
WORKSHOP_WHEN = Text("desk:workshop_when", "When")
WORKSHOP_SPANS = {
    "coming": Text("desk:workshop_coming", "Upcoming", "Workshops that are not over."),
    "past": Text("desk:workshop_past", "Past", "Workshops that are over."),
    "all": Text("desk:workshop_all", "All", "Workshops at any time."),
}
WORKSHOP_OVER_TAG = Text("desk:workshop_over_tag", "over", "A workshop, or one of its dates, is past.")
WORKSHOP_TIME_OFF = Text("desk:workshop_time_off", "does not take place", "One date of several.")
WORKSHOP_MORE_DATES = Text(
    "desk:workshop_more_dates", "and {n} more date", "After the next date of a series.", plural="and {n} more dates"
)
WORKSHOP_BOOKED = Text("desk:workshop_booked", "Booked: {n}", "n: number of people who have a place.")
WORKSHOP_BOOKED_OF = Text("desk:workshop_booked_of", "Booked: {n} of {most}", "n, most: numbers of places, e.g. 7 of 12.")
WORKSHOP_WAITING = Text("desk:workshop_waiting", "Waiting: {n}", "n: number of people on the waiting list.")
WORKSHOP_OFFERED = Text("desk:workshop_offered", "A place is offered to: {n}", "n: number of people who have not answered yet.")
WORKSHOP_COMING_N = Text("desk:workshop_coming_n", "Said that they come: {n}", "n: number of people.")
WORKSHOP_CANNOT_N = Text("desk:workshop_cannot_n", "Said that they cannot come: {n}", "n: number of people.")
WORKSHOP_ONLINE = Text("desk:workshop_online", "Online")
WORKSHOP_UNTITLED = Text("desk:workshop_untitled", "Without a title")

# --- Calendar -----------------------------------------------------------------------------------------------------------

WORKSHOP_MONTH = Text("desk:workshop_month", "Month", "Link: a calendar of a month.")
WORKSHOP_WEEK = Text("desk:workshop_week", "Week", "Link: a calendar of a week.")
WORKSHOP_WEEK_OF = Text("desk:workshop_week_of", "Week from {first} to {last}", "first, last: days, e.g. 30 November 2026.")
WORKSHOP_TODAY = Text("desk:workshop_today", "Today")
WORKSHOP_BEFORE = Text("desk:workshop_before", "Back", "Link: the month or week before, in a calendar.")
WORKSHOP_AFTER = Text("desk:workshop_after", "On", "Link: the next month or week, in a calendar.")
WORKSHOP_MORE_THAT_DAY = Text(
    "desk:workshop_more_that_day", "{n} more", "In a calendar, below some workshops of a day.", plural="{n} more"
)
WORKSHOP_NOTHING = Text("desk:workshop_nothing", "Nothing takes place in these days.")
WORKSHOP_BY_PLACE = Text("desk:workshop_by_place", "All times are those of the place.")

# --- Made and changed ---------------------------------------------------------------------------------------------------

WORKSHOP_CHANGE = Text("desk:workshop_change", "Change", "Link: change a workshop.")
WORKSHOP_WHAT = Text("desk:workshop_what", "What", "Heading: kind and words of a workshop.")
WORKSHOP_OWNER = Text("desk:workshop_owner", "Whose workshop it is", "Field: a programme, or a centre of it.")
WORKSHOP_WORDS = Text("desk:workshop_words", "Words, in each language")
WORKSHOP_WORDS_HOW = Text(
    "desk:workshop_words_how",
    "The languages are those of the people it is for. Whoever has no words in theirs reads another language.",
)
WORKSHOP_SPEAK = Text("desk:workshop_speak", "{n} person", "How many people speak a language.", plural="{n} people")
WORKSHOP_MISSING = Text("desk:workshop_missing", "missing", "Mark beside a language in which there are no words yet.")
WORKSHOP_FIELDS = {
    "title": Text("desk:workshop_title", "Title"),
    "about": Text("desk:workshop_about", "What it is about"),
    "bring": Text("desk:workshop_bring", "What to bring"),
    "way": Text("desk:workshop_way", "How to get there"),
}
WORKSHOP_ALSO = Text("desk:workshop_also", "Another language", "Field: words in one more language.")
WORKSHOP_LANGUAGES = Text("desk:workshop_languages", "Held in", "Languages that are spoken in a workshop.")
WORKSHOP_INTERPRETERS = Text("desk:workshop_interpreters", "Interpreted into", "Languages.")
WORKSHOP_TRAINER = Text("desk:workshop_trainer", "Who holds it", "Field: a name of a trainer or adviser.")
WORKSHOP_DAY = Text("desk:workshop_day", "First day")
WORKSHOP_ONE_DAY = Text("desk:workshop_one_day", "Day")
WORKSHOP_TIME = Text("desk:workshop_time", "Begins at")
WORKSHOP_MINUTES = Text("desk:workshop_minutes", "Minutes", "Field: how long it takes.")
WORKSHOP_TO = Text("desk:workshop_to", "Row of meetings until", "Field: a time. Meetings follow each other until then.")
WORKSHOP_TO_HOW = Text("desk:workshop_to_how", "One after the other, for one person each. Empty: a single one.")
WORKSHOP_ZONE = Text("desk:workshop_zone", "Time zone of the place")
WORKSHOP_REPEAT = Text("desk:workshop_repeat", "How often")
WORKSHOP_REPEATS = {
    "once": Text("desk:workshop_once", "Once"),
    "weekly": Text("desk:workshop_weekly", "Every week or few weeks"),
    "daily": Text("desk:workshop_daily", "Every day or few days"),
    "other": Text("desk:workshop_other", "By a rule (RRULE)", "RRULE: a word of calendar files."),
}
WORKSHOP_EVERY = Text("desk:workshop_every", "Every", "Field: a number. Every 2 weeks, every 3 days.")
WORKSHOP_EVERY_HOW = Text("desk:workshop_every_how", "2: every second week or day.")
WORKSHOP_ON_DAYS = Text("desk:workshop_on_days", "On these days of the week")
WORKSHOP_ENDS = Text("desk:workshop_ends", "Until", "How a series ends.")
WORKSHOP_ENDS_TIMES = Text("desk:workshop_ends_times", "so many times", "How a series ends: after a number of dates.")
WORKSHOP_ENDS_UNTIL = Text("desk:workshop_ends_until", "up to and with a day", "How a series ends.")
WORKSHOP_TIMES = Text("desk:workshop_times", "How many times")
WORKSHOP_LAST_DAY = Text("desk:workshop_last_day", "Last day")
WORKSHOP_RULE = Text("desk:workshop_rule", "Rule", "Field: e.g. FREQ=MONTHLY;BYDAY=1TU;COUNT=6")
WORKSHOP_NO_RULE = Text("desk:workshop_no_rule", "Write the rule as in a calendar file, for example {example}.")
WORKSHOP_DATES = Text("desk:workshop_dates", "Dates", "Heading: all dates of a workshop.")
WORKSHOP_DATES_N = Text("desk:workshop_dates_n", "{n} date", plural="{n} dates")
WORKSHOP_SHOW_DATES = Text("desk:workshop_show_dates", "Show the dates", "Button: nothing is saved by it.")
WORKSHOP_TICK_OUT = Text("desk:workshop_tick_out", "Tick what does not take place.")
WORKSHOP_CLOCKS = Text("desk:workshop_clocks", "The clocks have changed before this date; the hour stays the same.")
WORKSHOP_WHERE = Text("desk:workshop_where", "Where")
WORKSHOP_PLACE = Text("desk:workshop_place", "Name of the place")
WORKSHOP_ADDRESS = Text("desk:workshop_address", "Address")
WORKSHOP_POINT = Text("desk:workshop_point", "On the map", "Field: degrees or a link of a map.")
WORKSHOP_POINT_HOW = Text("desk:workshop_point_how", "Paste degrees (49.6117, 6.1300) or the link of a map.")
WORKSHOP_MAP = Text("desk:workshop_map", "Open the map")
WORKSHOP_LINK = Text("desk:workshop_link", "Link, if it is online")
WORKSHOP_WHOM = Text("desk:workshop_whom", "For whom")
WORKSHOP_PLACES = Text("desk:workshop_places", "Places", "Heading: how many people can come.")
WORKSHOP_CAPACITY = Text("desk:workshop_capacity", "How many", "Field below the heading Places.")
WORKSHOP_CAPACITY_HOW = Text("desk:workshop_capacity_how", "0: as many as come.")
WORKSHOP_WHOLE = Text("desk:workshop_whole", "One books", "A place is for one date or for all of them.")
WORKSHOP_WHOLES = {
    "each": Text("desk:workshop_each", "each date by itself"),
    "whole": Text("desk:workshop_whole_series", "all dates together"),
}
WORKSHOP_QUEUES = Text("desk:workshop_queues", "There is a waiting list")
WORKSHOP_HOURS = Text("desk:workshop_hours", "Hours to answer", "Field: how long a place is kept for somebody.")
WORKSHOP_HOURS_HOW = Text("desk:workshop_hours_how", "When a place becomes free, it is kept so long for whoever waits next.")
WORKSHOP_ASKED = Text("desk:workshop_asked", "Asked", "Heading: forms that belong to a workshop.")
WORKSHOP_FORM = Text("desk:workshop_form", "At sign-up")
WORKSHOP_FEEDBACK = Text("desk:workshop_feedback", "Afterwards")
WORKSHOP_NO_FORM = Text("desk:workshop_no_form", "Nothing is asked")
WORKSHOP_MORE = Text("desk:workshop_more", "Also", "Heading: other settings of a workshop.")
WORKSHOP_DISCREET = Text(
    "desk:workshop_discreet", "Keep the title off lock screens", "Messages do not name a sensitive workshop."
)
WORKSHOP_ENOUGH = Text(
    "desk:workshop_enough", "Certificate from … per cent", "Field: of the dates at which somebody was there."
)
WORKSHOP_ENOUGH_HOW = Text("desk:workshop_enough_how", "Of the dates at which somebody was there. 0: there is none.")
WORKSHOP_SAVE = Text("desk:workshop_save", "Save", "Button.")
WORKSHOP_UNSAVED = Text("desk:workshop_unsaved", "Leave without saving", "Link.")
WORKSHOP_SAVE_DRAFT = Text("desk:workshop_save_draft", "Save as a draft", "Button.")
WORKSHOP_SAVED_TELLS = Text(
    "desk:workshop_saved_tells",
    "{n} person has signed up. If day, time or place change, they are told at once.",
    plural="{n} people have signed up. If day, time or place change, they are told at once.",
)
WORKSHOP_FAULTS = Text(
    "desk:workshop_faults",
    "{n} thing is not right yet. Nothing is lost.",
    plural="{n} things are not right yet. Nothing is lost.",
)
WORKSHOP_NO_TITLE = Text("desk:workshop_no_title", "Write a title in one language at least.")
WORKSHOP_NO_TITLE_HERE = Text("desk:workshop_no_title_here", "In this language there are words, but no title. Write one.")
WORKSHOP_TOO_LONG = Text("desk:workshop_too_long", "This has {now} characters. It may have {n}.")
WORKSHOP_NOT_OFFERED = Text("desk:workshop_not_offered", "This cannot be chosen: {what}. Choose something of the list.")
WORKSHOP_NO_NUMBER = Text("desk:workshop_no_number", "Write a whole number from {least} to {most}.")
WORKSHOP_NO_DAY = Text("desk:workshop_no_day", "Choose a day. It is written as in 2026-12-31.")
WORKSHOP_NO_TIME = Text("desk:workshop_no_time", "Choose a time. It is written as in 14:30.")
WORKSHOP_NO_MOMENT = Text("desk:workshop_no_moment", "Choose a day and a time.")
WORKSHOP_IN_THE_PAST = Text("desk:workshop_in_the_past", "This is in the past. Choose a later time.")
WORKSHOP_NO_ZONE = Text("desk:workshop_no_zone", "There is no such time zone: {zone}. It is written as in Europe/Luxembourg.")
WORKSHOP_NO_LANGUAGE = Text(
    "desk:workshop_no_language", "This is no language of ours: {what}. Write codes such as en, ar or uk."
)
WORKSHOP_NO_POINT = Text(
    "desk:workshop_no_point",
    "No place can be read in this. A short link does not tell it: open it, and copy the long one from the browser.",
)
WORKSHOP_NO_LINK = Text("desk:workshop_no_link", "This is no link. It begins with https://")
WORKSHOP_ENDS_BEFORE = Text("desk:workshop_ends_before", "This is before it begins. Choose something later.")
WORKSHOP_BAD_SERIES = Text("desk:workshop_bad_series", "{why} {cure}", "Two sentences: what is wrong, and what to do.")
WORKSHOP_PLACES_TAKEN = Text(
    "desk:workshop_places_taken", "People have a place already, so this cannot be changed any more. Copy the workshop instead."
)

# --- One workshop -------------------------------------------------------------------------------------------------------

WORKSHOP_KEPT = Text("desk:workshop_kept", "Saved.")
WORKSHOP_PUBLISHED = Text("desk:workshop_published", "Published. People can find it and sign up.")
WORKSHOP_COPIED = Text("desk:workshop_copied", "This is a copy, as a draft. Choose its dates.")
WORKSHOP_CANCELLED = Text("desk:workshop_cancelled", "Cancelled. Everybody who had signed up is told.")
WORKSHOP_MOVED = Text("desk:workshop_moved", "Moved. Everybody who had signed up is told.")
WORKSHOP_TIME_CANCELLED = Text("desk:workshop_time_cancelled", "This date is cancelled. Everybody who had signed up is told.")
WORKSHOP_CHANGED_MEANWHILE = Text(
    "desk:workshop_changed_meanwhile", "That cannot be done any more: it has begun or was cancelled."
)
WORKSHOP_STOPPED_HERE = Text(
    "desk:workshop_stopped_here",
    "It is not published yet: in some languages there are no words. Write them, or tick that you know.",
)
WORKSHOP_OVER = Text("desk:workshop_over", "It is not published: all its dates are past. Change them first.")
WORKSHOP_IMPORTED = Text("desk:workshop_imported", "The workshops are here, as drafts.")
WORKSHOP_PUBLISH = Text("desk:workshop_publish", "Publish", "Button: people can find it from now on.")
WORKSHOP_PUBLISH_HOW = Text("desk:workshop_publish_how", "It is a draft: nobody sees it yet.")
WORKSHOP_NOT_IN = Text("desk:workshop_not_in", "No words in: {language} ({n})", "n: number of people who speak it.")
WORKSHOP_ANYWAY = Text(
    "desk:workshop_anyway",
    "{n} person will read it in another language than theirs",
    "Must be ticked before it can be published.",
    plural="{n} people will read it in another language than theirs",
)
WORKSHOP_COPY = Text("desk:workshop_copy", "Copy", "Button: the same workshop once more.")
WORKSHOP_CANCEL = Text("desk:workshop_cancel", "Cancel the workshop", "Button, link.")
WORKSHOP_CANCEL_SURE = Text("desk:workshop_cancel_sure", "Cancel all dates that are to come?")
WORKSHOP_CANCEL_YES = Text("desk:workshop_cancel_yes", "Yes, cancel it", "Button.")
WORKSHOP_KEEP_IT = Text("desk:workshop_keep_it", "No, back", "Link: nothing is cancelled.")
WORKSHOP_TELLS = Text("desk:workshop_tells", "{n} person is told at once.", plural="{n} people are told at once.")
WORKSHOP_TELLS_NOBODY = Text("desk:workshop_tells_nobody", "Nobody has signed up, so nobody is told.")
WORKSHOP_TIME_ONE = Text("desk:workshop_time_one", "One date", "Heading of a page: to move or cancel one date of a workshop.")
WORKSHOP_TIME_MOVE = Text("desk:workshop_time_move", "Move this date", "Heading, button.")
WORKSHOP_TIME_CANCEL = Text("desk:workshop_time_cancel", "Cancel this date", "Heading, button.")
WORKSHOP_TIME_CHANGE = Text("desk:workshop_time_change", "Move or cancel", "Link beside a date.")
WORKSHOP_TIME_CHANGE_OF = Text("desk:workshop_time_change_of", "Move or cancel: {day}", "The same link, for screen readers.")
WORKSHOP_TIME_PAST = Text("desk:workshop_time_past", "This date has begun or was cancelled. Nothing can be changed about it.")
WORKSHOP_WAS_MOVED = Text("desk:workshop_was_moved", "moved", "Mark beside a date of a series.")
WORKSHOP_FACTS = Text("desk:workshop_facts", "About it", "Heading: facts about a workshop.")
WORKSHOP_SPAN = Text("desk:workshop_span", "{from}–{to}", "Two times of day, e.g. 10:00–11:30.")
WORKSHOP_NO_LIMIT = Text("desk:workshop_no_limit", "As many as come")
WORKSHOP_MORE_OF_DATES = Text(
    "desk:workshop_more_of_dates", "{n} later date is not shown.", plural="{n} later dates are not shown."
)

# --- Reminders ----------------------------------------------------------------------------------------------------------

WORKSHOP_REMINDERS = Text("desk:workshop_reminders", "Reminders")
WORKSHOP_REMINDERS_OF = Text("desk:workshop_reminders_of", "Reminders: {name}", "name: of a workshop or a programme.")
WORKSHOP_REMINDERS_HOW = Text(
    "desk:workshop_reminders_how",
    "People get them in their language, where they write. Nothing is sent at night: it comes in the morning after, or in the evening before.",
)
WORKSHOP_REMINDERS_OWN = Text("desk:workshop_reminders_own", "These are its own rules.")
WORKSHOP_REMINDERS_USUAL = Text(
    "desk:workshop_reminders_usual", "These are the usual rules. Whoever changes one makes them its own."
)
WORKSHOP_REMINDERS_BACK = Text("desk:workshop_reminders_back", "Back to the usual rules", "Button.")
WORKSHOP_REMINDERS_NONE = Text("desk:workshop_reminders_none", "Nobody is reminded.")
WORKSHOP_RULE_KINDS = {
    "remind": Text("desk:workshop_rule_remind", "Reminder: coming, cannot, need help"),
    "feedback": Text("desk:workshop_rule_feedback", "Question how it was"),
    "missed": Text("desk:workshop_rule_missed", "A kind word to whoever was not there"),
    "certificate": Text("desk:workshop_rule_certificate", "Certificate"),
}
WORKSHOP_RULE_WHEN = {  # by unit, way and anchor
    "days before start": Text(
        "desk:workshop_days_before_start", "{n} day before the start", plural="{n} days before the start"
    ),
    "days after start": Text("desk:workshop_days_after_start", "{n} day after the start", plural="{n} days after the start"),
    "days before end": Text("desk:workshop_days_before_end", "{n} day before the end", plural="{n} days before the end"),
    "days after end": Text("desk:workshop_days_after_end", "{n} day after the end", plural="{n} days after the end"),
    "hours before start": Text(
        "desk:workshop_hours_before_start", "{n} hour before the start", plural="{n} hours before the start"
    ),
    "hours after start": Text(
        "desk:workshop_hours_after_start", "{n} hour after the start", plural="{n} hours after the start"
    ),
    "hours before end": Text("desk:workshop_hours_before_end", "{n} hour before the end", plural="{n} hours before the end"),
    "hours after end": Text("desk:workshop_hours_after_end", "{n} hour after the end", plural="{n} hours after the end"),
    "minutes before start": Text(
        "desk:workshop_minutes_before_start", "{n} minute before the start", plural="{n} minutes before the start"
    ),
    "minutes after start": Text(
        "desk:workshop_minutes_after_start", "{n} minute after the start", plural="{n} minutes after the start"
    ),
    "minutes before end": Text(
        "desk:workshop_minutes_before_end", "{n} minute before the end", plural="{n} minutes before the end"
    ),
    "minutes after end": Text(
        "desk:workshop_minutes_after_end", "{n} minute after the end", plural="{n} minutes after the end"
    ),
}
WORKSHOP_RULE_AT = Text("desk:workshop_rule_at", "{when}, at {time}", "when: e.g. 2 days before the start. time: e.g. 18:00")
WORKSHOP_RULE_SENT = Text("desk:workshop_rule_sent", "Next: {day}", "When a reminder will be sent. day: with the time.")
WORKSHOP_RULE_PASSED = Text("desk:workshop_rule_passed", "Was: {day}", "When a reminder was to be sent. day: with the time.")
WORKSHOP_RULE_LATE = Text(
    "desk:workshop_rule_late", "Late: sent up to {time} after it, then marked as missed", "time: e.g. 6 hours"
)
WORKSHOP_LATES = {
    "30": Text("desk:workshop_late_30", "30 minutes"),
    "90": Text("desk:workshop_late_90", "an hour and a half"),
    "360": Text("desk:workshop_late_360", "6 hours"),
    "720": Text("desk:workshop_late_720", "12 hours"),
    "1440": Text("desk:workshop_late_1440", "a day"),
    "4320": Text("desk:workshop_late_4320", "3 days"),
    "20160": Text("desk:workshop_late_20160", "2 weeks"),
}
WORKSHOP_RULE_NEW = Text("desk:workshop_rule_new", "Another reminder", "Heading of a form.")
WORKSHOP_RULE_KIND = Text("desk:workshop_rule_kind", "What")
WORKSHOP_RULE_NUMBER = Text("desk:workshop_rule_number", "How many")
WORKSHOP_RULE_UNIT = Text("desk:workshop_rule_unit", "Of these")
WORKSHOP_UNITS = {
    "days": Text("desk:workshop_unit_days", "days"),
    "hours": Text("desk:workshop_unit_hours", "hours"),
    "minutes": Text("desk:workshop_unit_minutes", "minutes"),
}
WORKSHOP_RULE_WAY = Text("desk:workshop_rule_way", "Before or after")
WORKSHOP_WAYS = {
    "before": Text("desk:workshop_way_before", "before"),
    "after": Text("desk:workshop_way_after", "after"),
}
WORKSHOP_RULE_ANCHOR = Text("desk:workshop_rule_anchor", "Start or end")
WORKSHOP_ANCHORS = {
    "start": Text("desk:workshop_anchor_start", "the start"),
    "end": Text("desk:workshop_anchor_end", "the end"),
}
WORKSHOP_RULE_WALL = Text("desk:workshop_rule_wall", "At this time")
WORKSHOP_RULE_WALL_HOW = Text("desk:workshop_rule_wall_how", "With days only. Empty: at the same hour.")
WORKSHOP_RULE_STATES = Text("desk:workshop_rule_states", "To whom")
WORKSHOP_WHOM_STATES = {
    "booked": Text("desk:workshop_whom_booked", "who has a place"),
    "waiting": Text("desk:workshop_whom_waiting", "who waits"),
    "offered": Text("desk:workshop_whom_offered", "who was offered a place"),
    "coming": Text("desk:workshop_whom_coming", "who said that they come"),
    "unsure": Text("desk:workshop_whom_unsure", "who has a place and did not answer"),
    "came": Text("desk:workshop_whom_came", "who came"),
    "absent": Text("desk:workshop_whom_absent", "who did not come"),
    "enough": Text("desk:workshop_whom_enough", "who was there often enough"),
}
WORKSHOP_RULE_LATE_FIELD = Text("desk:workshop_rule_late_field", "If late, sent up to", "Field: a span of time.")
WORKSHOP_NO_STATES = Text("desk:workshop_no_states", "Choose at least one.")
WORKSHOP_RULE_ADD = Text("desk:workshop_rule_add", "Add", "Button.")
WORKSHOP_RULE_REMOVE = Text("desk:workshop_rule_remove", "Remove", "Button beside a rule.")
WORKSHOP_RULE_REMOVE_WHAT = Text("desk:workshop_rule_remove_what", "Remove: {what}", "The same button, for screen readers.")
WORKSHOP_MISSED = Text("desk:workshop_missed", "Not sent", "Heading: reminders that were too late to be sent.")
WORKSHOP_MISSED_ONE = Text(
    "desk:workshop_missed_one",
    "{day}: {n} person was not told",
    "day: when it was to be sent.",
    plural="{day}: {n} people were not told",
)

# --- From files ---------------------------------------------------------------------------------------------------------

WORKSHOP_IMPORT = Text("desk:workshop_import", "From a file", "Link, heading: workshops are taken from a workbook or calendar.")
WORKSHOP_IMPORT_HOW = Text(
    "desk:workshop_import_how",
    "An Excel workbook with a row for each workshop, or a calendar file (.ics). You see what it brings before anything is kept.",
)
WORKSHOP_TEMPLATE = Text("desk:workshop_template", "Workbook to fill in", "Link: a file to download.")
WORKSHOP_FILE = Text("desk:workshop_file", "File")
WORKSHOP_LOOK = Text("desk:workshop_look", "Look at it", "Button: a file is read, nothing is kept yet.")
WORKSHOP_NO_FILE = Text("desk:workshop_no_file", "Choose a file first.")
WORKSHOP_FILE_LARGE = Text("desk:workshop_file_large", "This file is too large. It may have {n} MB.")
WORKSHOP_FILE_MANY = Text("desk:workshop_file_many", "There are {n} workshops in this file. Take {most} at a time.")
WORKSHOP_WOULD = Text("desk:workshop_would", "{n} workshop is ready", plural="{n} workshops are ready")
WORKSHOP_REFUSED = Text("desk:workshop_refused", "{n} row cannot be taken", plural="{n} rows cannot be taken")
WORKSHOP_REFUSED_HOW = Text("desk:workshop_refused_how", "Mend them in the file, then choose it once more.")
WORKSHOP_WORDS_IN = Text("desk:workshop_words_in", "The words in this file are in")
WORKSHOP_TAKE = Text("desk:workshop_take", "Keep as drafts", "Button.")
WORKSHOP_LEAVE = Text("desk:workshop_leave", "Keep nothing", "Link.")
WORKSHOP_LINE = Text("desk:workshop_line", "Line {row}", "Of a calendar file.")
WORKSHOP_COLUMN = Text("desk:workshop_column", "Column")
