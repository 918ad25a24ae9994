"""Verbs: what people can say or tap at any point, in every language."""

from pathlib import Path

import pytest

from dialogs import texts
from dialogs.events import Tapped
from dialogs.reading import fold
from dialogs.texts import Text
from storage.schema import quarantine
from tests.answered import answers, begun, form, person, rows, sheets, values
from tests.conversations import VOICES, Phone, house, world
from tests.test_conversation import ONE, SEVERAL, WAYS, WORK, say

FORM = form(
    """| | type | name | label | required |
| | select_one yes_no | first | First? | yes |
| | select_one way | second | Second? | |
| | text | third | Third? | |""",
    WAYS,
    summary="yes",
)
LANGUAGES = VOICES.languages
SHOWN: dict[str, str | Text] = {  # what each verb shows when the second question is asked: a text, or one of the question's
    "back": "First?",
    "skip": "Third?",
    "change": texts.WHICH_CHANGE,
    "pause": texts.PAUSED,
    "repeat": "Second?",
    "help": texts.HELP_TEXT,
    "language": texts.WHICH_LANGUAGE,
    "menu": texts.MENU,
    "stop": texts.STOPPED,
    "continue": "Second?",
    "person": texts.PERSON_ASKED,
    "start": "Second?",
    "dont_know": "Third?",
    "rather_not": "Third?",
}


def expected(language: str, verb: str) -> str:
    shown = SHOWN[verb]
    return shown if isinstance(shown, str) else VOICES[language].say(shown).split("\n")[0]


@pytest.mark.parametrize("verb", SHOWN)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_word_for_a_verb_is_understood(tmp_path: Path, language: str, verb: str) -> None:
    async with house(f"sqlite:///{tmp_path}/lotse.db", world({"test": FORM})) as home:
        for word in sorted(VOICES[language].words(texts.WORDS[verb])):
            phone = home.phone(word, language)
            await phone.start()
            await phone.say("1")
            await phone.say(f"{word}!")
            assert expected(language, verb) in phone.screen, f"{language}: {word}"
            assert not phone.screen.startswith(VOICES[language].say(texts.NO_SUCH_CHOICE)), f"{language}: {word}"


BUTTONS = {
    "skip": texts.SKIP,
    "change": texts.CHANGE,
    "pause": texts.PAUSE,
    "help": texts.HELP,
    "language": texts.LANGUAGE,
    "stop": texts.STOP,
}


@pytest.mark.parametrize("verb", BUTTONS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_verb_has_a_button_under_more(tmp_path: Path, language: str, verb: str) -> None:
    async with begun(tmp_path, FORM, language=language) as phone:
        await phone.say("1")
        await phone.tap(VOICES[language].say(texts.MORE))
        await phone.tap(VOICES[language].say(BUTTONS[verb]))
        assert expected(language, verb) in phone.screen


async def test_the_channels_own_commands_do_the_same(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await sam.tap("Yes")
        for command in ("change", "repeat", "skip", "back", "pause", "continue", "help", "language", "menu", "data"):
            said = await sam.command(command)
            assert said, command
        assert "Your answers belong to you" in sam.screen
        await sam.command("no_such_command")
        assert "What would you like to do?" in sam.screen
        await sam.command("stop")
        assert "I will not write to you any more" in sam.screen


def test_no_word_means_two_verbs_and_no_stop_word_is_an_answer() -> None:
    for language in LANGUAGES:
        speech = VOICES[language]
        verbs = ("back", "skip", "change", "pause", "repeat", "help", "language", "menu", "continue", "person", "stop", "done")
        found = {verb: speech.words(texts.WORDS[verb]) for verb in verbs}
        for verb in verbs:
            for other in verbs:
                assert verb >= other or not found[verb] & found[other], (
                    f"{language}: {verb}, {other}: {found[verb] & found[other]}"
                )


# --- back -----------------------------------------------------------------------------------------------------------------


async def test_back_takes_the_latest_answer_back_and_asks_for_it_again(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "bus", "back")
        assert sam.screen.startswith("Second?")
        found = await answers(sam)
        assert (found["first"].status, found["second"].status) == ("answered", "retracted")


async def test_back_from_the_summary_asks_the_last_question_again(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "bus", "fine", "back")
        assert sam.screen.startswith("Third?")


async def test_back_passes_over_what_is_not_asked_any_more(tmp_path: Path) -> None:
    hidden = form(
        """| | type | name | label | relevant |
| | text | zero | Zero? | |
| | select_one yes_no | child | A child? | |
| | integer | age | How old? | ${child} = 'yes' |
| | text | end | And now? | |"""
    )
    async with begun(tmp_path, hidden) as sam:
        await say(sam, "a", "yes", "7", "change", "2", "no", "back", "back")
        assert sam.screen.startswith("Zero?")


async def test_back_from_a_question_being_changed_leaves_the_answer_as_it_was(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "bus", "change", "1")
        assert sam.screen.startswith("First?")
        await sam.tap("Back")
        assert "Which answer would you like to change?" in sam.screen
        await sam.command("back")
        assert sam.screen.startswith("Third?")
        assert await values(sam) == {"first": "yes", "second": "bus"}


async def test_before_the_first_question_there_is_nothing(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        assert "Back" not in sam.screen
        await sam.command("back")
        assert sam.screen.startswith("This is the first question.\n\nFirst?")


# --- skip -----------------------------------------------------------------------------------------------------------------


async def test_what_must_be_answered_cannot_be_skipped(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "skip")
        assert sam.screen.startswith("This question cannot be skipped.\n\nFirst?")


async def test_what_was_skipped_is_kept_as_such_and_can_be_answered_later(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "skip", "fine")
        assert (await answers(sam))["second"].status == "skipped"
        assert "2. Second — (no answer)" in sam.screen
        await say(sam, "change", "2", "train")
        assert "2. Second — 🚆 Train" in sam.screen


async def test_a_question_of_which_the_meaning_is_asked_can_be_skipped(tmp_path: Path) -> None:
    years = form("| | type | name | label |\n| | integer | years | How many years? |\n| | text | end | And now? |")
    async with begun(tmp_path, years) as sam:
        await say(sam, "2-3", "skip")
        assert sam.screen.startswith("And now?")


# --- change ---------------------------------------------------------------------------------------------------------------


async def test_an_answer_is_changed_by_its_number_its_name_or_its_button(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "bus", "change")
        assert sam.screen.startswith("1. First — ✅ Yes\n2. Second — 🚌 Bus\n\nWhich answer would you like to change?")
        await say(sam, "2", "train", "change", "second", "boat", "change")
        await sam.tap("2. Second")
        await sam.tap("Bicycle")
        assert sam.screen.startswith("Third?")
        assert await values(sam) == {"first": "yes", "second": "bike"}


async def test_more_answers_than_fit_a_page_can_all_be_changed(tmp_path: Path) -> None:
    many = form("| | type | name | label |\n" + "\n".join(f"| | text | q{i} | Question {i}? |" for i in range(1, 24)))
    async with begun(tmp_path, many) as sam:
        await say(sam, *(f"answer {i}" for i in range(1, 23)), "change")
        await sam.tap("More ▶")
        await sam.tap("More ▶")
        assert [option.label for option in sam.last.options] == ["21. Question 21", "22. Question 22", "◀ Before", "▶ Go on"]
        await say(sam, "3")  # the number stands in the list above
        assert sam.screen.startswith("Question 3?")


async def test_before_anything_is_answered_there_is_nothing_to_change(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "change")
        assert sam.screen.startswith("There is nothing to change yet.\n\nFirst?")


async def test_going_on_leaves_the_list_of_answers(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "change")
        await sam.tap("Go on")
        assert sam.screen.startswith("Second?")


# --- pause, repeat, help, language, menu ------------------------------------------------------------------------------------


async def test_after_a_pause_everything_is_as_it_was(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL) as sam:
        await sam.tap("Train")
        await say(sam, "pause")
        sam.house.later(days=30)
        await say(sam, "hello")
        await sam.tap("Go on")
        assert "[☑ 🚆 Train]" in sam.screen


async def test_tapping_the_question_itself_ends_a_pause(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "pause")
        await sam.tap("Yes")
        assert sam.screen.startswith("Second?")
        assert [sheet.state for sheet in await sheets(sam)] == ["open"]


async def test_help_says_how_and_offers_a_person(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "help")
        assert "You can answer by tapping a button or by writing." in sam.screen
        await say(sam, "1")
        assert "I have told the team." in sam.screen
        await say(sam, "go on")
        assert sam.screen.startswith("First?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_in_the_help_are_understood(language: str) -> None:
    speech = VOICES[language]
    lines = [line.partition("•")[2] for line in speech.say(texts.HELP_TEXT).splitlines() if "•" in line]
    for line, verb in zip(lines, ("back", "skip", "change", "pause", "language", "stop"), strict=True):
        assert fold(line.partition(":")[0]) in speech.words(texts.WORDS[verb]), f"{language}: {line}"


async def test_the_menu_is_reached_in_the_middle_and_left_again(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "menu")
        assert "[▶ Go on]\n[📋 My answers]\n[🌐 Language]\n[❓ Help]\n[🔒 My data]\n[📱 My phones]\n[⏹ Stop]" in sam.screen
        await say(sam, "1")
        assert sam.screen.startswith("Second?")


async def test_what_the_menu_offers_can_be_written(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "menu", "my answers")
        assert sam.screen.startswith("Your answers: Test\n\n1. First — ✅ Yes")


async def test_whoever_goes_on_answering_after_the_menu_is_understood(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        await say(sam, "yes", "menu", "train")
        assert sam.screen.startswith("Third?")


async def test_the_language_changes_in_the_middle_and_nothing_is_lost(tmp_path: Path) -> None:
    async with begun(tmp_path, language="en") as olena:
        await say(olena, "English", "yes")
        await olena.tap("Mentors")
        await say(olena, "language", "3")
        assert olena.screen.startswith("Відтепер я пишу українською.\n\nХто ще може")
        assert "[☑ 👥 Ментори]" in olena.screen
        await say(olena, "готово", "Олена")
        assert (await person(olena)).language == "uk"
        assert (await values(olena))["consents"] == "mentors"


async def test_in_own_words_an_occupation_is_no_cry_for_help(tmp_path: Path) -> None:
    async with begun(tmp_path, WORK) as sam:
        await say(sam, "coordinator")
        assert sam.screen.startswith("How many years?")
        assert (await values(sam))["work[k1].what"] == "coordinator"


async def test_a_choice_that_is_also_a_verb_is_a_choice(tmp_path: Path) -> None:
    later = form(
        "| | type | name | label |\n| | select_one when | when | When? |\n| | text | end | And now? |",
        "| | when | now | Now |\n| | when | later | Later |",
    )
    async with begun(tmp_path, later) as sam:
        await say(sam, "later")
        assert await values(sam) == {"when": "later"}


# --- buttons of yesterday -----------------------------------------------------------------------------------------------------


async def test_an_old_button_is_answered_with_what_is_asked_now(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        old = sam.button("No")[1].data
        await say(sam, "yes")
        sam.house.later(days=1)
        await sam.happen(Tapped(at=sam.house.now, data=old, message="0"))
        assert sam.screen.startswith("This button belongs to an older message. Now I am asking this:\n\nSecond?")
        assert await values(sam) == {"first": "yes"}


async def test_a_double_tap_is_one_tap(tmp_path: Path) -> None:
    async with begun(tmp_path, FORM) as sam:
        for label in ("Yes", "Bus"):
            data = sam.button(label)[1].data
            assert await sam.happen(Tapped(at=sam.house.now, data=data))
            sam.house.later(seconds=1)
            assert await sam.happen(Tapped(at=sam.house.now, data=data)) == []
            sam.house.later(minutes=1)
        await say(sam, "fine")
        data = sam.button("Yes, send")[1].data
        assert await sam.happen(Tapped(at=sam.house.now, data=data))
        assert await sam.happen(Tapped(at=sam.house.now, data=data)) == []


async def test_a_tap_delivered_twice_happens_once(tmp_path: Path) -> None:
    async with begun(tmp_path, SEVERAL) as sam:
        tap = Tapped(at=sam.house.now, data=sam.button("Train")[1].data, message="0")
        assert await sam.happen(tap, "u:x")
        assert await sam.happen(tap, "u:x") == []
        assert "[☑ 🚆 Train]" in sam.screen


FORGED = """: do: do:nothing do:go:99 do:form:x do:edit:7 do:lang:xx do:consent:x 1.1:99 1.1:-1 1.1:p99 1.1:done 1.1:ok 1.1:keep 1.1:more
x.y:z 9.9:0 ²:² 1.1:² ٣.١:٠""".split()


@pytest.mark.parametrize("data", ["", *FORGED])
async def test_a_forged_button_does_no_harm_and_is_answered(tmp_path: Path, data: str) -> None:
    async with begun(tmp_path, FORM) as sam:
        sam.house.later(minutes=1)
        assert await sam.happen(Tapped(at=sam.house.now, data=data, message="0"))
        assert await rows(sam.house, quarantine) == []
        assert await values(sam) == {}


@pytest.mark.parametrize("what", ["more", "p1", "back", "pause", "change", "skip", "0", "on", "done", ""])
@pytest.mark.parametrize("place", ["review", "change", "another"])
async def test_any_tail_on_any_prompt_is_answered(tmp_path: Path, place: str, what: str) -> None:
    words = {"review": ["a", "1", "no", "b"], "change": ["a", "change"], "another": ["a", "1"]}[place]
    async with begun(tmp_path, WORK) as sam:
        await say(sam, *words)
        token = next(sheet.prompt.token for sheet in await sheets(sam) if sheet.prompt and sheet.prompt.kind == place)
        assert await sam.happen(Tapped(at=sam.house.now, data=f"{token}:{what}", message="0"))
        assert await rows(sam.house, quarantine) == []


# --- two forms at once, and releases ---------------------------------------------------------------------------------------


def two_forms() -> dict[str, object]:
    lower = form(
        "| | type | name | label |\n| | select_one yes_no | a | Lower one? |\n| | text | b | Lower two? |", name="lower"
    )
    upper = form(
        "| | type | name | label |\n| | select_one yes_no | c | Upper one? |\n| | text | d | Upper two? |", name="upper"
    )
    return {"lower": lower, "upper": upper}


async def begin_both(sam: Phone) -> None:
    """The upper form opened by a link, in the middle of the lower one."""
    await sam.start()
    await sam.happen(Tapped(at=sam.house.now, data="do:consent:programme"))
    await sam.start("test-upper")
    sam.house.later(minutes=1)


async def test_what_is_typed_is_about_the_form_whose_button_was_tapped_last(tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path}/lotse.db", world(two_forms())) as home:  # type: ignore[arg-type]
        sam = home.phone("sam")
        await begin_both(sam)
        assert sam.screen.startswith("Upper one?")
        lower = next(said for said in sam.messages if said.text.startswith("Lower one?"))
        await sam.happen(Tapped(at=home.now, data=lower.options[0].data))
        assert sam.screen.startswith("Lower two?")
        await say(sam, "mine")
        assert {path: one.value for path, one in (await answers(sam, "lower")).items()} == {"a": "yes", "b": "mine"}
        assert sam.screen.endswith("Upper one?\n[✅ Yes]\n[✖ No]\n[🤷 I don't know]\n[🔒 Rather not say]\n[☰ More]")


async def test_a_release_that_takes_the_question_away_that_was_asked_leaves_nobody_in_silence(tmp_path: Path) -> None:
    before, after = ONE, form("| | type | name | label |\n| | text | end | And now? |")
    url = f"sqlite:///{tmp_path}/lotse.db"
    deeds = ("bus", "/start", "/repeat", "/skip", "/back", "(photo)", "", "[0]", "[more]", "[p1]")
    for i, word in enumerate(deeds):
        async with house(url, world({"test": before}), b"k" * 32) as home:
            sam, home._ids = home.phone(word), 100 * i
            await sam.start()
            data = sam.last.options[0].data.rpartition(":")[0]
        async with house(url, world({"test": after}), b"k" * 32) as home:
            sam, home._ids = home.phone(word), 100 * i + 50
            if word.startswith("/"):
                await (sam.start() if word == "/start" else sam.command(word[1:]))
            elif word.startswith("["):
                await sam.happen(Tapped(at=home.now, data=f"{data}:{word.strip('[]')}"))
            elif word == "(photo)":
                await sam.share("photo")
            else:
                await sam.say(word)
            assert "And now?" in sam.screen, word
            assert await rows(home, quarantine) == []


async def test_a_form_that_is_gone_keeps_its_answers_and_its_number(tmp_path: Path) -> None:
    url, forms = f"sqlite:///{tmp_path}/lotse.db", two_forms()
    async with house(url, world(forms), b"k" * 32) as home:  # type: ignore[arg-type]
        sam = home.phone("sam")
        await begin_both(sam)
        await say(sam, "yes", "mine")
    async with house(url, world({"lower": forms["lower"]}), b"k" * 32) as home:  # type: ignore[dict-item]
        sam = home.phone("sam")
        home._ids = 1000
        await say(sam, "yes", "also mine")
        assert "Your answers have been sent" in sam.screen
        await sam.happen(Tapped(at=home.now, data="do:form:lower"))
        await say(sam, "no", "again")
        assert await rows(home, quarantine) == []
        assert [(sheet.number, sheet.form) for sheet in await sheets(sam)] == [(1, "lower"), (2, "upper"), (3, "lower")]
        assert (await values(sam, "upper")) == {"c": "yes", "d": "mine"}
