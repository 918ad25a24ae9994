"""Questions and answers: how a form becomes a conversation. Verbs are in test_verbs, stop, consent and data in test_trust."""

from pathlib import Path

import pytest

from dialogs.form import Limits
from storage.schema import concern, quarantine, submission
from tests.answered import answers, begun, form, rows, values
from tests.conversations import SHIPPED, TELEGRAM, Phone, house, world

WAYS = "| | way | bus | 🚌 Bus |\n| | way | train | 🚆 Train |\n| | way | bike | 🚲 Bicycle |\n| | way | boat | ⛵ Boat |"
EVERY_KIND = form(
    """| | type | name | label | required | default | appearance | bind::lotse:type |
| | note | hello | Hello, this is a test. | | | | |
| | acknowledge | read | Have you read it? | yes | | | |
| | text | words | What did you do? | yes | | | |
| | integer | years | How many years? | | | | |
| | decimal | height | How tall are you? | | | | |
| | date | arrived | When did you arrive? | | | | |
| | date | born | When were you born? | | | year | |
| | text | phone | What is your number? | | | | phone |
| | select_one way | way | How do you come? | yes | | | |
| | select_multiple way | ways | How else? | | | | |
| | note | thanks | Thank you, ${words}. | | | | |""",
    WAYS,
)
ONE = form(
    "| | type | name | label | required |\n| | select_one way | way | How do you come? | yes |\n| | text | end | And now? | |",
    WAYS,
)
SEVERAL = form(
    "| | type | name | label | required |\n| | select_multiple way | ways | How do you come? | |\n| | text | end | And now? | |",
    WAYS,
)
YEARS = form(
    """| | type | name | label | guidance_hint | required | constraint | constraint_message |
| | integer | years | How many years? | Only a number. | yes | . <= 60 | Not more than 60 years, please. |
| | text | end | And now? | | | | |"""
)


async def say(phone: Phone, *words: str) -> None:
    for word in words:
        phone.house.later(minutes=1)
        await phone.say(word)


# --- every kind of question -----------------------------------------------------------------------------------------------


async def test_a_form_is_a_conversation_from_the_first_note_to_the_last(tmp_path: Path) -> None:
    async with begun(tmp_path, EVERY_KIND) as sam:
        assert sam.screen.startswith("Hello, this is a test.\n\nHave you read it?")
        await sam.tap("OK")
        await say(sam, "I sold bread", "12", "1,68", "21.3.2024", "1990", "+352 621 123 456", "bus", "train, boat")
        assert sam.screen == "Thank you, I sold bread.\n[☰ Menu]"
        assert await values(sam) == {
            "read": "OK",
            "words": "I sold bread",
            "years": "12",
            "height": "1.68",
            "arrived": "2024-03-21",
            "born": "1990-01-01",
            "phone": "+352621123456",
            "way": "bus",
            "ways": "train boat",
        }


async def test_digits_of_any_script_are_read_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    async with begun(tmp_path, EVERY_KIND) as sam:
        await say(sam, "ok", "نان", "۱۲", "१.६८", "١٥/٣/٢٠٢٤", "۱۳۶۹")
        found = await answers(sam)
        assert [found[name].value for name in ("years", "height", "arrived", "born")] == [
            "12",
            "1.68",
            "2024-03-15",
            "1990-01-01",
        ]
        assert [found[name].typed for name in ("years", "born")] == ["۱۲", "۱۳۶۹"]
        assert (found["born"].calendar, found["born"].precision) == ("solar_hijri", "year")


async def test_a_solar_hijri_year_is_echoed_in_both_calendars(tmp_path: Path) -> None:
    async with begun(tmp_path, EVERY_KIND, language="fa") as bashir:
        await say(bashir, "بلی", "نان", "۱۲", "1.7", "2024-03-15", "۱۳۶۹")
        assert "1990/1991" in bashir.screen
        assert "1369" in bashir.screen


async def test_what_was_understood_is_said_where_it_is_not_what_was_written(tmp_path: Path) -> None:
    async with begun(tmp_path, YEARS) as sam:
        await sam.say("about twelve... no, 12 years")
        assert "I understood: 12" in sam.screen
        await sam.command("back")
        await sam.say("12")
        assert "I understood" not in sam.screen


async def test_where_two_readings_are_possible_the_person_decides(tmp_path: Path) -> None:
    async with begun(tmp_path, YEARS) as sam:
        await sam.say("2-3")
        assert sam.screen.startswith("I can read this in more than one way. Which one did you mean?\n[2]\n[3]")
        await sam.say("2")  # the number itself, not the second of the two
        assert await values(sam) == {"years": "2"}
        await sam.command("back")
        await sam.say("2-3")
        await sam.tap("3")
        assert await values(sam) == {"years": "3"}
        await sam.command("back")
        await sam.say("2-3")
        await sam.say("five")  # or they say it anew
        assert await values(sam) == {"years": "5"}


async def test_a_question_answered_in_words_keeps_them_as_they_are(tmp_path: Path) -> None:
    async with begun(tmp_path, EVERY_KIND) as sam:
        await sam.tap("OK")
        await sam.say("  خبازی 🍞\r\nمع أخي\x00 ")
        assert (await values(sam))["words"] == "خبازی 🍞\nمع أخي"


async def test_a_text_too_long_to_be_an_answer_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with begun(tmp_path, EVERY_KIND) as sam:
        await sam.tap("OK")
        await sam.say("a" * 5000)
        assert "at most 2000 characters" in sam.screen
        assert "What did you do?" in sam.screen


async def test_a_default_is_offered_as_a_button(tmp_path: Path) -> None:
    kept = form(
        "| | type | name | label | default |\n| | text | town | Where do you live? | Esch |\n| | text | end | And now? | |"
    )
    async with begun(tmp_path, kept) as sam:
        await sam.tap("✓ Esch")
        assert await values(sam) == {"town": "Esch"}


# --- choices --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Bicycle", "bicycle", "🚲 Bicycle", "🚲", "3", "3.", "۳", "3️⃣", "no. 3", "bic", "Bicyle", "3. Bicycle"]
)
async def test_a_choice_is_its_button_its_number_its_label_or_the_beginning_of_it(tmp_path: Path, text: str) -> None:
    async with begun(tmp_path, ONE) as sam:
        await sam.say(text)
        assert await values(sam) == {"way": "bike"}


@pytest.mark.parametrize(
    ("text", "why"), [("b", "one of the answers"), ("B...", "one of the answers"), ("bi bo", "one of the"), ("5", "one of the")]
)
async def test_what_fits_no_choice_is_not_guessed(tmp_path: Path, text: str, why: str) -> None:
    async with begun(tmp_path, ONE) as sam:
        await sam.say(text)
        assert why in sam.screen
        assert await values(sam) == {}


async def test_what_fits_two_choices_is_asked_again(tmp_path: Path) -> None:
    two = form(
        "| | type | name | label |\n| | select_one town | town | Where? |",
        "| | town | a | Esch Nord |\n| | town | b | Esch Sud |",
    )
    async with begun(tmp_path, two) as sam:
        await sam.say("Esch")
        assert "fits more than one answer" in sam.screen


async def test_a_label_may_be_written_in_english_whatever_the_language(tmp_path: Path) -> None:
    async with begun(tmp_path, language="uk") as olena:
        await say(olena, "3", "yes")
        assert "Хто ще" in olena.screen


@pytest.mark.parametrize(("text", "country"), [("Niger", "NE"), ("Nigeria", "NG"), ("no", None), ("so", None), ("11", None)])
async def test_in_a_long_list_a_name_counts_wherever_it_stands_and_a_number_where_it_is_seen(
    tmp_path: Path, text: str, country: str | None
) -> None:
    countries = form(
        "| | type | name | label |\n| | select_one_from_file countries.csv | country | Which country? |\n| | text | end | And now? |"
    )
    async with begun(tmp_path, countries) as sam:
        await sam.tap("More ▶")  # the page that has Nigeria on it
        assert "Page: 2 / 25" in sam.screen
        assert "[Nigeria]" in sam.screen
        await sam.say(text)
        assert (await values(sam)).get("country") == country


async def test_pages_are_turned_in_the_same_message_and_numbers_follow_them(tmp_path: Path) -> None:
    countries = form(
        "| | type | name | label |\n| | select_one_from_file countries.csv | country | Which country? |\n| | text | end | And now? |"
    )
    async with begun(tmp_path, countries) as sam:
        await sam.tap("More ▶")
        second = [option.label for option in sam.last.options]
        await sam.tap("More ▶")
        await sam.tap("Before")
        assert [option.label for option in sam.last.options] == second
        assert len(sam.messages) == 1
        await sam.say("2")
        assert (await answers(sam))["country"].label == second[1]


async def test_two_choices_more_than_a_page_holds_are_not_worth_a_second_page(tmp_path: Path) -> None:
    known = world({"test": ONE})
    known.limits["telegram"] = Limits(text=4096, options=2, label=64)  # type: ignore[index]
    try:
        async with house(f"sqlite:///{tmp_path}/lotse.db", known) as home:
            sam = home.phone("sam")
            await sam.start()
            assert sam.screen.count("[") == 4 + 1  # and More
    finally:
        known.limits["telegram"] = TELEGRAM  # type: ignore[index]


async def test_several_are_ticked_in_the_message_itself_until_done(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL) as sam:
        for label in ("Train", "Boat", "Train", "Bus"):
            assert [said.edits for said in await sam.tap(label)] == ["0"]
        assert "[☑ 🚌 Bus]\n[🚆 Train]\n[🚲 Bicycle]\n[☑ ⛵ Boat]" in sam.screen
        await sam.tap("Done")
        assert await values(sam) == {"ways": "bus boat"}


async def test_what_was_ticked_and_what_is_written_count_together(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL) as sam:
        await sam.tap("Train")
        await sam.say("bus and 4")
        assert await values(sam) == {"ways": "bus train boat"}


async def test_none_of_several_is_an_answer_where_the_question_may_be_left_open(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL) as sam:
        await sam.say("done")
        assert "And now?" in sam.screen
        assert await values(sam) == {"ways": ""}


async def test_no_to_several_means_none_of_them(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL, language="uk") as olena:
        await olena.say("ні")
        assert await values(olena) == {"ways": ""}


async def test_a_list_that_depends_on_an_answer_follows_it(tmp_path: Path) -> None:
    async with begun(tmp_path) as sam:
        await say(
            sam, "English", "yes", "done", "Sam", "1990", "man", "Syria", "no", "Esch", "any time", "yes", "yes", "Building"
        )
        assert "Building walls" in sam.screen
        assert "Baking" not in sam.screen
        await say(sam, "1", "change", "What kind of work was it", "Kitchen, shop")
        assert "What did you do there?" in sam.screen  # the old choice is none of the new list
        assert "Baking bread" in sam.screen


# --- what may be left open --------------------------------------------------------------------------------------------------


async def test_not_knowing_and_not_telling_are_offered_where_a_question_may_be_left_open_and_kept_as_such(
    tmp_path: Path,
) -> None:
    two = form(
        """| | type | name | label | required |
| | text | a | First? | yes |
| | text | b | Second? | |
| | integer | c | Third? | |
| | text | d | Fourth? | |"""
    )
    async with begun(tmp_path, two) as sam:
        assert "know" not in sam.screen
        await sam.say("I don't know")  # then it is an answer like any other
        await sam.tap("I don't know")
        await sam.tap("Rather not say")
        found = await answers(sam)
        assert [(found[key].status, found[key].value) for key in "abc"] == [
            ("answered", "I don't know"),
            ("unknown", ""),
            ("declined", ""),
        ]


async def test_they_may_be_written_too(tmp_path: Path) -> None:
    two = form("| | type | name | label |\n| | integer | a | First? |\n| | text | b | Second? |\n| | text | c | Third? |")
    async with begun(tmp_path, two, language="fa") as bashir:
        await say(bashir, "نمی‌دانم", "نمی‌خواهم بگویم")
        assert [one.status for one in (await answers(bashir)).values()] == ["unknown", "declined"]


# --- relevance, calculation, constraint, repeat ---------------------------------------------------------------------------


async def test_only_relevant_questions_are_asked_and_only_their_answers_count(tmp_path: Path) -> None:
    relevant = form(
        """| | type | name | label | relevant | calculation |
| | select_one yes_no | child | Do you have a child? | | |
| | integer | age | How old is it? | ${child} = 'yes' | |
| | calculate | school | | | if(${age} >= 6, 'school', 'kindergarten') |
| | note | where | It goes to ${school}. | ${age} != '' | |
| | text | end | And now? | | |""",
        summary="yes",
    )
    async with begun(tmp_path, relevant) as sam:
        await say(sam, "yes", "7")
        assert sam.screen.startswith("It goes to school.\n\nAnd now?")
        await say(sam, "change", "1", "no", "fine")
        assert "How old" not in sam.screen
        await say(sam, "change", "1", "yes")
        assert "2. How old is it — 7" in sam.screen  # it was kept, and counts again


async def test_an_impossible_answer_is_refused_with_the_forms_own_words(tmp_path: Path) -> None:
    async with begun(tmp_path, YEARS) as sam:
        await sam.say("61")
        assert sam.screen.startswith("Not more than 60 years, please.\n\nHow many years?")
        await sam.say("60")
        assert await values(sam) == {"years": "60"}


WORK = form(
    """| | type | name | label |
| | begin_repeat | work | Your work |
| | text | what | What did you do? |
| | integer | years | How many years? |
| | end_repeat | | |
| | text | end | And now? |""",
    summary="yes",
)


async def test_a_repeat_asks_for_another_until_there_is_none(tmp_path: Path) -> None:
    async with begun(tmp_path, WORK) as sam:
        await say(sam, "baker", "5")
        assert sam.screen.startswith("Is there one more? (Your work)\n[✅ Yes]\n[✖ No]")
        await say(sam, "yes", "driver", "2", "2", "fine")
        assert await values(sam) == {
            "work[k1].what": "baker",
            "work[k1].years": "5",
            "work": "k1 k2 .",
            "work[k2].what": "driver",
            "work[k2].years": "2",
            "end": "fine",
        }


async def test_going_back_from_one_too_many_loses_none_of_the_others(tmp_path: Path) -> None:
    async with begun(tmp_path, WORK) as sam:
        await say(sam, "baker", "5", "yes", "driver", "2", "yes", "back")
        assert sam.screen.startswith("Is there one more?")
        await say(sam, "no", "fine")
        for line in ("1. What did you do — baker", "3. What did you do — driver", "4. How many years — 2", "5. And now — fine"):
            assert line in sam.screen


async def test_going_back_step_by_step_through_a_repeat_arrives_where_it_began(tmp_path: Path) -> None:
    async with begun(tmp_path, WORK) as sam:
        asked = [sam.screen]
        for word in ("baker", "5", "yes", "driver", "2", "no"):
            await say(sam, word)
            asked.append(sam.screen)
        for before in asked[-2::-1]:
            await sam.command("back")
            assert sam.last.text == before.split("\n[")[0]
        await sam.command("back")
        assert sam.screen.startswith("This is the first question.")


# --- not understood -------------------------------------------------------------------------------------------------------


async def test_three_wrong_answers_bring_a_simpler_way_and_then_a_person(tmp_path: Path) -> None:
    async with begun(tmp_path, YEARS) as sam:
        await sam.say("long")
        assert "Please write a number" in sam.screen
        assert "Only a number." not in sam.screen
        await sam.say("very long")
        assert "Let us try it another way." in sam.screen
        assert "Only a number." in sam.screen
        assert await rows(sam.house, concern) == []
        await sam.say("since my father died")
        assert "I have asked a coordinator to help you" in sam.screen
        assert [(one["kind"], one["path"]) for one in await rows(sam.house, concern)] == [("stuck", "years")]
        await sam.say("hm")
        assert len(await rows(sam.house, concern)) == 1  # asked once
        await sam.tap("Without this")
        assert "And now?" in sam.screen
        assert (await answers(sam))["years"].status == "unknown"


@pytest.mark.parametrize("way", ["skip", "without this"])
async def test_what_proved_too_hard_may_be_left_out_in_writing_too(tmp_path: Path, way: str) -> None:
    async with begun(tmp_path, YEARS) as sam:
        await say(sam, "long", "skip", "very long")
        assert "How many years?" in sam.screen
        await say(sam, "oh", way)
        assert "And now?" in sam.screen


async def test_the_second_misunderstanding_brings_numbers(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await say(sam, "?", "what now")
        assert "Write only the number of your answer:\n1. 🚌 Bus\n2. 🚆 Train\n3. 🚲 Bicycle\n4. ⛵ Boat" in sam.screen


async def test_each_question_has_its_own_three_tries(tmp_path: Path) -> None:
    two = form("| | type | name | label |\n| | integer | a | First? |\n| | integer | b | Second? |")
    async with begun(tmp_path, two) as sam:
        await say(sam, "plane", "rocket", "1", "plane")
        assert "Let us try" not in sam.screen
        await say(sam, "back", "plane")
        assert "Let us try" not in sam.screen


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "document", "location", "contact", "sticker", "other"])
async def test_what_is_no_text_is_not_kept_and_the_person_is_told(tmp_path: Path, kind: str) -> None:
    async with begun(tmp_path, ONE) as sam:
        await sam.share(kind)
        assert "I can read only text here" in sam.screen
        assert "How do you come?" in sam.screen
        await say(sam, "bus", "fine")
        await sam.share(kind)
        assert sam.screen.startswith("I cannot use pictures")


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u202e", "\x00", "👍🏽", "😀" * 2000, "...", "/", "🇱🇺"])
async def test_nothing_readable_is_answered_all_the_same(tmp_path: Path, text: str) -> None:
    async with begun(tmp_path, YEARS) as sam:
        assert await sam.say(text)
        assert "How many years?" in sam.screen
        assert await rows(sam.house, quarantine) == []


async def test_somebody_who_says_hello_is_asked_again_and_not_corrected(tmp_path: Path) -> None:
    async with begun(tmp_path, ONE) as sam:
        await sam.say("hello")
        assert sam.screen.startswith("How do you come?")


# --- summary and revisions --------------------------------------------------------------------------------------------------


async def test_before_handing_in_there_is_a_summary_and_a_later_change_makes_a_new_revision(tmp_path: Path) -> None:
    reviewed = form("| | type | name | label |\n| | text | town | Where do you live? |", summary="yes")
    async with begun(tmp_path, reviewed) as sam:
        await sam.say("Esch")
        assert sam.screen.startswith("Please look at your answers:\n\n1. Where do you live — Esch\n\nIs this right?")
        await sam.tap("Yes, send")
        assert "Your answers have been sent." in sam.screen
        await say(sam, "menu", "my answers", "change an answer", "1", "Ettelbruck", "yes")
        assert "Your changed answers have been sent." in sam.screen
        assert [(one["form"], one["revision"]) for one in await rows(sam.house, submission)] == [("test", 1), ("test", 2)]
        assert [one.value for one in (await answers(sam)).values()] == ["Ettelbruck"]


@pytest.mark.parametrize("text", ["yes", "1", "Yes, send", "ok", "done", "👍"])
async def test_the_summary_is_agreed_to_in_many_ways(tmp_path: Path, text: str) -> None:
    reviewed = form("| | type | name | label |\n| | text | town | Where do you live? |", summary="yes")
    async with begun(tmp_path, reviewed) as sam:
        await say(sam, "Esch", text)
        assert "Your answers have been sent." in sam.screen


@pytest.mark.parametrize(
    ("text", "then"), [("no", "Which answer"), ("2", "Which answer"), ("3", "we stop here"), ("perhaps", "one of the answers")]
)
async def test_and_disagreed_with(tmp_path: Path, text: str, then: str) -> None:
    reviewed = form("| | type | name | label |\n| | text | town | Where do you live? |", summary="yes")
    async with begun(tmp_path, reviewed) as sam:
        await say(sam, "Esch", text)
        assert then in sam.screen


async def test_a_form_of_notes_only_is_read_and_done(tmp_path: Path) -> None:
    leaflet = form("| | type | name | label |\n| | note | a | The office is closed on Friday. |")
    async with begun(tmp_path, leaflet) as sam:
        assert sam.screen == "The office is closed on Friday.\n[☰ Menu]"
        assert await rows(sam.house, quarantine) == []


def test_the_shipped_forms_are_the_ones_meant_here() -> None:
    assert set(SHIPPED) == {"welcome", "skills_short", "workshop_signup", "workshop_feedback"}
