"""A form as a workbook again: other programs accept it, and it means the same."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.forms.library import SHIPPED
from bot.settings import SettingProblem
from bot.texts import speech
from bot.texts.speech import Voices
from bot.workbooks.reading import load, load_folder
from bot.workbooks.writing import export
from dialogs.form import Form
from dialogs.xlsform.reader import FormError
from tests.sameness import differences, walked

WALKS = 25  # of each form here; many more in the soak
EVERYTHING = """
| survey |
| | type | name | label | label::Français (fr) | label::دری (prs) | hint::Français (fr) | guidance_hint | required | required_message::Français (fr) | relevant | constraint | constraint_message | calculation | default | appearance | parameters | choice_filter | repeat_count | media::image::Français (fr) | read_only | bind::lotse:sets | body::lotse:button |
| | start | start | | | | | | | | | | | | | | | | | | | | |
| | text | name | What is your name? | Votre nom ? | نام شما چیست؟ | Le prénom suffit. | Only a name. | yes | Il nous faut un nom. | | | | | | | | | | name.png | | name | |
| | select_one region | region | Which region? | Quelle région ? | کدام ولایت؟ | | | | | | | | | north | minimal | | | | | | | privacy |
| | select_one town | town | Which town, ${name}? | Quelle ville, ${name} ? | کدام شهر، ${name}؟ | | | ${region} = 'north' | | ${region} != '' | | | | | | randomize=true | region = ${region} | | | | | |
| | select_multiple town or_other | seen | Which towns have you seen? | Quelles villes ? | کدام شهرها؟ | | | | | | not(selected(., 'nowhere') and count-selected(.) > 1) | Please choose again. | | | | | | | | | | |
| | begin_group | family | Family | Famille | فامیل | | | | | ${name} != '' | | | | | | | | | | | | |
| | integer | children | How many children? | Combien d'enfants ? | چند طفل؟ | | | | | | . >= 0 and . <= 12 | Between 0 and 12, ${name}. | | | | | | | | | | |
| | begin_repeat | child | Child | Enfant | طفل | | | | | ${children} > 0 | | | | | | | | ${children} | | | | |
| | text | called | Name of the child | Nom de l'enfant | نام طفل | | | | | | | | | | | | | | | | | |
| | date | born | When was ${called} born? | Quand est né ${called} ? | ${called} چه وقت تولد شد؟ | | | | | ${called} != 'nobody' | . <= today() | | | | year | | | | | | | |
| | select_one town | birthplace | Where? | Où ? | کجا؟ | | | | | | | | | | | | region = ${region} and name != ${called} | | | | | |
| | end_repeat | | | | | | | | | | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | | | | | | | |
| | calculate | oldest | | | | | | | | | | | min(${born}) | | | | | | | | | |
| | range | mood | How do you feel? | Comment ça va ? | چطور هستید؟ | | | | | | | | | | | start=1 end=5 step=1 | | | | | | |
| | note | bye | Thank you, ${name}. | Merci, ${name}. | تشکر، ${name}. | | | | | | | | | | | | | | | | | |

| choices |
| | list_name | name | label | label::Français (fr) | label::دری (prs) | region |
| | region | north | North | Nord | شمال | |
| | region | south | South | Sud | جنوب | |
| | town | a | =1+1 | A | الف | north |
| | town | b | -B- | B | ب | south |
| | town | nowhere | @Nowhere | Nulle part | هیچ جا | south |

| settings |
| | form_title | form_id | version | namespaces | attribute::lotse:summary | attribute::lotse:review | instance_name |
| | + Everything | everything | 7 | lotse="https://lotse.org/xforms" | no | no | concat(${name}, '-', ${region}) |
"""  # noqa: E501 - a table


@pytest.fixture(scope="module")
def voices() -> Voices:
    return speech.load()


@pytest.fixture(scope="module")
def everything() -> Form:
    return load(EVERYTHING.encode())


def again(form: Form, voices: Voices, folder: Path) -> Form:
    """The form, exported and imported."""
    export(form, voices, folder / "again.xlsx")
    return load(folder / "again.xlsx")


def cells(path: Path, sheet: str) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in row] for row in load_workbook(path)[sheet].iter_rows()]
    return [{str(heading): cell for heading, cell in zip(rows[0], row, strict=True) if cell} for row in rows[1:]]


@pytest.mark.parametrize("name", ["welcome", "skills_short"])
def test_a_shipped_form_means_the_same_in_all_our_languages(name: str, voices: Voices, tmp_path: Path) -> None:
    form = load_folder(SHIPPED)[name]
    other = again(form, voices, tmp_path)
    assert set(other.languages) == set(voices.languages)
    assert differences(form, other, voices) == []
    assert [walked(form, other, voices, seed) for seed in range(WALKS)] == [""] * WALKS


def test_everything_a_workbook_can_say_comes_back(everything: Form, voices: Voices, tmp_path: Path) -> None:
    other = again(everything, voices, tmp_path)
    assert differences(everything, other, voices) == []
    assert [walked(everything, other, voices, seed) for seed in range(WALKS)] == [""] * WALKS


def test_a_difference_is_noticed(everything: Form, voices: Voices) -> None:
    changed = load(
        EVERYTHING.replace(". <= today()", ". < today()").replace("region = ${region} and", "region != ${region} and").encode()
    )
    assert [found.split(":")[0] for found in differences(everything, changed, voices)] == [
        "/form_/family/child/born constraint",
        "/form_/family/child/birthplace filter",
    ]
    assert any(walked(everything, changed, voices, seed) for seed in range(WALKS))


def test_questions_are_called_by_their_names(everything: Form, voices: Voices, tmp_path: Path) -> None:
    export(everything, voices, tmp_path / "book.xlsx")
    rows = {row["name"]: row for row in cells(tmp_path / "book.xlsx", "survey") if "name" in row}
    assert rows["town"]["choice_filter"] == "region = ${region}"
    assert rows["town"]["label::French (fr)"] == "Quelle ville, ${name} ?"
    assert rows["child"]["repeat_count"] == "${children}"
    assert rows["born"]["relevant"] == "${called} != 'nobody'"
    assert rows["birthplace"]["choice_filter"] == "region = ${region} and name != ${called}"
    assert rows["oldest"]["calculation"] == "min(${born})"
    assert rows["name"]["required"] == "yes"
    assert rows["mood"]["parameters"] == "start=1 end=5 step=1"
    assert rows["name"]["bind::lotse:sets"] == "name"
    assert not any("/form_" in str(cell) for row in rows.values() for cell in row.values())


def test_a_name_that_stands_twice_keeps_its_path(voices: Voices, tmp_path: Path) -> None:
    form = load(
        b"""
| survey |
| | type | name | label | relevant |
| | begin_group | one | One | |
| | text | same | First? | |
| | end_group | | | |
| | begin_group | two | Two | |
| | text | same | Second? | /form_/one/same = 'x' |
| | end_group | | | |
"""
    )
    assert differences(form, again(form, voices, tmp_path), voices) == []
    (settings,) = cells(tmp_path / "again.xlsx", "settings")
    assert settings["name"] == "form_"


def test_lists_that_are_looked_things_up_in_lie_beside_the_workbook(voices: Voices, tmp_path: Path) -> None:
    form = load(
        b"""
| survey |
| | type | name | label | calculation | choice_filter |
| | csv-external | prices | | | |
| | select_one_from_file towns.csv | town | Which town? | | region = 'north' |
| | calculate | people | | pulldata('towns', 'people', 'name', ${town}) | |
| | calculate | price | | instance('prices')/root/item[name = 'bread']/euro | |
| | note | seen | ${people} people, ${price} euro | | |
""",
        files={"towns.csv": b"name,label,region,people\na,A,north,12\nb,B,south,7\n", "prices.csv": b"name,euro\nbread,3\n"},
    )
    other = again(form, voices, tmp_path)
    assert {path.name for path in (tmp_path / "again-media").iterdir()} == {"towns.csv", "prices.csv"}
    assert differences(form, other, voices) == []
    assert [walked(form, other, voices, seed) for seed in range(5)] == [""] * 5


def test_nothing_in_a_cell_is_taken_for_a_formula(everything: Form, voices: Voices, tmp_path: Path) -> None:
    export(everything, voices, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    labels = [row["label"] for row in cells(tmp_path / "book.xlsx", "choices") if row["list_name"] == "town"]
    assert labels[:3] == ["=1+1", "-B-", "@Nowhere"]


def test_kobo_finds_the_live_lists_written_out(voices: Voices, tmp_path: Path) -> None:
    export(load_folder(SHIPPED)["welcome"], voices, tmp_path / "book.xlsx")
    survey = {row["name"]: row["type"] for row in cells(tmp_path / "book.xlsx", "survey") if "name" in row}
    countries = {row["name"]: row for row in cells(tmp_path / "book.xlsx", "choices") if row["list_name"] == "countries"}
    assert survey["country"] == "select_one countries"
    assert len(countries) > 200
    assert countries["SY"]["label::French (fr)"] == "Syrie"
    assert countries["SY"]["label::Arabic (ar)"] == "سوريا"


def test_a_place_that_cannot_be_written_is_named(everything: Form, voices: Voices, tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match="cannot be written"):
        export(everything, voices, tmp_path / "nowhere" / "book.xlsx")


def test_what_does_not_fit_into_a_cell_is_refused_with_its_place(voices: Voices, tmp_path: Path) -> None:
    form = load(f"| survey |\n| | type | name | label |\n| | note | long | {'x' * 33_000} |\n".encode())
    with pytest.raises(SettingProblem, match='sheet "survey", row 2, column "label": longer than the 32,767 characters'):
        export(form, voices, tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


def readable(path: Path) -> Form | None:
    try:
        return load(path)
    except FormError:
        return None


@pytest.mark.parametrize("part", range(4))
def test_workbooks_of_other_people_mean_the_same(part: int, oracles: Path, voices: Voices, tmp_path: Path) -> None:
    """A sample; all of them in the soak."""
    assert _parted(sorted((oracles / "forms").glob("*.xls*"))[part * 7 :: 28], voices, tmp_path, walks=4) == []


@pytest.mark.soak
def test_all_workbooks_of_other_people_mean_the_same_on_a_thousand_walks(oracles: Path, voices: Voices, tmp_path: Path) -> None:
    assert _parted(sorted((oracles / "forms").glob("*.xls*")), voices, tmp_path, walks=1000) == []


def _parted(paths: list[Path], voices: Voices, folder: Path, *, walks: int) -> list[str]:
    found = [(path.name, form) for path in paths if (form := readable(path))]
    assert found
    parted = []
    for name, form in found:
        other = again(form, voices, folder)
        parted += [f"{name}: {one}" for one in differences(form, other, voices)[:3]]
        parted += [f"{name}, walk {seed}: {where}" for seed in range(walks) if (where := walked(form, other, voices, seed))][:3]
    return parted
