"""What arrives from Telegram, and from whom it may."""

import copy
import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming
from bot.channels.telegram import Telegram
from dialogs.events import Event, File, Place, Shared

TOKEN = "123456:AAExampleExampleExampleExample"
SENT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # the date in the payloads
NOW = SENT + timedelta(seconds=3)
PAYLOADS = {path.stem: json.loads(path.read_text("utf-8")) for path in Path(__file__).parent.glob("payloads/telegram/*")}


def shared(kind: str, file: File | None = None, place: Place | None = None, caption: str = "") -> tuple[str, dict[str, Any]]:
    return "Shared", {"kind": kind, "file": file, "place": place, "caption": caption}


BERLIN = Place(52.52, 13.405)
HAPPENED: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("Typed", {"text": "مرحبا، اسمي أمينة 👋"}),
    "text_forwarded": ("Typed", {"text": "See you at 10"}),
    "text_reply": ("Typed", {"text": "٣"}),
    "start": ("Opened", {"payload": ""}),
    "start_deep_link": ("Opened", {"payload": "centre_berlin-1"}),
    "start_forged_link": ("Opened", {"payload": ""}),
    "command": ("Called", {"command": "help"}),
    "command_at_bot": ("Called", {"command": "my_data"}),
    "command_with_words": ("Typed", {"text": "/skip this one please"}),
    "slash_in_text": ("Typed", {"text": "/1/2019"}),
    "tap": ("Tapped", {"data": "a:7f3k:1", "message": "120"}),
    "tap_on_an_old_message": ("Tapped", {"data": "a:0000:2", "message": "3"}),
    "photo": shared("photo", File("AgACAgIAAxkBAAIp2", "", "image/jpeg", 91234), caption="my certificate"),
    "voice": shared("voice", File("AgACAgIAAxkBAAIv", "", "audio/ogg", 9876)),
    "audio": shared("voice", File("AgACAgIAAxkBAAIa", "song.mp3", "audio/mpeg", 3456789)),
    "video": shared("video", File("AgACAgIAAxkBAAIvi", "v.mp4", "video/mp4", 456789)),
    "video_note": shared("video", File("AgACAgIAAxkBAAIvn", "", "video/mp4", 56789)),
    "animation": shared("video", File("AgACAgIAAxkBAAIg", "g.mp4", "video/mp4", 6789)),
    "document": shared("document", File("AgACAgIAAxkBAAId", "cv.pdf", "application/pdf", 123456)),
    "location": shared("location", place=BERLIN),
    "venue": shared("location", place=BERLIN),
    "contact": shared("contact"),
    "sticker": shared("sticker"),
    "dice": shared("other"),
    "poll": shared("other"),
    "blocked": ("Left", {}),
    "unblocked": ("Returned", {}),
}
LEFT_OUT = {
    "group": "not private",
    "added_to_group": "not private",
    "tap_in_group": "not private",
    "channel_post": "kind",
    "edited": "kind",
    "inline_query": "kind",
    "from_a_bot": "bot",
    "pinned": "content",
    "game_tap": "shape",
}


@pytest.fixture(scope="module")
def channel() -> Telegram:
    return Telegram(TOKEN, secret="s3cret")


def with_(name: str, **changes: Any) -> Any:
    """A captured update with other values at some places: `message__text="…"`."""
    update = copy.deepcopy(PAYLOADS[name])
    for place, value in changes.items():
        *way, last = place.split("__")
        where = update
        for step in way:
            where = where[step]
        where[last] = value
    return update


def one(channel: Telegram, update: Any) -> Incoming:
    [found] = channel.parse(update, NOW)
    return found


# --- What arrives ----------------------------------------------------------------------------------------------------


def test_every_captured_update_has_its_expectation() -> None:
    assert set(PAYLOADS) == set(HAPPENED) | set(LEFT_OUT)


@pytest.mark.parametrize("name", HAPPENED)
def test_an_update_of_a_person_becomes_the_event(channel: Telegram, name: str) -> None:
    event = one(channel, PAYLOADS[name]).event
    own = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in {"at", "seed"}}
    assert (type(event).__name__, own) == HAPPENED[name]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_other_updates_are_left_out_and_counted(name: str) -> None:
    channel = Telegram(TOKEN)
    assert channel.parse(PAYLOADS[name], NOW) == []
    assert channel.ignored == {LEFT_OUT[name]: 1}


def test_an_update_says_whose_it_is(channel: Telegram) -> None:
    found = one(channel, PAYLOADS["text"])
    assert (found.id, found.channel, found.account) == ("u:884211001", "telegram", "123456")
    assert (found.external, found.name, found.language) == ("7000001", "Amina K.", "ar")
    assert found.callback == ""
    assert one(channel, PAYLOADS["tap"]).callback == "30064771072000001"


def test_a_message_happened_when_it_was_sent_and_a_tap_now(channel: Telegram) -> None:
    assert one(channel, PAYLOADS["text"]).event.at == SENT
    assert one(channel, PAYLOADS["blocked"]).event.at == SENT
    assert one(channel, PAYLOADS["tap"]).event.at == NOW


@pytest.mark.parametrize("date", [0, -1, 10**18, 2**70, NOW.timestamp() + 1, "soon", None, True, 1.5, []])
def test_a_date_that_cannot_be_true_is_replaced_by_now(channel: Telegram, date: object) -> None:
    assert one(channel, with_("text", message__date=date)).event.at == NOW


def test_the_same_update_always_rolls_the_same_dice(channel: Telegram) -> None:
    event = one(channel, PAYLOADS["text"]).event
    assert event.seed == int.from_bytes(sha256(b"u:884211001").digest()[:8], "big")
    assert event.seed != one(channel, PAYLOADS["start"]).event.seed


@pytest.mark.parametrize("update_id", ["884211001", -1, 2**63, 1.0, True, None, [7]])
def test_a_weird_update_id_is_left_out(channel: Telegram, update_id: object) -> None:
    assert channel.parse(with_("text", update_id=update_id), NOW) == []


@pytest.mark.parametrize("chat_id", [0, -100, 2**63, "7000001", None])
def test_a_weird_chat_is_left_out(channel: Telegram, chat_id: object) -> None:
    assert channel.parse(with_("text", message__chat__id=chat_id), NOW) == []


def test_a_button_that_cannot_be_ours_is_left_out(channel: Telegram) -> None:
    assert one(channel, with_("tap", callback_query__data="ش" * 32))
    assert channel.parse(with_("tap", callback_query__data="ش" * 32 + "x"), NOW) == []


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/start", "Opened"),
        (" /start ", "Opened"),
        ("/start@lotse_example_bot centre_1", "Opened"),
        ("/start one two", "Opened"),
        ("/help ", "Called"),
        ("/" + "a" * 32, "Called"),
        ("/" + "a" * 33, "Typed"),
        ("/Help", "Typed"),
        ("/", "Typed"),
        ("//help", "Typed"),
        ("/помощь", "Typed"),
        ("help", "Typed"),
        ("/started", "Called"),
    ],
)
def test_a_command_is_a_whole_message_of_small_letters(channel: Telegram, text: str, event: str) -> None:
    assert type(one(channel, with_("text", message__text=text)).event).__name__ == event


@pytest.mark.parametrize(("link", "payload_"), [("a" * 64, "a" * 64), ("a" * 65, ""), ("a b", ""), ("é", "")])
def test_a_deep_link_carries_what_telegram_lets_it_carry(channel: Telegram, link: str, payload_: str) -> None:
    event = one(channel, with_("text", message__text=f"/start {link}")).event
    assert asdict(event)["payload"] == payload_


def test_text_is_taken_as_it_is_but_for_what_no_database_stores(channel: Telegram) -> None:
    def typed(text: str) -> object:
        return asdict(one(channel, with_("text", message__text=text)).event)["text"]

    assert typed("  <b>_*[ {0.__class__} %(x)s \u202e\u200d ٣ \n") == "  <b>_*[ {0.__class__} %(x)s \u202e\u200d ٣ \n"
    assert typed("nul\0 half \ud83d pair \ud83d\ude00") == "nul half \ufffd pair 😀"


def sent(channel: Telegram, update: Any) -> Shared:
    event = one(channel, update).event
    assert isinstance(event, Shared)
    return event


def test_of_a_photo_the_largest_size_is_fetched_wherever_it_stands(channel: Telegram) -> None:
    sizes = PAYLOADS["photo"]["message"]["photo"]
    found = sent(channel, with_("photo", message__photo=[sizes[1], sizes[0], "junk"])).file
    assert found
    assert found.id == "AgACAgIAAxkBAAIp2"


@pytest.mark.parametrize("photo", [[], ["x"], {}, None, 7, [{}], [{"file_id": ""}], [{"file_id": "x" * 300, "width": 2}]])
def test_a_photo_that_cannot_be_fetched_is_still_one(channel: Telegram, photo: object) -> None:
    event = sent(channel, with_("photo", message__photo=photo))
    assert (event.kind, event.file) == ("photo", None)


@pytest.mark.parametrize("mime", ["text/html; charset=x", "amina", "../x", "", None, 7, "a/" + "b" * 200])
def test_a_kind_of_file_that_is_none_is_not_handed_on(channel: Telegram, mime: object) -> None:
    found = sent(channel, with_("document", message__document__mime_type=mime)).file
    assert found
    assert found.mime == ""


@pytest.mark.parametrize(
    "location", [{}, [], None, {"latitude": 91, "longitude": 0}, {"latitude": 0, "longitude": float("nan")}, {"latitude": "52"}]
)
def test_a_place_that_is_nowhere_is_none(channel: Telegram, location: object) -> None:
    event = sent(channel, with_("location", message__location=location))
    assert (event.kind, event.place) == ("location", None)


def test_a_place_that_moves_on_counts_as_it_was_first_sent(channel: Telegram) -> None:
    first = with_(
        "location", message__location={"latitude": 52.5, "longitude": 13, "horizontal_accuracy": 8.5, "live_period": 900}
    )
    assert sent(channel, first).place == Place(52.5, 13.0, accuracy=8.5)
    moved = {"update_id": 884211099, "edited_message": first["message"] | {"edit_date": 1795284060}}
    assert channel.parse(moved, NOW) == []


@given(raw=st.deferred(lambda: ANYTHING))
def test_parse_never_raises_whatever_json_comes(channel: Telegram, raw: object) -> None:
    check(channel, raw)


@given(data=st.data())
def test_parse_never_raises_when_a_part_of_a_true_update_is_anything(channel: Telegram, data: st.DataObject) -> None:
    update = copy.deepcopy(PAYLOADS[data.draw(st.sampled_from(sorted(PAYLOADS)))])
    for _ in range(data.draw(st.integers(1, 3))):
        where, key = data.draw(st.sampled_from(list(places(update))))
        where[key] = data.draw(ANYTHING)
    check(channel, update)


def check(channel: Telegram, raw: object) -> None:
    """Whatever came, what is handed on can be stored: text is Unicode, ids are numbers, times have happened."""
    counted = channel.ignored.total()
    found = channel.parse(raw, NOW)
    assert len(found) + channel.ignored.total() - counted == 1
    for each in found:
        assert 0 < int(each.external) < 2**63
        assert 0 <= int(each.id.removeprefix("u:")) < 2**63
        assert datetime(2015, 1, 1, tzinfo=UTC) < each.event.at <= NOW
        for string in (each.name, each.language, each.callback, *asdict(each.event).values()):
            assert not isinstance(string, str) or "\0" not in string.encode().decode()
        check_shared(each.event)


def check_shared(event: Event) -> None:
    if not isinstance(event, Shared):
        return
    if event.file:
        assert all("\0" not in part.encode().decode() for part in event.file[:3])
        assert event.file.id
        assert 0 <= event.file.size < 2**63
    if event.place:
        assert abs(event.place.latitude) <= 90
        assert abs(event.place.longitude) <= 180
        assert 0 <= event.place.accuracy <= 1500


NAMES = sorted(
    "update_id message callback_query my_chat_member from chat id type text date data is_bot message_id status"
    " new_chat_member first_name photo location document voice file_id file_name mime_type file_size width height latitude"
    " longitude horizontal_accuracy caption".split()
)
STRINGS = st.text(st.characters(exclude_categories=())) | st.sampled_from(["private", "/start x", "kicked", "member"])
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | STRINGS, inner, max_size=8),
    max_leaves=30,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) inside."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


# --- Who may speak ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["http://127.0.0.1:8081", "http://localhost:1/", "http://[::1]:80", "https://example.org"])
def test_the_bot_api_may_be_on_this_machine_or_encrypted(api: str) -> None:
    assert Telegram(TOKEN, api=api).account == "123456"


@pytest.mark.parametrize(
    "api", ["http://api.telegram.org", "http://10.0.0.1", "http://127.0.0.1.example.org", "ftp://localhost", "", "https://"]
)
def test_any_other_address_is_refused_in_one_sentence(api: str) -> None:
    with pytest.raises(ValueError, match=r"must begin with https://") as caught:
        Telegram(TOKEN, api=api)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", ["", "AAExample", "12:", "12:a b", "12:abc/../x", "١٢:abc"])
def test_what_is_no_token_is_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="not a bot token") as caught:
        Telegram(token)
    assert not token or token not in str(caught.value)


def test_only_the_right_secret_is_admitted(channel: Telegram) -> None:
    assert channel.admits(b"s3cret")
    assert not any(channel.admits(header) for header in (b"", b"s3cre", b"s3cret ", "s3crét".encode("latin-1")))
    assert not Telegram(TOKEN).admits(b"")
