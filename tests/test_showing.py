"""Pictures, recordings and films that forms show: before the question, uploaded once, and never in its way."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import refusing
from bot.sending.showing import finder
from dialogs.form import Form
from phone import Hand
from storage.answers import attachments
from storage.schema import upload
from tests.albums import HERE, VOICE, taking
from tests.road import Road, forms, hurry, road, texts

__all__ = ["forms", "taking"]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, forms: dict[str, Form], taking: None) -> None:
    hurry(monkeypatch, forms)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a map, a recording and something secret beside the form."""
    beside_form = tmp_path / "forms/short"
    beside_form.mkdir(parents=True)
    (beside_form / "map.jpg").write_bytes(HERE.data)
    (beside_form / "say.ogg").write_bytes(VOICE.data)
    (beside_form / "key").write_bytes(b"secret")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return tmp_path


@pytest.fixture
async def way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Road]:
    monkeypatch.setattr("tests.road.prepare", prepare_key)
    async with road(folder) as way:
        yield way


def prepare_key(folder: Path) -> None:
    (folder / "key").write_bytes(bytes(range(32)))
    (folder / "key").chmod(0o600)


async def somebody(way: Road) -> Hand:
    hand = way.fake.new_phone(f"Person {len(way.fake.world.phones)}", "en")
    await hand.start()
    await hand.expect("Send it.")
    return hand


def sent(way: Road, method: str, field: str) -> list[Any]:
    """What was given as the file of each call."""
    return [call["parameters"][field] for call in way.fake.requests(method)]


async def test_files_come_in_their_order_before_the_question(way: Road) -> None:
    hand = await somebody(way)
    await hand.say("short/say.ogg short/map.jpg Where?")
    await hand.expect("Where?")
    assert texts(hand) == ["Send it.", "[voice]", "[photo]", "Where?"]


async def test_a_file_is_uploaded_once_for_everybody_and_for_ever(way: Road, folder: Path) -> None:
    hands = [await somebody(way) for _ in range(4)]
    for hand in hands:
        await hand.say("short/map.jpg Where?")
    for hand in hands:
        await hand.expect("Where?")
    await way.settled()
    given = sent(way, "sendPhoto", "photo")
    assert [isinstance(one, str) for one in given] == [False, True, True, True]
    assert await way.rows(upload, "account", "file") == [("telegram:424242", given[1])]
    way.app.senders[0].calls.show.__self__._known = None  # type: ignore[attr-defined] # as after a restart
    await hands[0].say("short/map.jpg Again?")
    await hands[0].expect("Again?")
    assert sent(way, "sendPhoto", "photo")[-1] == given[1]
    (folder / "forms/short/map.jpg").write_bytes(HERE.data + b"new")
    await hands[0].say("short/map.jpg Now?")
    await hands[0].expect("Now?")
    assert isinstance(sent(way, "sendPhoto", "photo")[-1], dict), "another picture"


async def test_a_file_that_the_platform_has_forgotten_is_uploaded_anew(way: Road) -> None:
    hand = await somebody(way)
    await hand.say("short/map.jpg One?")
    await hand.expect("One?")
    way.fake.fault(method="sendPhoto", status=400, description="Bad Request: wrong file identifier/HTTP URL specified")
    await hand.say("short/map.jpg Two?")
    await hand.expect("Two?")
    assert [isinstance(one, str) for one in sent(way, "sendPhoto", "photo")] == [False, True, False]
    assert texts(hand)[1:] == ["[photo]", "One?", "[photo]", "Two?"]


@pytest.mark.parametrize(
    "file",
    [
        "short/none.jpg",
        "short/key",
        "short/../../secret.jpg",
        "../secret.jpg",
        "short//secret.jpg",
        "short/./map.jpg",
        "/etc/x.jpg",
        "map.jpg",
        "",
    ],
)
async def test_a_file_that_is_not_there_does_not_keep_the_question_from_arriving(way: Road, file: str) -> None:
    hand = await somebody(way)
    await hand.say(f"{file} short/map.jpg Where?")
    await hand.expect("Where?")
    assert texts(hand)[1:] == ["[photo]", "Where?"]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"},
        {"status": 413, "description": "Request Entity Too Large"},
        {"hang": 0.1},
    ],
)
async def test_a_file_that_is_not_taken_does_not_keep_the_question_from_arriving(way: Road, fault: dict[str, Any]) -> None:
    hand = await somebody(way)
    way.fake.fault(method="sendPhoto", **fault)
    await hand.say("short/map.jpg short/say.ogg Where?")
    await hand.expect("Where?")
    await way.settled()
    assert texts(hand)[-2:] == ["[voice]", "Where?"]
    assert len(way.fake.requests("sendPhoto")) == 1, "what may have arrived is not sent again"
    assert await way.concerns() == []


async def test_a_file_that_the_platform_is_too_busy_for_is_tried_again_but_not_for_ever(
    way: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusing, "FIRST_RETRY_MS", 1)
    hand = await somebody(way)
    way.fake.fault(method="sendPhoto", status=502, count=2)
    await hand.say("short/say.ogg short/map.jpg Where?")
    await way.until(lambda: _moved(way, hand, "Where?"))
    assert texts(hand)[1:] == ["[voice]", "[photo]", "Where?"]
    way.fake.fault(method="sendPhoto", status=502, count=20)
    await hand.say("short/map.jpg Now?")
    await way.until(lambda: _moved(way, hand, "Now?"))
    assert texts(hand)[-2:] == ["Where?", "Now?"]


def _moved(way: Road, hand: Hand, text: str) -> bool:
    way.clock.later(seconds=1)
    return text in texts(hand)


async def test_a_question_that_is_sent_again_comes_without_its_files(way: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "FIRST_RETRY_MS", 1)
    hand = await somebody(way)
    way.fake.fault(method="sendMessage", status=502, count=2)
    await hand.say("short/map.jpg Where?")
    await way.until(lambda: _moved(way, hand, "Where?"))
    assert texts(hand)[1:] == ["[photo]", "Where?"]


async def test_an_edit_shows_no_files(way: Road) -> None:
    hand = await somebody(way)
    message = hand.last["message_id"]
    hand.chat.messages[message]["reply_markup"] = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x"}]]}
    await hand.tap("Tap")
    await hand.expect("changed")
    assert way.fake.requests("sendPhoto") == []


async def test_what_is_remembered_of_uploads_is_bounded(way: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_UPLOADS", 20)
    for number in range(50):
        await way.app.turnstile.write(partial(attachments.remember, account="a", digest=f"{number:03}", file="f", now=number))
    digests = await way.rows(upload, "digest")
    assert len(digests) <= 20
    assert digests[-1] == "049"


# --- Which file is meant ----------------------------------------------------------------------------------------------


def test_a_file_is_looked_for_where_authors_put_it(tmp_path: Path) -> None:
    imported, own = tmp_path / "imported", tmp_path / "own"
    find = finder(imported, own)
    for place in ("own/a.png", "own/form-media/b.png", "own/form/c.png", "imported/form/c.png"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(b"")
    assert find("form/a.png") == own / "a.png"
    assert find("form/b.png") == own / "form-media/b.png"
    assert find("form/c.png") == imported / "form/c.png"
    assert find("form/d.png") is None


PIECES = st.sampled_from(["..", ".", "/", "\\", "secret.png", "inside.png", "form", "\0", "//", "~", "%2e%2e", ".png"])


@given(name=st.lists(PIECES, max_size=6).map("".join))
def test_no_name_leads_out_of_the_folders(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.getbasetemp() / "showing"
    inside = root / "forms"
    (inside / "form").mkdir(parents=True, exist_ok=True)
    for place in (root / "secret.png", inside / "form/inside.png"):
        place.write_bytes(b"")
    found = finder(inside)(name)
    assert found in (None, inside / "form/inside.png")
