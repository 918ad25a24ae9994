"""How the bot speaks when translations are missing, broken or written from the right."""

import datetime as dt
import re
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import messages as telegram
from bot.texts import languages, speech
from bot.texts.bidi import FSI, PDI, RLM, anchor, isolate
from bot.texts.catalogue import path_of
from bot.texts.cldr import Tongue
from bot.texts.languages import DESK, LOCALES, PEOPLE
from bot.texts.speech import Voices
from desk import texts as desk_texts
from dialogs.events import Typed
from dialogs.form import Label
from dialogs.known import Known, Person, Programme
from dialogs.texts import Text
from dialogs.turn import Turn
from tests.catalogues import LIST

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HELLO = Text("t:hello", "Hello {name}")
BYE = Text("t:bye", "Good bye")
CASES = Text("t:cases", "{n} case", plural="{n} cases")
STOP = Text("word:stop", "stop|quit")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of locales with English, Ukrainian, Persian and Dari."""
    (tmp_path / "languages.toml").write_text(LIST, encoding="utf-8")
    return tmp_path


def translate(folder: Path, code: str, *entries: str, whom: str = PEOPLE) -> Voices:
    """Write a language's catalogue, and load all languages afresh."""
    path = path_of(code, folder, whom)
    path.parent.mkdir(parents=True, exist_ok=True)
    rule = languages.read(folder)[code]
    header = f'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals={rule.nplurals}; plural={rule.plural};\\n"\n'
    path.write_text("\n\n".join([header, *entries, ""]), encoding="utf-8")
    return speech.load(folder)


def entry(context: str, english: str, text: str, flag: str = "") -> str:
    return f'{flag}msgctxt "{context}"\nmsgid "{english}"\nmsgstr "{text}"'


def test_a_text_is_said_in_the_language_of_the_person(folder: Path) -> None:
    voices = translate(
        folder, "uk", entry("t:bye", "Good bye", "До побачення"), entry("t:hello", "Hello {name}", "Вітаю: {name}")
    )
    assert voices["uk"].say(BYE) == "До побачення"
    assert voices["uk"].say(HELLO, name="Olha") == "Вітаю: Olha"
    assert voices["en"].say(HELLO, name="Olha") == "Hello Olha"


def test_what_is_not_translated_is_said_in_the_next_language_of_the_chain(folder: Path) -> None:
    voices = translate(folder, "fa", entry("t:bye", "Good bye", "خداحافظ"))
    assert voices["fa_AF"].say(BYE) == "خداحافظ"
    assert voices["fa_AF"].say(STOP) == "stop|quit"
    assert voices["uk"].say(BYE) == "Good bye"


def test_drafts_and_translations_of_other_english_are_not_said(folder: Path) -> None:
    draft = entry("t:bye", "Good bye", "Па-па", flag="#, fuzzy\n")
    outdated = entry("t:hello", "Hi {name}", "Вітаю: {name}")
    voices = translate(folder, "uk", draft, outdated)
    assert voices["uk"].say(BYE) == "Good bye"
    assert voices["uk"].say(HELLO, name="Olha") == "Hello Olha"


def test_a_translation_with_a_wrong_placeholder_is_passed_over_and_counted_without_its_values(folder: Path) -> None:
    voices = translate(folder, "uk", entry("t:hello", "Hello {name}", "Вітаю: {nme}"))
    with structlog.testing.capture_logs() as logs:
        assert [voices["uk"].say(HELLO, name="Olha") for _ in range(3)] == ["Hello Olha"] * 3
    assert voices.faults == {("uk", "t:hello"): 3}
    assert [entry["context"] for entry in logs] == ["t:hello"]
    assert "Olha" not in str(logs)


def test_a_catalogue_that_cannot_be_read_leaves_the_person_with_english(folder: Path) -> None:
    voices = translate(folder, "uk", 'msgctxt "t:bye"\nmsgid "Good bye"\nrubbish')
    with structlog.testing.capture_logs() as logs:
        assert voices["uk"].say(BYE) == "Good bye"
    assert [entry["log_level"] for entry in logs] == ["error"]


@given(st.text(max_size=40))
def test_nothing_can_be_reached_through_a_translation(template: str) -> None:
    """Whatever stands in braces, only a plain name is a placeholder: no attribute, no index, no format."""
    said = Voices(LOCALES)["en"].say(Text("t:any", "{name.__class__} {name[0]} {name!r} {0} " + template), name="Olha")
    assert said.startswith("{name.__class__} {name[0]} {name!r} ")


def test_a_value_that_nobody_gave_leaves_a_gap_and_no_braces(folder: Path) -> None:
    assert speech.load(folder)["en"].say(HELLO) == "Hello "


def test_braces_in_a_value_stay_what_they_are(folder: Path) -> None:
    assert speech.load(folder)["en"].say(HELLO, name="{name} ${x}") == "Hello {name} ${x}"


@pytest.mark.parametrize(("n", "said"), [(0, "0 справ"), (1, "1 справа"), (3, "3 справи"), (11, "11 справ"), (21, "21 справа")])
def test_a_number_takes_its_plural_form(folder: Path, n: int, said: str) -> None:
    plurals = 'msgctxt "t:cases"\nmsgid "{n} case"\nmsgid_plural "{n} cases"\n'
    plurals += 'msgstr[0] "{n} справа"\nmsgstr[1] "{n} справи"\nmsgstr[2] "{n} справ"'
    assert translate(folder, "uk", plurals)["uk"].say(CASES, n=n) == said


def test_a_plural_that_lacks_a_form_is_not_said_at_all(folder: Path) -> None:
    plurals = 'msgctxt "t:cases"\nmsgid "{n} case"\nmsgid_plural "{n} cases"\n'
    plurals += 'msgstr[0] "{n} справа"\nmsgstr[1] ""\nmsgstr[2] "{n} справ"'
    assert translate(folder, "uk", plurals)["uk"].say(CASES, n=1) == "1 case"


def test_a_language_that_is_not_ours_is_spoken_as_the_nearest_or_in_english(folder: Path) -> None:
    voices = speech.load(folder)
    assert [voices[code].language for code in ("uk-UA", "prs", "pes", "tlh", "")] == ["uk", "fa_AF", "fa", "en", "en"]


# --- The desk -------------------------------------------------------------------------------------------------------


@pytest.fixture
def both(folder: Path) -> Path:
    """Ukrainian is spoken with people and at the desk, Lithuanian at the desk only, Persian and Dari with people only."""
    ours = LIST.replace('english = "Ukrainian"\nserves = ["people"]', 'english = "Ukrainian"\nserves = ["people", "desk"]')
    other = (
        LIST[LIST.index("[uk]") : LIST.index("[fa]")].replace("uk", "lt").replace('serves = ["people"]', 'serves = ["desk"]')
    )
    (folder / "languages.toml").write_text(ours + other, encoding="utf-8")
    return folder


def test_the_desk_speaks_its_languages_and_people_theirs(both: Path) -> None:
    voices = speech.load(both)
    assert (voices.languages, voices.desk.languages) == (("en", "uk", "fa", "fa_AF"), ("en", "uk", "lt"))
    assert [voices.desk[code].language for code in ("lt-LT", "uk", "fa", "")] == ["lt", "uk", "en", "en"]
    assert [voices[code].language for code in ("lt-LT", "uk", "fa", "")] == ["en", "uk", "fa", "en"]
    assert "lt" not in voices.own_names()


def test_a_person_is_told_nothing_from_the_catalogues_of_the_desk(both: Path) -> None:
    translate(both, "lt", entry("t:bye", "Good bye", "Viso gero"), whom=DESK)
    voices = translate(both, "uk", entry("t:bye", "Good bye", "Усього найкращого"), whom=DESK)
    assert [voices.desk[code].say(BYE) for code in ("lt", "uk")] == ["Viso gero", "Усього найкращого"]
    assert [voices[code].say(BYE) for code in ("lt", "uk")] == ["Good bye", "Good bye"]


def test_the_desk_finds_what_people_are_told_as_well(both: Path) -> None:
    translate(both, "uk", entry("t:bye", "Good bye", "До побачення"))
    voices = translate(both, "uk", entry("t:hello", "Hello {name}", "Вітаю: {name}"), whom=DESK)
    assert voices.desk["uk"].say(BYE) == "До побачення"
    assert voices.desk["uk"].say(HELLO, name="Olha") == "Вітаю: Olha"


def test_the_desk_says_in_english_what_is_not_translated_and_counts_no_fault(both: Path) -> None:
    voices = translate(both, "lt", entry("t:hello", "Hello {name}", ""), whom=DESK)
    assert voices.desk["lt"].say(HELLO, name="Olha") == "Hello Olha"
    assert voices.desk["lt"].say(CASES, n=21) == "21 cases"
    assert voices.desk.faults == {}


def test_a_workbook_may_bring_along_a_language_of_the_desk_for_people(both: Path) -> None:
    """They are asked in it; what we say besides is in English, as in any language that a workbook brings along."""
    translate(both, "lt", entry("t:bye", "Good bye", "Viso gero"), whom=DESK)
    voices = speech.load(both)
    voices.learn({"lt": Tongue("Lietuvių", "Lithuanian", False, "lt")})
    label = Label(key="form:q:label", texts={"": "Name?", "lt": "Vardas?"})
    assert (voices["lt"].language, voices["lt"].label(label), voices["lt"].say(BYE)) == ("lt", "Vardas?", "Good bye")
    assert (voices.desk["lt"].label(label), voices.desk["lt"].say(BYE)) == ("Vardas?", "Viso gero")


@pytest.mark.parametrize(
    ("language", "hint", "person", "coordinator"),
    [
        ("lt", "", "en", "lt"),
        ("sr_Latn", "uk", "en", "sr_Latn"),
        ("uk", "", "uk", "en"),
        ("fr", "", "fr", "fr"),
        ("", "sr-RS", "en", "sr_Latn"),
        ("", "prs", "fa_AF", "en"),
    ],
)
def test_in_chat_a_person_is_answered_in_theirs_and_a_coordinator_in_one_of_the_desk(
    language: str, hint: str, person: str, coordinator: str
) -> None:
    for number, wanted in ((0, person), (7, coordinator)):
        assert turn_of(Person(language=language, coordinator=number), hint).speech.language == wanted


def test_who_turns_out_to_be_a_coordinator_is_spoken_to_as_one_from_then_on() -> None:
    turn = turn_of(Person(language="ro"))
    assert turn.speech.language == "en"
    turn.person = turn.person._replace(coordinator=7)
    assert turn.speech.language == "ro"


def turn_of(person: Person, hint: str = "") -> Turn:
    known = Known(person=person, programme=Programme(), forms={}, limits=telegram.LIMITS, hint=hint)
    return Turn(known, Typed(at=NOON, text="?"), speech.load())


# --- Labels ---------------------------------------------------------------------------------------------------------


def test_a_shipped_label_is_translated_by_the_catalogue(folder: Path) -> None:
    voices = translate(folder, "uk", entry("welcome:name:label", "Dear ${name}?", "Ім'я: ${name}?"))
    label = Label(key="welcome:name:label", texts={"": "Dear ${name}?"})
    assert voices["uk"].label(label, name="Olha") == "Ім'я: Olha?"
    assert voices["fa_AF"].label(label, name="Olha") == f"Dear {FSI}Olha{PDI}?"


def test_an_uploaded_label_is_read_in_whatever_code_its_workbook_has(folder: Path) -> None:
    voices = speech.load(folder)
    label = Label(key="form:q:label", texts={"": "Name?", "prs": "نام؟", "uk_UA": "Ім'я?", "de": "Name?"})
    assert [voices[code].label(label) for code in ("fa_AF", "uk", "en")] == ["نام؟", "Ім'я?", "Name?"]


def test_a_label_whose_translation_names_another_value_is_passed_over(folder: Path) -> None:
    label = Label(key="form:q:label", texts={"": "In ${town}?", "uk": "У ${twon}?"})
    voices = speech.load(folder)
    assert voices["uk"].label(label, town="Wiltz") == "In Wiltz?"
    assert voices.faults == {("uk", "form:q:label"): 1}


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("territory:AF", {"en": "Afghanistan", "uk": "Афганістан", "fa_AF": "افغانستان"}),
        ("territory:NL", {"en": "Netherlands", "fa": "هلند", "fa_AF": "هالند"}),
        ("language:fr", {"en": "French", "uk": "Французька"}),
        ("language:prs", {"en": "Dari", "uk": "Дарі", "fa_AF": "دری"}),
        ("language:kmr", {"en": "Kurdish"}),
        ("language:xyz", {"uk": "xyz"}),
    ],
)
def test_countries_and_languages_have_their_names_of_cldr(folder: Path, key: str, names: dict[str, str]) -> None:
    voices = speech.load(folder)
    assert {code: voices[code].label(Label(key=key, texts={})) for code in names} == names


# --- Words and days -------------------------------------------------------------------------------------------------


def test_words_are_folded_and_the_english_ones_are_always_among_them(folder: Path) -> None:
    voices = translate(folder, "uk", entry("word:stop", "stop|quit", "СТОП| Досить ||"))
    assert voices["uk"].words(STOP) == {"стоп", "досить", "stop", "quit"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("lt", ["1990 m. kovo 21 d.", "1990 m. kovas"]),
        ("sr_Latn", ["21. mart 1990.", "mart 1990."]),
        ("ro", ["21 martie 1990", "martie 1990"]),
    ],
)
def test_a_day_is_said_in_words_of_the_desk(code: str, said: list[str]) -> None:
    assert [speech.load().desk[code].day("1990-03-21", precision) for precision in ("day", "month")] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "lt",
            {0: "0 žmonių", 1: "1 žmogus", 2: "2 žmonės", 10: "10 žmonių", 11: "11 žmonių", 21: "21 žmogus", 102: "102 žmonės"},
        ),
        ("sr_Latn", {0: "0 osoba", 1: "1 osoba", 2: "2 osobe", 5: "5 osoba", 12: "12 osoba", 21: "21 osoba", 22: "22 osobe"}),
        (
            "ro",
            {0: "0 persoane", 1: "1 persoană", 2: "2 persoane", 19: "19 persoane", 20: "20 de persoane", 101: "101 persoane"},
        ),
    ],
)
def test_numbers_of_people_are_said_as_the_languages_of_the_desk_count(code: str, said: dict[int, str]) -> None:
    voice = speech.load().desk[code]
    assert {n: voice.say(desk_texts.FOUND, n=n) for n in said} == said


@pytest.mark.parametrize(
    ("code", "precision", "said"),
    [
        ("en", "day", "21 March 1990"),
        ("fr", "day", "21 mars 1990"),
        ("uk", "day", "21 березня 1990\u202fр."),
        ("ar", "day", "21 مارس 1990"),
        ("fa_AF", "day", "21 مارچ 1990"),
        ("fr", "month", "mars 1990"),
        ("fa_AF", "month", "مارچ 1990"),
        ("uk", "year", "1990"),
        ("en", "season", "March 1990 – May 1990"),
        ("tr", "season", "Mart 1990 – Mayıs 1990"),
    ],
)
def test_a_day_is_said_in_words_to_its_precision(code: str, precision: str, said: str) -> None:
    assert speech.load()[code].day("1990-03-21", precision) == said


def test_what_is_no_date_is_said_as_it_is() -> None:
    assert [speech.load()["uk"].day(text, "day") for text in ("", "1990", "1990-02-30", "?")] == ["", "1990", "1990-02-30", "?"]


# --- From the right -------------------------------------------------------------------------------------------------


def test_values_are_isolated_where_a_direction_could_leak(folder: Path) -> None:
    voices = translate(folder, "fa", entry("t:hello", "Hello {name}", "سلام {name}"))
    assert voices["fa"].say(HELLO, name="+352 621 123") == f"سلام {FSI}+352 621 123{PDI}"
    assert voices["en"].say(HELLO, name="علی") == f"Hello {FSI}علی{PDI}"
    assert voices["en"].say(HELLO, name="Ali") == "Hello Ali"


def test_lines_of_a_value_are_isolated_one_by_one() -> None:
    """An isolate ends with its paragraph."""
    assert isolate("a\n\nb") == f"{FSI}a{PDI}\n\n{FSI}b{PDI}"


@pytest.mark.parametrize(
    ("text", "anchored"),
    [
        ("سلام Anna", "سلام Anna"),
        ("👍 سلام", "👍 سلام"),
        ("WhatsApp سلام", f"{RLM}WhatsApp سلام"),
        ("{name} سلام", "{name} سلام"),
        ("✓ {value}", f"{RLM}✓ {{value}}"),
        ("سلام\nB1\n\n• خوب", f"سلام\n{RLM}B1\n\n• خوب"),
    ],
)
def test_every_line_of_a_text_from_the_right_begins_at_the_right(text: str, anchored: str) -> None:
    assert anchor(text) == anchored


def test_a_workbook_text_from_the_right_is_anchored_as_well(folder: Path) -> None:
    label = Label(key="form:q:label", texts={"": "Level?", "fa": "B1 یا B2؟"})
    assert speech.load(folder)["fa"].label(label) == f"{RLM}B1 یا B2؟"


# --- Never silent, never in the way ---------------------------------------------------------------------------------


@given(
    english=st.text(min_size=1, max_size=30),
    values=st.dictionaries(st.from_regex(r"\A[a-z]{1,4}\Z"), st.text() | st.integers(), max_size=3),
    language=st.sampled_from(("en", "ar", "fa_AF", "xx")),
)
def test_whatever_a_text_holds_it_is_said(english: str, values: dict[str, str | int], language: str) -> None:
    values.pop("text", None)
    said = speech.load()[language].say(Text("t:any", english), **values)
    assert said or re.fullmatch(r"(\{\w+\})+", english)
