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
HELD: ColumnElement[str] = literal_column("'held'")
NOTHING: ColumnElement[str] = literal_column("''")
NEVER: ColumnElement[int] = literal_column("0")

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
    Column("delete_at", Instant),
    Column("created_at", Instant, nullable=False),
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
    Index("address_by_person", "person"),
    sqlite_with_rowid=False,
)
_knocked = address.c.knocked_at != NEVER
Index("address_knocked", address.c.knocked_at, sqlite_where=_knocked, postgresql_where=_knocked)

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
    sqlite_with_rowid=False,
)

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
Index("attachment_waiting", attachment.c.account, attachment.c.due_at, sqlite_where=_to_fetch, postgresql_where=_to_fetch)

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
    Column("status", Text, nullable=False),  # JSON of `storage.deliveries.Status`: nothing of a person
    Column("at", Instant, nullable=False),
    Index("parked_by_message", "message"),
    sqlite_with_rowid=False,
)
_todo, _sending = outbox.c.state == TODO, outbox.c.state == SENDING
Index("outbox_todo", outbox.c.account, outbox.c.lane, outbox.c.id, sqlite_where=_todo, postgresql_where=_todo)
Index("outbox_todo_by_address", outbox.c.address, sqlite_where=_todo, postgresql_where=_todo)
Index("outbox_sending", outbox.c.account, sqlite_where=_sending, postgresql_where=_sending)
_held = outbox.c.state == HELD
Index("outbox_held", outbox.c.address, sqlite_where=_held, postgresql_where=_held)
_tracked = outbox.c.delivery != NOTHING  # platforms that tell what became of a message
Index("outbox_tracked", outbox.c.message, sqlite_where=_tracked, postgresql_where=_tracked)

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
_waiting = due.c.state == WAITING
Index("due_waiting", due.c.at, sqlite_where=_waiting, postgresql_where=_waiting)

concern = Table(
    "concern",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person", Id, nullable=False),
    Column("programme", String(40), nullable=False),
    Column("kind", String(32), nullable=False),  # asked stuck unreachable quarantined consent_withdrawn failed file moved
    Column("sheet", Integer, nullable=False),
    Column("path", String(255), nullable=False),
    Column("state", String(16), nullable=False),  # open done
    Column("at", Instant, nullable=False),
    Index("concern_by_state", "state", "programme"),
    Index("concern_by_person", "person"),
)

coordinator = Table(
    "coordinator",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("programme", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # the name, with the master key
    Column("language", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("hour", String(5), nullable=False),  # of the daily digest, in the coordinator's zone
    Column("address", String(32), nullable=False),  # "" until linked
    Column("invitation", String(32), nullable=False),  # keyed HMAC of the code, "" once used
    Column("invited_until", Instant, nullable=False),
    Column("digest_from", Instant, nullable=False),  # what the last digest has told already
)

erasure = Table("erasure", metadata, Column("person", Id, primary_key=True), Column("at", Instant, nullable=False))

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("person", Id, nullable=False),
    Column("detail", String(200), nullable=False),
    Index("audit_by_person", "person"),
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
)
