"""Charts: how many, where people stop, how long things take."""

from dialogs.texts import Text

CHARTS = Text("desk:charts", "Charts", "Page: figures about everybody.")
CHARTS_AS_OF = Text("desk:charts_as_of", "As of {time}", "time: e.g. 10:05")
CHARTS_AGAIN = Text("desk:charts_again", "Count again", "Link: the figures are some minutes old.")
CHARTS_ABOUT = Text("desk:charts_about", "Programme or centre", "Filter.")
CHARTS_PERIOD = Text("desk:charts_period", "Came or began", "Filter: people who came, forms that were begun in this time.")
CHARTS_EVER = Text("desk:charts_ever", "At any time")
CHARTS_DAYS = Text("desk:charts_days", "In the last {n} day", plural="In the last {n} days")
CHARTS_QUESTION = Text("desk:charts_question", "Question", "Filter: whose answers are shown.")
CHARTS_TABLE = Text("desk:charts_table", "As a table", "Unfolds the figures of a picture.")
CHARTS_NOBODY = Text("desk:charts_nobody", "There is nothing to count yet.")
CHARTS_TOO_FEW = Text("desk:charts_too_few", "These are too few people to show figures.")
CHARTS_ROUNDED = Text(
    "desk:charts_rounded",
    "So that nobody can be recognised, figures are rounded down to fives, and groups under {n} people are not told.",
    "For people of the staff who may see figures only.",
)
CHARTS_UNDER = Text("desk:charts_under", "under {n}", "In the place of a small number of people.")
CHARTS_SHARE = Text("desk:charts_share", "{number} ({percent}%)", "A number of people, and how much of all it is.")
CHARTS_PEOPLE = Text("desk:charts_people", "People", "Heading of a column of numbers.")
CHARTS_OTHERS = Text("desk:charts_others", "All others", "The small rest of a list, together.")
CHARTS_FORMS = Text("desk:charts_forms", "Forms: from opening to handing in")
CHARTS_STEP = Text("desk:charts_step", "Step", "Heading of a column.")
CHARTS_OPENED = Text("desk:charts_opened", "Opened")
CHARTS_ANSWERED = Text("desk:charts_answered", "Answered something")
CHARTS_HANDED_IN = Text("desk:charts_handed_in", "Handed in")
CHARTS_OPENED_OF = Text("desk:charts_opened_of", "Opened: {opened}. Handed in: {handed_in}.", "Numbers of people.")
CHARTS_STOPS = Text("desk:charts_stops", "Where people stop", "Which question they got to, and did not answer.")
CHARTS_STOPS_HOW = Text(
    "desk:charts_stops_how",
    "How many got as far as each question. The marked end of a bar: those who have not answered for {n} day.",
    plural="How many got as far as each question. The marked end of a bar: those who have not answered for {n} days.",
)
CHARTS_MOST_STOP = Text("desk:charts_most_stop", "Most stop at: {question}")
CHARTS_NOBODY_STOPS = Text("desk:charts_nobody_stops", "Nobody has stopped.")
CHARTS_REACHED = Text("desk:charts_reached", "Got this far", "Heading of a column of numbers.")
CHARTS_STOPPED = Text("desk:charts_stopped", "Stopped here", "Heading of a column of numbers; and beside a colour.")
CHARTS_STOPPED_HERE = Text("desk:charts_stopped_here", "stopped here: {number}", "Beside a bar: a number of people.")
CHARTS_STANDING = Text("desk:charts_standing", "Still answering", "Heading of a column: they have been active lately.")
CHARTS_SUMMARY = Text("desk:charts_summary", "The summary, before handing in", "In the place of a question.")
CHARTS_ENDED = Text("desk:charts_ended", "Ended early by an answer: {number}", "E.g. they did not agree. A number of people.")
CHARTS_LANGUAGES = Text("desk:charts_languages", "Languages")
CHARTS_NO_LANGUAGE = Text("desk:charts_no_language", "Not chosen yet")
CHARTS_REACH = Text("desk:charts_reach", "Who can be reached now")
CHARTS_REACHES = {
    "now": Text("desk:charts_reach_now", "At once"),
    "template": Text("desk:charts_reach_template", "By a notice first", "On WhatsApp, people who have not written for a day."),
    "unreachable": Text("desk:charts_reach_unreachable", "Not reachable"),
    "opted_out": Text("desk:charts_reach_opted_out", "Want no messages"),
}
CHARTS_ANSWERS = Text("desk:charts_answers", "Answers")
CHARTS_ANSWERS_HOW = Text(
    "desk:charts_answers_how", "People who do not let the team read their answers are not counted.", "Below a heading."
)
CHARTS_ANSWER = Text("desk:charts_answer", "Answer", "Heading of a column.")
CHARTS_LEFT_OPEN = Text("desk:charts_left_open", "Left open", "People who did not know, would rather not say, or skipped it.")
CHARTS_MOST = Text("desk:charts_most", "Most: {what}", "Says what stands first in a picture.")
CHARTS_NO_ANSWERS = Text("desk:charts_no_answers", "Nobody has answered this yet.")
CHARTS_TAKES = Text("desk:charts_takes", "From opening to handing in", "How long people take for a form.")
CHARTS_TAKES_HALF = Text("desk:charts_takes_half", "Half of them take: {span}", "span: e.g. up to 30 minutes")
CHARTS_SPAN = Text("desk:charts_span", "Time", "Heading of a column: spans of time.")
CHARTS_UP_TO = Text("desk:charts_up_to", "up to {span}", "span: e.g. 30 minutes")
CHARTS_LONGER = Text("desk:charts_longer", "longer")
CHARTS_WAITS = Text("desk:charts_waits", "How long cases wait until they are settled")
CHARTS_WAITS_HOW = Text(
    "desk:charts_waits_how", "Half of the cases that were settled in a week had waited no longer than this."
)
CHARTS_WEEK = Text("desk:charts_week", "Week from {day}", "day: a Monday")
CHARTS_WEEKS = Text("desk:charts_weeks", "Week", "Heading of a column.")
CHARTS_WAITED = Text("desk:charts_waited", "Waited", "Heading of a column: spans of time.")
CHARTS_SETTLED = Text("desk:charts_settled", "Settled", "Heading of a column: numbers of cases.")
CHARTS_LATEST = Text("desk:charts_latest", "Latest week: {span}", "span: e.g. 3 hours")
CHARTS_MINUTES = Text("desk:charts_minutes", "{n} minute", plural="{n} minutes")
CHARTS_HOURS = Text("desk:charts_hours", "{n} hour", plural="{n} hours")
CHARTS_SPAN_DAYS = Text("desk:charts_span_days", "{n} day", plural="{n} days")
