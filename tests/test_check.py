"""Faults of forms and texts are found, with question, cause and cure; what is right is left alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands import checking
from bot.settings import SettingProblem
from bot.texts import speech
from bot.texts.messages import FORMS
from bot.workbooks import reading as workbooks
from dialogs.answers.sheet import AnswerSheet, Surroundings
from dialogs.checks.forms import Fault, faults_of_form, faults_of_texts, warnings_of_form
from dialogs.checks.readability import reading
from dialogs.checks.sensitive import subjects
from dialogs.cost import PRICES_OF, walk_of
from dialogs.events import Answer, Tapped, Typed
from dialogs.form import Form, Label, Limits
from dialogs.known import Prompt
from dialogs.labels import labels
from dialogs.phrase import phrase
from dialogs.texts import Text
from dialogs.xlsform.reader import FormError
from tests.conversations import SHIPPED, TELEGRAM, VOICES, WHATSAPP
from tests.oracles.walking import Walk

CHANNELS = {
    "wide": Limits(text=4000, options=100, label=64),
    "narrow": Limits(text=500, body=100, options=8, label=14, together=10, edits=False),
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
    assert words in str(found[0].cause)
    assert found[0].cure


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        (["select_one jobs | a | A? | | | |", "text | b | B? | ${a} = 'cook' and ${a} = 'baker' | | |"], ["b"]),
        (["select_one jobs | a | A? | | | |", "text | b | B? | selected(${a}, 'cook') and ${a} = 'baker' | | |"], ["b"]),
        (
            [
                "select_multiple jobs | a | A? | | | |",
                "text | b | B? | selected(${a}, 'cook') and selected(${a}, 'baker') | | |",
            ],
            [],
        ),
        (["select_one jobs | a | A? | | | |", "text | b | B? | ${a} = 'cook' or ${a} = 'baker' | | |"], []),
        (["integer | a | A? | | | |", "text | b | B? | ${a} > 60 and 18 > ${a} | | |"], ["b"]),
        (["integer | a | A? | | | |", "text | b | B? | ${a} >= 60 and ${a} <= 60 | | |"], []),
        (["integer | a | A? | | | |", "text | b | B? | ${a} > 60 and ${a} <= 60 | | |"], ["b"]),
        (["integer | a | A? | | | . < 18 | |", "text | b | B? | ${a} >= 18 | | |"], ["b"]),
        (["integer | a | A? | | | . < 18 | |", "text | b | B? | ${a} >= 17 | | |"], []),
        (["integer | a | A? | | | . < 18 | |", "text | b | B? | ${a} = 20 | | |"], ["b"]),
        (
            [
                "select_one jobs | a | A? | | | |",
                "begin_group | g | G | ${a} = 'cook' | | |",
                "text | b | B? | ${a} = 'baker' | | |",
                "end_group | | | | | |",
            ],
            ["b"],
        ),
        (["text | a | A? | 1 = 2 | | |", "text | b | B? | ${a} = 'x' | | |", "text | c | C? | ${a} != 'x' | | |"], ["a", "b"]),
    ],
)
def test_questions_that_nobody_comes_to_are_found(rows: list[str], lost: list[str]) -> None:
    assert [fault.question for fault in faults(form(*rows)) if "never asked" in str(fault.cause)] == lost


def test_questions_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(FormError, match="depends on itself"):
        form("text | a | A? | ${b} = 'x' | | |", "text | b | B? | ${a} = 'x' | | |")


def test_an_expression_that_takes_too_long_is_named() -> None:
    found = faults(form("text | a | A? | | | regex(., '((a?){30}){30}') | |"))
    assert [(fault.question, "column constraint: This takes too long" in str(fault.cause)) for fault in found] == [("a", True)]
    assert "passed over" in str(found[0].cure)


def test_what_cannot_be_evaluated_leaves_nobody_stuck() -> None:
    """An answer of 2,000 characters, against which a pattern takes too long: it is taken, and the next question is asked."""
    rows = [
        "text | a | A? | | | regex(., '((a?){30}){30}x') | |",
        "text | b | B? | regex(${a}, '((a?){30}){30}x') | | |",
        "calculate | c | | | | | if(regex(${a}, '((a?){30}){30}x'), 'yes', 'no')",
        "select_one jobs | d | D? | | regex(${a}, '((a?){30}){30}x') | |",
    ]
    sheet = AnswerSheet(form(*rows), [], Surroundings(now=datetime(2026, 1, 1, tzinfo=UTC)))
    (first, *_) = sheet.asked()
    assert sheet.allows(first, "a" * 2000)
    sheet.put(Answer(path="a", seq=1, value="a" * 2000))
    assert [node.path for node in sheet.asked()] == ["a", "b", "d"]
    assert len(sheet.choices(next(node for node in sheet.asked() if node.path == "d"))) == 4
    found = next(node for node in sheet.root.children if node.name == "c")
    assert found.string() == ""


def test_two_choices_with_the_same_words_in_a_language_are_found() -> None:
    asked = form("select_one yes_no | a | A? | | | |")
    words = {name: name for name in ("test", "A?", "Farm", "Shop", "Milker", "Baker", "Cook", "Other")}
    found = faults(asked, {"fr": words | {"Yes": "**Oui**", "No": "oui "}, "de": words | {"Yes": "Ja", "No": "Nein"}})
    assert [(fault.question, fault.language) for fault in found] == [("yes_no", "fr")]
    assert '"yes" and "no"' in str(found[0].cause)


def noted(checked: Form, translations: Mapping[str, Mapping[str, str]] | None = None) -> list[Fault]:
    every = {"en": {}, **(translations or {})}

    def translation(what: Label | Text, language: str) -> tuple[str, ...] | None:
        english = what.source if isinstance(what, Label) else what.english
        text = english if language == "en" else every[language].get(english)
        return (text,) if text else None

    return [*warnings_of_form(checked, languages=every, translation=translation)]


@pytest.mark.parametrize(
    ("language", "question", "subject"),
    [
        ("en", "What is your religion?", "religion"),
        ("en", "Tell us about your **asylum claim**.", "the asylum claim"),
        ("en", "Were you ever tortured?", "persecution"),
        ("en", "Have you got a disability?", "health"),
        ("en", "Do you have a criminal record?", "the criminal record"),
        ("fr", "Quelle est votre orientation sexuelle ?", "sexual orientation"),
        ("fr", "Avez-vous une demande d’asile en cours ?", "the asylum claim"),
        ("de", "Welcher Religion gehören Sie an?", "religion"),
        ("de", "Sind Sie schwanger?", "health"),
        ("es", "¿Tiene antecedentes penales?", "the criminal record"),
        ("uk", "Яка ваша релігія?", "religion"),
        ("ru", "Есть ли у вас хронические заболевания?", "health"),
        ("ar", "ما هي ديانتك؟", "religion"),
        ("ar", "هل تعاني من أمراض؟", "health"),
        ("fa", "قومیت شما چیست؟", "ethnic origin"),
        ("fa_AF", "آیا بیماری دارید؟", "health"),
        ("tr", "Hastalığınız var mı?", "health"),
        ("tr", "Etnik kökeniniz nedir?", "ethnic origin"),
    ],
)
def test_what_law_protects_is_found_in_each_language_with_the_reason(language: str, question: str, subject: str) -> None:
    asked = form("text | a | Why? | | | |") if language != "en" else form(f"text | a | {question} | | | |")
    found = noted(asked, {language: {"Why?": question}} if language != "en" else None)
    assert [(fault.question, fault.language, fault.warning) for fault in found] == [("a", language, True)]
    assert subject in str(found[0].cause)
    assert "consent" in str(found[0].cure)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Have you worked in a hospital, a school or a hotel as a cook?"),
        ("en", "Which languages do you speak, and which country do you come from?"),
        ("fr", "Avez-vous travaillé au tribunal, jouez-vous du violon, aimez-vous le violet ?"),
        ("de", "Haben Sie als Krankenschwester oder in der Küche gearbeitet?"),
        ("ar", "السلام عليكم، هل أنت حامل شهادة جامعية؟"),
    ],
)
def test_what_only_sounds_like_it_is_left_alone(language: str, words: str) -> None:
    assert [*subjects(language, words)] == []


def test_what_is_hard_to_read_is_found() -> None:
    easy = "Tell us what you did. You may write about work at home, too. A short text is enough."
    hard = "Notwithstanding aforementioned considerations, participants demonstrating insufficient documentation regarding previous"
    hard += " professional qualifications necessarily acknowledge potential administrative complications."
    found = noted(form(f"text | a | {easy} | | | |", f"text | b | {hard} | | | |", f"text | c | {'and so on ' * 9} | | | |"))
    assert [(fault.question, fault.warning) for fault in found] == [("b", True), ("c", True)]
    assert "LIX" in str(found[0].cause)


def test_lix_is_counted_as_published() -> None:
    """Nine words in two sentences, of which two have more than six letters; a third sentence of three."""
    found = reading("The old farmer travels slowly. He is tired. His children wait there.")
    assert found is not None
    assert round(found.lix, 2) == round(12 / 3 + 100 * 2 / 12, 2)
    assert found.longest == 5
    assert reading("Too short to say.") is None


def test_patterns_that_others_read_in_another_way_are_noted() -> None:
    loose = form("text | a | A? | | | regex(., '[0-9]{4}') | |", "text | b | B? | | | regex(., '^[0-9]{4}$') | |")
    assert [(fault.question, fault.warning) for fault in noted(loose)] == [("a", True)]


def test_messages_are_counted_at_the_least_and_at_the_most() -> None:
    """Two questions; at the most a third, a list of two pages, and a repeat three times; the summary, the thanks."""
    asked = form(
        "note | hello | Hello | | | |",
        "select_one yes_no | a | A? | | | |",
        "text | b | B? | | | |",
        "text | c | C? | ${a} = 'yes' | | |",
        "begin_repeat | r | R | ${a} = 'yes' | | |",
        "text | d | D? | | | |",
        "end_repeat | | | | | |",
    )
    walk = walk_of(asked, TELEGRAM)
    assert (walk.least, walk.most) == (2 + 2, 2 + 1 + 3 * 2 + 2)
    assert "estimate" in str(walk)
    assert PRICES_OF in str(walk)
    assert str(walk).startswith("a person gets 4 to 11 messages, ")
    assert str(replace(walk, most=4)).startswith("a person gets 4 messages, ")


@pytest.mark.parametrize(
    ("kind", "count", "required", "pages"),
    [
        ("select_one", 10, True, 1),
        ("select_one", 10, False, 1),  # what may be left open is then written
        ("select_one", 11, True, 2),
        ("select_one", 33, True, 5),  # eight on each
        ("select_one", 13, False, 3),  # six, beside the two ways to leave it open
        ("select_multiple", 9, False, 1),
        ("select_multiple", 10, False, 2),
        ("select_multiple", 14, True, 2),  # seven, beside Done
    ],
)
def test_the_pages_of_a_list_are_counted_as_whatsapp_shows_them(kind: str, count: int, required: bool, pages: int) -> None:
    listed = "\n".join(f"| | many | c{i} | Choice {i} |" for i in range(count))
    survey = f"| survey |\n| | type | name | label | required |\n| | {kind} many | a | A? | {'yes' if required else ''} |"
    asked = workbooks.load(f"{survey}\n\n| choices |\n| | list_name | name | label |\n{listed}\n".encode(), name="test")
    walk = walk_of(asked, WHATSAPP)
    assert (walk.least, walk.most) == (1 + 2, pages + 3)
    assert pages_walked(asked) == pages


def pages_walked(asked: Form) -> int:
    """How many messages somebody gets who looks at every page."""
    walk = OnWhatsApp(asked, VOICES, "en", 1)
    walk.happen(Tapped(at=walk.now, data=f"do:form:{asked.name}"))
    while further := [option.data for option in walk.seen[-1].options if option.label == "More ▶"]:
        walk.happen(Tapped(at=walk.now, data=further[0]))
    return len(walk.seen)


class OnWhatsApp(Walk):
    """Somebody who never doubts, and writes the number where several can be chosen."""

    def __init__(self, *what: Any) -> None:
        super().__init__(*what)
        self.adverse, self.known = 0.0, replace(self.known, limits=WHATSAPP)

    def choose_several(self, prompt: Prompt, tries: int) -> None:
        self.happen(Typed(at=self.now, text="1"))


@pytest.mark.parametrize("language", VOICES.languages)
@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_really_sent_lies_between_the_least_and_the_most(name: str, language: str) -> None:
    estimate = walk_of(SHIPPED[name], WHATSAPP)
    sent = []
    for seed in range(6):
        walk = OnWhatsApp(SHIPPED[name], VOICES, language, seed)
        walk.to_the_end()
        sent.append(sum(1 + len(said.files) for said in walk.seen))
    assert estimate.least <= min(sent) <= max(sent) <= estimate.most, sent


def test_a_question_that_is_too_long_for_its_buttons_is_two_messages() -> None:
    short, long = (walk_of(form(f"text | a | {'Why? ' * times} | | | |"), WHATSAPP) for times in (10, 250))
    assert long.most - short.most == 1


def test_faults_end_with_one_and_warnings_do_not(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    heading = "| survey |\n| | type | name | label::English (en) | relevant |\n"
    (tmp_path / "noted.md").write_text(f"{heading}| | text | a | What is your religion? | |\n", encoding="utf-8")
    (tmp_path / "broken.md").write_text(f"{heading}| | text | a | What? | 1 = 2 |\n", encoding="utf-8")
    assert checking.check({}, str(tmp_path / "noted.md")) == 0
    said = capsys.readouterr().out
    assert "warning: noted, a, en: it seems to be about religion" in said
    assert "no faults, 1 warnings" in said
    assert checking.check({}, str(tmp_path / "broken.md")) == 1
    assert "never asked" in capsys.readouterr().out


def test_a_form_that_is_not_there_is_named(tmp_path: Path) -> None:
    for what in ("nothing", str(tmp_path / "nothing.xlsx")):
        with pytest.raises(SettingProblem, match="nothing"):
            checking.check({}, what)


def test_the_shipped_forms_give_nothing_to_decide() -> None:
    assert [str(one) for one in checking.warnings(workbooks.load_folder(FORMS), speech.load())] == []


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


def test_the_form_of_a_workshop_must_know_which_one_it_is_about() -> None:
    settings = '| settings |\n| | namespaces | attribute::lotse:does |\n| | lotse="https://lotse.org/xforms" | {} |'
    asked, hidden = "text | a | A? | | | |", ("hidden | workshop | | | | |", "hidden | occurrence | | | | |")
    assert [one.question for one in faults(form(asked, settings=settings.format("book")))] == ["settings"]
    assert [one.question for one in faults(form(asked, *hidden, settings=settings.format("sell")))] == ["settings"]
    assert faults(form(asked, *hidden, settings=settings.format("feedback"))) == []


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
    assert "${a}, ${b}" in str(found[0].cause)


def test_a_label_is_measured_by_what_each_channel_shows() -> None:
    asked = form("select_one yes_no | a | A? | | | |", "select_one jobs | b | B? | | | |")
    words = {"test": "essai", "A?": "A ?", "B?": "B ?"}
    words |= {name: name.ljust(14, "!") for name in ("Yes", "Farm", "Shop", "Milker", "Baker", "Cook", "Other")}
    found = faults(asked, {"fr": words | {"No": "No".ljust(15, "!")}})
    assert [(fault.question, "narrow shows 14" in str(fault.cause)) for fault in found] == [("a, no", True)]


def test_the_labels_of_channels_are_measured_by_their_true_limits() -> None:
    """A row of a list on WhatsApp shows 72 characters, the first of them large; on Telegram we show 64."""
    for length, names in ((64, []), (65, ["Telegram"]), (72, ["Telegram"]), (73, ["Telegram", "WhatsApp"])):
        survey = "| survey |\n| | type | name | label |\n| | select_one many | a | A? |"
        listed = f"| choices |\n| | list_name | name | label |\n| | many | b | {'x' * length} |\n| | many | c | C |"
        own = workbooks.load(f"{survey}\n\n{listed}\n".encode(), name="own")
        found = [str(fault.cause) for fault in checking.faults({"own": own}, VOICES, texts=False) if fault.question == "a, b"]
        shown = {name for cause in found for name in ("Telegram", "WhatsApp") if f"{name} shows" in cause}
        assert sorted(shown) == names, length


@pytest.mark.parametrize("language", VOICES.languages)
def test_the_choices_and_titles_of_our_own_forms_stand_whole_on_whatsapp(language: str) -> None:
    """Three of 20 characters are reply buttons; a row of a list shows 24 large; before a title stands a pictogram."""
    for one in SHIPPED.values():
        for shown in labels(one):
            most = 17 if shown.title else 20 if 0 < shown.choices <= 3 else 24 if shown.choices else 1024
            text = VOICES[language].label(shown.label)
            assert len(text) <= most, (one.name, shown.question, text)


def test_a_question_longer_than_what_stands_beside_buttons_is_found() -> None:
    found = faults(form(f"text | a | {'Why? ' * 30} | | | |"))
    assert [(fault.question, "narrow shows 100" in str(fault.cause)) for fault in found] == [("a", True)]


def test_a_text_outside_of_forms_is_checked_in_every_form_of_its_plural() -> None:
    cases = Text("t:cases", "{n} case", plural="{n} cases", limit=12)
    spoken = {"fr": ("{n} cas", "{n} cas"), "ar": ("one", "{n} two", "{m} 3"), "uk": ("{n} very long", "{n}", "{n}")}
    found = faults_of_texts([cases], languages={"fr": 2, "ar": 3, "uk": 3}, translation=lambda _, code: spoken[code])
    assert [(fault.language, str(fault.cause).split('"')[1]) for fault in found] == [("ar", "{m} 3"), ("uk", "{n} very long")]


def test_a_fault_is_one_sentence_that_names_the_place() -> None:
    cause, cure = Text("t:cause", "it is {what}."), Text("t:cure", "Say it shorter.")
    fault = Fault(form="welcome", question="name", language="uk", cause=phrase(cause, what="too long"), cure=phrase(cure))
    assert str(fault) == "welcome, name, uk: it is too long. Say it shorter."


def test_the_shipped_forms_and_texts_have_no_faults() -> None:
    found = [str(fault) for fault in checking.faults(workbooks.load_folder(FORMS), speech.load())]
    assert not found, "\n".join([f"{len(found)} faults", *found[:20]])
