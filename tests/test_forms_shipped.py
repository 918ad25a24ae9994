"""The forms that ship: whole, short enough for every channel, plain to read, and named for ever."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.forms.lists import COUNTRIES, OTHER, SPOKEN, live_lists
from bot.texts import speech
from bot.workbooks.reading import load, load_folder
from dialogs.answers.sheet import DONE, AnswerSheet, Surroundings
from dialogs.depend import cycles
from dialogs.events import Answer
from dialogs.form import Choice, Form, Label, Question, Repeat, walk
from dialogs.known import Programme
from dialogs.texts import BUTTON, ROW
from dialogs.turn import length

FOLDER = Path(__file__).parents[1] / "dialogs" / "forms"
GOLDEN = Path(__file__).parent / "golden" / "keys.txt"
FORMS = load_folder(FOLDER)
NOW = datetime(2026, 11, 21, tzinfo=UTC)

TITLE = BUTTON - 3  # "📝 " stands before it on a button
QUESTION, EXPLANATION, NOTE = 64, 140, 180  # characters: what a small screen shows at a glance
WORDS_IN_SENTENCE = 20
FEW = 3  # so many choices become reply buttons, which are shorter than rows of a list
PERSONS = re.compile(r"\b(he|she|his|her|him|hers|himself|herself|sir|madam)\b", re.IGNORECASE)
OWN_COLUMNS = {"sets", "ends", "button", "type"}

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def labels(form: Form) -> Iterator[tuple[str, Label, int]]:
    """Every text people read except choices: where it stands, the text, the most characters it may have."""
    for part in walk(form.root):
        if part.label:
            most = NOTE if isinstance(part, Question) and part.kind == "note" else QUESTION
            yield f"{part.name}:label", part.label, most
        if isinstance(part, Question):
            further = (part.hint, part.guidance, part.constraint_message, part.required_message)
            yield from ((label.key, label, EXPLANATION) for label in further if label)


def lists(form: Form) -> Mapping[str, list[tuple[Choice, ...]]]:
    """Each list, as it is offered: a filtered one in all its parts."""
    found = {name: [choices] for name, choices in form.lists.items()}
    if "occupations" in form.lists:
        shared = tuple(choice for choice in form.lists["occupations"] if not choice.columns.get("area"))
        areas = [choice.name for choice in form.lists["areas"] if choice.name != "own"]
        of_area = {area: tuple(c for c in form.lists["occupations"] if c.columns.get("area") == area) for area in areas}
        found["occupations"] = [(*choices, *shared) for choices in of_area.values()]
    return found


def keys(form: Form) -> Iterator[str]:
    """What stored answers hold on to: questions with their kind, and the names of the choices."""
    for part in walk(form.root):
        if isinstance(part, Repeat):
            yield f"{form.name} {part.key} repeat"
        elif isinstance(part, Question) and part.kind != "note":
            yield f"{form.name} {part.key} {part.kind}"
    for name, choices in form.lists.items():
        yield from (f"{form.name} {name}/{choice.name} choice" for choice in choices)


# --- what stands in them ------------------------------------------------------------------------------------------------


def test_the_forms_are_called_as_their_files() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(FORMS)
    assert {"welcome", "skills_short"} <= set(FORMS)


def test_no_question_or_choice_was_ever_renamed_or_changed_its_kind() -> None:
    """A name is for ever: stored answers are found by it. What is new is added to tests/golden/keys.txt; nothing leaves it."""
    now = [key for form in FORMS.values() for key in keys(form)]
    assert Counter(now).most_common(1)[0][1] == 1
    assert sorted(now) == sorted(GOLDEN.read_text(encoding="utf-8").split("\n")[:-1])


@each_form
def test_titles_and_choices_fit_every_channel(form: Form) -> None:
    assert 0 < length(form.title.source) <= TITLE
    for name, parts in lists(form).items():
        for offered in parts:
            most = BUTTON if len(offered) <= FEW else ROW
            too_long = [choice.label.source for choice in offered if length(choice.label.source) > most]
            assert (name, too_long) == (name, [])
            assert len(offered) <= 10
            assert len({choice.label.source for choice in offered}) == len(offered)


@each_form
def test_texts_are_short_and_plain(form: Form) -> None:
    faults = [(where, length(label.source)) for where, label, most in labels(form) if length(label.source) > most]
    for where, label, _ in labels(form):
        sentences = re.split(r"(?<=[.?!:])\s", label.source)
        faults += [(where, len(words)) for words in map(str.split, sentences) if len(words) > WORDS_IN_SENTENCE]
        faults += [(where, 0)] * bool(PERSONS.search(label.source))
    assert faults == []


@each_form
def test_every_question_has_its_words_and_only_columns_that_we_know(form: Form) -> None:
    for question in form.questions.values():
        assert question.label or question.kind == "hidden"
        assert set(question.extras) <= OWN_COLUMNS
        assert question.constraint is None or question.constraint_message
        if question.choices and not question.choices.live:
            assert form.lists[question.choices.list]
    assert cycles(form.root) == ()


@each_form
def test_live_lists_are_supplied(form: Form) -> None:
    named = {question.choices.list for question in form.questions.values() if question.choices and question.choices.live}
    assert named <= set(live_lists({}))


@pytest.mark.parametrize(
    ("name", "required"), [("welcome", {"language", "consent_programme", "name"}), ("skills_short", {"worked"})]
)
def test_little_must_be_answered(name: str, required: set[str]) -> None:
    assert {question.key for question in FORMS[name].questions.values() if question.required} == required


# --- occupations --------------------------------------------------------------------------------------------------------


def occupations() -> list[Choice]:
    return [choice for choice in FORMS["skills_short"].lists["occupations"] if choice.name != OTHER]


def test_about_sixty_occupations_each_begin_with_a_pictogram_in_an_area() -> None:
    form = FORMS["skills_short"]
    areas = {choice.name for choice in form.lists["areas"]}
    assert 55 <= len(occupations()) <= 65
    for choice in (*occupations(), *form.lists["areas"]):
        pictogram, space, _ = choice.label.source.partition(" ")
        assert space
        assert len(pictogram) == 1, f"{choice.name}: one character, or an old phone shows a box beside it"
        assert pictogram > "\u25ff"
    assert {choice.columns["area"] for choice in occupations()} == areas - {"own"}


def test_occupations_have_codes_of_isco_08(oracles: Path) -> None:
    with (oracles / "occupations" / "isco08_titles.csv").open(encoding="utf-8", newline="") as file:
        units = {row["code"] for row in csv.DictReader(file) if len(row["code"]) == 4}
    assert [choice.name for choice in occupations() if choice.columns["isco"] not in units] == []
    assert len({choice.columns["isco"] for choice in occupations()}) == len(occupations())


def test_schooling_rises_by_levels_of_isced() -> None:
    levels = [int(choice.columns["isced"]) for choice in FORMS["skills_short"].lists["schooling"]]
    assert levels == sorted(levels)


# --- as people go through them ------------------------------------------------------------------------------------------


def asked(name: str, **answers: str) -> tuple[list[str], list[str]]:
    """The paths that somebody is asked who gives these answers (by question name, else "-"), and the closing notes."""
    sheet = AnswerSheet(FORMS[name], [], Surroundings(now=NOW, lists=live_lists({"en": "English"})))
    paths = []
    while pending := sheet.next():
        value = answers.get(pending.node.name, "-")
        if pending.repeat:
            instances = sheet.instances(pending.repeat, pending.node)
            value = " ".join([*instances, DONE])
        else:
            paths.append(pending.path)
        sheet.put(Answer(path=pending.path, seq=sheet.next_seq, value=value, status="skipped" if value == "-" else "answered"))
    return paths, [note.name for note in sheet.closing()]


def allows(name: str, path: str, value: str, **answers: str) -> bool:
    given = [Answer(path=key, seq=seq, value=answer) for seq, (key, answer) in enumerate(answers.items(), 1)]
    sheet = AnswerSheet(FORMS[name], given, Surroundings(now=NOW))
    node = sheet.find(path)
    assert node
    return sheet.allows(node, value)


def test_who_refuses_is_asked_nothing_and_told_what_remains() -> None:
    assert asked("welcome", language="en", consent_programme="no") == (["language", "consent_programme"], ["refused"])


def test_who_agrees_is_asked_what_the_programme_needs_and_nothing_else() -> None:
    paths, closing = asked("welcome", language="en", consent_programme="yes", more_languages="yes", spoken_language="ps")
    languages = ["other_languages[k1].spoken_language", "other_languages[k1].spoken_level"]
    assert paths == [
        *("language", "consent_programme", "consents", "name", "birth_year", "gender", "country", "more_languages"),
        *languages,
        *("town", "hours"),
    ]
    assert closing == []


def test_who_speaks_no_other_language_is_asked_for_none() -> None:
    paths, _ = asked("welcome", language="en", consent_programme="yes", more_languages="no")
    assert "other_languages[k1].spoken_language" not in paths


def test_a_language_that_is_not_in_the_list_can_be_named() -> None:
    paths, _ = asked("welcome", language="en", consent_programme="yes", more_languages="yes", spoken_language=OTHER)
    assert "other_languages[k1].spoken_language_name" in paths


def test_who_never_worked_goes_on_with_school() -> None:
    assert asked("skills_short", worked="no")[0] == ["worked", "schooling", "licence", "wishes", "start", "obstacles"]


def test_an_occupation_is_chosen_in_two_steps_or_told_in_own_words() -> None:
    two_steps, _ = asked("skills_short", worked="yes", work_area="food", occupation="cooking")
    assert two_steps[1:5] == [f"work[k1].{name}" for name in ("work_area", "occupation", "work_years", "work_kind")]
    own, _ = asked("skills_short", worked="yes", work_area="own")
    assert own[1:4] == [f"work[k1].{name}" for name in ("work_area", "occupation_words", "work_years")]
    other, _ = asked("skills_short", worked="yes", work_area="food", occupation=OTHER)
    assert "work[k1].occupation_words" in other


@pytest.mark.parametrize(
    ("year", "plausible"), [("1925", False), ("1926", True), ("1990", True), ("2012", True), ("2013", False), ("2026", False)]
)
def test_a_birth_year_must_be_plausible(year: str, *, plausible: bool) -> None:
    assert allows("welcome", "birth_year", f"{year}-01-01", consent_programme="yes") is plausible


@pytest.mark.parametrize(
    ("path", "value", "possible"),
    [
        ("licence", "car bus", True),
        ("licence", "none", True),
        ("licence", "car none", False),
        ("obstacles", "language transport", True),
        ("obstacles", "nothing", True),
        ("obstacles", "language nothing", False),
    ],
)
def test_nothing_goes_with_nothing_else(path: str, value: str, *, possible: bool) -> None:
    assert allows("skills_short", path, value) is possible


@pytest.mark.parametrize(("years", "possible"), [("0", True), ("60", True), ("61", False), ("-1", False)])
def test_years_of_work_must_be_possible(years: str, *, possible: bool) -> None:
    assert allows("skills_short", "work[k1].work_years", years, worked="yes") is possible


# --- live lists ---------------------------------------------------------------------------------------------------------


def test_live_lists_have_stable_codes_and_english_names() -> None:
    supplied = live_lists({"en": "English", "uk": "Українська"}, [Programme(centres={"mersch": "Mersch"})])
    for choices in supplied.values():
        assert len({choice.name for choice in choices}) == len(choices)
        assert all(speech.load()["en"].label(choice.label) for choice in choices)
    assert [choice.label.source for choice in supplied["languages"]] == ["English", "Українська"]
    assert speech.load()["en"].label(supplied["countries"][0].label) == "Syria"
    assert [choice.name for choice in supplied["centres"]] == ["mersch"]


def test_frequent_countries_come_first_and_every_country_is_there() -> None:
    codes = [choice.name for choice in COUNTRIES]
    assert codes[:3] == ["SY", "AF", "UA"]
    assert len(codes) == 243
    assert {"PS", "XK", "TW", "VA", "SS"} <= set(codes)
    assert [choice.label.key for choice in COUNTRIES[:1]] == ["territory:SY"]


def test_spoken_languages_end_with_a_way_out() -> None:
    assert {"fa_AF", "ps", "uk", "ti", "am", "ckb", "ku", "so"} <= {choice.name for choice in SPOKEN}
    assert SPOKEN[-1].name == OTHER


# --- a test must be able to fail ----------------------------------------------------------------------------------------


def test_a_renamed_question_is_noticed() -> None:
    renamed = (FOLDER / "welcome.md").read_text(encoding="utf-8").replace("birth_year", "year_of_birth").encode()
    golden = set(GOLDEN.read_text(encoding="utf-8").split("\n"))
    assert set(keys(load(renamed))) - golden == {"welcome year_of_birth date"}
