"""Every table. One code for SQLite and PostgreSQL.

Sealed columns are LargeBinary and called `sealed`, `key` or `external`; what is in clear is choices, levels, numbers, states and times, under
random ids. Times are milliseconds since 1970, UTC. There are no foreign keys: rows of one turn arrive as bulk statements table by
table, and the only deletion there is, erasure, goes through `PERSONAL`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    literal_column,
)

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")  # there, only INTEGER is the row's own number and needs no index
Instant = BigInteger

# Literals, not parameters: SQLite uses a partial index only where it sees at once that the condition is met.
TODO: ColumnElement[str] = literal_column("'todo'")
SENDING: ColumnElement[str] = literal_column("'sending'")
WAITING: ColumnElement[str] = literal_column("'waiting'")
BROADCAST: ColumnElement[str] = literal_column("'broadcast'")
HELD: ColumnElement[str] = literal_column("'held'")
NOTHING: ColumnElement[str] = literal_column("''")
NEVER: ColumnElement[int] = literal_column("0")
ONE: ColumnElement[int] = literal_column("1")
OPEN: ColumnElement[str] = literal_column("'open'")
ANSWERED: ColumnElement[str] = literal_column("'answered'")
OFFERED: ColumnElement[str] = literal_column("'offered'")

setting = Table("setting", metadata, Column("name", String(64), primary_key=True), Column("value", LargeBinary, nullable=False))

programme = Table(
    "programme",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("start", String(80), nullable=False),
    Column("forms", Text, nullable=False),  # names, separated by spaces
    Column("zone", String(64), nullable=False),
    Column("region", String(2), nullable=False),
    Column("quiet", String(5), nullable=False),  # "21-8"
    sqlite_with_rowid=False,
)

centre = Table(
    "centre",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    sqlite_with_rowid=False,
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column(
        "key", LargeBinary, nullable=False
    ),  # the person's data key, wrapped by the master key: without it nothing can be read
    Column("language", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("consents", Text, nullable=False),  # JSON {purpose: bool}; the history is in `consent`
    Column("sealed", LargeBinary, nullable=False),  # JSON: name, aside
    Column("programme", String(40), nullable=False),
    Column("prefers", String(16), nullable=False),  # the channel they would rather be written to on; "" = where they wrote last
    Column("talks_with", Id, nullable=False),  # the coordinator who speaks with them instead of the bot; 0 = nobody
    Column("talked_at", Instant, nullable=False),  # when that coordinator last said something; 0 = never
    Column("delete_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column(
        "active_at", Instant, nullable=False
    ),  # when they last answered, or came: lists of people begin with who did so last
    Index("person_by_activity", "active_at"),
)

address = Table(
    "address",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of channel, account and external id
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("external", LargeBinary, nullable=False),  # sealed with the master key: several people may speak here
    Column("person", Id, nullable=False),  # who speaks now
    Column("state", String(16), nullable=False),  # ok, unreachable
    Column("reason", String(64), nullable=False),
    Column("coordinator", Id, nullable=False),  # 0 = none
    Column("hint", String(16), nullable=False),  # the language of the phone's interface
    Column("heard_at", Instant, nullable=False),  # when somebody last wrote from here: a window of 24 hours on WhatsApp
    Column("knocked_at", Instant, nullable=False),  # when a template was last sent here since then; 0 = none was
    Column("marketing", Boolean, nullable=False),  # False: they told the platform that they want none
    Column("called", String(32), nullable=False),  # keyed HMAC of all ids that it was last found by; "" = they are looked up
    Index("address_by_person", "person"),
    sqlite_with_rowid=False,
)
_knocked = address.c.knocked_at != NEVER
Index("address_knocked", address.c.knocked_at, sqlite_where=_knocked)
_of_staff = address.c.coordinator != NEVER
Index("address_of_staff", address.c.person, sqlite_where=_of_staff)

# Other ids under which a platform may name an address: a phone number beside a user id, the number it had before.
alias = Table(
    "alias",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of channel, account and that id
    Column("address", String(32), nullable=False),
    Column("until", Instant, nullable=False),  # of a number given up: how long it still leads here; 0 = as long as it is used
    Column("user_id", LargeBinary),  # of a user id in use: the id, sealed with the master key; NULL = a number, or given up
    Index("alias_by_address", "address"),
    sqlite_with_rowid=False,
)

# Who may speak at an address. More than one: a family with one phone, or somebody whose other channel was linked.
address_person = Table(
    "address_person",
    metadata,
    Column("address", String(32), primary_key=True),
    Column("person", Id, primary_key=True),
    Column("number", Integer, nullable=False),  # 0 the first who spoke there, 1 the second …: in the buttons of a shared phone
    Column("shares", Boolean, nullable=False),  # one of several who use the phone; False: asleep, as it was linked to another
    Column(
        "instead", Id, nullable=False
    ),  # of one who is asleep: who speaks in their stead until the two are parted; 0 = nobody
    Index("address_person_by_person", "person"),
    sqlite_with_rowid=False,
)

# A code that joins two addresses: shown on one, said on the other, confirmed on both.
link = Table(
    "link",
    metadata,
    Column("code", String(32), primary_key=True),  # keyed HMAC
    Column("person", Id, nullable=False),  # who asked for it, and at which address
    Column("address", String(32), nullable=False),
    Column("other", String(32), nullable=False),  # the address on which it was said; "" before
    Column("until", Instant, nullable=False),
    sqlite_with_rowid=False,
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("person", Id, primary_key=True),
    Column("programme", String(40), primary_key=True),
    Column("centre", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("version", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("account", String(80), nullable=False),  # channel:account, where it was said
    Column("at", Instant, nullable=False),
    Index("consent_by_person", "person"),
)

sheet = Table(
    "sheet",
    metadata,
    Column("person", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("form", String(120), nullable=False),
    Column("version", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("sealed", LargeBinary),  # the prompt
    Column("put", Integer, nullable=False),
    Column("raised", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("active_at", Instant, nullable=False),
    Column("question", String(255), nullable=False),  # projections, for desk and digests
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("latest", Integer, nullable=False),  # the number of its latest answer, 0 = none
    sqlite_with_rowid=False,
)

answer = Table(
    "answer",
    metadata,
    Column("person", Id, primary_key=True),
    Column("sheet", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("path", String(255), nullable=False),
    Column("status", String(16), nullable=False),
    Column("how", String(16), nullable=False),
    Column("value", Text),  # in clear: choices, levels, numbers
    Column("sealed", LargeBinary),  # JSON: everything in the person's own words, dates, phone numbers
    Column("language", String(16), nullable=False),
    Column("version", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("form", String(120), nullable=False),  # projections, for lists and charts: the sheet's form
    Column("latest", Integer, nullable=False),  # 1 as long as nothing newer was said there
    sqlite_with_rowid=False,
)
_counts = (answer.c.latest == ONE) & (answer.c.status == ANSWERED) & answer.c.value.is_not(None)
_chosen = (answer.c.form, answer.c.path, answer.c.person, answer.c.value)  # one of several is found by looking at each
Index("answer_chosen", *_chosen, sqlite_where=_counts)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("person", Id, nullable=False),
    Column("sheet", Integer, nullable=False),
    Column("path", String(255), nullable=False),
    Column("name", String(255), nullable=False),  # made by us: the value of the answer
    Column("account", String(80), nullable=False),  # channel:account, which it is fetched from
    Column("state", String(16), nullable=False),  # waiting kept failed gone
    Column("external", LargeBinary),  # how the platform calls it: as long as it waits
    Column("sealed", LargeBinary),  # the file
    Column("mime", String(120), nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes, as the platform says, later as kept
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),  # the next try
    Column("reason", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("attachment_by_person", "person"),
)
_to_fetch = attachment.c.state == WAITING
Index("attachment_waiting", attachment.c.account, attachment.c.due_at, sqlite_where=_to_fetch)

# What forms show, and how the platform calls it since it was uploaded: nobody's data.
upload = Table(
    "upload",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("digest", String(64), primary_key=True),  # SHA-256 of the content
    Column("file", String(255), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

submission = Table(
    "submission",
    metadata,
    Column("person", Id, primary_key=True),
    Column("sheet", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("form", String(120), nullable=False),
    Column("programme", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("review", String(16), nullable=False),  # todo approved hold again: what coordinators say of it; none: need not look
    Index("submission_by_time", "at"),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("event", String(160), nullable=False),
    Column("address", String(32), nullable=False),
    Column("person", Id, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what happened, as it came
    Column("reason", String(500), nullable=False),  # kind of error and place in the code: none of the person's words
    Column("at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # rises with time
    Column("account", String(80), nullable=False),  # channel:account
    Column("address", String(32), nullable=False),
    Column("person", Id, nullable=False),  # 0: sealed with the master key, for words that outlive the person's key
    Column("lane", Integer, nullable=False),  # 0 conversation, 1 notice
    Column("kind", String(16), nullable=False),  # said, data, template
    Column(
        "about", String(64), nullable=False
    ),  # what to say anew when it could not leave in time: nudge:3, digest; "" = this very text
    Column("state", String(16), nullable=False),  # todo sending sent failed doubt superseded cancelled held
    Column("question", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message", String(255), nullable=False),  # the platform's id, once sent
    Column("delivery", String(16), nullable=False),  # what the platform says became of it: sent failed delivered read played
    Column("price", String(16), nullable=False),  # what it counts as, where it costs something: service utility …
    Column("reason", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Index("outbox_by_person", "person"),
)

# What a platform says of a message that we do not know (yet): kept for ten minutes.
parked = Table(
    "parked",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("account", String(80), nullable=False),
    Column("message", String(255), nullable=False),
    Column("status", Text, nullable=False),  # JSON of `storage.messages.deliveries.Status`: nothing of a person
    Column("at", Instant, nullable=False),
    Index("parked_by_message", "message"),
    sqlite_with_rowid=False,
)
_todo, _sending = outbox.c.state == TODO, outbox.c.state == SENDING
# Only for who names an account. Statistics may know of nothing that waits; then PostgreSQL takes one index on what waits for as good as
# another, and looked for what is older at an address by reading the whole of this one, for each of 200 rows.
_todo_of_account = _todo & (outbox.c.account != NOTHING)
Index("outbox_todo", outbox.c.account, outbox.c.lane, outbox.c.id, sqlite_where=_todo_of_account)
Index("outbox_todo_by_address", outbox.c.address, sqlite_where=_todo)
Index("outbox_sending", outbox.c.account, sqlite_where=_sending)
_held = outbox.c.state == HELD
Index("outbox_held", outbox.c.address, sqlite_where=_held)
_charged = outbox.c.price != NOTHING
Index("outbox_charged", outbox.c.price, sqlite_where=_charged)

due = Table(
    "due",
    metadata,
    Column("person", Id, primary_key=True),  # a coordinator's id for digests
    Column("kind", String(32), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("occurrence", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # waiting done missed
    sqlite_with_rowid=False,
)
_to_many = due.c.kind == BROADCAST
Index("due_by_broadcast", due.c.subject, sqlite_where=_to_many)
_waiting = due.c.state == WAITING
Index("due_waiting", due.c.at, sqlite_where=_waiting)

# One case of a kind that is not done for a person, or for an answer of theirs: said again it is the same case, once more.
concern = Table(
    "concern",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("programme", String(40), nullable=False),
    Column("kind", String(32), nullable=False),  # one of storage.staff.needs.KINDS
    Column("sheet", Integer, nullable=False),
    Column("path", String(255), nullable=False),
    Column("state", String(16), nullable=False),  # open done
    Column("reason", String(64), nullable=False),  # why: what a platform says, or one of our words; "" = it needs none
    Column("times", Integer, nullable=False),
    Column("owner", Id, nullable=False),  # a coordinator's id; 0 = nobody has taken it
    Column("snoozed_until", Instant, nullable=False),  # 0 = it is not put off
    Column("label", String(40), nullable=False),
    Column("at", Instant, nullable=False),  # since when
    Column("done_at", Instant),  # when it was settled
    Index("concern_by_state", "state", "programme"),
    Index("concern_by_person", "person"),
)
_alike, _not_done = (concern.c.person, concern.c.kind, concern.c.sheet, concern.c.path), concern.c.state == OPEN
Index("concern_once", *_alike, unique=True, sqlite_where=_not_done)

# What coordinators write about a person for each other.
note = Table(
    "note",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("author", Id, nullable=False),  # a coordinator's id
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("note_by_person", "person"),
)

# What a coordinator decided about an answer; the latest of a path counts, as long as the answer is the same.
decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("sheet", Integer, nullable=False),
    Column("path", String(255), nullable=False),
    Column("seq", Integer, nullable=False),  # of the answer that was looked at
    Column("verdict", String(16), nullable=False),  # approved hold again; "" = only the evidence
    Column("evidence", String(16), nullable=False),  # one of storage.answers.decisions.EVIDENCE
    Column("reason", String(16), nullable=False),  # why it was asked again: one of dialogs.again.REASONS
    Column("staff", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Index("decision_by_person", "person", "sheet"),
)

# An answer in another language, as somebody of the staff says it.
translation = Table(
    "translation",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("sheet", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("staff", Id, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("translation_by_person", "person", "sheet"),
)

# The words of people's names, to find them by: keyed HMAC of each.
name_word = Table(
    "name_word",
    metadata,
    Column("word", String(32), primary_key=True),
    Column("person", Id, primary_key=True),
    Index("name_word_by_person", "person"),
    sqlite_with_rowid=False,
)

# How a coordinator wants the table of people: nobody's data.
saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("staff", Id, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("name", String(80), nullable=False),
    Column("query", String(2000), nullable=False),  # as in the address: filters, order, columns; never a name
    Column("at", Instant, nullable=False),
)

# Everybody of the staff, whatever their role.
coordinator = Table(
    "coordinator",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),  # viewer coordinator admin auditor
    Column("state", String(16), nullable=False),  # invited active off
    Column("programme", String(40), nullable=False),  # whose people they see; "" = all
    Column("centre", String(40), nullable=False),  # of that programme; "" = all
    Column("sealed", LargeBinary, nullable=False),  # JSON: name, email; with the master key
    Column("email", String(32), nullable=False),  # keyed HMAC of the e-mail address; "" = none
    Column("language", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("hour", String(5), nullable=False),  # of the daily digest, in the coordinator's zone
    Column("address", String(32), nullable=False),  # "" until linked
    Column("invitation", String(32), nullable=False),  # keyed HMAC of the code, "" once used
    Column("invited_until", Instant, nullable=False),
    Column("digest_from", Instant, nullable=False),  # what the last digest has told already
    Column("created_at", Instant, nullable=False),
    Index("coordinator_by_email", "email"),
)

# What somebody of the staff wishes to be told of, and when; without a row the usual: daily in chat, at their hour.
digest = Table(
    "digest",
    metadata,
    Column("staff", Id, primary_key=True, autoincrement=False),
    Column("channels", String(40), nullable=False),  # telegram, whatsapp, email; separated by spaces
    Column("days", String(7), nullable=False),  # of the week: 1 Monday ... 7 Sunday
    Column("hours", String(40), nullable=False),  # "08:00 16:30", in their zone
    Column("programme", String(40), nullable=False),  # less than they may see; "" = all of that
    Column("centre", String(40), nullable=False),
    Column("mine", Boolean, nullable=False),  # only what waits for them
    Column("waiting", Integer, nullable=False),  # one more as soon as so many new cases wait; 0 = never
    Column("stuck", Integer, nullable=False),  # days without an answer
    Column("urgent", String(8), nullable=False),  # what cannot wait, at once: off, day, always
    Column("changed_at", Instant, nullable=False),
)

# Up to when somebody has been told on a channel, and which case was shown to them there last (0 = none).
digest_told = Table(
    "digest_told",
    metadata,
    Column("staff", Id, primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("until", Instant, nullable=False),
    Column("shown", Id, nullable=False),
    sqlite_with_rowid=False,
)

# A browser that is signing in, or signed in. Only digests of what its cookie holds.
session = Table(
    "session",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of the cookie
    Column("staff", Id, nullable=False),  # 0 = nobody yet
    Column("level", String(16), nullable=False),  # asking: waits for a link; half: the second factor is missing; full
    Column("sealed", LargeBinary, nullable=False),  # JSON: what a step leaves for the next one
    Column("names_until", Instant, nullable=False),  # until when names are shown; 0 = not
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("session_by_staff", "staff"),
    sqlite_with_rowid=False,
)

# Links to sign in by, each good for one time.
signin = Table(
    "signin",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of what the link holds
    Column("staff", Id, nullable=False),
    Column("session", String(32), nullable=False),  # the browser that asked; "" = asked for in chat, or on the server
    Column("until", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# How often something was tried that may not be tried for ever.
attempt = Table(
    "attempt",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of what, and by whom
    Column("number", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    sqlite_with_rowid=False,
)

passkey = Table(
    "passkey",
    metadata,
    Column("key", String(32), primary_key=True),  # keyed HMAC of the credential's id
    Column("staff", Id, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # JSON: the credential's id and public key
    Column("uses", BigInteger, nullable=False),  # as the authenticator counts
    Column("created_at", Instant, nullable=False),
    Index("passkey_by_staff", "staff"),
    sqlite_with_rowid=False,
)

# The secret of an app that shows codes (RFC 6238).
totp = Table(
    "totp",
    metadata,
    Column("staff", Id, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),  # of the last code that was used: none is good twice
    Column("created_at", Instant, nullable=False),
)

# A message to many: its words are sealed, its segment is choices and codes.
broadcast = Table(
    "broadcast",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("by", Id, nullable=False),  # the coordinator who wrote it
    Column("programme", String(40), nullable=False),  # the scope of who wrote it: "" = all
    Column("centre", String(40), nullable=False),
    Column("segment", Text, nullable=False),  # JSON of storage.segments.Segment
    Column("sealed", LargeBinary, nullable=False),  # JSON: title, texts by language; with the master key
    Column("state", String(16), nullable=False),  # draft planned sending stopped done discarded
    Column("pace", Integer, nullable=False),  # people a minute
    Column("at", Instant, nullable=False),  # when it is to begin
    Column("until", Instant, nullable=False),  # when it is of no use any more
    Column("created_at", Instant, nullable=False),
    Column("reached", Id, nullable=False),  # the last person who was taken up, in the order of ids
)

# Who was taken up by a broadcast, and with what result.
broadcast_person = Table(
    "broadcast_person",
    metadata,
    Column("broadcast", Id, primary_key=True),
    Column("person", Id, primary_key=True),
    Column("result", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Index("broadcast_person_by_person", "person"),
    sqlite_with_rowid=False,
)

# What somebody wrote outside of forms: while one of the staff spoke with them, or when the bot could make nothing of it. Kept for 30 days.
heard = Table(
    "heard",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # rises with time
    Column("person", Id, nullable=False),
    Column("coordinator", Id, nullable=False),  # who spoke with them; 0 = nobody: the bot could make nothing of it
    Column("kind", String(16), nullable=False),  # words, or what they sent: photo voice …
    Column("sealed", LargeBinary, nullable=False),  # JSON: text, file
    Column("at", Instant, nullable=False),
    Index("heard_by_person", "person", "at"),
    Index("heard_by_time", "at"),
)

# Ready-made words for coordinators to send, each in several languages: nobody's data.
canned = Table(
    "canned",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("programme", String(40), nullable=False),  # "" = all
    Column("title", String(120), nullable=False),
    Column("at", Instant, nullable=False),  # when it was last changed
)

canned_text = Table(
    "canned_text",
    metadata,
    Column("canned", Id, primary_key=True, autoincrement=False),
    Column("language", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Workbooks uploaded at the desk, as they came, so that every process has those in use: nobody's data.
workbook = Table(
    "workbook",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("form", String(80), nullable=False),  # the form's name
    Column("version", String(120), nullable=False),
    Column("title", Text, nullable=False),
    Column("file", String(200), nullable=False),  # what it was called
    Column("content", LargeBinary, nullable=False),  # a workbook, or a zip of one with its files
    Column("state", String(16), nullable=False),  # draft used old
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Index("workbook_by_form", "form"),
)

# In which programmes forms are offered, where the desk has decided: it counts more than lotse.toml.
offer = Table(
    "offer",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("form", String(80), primary_key=True),
    Column("state", String(16), nullable=False),  # menu; start: newcomers begin with it; withdrawn
    Column("review", String(4), nullable=False),  # yes no: whether coordinators look at the answers; "" = as the form says
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# Texts corrected at the desk; they count more than the catalogues and than workbooks, as long as the text they were made for is the same.
correction = Table(
    "correction",
    metadata,
    Column("language", String(16), primary_key=True),
    Column("context", String(255), primary_key=True),
    Column("source", Text, nullable=False),  # the text they were made for
    Column("forms", Text, nullable=False),  # JSON: one text, or as many as the language has plural forms
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# Who has read all texts of a language.
reviewed = Table(
    "reviewed",
    metadata,
    Column("language", String(16), primary_key=True),
    Column("whom", String(16), primary_key=True),  # people desk: whose texts
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# How often what every process keeps in memory was changed at the desk: whoever has another number reads it again.
edition = Table(
    "edition",
    metadata,
    Column("name", String(16), primary_key=True),  # forms, texts
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What people can come to: a workshop, a course, meetings with an adviser, an event. Nobody's data, but for the trainer's name.
workshop = Table(
    "workshop",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("programme", String(40), nullable=False),
    Column("centre", String(40), nullable=False),  # "" = all of the programme
    Column("kind", String(16), nullable=False),  # one of dialogs.workshops.values.KINDS
    Column("state", String(16), nullable=False),  # draft open cancelled
    Column("words", Text, nullable=False),  # JSON {language: {title, about, bring, way}}
    Column("languages", String(120), nullable=False),  # it is held in: codes separated by spaces
    Column("interpreters", String(120), nullable=False),  # somebody interprets into these
    Column("sealed", LargeBinary, nullable=False),  # JSON: trainer; with the master key
    Column("place", Text, nullable=False),  # JSON: name, address, latitude, longitude; "" = none
    Column("link", String(500), nullable=False),  # where it is online
    Column("zone", String(64), nullable=False),
    Column("starts", String(19), nullable=False),  # of the first time: wall clock of the zone, "2026-12-01T10:00"
    Column("minutes", Integer, nullable=False),
    Column("rule", String(500), nullable=False),  # RRULE of RFC 5545 without its name; "" = once
    Column("without", Text, nullable=False),  # exceptions: wall times separated by spaces
    Column("whole", Boolean, nullable=False),  # a place is for all of its times; False: for each time apart
    Column("capacity", Integer, nullable=False),  # places; 0 = as many as come
    Column("queues", Boolean, nullable=False),  # there is a waiting list
    Column("hours", Integer, nullable=False),  # for which a place that became free is kept for whoever it is offered to
    Column("segment", Text, nullable=False),  # JSON of storage.segments.Segment: for whom
    Column("discreet", Boolean, nullable=False),  # its title is not for lock screens
    Column("enough", Integer, nullable=False),  # of its times, in per cent: then there is a certificate; 0 = there is none
    Column("form", String(120), nullable=False),  # asked when somebody signs up; "" = nothing is asked
    Column("feedback", String(120), nullable=False),  # asked of those who came; "" = nothing is asked
    Column("sequence", Integer, nullable=False),  # rises with each change that calendars should know of
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),  # when it was last changed
    Index("workshop_by_state", "state", "programme"),
)

# One time at which a workshop takes place.
occurrence = Table(
    "occurrence",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("workshop", Id, nullable=False),
    Column("slot", String(19), nullable=False),  # the wall time that the series gives it, whenever it really is: RECURRENCE-ID
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # planned cancelled
    Column("sequence", Integer, nullable=False),  # rises when it is moved
    Index("occurrence_by_workshop", "workshop", "starts_at"),
    Index("occurrence_by_time", "starts_at"),
)

# Somebody's place, or wait for one; of the whole series the occurrence is 0.
booking = Table(
    "booking",
    metadata,
    Column("workshop", Id, primary_key=True),
    Column("occurrence", Id, primary_key=True),
    Column("person", Id, primary_key=True),
    Column("state", String(16), nullable=False),  # one of dialogs.workshops.seats.STATES
    Column("line", Id, nullable=False),  # rises: the order in which they wait
    Column("until", Instant, nullable=False),  # how long an offered place is kept; 0 = it is none
    Column("needs", String(200), nullable=False),  # what they need to come, as coded at sign-up: children interpreter …
    Column("sheet", Integer, nullable=False),  # the form they signed up with; 0 = none
    Column("version", Integer, nullable=False),  # rises with each change of state
    Column("at", Instant, nullable=False),  # when they signed up
    Column("changed_at", Instant, nullable=False),
    Index("booking_by_person", "person"),
    sqlite_with_rowid=False,
)
_offered = booking.c.state == OFFERED
Index("booking_offered", booking.c.until, sqlite_where=_offered)
_queue = booking.c.state == WAITING
Index("booking_waiting", booking.c.workshop, booking.c.occurrence, sqlite_where=_queue)

# What somebody said about one time, and whether they came.
attendance = Table(
    "attendance",
    metadata,
    Column("occurrence", Id, primary_key=True),
    Column("person", Id, primary_key=True),
    Column("workshop", Id, nullable=False),
    Column("said", String(16), nullable=False),  # coming cannot; "" = nothing yet
    Column("help", String(120), nullable=False),  # what they asked help with: codes separated by spaces
    Column("came", String(16), nullable=False),  # came late left_early absent; "" = not known
    Column("how", String(16), nullable=False),  # qr code list
    Column("by", Id, nullable=False),  # who of the staff noted it; 0 = nobody
    Column("came_at", Instant, nullable=False),  # 0 = not known
    Column("at", Instant, nullable=False),
    Index("attendance_by_person", "person"),
    sqlite_with_rowid=False,
)

# When who is reminded: of one workshop, or of all of a programme.
reminder_rule = Table(
    "reminder_rule",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("programme", String(40), nullable=False),
    Column("workshop", Id, nullable=False),  # 0 = every workshop of the programme that has none of its own
    Column("kind", String(16), nullable=False),  # one of dialogs.workshops.schedule.KINDS: remind feedback missed certificate
    Column("anchor", String(8), nullable=False),  # start end
    Column("minutes", Integer, nullable=False),  # after it; below 0: before it. With a wall time: days of 1440
    Column("wall", String(5), nullable=False),  # "18:00" of the place's clock; "" = to the minute
    Column("states", String(80), nullable=False),  # of bookings: separated by spaces
    Column("late", Integer, nullable=False),  # minutes after which it is not sent any more but marked as missed
    Column("at", Instant, nullable=False),
    Index("reminder_rule_by_workshop", "workshop"),
)

# A rule, for one time of a workshop: who is concerned is looked up when it falls due.
reminder = Table(
    "reminder",
    metadata,
    Column("rule", Id, primary_key=True),
    Column("occurrence", Id, primary_key=True),
    Column("sequence", Integer, primary_key=True),  # of the occurrence: one that was moved is another
    Column("at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # waiting done missed
    Column("people", Integer, nullable=False),  # who were to be told
    Column("missed", Integer, nullable=False),  # of them: for whom it came too late
    sqlite_with_rowid=False,
)
_remind = reminder.c.state == WAITING
Index("reminder_waiting", reminder.c.at, sqlite_where=_remind)

# Files that somebody of the staff has asked for. The file lies in a folder that is called `folder`, as long as it is kept: nobody's data.
export = Table(
    "export",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # random
    Column("staff", Id, nullable=False),
    Column("programme", String(40), nullable=False),  # whose people they might see then: "" = all
    Column("centre", String(40), nullable=False),
    Column("form", String(120), nullable=False),
    Column("shape", String(16), nullable=False),  # one of storage.answers.exports.SHAPES
    Column("state", String(16), nullable=False),  # waiting running done failed
    Column("done", Integer, nullable=False),  # forms that were looked at
    Column("total", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("folder", String(64), nullable=False),  # random
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),  # when whoever makes it last said so
    Column("until", Instant, nullable=False),
    Index("export_by_staff", "staff"),
)

erasure = Table("erasure", metadata, Column("person", Id, primary_key=True), Column("at", Instant, nullable=False))

# Append-only, numbered without a gap, each row chained to the one before: storage/audit.py.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # 1, 2, 3 …
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("person", Id, nullable=False),
    Column("detail", Text, nullable=False),  # JSON {name: value}, "" = none: codes and numbers, no words of people
    Column("digest", String(64), nullable=False),  # keyed HMAC of the digest before it and of this row
    Index("audit_by_person", "person"),
    Index("audit_by_actor", "actor"),
)

# The end of that chain: one row, which whoever appends holds until they commit.
audit_end = Table(
    "audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Id, nullable=False),
    Column("digest", String(64), nullable=False),
)

# Where rows of one person lie: erasure deletes them all. `event` ids and the erasure ledger hold nothing of the person.
PERSONAL = (
    person,
    address_person,
    link,
    enrolment,
    consent,
    sheet,
    answer,
    attachment,
    submission,
    quarantine,
    outbox,
    due,
    concern,
    heard,
    note,
    decision,
    translation,
    name_word,
    broadcast_person,
    booking,
    attendance,
)


def tell_postgresql() -> None:
    """Of indexes that hold some rows only, for whoever compares tables or makes them.

    Not at once: PostgreSQL's dialect takes 2 MB, which SQLite does not need.
    """
    for index in (one for table in metadata.tables.values() for one in table.indexes):
        where = index.dialect_kwargs.get("sqlite_where")
        if where is not None:
            index.dialect_kwargs["postgresql_where"] = where
