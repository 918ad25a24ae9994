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
}
