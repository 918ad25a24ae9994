"""The audit: who of the staff has read and changed what."""

from dialogs.texts import Text

AUDIT = Text("desk:audit", "Audit", "Page: who has read and changed what.")
AUDIT_HOW = Text(
    "desk:audit_how", "Every line is kept as it was written, and tied to the one before. No words of people stand here."
)
AUDIT_WHEN = Text("desk:audit_when", "When (UTC)")
AUDIT_WHO = Text("desk:audit_who", "Who")
AUDIT_ACTION = Text("desk:audit_action", "What")
AUDIT_PERSON = Text("desk:audit_person", "Code of the person")
AUDIT_DETAIL = Text("desk:audit_detail", "Detail")
AUDIT_OLDER = Text("desk:audit_older", "Older", "Link: earlier lines.")
AUDIT_NOTHING = Text("desk:audit_nothing", "Nothing was written down that fits.")
AUDIT_SOMEBODY = Text("desk:audit_somebody", "somebody who is not signed in")
AUDIT_COMMAND = Text("desk:audit_command", "command line", "Done on the server, not at the desk.")
AUDIT_LOCKED = Text("desk:audit_locked", "Signing in was locked (last 7 days): {number}", "Too many wrong tries.")
AUDIT_STAFF = Text("desk:audit_staff", "Of the staff", "Before the name of a colleague whom something was done to.")
AUDIT_TEXTS = Text("desk:audit_texts", "Texts", "Before a number: how many were corrected.")
AUDIT_SHEET = Text("desk:audit_sheet", "Form number", "Before a number: a person's first, second … form.")
AUDIT_PAGE = Text("desk:audit_page", "Page", "Before a number: of a long list.")
AUDIT_PATH = Text("desk:audit_path", "Address", "Before a path of the desk that somebody may not open.")
AUDIT_SHAPE = Text("desk:audit_shape", "Kind of file", "Before e.g. xlsx.")
AUDIT_FILE = Text("desk:audit_file", "File", "Before the code of a file that a person sent.")
AUDIT_REPLY = Text("desk:audit_reply", "Prepared reply", "Before its code.")
AUDIT_BROADCAST = Text("desk:audit_broadcast", "Message to many", "Before its code.")
AUDIT_WORKSHOP = Text("desk:audit_workshop", "Workshop", "Before its code.")
AUDIT_PARTS = {  # what was read or done
    "review": Text("desk:audit_review", "answers to review", "What somebody of the staff has read."),
    "compared": Text("desk:audit_compared", "compared with another record", "How a person's data were read."),
    "messages": Text("desk:audit_messages", "messages", "What somebody of the staff has read."),
    "people": Text("desk:audit_people", "list of people", "What somebody of the staff has read."),
    "queue": Text("desk:audit_queue", "cases that need a person", "What somebody of the staff has read."),
    "search": Text("desk:audit_search", "looked for another record of the same person", "What somebody of the staff has done."),
    "guests": Text("desk:audit_guests", "people of a workshop", "What somebody of the staff has read."),
    "certificate": Text(
        "desk:audit_certificate", "certificate of a workshop", "What somebody of the staff has opened or sent."
    ),
    "digests": Text("desk:audit_digests", "their own digests", "What somebody of the staff has changed."),
    "everywhere": Text("desk:audit_everywhere", "on all devices", "Where somebody was signed out."),
    "answers": Text("desk:audit_answers", "answers", "What was exported."),
    "submissions": Text("desk:audit_submissions", "submissions", "What was exported: forms as they were handed in."),
}
AUDIT_FACTORS = {
    "code": Text("desk:audit_code", "with a code", "How somebody signed in, or what they added."),
    "code, new": Text("desk:audit_code_new", "with a code, for the first time", "How somebody signed in."),
    "passkey": Text("desk:audit_passkey", "with a passkey", "How somebody signed in, or what they added."),
    "passkey, new": Text("desk:audit_passkey_new", "with a passkey, for the first time", "How somebody signed in."),
    "organisation": Text("desk:audit_organisation", "through the organisation", "How somebody signed in."),
}
AUDIT_NAMES = {
    "shown": Text("desk:audit_names_shown", "shown", "Names of people."),
    "hidden": Text("desk:audit_names_hidden", "hidden", "Names of people."),
}
AUDIT_STATES = {
    "suspended": Text("desk:audit_suspended", "suspended", "What was done to somebody of the staff."),
    "let in again": Text("desk:audit_let_in", "let in again", "What was done to somebody of the staff."),
}
AUDIT_STEPS = {
    "planned": Text("desk:audit_planned", "planned", "What was done with a message to many."),
    "stopped": Text("desk:audit_stopped", "stopped", "What was done with a message to many."),
    "resumed": Text("desk:audit_resumed", "resumed", "What was done with a message to many."),
    "kept": Text("desk:audit_rule_kept", "a rule was written", "What was done with reminders of workshops."),
    "dropped": Text("desk:audit_rule_dropped", "a rule was removed", "What was done with reminders of workshops."),
    "usual": Text("desk:audit_rules_usual", "the usual rules again", "What was done with reminders of workshops."),
    "created": Text("desk:audit_workshop_created", "made", "What was done with a workshop."),
    "changed": Text("desk:audit_workshop_changed", "changed", "What was done with a workshop."),
    "published": Text("desk:audit_workshop_published", "opened for sign-up", "What was done with a workshop."),
    "cancelled": Text("desk:audit_workshop_cancelled", "cancelled", "What was done with a workshop."),
    "moved": Text("desk:audit_workshop_moved", "one of its times moved", "What was done with a workshop."),
    "booked": Text("desk:audit_workshop_booked", "a place given", "What was done with a workshop."),
    "waiting": Text("desk:audit_workshop_waiting", "put on the waiting list", "What was done with a workshop."),
    "removed": Text("desk:audit_workshop_removed", "a place taken away", "What was done with a workshop."),
    "came": Text("desk:audit_came", "was there", "What was noted about somebody at a workshop."),
    "late": Text("desk:audit_late", "came late", "What was noted about somebody at a workshop."),
    "left_early": Text("desk:audit_left_early", "left early", "What was noted about somebody at a workshop."),
    "absent": Text("desk:audit_absent", "did not come", "What was noted about somebody at a workshop."),
    "undone": Text("desk:audit_undone", "a mark at the door undone", "What was noted about somebody at a workshop."),
    "left out": Text("desk:audit_workshop_left_out", "one of its times cancelled", "What was done with a workshop."),
}
AUDIT_TRIES = {
    "link for": Text("desk:audit_link_for", "links asked for by one person", "What was tried too often."),
    "link from": Text("desk:audit_link_from", "links asked for from one connection", "What was tried too often."),
    "link in chat": Text("desk:audit_link_in_chat", "links asked for in chat", "What was tried too often."),
    "code": Text("desk:audit_codes", "codes typed", "What was tried too often."),
}
ACTIONS = {
    "read": Text("desk:action_read", "opened a person's page"),
    "opened": Text("desk:action_opened", "opened a file"),
    "listed": Text("desk:action_listed", "listed or searched"),
    "refused": Text("desk:action_refused", "was refused"),
    "settled": Text("desk:action_settled", "settled a case"),
    "joined": Text("desk:action_joined", "joined two records"),
    "parted": Text("desk:action_parted", "separated two records"),
    "exported": Text("desk:action_exported", "exported"),
    "fetched": Text("desk:action_fetched", "downloaded an export"),
    "signed_in": Text("desk:action_signed_in", "signed in"),
    "signed_out": Text("desk:action_signed_out", "signed out"),
    "names": Text("desk:action_names", "showed or hid names"),
    "locked": Text("desk:action_locked", "was locked: too many tries"),
    "invited": Text("desk:action_invited", "invited to the staff"),
    "changed": Text("desk:action_changed", "changed somebody of the staff"),
    "reset": Text("desk:action_reset", "reset a second factor"),
    "factor": Text("desk:action_factor", "added a second factor"),
    "audited": Text("desk:action_audited", "read this list"),
    "uploaded a form": Text("desk:action_uploaded_form", "uploaded a form"),
    "discarded a form": Text("desk:action_discarded_form", "discarded a form"),
    "published a form": Text("desk:action_published_form", "published a form"),
    "offered a form": Text("desk:action_offered_form", "offered a form"),
    "withdrew a form": Text("desk:action_withdrew_form", "withdrew a form"),
    "corrected a text": Text("desk:action_corrected_text", "corrected a text"),
    "undid a correction": Text("desk:action_undid_correction", "took a correction back"),
    "reviewed a language": Text("desk:action_reviewed_language", "read all texts of a language"),
    "took back a review": Text("desk:action_unreviewed_language", "took back that all texts were read"),
    "took": Text("desk:action_took", "took a case"),
    "gave": Text("desk:action_gave", "gave a case to a colleague"),
    "gave back": Text("desk:action_gave_back", "gave a case back"),
    "put off": Text("desk:action_put_off", "put a case off"),
    "woke": Text("desk:action_woke", "brought a case back that was put off"),
    "labelled": Text("desk:action_labelled", "labelled a case"),
    "noted": Text("desk:action_noted", "wrote a note"),
    "removed a note": Text("desk:action_removed_note", "removed a note"),
    "changed a reply": Text("desk:action_changed_reply", "changed a prepared reply"),
    "removed a reply": Text("desk:action_removed_reply", "removed a prepared reply"),
    "approved": Text("desk:action_approved", "approved answers"),
    "hold": Text("desk:action_hold", "put answers on hold"),
    "rated": Text("desk:action_rated", "said how well an answer is proved"),
    "asked again": Text("desk:action_asked_again", "sent a question back to the person"),
    "translated": Text("desk:action_translated", "translated an answer"),
    "took over": Text("desk:action_took_over", "took over a conversation"),
    "handed back": Text("desk:action_handed_back", "handed a conversation back to the bot"),
    "broadcast": Text("desk:action_broadcast", "wrote to many"),
    "link": Text("desk:action_link", "made a link to sign in by"),
    "workshop": Text("desk:action_workshop", "changed a workshop"),
    "reminders": Text("desk:action_reminders", "changed reminders of workshops"),
}
