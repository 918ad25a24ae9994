"""A form on paper: everything is on it, in its order and in letters, and it says where to go on."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from bot.forms.library import SHIPPED, lists
from bot.paper.fields import ticked
from bot.paper.fonts import FOLDERS, fonts
from bot.paper.form import paper, printed
from bot.paper.printing import Words
from bot.paper.tongues import distinct
from bot.settings import SettingProblem
from bot.texts import speech
from bot.texts.speech import Voices
from bot.workbooks.reading import load, load_folder
from dialogs.form import Form
from dialogs.skips import Entry, plan
from dialogs.xlsform.reader import FormError

FORM = b"""
| survey |
| | type | name | label | label::Fran\xc3\xa7ais (fr) | hint | relevant | constraint | appearance | parameters |
| | note | hello | Welcome to the **centre**. | Bienvenue au centre. | | | | | |
| | select_one yes_no | worked | Have you worked? | Avez-vous travaill\xc3\xa9 ? | | | | | |
| | begin_repeat | job | Job | Emploi | | ${worked} = 'yes' | | | |
| | select_one field | field | What was it? | Qu'est-ce que c'\xc3\xa9tait ? | | | | | |
| | text | words | In your words? | Dans vos mots ? | | ${field} = 'other' | | | |
| | end_repeat | | | | | | | | |
| | select_multiple field | wish | What would you like? | Que voulez-vous ? | | | | | |
| | integer | age | How old are you? | Quel \xc3\xa2ge ? | | | . < 120 | | |
| | text | school | Which school? | Quelle \xc3\xa9cole ? | | ${age} < 18 | | | |
| | text | both | Why ${wish}? | Pourquoi ? | | selected(${wish}, 'care') | | | |
| | text | hard | A hard one? | Difficile ? | | string-length(${both}) > 3 and ${age} > 3 | | | |
| | date | born | When were you born? | N\xc3\xa9 quand ? | | | | year | |
| | select_one_from_file countries.csv | country | Which country? | Quel pays ? | | | | | |
| | range | mood | How are you? | Comment \xc3\xa7a va ? | | | | | start=1 end=5 step=1 |
| | image | papers | Your papers? | Vos papiers ? | | | | | |

| choices |
| | list_name | name | label | label::Fran\xc3\xa7ais (fr) |
| | yes_no | yes | Yes | Oui |
| | yes_no | no | No | Non |
| | field | care | Care | Soins |
| | field | farm | Farm | Ferme |
| | field | other | Other | Autre |

| settings |
| | form_title | form_id |
| | A form | short |
"""


@pytest.fixture(scope="module")
def shipped() -> dict[str, Form]:
    return load_folder(SHIPPED)


@pytest.fixture(scope="module")
def voices() -> Voices:
    return speech.load()


@pytest.fixture(scope="module")
def form() -> Form:
    return load(FORM)


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    if not any(list(Path(folder).expanduser().rglob("NotoNaskhArabic-Regular.ttf")) for folder in FOLDERS):
        pytest.skip("no Noto fonts on this machine (fonts-noto-core)")


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def letters(text: str) -> str:
    """The words as they can be found again: without marks, spaces and the joiner of Persian."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text)
        if unicodedata.category(letter) not in ("Mn", "Cf", "Cc") and not letter.isspace()
    )


# --- what is on it ------------------------------------------------------------------------------------------------------------


def test_every_label_is_there_in_its_order(form: Form, voices: Voices) -> None:
    text = letters("".join(pages(printed(form, voices, ["en"]))))
    found = [text.find(letters(label)) for label in LABELS]
    assert -1 not in found
    assert found == sorted(found)


LABELS = [
    *("A form", "Welcome to the centre.", "Have you worked?", "Yes", "No", "Job", "What was it?", "Care", "Farm", "Other"),
    *("In your words?", "What would you like?", "How old are you?", "Which school?", "A hard one?", "When were you born?"),
    *("Which country?", "How are you?", "From 1 to 5", "Your papers?"),
]


LANGUAGES = [["en", "ar"], ["fr", "fa_AF"], ["uk"], ["ar", "fr"]]
BEYOND = [
    ["fr", "fa_AF"],
    ["uk"],
]  # of the second form, in the soak: its other two have both directions, and either language first


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        *(("welcome", languages) for languages in LANGUAGES),
        *(
            pytest.param("skills_short", languages, marks=[pytest.mark.soak] if languages in BEYOND else [])
            for languages in LANGUAGES
        ),
    ],
)
def test_a_shipped_form_has_every_word_of_both_languages(
    name: str, languages: list[str], shipped: dict[str, Form], voices: Voices, caplog: pytest.LogCaptureFixture
) -> None:
    """Letters are counted, since words that are read from the right come back in the order in which they are drawn."""
    form = shipped[name]
    content = printed(form, voices, languages)
    assert [record.getMessage() for record in caplog.records if "glyph" in record.getMessage()] == []
    found = pages(content)
    assert 2 <= len(found) <= 8
    there = Counter(letters("".join(found)))
    for language in languages:
        wanted = Counter[str]()
        for entry in plan(form, lists(voices), ticked).entries:
            label = entry.question.label
            assert label
            wanted += Counter(letters(voices[language].label(label)))
        assert not wanted - there
    assert not [*outside(content)]


def outside(content: bytes) -> Iterator[object]:
    """What is drawn beyond the margins of A4 (595 × 842 points)."""
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            for thing in page.get_objects():
                left, bottom, right, top = thing.get_bounds()
                if left < 30 or bottom < 15 or right > 565 or top > 812:
                    yield left, bottom, right, top
    finally:
        document.close()


def test_arabic_is_drawn_from_the_right_and_its_letters_are_joined(shipped: dict[str, Form], voices: Voices) -> None:
    """The title is the highest Arabic on the page: its first letter stands at the right, and it takes less room than its letters apart."""
    form = shipped["welcome"]
    title = voices["ar"].label(form.title)
    document = pypdfium2.PdfDocument(printed(form, voices, ["ar"]))
    try:
        page = document[0].get_textpage()
        text = page.get_text_range()
        boxes = [(page.get_charbox(at), letter) for at, letter in enumerate(text) if "ARABIC" in unicodedata.name(letter, "")]
        line = max(bottom for (_, bottom, _, _), _ in boxes)
        first = sorted(((left, right, letter) for (left, bottom, right, _), letter in boxes if bottom > line - 8), reverse=True)
    finally:
        document.close()
    assert "".join(letter for *_, letter in first) == title.replace(" ", "")
    assert all(right - left < 18 for left, right, _ in first)


def test_pages_are_counted(form: Form, voices: Voices) -> None:
    found = pages(printed(form, voices, ["en", "fr"]))
    assert all(f"Page{i}of{len(found)}" in letters(page) for i, page in enumerate(found, 1))


def test_an_answer_says_where_to_go_on_and_a_question_for_whom_it_is(form: Form, voices: Voices) -> None:
    text = " ".join(
        "".join(letter for letter in "".join(pages(printed(form, voices, ["en"]))) if letter not in "\u2068\u2069").split()
    )
    assert "go to question 4" in text
    assert "Only if your answer to 2 (What was it?) is: Other" in text
    assert "Only if your answer to 5 (How old are you?) is: < 18" in text
    assert "Only if your answer to 4 (What would you like?) is: Care" in text
    assert "Only if it fits your other answers. Questions: 5, 7" in text
    assert "Why [your answer to 4]?" in text


def test_a_workbooks_own_language_that_is_not_ours_is_printed(voices: Voices) -> None:
    form = load(b"| survey |\n| | type | name | label::Somali (so) |\n| | text | name | Magacaa? |\n")
    assert "Magacaa?" in pages(printed(form, voices, ["so"]))[0]


def test_a_script_of_its_own_finds_its_font(voices: Voices) -> None:
    form = load(
        "| survey |\n| | type | name | label::ትግርኛ (ti) | label::বাংলা (bn) |\n| | text | name | ስምካ እንታይ እዩ? | আপনার নাম কী? |\n".encode()
    )
    text = letters(pages(printed(form, voices, ["ti", "bn"]))[0])
    assert letters("ስምካ እንታይ እዩ?") in text
    assert letters("আপনার") in text


# --- refusals -----------------------------------------------------------------------------------------------------------------


def test_a_language_that_nobody_has_is_refused(form: Form, voices: Voices, tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match=r'The form "short" has no texts in "xx". It can be printed in: fr, en,'):
        paper(form, voices, ["xx"], tmp_path / "form.pdf")
    for languages in ([], ["en", "fr", "ar"], ["en", "en"]):
        with pytest.raises(SettingProblem, match="in one language or in two"):
            paper(form, voices, languages, tmp_path / "form.pdf")


def test_a_script_without_a_font_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match=r"There is no font to print with\..*apt install fonts-noto-core"):
        fonts(["abc"], [str(tmp_path / "empty")])
    plain = fonts(["abc"])[0]
    for path in (plain.regular, plain.bold):
        (tmp_path / path.name).symlink_to(path)
    assert [font.name for font in fonts(["abc 👥 ✓"], [str(tmp_path)])] == ["NotoSans"]
    with pytest.raises(SettingProblem, match=r'can print "ا" \(arabic letter alef\).*NotoNaskhArabic-Regular\.ttf'):
        fonts(["abc كتاب"], [str(tmp_path)])


def test_the_file_appears_when_it_is_whole(form: Form, voices: Voices, tmp_path: Path) -> None:
    paper(form, voices, ["fr"], tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(SettingProblem, match="cannot be written"):
        paper(form, voices, ["fr"], tmp_path / "nowhere" / "form.pdf")


def test_what_is_the_same_in_both_languages_is_printed_once() -> None:
    twice = [Words("Page \u20681\u2069", rtl=True), Words("Page 1", rtl=False), Words("Page 2", rtl=False)]
    assert [one.text for one in distinct(twice)] == ["Page 1", "Page 2"]


# --- where answers lead -------------------------------------------------------------------------------------------------------


def planned(survey: str) -> tuple[list[Entry], dict[str, list[str]]]:
    """The entries, and what must be said of whom: {question: [conditions]}."""
    choices = "\n".join(f"| | {one} | {name} | {name} |" for one, names in LISTS.items() for name in names)
    form = load(
        f"| survey |\n| | type | name | label | relevant |\n{survey}\n\n| choices |\n| | list_name | name | label |\n{choices}\n".encode()
    )
    found = plan(form, {}, ticked)
    said: dict[str, list[str]] = {}
    for entry in found.entries:
        for one in entry.conditions:
            if one in found.said and one.ref == entry.question.ref:
                said.setdefault(entry.question.name, []).append(str({key: sorted(names) for key, names in one.answers.items()}))
    return list(found.entries), said


LISTS = {"yn": ("yes", "no"), "abc": ("a", "b", "c")}


def test_a_no_leads_past_all_that_is_only_for_a_yes() -> None:
    entries, said = planned(
        "| | select_one yn | q | Q? | |\n| | text | one | 1? | ${q} = 'yes' |\n"
        "| | text | two | 2? | ${q} != 'no' |\n| | text | all | All? | |"
    )
    assert entries[0].goes_to == {"no": 4}
    assert said == {}


def test_what_is_far_from_its_question_says_for_whom_it_is() -> None:
    entries, said = planned(
        "| | select_one yn | q | Q? | |\n| | text | all | All? | |\n| | text | one | 1? | selected(${q}, 'yes') |"
    )
    assert entries[0].goes_to == {}
    assert said == {"one": ["{'q': ['yes']}"]}


def test_who_is_led_past_a_question_is_led_past_what_hangs_on_it() -> None:
    entries, _ = planned(
        "| | select_one yn | q | Q? | |\n| | select_one abc | r | R? | ${q} = 'yes' |\n"
        "| | text | why | Why? | ${r} = 'c' |\n| | text | all | All? | |"
    )
    assert entries[0].goes_to == {"no": 4}
    assert entries[1].goes_to == {"a": 4, "b": 4}


def test_at_the_end_it_leads_to_the_end() -> None:
    entries, said = planned("| | select_one yn | q | Q? | |\n| | text | one | 1? | ${q} = 'yes' |")
    assert entries[0].goes_to == {"no": 0}
    assert said == {}


def test_within_a_repeat_nothing_leads_out_of_it() -> None:
    entries, said = planned(
        "| | begin_repeat | r | R | |\n| | select_one yn | q | Q? | |\n"
        "| | text | one | 1? | ${q} = 'yes' |\n| | end_repeat | | | |\n| | text | all | All? | |"
    )
    assert entries[0].goes_to == {}
    assert said == {"one": ["{'q': ['yes']}"]}


def test_a_condition_on_two_questions_is_understood_by_trying() -> None:
    _, said = planned(
        "| | select_one yn | q | Q? | |\n| | select_one abc | r | R? | |\n"
        "| | text | and | And? | ${q} = 'yes' and ${r} != 'a' and ${r} != '' |\n| | text | or | Or? | ${q} = 'yes' or ${r} = 'b' |"
    )
    assert said == {"and": ["{'q': ['yes'], 'r': ['b', 'c']}"], "or": ["{'q': ['yes'], 'r': ['b']}"]}


def test_a_calculation_in_between_only_names_the_questions() -> None:
    form = load(
        b"| survey |\n| | type | name | label | relevant | calculation |\n| | integer | age | Age? | | |\n"
        b"| | calculate | adult | | | if(${age} > 17, 1, 0) |\n| | text | work | Work? | ${adult} = 1 | |\n"
    )
    (condition,) = plan(form, {}, ticked).entries[1].conditions
    assert condition.depends == ("age",)


# --- other people's -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(3))
def test_workbooks_of_other_people_are_printed(part: int, oracles: Path, voices: Voices) -> None:
    """A sample; all of them in the soak."""
    assert _printed(sorted((oracles / "forms").glob("*.xls*"))[part * 13 :: 39], voices)


@pytest.mark.soak
def test_all_workbooks_of_other_people_are_printed(oracles: Path, voices: Voices) -> None:
    assert _printed(sorted((oracles / "forms").glob("*.xls*")), voices)


def _printed(paths: list[Path], voices: Voices) -> int:
    count = 0
    for path in paths:
        try:
            form = load(path)
        except FormError:
            continue
        text = "".join(pages(printed(form, voices, form.languages[:2] or ["en"])))
        asked = sum(entry.number > 0 for entry in plan(form, lists(voices), ticked).entries)
        assert not asked or re.search(rf"\b{asked}\b", text), path.name
        count += 1
    return count
