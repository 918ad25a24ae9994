"""Forms: uploaded, looked through, tried, published, withdrawn."""

from dialogs.texts import Text

FORMWORK = Text("desk:formwork", "Forms", "In the navigation, and heading.")
FORMS_HOW = Text(
    "desk:forms_how",
    "A form is an Excel workbook as for KoboToolbox or ODK (XLSForm). Upload it, see it as on a phone, then publish it in a programme.",
)
FORMS_UPLOAD = Text("desk:forms_upload", "Upload a form", "Heading and button.")
FORMS_FILE = Text(
    "desk:forms_file",
    "Workbook (.xlsx, .xls, .csv, .md), or a .zip with its pictures and lists. At most 20 MB.",
    "Label of a field.",
)
FORMS_NO_FILE = Text("desk:forms_no_file", "Please choose a file first.")
FORMS_TOO_LARGE = Text("desk:forms_too_large", "This file is too large: at most 20 MB. Remove pictures and old sheets from it.")
FORMS_REFUSED = Text("desk:forms_refused", "This file was not taken. Please mend it and upload it again.")
FORMS_DRAFTS = Text("desk:forms_drafts", "Not yet published", "Heading: forms that were uploaded.")
FORMS_ALL = Text("desk:forms_all", "All forms", "Heading.")
FORMS_ORIGINS = {
    "shipped": Text("desk:forms_shipped", "comes with Lotse", "Where a form is from."),
    "folder": Text("desk:forms_folder", "from the folder of the server", "Where a form is from."),
    "imported": Text("desk:forms_imported", "imported", "Where a form is from."),
    "uploaded": Text("desk:forms_uploaded", "uploaded here", "Where a form is from."),
}
FORMS_FROM = Text("desk:forms_from", "Where it is from")
FORMS_VERSION = Text("desk:forms_version", "Version")
FORMS_SIZE = Text("desk:forms_size", "Questions")
FORMS_LANGUAGES = Text("desk:forms_languages", "Languages")
FORMS_OFFERED = Text("desk:forms_offered", "Offered in")
FORMS_NOWHERE = Text("desk:forms_nowhere", "nowhere", "A form that no programme offers.")
FORMS_PLACES = {
    "menu": Text("desk:forms_in_menu", "in the menu", "How a programme offers a form."),
    "start": Text("desk:forms_at_start", "newcomers begin with it", "How a programme offers a form."),
    "withdrawn": Text("desk:forms_withdrawn", "withdrawn", "How a programme offers a form: no longer."),
}
FORMS_REVIEW = Text("desk:forms_review", "Answers that come in", "Heading of a choice: whether coordinators look at them.")
FORMS_REVIEWS = {
    "yes": Text("desk:forms_review_yes", "we review them", "What becomes of the answers to a form."),
    "no": Text("desk:forms_review_no", "no review needed", "What becomes of the answers to a form."),
}
FORMS_SO_FAR = Text("desk:forms_so_far", "So far")
FORMS_HANDED_IN = Text("desk:forms_handed_in", "{n} handed in", plural="{n} handed in")
FORMS_UNDER_WAY = Text("desk:forms_under_way", "{n} under way", plural="{n} under way")
FORMS_NOBODY = Text("desk:forms_nobody", "no answers yet")
FORMS_BY = Text("desk:forms_by", "Uploaded by: {name}, {day}")
FORMS_HISTORY = Text("desk:forms_history", "Versions uploaded here", "Heading.")
FORMS_STATES = {
    "draft": Text("desk:forms_draft", "not yet published", "A workbook."),
    "used": Text("desk:forms_used", "in use", "A workbook."),
    "old": Text("desk:forms_old", "replaced", "A workbook."),
}
FORMS_DOWNLOAD = Text("desk:forms_download", "Download as a workbook", "Link.")

# --- What was found ---------------------------------------------------------------------------------------------------

FORMS_FINDINGS = Text("desk:forms_findings", "What was found", "Heading: faults of a form.")
FORMS_FINE = Text("desk:forms_fine", "Nothing is wrong with this form.")
FORMS_WEIGHTS = {
    "stop": Text("desk:forms_stop", "must be mended", "How heavy a fault is."),
    "fault": Text("desk:forms_fault", "fault", "How heavy a fault is."),
    "warning": Text("desk:forms_warning", "please decide", "How heavy a fault is."),
    "cured": Text("desk:forms_cured", "cured", "A fault that was mended by itself."),
}
FORMS_WEIGHT = Text("desk:forms_weight", "How heavy", "Heading of a column.")
FORMS_SHEET = Text("desk:forms_sheet", "Sheet and row", "Heading of a column.")
FORMS_ROW = Text("desk:forms_row", "{sheet}, row {row}", "sheet: name of a sheet of a workbook, e.g. survey.")
FORMS_QUESTION = Text("desk:forms_question", "Question", "Heading of a column.")
FORMS_WHAT = Text("desk:forms_what", "What is wrong, and the cure", "Heading of a column.")
FORMS_MORE_FOUND = Text("desk:forms_more_found", "And {n} more of the same kind.", plural="And {n} more of the same kind.")

# --- Another version --------------------------------------------------------------------------------------------------

FORMS_CHANGES = Text("desk:forms_changes", "What becomes of answers", "Heading: with a new version of a form.")
FORMS_CHANGES_HOW = Text(
    "desk:forms_changes_how",
    "This form is in use. People in the middle of it go on where they are: what is new is asked, what is gone is not. "
    "Answers are found by the name of their question.",
)
FORMS_FATES = {
    "kept": Text("desk:forms_kept", "kept", "What becomes of answers."),
    "retyped": Text(
        "desk:forms_retyped", "read in another way", "What becomes of answers: the question is of another kind now."
    ),
    "hidden": Text("desk:forms_hidden", "hidden", "What becomes of answers: nobody is asked any more."),
    "new": Text("desk:forms_new", "new", "A question."),
}
FORMS_KIND = Text("desk:forms_kind", "{before} → {after}", "Kinds of a question, e.g. text and integer.")
FORMS_LOST = Text("desk:forms_lost", "Choices that are gone: {choices}. Whoever chose them is asked again.")
FORMS_RENAME = Text("desk:forms_rename", "It is now called", "Label of a list of questions: one has got another name.")
FORMS_NOT_RENAMED = Text("desk:forms_not_renamed", "(it is gone)", "In that list: the question has no new name.")
FORMS_ALL_KEPT = Text("desk:forms_all_kept", "All answers are kept.")

# --- Publishing -------------------------------------------------------------------------------------------------------

FORMS_PREVIEW = Text("desk:forms_preview", "See it as on a phone", "Link.")
FORMS_PUBLISH = Text("desk:forms_publish", "Publish", "Heading and button.")
FORMS_OFFER = Text("desk:forms_offer", "Offer it in a programme", "Heading.")
FORMS_OFFER_IT = Text("desk:forms_offer_it", "Offer", "Button: a programme offers a form.")
FORMS_WHERE = Text("desk:forms_where", "Programme")
FORMS_PLACE = Text("desk:forms_place", "How")
FORMS_DESPITE = Text(
    "desk:forms_despite",
    "I have seen what was found, and publish it all the same.",
    "Label of a box to tick.",
)
FORMS_EVERYWHERE = Text("desk:forms_everywhere", "The new version counts in all programmes that offer it: {programmes}.")
FORMS_DISCARD = Text("desk:forms_discard", "Discard", "Button: an uploaded form goes.")
FORMS_WITHDRAW = Text("desk:forms_withdraw", "Withdraw", "Heading and button: a programme offers a form no longer.")
FORMS_WITHDRAW_HOW = Text("desk:forms_withdraw_how", "Nobody can begin it any more. What was answered stays.")
FORMS_FINISH = Text("desk:forms_finish", "Whoever is in the middle of it may finish.")
FORMS_DROP = Text("desk:forms_drop", "Whoever is in the middle of it is not asked any more.")
FORMS_NOT_YOURS = Text(
    "desk:forms_not_yours",
    "This form concerns programmes that are not yours. Please ask somebody who looks after them to publish it.",
)
FORMS_SAID = {
    "published": Text("desk:forms_said_published", "Published. It counts from now on."),
    "offered": Text("desk:forms_said_offered", "Offered. It counts from now on."),
    "withdrawn": Text("desk:forms_said_withdrawn", "Withdrawn. It counts from now on."),
    "discarded": Text("desk:forms_said_discarded", "Discarded."),
    "gone": Text("desk:forms_said_gone", "This upload is gone: somebody has published or replaced it meanwhile."),
    "despite": Text(
        "desk:forms_said_despite", "Please look at what was found, and tick the box below it if it may be published."
    ),
    "consent": Text(
        "desk:forms_said_consent",
        "Newcomers can only begin with a form that asks for their consent (lotse:sets = consent:programme). Offer it in the menu.",
    ),
    "start": Text(
        "desk:forms_said_start",
        "Newcomers begin with this form. Offer another one to begin with first; then this one can be withdrawn.",
    ),
}

# --- The preview ------------------------------------------------------------------------------------------------------

PREVIEW_OF = Text("desk:preview_of", "Preview: {form}", "Heading.")
PREVIEW_HOW = Text("desk:preview_how", "The answers here are not real, the bot is. Nothing is kept.")
PREVIEW_CHANNEL = Text("desk:preview_channel", "Messenger")
PREVIEW_SHOW = Text("desk:preview_show", "Show", "Button: in another language or messenger.")
PREVIEW_ANSWER = Text("desk:preview_answer", "Your answer", "Label of a field, on a pretended phone.")
PREVIEW_SEND = Text("desk:preview_send", "Send", "Button.")
PREVIEW_BACK = Text("desk:preview_back", "One step back", "Button.")
PREVIEW_AGAIN = Text("desk:preview_again", "From the beginning", "Button.")
PREVIEW_SEND_FILE = Text(
    "desk:preview_send_file", "Send a file", "Button: on a pretended phone; of whichever kind is asked for."
)
PREVIEW_SEND_PLACE = Text("desk:preview_send_place", "Send a place", "Button.")
PREVIEW_A_FILE = Text("desk:preview_a_file", "A file", "In a pretended chat: it was sent.")
PREVIEW_A_PLACE = Text("desk:preview_a_place", "A place", "In a pretended chat: it was sent.")
PREVIEW_CHAT = Text("desk:preview_chat", "Chat", "For screen readers: the pretended chat.")
PREVIEW_BOT = Text("desk:preview_bot", "The bot says", "For screen readers: before a message.")
PREVIEW_PERSON = Text("desk:preview_person", "The person answers", "For screen readers: before a message.")
PREVIEW_FULL = Text("desk:preview_full", "This is as far as a preview goes. Please begin again.")
