"""The staff: who may come to the desk, and how each of them signs in."""

from dialogs.texts import Text

STAFF = Text("desk:staff", "Staff", "Page: everybody who works with the desk.")
ACCOUNT = Text("desk:account", "My sign-in", "Page: how I sign in.")
ROLE = Text("desk:role", "Role")
ROLES = {
    "viewer": Text("desk:role_viewer", "Viewer", "Role: sees numbers and lists, no names."),
    "coordinator": Text("desk:role_coordinator", "Coordinator", "Role: works with people."),
    "admin": Text("desk:role_admin", "Administrator", "Role: everything, also the staff."),
    "auditor": Text("desk:role_auditor", "Auditor", "Role: sees who has read what, and no people."),
}
ROLES_HOW = {
    "viewer": Text("desk:role_viewer_how", "Numbers and lists, without names."),
    "coordinator": Text("desk:role_coordinator_how", "People of their programme or centre."),
    "admin": Text("desk:role_admin_how", "Everything, also the staff."),
    "auditor": Text("desk:role_auditor_how", "Who has read and changed what; no people."),
}
STAFF_STATES = {
    "invited": Text("desk:staff_invited", "Invited"),
    "active": Text("desk:staff_active", "Active", "State of somebody of the staff."),
    "off": Text("desk:staff_off", "Suspended", "State of somebody of the staff: may not come in any more."),
}
SCOPE = Text("desk:scope", "Whose people")
ONE_ADMIN = Text(
    "desk:one_admin",
    "There is only one administrator. Please make it two: only another one can help when a phone is lost.",
)
SECOND_FACTOR = Text("desk:second_factor", "Second factor", "Column: passkey or codes.")
IN_CHAT = Text("desk:in_chat", "Chat with the bot")
INVITE = Text("desk:invite", "Invite somebody", "Heading, and button.")
STAFF_EMAIL = Text("desk:staff_email", "E-mail address")
CHANGE = Text("desk:change", "Save", "Button: role and other things of somebody of the staff.")
CHANGE_HOW = Text("desk:change_how", "After a change they have to sign in again.")
SUSPEND = Text("desk:suspend", "Suspend", "Button: somebody may not come in any more.")
UNSUSPEND = Text("desk:unsuspend", "Let in again", "Button.")
RESET = Text("desk:reset", "Reset the second factor", "Button.")
RESET_HOW = Text(
    "desk:reset_how",
    "For a lost phone or computer. The next time they sign in they choose anew: be sure that it is they who ask.",
)
OUT_EVERYWHERE = Text("desk:out_everywhere", "Sign out everywhere", "Button.")
INVITE_AGAIN = Text("desk:invite_again", "New invitation to the bot", "Button.")
INVITED = Text(
    "desk:invited", "Ask them to open this within seven days, on their own phone", "Followed by a link, or what to write."
)
INVITED_WRITE = Text("desk:invited_write", "or to write this to the bot", "Followed by /start and a code.")
INVITED_EMAIL = Text("desk:invited_email", "With their e-mail address they can sign in at the desk at once.")
INVITATION_SUBJECT = Text("desk:invitation_subject", "You are invited to the desk", "Subject of an e-mail.")
INVITATION_MESSAGE = Text(
    "desk:invitation_message", "You can sign in at the desk with this e-mail address: {link}", "In an e-mail."
)
EMAIL_TAKEN = Text("desk:email_taken", "Somebody of the staff has this address already.")
EMAIL_WRONG = Text("desk:email_wrong", "This is no e-mail address.")
LAST_ADMIN = Text("desk:last_admin", "This is the last administrator. Make somebody else one first.")
NOT_ONESELF = Text("desk:not_oneself", "For yourself another administrator has to do that.")
YES_HAS = Text("desk:yes_has", "yes", "In a table: has a second factor, has a chat.")
NO_HAS = Text("desk:no_has", "no", "In a table.")
PASSKEY_SINCE = Text("desk:passkey_since", "Passkey since: {day}")
CODES_SET = Text("desk:codes_set", "Codes of an app are set up.")
ADD_PASSKEY = Text("desk:add_passkey", "Add a passkey", "Heading.")
ADD_CODES = Text("desk:add_codes", "Add codes", "Heading: an app that shows codes.")
ACCOUNT_HOW = Text("desk:account_how", "It is wise to have two: when one device is lost the other one lets you in.")
