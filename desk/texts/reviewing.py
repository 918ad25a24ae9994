"""Looking at answers: approved, on hold, asked again."""

from dialogs.texts import Text

REVIEW_TITLE = Text("desk:review_title", "Review: {form}", "Heading of a page. form: the title of a form")
REVIEW_STATES = {  # what coordinators say of something that was handed in
    "todo": Text("desk:review_todo", "To review"),
    "approved": Text("desk:review_approved", "Approved"),
    "hold": Text("desk:review_hold", "On hold"),
    "again": Text("desk:review_again", "Asked again"),
    "none": Text("desk:review_none", "No review needed"),
}
REVISION = Text("desk:revision", "Handed in: {n} time", "How often a form was handed in.", plural="Handed in: {n} times")
APPROVE = Text("desk:approve", "Approve", "Button: this answer is fine.")
HOLD_IT = Text("desk:hold_it", "On hold", "Button: decide about this answer later.")
ASK_AGAIN = Text("desk:ask_again", "Ask again", "Button: send this one question back to the person.")
ASK_WHY = Text("desk:ask_why", "Tell the person why", "Name of a choice. The person reads it in their language.")
ASK_NO_WHY = Text("desk:ask_no_why", "Give no reason", "The first of the choices.")
ASK_WHYS = {  # the same as in the chat, where the person reads them in their language
    "unreadable": Text("desk:ask_unreadable", "The photo or file could not be read"),
    "more": Text("desk:ask_more", "Please say a little more"),
    "unclear": Text("desk:ask_unclear", "We are not sure that we understand"),
    "contradicts": Text("desk:ask_contradicts", "It does not fit another answer"),
    "changed": Text("desk:ask_changed", "It may have changed since"),
}
ASK_HOW = Text(
    "desk:ask_how",
    "The question goes to them in {language}, as soon as they are awake and we may write.",
    "Above a button. language: e.g. Arabic",
)
ASKED_AGAIN = Text("desk:asked_again", "Asked again: {day}", "day: with the time")
NOT_ANSWERED = Text("desk:not_answered", "not answered yet", "A question that was asked again.")
ANSWER_BEFORE = Text("desk:answer_before", "Before:", "Followed by the answer that was asked about again.")
APPROVE_ALL = Text("desk:approve_all", "Approve all ({n})", "Button. n: how many answers")
REVIEW_NEXT = Text("desk:review_next", "Next", "Link: the next answers to review.")
REVIEW_DONE = Text("desk:review_done", "There is nothing more to review.")
REVIEW_CHANGED = Text(
    "desk:review_changed", "The answer has changed meanwhile. Please look at it once more.", "Nothing was decided."
)
REVIEW_ASKED = Text("desk:review_asked", "The question goes back to the person.")
REVIEW_NOT_ASKED = Text("desk:review_not_asked", "Nothing was asked.", "Followed by the reason.")
JUDGED = Text("desk:judged", "{verdict}: {name}, {day}", "Who decided so, and when, e.g. Approved: Anna, 3 March 2026")
ANSWER_OF = Text("desk:answer_of", "{button}: {question}", "A button with its question, for screen readers.")
EVIDENCE = Text("desk:evidence", "Evidence", "Name of a choice: how well an answer is proved.")
EVIDENCES = {
    "": Text("desk:evidence_none", "not said"),
    "self": Text("desk:evidence_self", "self-declared"),
    "photo": Text("desk:evidence_photo", "photo of a certificate"),
    "seen": Text("desk:evidence_seen", "certificate seen by the team"),
    "confirmed": Text("desk:evidence_confirmed", "confirmed by an employer or a school"),
    "tested": Text("desk:evidence_tested", "tested"),
}
SET_EVIDENCE = Text("desk:set_evidence", "Set", "Button beside the choice of evidence.")
TRANSLATE = Text("desk:translate", "Translate", "Unfolds a field for the translation of an answer.")
TRANSLATION = Text("desk:translation", "Translation: {language}", "Name of a field. language: e.g. English")
TRANSLATED_BY = Text("desk:translated_by", "{language}, by {name}, {day}", "Under a translation. name: who made it")
KEEP_TRANSLATION = Text("desk:keep_translation", "Keep the translation", "Button.")
BULK_APPROVE = Text("desk:bulk_approve", "Approve answers", "Heading and button: of several people at once.")
BULK_COUNT = Text(
    "desk:bulk_count",
    "{n} form of the people you have ticked waits to be reviewed.",
    plural="{n} forms of the people you have ticked wait to be reviewed.",
)
BULK_NONE = Text("desk:bulk_none", "The people you have ticked have nothing that waits to be reviewed.")
BULK_HOW = Text("desk:bulk_how", "All answers in them are approved. What changes until then, or is on hold, is left as it is.")
BULK_YES = Text("desk:bulk_yes", "Approve {n} form", "Button.", plural="Approve {n} forms")
BULK_DONE = Text("desk:bulk_done", "Approved: {n} form", plural="Approved: {n} forms")
