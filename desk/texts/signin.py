"""Getting in: signing in, the second factor, showing names."""

from dialogs.texts import Text

PERSON_CODE = Text("desk:person_code", "Person {code}", "Instead of a name, while names are hidden. code: e.g. 3fa9c1")
SHOW_NAMES = Text("desk:show_names", "Show names", "Button: for half an hour names stand where numbers stood.")
HIDE_NAMES = Text("desk:hide_names", "Hide names", "Button.")
SIGN_IN = Text("desk:sign_in", "Sign in")
SIGN_OUT = Text("desk:sign_out", "Sign out", "Button.")
SIGN_IN_HOW = Text("desk:sign_in_how", "There are no passwords here. We send you a link that works once, for ten minutes.")
EMAIL = Text("desk:email", "Your e-mail address")
BY_CHAT = Text("desk:by_chat", "Send it to my chat with the bot")
BY_EMAIL = Text("desk:by_email", "Send it by e-mail")
SEND_LINK = Text("desk:send_link", "Send the link", "Button.")
OR_CHAT = Text("desk:or_chat", "If the bot knows you as a coordinator, you can also write /desk to it: it answers with a link.")
BY_ORGANISATION = Text("desk:by_organisation", "Sign in with your organisation", "Link: through another website (OpenID).")
LINK_SENT = Text("desk:link_sent", "Look at your messages")
LINK_SENT_HOW = Text(
    "desk:link_sent_how",
    "If we know this address, a link is on its way. Open it in this browser within ten minutes. Nothing came? Ask an administrator.",
)
LINK_TITLE = Text("desk:link_title", "Go on to the desk", "Heading above the button that uses up a link.")
LINK_HOW = Text("desk:link_how", "The link works once. If you did not ask for it, close this page.")
GO_ON = Text("desk:go_on", "Go on", "Button.")
LINK_GONE = Text("desk:link_gone", "This link does not work any more")
LINK_GONE_HOW = Text("desk:link_gone_how", "It was used already, or is older than ten minutes. Please ask for a new one.")
LINK_ELSEWHERE = Text("desk:link_elsewhere", "Please open the link in the browser in which you asked for it")
LINK_ELSEWHERE_HOW = Text(
    "desk:link_elsewhere_how",
    "Copy the link and paste it there; it still works. Or write /desk to the bot: such a link opens in any browser.",
)
TOO_OFTEN = Text("desk:too_often", "That was too often")
TOO_OFTEN_HOW = Text("desk:too_often_how", "Please wait a quarter of an hour. If it was not you, tell an administrator.")
SECOND = Text("desk:second", "One more step", "Heading: the second factor.")
SECOND_HOW = Text("desk:second_how", "Show that it is you: with your passkey, or with the code in your app.")
ENROL_HOW = Text(
    "desk:enrol_how",
    "You are here for the first time. Choose how you will show that it is you, from now on each time: a passkey or codes.",
)
PASSKEY = Text("desk:passkey", "Passkey")
PASSKEY_HOW = Text(
    "desk:passkey_how", "Your fingerprint, your face, or the code of this phone or computer. It never leaves the device."
)
PASSKEY_MAKE = Text("desk:passkey_make", "Make a passkey", "Button.")
PASSKEY_USE = Text("desk:passkey_use", "Use the passkey", "Button.")
PASSKEY_NONE = Text("desk:passkey_none", "This browser has no passkeys, or JavaScript is off. Codes work everywhere.")
PASSKEY_FAILED = Text("desk:passkey_failed", "That did not work. Please try again.")
CODES = Text("desk:codes", "Codes", "Heading: an app that shows a new code every half minute.")
CODES_HOW = Text(
    "desk:codes_how",
    "Scan this picture with an app for codes, such as Aegis or FreeOTP, and type the six digits that it shows.",
)
CODES_BY_HAND = Text("desk:codes_by_hand", "Or type this into the app: {secret}", "secret: letters and digits")
CODES_PICTURE = Text("desk:codes_picture", "Picture to scan with an app for codes", "For screen readers.")
CODE = Text("desk:code", "Code of six digits")
CODE_WRONG = Text("desk:code_wrong", "That was not right. Each code works once; please wait for the next one and try again.")
ORGANISATION_REFUSED = Text("desk:organisation_refused", "Your organisation did not let you in")
ORGANISATION_REFUSED_HOW = Text(
    "desk:organisation_refused_how",
    "We could not be sure that it is you, or nobody at the desk has that address. Please try again, or ask an administrator.",
)
LINK_MESSAGE = Text(
    "desk:link_message",
    "To sign in at the desk, open this link within ten minutes. It works once. If you did not ask for it, leave it: {link}",
    "In a chat or an e-mail, to a coordinator.",
)
LINK_SUBJECT = Text("desk:link_subject", "Your link to the desk", "Subject of an e-mail.")
