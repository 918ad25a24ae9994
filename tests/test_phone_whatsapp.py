"""The pretended WhatsApp, judged by pywa, which talks to the real one."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import httpx
import orjson
import pytest

from phone import FakeTelegram, FakeWhatsApp, WhatsAppHand
from phone.acts import sample
from phone.parameters import Upload
from phone.person import CannotDo
from tests.whatsapping import Clock, Hook, Json, buttons, graph, hooked, post, refused, rows

# Untyped on purpose: pywa exports its asynchronous half under names that a type checker does not see.
pywa: Any = import_module("pywa_async")
types: Any = import_module("pywa_async.types")
shapes: Any = import_module("pywa_async.types.templates")
refusals: Any = import_module("pywa_async.errors")
updates: Any = import_module("pywa.types.base_update")
Client = Any


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(clock: Clock) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=clock, numbers=2) as fake:
        yield fake


@pytest.fixture
async def hook(fake: FakeWhatsApp) -> AsyncIterator[Hook]:
    async with hooked(fake) as hook:
        yield hook


@pytest.fixture
async def client(fake: FakeWhatsApp) -> AsyncIterator[Client]:
    async with httpx.AsyncClient() as session:
        made = pywa.WhatsApp(fake.numbers[0], fake.token, session=session, waba_id=fake.business, app_secret=fake.secret)
        session.base_url = httpx.URL(fake.api)
        yield made


@pytest.fixture
async def amal(fake: FakeWhatsApp) -> WhatsAppHand:
    hand = fake.phone("Amal")
    await hand.say("مرحبا")
    return hand


def one_by_one(bodies: list[Json]) -> Iterator[Json]:
    """Each message and status in a body of its own: pywa reads only the first of each."""
    for body in bodies:
        for entry in body["entry"]:
            for change in entry["changes"]:
                value = change["value"]
                around = {key: value[key] for key in ("messaging_product", "metadata", "contacts") if key in value}
                for kind in ("messages", "statuses", "user_preferences"):
                    for item in value.get(kind, ()):
                        alone = [{"field": change["field"], "value": around | {kind: [item]}}]
                        yield body | {"entry": [{"id": entry["id"], "changes": alone}]}


def raw(body: Json) -> Any:
    return updates.RawUpdate(orjson.dumps(body), hmac_header=None, update_hash="x")


async def test_what_people_send_is_read_by_pywa_as_what_it_is(fake: FakeWhatsApp, hook: Hook, client: Client) -> None:
    amal = fake.phone("Amal")
    said = await amal.say("سلام 😀")
    for kind in ("image", "voice", "audio", "video", "document", "sticker"):
        await amal.send(kind, caption="certificate" if kind == "image" else "")
    await amal.send_location(52.5, 13.4, "Station")
    await amal.send_contact()
    await amal.react(said.id, "👍")
    await fake.settled()

    read = [types.Message.from_update(client=client, update=raw(body)) for body in one_by_one(hook.bodies)]

    assert [message.type.value for message in read] == [
        "text", "image", "audio", "audio", "video", "document", "sticker", "location", "contacts", "reaction",
    ]  # fmt: skip
    assert read[0].text == "سلام 😀"
    assert (read[0].from_user.wa_id, read[0].from_user.bsuid) == ("963900000001", amal.user_id)
    assert read[0].metadata.phone_number_id == fake.numbers[0]
    assert read[1].caption == "certificate"
    assert (read[2].audio.voice, read[3].audio.voice) == (True, False)
    assert read[5].document.filename == "letter.txt"
    assert read[7].location.name == "Station"
    assert read[9].reaction.emoji == "👍"


async def test_taps_and_choices_are_read_by_pywa(fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand) -> None:
    await client.send_message(amal.phone_number, "?", buttons=[types.Button("Yes", "y"), types.Button("No", "n")])
    await amal.tap("No")
    section = types.Section("S", [types.SectionRow("Arabic", "ar", "العربية"), types.SectionRow("Dari", "prs")])
    await client.send_message(amal.phone_number, "?", buttons=types.SectionList("Open", [section]))
    await amal.choose("العربية")
    await fake.settled()

    _, tapped, chosen = hook.messages
    button = types.CallbackButton.from_update(client, raw(next(_of(hook, tapped))))
    choice = types.CallbackSelection.from_update(client, raw(next(_of(hook, chosen))))

    assert (button.data, button.title) == ("n", "No")
    assert (choice.data, choice.title, choice.description) == ("ar", "Arabic", "العربية")
    assert button.reply_to_message.id == amal.messages[1].id


def _of(hook: Hook, item: Json) -> Iterator[Json]:
    return (body for body in one_by_one(hook.bodies) if item in body["entry"][0]["changes"][0]["value"].get("messages", ()))


async def test_statuses_bear_our_mark_and_the_price(fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand) -> None:
    await client.send_message(amal.phone_number, "hello", tracker="4711")
    await fake.settled()

    read = [types.MessageStatus.from_update(client, raw(body)) for body in one_by_one(hook.bodies) if "statuses" in str(body)]

    assert [status.status.value for status in read] == ["sent", "delivered", "read"]
    assert {status.tracker for status in read} == {"4711"}
    assert [status.pricing and status.pricing.category.value for status in read] == ["service", "service", None]
    assert fake.spent() == {"service": 1}


async def test_a_new_number_is_told_as_a_system_message_and_as_another_user_id(
    fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand
) -> None:
    before = amal.user_id
    await amal.change_number("4915200000099")
    await fake.settled()

    _, told, update = hook.values
    change = types.PhoneNumberChange.from_update(client, raw(next(_of(hook, told["messages"][0]))))

    assert (change.old_wa_id, change.new_wa_id, change.new_user_id) == ("963900000001", "4915200000099", amal.user_id)
    assert update["user_id_update"][0]["user_id"] == {"previous": before, "current": amal.user_id}
    assert amal.user_id.startswith("DE.")
    assert (await post(fake, amal, "text", {"body": "to the new one"})).status_code == 200
    await amal.expect("to the new one")


async def test_somebody_with_a_username_has_no_number_anywhere(fake: FakeWhatsApp, hook: Hook, amal: WhatsAppHand) -> None:
    await fake.settled()
    hook.raw.clear()
    await amal.hide_number()
    await amal.say("I am still here")
    body = {"messaging_product": "whatsapp", "recipient": amal.user_id, "type": "text", "text": {"body": "Hello"}}
    answer = await graph(fake, "POST", f"{fake.numbers[0]}/messages", body)
    await amal.change_number()
    await fake.settled()

    assert answer.json()["contacts"] == [{"input": body["recipient"], "user_id": body["recipient"]}]
    everything = b"".join(body for body, _ in hook.raw)
    assert b"963900000001" not in everything
    assert b"wa_id" not in everything
    assert b"recipient_id" not in everything
    assert [message["type"] for message in hook.messages] == ["text", "system"]


async def test_a_stop_of_marketing_is_read_by_pywa(fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand) -> None:
    await amal.stop_marketing()
    await amal.stop_marketing()
    await fake.settled()

    told = [body for body in one_by_one(hook.bodies) if "user_preferences" in str(body)]

    assert len(told) == 1
    read = types.UserMarketingPreferences.from_update(client, raw(told[0]))
    assert (read.value.value, read.from_user.bsuid) == ("stop", amal.user_id)


async def test_a_changed_text_is_read_by_pywa(fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand) -> None:
    said = await amal.say("wrnog")
    await amal.edit(said.id, "right")
    await fake.settled()

    read = types.EditedMessage.from_update(client, raw(list(one_by_one(hook.bodies))[-1]))

    assert (read.original_message_id, read.message.text) == (said.id, "right")


async def test_media_go_up_and_down_for_the_bearer_only(
    fake: FakeWhatsApp, clock: Clock, client: Client, amal: WhatsAppHand
) -> None:
    picture = sample("photo")
    uploaded = await client.upload_media(picture.data, mime_type="image/jpeg", filename="a.jpg")
    await client.send_image(amal.phone_number, uploaded, caption="a picture")
    await amal.expect("[image]\na picture")

    found = await client.get_media_url(uploaded.id)

    assert found.sha256 == hashlib.sha256(picture.data).hexdigest()
    assert await client.get_media_bytes(url=found.url) == picture.data
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(found.url)).status_code == 401
    clock.now += 301
    assert (await graph(fake, "GET", uploaded.id)).json()["url"] != found.url
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {fake.token}"}) as bearer:
        assert (await bearer.get(found.url)).status_code == 404
    clock.now += 30 * 86_400
    assert await refused(await graph(fake, "GET", uploaded.id)) == 100


async def test_what_a_person_sent_can_be_fetched_for_seven_days(
    fake: FakeWhatsApp, clock: Clock, client: Client, amal: WhatsAppHand
) -> None:
    voice = await amal.send("voice")

    found = await client.get_media_url(voice.content["id"])

    assert await client.get_media_bytes(url=found.url) == sample("voice").data
    clock.now += 7 * 86_400
    assert await refused(await graph(fake, "GET", voice.content["id"])) == 100


@pytest.mark.parametrize(
    ("name", "mime", "data", "code"),
    [
        ("a.gif", "image/gif", b"GIF", 100),
        ("a.png", "image/png", b"x" * (5 << 20) + b"x", 131053),
        ("a.txt", "text/plain", b"", 131053),
    ],
)
async def test_media_that_meta_does_not_take_are_refused(
    fake: FakeWhatsApp, name: str, mime: str, data: bytes, code: int
) -> None:
    form = {"messaging_product": "whatsapp", "type": mime}
    answer = await graph(fake, "POST", f"{fake.numbers[0]}/media", data=form, files={"file": (name, data, mime)})

    assert await refused(answer) == code


async def test_an_empty_file_never_leaves_a_phone(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    with pytest.raises(CannotDo):
        await amal.send("document", Upload(b"", "nothing.txt", "text/plain"))


async def test_templates_are_submitted_listed_and_sent_by_pywa(
    fake: FakeWhatsApp, clock: Clock, hook: Hook, client: Client, amal: WhatsAppHand
) -> None:
    made = await client.create_template(
        shapes.Template(
            name="workshop_reminder",
            category=shapes.TemplateCategory.UTILITY,
            language=shapes.TemplateLanguage.ARABIC,
            components=[
                shapes.BodyText("Hello {{1}}, the workshop begins at {{2}} tomorrow.", "Amal", "10:00"),
                shapes.Buttons(buttons=[shapes.QuickReplyButton(text="Open")]),
            ],
        )
    )
    listed = list(await client.get_templates())
    clock.now += 25 * 3600

    answer = await client.send_template(
        amal.phone_number, "workshop_reminder", shapes.TemplateLanguage.ARABIC,
        [shapes.BodyText.params("Amal", "10:00"), shapes.QuickReplyButton.params(callback_data="do:open", index=0)],
    )  # fmt: skip
    await amal.expect("Hello Amal, the workshop begins at 10:00 tomorrow.")
    await amal.tap("Open")
    await fake.settled()

    assert (made.status.value, [template.name for template in listed]) == ("APPROVED", ["workshop_reminder"])
    assert answer.id == amal.messages[1].id
    assert hook.messages[-1]["button"] == {"payload": "do:open", "text": "Open"}
    assert hook.messages[-1]["context"]["id"] == answer.id
    assert fake.spent() == {"utility": 1}
    update = next(body for body in hook.bodies if "message_template_status_update" in str(body))
    assert shapes.TemplateStatusUpdate.from_update(client, raw(update)).new_status.value == "APPROVED"


async def test_the_window_closes_after_24_hours_and_every_message_opens_it_again(
    fake: FakeWhatsApp, clock: Clock, client: Client, amal: WhatsAppHand
) -> None:
    clock.now += 24 * 3600 - 1
    await client.send_message(amal.phone_number, "in time")
    clock.now += 1
    with pytest.raises(refusals.ReEngagementMessage):
        await client.send_message(amal.phone_number, "too late")
    await amal.say("I am back")
    await client.send_message(amal.phone_number, "welcome back")

    assert [shown.text for shown in amal.replies] == ["welcome back"]


async def test_a_window_is_one_person_s_with_one_number(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    other = fake.phone("Amal", fake.numbers[1])

    assert await refused(await post(fake, other, "text", {"body": "hello"})) == 131047
    await other.say("hello")
    assert (await post(fake, other, "text", {"body": "hello"})).status_code == 200


async def test_time_can_be_let_pass_for_all_or_for_one(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    yonas = fake.phone("Yonas")
    await yonas.say("ሰላም")
    await amal.later()
    assert await refused(await post(fake, amal, "text", {"body": "?"})) == 131047
    assert (await post(fake, yonas, "text", {"body": "?"})).status_code == 200

    fake.pass_time(hours=25)

    assert await refused(await post(fake, yonas, "text", {"body": "?"})) == 131047


async def test_a_closed_window_can_be_told_by_a_failed_status(fake: FakeWhatsApp, hook: Hook, amal: WhatsAppHand) -> None:
    fake.account.refuses_late = True
    await amal.later()

    answer = await post(fake, amal, "text", {"body": "?"}, biz_opaque_callback_data="9")
    await fake.settled()

    assert answer.status_code == 200
    told = hook.statuses_told
    assert [(one["status"], one["errors"][0]["code"], one["biz_opaque_callback_data"]) for one in told] == [
        ("failed", 131047, "9")
    ]
    assert [message.mine for message in amal.messages] == [True]


async def test_who_has_blocked_us_or_has_no_whatsapp_gets_a_failed_status(
    fake: FakeWhatsApp, hook: Hook, client: Client, amal: WhatsAppHand
) -> None:
    fake.template("knock", "ar", "There is news.")
    await amal.block()
    await client.send_message(amal.phone_number, "hello")
    await client.send_template("4915999999999", "knock", shapes.TemplateLanguage.ARABIC)
    await fake.settled()

    assert [one["errors"][0]["code"] for one in hook.statuses_told] == [131026, 131026]
    assert [one["recipient_id"] for one in hook.statuses_told] == [amal.phone_number, "4915999999999"]
    assert fake.spent() == {}


async def test_read_marks_give_blue_ticks_and_typing_ends_with_the_answer(
    fake: FakeWhatsApp, clock: Clock, client: Client, amal: WhatsAppHand
) -> None:
    await client.indicate_typing(amal.messages[0].id)
    assert amal.messages[0].state == "read"
    assert amal.chat.typing_until == clock.now + 25
    await client.send_message(amal.phone_number, "here it is")
    assert amal.chat.typing_until == 0
    with pytest.raises(refusals.InvalidParameter):
        await client.mark_message_as_read("wamid.NOBODY")


async def test_messages_are_read_only_when_the_chat_is_in_front(fake: FakeWhatsApp, hook: Hook, amal: WhatsAppHand) -> None:
    def states() -> list[str]:
        return [one["status"] for one in hook.statuses_told]

    await amal.leave()
    await amal.offline()
    await post(fake, amal, "text", {"body": "are you there?"})
    await fake.settled()
    assert states() == ["sent"]
    await amal.online()
    await fake.settled()
    assert states() == ["sent", "delivered"]
    await amal.open()
    await fake.settled()
    assert states() == ["sent", "delivered", "read"]


async def test_limits_and_quality_are_told_with_the_number(fake: FakeWhatsApp, client: Client) -> None:
    number = await client.get_business_phone_number()
    limit = (await graph(fake, "GET", f"{fake.business}?fields=whatsapp_business_manager_messaging_limit")).json()

    assert (number.id, number.quality_rating) == (fake.numbers[0], "GREEN")
    assert limit == {"whatsapp_business_manager_messaging_limit": "TIER_250", "id": fake.business}
    assert len((await graph(fake, "GET", f"{fake.business}/phone_numbers")).json()["data"]) == 2


async def test_a_wrong_token_opens_nothing(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    for path in (fake.numbers[0], f"{fake.business}/message_templates", f"{fake.numbers[0]}/messages"):
        method = "POST" if path.endswith("messages") else "GET"
        answer = await graph(fake, method, path, None if method == "GET" else {}, token="other")
        assert (answer.status_code, await refused(answer)) == (401, 190)


async def test_the_same_amal_is_on_both_channels_under_one_clock(clock: Clock) -> None:
    async with FakeTelegram(now=clock) as telegram, FakeWhatsApp(world=telegram.world) as whatsapp:
        one, other = telegram.phone("Amal"), whatsapp.phone("Amal")

        assert one.chat.phone.phone_number == other.phone_number
        assert other.person.telegram == one.id
        assert (await other.say("hello")).date == (await one.start())["date"]


async def test_signatures_are_over_the_very_bytes(fake: FakeWhatsApp, hook: Hook, amal: WhatsAppHand) -> None:
    await fake.settled()
    ((body, signature),) = hook.raw

    assert signature == "sha256=" + hmac.new(fake.secret.encode(), body, hashlib.sha256).hexdigest()
    assert hook.asked[0]["hub.verify_token"] == fake.verify_token
    assert hook.asked[0]["hub.mode"] == "subscribe"


async def test_buttons_and_rows_are_on_the_screen(fake: FakeWhatsApp, amal: WhatsAppHand) -> None:
    await post(fake, amal, "interactive", buttons("Yes", "No", footer={"text": "help"}))
    await post(fake, amal, "interactive", rows("Tea", "Coffee"))

    assert amal.screen.splitlines() == [
        "me: مرحبا", "bot: ?", "help", "  [Yes] [No]", "bot: ?", "  ≡ Open", "    (Tea)", "    (Coffee)",
    ]  # fmt: skip
