"""What is said, as a message of WhatsApp: its limits at their edges, in every language and script."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Meaning, Refused, Template
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.markup import anchored, styled
from bot.channels.whatsapp.media import LARGEST, medium, weighed
from bot.channels.whatsapp.messages import LIMITS, captioned, cut, drawable, drawn, message, template_message
from dialogs import markup
from dialogs.events import Option, Role, Said
from dialogs.turn import length
from tests.conversations import SHIPPED, VOICES
from tests.judge.spoken import everything
from tests.test_whatsapp import NUMBER, PHONE

FOOTER = "Write: back · help · stop"


def choices(*labels: str, role: Role = "choice") -> tuple[Option, ...]:
    return tuple(Option(label, f"{role}:{i}", role) for i, label in enumerate(labels))


BACK = choices("⬅ Back", "More", role="verb")


def said(*options: Option, text: str = "Do you have work?", rtl: bool = False, footer: str = FOOTER) -> Said:
    return Said(text=text, options=options, rtl=rtl, footer=footer)


def rules(kind: str, content: dict[str, Any]) -> None:
    """Meta's: see messages.py. Lengths in UTF-16 units, the strictest."""
    if kind == "text":
        assert content.keys() == {"body", "preview_url"}
        assert 1 <= length(content["body"]) <= 4096
        assert content["preview_url"] is False
        return
    assert kind == "interactive"
    assert 1 <= length(content["body"]["text"]) <= 1024
    assert 1 <= length(content.get("footer", {"text": "-"})["text"]) <= 60
    if content["type"] == "button":
        titles = [one["reply"]["title"] for one in content["action"]["buttons"]]
        assert 1 <= len(titles) <= 3
        assert len(set(titles)) == len(titles)
        assert all(1 <= length(title) <= 20 for title in titles)
    else:
        [section] = content["action"]["sections"]
        assert 1 <= len(section["rows"]) <= 10
        assert 1 <= length(content["action"]["button"]) <= 20
        for row in section["rows"]:
            assert 1 <= length(row["title"]) <= 24
            assert 1 <= length(row.get("description", "-")) <= 72
    ids = offered(content)
    assert len(set(ids)) == len(ids)
    assert all(1 <= len(id_.encode()) <= 200 for id_ in ids)


def offered(content: dict[str, Any]) -> list[str]:
    """What can be tapped."""
    action = content.get("action", {})
    if "sections" in action:
        return [row["id"] for section in action["sections"] for row in section["rows"]]
    return [one["reply"]["id"] for one in action.get("buttons", ())]


# --- Which shape ---------------------------------------------------------------------------------------------------------


def test_a_few_short_choices_are_reply_buttons_and_the_verbs_words() -> None:
    assert message(said(*choices("✅ Yes", "❌ No"), *BACK)) == (
        "interactive",
        {
            "type": "button",
            "body": {"text": "Do you have work?"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": "choice:0", "title": "✅ Yes"}},
                    {"type": "reply", "reply": {"id": "choice:1", "title": "❌ No"}},
                ]
            },
            "footer": {"text": FOOTER},
        },
    )


def test_more_of_them_are_a_list_with_the_verbs_at_its_end() -> None:
    kind, content = message(said(*choices("a", "b", "c", "d"), *BACK))
    assert (kind, content["type"]) == ("interactive", "list")
    assert offered(content) == ["choice:0", "choice:1", "choice:2", "choice:3", "verb:0", "verb:1"]
    assert "footer" not in content
    rules(kind, content)


@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        (("x" * 20,) * 1, "button"),
        (("x" * 21,) * 1, "list"),
        (("👩‍🌾 " + "x" * 13, "b"), "button"),  # five units for the farmer, in two emoji and what joins them
        (("👩‍🌾 " + "x" * 15, "b"), "list"),
        (("same", "same"), "list"),
        (("a", "b", "c"), "button"),
        (("a", "b", "c", "d"), "list"),
    ],
)
def test_buttons_are_for_up_to_three_that_fit_and_differ(labels: tuple[str, ...], shape: str) -> None:
    _, content = message(said(*choices(*labels)))
    assert content["type"] == shape
    rules("interactive", content)


@pytest.mark.parametrize(("count", "verbs"), [(4, 6), (8, 2), (9, 1), (10, 0)])
def test_verbs_fill_the_rows_that_are_left_and_others_are_named_below(count: int, verbs: int) -> None:
    six = choices(*(f"Verb {i}" for i in range(6)), role="verb")
    kind, content = message(said(*choices(*(f"Choice {i}" for i in range(count))), *six))
    assert [id_.partition(":")[0] for id_ in offered(content)] == ["choice"] * count + ["verb"] * verbs
    assert ("footer" in content) == (verbs < 6)
    rules(kind, content)


def test_more_than_ten_are_numbers_in_the_text_with_the_verbs_below() -> None:
    kind, content = message(said(*choices(*(f"Choice {i}" for i in range(11))), *BACK))
    assert kind == "text"
    first, *lines, below = content["body"].split("\n")
    assert (first, below) == ("Do you have work?", FOOTER)
    assert [line for line in lines if line] == [f"{i + 1}. Choice {i}" for i in range(11)]


def test_a_menu_of_verbs_alone_shows_them() -> None:
    kind, content = message(said(*BACK))
    assert (content["type"], offered(content)) == ("button", ["verb:0", "verb:1"])
    assert "footer" not in content
    kind, content = message(said(*choices(*(f"Verb {i}" for i in range(10)), role="verb")))
    assert (content["type"], len(offered(content))) == ("list", 10)
    rules(kind, content)


def test_without_options_it_is_text_without_a_preview() -> None:
    assert message(Said(text="https://example.org *x*", footer="never shown")) == (
        "text",
        {"body": "https://example.org *x*", "preview_url": False},
    )


def test_nothing_is_edited() -> None:
    assert message(Said(text="Thank you", edits="wamid.OUT")) == message(Said(text="Thank you"))
    assert not LIMITS.edits


def test_a_long_label_is_cut_at_a_word_and_stands_whole_below() -> None:
    long = "👷 Construction and renovation work in houses"
    _, content = message(said(*choices(long, "b", "c", "d")))
    first = content["action"]["sections"][0]["rows"][0]
    assert first == {"id": "choice:0", "title": "👷 Construction and…", "description": long}
    _, content = message(said(*choices("a", "b", "c", "d " * 100)))
    rules("interactive", content)
    assert content["action"]["sections"][0]["rows"][3]["description"].endswith("d…")


def test_a_label_of_emoji_is_a_title_as_long_as_it_fits() -> None:
    _, content = message(said(*choices("😀" * 12, "🚜" * 13, "c", "d")))
    first, second, *_ = content["action"]["sections"][0]["rows"]
    assert first == {"id": "choice:0", "title": "😀" * 12}
    assert second == {"id": "choice:1", "title": "🚜" * 11 + "…", "description": "🚜" * 13}


def test_a_label_stands_in_one_line_without_marks() -> None:
    label = markup.styled("**Yes**, I have\n work")
    _, content = message(said(*choices(label)))
    assert content["action"]["buttons"][0]["reply"]["title"] == "Yes, I have work"


@pytest.mark.parametrize(("size", "kind"), [(1024, "interactive"), (1025, "text")])
def test_a_text_too_long_to_have_buttons_has_numbers(size: int, kind: str) -> None:
    found, content = message(said(*choices("Yes", "No"), text="x" * size))
    assert found == kind
    rules(found, content)
    assert kind == "interactive" or content["body"].endswith(f"1. Yes\n2. No\n\n{FOOTER}")


def test_an_emoji_counts_as_two_characters() -> None:
    assert message(said(*choices("Yes"), text="😀" * 512))[0] == "interactive"
    assert message(said(*choices("Yes"), text="😀" * 513))[0] == "text"


def test_styles_that_make_a_text_too_long_are_left_out() -> None:
    text = markup.styled("Have you **worked**?") + "x" * 1007
    _, content = message(said(*choices("Yes"), text=text))
    assert content["body"]["text"].startswith("Have you worked?x")


@pytest.mark.parametrize("size", [4096, 4097, 10_000])
def test_a_text_is_never_too_long(size: int) -> None:
    for text in ("x" * size, "😀" * size, "word " * size):
        rules(*message(Said(text=text)))
        rules(*message(said(*choices(*(f"Choice {i}" for i in range(40))), text=text, rtl=True)))


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one…"),
        ("one\ntwo three", 8, "one\ntwo…"),
        ("onetwothree", 6, "onetw…"),
        ("😀😀😀", 5, "😀😀…"),
        ("😀😀😀", 4, "😀…"),
        ("", 0, ""),
        ("x", 0, "…"),
    ],
)
def test_what_is_cut_ends_at_a_word_and_in_no_half_of_a_character(text: str, most: int, expected: str) -> None:
    assert cut(text, most) == expected


# --- Styles and directions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("**Work**: what _exactly_?", "*Work*: what _exactly_?"),
        ("**_both_**", "_*both*_"),
        ("# Title\nText", "*Title*\nText"),
        ("<b>over\ntwo lines</b>", "*over*\n*two lines*"),
        ("<b> space </b>x", " *space* x"),
        ("in<b>side</b>words", "insidewords"),
        ("in<b>side</b>", "inside"),
        ("<b>in</b>side", "inside"),
        ("**2 \\* 3**", "2 * 3"),
        ("<u>under</u>", "under"),
        ("[the form](https://example.org/form)", "the form (https://example.org/form)"),
        ("[example.org/form](https://example.org/form)", "example.org/form"),
        ("[write](mailto:team@example.org)", "write (team@example.org)"),
        ("**[bold](https://example.org)** 😀 **end**", "*bold* (https://example.org) 😀 *end*"),
        ("2 * 3 * 4, snake_case, <3", "2 * 3 * 4, snake_case, <3"),
    ],
)
def test_marks_of_a_form_become_what_whatsapp_shows(label: str, shown: str) -> None:
    assert styled(markup.styled(label)) == shown


def test_what_a_person_wrote_is_left_alone() -> None:
    assert styled("*my* _words_ ~x~ ```y``` > z") == "*my* _words_ ~x~ ```y``` > z"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("مرحبا Lotse", "مرحبا Lotse"),
        ("Lotse مرحبا", "\u200fLotse مرحبا"),
        ("مرحبا\nLotse\n\n+352 621", "مرحبا\n\u200fLotse\n\n+352 621"),
        ("\u200fLotse", "\u200fLotse"),
        ("1. العربية", "1. العربية"),
    ],
)
def test_each_line_of_a_right_to_left_message_is_drawn_from_the_right(text: str, shown: str) -> None:
    assert anchored(text) == shown
    assert message(Said(text=text, rtl=True))[1]["body"] == shown
    assert message(said(*choices("a"), text=text, rtl=True))[1]["body"]["text"] == shown
    assert drawn(Said(text=text, rtl=True), "1") == ("image", {"id": "1", "caption": shown})
    assert message(Said(text=text))[1]["body"] == text


# --- Every language, every message ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", VOICES.about)
def test_all_that_is_said_in_a_language_keeps_the_limits_and_hides_nothing(language: str) -> None:
    for form in SHIPPED.values():
        for one in everything(form, VOICES, language, LIMITS):
            kind, content = message(one)
            rules(kind, content)
            hidden = {option.data for option in one.options} - set(offered(content))
            if kind == "interactive" and hidden:
                assert all(option.role == "verb" for option in one.options if option.data in hidden)
                assert content["footer"]["text"] == one.footer


letters = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Co", "Cn"))
labels = st.text(letters, min_size=1, max_size=90)
options = st.lists(
    st.builds(Option, labels, st.uuids().map(str), st.sampled_from(["choice", "answer", "verb"])), max_size=16
).map(tuple)


@given(
    text=st.text(letters, min_size=1, max_size=1500), options=options, footer=st.text(letters, max_size=90), rtl=st.booleans()
)
def test_whatever_is_said_becomes_a_message_that_keeps_the_limits(
    text: str, options: tuple[Option, ...], footer: str, rtl: bool
) -> None:
    rules(*message(Said(text=text, options=options, footer=footer, rtl=rtl)))


# --- Templates and files -------------------------------------------------------------------------------------------------


def test_a_template_has_its_values_in_one_line_and_its_button() -> None:
    template = Template(name="lotse_waiting", language="ar", values=("Lotse\n\tone   two", ""), data=("do:open",))
    assert template_message(template) == {
        "name": "lotse_waiting",
        "language": {"code": "ar"},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "Lotse one two"}, {"type": "text", "text": "–"}]},
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": "do:open"}],
            },
        ],
    }
    assert template_message(Template(name="plain", language="en"))["components"] == []


@pytest.mark.parametrize(
    ("name", "kind", "mime"),
    [
        ("map.JPG", "image", "image/jpeg"),
        ("a.b.png", "image", "image/png"),
        ("q.mp3", "audio", "audio/mpeg"),
        ("q.ogg", "audio", "audio/ogg"),
        ("q.m4a", "audio", "audio/mp4"),
        ("film.mp4", "video", "video/mp4"),
        ("cv.pdf", "document", "application/pdf"),
        ("my-data.html", "document", "text/plain"),
        ("my-data.json", "document", "text/plain"),
        ("plan.svg", "document", "text/plain"),
        ("what", "document", "application/octet-stream"),
    ],
)
def test_a_file_is_shown_as_what_it_is_or_handed_over(name: str, kind: str, mime: str) -> None:
    assert medium(name) == (kind, mime)


@pytest.mark.parametrize("kind", LARGEST)
def test_a_file_beyond_its_size_is_not_sent(kind: str) -> None:
    assert weighed(kind, b"x" * 10) == b"x" * 10
    with pytest.raises(Refused) as caught:
        weighed(kind, bytes(LARGEST[kind] + 1))
    assert caught.value.meaning is Meaning.TOO_LARGE


def test_a_caption_is_never_too_long() -> None:
    assert length(captioned("word " * 1000)) <= 1024
    assert drawable(Said(text="x" * 1024)), "exactly as long as it may be"
    assert not drawable(Said(text="x" * 1024, rtl=True)), "it has no room for its direction"


# --- pywa's own builders agree -------------------------------------------------------------------------------------------


class Pywa:
    """pywa's client, whose requests are kept and go nowhere."""

    def __init__(self) -> None:
        from pywa_async.client import WhatsApp as Client

        self.asked: list[dict[str, Any]] = []
        self.http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        self.client = Client(phone_id=NUMBER, token="token", session=self.http)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content))
        contacts = [{"input": PHONE, "wa_id": PHONE}]
        return httpx.Response(
            200, json={"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": "wamid.X"}]}
        )


@pytest.fixture
async def pywa() -> AsyncIterator[Pywa]:
    found = Pywa()
    yield found
    await found.http.aclose()


def ours(kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    whom = more.pop("whom", {"to": PHONE})
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "type": kind, kind: content, **whom, **more}


async def test_text_and_buttons_and_lists_are_as_pywa_builds_them(pywa: Pywa) -> None:
    from pywa.types.callback import Button, Section, SectionList, SectionRow

    await pywa.client.send_message(PHONE, "Hello", tracker="7")
    buttons = [Button("Yes", "choice:0"), Button("No", "choice:1")]
    await pywa.client.send_message(PHONE, "Work?", buttons=buttons, footer="Write: back")
    rows = [SectionRow(title=title, callback_data=f"choice:{i}") for i, title in enumerate("abcd")]
    await pywa.client.send_message(PHONE, "Work?", buttons=SectionList("☰", [Section(title="", rows=rows)]))
    await pywa.client.send_message("DE.13491208655302741918", "Hello")
    lists = message(said(*choices(*"abcd"), text="Work?"))
    lists[1]["action"]["sections"][0]["title"] = ""  # ours has one section, which needs no title
    assert pywa.asked == [
        ours(*message(Said(text="Hello")), biz_opaque_callback_data="7"),
        ours(*message(said(*choices("Yes", "No"), *BACK, text="Work?", footer="Write: back"))),
        ours(*lists),
        ours(*message(Said(text="Hello")), whom={"recipient": "DE.13491208655302741918"}),
    ]


async def test_a_template_is_as_pywa_builds_it_but_for_capitals(pywa: Pywa) -> None:
    from pywa.types.templates import BodyText, QuickReplyButton, TemplateLanguage

    body: Any = BodyText("From {{1}} now.", "Example")
    values = [body.params("Lotse"), QuickReplyButton.params(callback_data="do:open", index=0)]
    await pywa.client.send_template(PHONE, "lotse_waiting", TemplateLanguage.ARABIC, values)
    [found] = pywa.asked
    expected = ours(
        "template", template_message(Template(name="lotse_waiting", language="ar", values=("Lotse",), data=("do:open",)))
    )
    assert lowered(found) == lowered(expected)


def lowered(payload: dict[str, Any]) -> Any:
    """pywa writes `BODY`, `QUICK_REPLY` and a number for the index; Meta's page `body`, `quick_reply` and "0"."""
    for component in payload["template"]["components"]:
        for name in ("type", "sub_type", "index"):
            if name in component:
                component[name] = str(component[name]).lower()
    return payload


def test_the_channel_says_what_it_can_show() -> None:
    assert (WhatsApp.limits, WhatsApp.tells, WhatsApp.name) == (LIMITS, True, "whatsapp")
    assert (LIMITS.text, LIMITS.body, LIMITS.together) == (4096, 1024, 10)
