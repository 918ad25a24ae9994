"""What was handed in, as other programs read it: Kobo's tables, OpenRosa's XML against the instance that pyxform itself lays out."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree.ElementTree import Element

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from pyxform.xls2xform import convert

from bot.exports.handed import Style
from bot.exports.submissions import Source, export_submissions
from bot.forms.library import lists
from bot.settings import SettingProblem
from dialogs.form import Form
from tests.conversations import FORMS
from tests.people import House, house, skills, welcome

ROOT = "{http://www.w3.org/2002/xforms}model/{http://www.w3.org/2002/xforms}instance"


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite:///{tmp_path}/lotse.db") as found:
        yield found


async def filled(there: House) -> None:
    """Bashir has handed in both forms, Lina only the first."""
    await there.talk("bashir", "/start", "#5", "#1", "#1", "#2", "#4", "بشیر", "۱۳۶۹", "#2", "#2", "#1")
    await there.talk("bashir", "پشتو", "#3", "#1", "انگلیسی", "#1", "#2", "Luxembourg", "#3", "#1")
    await skills(there, "bashir")
    await welcome(there, "lina", "=Lina")


async def exported(there: House, out: Path, *, form: str = "welcome", language: str = "en", style: Style | None = None) -> Path:
    told: list[int] = []
    source = Source(
        keyring=there.store.keyring,
        form=there.world.forms[form],
        lists=lists(there.world.voices),
        speech=there.world.voices[language],
        style=style or Style(),
        total=2,
        progress=lambda done, _: told.append(done),
    )
    await export_submissions(there.store, source, to=out.suffix[1:] if out.suffix == ".xlsx" else out.stem, out=out)
    assert told == list(range(1, len(told) + 1))
    return out


def table(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))


async def test_a_form_and_its_repeat_are_tables_joined_by_index(there: House, tmp_path: Path) -> None:
    await filled(there)
    path = await exported(there, tmp_path / "csv.zip")
    bashir, lina = sorted(table(path, "welcome"), key=lambda row: row["about/name"] != "بشیر")
    assert (bashir["about/country"], bashir["about/consents"], lina["about/name"]) == ("AF", "mentors employers", "'=Lina")
    assert len(bashir["_uuid"]) == 36
    assert bashir["_uuid"] != lina["_uuid"]
    spoken = table(path, "other_languages")
    assert [row["about/other_languages/spoken_language"] for row in spoken] == ["ps", "en"]
    assert {(row["_parent_table_name"], row["_parent_index"], row["_submission__uuid"]) for row in spoken} == {
        ("welcome", bashir["_index"], bashir["_uuid"])
    }
    assert [row["_index"] for row in spoken] == ["1", "2"]


async def test_in_words_of_a_language_with_a_column_for_each_choice(there: House, tmp_path: Path) -> None:
    await filled(there)
    style = Style(headings="labels", split=True)
    book = openpyxl.load_workbook(await exported(there, tmp_path / "all.xlsx", language="fr", style=style))
    assert book.sheetnames == ["welcome", "other_languages"]
    first, *rows = book["welcome"].iter_rows(values_only=True)
    headings = [str(heading).replace("\u202f", " ").replace("\u00a0", " ") for heading in first]
    asked = "Qui d’autre peut utiliser vos réponses ?"
    bashir = next(dict(zip(headings, row, strict=True)) for row in rows if "بشیر" in row)
    assert bashir["De quel pays venez-vous ?"] == "Afghanistan"
    assert [value for heading, value in bashir.items() if heading.startswith(f"{asked}/")] == [1, 1, 0]
    assert str(bashir[asked]).count(", ") == 1


async def test_the_same_submission_keeps_its_name_and_a_changed_one_gets_another(there: House, tmp_path: Path) -> None:
    await filled(there)
    first, again = [table(await exported(there, tmp_path / "csv.zip"), "welcome") for _ in range(2)]
    assert first == again
    await there.talk("lina", "/change")
    assert {row["_uuid"] for row in table(await exported(there, tmp_path / "csv.zip"), "welcome")} <= {
        row["_uuid"] for row in first
    }


async def test_what_is_still_open_is_no_submission(there: House, tmp_path: Path) -> None:
    await there.talk("open", "/start", "#1", "#1", "#4", "Sam")
    assert table(await exported(there, tmp_path / "csv.zip"), "welcome") == []
    with zipfile.ZipFile(await exported(there, tmp_path / "xml.zip")) as archive:
        assert archive.namelist() == []


@pytest.mark.parametrize("form", ["welcome", "skills_short"])
async def test_pyxform_s_own_instance_has_a_place_for_everything_in_the_xml(there: House, tmp_path: Path, form: str) -> None:
    await filled(there)
    empty = convert(str(FORMS / f"{form}.md"), validate=False, form_name="form_").xform
    instance = fromstring(empty).find(f".//{ROOT}")
    assert instance is not None
    (shape,) = instance
    with zipfile.ZipFile(await exported(there, tmp_path / "xml.zip", form=form)) as archive:
        names = archive.namelist()
        documents = [fromstring(archive.read(name)) for name in names]
    assert len(documents) == (2 if form == "welcome" else 1)
    for name, document in zip(names, documents, strict=True):
        assert (document.get("id"), document.tag) == (form, "form_")
        fits(document, shape)
        found = document.findtext("{*}meta/{*}instanceID")
        assert found
        assert f"instances/{found.replace(':', '')}/submission.xml" == name


def fits(element: Element, shape: Element) -> None:
    """Every element stands in the shape, in its order; nothing but repeats comes twice."""
    places = [child.tag.rsplit("}")[-1] for child in shape]
    found = [child.tag.rsplit("}")[-1] for child in element]
    assert set(found) <= {*places, "meta"}, found
    order = [places.index(name) for name in found if name in places]
    assert order == sorted(order)
    for child in element:
        name = child.tag.rsplit("}")[-1]
        if name in places and name != "meta":
            inner = [one for one in shape if one.tag.rsplit("}")[-1] == name]
            assert found.count(name) == 1 or len(inner[0]), name
            fits(child, inner[-1])


async def test_a_way_that_is_none_is_named(there: House, tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match="written as xml, csv, xlsx"):
        await exported(there, tmp_path / "lines.zip")


def test_every_question_of_every_form_has_its_column() -> None:
    from bot.exports.handed import tables
    from tests.conversations import SHIPPED

    for form in SHIPPED.values():
        found = {column.path for one in tables(form, {}, Style()) for column in one.columns}
        assert len(found) == sum(question.kind != "note" for question in form.questions.values()), columns_missing(form, found)


def columns_missing(form: Form, found: set[str]) -> set[str]:
    return {question.name for question in form.questions.values()} - {path.rsplit("/")[-1] for path in found}
