"""Every sentence that coordinators get in chat. They read them in the languages of the desk, so their catalogue is the desk's."""

from dialogs import texts as told
from dialogs.texts import BUTTON, Text

COORDINATOR_LINKED = Text(
    "staff:linked", "You are connected as a coordinator. Your daily overview comes at {hour}.", "hour: e.g. 08:00"
)
COORDINATOR_HELP = Text(
    "staff:help",
    "You are connected as a coordinator.\n/digest: what is new and what waits\n/next: the case that waits longest\n"
    "/desk: a link to sign in at the desk\nAnswers are read at the desk, not here.",
)

# --- Digests ------------------------------------------------------------------------------------------------------------

DIGEST = Text("digest:title", "Your digest. Programme: {programme}")
DIGEST_ALL = Text("digest:title_all", "Your digest of all programmes")
DIGEST_LINE = Text("digest:line", "{what}: {n}", "A line of a digest, for example: Waiting for you: 3")
DIGEST_MINE = Text("digest:mine", "Waiting for you", "Cases. Heads a number: Waiting for you: 3")
DIGEST_NOBODY = Text("digest:nobody", "Waiting, taken by nobody", "Cases. Heads a number.")
DIGEST_REVIEW = Text("digest:review", "Answers to review", "Heads a number.")
DIGEST_STUCK = Text("digest:stuck", "No answer for more days than: {days}", "People in the middle of a form. Heads a number.")
DIGEST_UNREACHABLE = Text("digest:unreachable", "Cannot be reached", "People. Heads a number.")
DIGEST_WITHDRAWN = Text("digest:withdrawn", "Consent withdrawn", "Cases. Heads a number.")
DIGEST_NEW = Text("digest:new_people", "New people", "Heads a number.")
DIGEST_HANDED_IN = Text("digest:forms", "Forms handed in", "Heads a number.")
DIGEST_TOMORROW = Text("digest:tomorrow", "Workshops tomorrow", "Also courses and meetings. Heads a number.")
DIGEST_EXPECTED = Text("digest:expected", "people expected", "Of these workshops, after a dash. Heads a number.")
DIGEST_NEEDS = {  # dialogs.workshops.values.NEEDS
    "children": Text("digest:need_children", "need somebody to look after children", "People, after a dash. Heads a number."),
    "transport": Text("digest:need_transport", "need help with the way there", "See digest:need_children."),
    "interpreter": Text("digest:need_interpreter", "need an interpreter", "See digest:need_children."),
    "access": Text("digest:need_access", "need a place without barriers", "See digest:need_children."),
    "other": Text("digest:need_other", "need something else", "See digest:need_children."),
}
DIGEST_HELP = Text("digest:help", "Asked for help to come to a workshop", "People. Heads a number.")
DIGEST_FULL = Text("digest:full", "Full workshops in which people wait for a place", "Heads a number.")
DIGEST_FREE = Text("digest:free", "Workshops of the next seven days with free places", "Heads a number.")
DIGEST_MISSED = Text(
    "digest:missed", "Missed several appointments: perhaps something is in the way", "People. Without blame. Heads a number."
)
DIGEST_OPEN = Text("digest:desk", "Desk: {link}")
DIGEST_NOTHING = Text("digest:nothing_new", "Nothing new since the last digest.")
DIGEST_MAIL_END = Text(
    "digest:mail_end",
    "You get this mail because you chose it at the desk, where you can change it: {link}",
    "At the end of a mail.",
)

# --- Cases in chat ------------------------------------------------------------------------------------------------------

CASE_URGENT = Text("case:urgent", "This cannot wait", "Heads a message about one case.")
CASE = Text(
    "case:one", "{kind}\nPerson: {code}\nSince: {since}", "kind: such as “Wants to talk to a person”; code: no name, but 4f2a"
)
CASE_MINE = Text("case:mine", "You have taken this case.")
CASE_THEIRS = Text("case:theirs", "A colleague has taken this case.")
CASE_TAKEN = Text("case:taken", "It is yours now.")
CASE_PUT_OFF = Text("case:put_off", "Out of sight until: {until}")
CASE_GONE = Text("case:gone", "This case is done, or not among yours.")
CASE_NONE = Text("case:none", "Nothing waits for you, or for nobody.")
CASE_WHICH = Text("case:which", "First choose a case: /next")
CASE_OPEN_AT = Text("case:open_at", "At the desk: {link}")
CASE_NOT_YOURS = Text("case:not_yours", "Your role at the desk has no cases.")
DESK_LINK = Text("staff:desk_link", "Sign in within ten minutes, once: {link}", "Answer to /desk")

BUTTON_NEXT = Text("staff:button_next", "▶ What waits", "Button: the case that waits longest", limit=BUTTON)
BUTTON_TAKE = Text("staff:button_take", "✋ Take it", "Button: this case is mine from now on", limit=BUTTON)
BUTTON_OVER = Text("staff:button_over", "✋ Take it over", "Button: take a case over from a colleague", limit=BUTTON)
BUTTON_SNOOZE = Text("staff:button_snooze", "💤 Tomorrow", "Button: put a case off until tomorrow morning", limit=BUTTON)
BUTTON_OPEN = Text("staff:button_open", "🔗 Open", "Button: a link to this case at the desk", limit=BUTTON)

STAFF_WORDS = {  # what coordinators may write; folded, with | between
    "digest": Text("staff:words_digest", "digest|overview|summary", "Words that coordinators may write, with | between."),
    "next": Text("staff:words_next", "next|what waits|queue", "Words that coordinators may write, with | between."),
    "take": Text("staff:words_take", "take|take it|mine", "Words that coordinators may write, with | between."),
    "snooze": Text("staff:words_snooze", "snooze|tomorrow|later", "Words that coordinators may write, with | between."),
    "open": Text("staff:words_open", "open|show", "Words that coordinators may write, with | between."),
    "desk": Text("staff:words_desk", "desk|sign in|link", "Words that coordinators may write, with | between."),
}

# --- Templates (see dialogs.texts.TEMPLATES) ----------------------------------------------------------------------------

STAFF_TEMPLATES = {
    "lotse_overview": Text(
        "template:overview",
        "📋 Your overview is ready, as you asked. Programme: {programme}. Tap the button to read it.",
        "See template:waiting.",
        limit=500,
    ),
}
STAFF_TEMPLATE_OPEN = Text(
    "staff:template_open", "Read it", "Button under template:overview. No pictogram: Meta refuses it.", limit=BUTTON
)

# --- What people are told, and the desk says as well --------------------------------------------------------------------

ALSO_SAID = {  # so that they are translated for languages of the desk only; for the others they are translated once
    one.context: one
    for one in (
        *(told.DONT_KNOW, told.RATHER_NOT, told.LEFT_OPEN, told.NO, told.NOTHING_CHOSEN, told.OK),  # see questions.spelling
        *told.FILES.values(),
        *(told.MOMENT, told.BOTH_CALENDARS, told.BOTH_ISLAMIC, told.BOTH_ETHIOPIC),
        *(told.PURPOSE_MENTORS, told.PURPOSE_EMPLOYERS, told.PURPOSE_STATISTICS),
    )
}
