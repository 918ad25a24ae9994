"""What the pretended Bot API refuses, in the words of the real one, and what it lets through."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from phone import FakeTelegram, Hand
from phone.errors import ApiError
from phone.formatting import prepared
from phone.markup import parse_html
from tests.phoning import Json, call


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bashir(fake: FakeTelegram) -> Hand:
    hand = fake.phone("Bashir")
    await hand.start()
    return hand


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
CHAT = 7_100_002
REFUSED: list[tuple[str, Json, str]] = [
    ("sendMessage", {"text": ""}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": " \n "}, "Bad Request: text must be non-empty"),
    ("sendMessage", {"text": "x" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "😀" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "x", "chat_id": 1}, "Bad Request: chat not found"),
    ("sendMessage", {"text": "x", "chat_id": 7_100_001}, "Bad Request: chat not found"),
    ("sendMessage", {"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"text": "x", "parse_mode": "Marked"}, "Bad Request: unsupported parse_mode"),
    ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
    ("sendLocation", {"latitude": 91, "longitude": 0}, "Bad Request: wrong location specified"),
    ("sendVenue", {"latitude": 1, "longitude": 0, "title": "House"}, "Bad Request: address is empty"),
    ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
    ("sendPhoto", {"photo": "https://example.org/a.jpg"}, "Bad Request: failed to get HTTP URL content"),
    ("sendVoice", {"voice": "nonsense"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ("editMessageText", {"message_id": 1, "text": "x"}, "Bad Request: message can't be edited"),
    ("editMessageText", {"message_id": 2, "text": "first"}, NOT_MODIFIED),
    ("editMessageReplyMarkup", {"message_id": 2}, NOT_MODIFIED),
    ("editMessageText", {"message_id": 99, "text": "x"}, "Bad Request: message to edit not found"),
    ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"},
     "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("sendChatAction", {"action": "singing"}, "Bad Request: wrong parameter action in request"),
    ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [], "language_code": "ara"}, "Bad Request: invalid language code specified"),
    ("getFile", {"file_id": "x"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ("inventedMethod", {}, "Not Found: method not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "parameters", "sentence"), REFUSED)
async def test_a_refusal_has_the_sentence_of_the_real_one(
    fake: FakeTelegram, bashir: Hand, method: str, parameters: Json, sentence: str
) -> None:
    assert (await call(fake, "sendMessage", chat_id=CHAT, text="first"))["result"]["message_id"] == 2
    answer = await call(fake, method, **{"chat_id": CHAT, **parameters})
    assert answer["description"] == sentence


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "callback_data": "ا" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "url": "javascript:alert(1)"}, "BUTTON_URL_INVALID"),
        ({"text": "", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"callback_data": "x"}, 'Can\'t find field "text"'),
        ({"text": "x", "callback_data": "x", "style": "pink"}, "invalid button style specified"),
    ],
)
async def test_a_keyboard_is_checked(fake: FakeTelegram, bashir: Hand, button: Json, sentence: str) -> None:
    answer = await call(fake, "sendMessage", chat_id=CHAT, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert answer["description"].endswith(sentence)
    assert not bashir.replies


async def test_what_just_fits_is_taken(fake: FakeTelegram, bashir: Hand) -> None:
    keys = [[{"text": "x", "callback_data": "ا" * 32}] * 8] * 12
    for text in ("x" * 4096, "😀" * 2048, f"<b>{'x' * 4096}</b>"):
        assert (await call(fake, "sendMessage", chat_id=CHAT, text=text, parse_mode="HTML"))["ok"]
    assert (await call(fake, "sendMessage", chat_id=CHAT, text="x", reply_markup={"inline_keyboard": keys}))["ok"]
    too_many = {"inline_keyboard": [*keys, [{"text": "x", "callback_data": "x"}] * 5]}
    answer = await call(fake, "sendMessage", chat_id=CHAT, text="x", reply_markup=too_many)
    assert answer["description"] == "Bad Request: reply markup is too long"
    captions = [(await call(fake, "sendPhoto", chat_id=CHAT, photo="x", caption="x" * n)) for n in (1024, 1025)]
    assert [answer["description"] for answer in captions][1] == "Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a<i>b</i></b> &lt;&#x41;&nbsp;", "ab <A&nbsp;", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<u>x</u>", "😀x", [("underline", 2, 1)]),
        ("  <s>x</s> \n", "x", [("strikethrough", 0, 1)]),
        ("<a href='https://example.org'>x</a>", "x", [("text_link", 0, 1)]),
        ("<a href='javascript:x'>x</a>", "x", []),
        ("\u202ax\u202c\u2066y\u2069", "x\u2066y\u2069", []),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<b></b>x /start @somebody", "x /start @somebody", [("bot_command", 2, 6), ("mention", 9, 9)]),
    ],
)
def test_html_becomes_text_with_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    formatted = prepared(parse_html(source))
    assert formatted.text == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in formatted.entities] == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ä <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_html_that_the_server_refuses_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


PIECES = ["<b>", "</b>", "<i>", "</i>", "<a href='https://a.org'>", "</a>", "<pre>", "</pre>", "&lt;", "&#128512;", "&"]


@given(some.lists(some.sampled_from([*PIECES, " ", "\n", "\u202e", "\r", "x", "ش", "😀", "/go", "@somebody", "http://a.org"])))
def test_entities_lie_within_the_text_whatever_it_is(pieces: list[str]) -> None:
    try:
        formatted = prepared(parse_html("".join(pieces)))
    except ApiError:
        return
    units = formatted.text.encode("utf-16-le")
    for entity in formatted.entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        assert 0 <= start < end <= len(units) // 2
        units[2 * start : 2 * end].decode("utf-16-le")  # does not split a character
