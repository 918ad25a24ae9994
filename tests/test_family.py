"""Several people with one phone: each with their own language and sheets, and nobody's words taken for another's."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from dialogs import stafftexts, texts
from dialogs.events import Tapped
from storage.due import Intention
from storage.schema import address, address_person, answer, due, person
from storage.speaking.loading import by_person
from storage.speaking.people import everything
from storage.times import ms
from tests.conversations import VOICES, House, Phone
from tests.phones import UNSEEN, invitation, two_channels, welcomed
from tests.storing import number


def plain(phone: Phone) -> str:
    return phone.screen.translate(dict.fromkeys(UNSEEN))


async def add(phone: Phone) -> None:
    """By the menu."""
    await phone.command("menu")
    await phone.tap("📱")
    await phone.tap("👥")
    await phone.tap("➕")


async def shared(home: House) -> Phone:
    """Amal and then her son Basel, who writes Arabic; both are asked for their year of birth, and he wrote last."""
    phone = home.phone("100")
    await welcomed(phone, "Amal")
    await add(phone)
    await phone.tap("العربية")
    await phone.tap("نعم")
    await phone.tap("تم")
    await phone.say("باسل")
    return phone


async def values(home: House, path: str) -> dict[str, str]:
    """{name: what they answered, of a date its year}"""

    def read(connection: Connection) -> dict[str, str]:
        people = connection.scalars(select(person.c.id).where(person.c.status != "new"))
        found = [everything(connection, home.store.keyring, one) for one in people]
        return {
            one["name"]: given.value[:4]
            for one in found
            for form in one["forms"]
            for given in form["answers"]
            if given.path == path and given.status == "answered"
        }

    return await home.store.read(read)


async def statuses(home: House, path: str) -> dict[str, list[str]]:
    """{name: what became of a question, each time it was answered}"""

    def read(connection: Connection) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for who in connection.scalars(select(person.c.id)):
            one = everything(connection, home.store.keyring, who)
            given = [given for form in one["forms"] for given in form["answers"] if given.path == path]
            found |= {one["name"]: [each.status for each in given]} if given else {}
        return found

    return await home.store.read(read)


async def test_a_second_person_is_asked_for_their_language_and_has_a_sheet_of_their_own(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = home.phone("100")
        await welcomed(phone, "Amal")
        await add(phone)
        assert "Which language" in phone.screen
        await phone.tap("العربية")
        await phone.tap("نعم")
        await phone.tap("تم")
        await phone.say("باسل")
        assert phone.last.rtl
        await phone.say("2001")
        assert await values(home, "birth_year") == {"باسل": "2001"}
        assert await number(home.store, address) == 1


async def test_after_half_an_hour_it_is_asked_who_writes_and_what_was_written_is_kept(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(minutes=31)
        await phone.say("1975")
        for language in ("en", "ar"):
            assert VOICES[language].say(texts.WHO) in phone.screen, "in the languages of both"
        assert await values(home, "birth_year") == {}
        await phone.tap("Amal")
        assert await values(home, "birth_year") == {"Amal": "1975"}
        assert "Are you a woman or a man?" in phone.screen
        await phone.tap("Woman")
        assert "Which country" in phone.screen, "nobody asks again now"


async def test_who_writes_can_be_said_in_words_and_several_messages_are_kept(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(hours=2)
        await phone.say("not a year")
        await phone.say("٢٠٠١")
        assert await values(home, "birth_year") == {}
        await phone.say("باسل")
        assert await values(home, "birth_year") == {"باسل": "2001"}
        assert phone.last.rtl
        await phone.command("language")
        home.later(hours=2)
        await phone.say("English")
        await phone.tap("باسل")
        assert texts.LANGUAGE_CHOSEN.english in phone.screen, (
            "it was said about what had been offered, as a yes to a reminder is"
        )


async def test_start_asks_who_writes(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        await phone.start()
        assert "Who is writing?" in phone.screen
        await phone.say("1")
        assert "In which year were you born?" in phone.screen


async def test_the_menu_hands_the_phone_over(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        await phone.command("menu")
        await phone.tap("👥")
        await phone.tap("Amal")
        await phone.say("1975")
        assert await values(home, "birth_year") == {"Amal": "1975"}


async def test_somebody_new_can_be_chosen_when_it_is_asked_who_writes(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(hours=1)
        await phone.say("hello")
        await phone.tap("➕")
        assert "[English]" in phone.screen
        await phone.tap("English")
        await phone.tap("Yes")
        await phone.tap("Done")
        await phone.say("Amal")
        await phone.start()
        assert "[Amal 1]" in phone.screen
        assert "[Amal 3]" in phone.screen, "two of the same name can be told apart"
        assert await number(home.store, person) == 3


async def test_a_button_belongs_to_whom_it_was_put_and_makes_them_the_one_who_writes(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        await phone.tap("🤷")  # his
        assert phone.last.rtl
        hers = next(said for said in phone.messages if said.text.startswith("In which year"))
        await phone.happen(Tapped(at=home.now, data=hers.options[0].data))
        assert "Are you a woman or a man?" in phone.screen, "hers, although he wrote last"
        assert hers.options[0].data[0] != "@", "she was alone then"
        await phone.tap("Woman")
        assert phone.messages[-1].options[0].data.startswith("@0:")
        assert await values(home, "gender") == {"Amal": "woma"}


async def test_a_button_of_the_second_is_not_the_firsts_while_the_first_writes(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        his = phone.last.options[0].data
        assert his.startswith("@1:")
        await phone.command("menu")
        await phone.tap("👥")
        await phone.tap("Amal")
        assert not phone.last.rtl, "she writes, and has the same question"
        await phone.happen(Tapped(at=home.now, data=his))
        assert phone.last.rtl
        await phone.happen(Tapped(at=home.now, data="@0:do:who"))
        await phone.tap("Amal")
        await phone.say("1975")
        assert await values(home, "birth_year") == {"Amal": "1975"}
        assert await statuses(home, "birth_year") == {"Amal": ["answered"], "باسل": ["unknown"]}


async def test_a_tap_leaves_words_unused_that_might_be_anybodys(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(hours=1)
        await phone.say("1975")
        his = next(said for said in reversed(phone.messages) if said.options[0].label.startswith("🤷"))
        await phone.happen(Tapped(at=home.now, data=his.options[0].data))
        assert any("1975" in said.text for said in phone.messages[-2:]), "and says so"
        assert await values(home, "birth_year") == {}


async def test_a_picture_must_be_sent_again_once_it_is_known_whose_it_is(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(hours=1)
        await phone.share("photo")
        assert VOICES["ar"].say(texts.WHO_SEND_AGAIN) in phone.screen


async def test_stop_from_nobody_knows_whom_is_stop_for_all_who_use_the_phone(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(hours=1)
        await phone.say("STOP")
        assert VOICES["ar"].say(texts.STOPPED_ALL) in phone.screen
        states = select(person.c.status)
        assert await home.store.read(lambda connection: list(connection.scalars(states))) == ["stopped", "stopped"]
        await phone.start()
        await phone.tap("Amal")
        assert "Good to see you again" in phone.screen
        assert sorted(await home.store.read(lambda connection: list(connection.scalars(states)))) == ["active", "stopped"]


async def test_stop_from_somebody_who_is_known_stops_only_them(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        await phone.say("stop")
        states = select(person.c.status)
        assert sorted(await home.store.read(lambda connection: list(connection.scalars(states)))) == ["active", "stopped"]


async def test_a_reminder_begins_with_the_name_of_whom_it_is_for(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(days=4)
        who = await home.store.read(lambda connection: dict(connection.execute(select(person.c.language, person.c.id)).all()))
        for one in (who["en"], who["ar"]):
            reminder = Intention(person=one, kind="nudge", subject="1", occurrence="1", at=ms(home.now))
            await home.turnstile.receive(reminder)
        for_amal, for_basel = phone.look()
        assert for_amal.text.translate(dict.fromkeys(UNSEEN)).startswith("Amal:")
        assert for_basel.text.lstrip("\u200f").translate(dict.fromkeys(UNSEEN)).startswith("باسل:")
        assert for_basel.rtl
        assert not for_amal.rtl
        await phone.say("1975")
        await phone.tap("Amal")
        home.later(minutes=1)
        again = Intention(person=who["ar"], kind="nudge", subject="1", occurrence="2", at=ms(home.now))
        await home.turnstile.receive(again)
        phone.look()
        await phone.say("1")  # of a woman or a man? Or does he say his year?
        assert "Who is writing?" in phone.screen, "the bot has just spoken to him, and she was the last to write"
        assert await values(home, "gender") == {}
        home.later(days=4)
        await home.turnstile.receive(Intention(person=who["en"], kind="nudge", subject="1", occurrence="3", at=ms(home.now)))
        assert "still open" in phone.look()[-1].text
        await phone.tap("Amal")
        assert await values(home, "gender") == {"Amal": "woma"}, "what she wrote outlives the reminder that came between"


async def test_reminders_of_two_who_share_a_phone_do_not_take_each_others_place(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        home.later(days=4)
        people = await home.store.read(lambda connection: list(connection.scalars(select(person.c.id))))
        at = ms(home.now)
        both = [Intention(person=one, kind="nudge", subject="1", occurrence="1", at=at) for one in people]
        await asyncio.gather(*(home.turnstile.receive(one) for one in both))
        assert len(phone.look()) == 2


async def test_erasing_one_leaves_the_others(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        await phone.command("delete_yes")
        home.later(hours=25)

        def leaving(connection: Connection) -> int:
            return connection.scalar(select(person.c.id).where(person.c.status == "leaving")) or 0

        who = await home.store.read(leaving)
        fallen = await home.store.read(lambda connection: _due(connection, who))
        await home.turnstile.receive(fallen)
        assert VOICES["ar"].say(texts.DELETED) in phone.look()[-1].text
        assert await number(home.store, person) == 1
        await phone.say("1975")
        assert "Are you a woman or a man?" in phone.screen, "she is alone with the phone, and nobody is asked who writes"
        assert await values(home, "birth_year") == {"Amal": "1975"}


def _due(connection: Connection, who: int) -> Intention:
    row = connection.execute(select(due).where(due.c.person == who, due.c.kind == "erase")).one()
    return Intention(person=who, kind="erase", subject=row.subject, occurrence=row.occurrence, at=row.at)


async def test_a_button_of_somebody_who_is_gone_is_nobodys_also_when_another_joins(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = await shared(home)
        his = phone.last.options[0].data
        assert his.startswith("@1:")
        await phone.command("delete_yes")
        home.later(hours=25)
        who = await home.store.read(
            lambda connection: connection.scalar(select(person.c.id).where(person.c.status == "leaving")) or 0
        )
        await home.turnstile.receive(await home.store.read(lambda connection: _due(connection, who)))
        await add(phone)
        await phone.tap("English")
        await phone.tap("Yes")
        await phone.tap("Done")
        await phone.say("Carim")
        assert phone.last.options[0].data.startswith("@2:")
        await phone.happen(Tapped(at=home.now, data=his))
        assert "Now I am asking this:" in phone.screen
        numbers = select(address_person.c.number).order_by(address_person.c.number)
        assert await home.store.read(lambda connection: list(connection.scalars(numbers))) == [0, 1, 2]


async def test_somebody_alone_is_never_asked_who_they_are(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = home.phone("100")
        await welcomed(phone, "Amal")
        home.later(days=1)
        await phone.say("1975")
        assert "Are you a woman or a man?" in phone.screen
        assert phone.last.options[0].data[0] != "@"


async def test_notices_of_one_who_does_not_speak_now_still_find_the_phone(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await shared(home)

        def look(connection: Connection) -> set[str]:
            people = list(connection.scalars(select(person.c.id)))
            return {one.external for one in by_person(connection, home.store.keyring, people).values()}

        assert await home.store.write(look) == {"100"}


# --- never mixed ----------------------------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(st.sampled_from(["say", "switch", "wait", "old tap", "start"]), st.integers(0, 2)), min_size=4, max_size=14
)


@settings(max_examples=settings().max_examples // 3)  # each is a whole conversation
@given(acts=ACTS)
async def test_whoever_holds_the_phone_when_answers_stay_with_their_person(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    """Each of three answers only with words of their own; whatever is done in between, nobody gets another's."""
    folder: Path = tmp_path_factory.mktemp("family")
    async with two_channels(f"sqlite:///{folder / 'lotse.db'}") as home:
        phone = home.phone("100")
        names = ("Ada", "Bea", "Cem")
        await phone.start()
        for i, name in enumerate(names):
            if i:
                await add(phone)
            await phone.tap("English")
            await phone.tap("Yes")
            await phone.tap("Done")
            await phone.say(name)
        speaks, unknown = 2, False
        for act, whom in acts:
            home.later(minutes=1)
            if act == "wait":
                home.later(minutes=40)
                unknown = True
            elif act == "switch":
                await phone.command("menu")
                if "Who is writing?" not in phone.screen:
                    await phone.tap("👥")
                await phone.tap(names[whom])
                speaks, unknown = whom, False
            elif act == "start":
                await phone.start()
                await phone.tap(names[whom])
                speaks, unknown = whom, False
            elif act == "old tap":
                mine = [one.data for said in phone.messages for one in said.options if one.data.startswith(f"@{whom}:")]
                if mine and "do:" not in mine[-1]:
                    await phone.happen(Tapped(at=home.now, data=mine[-1]))
                    speaks, unknown = whom, False
            else:
                await phone.say(f"word{whom if unknown else speaks}")
                if unknown:
                    await phone.tap(names[whom])
                    speaks, unknown = whom, False
        for name, given in (await _typed(home)).items():
            own = f"word{names.index(name)}"
            assert all(word in (own, name) for word in given if word.startswith("word")), (name, given)


async def _typed(home: House) -> dict[str, list[str]]:
    """{name: everything in their own words}"""

    def read(connection: Connection) -> dict[str, list[str]]:
        assert connection.scalar(select(answer.c.person).limit(1))
        people = connection.scalars(select(person.c.id))
        found = [everything(connection, home.store.keyring, one) for one in people]
        return {one["name"]: [w for form in one["forms"] for a in form["answers"] for w in (a.value, a.typed)] for one in found}

    return await home.store.read(read)


# --- a coordinator in the family ------------------------------------------------------------------------------------------


async def test_an_invitation_opened_on_a_shared_phone_takes_it_from_nobody_and_is_good_elsewhere(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone, code = await shared(home), await invitation(home)
        await phone.start(code)
        for language in ("en", "ar"):
            assert VOICES[language].say(texts.COORDINATOR_SHARES) in phone.screen, "in the languages of both"
        await phone.tap("باسل")
        await phone.say("2001")
        assert await values(home, "birth_year") == {"باسل": "2001"}, "they go on where they were"
        own = home.phone("200")
        await own.start(code)
        assert VOICES["en"].say(stafftexts.COORDINATOR_LINKED, hour="08:00") in own.screen


async def test_an_invitation_on_a_shared_phone_is_refused_also_when_nobody_knows_who_writes(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone, code = await shared(home), await invitation(home)
        home.later(hours=1)
        await phone.start(code)
        assert VOICES["en"].say(texts.COORDINATOR_SHARES) in phone.screen
        await phone.say("1975")
        await phone.tap("Amal")
        assert await values(home, "birth_year") == {"Amal": "1975"}
