"""What arrives from WhatsApp, and from whom it may."""

import base64
import copy
import hashlib
import hmac
import json
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.base import Allowed, Arrived, Incoming, Meaning, Preferred, Renamed, Status
from bot.channels.whatsapp import Session, WhatsApp, numbers_in
from bot.channels.whatsapp.channel import message_id
from bot.channels.whatsapp.people import dated, digest, key
from dialogs.events import Event, File, Opened, Place, Shared, Tapped, Typed

NUMBER = "106540352242922"
SENT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # the time in the payloads
AT = int(SENT.timestamp())
NOW = SENT + timedelta(seconds=3)
PAYLOADS = {path.stem: json.loads(path.read_text("utf-8")) for path in Path(__file__).parent.glob("payloads/whatsapp/*")}
PHONE, NEW_PHONE = "4915112345678", "4915187654321"
AMINA, NEW_AMINA = "DE.13491208655302741918", "DE.24817305912873645029"
OUT = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABEYEjQ4QjA5OEQ1QjE4OUUyOTY3RQA="
IN = "wamid.HBgNNDkxNTExMjM0NTY3OBUCABIYFDNBNEE2NTk5QUVFMDM4MTAxNDRGAA=="
SESSION = Session("EAAJB", "https://graph.facebook.com/v26.0")


def shared(kind: str, file: File | None = None, place: Place | None = None, caption: str = "") -> tuple[str, dict[str, Any]]:
    return "Shared", {"kind": kind, "file": file, "place": place, "caption": caption}


HAPPENED: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("Typed", {"text": "مرحبا، اسمي أمينة 👋"}),
    "text_forwarded": ("Typed", {"text": "See you at 10"}),
    "text_reply": ("Typed", {"text": "٣"}),
    "start": ("Opened", {"payload": ""}),
    "start_link": ("Opened", {"payload": "letzwork-skills_short"}),
    "start_invitation": ("Opened", {"payload": "c_Ab12_x-9"}),
    "start_word": ("Typed", {"text": "start again"}),
    "command": ("Called", {"command": "help"}),
    "button_reply": ("Tapped", {"data": "7f3k:1", "message": OUT}),
    "list_reply": ("Tapped", {"data": "7f3k:4", "message": OUT}),
    "list_reply_without_context": ("Tapped", {"data": "7f3k:4", "message": ""}),
    "flow_reply": shared("other"),
    "template_button": ("Tapped", {"data": "do:open", "message": OUT}),
    "template_button_without_payload": ("Typed", {"text": "Read it"}),
    "image": shared("photo", File("1003383421387256", "", "image/jpeg", 0), caption="my certificate"),
    "voice": shared("voice", File("1003383421387257", "", "audio/ogg", 0)),
    "audio": shared("voice", File("1003383421387258", "", "audio/mpeg", 0)),
    "video": shared("video", File("1003383421387259", "", "video/mp4", 0)),
    "document": shared("document", File("1003383421387260", "cv.pdf", "application/pdf", 0), caption="my CV"),
    "sticker": shared("sticker"),
    "location": shared("location", place=Place(52.52, 13.405)),
    "contacts": shared("contact"),
    "order": shared("other"),
    "unsupported": shared("other"),
    "edit": shared("other"),
    "user_name_only": ("Typed", {"text": "hi"}),
}
LEFT_OUT = {
    "reaction": "silent",
    "revoke": "silent",
    "welcome": "silent",
    "group": "not private",
    "identity_changed": "system",
    "template_status": "field",
    "status_unknown": "status",
    "error": "errors",
}
OTHERS: dict[str, Renamed | Preferred | Allowed] = {
    "number_changed": Renamed(
        id=key("m", "wamid.SYS"), channel="whatsapp", account=NUMBER, before=(PHONE,), external=NEW_PHONE, also=()
    ),
    "user_id_changed": Renamed(
        id=key("m", "wamid.SYS"),
        channel="whatsapp",
        account=NUMBER,
        before=(PHONE, AMINA),
        external=NEW_PHONE,
        also=(NEW_AMINA,),
    ),
    "user_id_changed_without_number": Renamed(
        id=key("m", "wamid.SYS"), channel="whatsapp", account=NUMBER, before=(AMINA,), external=NEW_AMINA, also=()
    ),
    "user_id_changed_from_previous": Renamed(
        id=key("m", "wamid.SYS"), channel="whatsapp", account=NUMBER, before=(AMINA,), external=NEW_AMINA, also=()
    ),
    "user_id_update": Renamed(
        id="i:…", channel="whatsapp", account=NUMBER, before=(AMINA,), external=NEW_PHONE, also=(NEW_AMINA,)
    ),
    "marketing_stopped": Preferred(id="p:…", channel="whatsapp", account=NUMBER, external=PHONE, marketing=False),
    "marketing_resumed": Preferred(id="p:…", channel="whatsapp", account=NUMBER, external=PHONE, marketing=True),
    "capability": Allowed(id="a:…", channel="whatsapp", people=2_000),
    "capability_in_tiers": Allowed(id="a:…", channel="whatsapp", people=1_000_000_000),
    "capability_of_before": Allowed(id="a:…", channel="whatsapp", people=250),
    "quality": Allowed(id="a:…", channel="whatsapp", people=10_000),
}
STATUSES = {
    "status_sent": (digest("wamid.OUT"), 4711, "sent", ""),
    "status_delivered": (digest("wamid.OUT"), 4711, "delivered", ""),
    "status_read": (digest("wamid.OUT"), 0, "read", ""),
    "status_played": (digest("wamid.OUT"), 0, "played", ""),
    "status_failed": (digest("wamid.OUT"), 4711, "failed", ""),
}


@pytest.fixture
def channel() -> WhatsApp:
    return WhatsApp(NUMBER, SESSION, secret="app secret", verify_token="verify me")


def one(channel: WhatsApp, raw: Any) -> Incoming:
    [found] = channel.parse(raw, NOW)
    assert isinstance(found, Incoming)
    return found


def with_(name: str, **changes: Any) -> Any:
    """A captured body whose only message has other fields; None takes one away."""
    raw = copy.deepcopy(PAYLOADS[name])
    [message] = raw["entry"][0]["changes"][0]["value"]["messages"]
    message |= changes
    for field in [field for field, value in changes.items() if value is None]:
        del message[field]
    return raw


# --- What arrives ----------------------------------------------------------------------------------------------------


def test_every_captured_body_has_its_expectation() -> None:
    assert set(PAYLOADS) == {*HAPPENED, *LEFT_OUT, *OTHERS, *STATUSES, "batch"}


@pytest.mark.parametrize("name", HAPPENED)
def test_a_message_of_a_person_becomes_the_event(channel: WhatsApp, name: str) -> None:
    event = one(channel, PAYLOADS[name]).event
    own = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in {"at", "seed"}}
    assert (type(event).__name__, own) == HAPPENED[name]
    assert event.at == SENT
    assert channel.ignored == {}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_says_nothing_is_left_out_and_counted(channel: WhatsApp, name: str) -> None:
    assert channel.parse(PAYLOADS[name], NOW) == []
    assert channel.ignored == {LEFT_OUT[name]: 1}


@pytest.mark.parametrize("name", OTHERS)
def test_news_of_people_and_of_the_account_are_told(channel: WhatsApp, name: str) -> None:
    [found] = channel.parse(PAYLOADS[name], NOW)
    expected = OTHERS[name]
    assert isinstance(found, Renamed | Preferred | Allowed)
    own = {field.name: getattr(found, field.name) for field in fields(found)}
    told = {field.name: getattr(expected, field.name) for field in fields(expected)}
    if told["id"].endswith("…"):
        assert own["id"].startswith(told["id"][:2])
        assert channel.parse(PAYLOADS[name], NOW + timedelta(days=1))[0].id == found.id  # type: ignore[union-attr]
        own["id"] = told["id"]
    assert own == told


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_says_of_which_message_what_became_of_it_and_what_it_costs(channel: WhatsApp, name: str) -> None:
    [found] = channel.parse(PAYLOADS[name], NOW)
    assert isinstance(found, Status)
    assert (found.message, found.outbox, found.state, found.price) == STATUSES[name]
    assert (found.channel, found.account) == ("whatsapp", NUMBER)
    if found.state == "failed":
        assert found.refused
        assert (found.refused.meaning, found.refused.reason) == (Meaning.CLOSED, "131047 Re-engagement message")
    else:
        assert found.refused is None


def test_a_message_says_whose_it_is_and_what_to_mark_as_read(channel: WhatsApp) -> None:
    found = one(channel, PAYLOADS["text"])
    assert (found.id, found.channel, found.account) == (dated("m", AT, IN), "whatsapp", NUMBER)
    assert (found.external, found.also, found.name, found.message) == (PHONE, (AMINA,), "Amina K.", IN)
    assert (found.language, found.callback) == ("", "")


def test_no_id_that_is_kept_or_logged_holds_a_phone_number(channel: WhatsApp) -> None:
    number = base64.b64encode(f"\x1c\x18\x0d{PHONE}".encode())[4:16].decode()
    assert IN.count(number) == OUT.count(number) == 1, "Meta's own ids do"
    raw = copy.deepcopy(PAYLOADS["status_sent"])
    raw["entry"][0]["changes"][0]["value"]["statuses"][0]["id"] = OUT
    [status] = channel.parse(raw, NOW)
    assert isinstance(status, Status)
    assert status.message == message_id({"messages": [{"id": OUT}]}), "or nothing would find its message"
    assert number not in status.message + one(channel, with_("text", id=IN)).id


def test_somebody_without_a_number_is_reached_by_their_user_id(channel: WhatsApp) -> None:
    found = one(channel, PAYLOADS["user_name_only"])
    assert (found.external, found.also, found.name) == ("US.13491208655302741918", (), "Sheena")


def test_a_message_that_names_nobody_is_of_the_only_contact_there_is(channel: WhatsApp) -> None:
    assert one(channel, with_("text", **{"from": None, "from_user_id": None})).external == PHONE
    raw = with_("text", **{"from": None, "from_user_id": None})
    raw["entry"][0]["changes"][0]["value"]["contacts"].append({"user_id": NEW_AMINA})
    assert channel.parse(raw, NOW) == []
    assert channel.ignored == {"sender": 1}


def test_what_only_the_contact_tells_is_known_too(channel: WhatsApp) -> None:
    found = one(channel, with_("text", from_user_id=None))
    assert (found.external, found.also) == (PHONE, (AMINA,))


@pytest.mark.parametrize("told", ["4915112345678x", "1234", "9" * 21, "٤٩١٥١١٢٣٤٥", " 4915112345678", 4915112345678, [], ""])
def test_what_is_no_number_is_nobodys(channel: WhatsApp, told: Any) -> None:
    raw = with_("text", **{"from": told, "from_user_id": "de.1"})
    raw["entry"][0]["changes"][0]["value"]["contacts"] = []
    assert channel.parse(raw, NOW) == []
    assert channel.ignored == {"sender": 1}
    assert one(channel, with_("text", **{"from": f"+{PHONE}"})).external == PHONE


def test_the_name_is_that_of_the_sender_and_not_of_another_contact(channel: WhatsApp) -> None:
    raw = with_("text")
    raw["entry"][0]["changes"][0]["value"]["contacts"].insert(0, {"profile": {"name": "Sami"}, "wa_id": "352691000001"})
    assert one(channel, raw).name == "Amina K."


def test_everything_in_a_batch_is_read_in_its_order(channel: WhatsApp) -> None:
    found = channel.parse(PAYLOADS["batch"], NOW)
    ids = [one.id if isinstance(one, Incoming) else one.state for one in found if isinstance(one, Incoming | Status)]
    assert ids == [dated("m", AT, "wamid.0"), dated("m", AT, "wamid.1"), "sent", "delivered", dated("m", AT, "wamid.2")]
    assert channel.ignored == {}


def test_each_number_takes_its_own_and_nobody_the_others(channel: WhatsApp) -> None:
    other = WhatsApp("999", SESSION)
    [found] = other.parse(PAYLOADS["batch"], NOW)
    assert isinstance(found, Incoming)
    assert (found.id, found.account) == (dated("m", AT, "wamid.other"), "999")
    assert numbers_in(PAYLOADS["batch"]) == {NUMBER: 2, "999": 1}
    assert numbers_in(PAYLOADS["capability"]) == {}


BAD: list[Any] = [
    None,
    5,
    "x",
    [],
    {},
    {"type": "text"},
    {"id": "wamid.x", "type": 7},
    {"id": "wamid.x", "type": "text", "from": "?"},
]


@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_one_bad_message_harms_no_other(channel: WhatsApp, bad: Any) -> None:
    raw = copy.deepcopy(PAYLOADS["batch"])
    raw["entry"][0]["changes"][0]["value"]["messages"].insert(1, bad)
    raw["entry"][0]["changes"][0]["value"]["statuses"].insert(1, bad)
    raw["entry"][0]["changes"].insert(0, bad)
    raw["entry"].insert(0, bad)
    assert channel.parse(raw, NOW) == WhatsApp(NUMBER, SESSION).parse(PAYLOADS["batch"], NOW)
    assert channel.ignored.total() >= 3


def test_a_thousand_messages_of_one_body_are_read(channel: WhatsApp) -> None:
    raw = copy.deepcopy(PAYLOADS["text"])
    [message] = raw["entry"][0]["changes"][0]["value"]["messages"]
    raw["entry"][0]["changes"][0]["value"]["messages"] = [message | {"id": f"wamid.{i}"} for i in range(1_000)]
    assert len({one.id for one in channel.parse(raw, NOW) if isinstance(one, Incoming)}) == 1_000


# --- Times, ids, sizes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [None, "", "soon", "-5", "9" * 5_000, 1e300, True, "99999999999", [], "١٧٩٥٢٨٤٠٠٠"])
def test_a_time_that_cannot_be_true_is_now(channel: WhatsApp, told: Any) -> None:
    assert one(channel, with_("text", timestamp=told)).event.at == NOW


def test_a_time_may_be_a_number(channel: WhatsApp) -> None:
    assert one(channel, with_("text", timestamp=1795284000)).event.at == SENT


def test_the_same_message_always_rolls_the_same_dice(channel: WhatsApp) -> None:
    first, again = one(channel, PAYLOADS["text"]), one(channel, PAYLOADS["text"])
    assert first == again
    assert first.event.seed != one(channel, with_("text", id="wamid.x")).event.seed


def test_what_no_database_takes_is_cleaned(channel: WhatsApp) -> None:
    found = one(channel, with_("text", id="wamid.\0x", text={"body": "a\0b\ud83dc"}))
    assert isinstance(found.event, Typed)
    assert (found.id, found.event.text) == (dated("m", AT, "wamid.x"), "ab\ufffdc")


def test_what_is_too_long_is_cut_or_left_out(channel: WhatsApp) -> None:
    assert len(one(channel, with_("text", id="w" * 5_000)).id) < 80
    typed = one(channel, with_("text", text={"body": "x" * 100_000})).event
    assert isinstance(typed, Typed)
    assert len(typed.text) == 65_536
    photo = one(channel, with_("image", image={"id": "1" * 256, "caption": "y" * 10_000})).event
    assert isinstance(photo, Shared)
    assert (photo.file, len(photo.caption)) == (None, 4_096)
    long = {"type": "button_reply", "button_reply": {"id": "d" * 201}}
    assert channel.parse(with_("button_reply", interactive=long), NOW) == []
    assert channel.ignored == {"data": 1}
    tapped = one(channel, with_("button_reply", context={"id": "w" * 300})).event
    assert tapped == Tapped(data="7f3k:1", message="", at=tapped.at, seed=tapped.seed)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"latitude": 90, "longitude": -180}, Place(90, -180)),
        ({"latitude": 90.1, "longitude": 0}, None),
        ({"latitude": "52", "longitude": 13}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_a_place_is_on_earth_or_none(channel: WhatsApp, place: Any, expected: Place | None) -> None:
    event = one(channel, with_("location", location=place)).event
    assert isinstance(event, Shared)
    assert (event.kind, event.place) == ("location", expected)


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        ("start letzwork-skills_short", "letzwork-skills_short"),
        ("  START letzwork-  ", "letzwork-"),
        ("start c_0", "c_0"),
        ("/start letzwork", "letzwork"),
        ("start letzwork", None),  # words
        ("start again please", None),
        ("start", None),
        ("start -" + "x" * 64, None),
        ("start ä-b", None),
        ("start -", None),
        ("restart a-b", None),
    ],
)
def test_a_link_may_put_a_code_into_the_persons_mouth(channel: WhatsApp, words: str, payload: str | None) -> None:
    event = one(channel, with_("text", text={"body": words})).event
    assert (event.payload if isinstance(event, Opened) else None) == payload


@pytest.mark.parametrize("told", ["4711", 4711, None, "x", "-1", "9" * 19, "٤"])
def test_only_a_number_of_ours_comes_back_as_one(channel: WhatsApp, told: Any) -> None:
    raw = copy.deepcopy(PAYLOADS["status_sent"])
    raw["entry"][0]["changes"][0]["value"]["statuses"][0]["biz_opaque_callback_data"] = told
    [found] = channel.parse(raw, NOW)
    assert isinstance(found, Status)
    assert found.outbox == (4711 if told == "4711" else 0)


@pytest.mark.parametrize(
    ("pricing", "price"),
    [
        ({"billable": True, "category": "utility"}, "utility"),
        ({"billable": False, "category": "utility"}, ""),
        ({"type": "regular", "category": "service"}, "service"),
        ({"billable": True, "type": "free_customer_service", "category": "service"}, ""),
        ({"billable": True, "category": "authentication_international"}, "authentication"),
        ({"billable": True, "category": "x" * 30}, "x" * 16),
        ({"billable": True, "category": "<b>"}, "other"),
        ({"billable": "yes", "category": "utility"}, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_what_costs_something_once_it_has_arrived_is_told_by_its_category(channel: WhatsApp, pricing: Any, price: str) -> None:
    for name, costs in (("status_sent", ""), ("status_delivered", price), ("status_read", price)):
        raw = copy.deepcopy(PAYLOADS[name])
        raw["entry"][0]["changes"][0]["value"]["statuses"][0]["pricing"] = pricing
        [found] = channel.parse(raw, NOW)
        assert isinstance(found, Status)
        assert found.price == costs


@pytest.mark.parametrize("errors", [None, [], [None], {}, [{}], [{"code": "x"}]])
def test_a_failure_without_a_reason_is_one_all_the_same(channel: WhatsApp, errors: Any) -> None:
    raw = copy.deepcopy(PAYLOADS["status_failed"])
    raw["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"] = errors
    [found] = channel.parse(raw, NOW)
    assert isinstance(found, Status)
    assert found.refused
    assert found.refused.meaning is Meaning.OURS


# --- Nothing that can be sent makes it fail ----------------------------------------------------------------------------

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["text", "system", NUMBER, "9" * 30])
)
names = st.sampled_from(
    sorted(
        {"object", "entry", "changes", "value", "field", "metadata", "messages", "statuses", "contacts", "type", "id", "system"}
    )
)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=20
)
KINDS = (Incoming, Status, Renamed, Preferred, Allowed)


def is_sound(found: Arrived) -> bool:
    """Small enough for the tables, and of the right types."""
    if isinstance(found, Status):
        return 0 < len(found.message) <= 255 and len(found.price) <= 16 and 0 <= found.outbox < 2**63
    if isinstance(found, Incoming):
        assert isinstance(found.event, Event)
        orjson.dumps([found.name, found.external, *found.also])  # no half of a character
        return 0 < len(found.id) <= 110 and 0 < len(found.external) <= 140 and found.event.at.tzinfo is not None
    return isinstance(found, KINDS) and 0 < len(found.id) <= 110


@given(anything)
def test_anything_at_all_is_read_without_a_failure(raw: Any) -> None:
    ignored: Counter[str] = Counter()
    channel = WhatsApp(NUMBER, SESSION)
    assert all(is_sound(found) for found in channel.parse(raw, NOW))
    ignored.update(numbers_in(raw))


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A captured body with other values at up to five places."""
    raw = copy.deepcopy(PAYLOADS[draw(st.sampled_from(sorted(PAYLOADS)))])
    for _ in range(draw(st.integers(1, 5))):
        where: Any = raw
        while isinstance(where, dict | list) and where:
            step = draw(st.sampled_from(sorted(where) if isinstance(where, dict) else range(len(where))))
            if not isinstance(where[step], dict | list) or draw(st.integers(0, 5)) == 0:
                where[step] = draw(anything)
                break
            where = where[step]
    return raw


def with_status(**fields: Any) -> Any:
    raw = copy.deepcopy(PAYLOADS["status_sent"])
    raw["entry"][0]["changes"][0]["value"]["statuses"][0] |= fields
    return raw


def with_sender(name: str, value: Any) -> Any:
    """In the message and, the same, in what is told of its sender."""
    raw = copy.deepcopy(PAYLOADS["text"])
    change = raw["entry"][0]["changes"][0]["value"]
    change["messages"][0]["from"] = change["contacts"][0][name] = value
    return raw


def nested(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


@given(mutated())
@example(with_status(status=[]))
@example(with_status(status={"sent": 1}))
@example(with_status(timestamp=10**400, errors=[{"code": 10**400}]))
def test_a_captured_body_with_strange_parts_is_read_without_a_failure(raw: Any) -> None:
    assert all(is_sound(found) for found in WhatsApp(NUMBER, SESSION).parse(raw, NOW))
    assert all(isinstance(number, str) for number in numbers_in(raw))


def test_what_is_nested_as_deeply_as_json_may_be_is_read_without_a_failure() -> None:
    for made in (with_status(status=nested(1000)), with_sender("wa_id", nested(1000))):
        numbers_in(made)
        WhatsApp(NUMBER, SESSION).parse(made, NOW)
    beside = with_sender("wa_id", nested(1000))
    beside["entry"][0]["changes"][0]["value"]["contacts"][0]["wa_id"] = nested(1000)  # equal, but not the same object
    WhatsApp(NUMBER, SESSION).parse(beside, NOW)


@given(mutated())
def test_a_strange_body_beside_a_good_one_takes_nothing_from_it(raw: Any) -> None:
    entries = raw.get("entry") if isinstance(raw, dict) else None
    both = copy.deepcopy(PAYLOADS["text"])
    both["entry"] += entries if isinstance(entries, list) else [entries]
    assert WhatsApp(NUMBER, SESSION).parse(both, NOW)[0] == WhatsApp(NUMBER, SESSION).parse(PAYLOADS["text"], NOW)[0]


# --- From whom it may ----------------------------------------------------------------------------------------------------

BODY = '{"object":"whatsapp_business_account","entry":[{"x":"ü\\u00fc"}]}'.encode()


def signed(body: bytes, secret: str = "app secret") -> bytes:
    return b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def test_only_what_the_app_has_signed_is_admitted(channel: WhatsApp) -> None:
    assert channel.admits(BODY, signed(BODY))
    assert not channel.admits(BODY + b" ", signed(BODY))
    assert not channel.admits(BODY, signed(BODY, "another secret"))


NO_SIGNATURES = [b"", b"sha256=", b"sha1=" + b"0" * 40, "sha256=ü".encode(), b"\xff", signed(BODY)[7:], signed(BODY).upper()]


@pytest.mark.parametrize("header", NO_SIGNATURES)
def test_a_header_that_is_no_signature_is_a_no(channel: WhatsApp, header: bytes) -> None:
    assert not channel.admits(BODY, header)


def test_without_a_secret_nothing_is_admitted() -> None:
    assert not WhatsApp(NUMBER, SESSION).admits(BODY, signed(BODY, ""))


def test_the_handshake_is_answered_to_who_knows_the_token(channel: WhatsApp) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify me"}
    assert channel.challenge(asked) == "1158201444"
    for change in ({"hub.verify_token": "x"}, {"hub.verify_token": "ü\ud83d"}, {"hub.mode": "unsubscribe"}):
        assert channel.challenge(asked | change) is None
    assert channel.challenge({}) is None
    assert WhatsApp(NUMBER, SESSION).challenge(asked | {"hub.verify_token": ""}) is None


@pytest.mark.parametrize("number", ["", "1/../2", "abc", "1" * 33, "١"])
def test_what_is_no_id_of_a_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="not the id of a phone number"):
        WhatsApp(number, SESSION)
