"""Workbooks as coordinators write them: what is right becomes a form, what is wrong is named with its place and its cure."""

from pathlib import Path

import pytest

from bot.workbooks.reading import load, load_folder
from dialogs.xlsform.reader import FormError
from tests.books import Sheets, comma_separated, markdown, xlsx

SHEETS: Sheets = {
    "survey": [
        ["type", "name", "label", "label::Français (fr)", "hint", "guidance_hint", "relevant", "required"],
        ["select_one yes_no", "worked", "Have you worked?", "Avez-vous travaillé ?", "", "", "", "yes"],
        ["begin_repeat", "work", "Your work", "Votre travail", "", "", "${worked} = 'yes'", ""],
        ["text", "what", "What was it?", "-", "For example: cook", "Write one word.", "", ""],
        ["integer", "years", "How many years of ${what}?", "Combien d'années ?", "", "", "", ""],
        ["end_repeat", "", "", "", "", "", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label", "label::Français (fr)", "weight"],
        ["yes_no", "yes", "Yes", "Oui", "1"],
        ["yes_no", "no", "No", "Non", "0"],
    ],
    "settings": [["form_title", "form_id"], ["Short", "short"]],
}


def faults(survey: str, choices: str = "") -> list[str]:
    """What is said about a form written as two Markdown tables."""
    sheets = {"survey": survey, "choices": choices}
    lines = [f"| {name} |\n" + "\n".join(f"| {line} |" for line in rows.split("\n")) for name, rows in sheets.items() if rows]
    with pytest.raises(FormError) as refused:
        load("\n\n".join(lines).encode(), name="tried")
    assert refused.value.form == "tried"
    return list(map(str, refused.value.faults))


def one_fault(survey: str, choices: str = "") -> str:
    (fault,) = faults(survey, choices)
    return fault


# --- what is right ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [xlsx, markdown, comma_separated])
def test_every_kind_of_file_gives_the_same_form(write: object) -> None:
    assert callable(write)
    form = load(write(SHEETS))
    assert (form.name, form.title.source, form.languages) == ("short", "Short", ("fr",))
    assert list(form.questions) == ["worked", "what", "years"]
    assert form.questions["worked"].required
    assert [choice.columns["weight"] for choice in form.lists["yes_no"]] == ["1", "0"]
    assert form.version == load(markdown(SHEETS)).version


def test_texts_come_in_their_languages_and_a_missing_translation_is_none() -> None:
    questions = load(xlsx(SHEETS)).questions
    worked, what = questions["worked"], questions["what"]
    assert worked.label
    assert worked.label.texts == {"": "Have you worked?", "fr": "Avez-vous travaillé ?"}
    assert what.label
    assert what.label.texts == {"": "What was it?"}
    assert what.hint
    assert what.hint.source == "For example: cook"
    assert what.guidance
    assert (what.guidance.source, what.guidance.key) == ("Write one word.", "short:what:guidance_hint")
    assert worked.guidance is None


def test_a_label_names_the_answers_that_it_shows() -> None:
    label = load(xlsx(SHEETS)).questions["years"].label
    assert label
    assert label.source == "How many years of ${what}?"
    assert set(label.outputs) == {"what"}


def test_a_form_without_a_version_gets_one_that_changes_with_its_content() -> None:
    changed = SHEETS | {"choices": [*SHEETS["choices"], ["yes_no", "perhaps", "Perhaps", "Peut-être", "0"]]}
    stated = SHEETS | {"settings": [["form_title", "form_id", "version"], ["Short", "short", "7"]]}
    first = load(xlsx(SHEETS)).version
    assert len(first) == 8
    assert load(xlsx(changed)).version != first
    assert load(xlsx(stated)).version == "7"


def test_a_form_without_a_name_is_called_as_its_file(tmp_path: Path) -> None:
    nameless = {name: rows for name, rows in SHEETS.items() if name != "settings"}
    (tmp_path / "feedback.xlsx").write_bytes(xlsx(nameless))
    assert load(tmp_path / "feedback.xlsx").name == "feedback"
    assert load(str(tmp_path / "feedback.xlsx"), name="thanks").name == "thanks"


def test_a_folder_gives_its_forms_by_name(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_bytes(markdown(SHEETS))
    (tmp_path / "notes.txt").write_text("no form")
    assert list(load_folder(tmp_path)) == ["short"]
    (tmp_path / "two.xlsx").write_bytes(xlsx(SHEETS))
    with pytest.raises(
        FormError, match=r'two\.xlsx: sheet "settings", row 2, column "form_id": another form is called "short"'
    ):
        load_folder(tmp_path)


def test_questions_of_the_same_name_in_different_groups_have_answers_of_their_own() -> None:
    form = load(
        b"""
| survey |
| | type | name | label |
| | text | language | Yours? |
| | begin_repeat | family | Family |
| | text | language | Theirs? |
| | text | age | How old? |
| | end_repeat |
| | begin_group | school | School |
| | text | language | At school? |
| | end_group |
"""
    )
    assert list(form.questions) == ["language", "family.language", "age", "school.language"]


# --- what is wrong ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| txt | age | How old? ", 'sheet "survey", row 3, column "type": there is no question type "txt"'),
        ("| | age | How old? ", 'sheet "survey", row 3, column "type": the question has no type'),
        ("| text | | How old? ", 'sheet "survey", row 3, column "name": the name is missing'),
        ("| text | my age | How old? ", 'sheet "survey", row 3, column "name": a name must begin with a letter'),
        (
            "| text | first | How old? ",
            'sheet "survey", row 3, column "name": a question, a group or a repeat has the same name',
        ),
        ("| text | age | ", 'sheet "survey", row 3, column "label": the question "age" has no text'),
        ("| select_one agesx | age | How old? ", 'sheet "survey", row 3, column "type": there is no list "agesx"'),
        ("| calculate | age | ", 'sheet "survey", row 3, column "calculation": the calculation is missing'),
        ("| begin_group | age | Age ", 'sheet "survey", row 3, column "type": this group has no end'),
        ("| end_repeat | | ", 'sheet "survey", row 3, column "type": no repeat is open here'),
        ("| text | age | How old? | ${born} = 1", 'sheet "survey", row 3, column "relevant": this refers to a question "born"'),
        ("| text | age | How old, ${born}? ", 'sheet "survey", row 3, column "label": this refers to a question "born"'),
        ("| geotrace | age | Where? ", 'sheet "survey", row 3, column "type": a line cannot be drawn in a chat'),
    ],
)
def test_a_fault_is_named_with_sheet_row_and_column(row: str, said: str) -> None:
    survey = f"| type | name | label | relevant\n| text | first | First? |\n{row}|"
    assert one_fault(survey, "| list_name | name | label\n| ages | young | Young").startswith(said)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| colours | | Blue", 'sheet "choices", row 3, column "name": Choices must have a name'),
        ("| colours | light blue | Blue", 'sheet "choices", row 3, column "name": the name "light blue" in the list "colours"'),
    ],
)
def test_a_fault_among_the_choices_is_named_with_its_row(row: str, said: str) -> None:
    survey = "| type | name | label\n| select_multiple colours | colour | Which ones?"
    assert one_fault(survey, f"| list_name | name | label\n| colours | red | Red\n{row}").startswith(said)


BROKEN = {"relevant": "${first} = 'a", "constraint": ". >= ", "calculation": "if(${first}, 1)", "required": "${first} = = 2"}


@pytest.mark.parametrize(("column", "expression"), BROKEN.items())
def test_an_expression_is_refused_where_it_stands_and_as_it_was_written(column: str, expression: str) -> None:
    fault = one_fault(f"| type | name | label | {column}\n| text | first | First? |\n| text | age | How old? | {expression}")
    assert fault.startswith(f'sheet "survey", row 3, question "age", column "{column}": ')
    assert fault.endswith(f"of: {expression.strip()}). Correct the expression.")
    assert "form_" not in fault


def test_a_choice_filter_is_checked_too() -> None:
    survey = (
        "| type | name | label | choice_filter\n| text | area | Where? |\n| select_one towns | town | Which? | area == ${area}"
    )
    fault = one_fault(survey, "| list_name | name | label | area\n| towns | a | A | north")
    assert fault.startswith('sheet "survey", row 3, question "town", column "choice_filter": ')


def test_rows_are_counted_as_the_spreadsheet_shows_them() -> None:
    sheets = {"survey": [SHEETS["survey"][0], [], [""], ["txt", "age", "How old?"]]}
    with pytest.raises(FormError, match='row 4, column "type": there is no question type "txt"'):
        load(xlsx(sheets))


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        "| type | name | label | constraint\n"
        "| txt | age | How old? |\n"
        "| text | | Nameless? |\n"
        "| text | age | Twice? |\n"
        "| txt | town | Where? |\n"
        "| select_one colours | colour | Which? |\n"
        "| integer | years | How many? | . >> 3",
        "| list_name | name | label\n| colours | red | Red\n| colours | | Rouge",
    )
    places = [fault.split(": ")[0] for fault in found]
    assert sorted(places) == [
        'sheet "choices", row 3, column "name"',
        'sheet "survey", row 2, column "type"',
        'sheet "survey", row 3, column "name"',
        'sheet "survey", row 4, column "name"',
        'sheet "survey", row 5, column "type"',
        'sheet "survey", row 7, question "years", column "constraint"',
    ]


def test_a_fault_in_a_translated_sheet_does_not_hide_the_next_one() -> None:
    sheets = {"survey": [["Type", "Name", "label::English (en)"], ["txt", "age", "How old?"], ["txt", "town", "Where?"]]}
    with pytest.raises(FormError) as refused:
        load(xlsx(sheets))
    assert [str(fault)[:22] for fault in refused.value.faults] == ['sheet "survey", row 2,', 'sheet "survey", row 3,']


def test_what_would_be_silently_ignored_is_refused() -> None:
    fault = one_fault("| type | name | label | default\n| text | first | First? |\n| date | day | Which day? | today()")
    assert fault.startswith('sheet "survey", row 3, question "day", column "default": values set by an event')


def test_a_missing_sheet_is_named() -> None:
    fault = one_fault("| type | name | label\n| select_one colours | colour | Which?")
    assert fault.startswith('sheet "choices": this sheet is missing or empty. Add it with the columns list_name')
    with pytest.raises(FormError, match='sheet "survey": this sheet is missing or empty'):
        load(xlsx({"questions": [["type"], ["text"]], "choices": SHEETS["choices"]}))


def test_a_file_that_is_empty_or_cut_off_is_refused_in_one_sentence() -> None:
    for content, said in ((b"", "this file is empty"), (b"PK\x03\x04", "this file is damaged"), (b" \n", "this file is empty")):
        with pytest.raises(FormError, match=said):
            load(content)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"\xff\xfe\x00",
        b"\xd0\xcf\x11\xe0",
        b"a,b,c,d,e\n1,2,3,4,5",
        b"| | |",
        "| ж".encode("cp1251"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(FormError) as refused:
        load(content, name="holiday")
    (fault,) = refused.value.faults
    assert str(fault).startswith(("this file is no form", 'sheet "survey": this sheet is missing'))
