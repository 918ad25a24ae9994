"""What the pretended Graph API refuses: every limit at its edge, and whatever Meta's pages forbid."""

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest

from phone import FakeWhatsApp, WhatsAppHand
from phone.whatsapp.errors import GraphError
from phone.whatsapp.rules import check_message, check_read
from phone.whatsapp.submission import check_name, checked_components
from tests.whatsapping import Clock, Json, buttons, graph, post, refused, rows


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=Clock()) as fake:
        yield fake


@pytest.fixture
async def amal(fake: FakeWhatsApp) -> WhatsAppHand:
    hand = fake.phone("Amal")
    await hand.say("hello")
    return hand


def label(length: int) -> str:
    """So many characters, none of them of one byte."""
    return "ع" * length


def with_(content: Json, **more: Any) -> Json:
    return content | more


def one_button(**reply: Any) -> Json:
    return buttons("x") | {"action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"} | reply}]}}


def one_row(button: str = "Open", **row: Any) -> Json:
    return rows("x") | {"action": {"button": button, "sections": [{"rows": [{"id": "y", "title": "Yes"} | row]}]}}


TEN = [label(20) + chr(0x1200 + at) for at in range(10)]
EDGES: dict[str, tuple[str, Any, Any]] = {
    "text": ("text", {"body": label(4096)}, {"body": label(4097)}),
    "text of blanks": ("text", {"body": " x "}, {"body": " \n "}),
    "emoji count as one": ("text", {"body": "😀" * 4096}, {"body": "😀" * 4097}),
    "body": ("interactive", with_(buttons("a"), body={"text": label(1024)}), with_(buttons("a"), body={"text": label(1025)})),
    "footer": ("interactive", buttons("a", footer={"text": label(60)}), buttons("a", footer={"text": label(61)})),
    "header": (
        "interactive",
        buttons("a", header={"type": "text", "text": label(60)}),
        buttons("a", header={"type": "text", "text": label(61)}),
    ),
    "buttons": ("interactive", buttons("a", "b", "c"), buttons("a", "b", "c", "d")),
    "no buttons": ("interactive", buttons("a"), buttons()),
    "titles of buttons": ("interactive", one_button(title=label(20)), one_button(title=label(21))),
    "an empty title": ("interactive", one_button(title="a"), one_button(title="")),
    "titles twice": ("interactive", buttons("a", "A"), buttons("a", "a")),
    "ids of buttons": ("interactive", one_button(id="i" * 256), one_button(id="i" * 257)),
    "rows": ("interactive", rows(*TEN), rows(*TEN, "more")),
    "no rows": ("interactive", rows("a"), rows()),
    "titles of rows": ("interactive", one_row(title=label(24)), one_row(title=label(25))),
    "descriptions": ("interactive", one_row(description=label(72)), one_row(description=label(73))),
    "ids of rows": ("interactive", one_row(id="i" * 200), one_row(id="i" * 201)),
    "what opens a list": ("interactive", one_row(button=label(20)), one_row(button=label(21))),
    "caption": ("image", {"caption": label(1024)}, {"caption": label(1025)}),
    "latitude": ("location", {"latitude": 90, "longitude": -180}, {"latitude": 90.1, "longitude": 0}),
}


@pytest.mark.parametrize("edge", EDGES)
async def test_every_limit_holds_at_its_edge(fake: FakeWhatsApp, amal: WhatsAppHand, edge: str) -> None:
    kind, allowed, forbidden = EDGES[edge]
    if kind == "image":
        file = await amal.send("photo")
        allowed, forbidden = allowed | {"id": file.content["id"]}, forbidden | {"id": file.content["id"]}

    assert (await post(fake, amal, kind, allowed)).status_code == 200
    assert await refused(await post(fake, amal, kind, forbidden)) in {100, 131009}
    assert len([message for message in amal.messages if not message.mine]) == 1


def sections(*many: Json) -> Json:
    return rows("x") | {"action": {"button": "Open", "sections": list(many)}}


def section(*ids: str, **more: Any) -> Json:
    return {"rows": [{"id": one, "title": one} for one in ids], **more}


async def test_ten_rows_are_ten_in_all_sections(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    five, six = [f"a{at}" for at in range(5)], [f"b{at}" for at in range(6)]

    fits = sections(section(*five, title="A"), section(*six[:5], title="B"))
    assert (await post(fake, amal, "interactive", fits)).status_code == 200
    too_many = sections(section(*five, title="A"), section(*six, title="B"))
    assert await refused(await post(fake, amal, "interactive", too_many)) == 131009
    assert await refused(await post(fake, amal, "interactive", sections(section("a"), section("b", title="B")))) == 131008
    assert await refused(await post(fake, amal, "interactive", sections(section("a", "a")))) == 131009


WRONG: dict[str, tuple[Json, int]] = {
    "nothing": ({}, 100),
    "no product": ({"to": "963900000001", "type": "text", "text": {"body": "x"}}, 100),
    "nobody": ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}}, 131008),
    "an invented key": ({"messaging_product": "whatsapp", "to": "963900000001", "txt": {"body": "x"}}, 100),
    "an invented key inside": (
        {"messaging_product": "whatsapp", "to": "963900000001", "text": {"body": "x", "bold": True}},
        100,
    ),
    "an invented type": ({"messaging_product": "whatsapp", "to": "963900000001", "type": "poll", "poll": {}}, 100),
    "no content": ({"messaging_product": "whatsapp", "to": "963900000001", "type": "text"}, 131008),
    "a user id as a number": (
        {"messaging_product": "whatsapp", "to": "SY.13491208655302741918", "text": {"body": "x"}},
        131009,
    ),
    "a number as a user id": ({"messaging_product": "whatsapp", "recipient": "963900000001", "text": {"body": "x"}}, 131009),
    "too long a mark": (
        {"messaging_product": "whatsapp", "to": "963900000001", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513},
        131009,
    ),
    "a list": ({"messaging_product": "whatsapp", "to": "963900000001", "type": "text", "text": ["x"]}, 100),
    "a file that there is not": (
        {"messaging_product": "whatsapp", "to": "963900000001", "type": "image", "image": {"id": "1"}},
        100,
    ),
    "a file without its id": ({"messaging_product": "whatsapp", "to": "963900000001", "type": "image", "image": {}}, 131008),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_no_message_is_refused(fake: FakeWhatsApp, amal: WhatsAppHand, what: str) -> None:
    body, code = WRONG[what]

    assert await refused(await graph(fake, "POST", f"{fake.numbers[0]}/messages", body)) == code


async def test_another_number_s_id_is_unknown(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    answer = await graph(fake, "POST", "999/messages", {"messaging_product": "whatsapp"})

    assert await refused(answer) == 100


BODY = "Hello {{1}}, we begin at {{2}} tomorrow."


def submitted(words: str = BODY, examples: int = 2, **more: Any) -> Json:
    body: Json = {"type": "body", "text": words}
    if examples:
        body["example"] = {"body_text": [["x"] * examples]}
    return {"name": "reminder", "language": "ar", "category": "utility", "components": [body]} | more


def button_part(*titles: str) -> Json:
    return {"type": "buttons", "buttons": [{"type": "quick_reply", "text": title} for title in titles]}


SUBMISSIONS: dict[str, Json] = {
    "a place at the beginning": submitted("{{1}} begins tomorrow at noon.", 1),
    "a place at the end": submitted("We begin tomorrow at {{1}}", 1),
    "a place before the last dot": submitted("We begin tomorrow at {{1}}.", 1),
    "a gap in the numbers": submitted("Hello {{1}}, we begin at {{3}} tomorrow.", 2),
    "half a bracket": submitted("Hello {{1}, we begin tomorrow.", 0),
    "no examples": submitted(examples=0),
    "an example too few": submitted(examples=1),
    "more places than words": submitted("a {{1}} {{2}} {{3}} b", 3),
    "too long": submitted("x" * 1025, 0),
    "capitals in the name": submitted(name="Reminder"),
    "a language that Meta has not": submitted(language="ti"),
    "an invented category": submitted(category="GREETING"),
    "an invented key": submitted(colour="red"),
    "no body": submitted(components=[button_part("Open")]),
    "a button too long": submitted(components=[{"type": "BODY", "text": "x"}, button_part("x" * 26)]),
    "a button twice": submitted(components=[{"type": "BODY", "text": "x"}, button_part("a", "a")]),
    "a footer too long": submitted(components=[{"type": "BODY", "text": "x"}, {"type": "FOOTER", "text": "x" * 61}]),
}


@pytest.mark.parametrize("what", SUBMISSIONS)
async def test_templates_that_meta_would_not_take_are_refused(fake: FakeWhatsApp, what: str) -> None:
    answer = await graph(fake, "POST", f"{fake.business}/message_templates", SUBMISSIONS[what])

    assert await refused(answer) in {100, 131009}
    assert fake.account.templates.by_id == {}


async def test_a_template_with_everything_is_taken(fake: FakeWhatsApp) -> None:
    header = {"type": "header", "format": "text", "text": "{{1}} asks", "example": {"header_text": ["x"]}}
    parts = [header, submitted()["components"][0], {"type": "footer", "text": label(60)}, button_part(label(25), "b")]

    answer = await graph(fake, "POST", f"{fake.business}/message_templates", submitted(components=parts))

    assert answer.json()["status"] == "APPROVED", answer.text
    named = submitted("Hello {{name}}, we begin.", name="named", parameter_format="named")
    named["components"][0]["example"] = {"body_text_named_params": [{"param_name": "name", "example": "x"}]}
    assert (await graph(fake, "POST", f"{fake.business}/message_templates", named)).status_code == 200


async def test_a_template_is_one_for_each_language_and_can_be_changed(fake: FakeWhatsApp) -> None:
    path = f"{fake.business}/message_templates"
    made = (await graph(fake, "POST", path, submitted())).json()
    assert (made["status"], made["category"]) == ("APPROVED", "UTILITY")
    again = await graph(fake, "POST", path, submitted())
    assert (await refused(again), again.json()["error"]["error_subcode"]) == (100, 2388024)
    assert (await graph(fake, "POST", path, submitted(language="fa"))).status_code == 200

    fake.account.templates.next = "REJECTED"
    changed = await graph(fake, "POST", made["id"], {"components": [{"type": "BODY", "text": "Something else."}]})

    assert changed.json()["success"] is True
    listed = (await graph(fake, "GET", f"{path}?fields=name,language,status&limit=1")).json()
    assert listed["data"] == [{"name": "reminder", "language": "ar", "status": "REJECTED", "id": made["id"]}]
    after = listed["paging"]["cursors"]["after"]
    assert (await graph(fake, "GET", f"{path}?limit=1&after={after}")).json()["data"][0]["language"] == "fa"


def filled(*values: str, name: str = "reminder", language: str = "ar", payload: str = "") -> Json:
    body = [{"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}] if values else []
    parameters = [{"type": "payload", "payload": payload}]
    button = [{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": parameters}] if payload else []
    return {"name": name, "language": {"code": language}, "components": [*body, *button]}


FILLED: dict[str, tuple[Json, int]] = {
    "a value too few": (filled("Amal"), 132000),
    "a value too many": (filled("Amal", "10:00", "x"), 132000),
    "no values": (filled(), 132000),
    "another name": (filled("Amal", "10:00", name="remainder"), 132001),
    "another language": (filled("Amal", "10:00", language="fa"), 132001),
    "a line break": (filled("Amal\nKhalil", "10:00"), 132018),
    "five blanks": (filled("Amal     Khalil", "10:00"), 132018),
    "an empty value": (filled("Amal", ""), 131008),
    "too long altogether": (filled("x" * 1000, "10:00"), 132005),
    "a button that there is not": (filled("Amal", "10:00", payload="do:open"), 132000),
}


@pytest.mark.parametrize("what", FILLED)
async def test_a_template_is_filled_as_it_was_approved(fake: FakeWhatsApp, amal: WhatsAppHand, what: str) -> None:
    fake.template("reminder", "ar", BODY)
    content, code = FILLED[what]

    assert await refused(await post(fake, amal, "template", content)) == code
    assert (await post(fake, amal, "template", filled("Amal", "10:00"))).status_code == 200


@pytest.mark.parametrize(
    ("status", "code"), [("PENDING", 132001), ("REJECTED", 132001), ("PAUSED", 132015), ("DISABLED", 132016), ("APPROVED", 0)]
)
async def test_only_an_approved_template_can_be_sent(fake: FakeWhatsApp, amal: WhatsAppHand, status: str, code: int) -> None:
    fake.account.templates.next = status
    fake.template("reminder", "ar", BODY)

    answer = await post(fake, amal, "template", filled("Amal", "10:00"))

    assert (0 if answer.status_code == 200 else await refused(answer)) == code


async def test_so_many_people_a_day_can_be_written_to_first(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    fake.template("reminder", "ar", "There is news.")
    fake.account.set_tier(2)
    people = [fake.new_phone(f"P{at}", "ar") for at in range(3)]

    for person in people[:2]:
        assert (await post(fake, person, "template", filled())).status_code == 200
    assert await refused(await post(fake, people[2], "template", filled())) == 131048
    assert (await post(fake, people[0], "template", filled())).status_code == 200
    assert (await post(fake, amal, "template", filled())).status_code == 200  # she has written: her window is open
    fake.pass_time(hours=24)
    assert (await post(fake, people[2], "template", filled())).status_code == 200


async def test_one_person_is_not_flooded(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    fake.account.pair_rate = True

    answers = [await post(fake, amal, "text", {"body": str(at)}) for at in range(46)]

    assert {answer.status_code for answer in answers[:45]} == {200}
    assert await refused(answers[45]) == 131056


ODD: list[Any] = [None, 0, -1, 1.5, True, "", "x", "x" * 5000, [], {}, [1], {"a": 1}, [[]], [{}], [None], {"type": []}]


def spoilt(value: Any) -> Iterator[Any]:
    """The value with each of its parts, and itself, replaced by something odd."""
    yield from ODD
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        for other in spoilt(value[key]):
            copy = deepcopy(value)
            copy[key] = other
            yield copy


def all_checks(body: Json) -> None:
    for check in (check_message, check_read, check_name, lambda body: checked_components(body.get("components"), "POSITIONAL")):
        with suppress(GraphError):
            check(body)


@pytest.mark.parametrize("kind", ["interactive buttons", "interactive list", "template", "submission"])
def test_whatever_comes_is_taken_or_refused_and_nothing_falls_over(kind: str) -> None:
    head = {"messaging_product": "whatsapp", "to": "963900000001", "type": kind.split(maxsplit=1)[0]}
    whole = {
        "interactive buttons": head | {"interactive": buttons("a", footer={"text": "f"}, header={"type": "text", "text": "h"})},
        "interactive list": head | {"interactive": rows("a", "b")},
        "template": head | {"template": filled("Amal", payload="do:open")},
        "submission": submitted(components=[submitted()["components"][0], button_part("a")]),
    }[kind]

    for body in spoilt(whole):
        if isinstance(body, dict):
            all_checks(body)
