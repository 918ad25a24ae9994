"""Faults of forms and texts are found, with question, cause and cure; what is right is left alone."""

from collections.abc import Mapping

import pytest

from bot import checking, speech, workbooks
from bot.messages import FORMS
from dialogs.check import Fault, faults_of_form, faults_of_texts
from dialogs.form import Form, Label, Limits
from dialogs.texts import Text

CHANNELS = {
    "wide": (Limits(text=4000, options=100, label=64),),
    "narrow": (Limits(text=100, options=3, label=10), Limits(text=100, options=10, label=14)),
}

CHOICES = """
| choices |
| | list_name | name | label | area |
| | yes_no | yes | Yes | |
| | yes_no | no | No | |
| | areas | farm | Farm | |
| | areas | shop | Shop | |
| | jobs | milker | Milker | farm |
| | jobs | baker | Baker | shop |
| | jobs | cook | Cook | shop |
| | jobs | other | Other | |
"""


def form(*rows: str, settings: str = "") -> Form:
    """A form with these rows: type, name, label, relevant, choice_filter, constraint, calculation."""
    heading = "| | type | name | label | relevant | choice_filter | constraint | calculation |"
    survey = "\n".join(["| survey |", heading, *(f"| | {row} |" for row in rows)])
    return workbooks.load(f"{settings}\n{survey}\n{CHOICES}".encode(), name="test")


def faults(
    checked: Form, translations: Mapping[str, Mapping[str, str]] | None = None, forms: tuple[str, ...] = ()
) -> list[Fault]:
    """The faults of a form in English and the languages given, as {language: {English: translation}}."""
    every = {"en": {}, **(translations or {})}

    def translation(what: Label | Text, language: str) -> tuple[str, ...] | None:
        english = what.source if isinstance(what, Label) else what.english
        text = english if language == "en" else every[language].get(english)
        return (text,) if text else None

    return [*faults_of_form(checked, forms=forms, languages=every, translation=translation, channels=CHANNELS)]


def test_a_sound_form_has_no_faults() -> None:
    sound = form(
        "select_one yes_no | worked | Worked? | | | |",
        "begin_repeat | work | Work | ${worked} = 'yes' | | |",
        "select_one areas | area | Area? | | | |",
        "select_one jobs | job | Job? | selected(${area}, 'farm') or ${area} = 'shop' | area = ${area} or name = 'other' | |",
        "calculate | sum | | | | | count(${work})",
        "end_repeat | | | | | |",
        "integer | years | Years as ${job}? | today() > '2020-01-01' | | . < 60 and . != ${sum} |",
    )
    assert faults(sound) == []


@pytest.mark.parametrize(
    ("rows", "question", "words"),
    [
        (["text | a | A? | 1 = 2 | | |"], "a", "always false"),
        (["text | a | A? | ${b} = 'x' | | |", "text | b | B? | | | |"], "a", '"b", which is asked later'),
        (["text | a | A? | | | . != ${b} |", "text | b | B? | | | |"], "a", "column constraint"),
        (["text | a | A ${b}? | | | |", "text | b | B? | | | |"], "a", "column label"),
        (
            ["text | a | A? | ${c} = '2' | | |", "calculate | c | | | | | ${b} * 2", "integer | b | B? | | | |"],
            "a",
            '"b", which is asked later',
        ),
        (["select_one jobs | a | A? | | place = 'x' | |"], "a", 'a column "place", which the list "jobs" does not have'),
        (["select_one yes_no | a | A? | | | |", "text | b | B? | ${a} = 'Yes' | | |"], "b", 'the answer "Yes"'),
        (["select_multiple jobs | a | A? | | | |", "text | b | B? | selected(${a}, 'coke') | | |"], "b", '"coke"'),
    ],
)
def test_a_fault_of_logic_is_found_with_its_question(rows: list[str], question: str, words: str) -> None:
    found = faults(form(*rows))
    assert [fault.question for fault in found] == [question]
    assert words in found[0].cause
    assert found[0].cure


def test_questions_that_wait_for_each_other_are_found() -> None:
    circle = form("text | a | A? | ${b} = 'x' | | |", "text | b | B? | ${a} = 'x' | | |")
    assert {fault.question for fault in faults(circle) if "itself" in fault.cause} == {"a", "b"}


def test_a_calculation_may_stand_anywhere() -> None:
    calculated = form("integer | b | B? | | | |", "text | a | A? | ${c} > 2 | | |", "calculate | c | | | | | ${b} * 2")
    assert faults(calculated) == []


def test_choices_of_lists_that_the_bot_supplies_are_not_judged() -> None:
    live = form("select_one_from_file countries.csv | a | A? | | | |", "text | b | B? | ${a} = 'AF' | | |")
    assert faults(live) == []


def test_a_form_to_open_afterwards_must_exist() -> None:
    settings = '| settings |\n| | namespaces | attribute::lotse:then |\n| | lotse="https://lotse.org/xforms" | skills |'
    leading = form("text | a | A? | | | |", settings=settings)
    assert [fault.question for fault in faults(leading)] == ["settings"]
    assert faults(leading, forms=("skills",)) == []


def test_what_is_not_translated_is_found_in_each_language() -> None:
    asked = form("text | a | What? | | | |")
    assert [
        (fault.language, fault.question)
        for fault in faults(asked, {"fr": {"What?": "Quoi ?"}, "uk": {"Yes": "Так"}})
        if fault.question == "a"
    ] == [("uk", "a")]


def test_a_language_that_nobody_has_begun_is_one_fault_not_hundreds() -> None:
    found = faults(form("text | a | What? | | | |"), {"fr": {}})
    assert [(fault.language, fault.question) for fault in found] == [("fr", "")]


def test_an_uploaded_form_is_to_be_in_the_languages_of_its_workbook() -> None:
    heading = "| survey |\n| | type | name | label::French (fr) | label::Dari (prs) |\n"
    uploaded = workbooks.load(f"{heading}| | text | a | Quoi ? | چی؟ |\n| | text | b | Qui ? | |\n".encode(), name="own")
    found = [fault for fault in checking.faults({"own": uploaded}, speech.load()) if fault.form == "own"]
    assert {(fault.language, fault.question) for fault in found} == {("fa_AF", "b")}


def test_a_translation_that_loses_a_placeholder_is_found() -> None:
    asked = form("text | a | A? | | | |", "text | b | Why ${a}? | | | |")
    french = {"test": "test", "A?": "A ?", "Why ${a}?": "Pourquoi ${b} ?"}
    french |= {name: name for name in ("Yes", "No", "Farm", "Shop", "Milker", "Baker", "Cook", "Other")}
    found = faults(asked, {"fr": french})
    assert [(fault.question, fault.language) for fault in found] == [("b", "fr")]
    assert "${a}, ${b}" in found[0].cause


def test_a_label_is_measured_by_the_way_its_channel_shows_so_many() -> None:
    """Three choices or fewer are buttons of ten characters there, more are rows of fourteen."""
    asked = form("select_one yes_no | a | A? | | | |", "select_one jobs | b | B? | | | |")
    long = {"test": "essai", "A?": "A ?", "B?": "B ?"}
    long |= {name: name.ljust(12, "!") for name in ("Yes", "No", "Farm", "Shop", "Milker", "Baker", "Cook", "Other")}
    found = faults(asked, {"fr": long})
    assert {fault.question for fault in found} == {"a, yes", "a, no", "areas, farm", "areas, shop"}
    assert all("narrow shows 10" in fault.cause for fault in found)


def test_a_question_longer_than_a_message_is_found() -> None:
    found = faults(form(f"text | a | {'Why? ' * 30} | | | |"))
    assert [(fault.question, "narrow shows 100" in fault.cause) for fault in found] == [("a", True)]


def test_a_text_outside_of_forms_is_checked_in_every_form_of_its_plural() -> None:
    cases = Text("t:cases", "{n} case", plural="{n} cases", limit=12)
    spoken = {"fr": ("{n} cas", "{n} cas"), "ar": ("one", "{n} two", "{m} 3"), "uk": ("{n} very long", "{n}", "{n}")}
    found = faults_of_texts([cases], languages={"fr": 2, "ar": 3, "uk": 3}, translation=lambda _, code: spoken[code])
    assert [(fault.language, fault.cause.split('"')[1]) for fault in found] == [("ar", "{m} 3"), ("uk", "{n} very long")]


def test_a_fault_is_one_sentence_that_names_the_place() -> None:
    fault = Fault(form="welcome", question="name", language="uk", cause="it is too long", cure="Say it shorter")
    assert str(fault) == "welcome, name, uk: it is too long. Say it shorter."


def test_the_shipped_forms_and_texts_have_no_faults() -> None:
    found = [str(fault) for fault in checking.faults(workbooks.load_folder(FORMS), speech.load())]
    assert not found, "\n".join([f"{len(found)} faults", *found[:20]])
