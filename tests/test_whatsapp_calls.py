"""WhatsApp over HTTP on loopback: what leaves, what is fetched, and what is asked of the business account."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import Meaning, Refused, Template
from bot.channels.whatsapp import Business, Session, WhatsApp
from bot.channels.whatsapp.media import is_metas
from bot.channels.whatsapp.messages import message, template_message
from bot.channels.whatsapp.people import digest
from bot.introducing import learn_doors
from dialogs.events import Option, Place, Said
from dialogs.workshops.values import Spot
from tests.bot_api import running
from tests.graph_api import GraphApi
from tests.test_whatsapp import AMINA, NUMBER, PHONE

TOKEN = "EAAJBverysecret"
WABA = "102290129340398"
QUESTION = Said(text="Welche Sprachen sprechen Sie? \u2068أمينة\u2069 *&", options=(Option("العربية", "7f3k:1"),), rtl=True)


@pytest.fixture
async def api() -> AsyncIterator[GraphApi]:
    async with running(GraphApi) as api:
        yield api


@pytest.fixture
async def session(api: GraphApi) -> AsyncIterator[Session]:
    session = Session(TOKEN, api.base + "/")
    yield session
    await session.close()


@pytest.fixture
def channel(session: Session) -> WhatsApp:
    return WhatsApp(NUMBER, session)


@pytest.fixture
def business(session: Session) -> Business:
    return Business(WABA, session)


# --- Messages ------------------------------------------------------------------------------------------------------------


async def test_a_message_is_sent_to_a_number_and_its_id_returned(api: GraphApi, channel: WhatsApp) -> None:
    api.will_accept("wamid.HBgN")
    assert await channel.send(PHONE, QUESTION, 4711) == digest("wamid.HBgN")
    [call] = api.calls
    assert (call.token, call.method) == (TOKEN, f"POST {NUMBER}/messages")
    kind, content = message(QUESTION)
    assert call.parameters == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PHONE,
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": "4711",
    }


async def test_somebody_without_a_number_is_written_to_by_their_user_id(api: GraphApi, channel: WhatsApp) -> None:
    api.will_accept()
    await channel.send(AMINA, Said(text="Hello"))
    [call] = api.calls
    assert call.parameters["recipient"] == AMINA
    assert call.parameters.keys().isdisjoint({"to", "biz_opaque_callback_data"})


async def test_a_template_is_sent_with_our_number_of_it(api: GraphApi, channel: WhatsApp) -> None:
    api.will_accept("wamid.T")
    template = Template(name="lotse_waiting", language="ar", values=("Lotse",), data=("do:open",))
    assert await channel.send_template(PHONE, template, 4712) == digest("wamid.T")
    [call] = api.calls
    assert (call.parameters["type"], call.parameters["template"]) == ("template", template_message(template))
    assert call.parameters["biz_opaque_callback_data"] == "4712"


async def test_numbers_of_ours_share_a_session_and_its_connections(api: GraphApi, session: Session) -> None:
    for number in (NUMBER, "999"):
        api.will_accept()
        await WhatsApp(number, session).send(PHONE, QUESTION)
    assert [call.method for call in api.calls] == [f"POST {NUMBER}/messages", "POST 999/messages"]
    assert len(api.serving) == 1


class Shut(WhatsApp):
    """A number that Meta does not show to us."""

    async def door(self) -> str:
        raise Refused(Meaning.REVOKED, "100 Invalid parameter")


async def test_a_number_that_is_refused_keeps_nobody_from_learning_what_the_others_are_called(
    api: GraphApi, session: Session, channel: WhatsApp
) -> None:
    api.will_say({"display_phone_number": "+352 621 000 001"})
    doors: dict[str, str] = {}
    learning = asyncio.create_task(learn_doors([Shut("999", session), channel], doors))
    async with asyncio.timeout(5):
        while not doors:  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0)
    learning.cancel()
    assert doors == {"whatsapp": "+352 621 000 001"}


@pytest.mark.parametrize(
    ("typing", "more"), [(True, {"typing_indicator": {"type": "text"}}), (False, {})], ids=["and typing", "only"]
)
async def test_a_message_is_marked_as_read(api: GraphApi, channel: WhatsApp, typing: bool, more: dict[str, object]) -> None:
    api.will_say({"success": True})
    await channel.read("wamid.IN", typing=typing)
    [call] = api.calls
    assert call.method == f"POST {NUMBER}/messages"
    assert call.parameters == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN", **more}


# --- Files that leave ----------------------------------------------------------------------------------------------------


async def test_a_file_is_uploaded_and_sent_as_a_document_with_its_name_and_caption(api: GraphApi, channel: WhatsApp) -> None:
    api.will_say({"id": "1234"})
    api.will_accept("wamid.F")
    assert await channel.send_file(PHONE, "my-data.html", b"<p>\xd8\xb4</p>\r\n--x", "Ihre Daten ✓", 9) == digest("wamid.F")
    upload, sent = api.calls
    assert (upload.method, upload.token) == (f"POST {NUMBER}/media", TOKEN)
    assert upload.parameters == {"messaging_product": "whatsapp", "type": "text/plain"}
    assert upload.files == {"file": ("my-data.html", b"<p>\xd8\xb4</p>\r\n--x")}
    assert sent.parameters["document"] == {"id": "1234", "filename": "my-data.html", "caption": "Ihre Daten ✓"}
    assert sent.parameters["biz_opaque_callback_data"] == "9"


async def test_a_picture_goes_with_few_words_or_few_buttons(api: GraphApi, channel: WhatsApp) -> None:
    for said in (QUESTION, Said(text="x" * 1024)):
        api.will_say({"id": "1234"})
        api.will_accept()
        await channel.send_drawn(PHONE, b"\x89PNG", said)
    _, buttons, _, words = api.calls
    assert buttons.parameters["interactive"]["header"] == {"type": "image", "image": {"id": "1234"}}
    assert words.parameters["image"] == {"id": "1234", "caption": "x" * 1024}
    listed = tuple(Option(f"Label {number}", f"d{number}") for number in range(4))
    for said in (Said(text="x" * 1025), Said(text="Which?", options=listed), Said(text="x" * 1025, options=listed)):
        with pytest.raises(Refused) as caught:
            await channel.send_drawn(PHONE, b"\x89PNG", said)
        assert caught.value.meaning is Meaning.TOO_LARGE
    assert len(api.calls) == 4, "nothing is uploaded in vain"


async def test_a_place_has_its_name_and_address_where_they_are_known(api: GraphApi, channel: WhatsApp) -> None:
    for spot in (Spot("Haus", "Weg 5", Place(52.5, 13.4)), Spot("", "", Place(52.5, 13.4))):
        api.will_accept("wamid.P")
        assert await channel.send_place(PHONE, spot, 9) == digest("wamid.P")
    named, bare = api.calls
    where = {"latitude": 52.5, "longitude": 13.4}
    assert (named.parameters["type"], named.parameters["location"]) == (
        "location",
        {**where, "name": "Haus", "address": "Weg 5"},
    )
    assert (bare.parameters["location"], bare.parameters["biz_opaque_callback_data"]) == (where, "9")


@pytest.mark.parametrize(
    ("name", "kind"), [("map.JPG", "image"), ("q.mp3", "audio"), ("film.mp4", "video"), ("plan.pdf", "document")]
)
async def test_a_file_is_uploaded_once_and_then_shown_by_its_id(api: GraphApi, channel: WhatsApp, name: str, kind: str) -> None:
    api.will_say({"id": "1234"})
    api.will_accept()
    api.will_accept()
    file = await channel.show(PHONE, name, b"\x89content")
    await channel.show(AMINA, name, file)
    upload, first, again = api.calls
    named = {"filename": name} if kind == "document" else {}
    assert upload.files == {"file": (name, b"\x89content")}
    assert (first.parameters["type"], first.parameters[kind]) == (kind, {"id": "1234", **named})
    assert again.parameters[kind] == first.parameters[kind]


@pytest.mark.parametrize(("status", "code"), [(400, 131009), (400, 100), (404, 100), (400, 131053)])
async def test_a_file_that_is_no_more_with_meta_is_gone(api: GraphApi, channel: WhatsApp, status: int, code: int) -> None:
    api.will_decline(status, code, "Parameter value is not valid")
    with pytest.raises(Refused) as caught:
        await channel.show(PHONE, "map.png", "1234")
    assert caught.value.meaning is Meaning.GONE
    api.will_say({"id": "1235"})
    api.will_decline(status, code, "Parameter value is not valid")
    with pytest.raises(Refused) as caught:
        await channel.show(PHONE, "map.png", b"fresh")  # then it was no matter of the id
    assert caught.value.meaning is Meaning.OURS


async def test_who_cannot_be_reached_is_told_when_a_file_is_shown_too(api: GraphApi, channel: WhatsApp) -> None:
    api.will_decline(400, 131047, "Re-engagement message")
    with pytest.raises(Refused) as caught:
        await channel.show(PHONE, "map.png", "1234")
    assert caught.value.meaning is Meaning.CLOSED


async def test_a_file_that_is_too_large_does_not_leave(api: GraphApi, channel: WhatsApp) -> None:
    with pytest.raises(Refused) as caught:
        await channel.show(PHONE, "map.png", bytes((5 << 20) + 1))
    assert caught.value.meaning is Meaning.TOO_LARGE
    assert api.calls == []


@pytest.mark.parametrize("answer", [{"x": 1}, {"id": ""}, {"id": "../me"}, {"id": 5}])
async def test_an_upload_that_came_to_a_strange_answer_is_made_again(api: GraphApi, channel: WhatsApp, answer: object) -> None:
    api.will_say(answer)
    with pytest.raises(Refused) as caught:
        await channel.show(PHONE, "map.png", b"x")
    assert caught.value.meaning is Meaning.RETRY
    assert len(api.calls) == 1


# --- Files that people sent ----------------------------------------------------------------------------------------------


def told(api: GraphApi, **changes: object) -> dict[str, object]:
    url = f"{api.url}/media/1234?hash=Ab"
    about = {"messaging_product": "whatsapp", "url": url, "mime_type": "image/jpeg", "file_size": "5", "id": "1234"}
    return {**about, **changes}


async def test_a_file_is_fetched_in_two_calls_both_with_the_token(api: GraphApi, channel: WhatsApp) -> None:
    api.will_say(told(api))
    api.will_give(b"\xff\xd8abc")
    assert await channel.fetch("1234", 5) == b"\xff\xd8abc"
    asked, given = api.calls
    assert (asked.method, asked.token) == ("GET 1234", TOKEN)
    assert (given.method, given.token, given.parameters) == ("GET /media/1234", TOKEN, {"hash": "Ab"})


@pytest.mark.parametrize("size", ["6", 6, 10**12])
async def test_a_file_that_is_told_to_be_too_large_is_not_fetched(api: GraphApi, channel: WhatsApp, size: object) -> None:
    api.will_say(told(api, file_size=size))
    with pytest.raises(Refused) as caught:
        await channel.fetch("1234", 5)
    assert caught.value.meaning is Meaning.TOO_LARGE
    assert len(api.calls) == 1


async def test_no_more_is_read_of_a_file_than_is_wanted(api: GraphApi, channel: WhatsApp) -> None:
    """The server promises a terabyte, and goes on sending."""
    api.will_say(told(api, file_size="many"))
    api.will_give(b"x" * 300_000, told=10**12)
    with pytest.raises(Refused) as caught:
        await channel.fetch("1234", 100_000)
    assert caught.value.meaning is Meaning.TOO_LARGE


async def test_a_file_whose_id_has_run_out_is_gone(api: GraphApi, channel: WhatsApp) -> None:
    api.will_decline(400, 100, "Unsupported get request. Object with ID '1234' does not exist", error_subcode=33)
    with pytest.raises(Refused) as caught:
        await channel.fetch("1234", 5)
    assert caught.value.meaning is Meaning.GONE


async def test_an_address_that_has_run_out_is_asked_for_again(api: GraphApi, channel: WhatsApp) -> None:
    for status in (404, 302, 500):
        api.will_say(told(api))
        api.will_answer(status, b"no")
        with pytest.raises(Refused) as caught:
            await channel.fetch("1234", 5)
        assert caught.value.meaning is Meaning.RETRY
        assert TOKEN not in str(caught.value)
    api.will_say(told(api, url=None))
    with pytest.raises(Refused) as caught:
        await channel.fetch("1234", 5)
    assert caught.value.meaning is Meaning.RETRY


@pytest.mark.parametrize("file", ["", "../me", "1/2", "1?x", "ü", "1" * 256])
async def test_what_is_no_id_of_a_file_is_not_asked_for(api: GraphApi, channel: WhatsApp, file: str) -> None:
    with pytest.raises(Refused, match="no id of a file"):
        await channel.fetch(file, 5)
    assert api.calls == []


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=x",
        "https://scontent.xx.fbcdn.net/m1/v/x",
        "https://mmg.whatsapp.net/v/t62",
        "https://graph.facebook.com/v26.0/1234",
    ],
)
def test_files_lie_where_meta_keeps_them(url: str) -> None:
    assert is_metas(url, "https://graph.facebook.com/v26.0")
    assert not is_metas(url.replace("https", "http"), "https://graph.facebook.com/v26.0")


# --- The business account ------------------------------------------------------------------------------------------------

WAITING = {"name": "lotse_waiting", "language": "ar", "category": "UTILITY", "components": [{"type": "BODY", "text": "x"}]}


async def test_all_pages_of_the_templates_are_read(api: GraphApi, business: Business) -> None:
    api.will_say({"data": [{"id": "1"}, "odd"], "paging": {"cursors": {"before": "A", "after": "B"}, "next": "https://x"}})
    api.will_say({"data": [{"id": "2"}], "paging": {"cursors": {"before": "B", "after": "C"}}})
    assert await business.templates() == [{"id": "1"}, {"id": "2"}]
    first, second = api.calls
    assert first.method == second.method == f"GET {WABA}/message_templates"
    assert first.parameters["fields"].split(",")[:3] == ["id", "name", "language"]
    assert (first.parameters.get("after"), second.parameters.get("after")) == (None, "B")


async def test_pages_that_never_end_are_not_read_for_ever(api: GraphApi, business: Business) -> None:
    for _ in range(60):
        api.will_say({"data": [], "paging": {"cursors": {"after": "A"}, "next": "https://x"}})
    assert await business.templates() == []
    assert len(api.calls) == 50


async def test_the_numbers_of_the_account_are_read_and_what_is_odd_is_left_out(api: GraphApi, business: Business) -> None:
    api.will_say({"data": [{"id": NUMBER, "display_phone_number": "+352 621 000 001"}, "odd", {"id": "9"}]})
    api.will_say({"data": "odd"})
    assert await business.numbers() == {NUMBER: "+352 621 000 001", "9": ""}
    assert await business.numbers() == {}
    assert {call.method for call in api.calls} == {f"GET {WABA}/phone_numbers"}


async def test_a_template_is_submitted_and_changed(api: GraphApi, business: Business) -> None:
    api.will_say({"id": "594425479261596", "status": "PENDING", "category": "UTILITY"})
    api.will_say({"success": True})
    assert (await business.submit(WAITING))["status"] == "PENDING"
    assert await business.change("594425479261596", {"components": WAITING["components"]}) == {"success": True}
    made, changed = api.calls
    assert (made.method, made.parameters) == (f"POST {WABA}/message_templates", WAITING)
    assert (changed.method, changed.parameters) == ("POST 594425479261596", {"components": WAITING["components"]})


async def test_what_meta_says_of_a_template_is_passed_on(api: GraphApi, business: Business) -> None:
    api.will_decline(
        400, 100, "Invalid parameter", error_user_title="Message template", error_user_msg="Variables can't be at the end."
    )
    with pytest.raises(Refused) as caught:
        await business.submit(WAITING)
    assert caught.value.meaning is Meaning.OURS
    assert caught.value.reason == "100 Invalid parameter – Message template – Variables can't be at the end."
    api.answers.append(None)
    with pytest.raises(Refused) as caught:
        await business.templates()
    assert caught.value.meaning is Meaning.RETRY


async def test_what_is_no_id_is_not_asked_for(api: GraphApi, business: Business, session: Session) -> None:
    with pytest.raises(Refused, match="no id of a template"):
        await business.change("1/../2", {})
    with pytest.raises(ValueError, match="not the id of a WhatsApp business account"):
        Business("me", session)
    assert api.calls == []
