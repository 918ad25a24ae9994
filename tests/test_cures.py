"""What is cured in a workbook, and says so; what is refused by name, with its place; lists and media beside it."""

import pytest

from bot.workbooks.reading import load
from dialogs.answers.sheet import AnswerSheet, Surroundings
from dialogs.events import Answer
from dialogs.form import Form, Group
from tests.books import faults, tables, xlsx
from tests.conversations import NOON


def taken(survey: str, choices: str = "", *, files: dict[str, bytes] | None = None, **more: str) -> Form:
    return load(tables(survey, choices, **more), name="tried", files=files)


def cured(survey: str, choices: str = "") -> tuple[Form, str]:
    """The form, and the one thing that was cured."""
    form = taken(survey, choices)
    (notice,) = form.notices
    return form, str(notice)


# --- cured ----------------------------------------------------------------------------------------------------------------


def test_a_choice_that_stands_twice_is_one() -> None:
    colours = "list_name | name | label\nc | red | Red\nc | blue | Blue\nc | red | Red"
    form, notice = cured("type | name | label\nselect_one c | colour | Which?", colours)
    assert [choice.name for choice in form.lists["c"]] == ["red", "blue"]
    assert notice == 'sheet "choices", row 4, column "name": the choice stands here for the second time; it was left out.'


def test_a_name_that_filters_tell_apart_may_stand_twice() -> None:
    towns = "list_name | name | label | area\nt | other | Other | north\nt | other | Another | south\nt | a | A | south"
    survey = "type | name | label | choice_filter\ntext | area | Where? |\nselect_one t | town | Which? | area = ${area}"
    form, notice = cured(survey, towns)
    assert len(form.lists["t"]) == 3
    assert notice.startswith('sheet "choices", row 3, column "name": this name stands in its list more than once; all')


def test_a_choice_without_words_is_called_by_its_name() -> None:
    form, notice = cured(
        "type | name | label\nselect_one c | colour | Which?", "list_name | name | label\nc | red |\nc | blue | Blue"
    )
    assert [choice.label.source for choice in form.lists["c"]] == ["red", "Blue"]
    assert notice == 'sheet "choices", row 2, column "label": the choice has no label; people will see its name.'


def test_a_group_called_meta_is_called_something_else_and_so_is_what_refers_to_it() -> None:
    inside = "text | meta | Meta? |\ntext | b | B? | ${meta} = 'x'"
    survey = f"type | name | label | relevant\nbegin_group | top | Top |\n{inside}\nend_group | | |"
    form, notice = cured(survey)
    relevant = form.questions["b"].relevant
    assert "meta_" in form.questions
    assert relevant is not None
    assert relevant.paths == {"/form_/top/meta_"}
    assert 'it was changed to "meta_"' in notice


@pytest.mark.parametrize(
    ("kind", "meant"),
    [("numeric", "decimal"), ("Number", "decimal"), ("TEXT", "text"), ("Integer", "integer"), ("db:person", "text")],
)
def test_types_of_other_tools_and_in_capitals_are_read(kind: str, meant: str) -> None:
    form, notice = cured(f"type | name | label\n{kind} | a | A?")
    assert form.questions["a"].kind == meant
    assert notice == f'sheet "survey", row 2, column "type": "{kind}" was read as {meant}.'


def test_a_telephone_number_of_another_tool_is_one_here() -> None:
    form, notice = cured("type | name | label\ntel | a | A?")
    assert form.questions["a"].kind == "phone"
    assert "telephone number" in notice


def test_a_select_in_capitals_is_a_select() -> None:
    form, _ = cured("type | name | label\nSelect_One c | a | A?", "list_name | name | label\nc | red | Red")
    assert form.questions["a"].kind == "select_one"


def test_a_question_called_data_is_nothing_special() -> None:
    assert "data" in taken("type | name | label\ntext | data | Data?").questions


def test_an_authors_own_columns_are_left_out_even_with_what_looks_like_a_reference() -> None:
    form, notice = cured("type | name | label | remark | $kuid\ntext | a | A? | see ${nothing | x1")
    assert form.size == 1
    assert notice == 'sheet "survey", row 1: the standard knows no columns called "remark", "$kuid"; they were left out.'


def test_a_translated_column_that_no_filter_can_name_is_left_out() -> None:
    choices = "list_name | name | label | short::English (en) | area\nc | red | Red | R | north"
    form, notice = cured("type | name | label\nselect_one c | a | A?", choices)
    assert dict(form.lists["c"][0].columns) == {"area": "north"}
    assert notice.startswith('sheet "choices", row 1, column "short::English (en)"')


@pytest.mark.parametrize("kind", ["audit", "start-geopoint", "background-audio"])
def test_what_only_a_phone_records_is_left_out_with_a_notice(kind: str) -> None:
    name = "" if kind == "audit" else "recorded"
    form, notice = cured(f"type | name | label\n{kind} | {name} |\ntext | a | A?")
    assert form.size == 1
    assert notice.startswith('sheet "survey", row 2, column "type": ')


def test_what_refers_to_something_that_only_a_phone_records_finds_it_empty() -> None:
    form, _ = cured("type | name | label | relevant\nstart-geopoint | place | |\ntext | a | A? | ${place} = ''")
    assert form.questions["place"].kind == "hidden"


def test_a_nameless_group_gets_a_name() -> None:
    form, notice = cured("type | name | label\nbegin group | | Top\ntext | a | A?\nend group | |")
    assert isinstance(form.root.children[0], Group)
    assert form.root.children[0].name == "group_2"
    assert 'it was called "group_2"' in notice


def test_the_title_may_stand_among_the_questions_as_it_once_did() -> None:
    form, _ = cured("type | name | label\nset form title | Holiday |\ntext | a | A?")
    assert form.title.source == "Holiday"


def test_a_list_for_large_phones_is_a_list() -> None:
    survey = (
        "type | name | label | choice_filter\ntext | area | Where? |\nselect_one_external t | town | Which? | area = ${area}"
    )
    form = load(tables(survey, external_choices="list_name | name | label | area\nt | a | A | north\nt | b | B | south"))
    assert [choice.name for choice in form.lists["t"]] == ["a", "b"]
    assert form.questions["town"].kind == "select_one"


def test_a_sheet_is_found_however_its_name_is_written() -> None:
    survey = [["type", "name", "label", "choice_filter"], ["select_one_external t", "town", "Which?", "true()"]]
    form = load(
        xlsx({"Survey ": survey, "External Choices": [["list name", "name", "label"], ["t", "a", "A"]], "notes": [["x"]]})
    )
    assert [choice.name for choice in form.lists["t"]] == ["a"]


def test_languages_that_are_called_by_their_names_get_their_codes() -> None:
    survey = "type | name | label::English | label::Français | label::Dari | label::Tigrinya (ti)\ntext | a | A? | À ? | ا | ሀ"
    form = taken(survey, settings="default_language | form_title\nEnglish | T")
    label = form.questions["a"].label
    assert label is not None
    assert dict(label.texts) == {"en": "A?", "fr": "À ?", "prs": "ا", "ti": "ሀ"}
    assert len(form.notices) == 3


def test_characters_that_no_form_can_hold_are_blanks() -> None:
    form, notice = cured("type | name | label\ntext | a | Page\x0cbreak?")
    assert form.questions["a"].label is not None
    assert form.questions["a"].label.source == "Page break?"
    assert notice.startswith('sheet "survey", row 2, column "label": a character')


KOBO = """type | name | label | kobo--score-choices | kobo--rank-items | kobo--matrix_list
{head}
{inside}
{end}"""
LIST = "list_name | name | label\nscale | low | Low\nscale | high | High"


def test_a_score_of_kobotoolbox_is_a_group_of_selects() -> None:
    survey = KOBO.format(
        head="begin_score | s | S | scale | |", inside="score__row | food | Food\nscore__row | bed | Bed", end="end_score"
    )
    form, notice = cured(survey, LIST)
    assert [(key, question.kind) for key, question in form.questions.items() if question.asked] == [
        ("food", "select_one"),
        ("bed", "select_one"),
    ]
    assert '"begin_score" of KoboToolbox was read as a group' in notice


def test_a_ranking_of_kobotoolbox_takes_nothing_twice() -> None:
    survey = KOBO.format(
        head="begin_rank | r | R | | scale |", inside="rank__level | first | 1.\nrank__level | second | 2.", end="end_rank"
    )
    form, _ = cured(survey, LIST)
    second = form.questions["second"].constraint
    assert second is not None
    assert "/form_/r/first" in second.paths


def test_a_matrix_of_kobotoolbox_asks_everything_about_each_thing() -> None:
    survey = KOBO.format(
        head="begin_kobomatrix | m | M | | | scale",
        inside="integer | many | How many?\ntext | why | Why?",
        end="end_kobomatrix",
    )
    form, _ = cured(survey, LIST)
    assert [key for key, question in form.questions.items() if question.asked] == [
        "m_low_many", "m_low_why", "m_high_many", "m_high_why"
    ]  # fmt: skip


def test_a_fault_inside_a_matrix_is_told_with_the_row_where_its_author_finds_it() -> None:
    survey = KOBO.format(
        head="begin_kobomatrix | m | M | | | scale",
        inside="text | why | Why?\ntxt | a | A?",
        end="end_kobomatrix\ntxt | b | B?",
    )
    assert {fault[:22] for fault in faults(tables(survey, LIST))} == {'sheet "survey", row 4,', 'sheet "survey", row 6,'}


# --- refused --------------------------------------------------------------------------------------------------------------

REFUSED = [
    ("geotrace | a | A? | |", 'row 2, column "type": a line cannot be drawn'),
    ("geoshape | a | A? | |", 'row 2, column "type": an area cannot be drawn'),
    ("osm tags | a | A? | |", 'row 2, column "type": tags of OpenStreetMap'),
    ("xml-external | a | | |", 'row 2, column "type": lists in XML files'),
    ("select_one_from_file towns.geojson | a | A? | |", 'row 2, column "type": lists in files of the kind "geojson"'),
    ("select_one_from_file towns.xml | a | A? | |", 'row 2, column "type": lists in files of the kind "xml"'),
    ("select_one_from_file towns.csv | a | A? | |", 'row 2, column "type": the list "towns.csv" is not there'),
    ("select_one_from_file ../towns.csv | a | A? | |", 'row 2, column "type": the list "../towns.csv" is not there'),
    ("csv-external | towns | | |", 'row 2, column "type": the list "towns.csv" is not there'),
    ("calculate | a | | | pulldata('towns', 'a', 'b', 'c')", 'row 2, column "calculation": the list "towns.csv" is not there'),
    ("text | a | A? | ${b} |", 'row 2, column "trigger": values set when another answer changes'),
]


@pytest.mark.parametrize(("row", "said"), REFUSED)
def test_what_a_chat_cannot_do_is_refused_where_it_stands_with_its_cure(row: str, said: str) -> None:
    (fault,) = faults(tables(f"type | name | label | trigger | calculation\n{row}\ntext | b | B? | |"))
    assert fault.startswith(f'sheet "survey", {said}')
    assert fault.count(". ") >= 1, "no cure"


def test_choices_found_by_search_are_refused() -> None:
    survey = "type | name | label | appearance\nselect_one c | a | A? | minimal search('towns')"
    (fault,) = faults(tables(survey, "list_name | name | label\nc | n | l"))
    assert fault.startswith('sheet "survey", row 2, column "appearance": choices found by search()')


def test_entities_and_encryption_are_refused() -> None:
    survey = "type | name | label | save_to\ntext | a | A? | a"
    more = {"entities": "list_name | label\nhouses | ${a}", "settings": "public_key | form_title\nMIIB | T"}
    assert [fault[:40] for fault in faults(tables(survey, **more))] == [
        'sheet "settings", row 2, column "public_',
        'sheet "entities", row 2: entities are no',
    ]


def test_everything_that_is_refused_is_told_at_once_with_what_is_wrong() -> None:
    survey = "type | name | label | relevant\ngeotrace | a | A? |\ntxt | b | B? |\ninteger | c | C? | ${a} = = 1\nselect_one c | d | D? |"
    assert [fault[:22] for fault in faults(tables(survey, "list_name | name | label\nx | y | Z"))] == [
        'sheet "survey", row 2,', 'sheet "survey", row 3,', 'sheet "survey", row 4,', 'sheet "survey", row 5,'
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        "calculate | a | | | ${b} + 1\ncalculate | b | | | ${a} + 1",
        "text | a | A? | ${b} = 'x' |\ntext | b | B? | ${a} = 'x' |",
        "text | a | A? | ${a} = 'x' |\ntext | b | B? | |",
        "begin_group | g | G | ${a} = 'x' |\ntext | a | A? | |\nend_group | | | |",
    ],
)
def test_a_circle_is_refused_with_the_way_round(rows: str) -> None:
    (fault,) = faults(tables(f"type | name | label | relevant | calculation\n{rows}"))
    assert fault.startswith('sheet "survey", row ')
    assert "it depends on itself" in fault
    assert "→" in fault


def test_looking_at_another_instance_of_ones_own_question_is_no_circle() -> None:
    survey = (
        "type | name | label | calculation\nbegin_repeat | r | R |\ninteger | n | N? |\n"
        "calculate | sum | | ${n} + coalesce(indexed-repeat(${sum}, ${r}, position(..) - 1), 0)\nend_repeat | | |"
    )
    assert taken(survey).size == 1


def test_a_list_that_no_turn_could_filter_is_refused() -> None:
    towns = "\n".join(["list_name | name | label", *(f"t | n{i} | Town {i}" for i in range(10_001))])
    (fault,) = faults(tables("type | name | label\nselect_one t | a | A?", towns))
    assert fault.startswith('sheet "choices", row 2, column "list_name": this list has more than 10,000 choices')


# --- beside ---------------------------------------------------------------------------------------------------------------

TOWNS = "name,label,label::Français (fr),district\nesch,Esch,Esch-sur-Alzette,south\nwiltz,Wiltz,Wiltz,north\n"
FROM_FILE = (
    "type | name | label | label::Français (fr) | choice_filter\nselect_one_from_file towns.csv | town | Town? | Ville ? |"
)


def test_a_list_in_a_file_is_a_list_with_its_columns_and_languages() -> None:
    form = taken(FROM_FILE, files={"towns.csv": TOWNS.encode()})
    town = form.questions["town"].choices
    assert town is not None
    assert not town.live
    assert [(one.name, one.label.source, one.label.texts.get("fr"), one.columns["district"]) for one in town.static] == [
        ("esch", "Esch", "Esch-sur-Alzette", "south"),
        ("wiltz", "Wiltz", "Wiltz", "north"),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_list_is_read_in_every_way_that_spreadsheets_save_it(separator: str, coding: str) -> None:
    content = TOWNS.replace(",", separator).encode(coding)
    assert [one.name for one in taken(FROM_FILE, files={"Towns.CSV": content}).lists["towns"]] == ["esch", "wiltz"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"name,label\n", "is empty"),
        ("name,label\nа,б\n".encode("cp1251"), "is not in UTF-8"),
        (b"name\x00,label\na,b\n", "is no text"),
        (b"name,label\n" + b"a,b\n" * 60_000, "has more than 10,000 rows"),
    ],
)
def test_a_list_that_is_none_is_refused_where_it_is_named(content: bytes, said: str) -> None:
    (fault,) = faults(tables(FROM_FILE), {"towns.csv": content})
    assert fault.startswith(f'sheet "survey", row 2, column "type": the list "towns.csv" {said}')


def test_columns_of_a_file_may_be_called_otherwise() -> None:
    survey = "type | name | label | parameters\nselect_one_from_file towns.csv | town | Town? | value=code label=called"
    form = taken(survey, files={"towns.csv": b"code,called\n01,Esch\n"})
    assert [(one.name, one.label.source) for one in form.lists["towns"]] == [("01", "Esch")]


def test_data_are_pulled_out_of_a_file() -> None:
    survey = (
        "type | name | label | calculation\ntext | code | Code? |\n"
        "calculate | district | | pulldata('towns', 'district', 'name', ${code})\nnote | said | It is ${district}. |"
    )
    form = taken(survey, files={"towns.csv": TOWNS.encode()})
    sheet = AnswerSheet(form, (), Surroundings(now=NOON))
    for code, district in (("wiltz", "north"), ("esch", "south"), ("paris", "")):
        sheet.put(Answer(path="code", seq=sheet.next_seq, value=code))
        assert sheet.value(sheet.child(sheet.root, form.questions["district"], "")) == district


def test_a_long_list_is_filtered_and_looked_up_in_a_turn() -> None:
    """As long as a list may be."""
    rows = "".join(f"p{i},Place {i},d{i % 100}\n" for i in range(10_000))
    survey = (
        "type | name | label | choice_filter | calculation\ntext | d | District? | |\n"
        "select_one_from_file places.csv | place | Place? | district = ${d} |\n"
        "calculate | name | | | pulldata('places', 'label', 'name', ${place})\nnote | said | ${name}. | |"
    )
    form = taken(survey, files={"places.csv": f"name,label,district\n{rows}".encode()})
    sheet = AnswerSheet(form, (), Surroundings(now=NOON))
    sheet.put(Answer(path="d", seq=1, value="d7"))
    sheet.put(Answer(path="place", seq=2, value="p107"))
    place = sheet.child(sheet.root, form.questions["place"], "")
    assert len(sheet.choices(place)) == 100
    assert sheet.value(sheet.child(sheet.root, form.questions["name"], "")) == "Place 107"


def test_a_list_and_a_file_of_one_name_are_refused() -> None:
    survey = "type | name | label\nselect_one towns | a | A?\nselect_one_from_file towns.csv | b | B?"
    (fault,) = faults(tables(survey, "list_name | name | label\ntowns | a | A"), {"towns.csv": TOWNS.encode()})
    assert fault.startswith(
        'sheet "survey", row 3, column "type": the list "towns" and the file "towns.csv" have the same name'
    )


def test_a_picture_that_is_missing_is_a_notice() -> None:
    survey = "type | name | label | image\ntext | a | A? | a.png\ntext | b | B? | b.png"
    notices = taken(survey, files={"b.png": b"\x89PNG"}).notices
    assert [*map(str, notices)] == [
        'sheet "survey", row 2, column "image": the file "a.png" is not beside the workbook; it will not be shown.'
    ]


def test_a_picture_that_is_too_large_for_whatsapp_is_a_notice_at_the_first_place_that_names_it() -> None:
    survey = "type | name | label | image\ntext | a | A? | a.png\ntext | b | B? | b.png\ntext | c | C? | b.png"
    notices = taken(survey, files={"a.png": bytes(5 << 20), "b.png": bytes((5 << 20) + 1)}).notices
    assert [*map(str, notices)] == [
        'sheet "survey", row 3, column "image": the file "b.png" is larger than 5 MB: WhatsApp will not show it. Make it smaller.'
    ]
