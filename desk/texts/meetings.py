"""Regular meetings of one person, on their page."""

from dialogs.texts import Text

MEETINGS_TITLE = Text("desk:meetings", "Meetings and workshops", "Heading on a person's page.")
MEETINGS_NONE = Text("desk:meetings_none", "This person has no place in anything yet.")
MEETINGS_PLAN = Text(
    "desk:meetings_plan", "Plan a meeting", "Link and button: one meeting, or regular ones, of a person with the team."
)
MEETINGS_PLANNED = Text("desk:meetings_planned", "It is planned, and the person is told.")
MEETINGS_HOW = Text(
    "desk:meetings_how",
    "The person is told in their language, reminded, and can say that they cannot come. Nobody else is shown it. "
    "Change or cancel it on its own page.",
)
MEETINGS_EVERY = Text("desk:meetings_every", "Again", "Field: how often a meeting takes place.")
MEETINGS_ONCE = Text("desk:meetings_once", "Once only", "Choice of the field Again.")
MEETINGS_WEEKLY = Text("desk:meetings_weekly", "Every week", "Choice of the field Again.")
MEETINGS_WEEKS = Text("desk:meetings_weeks", "Every {n} week", "Choice of the field Again. n: 2 to 4", plural="Every {n} weeks")
MEETINGS_UNTIL = Text("desk:meetings_until", "Until", "Field: the last day of regular meetings.")
MEETINGS_WITH = Text("desk:meetings_with", "With", "Field: a name of the team's.")
MEETINGS_PLACE = Text("desk:meetings_place", "Where", "Field: a place.")
MEETINGS_ABOUT = Text("desk:meetings_about", "What it is about", "Field. The person reads these words.")
MEETINGS_CAME = Text("desk:meetings_came", "Came: {came} of {of}", "Numbers: of the times that were noted.")
MEETINGS_STATES = {
    "booked": Text("desk:meetings_booked", "Has a place"),
    "waiting": Text("desk:meetings_waiting", "On the waiting list"),
    "offered": Text("desk:meetings_offered", "Is offered a place"),
    "left": Text("desk:meetings_left", "Gave the place back"),
    "expired": Text("desk:meetings_expired", "Did not take the offer in time"),
    "removed": Text("desk:meetings_removed", "Taken off the list by the team"),
}
MEETINGS_ALONE = Text("desk:meetings_alone", "Meetings of one person", "Filter of the list of workshops.")
MEETINGS_ALONE_CHOICES = {
    "without": Text("desk:meetings_without", "Without these", "Choice of the filter: meetings of one person are not listed."),
    "only": Text("desk:meetings_only", "Only these", "Choice of the filter."),
}
TALK_BOOKED = Text("desk:talk_booked", "Signed up: {title} (now: {state})", "Line of a timeline. state: e.g. Has a place")
TALK_ATTENDED = {  # dialogs.workshops.values.Came, and what was said before
    "came": Text("desk:talk_came", "Came: {title}", "Line of a timeline."),
    "late": Text("desk:talk_came_late", "Came late: {title}", "Line of a timeline."),
    "left_early": Text("desk:talk_left_early", "Left early: {title}", "Line of a timeline."),
    "absent": Text("desk:talk_absent", "Did not come: {title}", "Line of a timeline."),
    "coming": Text("desk:talk_coming", "Said that they are coming: {title}", "Line of a timeline."),
    "cannot": Text("desk:talk_cannot", "Said that they cannot come: {title}", "Line of a timeline."),
    "help": Text("desk:talk_help", "Needs help to come: {title}", "Line of a timeline."),
}
