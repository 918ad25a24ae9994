"""What people must be able to rely on: stop is stop, no is no, forgotten is forgotten, and nobody is pestered."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Incoming
from bot.clock import Clock
from dialogs import texts
from dialogs.events import Left, Returned, Tapped, Typed
from dialogs.known import Programme
from storage import schema
from storage.schema import concern, consent, due, enrolment, erasure, outbox, quarantine
from tests.answered import KEY, answers, begun, form, person, rows, sheets, values
from tests.conversations import SHIPPED, VOICES, House, Phone, house, world
from tests.test_conversation import ONE, say

LANGUAGES = VOICES.languages
STOPS = {language: sorted(VOICES[language].words(texts.WORDS["stop"])) for language in LANGUAGES}


async def pass_time(home: House, **much: float) -> None:
    """Hour by hour, the clock looking each time."""
    clock = Clock(home.store, home.turnstile, lambda: home.now)
    until = home.now + timedelta(**much)
    while home.now < until:
        home.now = min(home.now + timedelta(hours=1), until)
        await clock.tick()


async def tap_data(phone: Phone, data: str) -> None:
    phone.house.later(minutes=1)
    await phone.happen(Tapped(at=phone.house.now, data=data))


async def agreed(phone: Phone) -> None:
    """Language, consent and name are given; the year of birth is asked."""
    await say(phone, "English", "yes", "done", "Sam")


# --- stop -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoken", LANGUAGES)
async def test_stop_is_understood_in_every_language_whatever_one_has_chosen(tmp_path: Path, spoken: str) -> None:
    async with house(f"sqlite:///{tmp_path}/lotse.db", world({"test": ONE})) as home:
        for i, word in enumerate(STOPS[spoken]):
            phone = home.phone(word, LANGUAGES[i % len(LANGUAGES)])
            await phone.start()
            await say(phone, "bus", word)  # in the middle of a question that takes any text
            assert (await person(phone)).status == "stopped", word


@pytest.mark.parametrize("moment", ["before the first word", "at the summary", "in the menu", "while paused"])
async def test_stop_is_understood_at_any_moment(tmp_path: Path, moment: str) -> None:
    reviewed = form("| | type | name | label |\n| | text | town | Where? |", summary="yes")
    words = {"at the summary": ["Esch"], "in the menu": ["menu"], "while paused": ["pause"]}.get(moment, [])
    async with begun(tmp_path, reviewed, start=moment != "before the first word") as sam:
        await say(sam, *words, "stop")
        assert (await person(sam)).status == "stopped"
        assert "Start again" in sam.screen


async def test_the_stop_command_stops_whoever_has_not_begun(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE, start=False) as sam:
        await sam.command("stop")
        assert (await person(sam)).status == "stopped"


async def test_after_stop_nothing_comes_unasked_and_every_word_gets_one_kind_line(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "bus", "stop")
        await pass_time(sam.house, days=10)
        assert sam.look() == []
        assert await rows(sam.house, due, state="waiting") == []
        for word in ("fine", "2", "menu", "help"):
            await say(sam, word)
            assert "You have stopped the messages." in sam.screen or word == "2"
        assert await values(sam) == {"way": "bus"}


async def test_what_was_about_to_be_sent_is_not_sent_after_stop(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        sam.house.turnstile.claim = lambda _: False  # nothing leaves: it waits in the outbox
        await say(sam, "bus", "stop")
        assert [one["state"] for one in await rows(sam.house, outbox)] == ["sending", "cancelled", "todo"]


@pytest.mark.parametrize("way", ["start", "continue", "/start", "1", "Start again"])
async def test_starting_again_goes_on_where_they_were(tmp_path: Path, way: str) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "bus", "stop")
        await (sam.start() if way == "/start" else sam.say(way))
        assert sam.screen.startswith("Good to see you again.\n\nAnd now?")
        await pass_time(sam.house, days=4)
        assert sam.look()[0].text.startswith("Your questions are still open.")


async def test_their_data_are_theirs_even_after_stop(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "bus", "stop", "my data", "1")
        assert "1. How do you come — 🚌 Bus" in sam.screen
        await sam.command("data")
        await sam.tap("And my data?")
        assert sam.screen.endswith("[▶ Start again]\n[🔒 My data]")  # no question: they have stopped
        await sam.command("data")
        await say(sam, "5", "1")
        assert (await person(sam)).status == "leaving"


# --- consent --------------------------------------------------------------------------------------------------------------


async def test_without_consent_nothing_is_asked_and_what_remains_possible_is_offered(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await say(sam, "English", "no")
        assert sam.screen.startswith("That is all right.")
        assert [option.label for option in sam.last.options] == ["🙋 Ask a person", "☰ Menu"]
        assert [(one["purpose"], one["given"]) for one in await rows(sam.house, consent)] == [("programme", False)]
        for data in ("do:form:skills_short", "do:go:", "do:edit:1"):
            await tap_data(sam, data)
            assert [sheet.form for sheet in await sheets(sam) if sheet.state == "open"] == []
        await tap_data(sam, "do:form:skills_short")
        assert sam.screen.startswith("You have not agreed, so I ask nothing.")


async def test_each_purpose_is_agreed_to_on_its_own_with_the_words_that_were_read(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await say(sam, "English", "yes")
        await sam.tap("Employers")
        await say(sam, "done")
        assert (await person(sam)).consents == {"programme": True, "mentors": False, "employers": True, "statistics": False}
        assert {one["version"] for one in await rows(sam.house, consent)} == {SHIPPED["welcome"].version}


async def test_consent_withdrawn_in_the_menu_ends_every_question(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        old = sam.button("English")[1].data
        await agreed(sam)
        year = sam.button("I don't know")[1].data
        await sam.command("data")
        await say(sam, "3", "1")
        assert sam.screen.startswith("You have withdrawn your consent.")
        assert not any((await person(sam)).consents.values())
        for data in (old, year, "do:form:skills_short", "do:edit:1", "do:go:1"):
            await tap_data(sam, data)
            assert all(sheet.state == "dropped" for sheet in await sheets(sam)), data
        await pass_time(sam.house, days=10)
        assert sam.look() == []
        assert [one["kind"] for one in await rows(sam.house, concern)] == ["consent_withdrawn"]


async def test_consent_withdrawn_by_changing_the_answer_ends_the_other_forms_too(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await say(sam, "1990", "man", "Syria", "no", "Esch", "any time", "yes")
        assert "Have you worked before?" in sam.screen
        await tap_data(sam, "do:edit:1")
        await say(sam, "1", "no")
        assert sam.screen.startswith("That is all right.")
        assert [(sheet.form, sheet.state) for sheet in await sheets(sam)] == [
            ("welcome", "handed_in"),
            ("skills_short", "dropped"),
        ]
        assert not any((await person(sam)).consents.values())


@pytest.mark.parametrize("refused_in", ["the form", "the menu"])
async def test_whoever_agrees_later_is_asked_what_they_were_not_asked_then(tmp_path: Path, refused_in: str) -> None:
    async with begun(tmp_path) as sam:
        if refused_in == "the form":
            await say(sam, "English", "no")
        else:
            await agreed(sam)
            await tap_data(sam, "do:consent:programme")
        await tap_data(sam, "do:consent:programme")
        await say(sam, "menu")
        assert "[📝 About you]\n[📝 Work and wishes]" in sam.screen
        await say(sam, "1", "English", "yes", "done")
        assert sam.screen.startswith("What should I call you?")


async def test_a_consent_question_too_hard_to_answer_is_no_consent(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await say(sam, "English", "hm", "hmm", "hmmm", "skip")
        assert (await person(sam)).consents == {}
        await sam.tap("Yes, send")
        assert [sheet.form for sheet in await sheets(sam)] == ["welcome"]


# --- data and deletion ------------------------------------------------------------------------------------------------------


async def test_everything_goes_after_24_hours_of_grace(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await sam.command("data")
        await say(sam, "5")
        assert sam.screen.startswith("Delete all your answers and your name?")
        await say(sam, "1")
        assert "will be deleted in 24 hours" in sam.screen
        await pass_time(sam.house, hours=23)
        assert sam.look() == []
        await pass_time(sam.house, hours=2)
        assert [said.text for said in sam.look()] == ["Everything about you has been deleted. Thank you, and all the best."]
        for table in set(schema.PERSONAL) - {outbox}:
            assert await rows(sam.house, table) == [], table.name
        assert len(await rows(sam.house, erasure)) == 1
        await say(sam, "hello")
        assert sam.screen.startswith("Which language would you like?")


async def test_a_change_of_mind_keeps_everything(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await tap_data(sam, "do:delete_yes")
        await pass_time(sam.house, hours=20)
        await say(sam, "1")
        assert sam.screen.startswith("Nothing is deleted. Your data are kept.\n\nIn which year were you born?")
        await pass_time(sam.house, hours=30)
        assert (await values(sam))["name"] == "Sam"
        await pass_time(sam.house, days=4)
        assert sam.look()[0].text.startswith("Your questions are still open.")  # as if nothing had been


@pytest.mark.parametrize("deed", ["stop", "/stop", "block", "withdraw", "start"])
async def test_whatever_they_do_in_the_hours_of_grace_they_are_forgotten(tmp_path: Path, deed: str) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await tap_data(sam, "do:delete_yes")
        match deed:
            case "stop":
                await say(sam, "stop")
            case "/stop":
                await sam.command("stop")
            case "block":
                await sam.happen(Left(at=sam.house.now))
            case "withdraw":
                await tap_data(sam, "do:consent:programme")
            case "start":
                await sam.start()
        await pass_time(sam.house, hours=25)
        assert await rows(sam.house, schema.person) == []


async def test_while_leaving_nothing_is_asked_and_only_their_data_can_be_seen(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        year = sam.button("I don't know")[1].data
        await tap_data(sam, "do:delete_yes")
        for word in ("1990", "menu", "help"):
            await say(sam, word)
            assert sam.screen.startswith("Everything about you will be deleted in 24 hours.")
        await tap_data(sam, year)
        assert "birth_year" not in await answers(sam)
        await tap_data(sam, "do:answers")
        assert "3. What should I call you — Sam" in sam.screen
        await tap_data(sam, "do:privacy")
        assert "will be deleted in 24 hours" in sam.screen


async def test_what_is_due_and_unsent_goes_with_the_wish_to_be_forgotten(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await tap_data(sam, "do:delete_yes")
        assert [one["kind"] for one in await rows(sam.house, due, state="waiting")] == ["erase"]


async def test_a_file_with_everything_is_prepared_for_whoever_asks(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await agreed(sam)
        await sam.command("data")
        await say(sam, "download")
        assert [one["kind"] for one in await rows(sam.house, outbox)][-1] == "data"
        assert "Open the file in a browser" in sam.screen


# --- nobody is pestered -------------------------------------------------------------------------------------------------------


async def test_after_three_quiet_days_they_are_asked_once_while_awake(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE, zone="Asia/Kabul") as bashir:
        bashir.house.later(hours=7)  # 23:30 in Kabul
        await say(bashir, "bus")
        await pass_time(bashir.house, days=3, hours=8)
        assert bashir.look() == []
        await pass_time(bashir.house, hours=2)
        (said,) = bashir.look()
        assert said.text.startswith("Your questions are still open.")
        assert "And now?" in said.text
        assert (said.lane, said.question) == ("notice", True)
        await pass_time(bashir.house, days=20)
        assert bashir.look() == []


async def test_whoever_went_on_is_not_disturbed_until_it_is_quiet_again(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await pass_time(sam.house, days=2)
        await say(sam, "bus")
        await pass_time(sam.house, days=2, hours=20)
        assert sam.look() == []
        await pass_time(sam.house, hours=6)
        assert len(sam.look()) == 1


@pytest.mark.parametrize("word", ["pause", "fine"])
async def test_whoever_pauses_or_is_done_is_left_in_peace(tmp_path: Path, word: str) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "bus", word)
        await pass_time(sam.house, days=10)
        assert sam.look() == []


async def test_whoever_blocks_the_bot_is_not_written_to_and_told_nothing_on_coming_back(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        assert await sam.happen(Left(at=sam.house.now)) == []
        await pass_time(sam.house, days=10)
        assert await sam.happen(Returned(at=sam.house.now)) == []
        assert await sam.start()
        assert "How do you come?" in sam.screen


# --- events ---------------------------------------------------------------------------------------------------------------


async def test_two_things_done_at_once_are_taken_one_after_the_other(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        happened = [
            Incoming(
                id=f"x{i}", channel="telegram", account="1", external=sam.external, event=Typed(at=sam.house.now, text=text)
            )
            for i, text in enumerate(["bus", "fine", "bus"])
        ]
        await asyncio.gather(*map(sam.house.turnstile.receive, [*happened, happened[0]]))
        assert await values(sam) == {"way": "bus", "end": "fine"}
        assert len(sam.look()) == 3


async def test_a_new_process_goes_on_where_the_old_one_was(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "bus")
    async with house(f"sqlite:///{tmp_path}/lotse.db", world({"test": ONE}), KEY) as home:
        again = home.phone("somebody")
        home._ids = 100
        await again.say("fine")
        assert await values(again) == {"way": "bus", "end": "fine"}


# --- links ----------------------------------------------------------------------------------------------------------------


async def test_a_link_names_programme_form_and_centre(tmp_path: Path) -> None:
    async with begun(tmp_path, start=False, centres={"esch": "Esch, house 3"}) as sam:
        await sam.start("test-skills_short-esch")
        assert [(one["programme"], one["centre"]) for one in await rows(sam.house, enrolment)] == [("test", "esch")]
        assert sam.screen.startswith("Which language would you like?")  # first things first
        await agreed(sam)
        await sam.start("test-skills_short-esch")
        assert "Have you worked before?" in sam.screen


async def test_a_centre_that_is_none_is_left_out_of_a_link(tmp_path: Path) -> None:
    async with begun(tmp_path, start=False, centres={"esch": "Esch, house 3"}) as sam:
        await sam.start("test-skills_short-<b>somewhere")
        assert [(one["programme"], one["centre"]) for one in await rows(sam.house, enrolment)] == [("test", "")]


async def test_the_centre_that_somebody_chooses_is_where_they_belong(tmp_path: Path) -> None:
    where = form(
        "| | type | name | label | bind::lotse:sets |\n| | select_one_from_file centres.csv | house | Where do you live? | centre |"
    )
    async with begun(tmp_path, where, centres={"esch": "Esch, house 3", "mersch": "Mersch"}) as sam:
        await say(sam, "mersch")
        assert [(one["programme"], one["centre"]) for one in await rows(sam.house, enrolment)] == [("test", "mersch")]


WORKSHOP = form("| | type | name | label |\n| | text | why | Why would you like to come? |", name="workshop")


@pytest.mark.parametrize("agrees", [True, False])
async def test_the_form_of_a_link_is_opened_once_they_have_agreed_and_not_before(tmp_path: Path, agrees: bool) -> None:
    async with begun(tmp_path, SHIPPED["welcome"], SHIPPED["skills_short"], WORKSHOP, start=False) as sam:
        await sam.start("test-workshop")
        await tap_data(sam, "do:form:workshop")
        assert "Why would you" not in sam.screen
        await say(sam, "menu", "1", "English")
        if agrees:
            await say(sam, "yes", "done", "Sam", "skip", "skip", "skip", "no", "skip", "skip", "yes")
            assert sam.screen.startswith("Thank you. Your answers have been sent.\n\nWhy would you like to come?")
        else:
            await say(sam, "no")
            assert [sheet.form for sheet in await sheets(sam)] == ["welcome"]


@pytest.mark.parametrize("payload", ["nobody-knows", "-", "--", "test-", "test-nothing-x", "x" * 64, "\u202e", "c_ab-cd"])
async def test_a_link_that_leads_nowhere_is_answered(tmp_path: Path, payload: str) -> None:
    async with begun(tmp_path, start=False) as sam:
        assert await sam.start(payload)
        assert await rows(sam.house, quarantine) == []


async def test_a_programme_asks_its_own_forms_only(tmp_path: Path) -> None:
    known = world()
    other = Programme(code="other", name="Other", start="welcome", forms=("welcome",))
    async with house(f"sqlite:///{tmp_path}/lotse.db", replace(known, programmes={**known.programmes, "other": other})) as home:
        sam = home.phone("sam")
        await sam.start("other")
        await say(sam, "English", "yes", "done", "Sam", "skip", "skip", "skip", "no", "skip", "skip", "yes")
        assert sam.screen == "Thank you. Your answers have been sent.\n[☰ Menu]"
        await say(sam, "menu")
        assert "Work and wishes" not in sam.screen
        assert [one["programme"] for one in await rows(home, enrolment)] == ["other"]
