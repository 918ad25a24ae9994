"""One person with two phones: as they would go about it, and as others might try."""

from typing import Literal

import pytest
from sqlalchemy import Connection, select

from bot.clock import Clock
from dialogs import texts
from dialogs.engine import turn
from dialogs.events import Left, Tapped, Typed
from dialogs.known import Known, Link, Person, Programme
from dialogs.linking import written
from dialogs.outcomes import Heard
from storage.schema import consent, coordinator, link, outbox, person
from storage.speaking import addresses, speakers
from storage.speaking.loading import by_address, by_person
from storage.speaking.newcomers import Arrival
from storage.staff import coordinators
from storage.times import ms
from tests.conversations import NOON, TELEGRAM, VOICES, House, Phone
from tests.phones import UNSEEN, code, invitation, two_channels, welcomed, whatsapp
from tests.storing import number, onboarded


def plain(phone: Phone) -> str:
    return phone.screen.translate(dict.fromkeys(UNSEEN))


async def joined(home: House, external: str = "352621000001") -> tuple[Phone, Phone]:
    """Amal, who began on Telegram and joined her WhatsApp."""
    amal, other = home.phone("100"), whatsapp(home, external)
    await welcomed(amal, "Amal")
    await other.start()
    await other.say(await code(amal))
    await other.tap("Yes, join")
    amal.look()
    await amal.tap("Yes, it was me")
    other.look()
    return amal, other


async def test_who_writes_from_both_phones_at_once_is_known_at_both(database_url: str) -> None:
    """One batch: else the first of the two finds no open form, and the answer in it would be lost."""
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        index = home.store.keyring.index
        keys = [index("telegram", "1", amal.external), index("whatsapp", "1", other.external)]
        at = [Arrival(channel="telegram", account="1", external=amal.external)]
        at += [Arrival(channel="whatsapp", account="1", external=other.external)]
        found = await home.store.write(lambda connection: by_address(connection, home.store.keyring, at, ms(home.now)))
        assert [len(found[key].sheets) for key in keys] == [1, 1]


async def test_somebody_begins_on_telegram_and_goes_on_on_whatsapp(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        await other.start()
        shown = await code(amal)
        assert f"{shown[:4]} {shown[4:]}" in plain(amal)
        assert "WhatsApp: +352 621 000 000" in plain(amal), "where to write it"
        await other.say(shown)
        assert "on: Telegram" in plain(other)
        assert "Amal" not in plain(other), "no name before both have agreed"
        await other.tap("Yes, join")
        assert "Amal" not in plain(other)
        amal.look()
        assert "on: WhatsApp" in plain(amal)
        await amal.tap("Yes, it was me")
        assert "joined" in plain(amal)
        other.look()
        assert "In which year were you born?" in plain(other), "what is open now"
        await other.say("1990")
        assert "Are you a woman or a man?" in plain(other)
        await amal.command("repeat")
        assert "Are you a woman or a man?" in plain(amal), "and on the first phone as well"


async def test_the_other_phone_speaks_the_language_of_the_person_once_they_are_joined(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100", "ar"), whatsapp(home, "352621000001", language="fr")
        await welcomed(amal, "أمل", "العربية")
        shown = await code(amal)
        await other.say(shown.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
        assert VOICES["fr"].say(texts.LINK_OFFERED, channel="Telegram").splitlines()[0] in other.last.text
        await other.say("oui")
        amal.look()
        assert amal.last.text == VOICES["ar"].say(texts.LINK_ASKED, channel="WhatsApp")
        await amal.say("نعم")
        other.look()
        assert other.last.rtl
        assert VOICES["ar"].say(texts.LINKED) in other.last.text
        assert await other.say("١٩٩٠")
        assert "🤷" in other.screen


@pytest.mark.parametrize(
    "text",
    [
        "12345678",
        " 1234 5678 ",
        "1234-5678",
        "١٢٣٤ ٥٦٧٨",
        "۱۲۳۴۵۶۷۸",
        "1 2 3 4 5 6 7 8",
        "\u20681234 5678\u2069",
        "１２３４５６７８",
    ],
)
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert written(text) == "12345678"


@pytest.mark.parametrize(
    "text", ["", "1234567", "123456789", "code 12345678", "12345678 please", "+49 151 2345678", "1234 567O"]
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert written(text) == ""


async def test_an_own_an_old_and_a_wrong_code_are_told_apart(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        shown = await code(amal)
        await amal.say(shown)
        assert amal.last.text == texts.LINK_OWN.english
        wrong = f"{(int(shown) + 1) % 10**8:08}"
        await other.say(wrong)
        assert other.last.text == texts.LINK_WRONG.english
        home.later(minutes=16)
        await other.say(shown)
        assert other.last.text == texts.LINK_OLD.english


async def test_a_newer_code_takes_the_place_of_an_older_one(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        first, second = await code(amal), await code(amal)
        assert first != second
        await other.say(first)
        assert other.last.text == texts.LINK_WRONG.english
        await other.say(second)
        assert "Yes, join" in other.screen


async def test_of_a_code_that_nobody_wrote_nothing_is_kept_after_a_day(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal = home.phone("100")
        await welcomed(amal, "Amal")
        await code(amal)
        for hours, kept in ((24, 1), (1, 0)):
            home.later(hours=hours)
            await Clock(home.store, home.turnstile, lambda: home.now).sweep()
            assert await number(home.store, link) == kept


async def test_after_five_wrong_codes_even_the_right_one_must_wait_an_hour(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        for number in range(5):
            await other.say(f"0000000{number}")
            assert other.last.text == texts.LINK_WRONG.english
        await other.say(await code(amal))
        assert other.last.text == texts.LINK_TRIED.english
        home.later(minutes=61)
        await other.say(await code(amal))
        assert "Yes, join" in other.screen


async def test_a_button_with_a_guessed_code_joins_nothing_and_counts(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        shown = await code(amal)
        await other.start()
        await other.happen(Tapped(at=home.now, data=f"do:mine:{shown}"))
        assert other.last.text == texts.LINK_OLD.english, "only whoever asked for it can say that it was them"
        for _ in range(6):
            await other.happen(Tapped(at=home.now, data="do:join:00000001"))
        await other.say(shown)
        assert "Yes, join" not in other.screen


async def test_eight_digits_may_be_an_answer(database_url: str) -> None:
    async with two_channels(database_url) as home:
        sam = home.phone("100")
        await welcomed(sam, "12345678")
        assert "In which year were you born?" in sam.screen


@pytest.mark.parametrize("state", ["wrong", "tried"])
def test_a_telephone_number_for_the_team_is_no_code(state: Literal["wrong", "tried"]) -> None:
    amal = Person(language="en", status="active", talks_with=1, talker="Ana")
    known = Known(person=amal, programme=Programme(), forms={}, limits=TELEGRAM, link=Link(state, "26123456"))
    (heard,) = [one for one in turn(known, Typed(at=NOON, text="26 12 34 56"), VOICES) if isinstance(one, Heard)]
    assert heard.text == "26 12 34 56"


@pytest.mark.parametrize("side", ["first", "second"])
async def test_either_side_can_say_no_and_nothing_is_joined(database_url: str, side: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        await other.start()
        await other.say(await code(amal))
        if side == "second":
            await other.tap("No")
            assert texts.LINK_DECLINED.english in other.last.text
            amal.look()
            assert texts.LINK_DECLINED_THERE.english in amal.last.text
        else:
            await other.tap("Yes, join")
            amal.look()
            await amal.tap("No, not me")
            other.look()
            assert texts.LINK_DECLINED_THERE.english in other.last.text
        await other.command("menu")
        assert "Amal" not in other.screen


async def test_one_of_the_staff_is_no_participant_on_the_same_phone_nor_for_ever(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        invited = await invitation(home)
        await other.start(invited)
        assert texts.COORDINATOR_JOINED.english in plain(other)
        await amal.command("menu")
        for button in ("📱", "Remove", "Yes, remove"):
            await amal.tap(button)
        await other.start(invited)
        assert "You are connected as a coordinator" in other.last.text
        staff = select(coordinator.c.id)
        await home.store.write(lambda connection: coordinators.switch_off(connection, connection.scalar(staff) or 0))
        await welcomed(other, "Clara")
        statuses = select(person.c.status)
        assert await home.store.read(lambda connection: set(connection.scalars(statuses))) == {"active"}, "also for reminders"


async def test_removing_a_phone_restores_both(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(other, "Other-Name")
        await welcomed(amal, "Amal")
        await other.say(await code(amal))
        await other.tap("Yes, join")
        amal.look()
        await amal.tap("Yes, it was me")
        await other.command("menu")
        assert "Hello Amal" in other.screen.translate(dict.fromkeys(UNSEEN))
        await amal.command("menu")
        await amal.tap("📱")
        assert "• WhatsApp" in plain(amal)
        await amal.tap("Remove")
        await amal.tap("Yes, remove")
        assert "WhatsApp" in plain(amal)
        other.look()
        assert texts.UNLINKED_HERE.english in other.last.text
        await other.command("menu")
        assert "Hello Other-Name" in plain(other)
        await amal.command("menu")
        assert "Hello Amal" in plain(amal)


async def test_the_first_phone_can_be_removed_from_the_second_and_knows_nothing_then(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        await other.command("menu")
        await other.tap("📱")
        await other.tap("Remove")
        await other.tap("Yes, remove")
        amal.look()
        await amal.command("menu")
        assert "Amal" not in amal.screen
        await other.command("menu")
        assert "Hello Amal" in plain(other)


async def test_an_old_button_of_whoever_sleeps_answers_nobodys_question(database_url: str) -> None:
    async with two_channels(database_url) as home:
        other = whatsapp(home, "352621000001")
        await other.start()
        await other.tap("English")
        old = other.button("Yes")[1].data
        amal = home.phone("100")
        await amal.start()
        await amal.tap("English")
        await other.say(await code(amal))
        await other.tap("Yes, join")
        amal.look()
        await amal.tap("Yes, it was me")
        await other.happen(Tapped(at=home.now, data=old))
        assert "keep and read your answers" in other.screen, "the question is put again: the button was not hers"
        await other.tap("Yes")
        assert "Who else" in other.screen


async def test_stop_on_one_phone_is_stop_on_all(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        await other.say("stop")
        await amal.say("what is next?")
        assert texts.STOPPED_BEFORE.english in amal.last.text
        await amal.say("start")
        await other.say("menu")
        assert "Hello Amal" in plain(other)


async def test_stop_drops_what_is_unsent_on_every_phone(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        home.turnstile.claim = lambda _: False
        await other.command("menu")
        await amal.command("menu")
        await amal.say("stop")
        waiting = select(outbox.c.account).where(outbox.c.state == "todo")
        assert list(await home.store.read(lambda connection: connection.scalars(waiting).all())) == ["telegram:1"], (
            "the last words"
        )


async def test_somebody_who_has_stopped_is_not_joined(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        shown = await code(amal)
        await amal.say("stop")
        await other.say(shown)
        assert other.last.text == texts.LINK_OLD.english
        await amal.say("start")
        await other.say(await code(amal))
        await other.say("stop")
        await other.say(await code(amal))
        assert texts.STOPPED_BEFORE.english in other.last.text, "first they start again"


async def test_who_stops_before_saying_yes_is_not_asked(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        await other.say(await code(amal))
        await amal.say("stop")
        assert not amal.look()
        await other.tap("Yes, join")
        assert not amal.look()
        assert other.last.text == texts.LINK_OLD.english


async def test_who_has_agreed_and_stops_or_hands_the_phone_on_is_not_joined(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = home.phone("100"), whatsapp(home, "352621000001")
        await welcomed(amal, "Amal")
        await welcomed(other, "Basel")

        async def agreed() -> None:
            await other.say(await code(amal))
            await other.tap("Yes, join")
            amal.look()

        await agreed()
        await other.say("stop")
        await amal.tap("Yes, it was me")
        assert amal.last.text == texts.LINK_OLD.english
        await other.say("start")
        assert "In which year were you born?" in other.screen
        await agreed()
        await other.command("menu")
        for button in ("📱", "👥", "➕"):
            await other.tap(button)
        await amal.tap("Yes, it was me")
        assert amal.last.text == texts.LINK_OLD.english, "whoever uses that phone now has agreed to nothing"
        await other.tap("English")
        assert "Amal" not in plain(other)
        await agreed()
        chiara = home.phone("300")
        await welcomed(chiara, "Chiara")
        keys = home.store.keyring.index("whatsapp", "1", other.external), home.store.keyring.index("telegram", "1", "300")

        def desk(connection: Connection) -> None:
            new, old = (speakers.speaking(connection, key) for key in keys)
            addresses.join(connection, home.store.keyring, new, old, actor="test", now=ms(home.now), lost=())

        await home.store.write(desk)
        await amal.tap("Yes, it was me")
        assert amal.last.text == texts.LINK_OLD.english, "it is Chiara's by now, as the team knows"


async def test_reminders_go_to_the_phone_that_is_preferred_or_can_be_reached(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        await amal.command("repeat")
        home.later(minutes=1)
        await other.command("repeat")
        assert await where_reminded(home) == "352621000001", "where they wrote last"
        await amal.command("menu")
        await amal.tap("📱")
        await amal.tap("Use ")
        await other.command("menu")
        assert "Telegram" in plain(amal)
        assert await where_reminded(home) == "100", "what they chose"
        await amal.happen(Left(at=home.now))
        assert await where_reminded(home) == "352621000001", "where anything arrives"


async def test_what_waits_for_the_other_phone_is_not_lost_when_one_is_blocked(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, other = await joined(home)
        await other.command("menu")
        await home.store.write(lambda connection: connection.execute(outbox.update().values(state="todo")))
        await amal.happen(Left(at=home.now))
        states = await home.store.read(lambda connection: set(connection.scalars(select(outbox.c.state))))
        assert states == {"todo"}


async def where_reminded(home: House) -> str:
    """The address at which somebody would be reminded now."""

    def look(connection: Connection) -> str:
        who = connection.scalar(select(person.c.id).where(person.c.status == "active", person.c.language != ""))
        assert who
        return by_person(connection, home.store.keyring, [who])[who].external

    return await home.store.write(look)


async def test_consent_is_kept_with_the_phone_it_was_given_on(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await onboarded(home, "100")
        accounts = await home.store.read(lambda connection: set(connection.scalars(select(consent.c.account))))
    assert accounts == {"telegram:1"}
