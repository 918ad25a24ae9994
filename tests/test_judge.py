"""What we send to WhatsApp, and what the pretended phones emit, is what its judge has seen: see docs/testing.md, and tests/judge."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from pywa.client import WhatsApp
from pywa.types.base_update import RawUpdate

from bot.channels.whatsapp.messages import (
    BODY,
    BUTTON,
    BUTTONS,
    CAPTION,
    DESCRIPTION,
    FOOTER,
    PLACE_ADDRESS,
    PLACE_NAME,
    ROWS,
    TEXT,
    TITLE,
    TRACKER,
)
from tests.conversations import SHIPPED, VOICES
from tests.judge import edges
from tests.judge.emitted import bodies, one_by_one, webhooks
from tests.judge.judging import PACKAGES, SAME, accepted, fair, pinned, recorded, ruled, unjudged
from tests.judge.ours import PHONE, Outgoing, submitted
from tests.judge.shapes import kind, shape, within

VERDICTS = recorded()
ANEW = "The judge has not seen this: run make judge"


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    found = Outgoing()
    yield found
    await found.close()


@pytest.mark.parametrize("language", VOICES.about)
async def test_everything_that_is_said_in_a_language_is_as_the_judge_wants_it(outgoing: Outgoing, language: str) -> None:
    for form in SHIPPED.values():
        payloads = await outgoing.of_form(form, VOICES, language)
        assert len(payloads) > 200
        assert list(unjudged(payloads, VERDICTS["payloads"])) == [], ANEW


async def test_odd_messages_files_places_marks_and_templates_are_as_the_judge_wants_them(outgoing: Outgoing) -> None:
    parts = [await outgoing.at_the_edges(), await outgoing.files(), await outgoing.places(), await outgoing.marks()]
    parts.append(await outgoing.knocks(VOICES))
    for payloads in parts:
        assert payloads
        assert list(unjudged(payloads, VERDICTS["payloads"])) == [], ANEW


async def test_what_the_pretended_phones_emit_is_what_the_judge_could_read() -> None:
    told = bodies(await webhooks())
    assert len(told) > 100
    assert list(unjudged(told, VERDICTS["webhooks"])) == [], ANEW


async def test_pywa_too_reads_every_message_and_status_of_the_pretended_phones() -> None:
    """It makes one object of each envelope; of a number that changed it wants the old one, which hidden people have not."""
    reader, read = WhatsApp(token="token"), Counter[str]()
    for alone in (one for body in bodies(await webhooks()) for one in one_by_one(body)):
        raw = RawUpdate(orjson.dumps(alone), hmac_header="", update_hash="")
        message = raw.value.get("messages", [{}])[0]
        if message.get("type") == "system" and "from" not in message:
            continue
        handler = reader._get_handler_type(raw)
        assert handler, message
        update: Any = reader._handlers_to_updates[handler].from_update(client=reader, update=raw)
        read[type(update).__name__] += 1
        item = message or raw.value["statuses"][0]
        assert update.id == item["id"]
        assert update.from_user.bsuid in (
            item.get("from_user_id"),
            item.get("recipient_user_id"),
            item.get("system", {}).get("user_id"),
        )
    told = ("Message", "EditedMessage", "CallbackButton", "CallbackSelection", "MessageStatus", "PhoneNumberChange")
    assert set(read) == set(told)


def test_the_templates_that_we_submit_are_those_that_were_judged() -> None:
    assert [[one["name"], one["language"], fair(one["language"])] for one in submitted(VOICES)] == VERDICTS["templates"], ANEW


def test_the_judge_takes_what_is_at_a_limit_and_refuses_what_is_beyond_it() -> None:
    assert [name for name, *_ in VERDICTS["edges"]] == [edge.name for edge in edges.edges()], ANEW
    for edge, (_, within_it, beyond) in zip(edges.edges(), VERDICTS["edges"], strict=True):
        assert within_it == SAME, edge.name
        assert beyond.startswith("refused") or (edge.unseen and beyond == SAME), edge.name


def test_the_limits_that_were_judged_are_those_that_we_keep() -> None:
    assert (TEXT, BODY, FOOTER, CAPTION, TRACKER) == (edges.TEXT, edges.BODY, edges.FOOTER, edges.CAPTION, edges.NOTE)
    assert (BUTTONS, BUTTON) == (edges.BUTTONS, edges.BUTTON)
    assert (ROWS, TITLE, DESCRIPTION) == (edges.ROWS, edges.ROW, edges.DESCRIPTION)
    assert (PLACE_NAME, PLACE_ADDRESS) == (edges.PLACE_NAME, edges.PLACE_ADDRESS)


def test_the_verdicts_are_of_the_judge_that_is_pinned() -> None:
    assert VERDICTS["judge"] == f"@kapso/whatsapp-cloud-api {pinned()}"
    assert all(version[0].isdecimal() for version in json.loads(PACKAGES.read_text(encoding="utf-8"))["dependencies"].values())


def test_every_verdict_is_good_or_a_disagreement_that_we_know() -> None:
    assert [one for one in (*VERDICTS["payloads"], *VERDICTS["webhooks"]) if not accepted(one["verdict"])] == []


async def test_a_text_that_is_longer_than_meta_takes_never_leaves(outgoing: Outgoing) -> None:
    """The judge does not know this limit."""
    sent = [*await outgoing.at_the_edges(), *await outgoing.of_form(SHIPPED["welcome"], VOICES, "en")]
    assert max(len(one["text"]["body"].encode("utf-16-le")) // 2 for one in sent if one["type"] == "text") == TEXT


# --- The harness itself finds what is wrong ------------------------------------------------------------------------------


def test_what_has_another_field_another_word_or_is_longer_is_not_judged() -> None:
    judged = list(ruled([edges.text(5)], [SAME]).values())
    further: edges.Payload = edges.text(5) | {"context": {"message_id": "wamid.1"}}
    other: edges.Payload = edges.text(5) | {"type": "sticker"}
    assert list(unjudged([edges.text(5), edges.text(4)], judged)) == []
    for payload in (edges.text(6), edges.text(0), further, other):
        assert len(list(unjudged([payload], judged))) == 1


def test_what_the_judge_refused_once_is_refused_in_every_length() -> None:
    judged = list(ruled([edges.text(5), edges.text(3)], ["refused: body", SAME]).values())
    assert [found[:13] for found in unjudged([edges.text(3)], judged)] == ["refused: body"]


def test_members_of_a_list_are_one_with_the_most_of_each() -> None:
    few, many = edges.buttons(count=1, label=9), edges.buttons(count=3, label=2)
    [merged] = ruled([few, many], [SAME, SAME]).values()
    assert merged["most"]["interactive.action.buttons"] == 3
    assert merged["most"]["interactive.action.buttons[reply].reply.title"] == 9
    assert kind(shape(few)) == kind(shape(many))
    assert not within(shape(many), shape(few))


async def test_the_messages_of_ours_that_are_judged_are_those_that_leave(outgoing: Outgoing) -> None:
    [*_, read, typing] = await outgoing.marks()
    assert read == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBgLMTU1"}
    assert typing == {**read, "typing_indicator": {"type": "text"}}
    first, *_ = await outgoing.at_the_edges()
    assert first == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PHONE,
        "type": "text",
        "text": {"body": "x", "preview_url": False},
        "biz_opaque_callback_data": "4711",
    }
