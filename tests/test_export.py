"""Answers in files: whole, in the right places, and harmless to whoever opens them."""

import csv
import re
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.exports.answers import answers_as_lines, export_answers
from bot.exports.spreadsheets import Workbook, harmless, harmless_in_csv
from bot.exports.tables import OWN, columns
from bot.settings import SettingProblem
from bot.workbooks import reading
from storage import schema
from storage.answers import extract
from storage.answers.filters import Filters
from storage.answers.review import people, public
from tests.people import House, house, skills, welcome

Cells = dict[str, object]


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite+aiosqlite:///{tmp_path}/lotse.db") as found:
        yield found


async def bashir(there: House, who: str = "bashir") -> None:
    """Two languages, one kind of work, one question left open, one not known."""
    await there.talk(who, "/start", "#5", "#1", "#1", "#2", "#4", "بشیر", "۱۳۶۹", "#2", "#2", "#1")
    await there.talk(who, "پشتو", "#3", "#1", "انگلیسی", "#1", "#2", "Luxembourg", "#3", "#1")
    await there.talk(who, "#1", "#3", "#3", "8", "#5", "#2", "/skip", "/skip")


async def exported(there: House, folder: Path, to: str, form: str | None = None) -> Path:
    told: list[tuple[int, int]] = []
    out = folder / f"answers.{to}"
    rows = await export_answers(
        there.store, there.store.keyring, there.world.forms, there.world.voices, to=to, out=out, form=form,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {total for _, total in told} <= {len(told)}
    assert rows <= len(told)
    return out


def read_csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf_person,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path, name: str) -> list[Cells]:
    """The rows of a sheet below its two headings."""
    first, _, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [{str(key): cell for key, cell in zip(first, row, strict=True) if cell is not None} for row in rows]


# --- What is in them --------------------------------------------------------------------------------------------------


async def test_a_workbook_has_a_sheet_for_each_form_with_codes_numbers_and_years(there: House, tmp_path: Path) -> None:
    await bashir(there)
    path = await exported(there, tmp_path, "xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["welcome", "skills_short", "choices"]
    (row,) = read_sheet(path, "welcome")
    assert {name: row.get(name) for name in ("_form", "_state", "_revision", "_language", "_programme")} == {
        "_form": "welcome", "_state": "handed_in", "_revision": 1, "_language": "fa_AF", "_programme": "harbour"
    }  # fmt: skip
    assert (row["name"], row["birth_year"], row["consents"], row["country"]) == ("بشیر", 1990, "mentors employers", "AF")
    assert [row[f"other_languages[{i}].spoken_language"] for i in (1, 2)] == ["ps", "en"]
    (row,) = read_sheet(path, "skills_short")
    assert (row["_state"], row["work[1].occupation"], row["work[1].work_years"]) == ("open", "livestock", 8)
    assert (row["work[1].work_kind"], row["schooling"], row["licence"]) == ("(unknown)", "(skipped)", "(skipped)")
    assert {"wishes", "work[1].occupation_words"}.isdisjoint(row)


async def test_the_second_row_and_the_last_sheet_say_it_in_words(there: House, tmp_path: Path) -> None:
    await welcome(there, "1", "Ada")
    book = openpyxl.load_workbook(await exported(there, tmp_path, "xlsx"))
    keys, labels, *_ = book["welcome"].iter_rows(values_only=True)
    assert dict(zip(keys, labels, strict=True))["country"] == "Which country do you come from?"
    assert book["welcome"].freeze_panes == "B3"
    meanings = {row[1:] for row in book["choices"].iter_rows(min_row=2, values_only=True) if row[0] == "welcome"}
    assert {("gender", "woman", "Woman"), ("country", "AF", "Afghanistan"), ("language", "uk", "Ukrainian")} <= meanings


async def test_a_csv_file_has_everything_in_one_table(there: House, tmp_path: Path) -> None:
    await bashir(there)
    await welcome(there, "1", 'Ada, "the first"', town="12 Main Street;\nEsch")
    rows = read_csv(await exported(there, tmp_path, "csv"))
    assert sorted((row["_form"], row["name"]) for row in rows) == [
        ("skills_short", ""), ("skills_short", ""), ("welcome", 'Ada, "the first"'), ("welcome", "بشیر")
    ]  # fmt: skip
    assert {row["town"] for row in rows} == {"", "Luxembourg", "12 Main Street;\nEsch"}
    assert list(rows[0])[: len(OWN)] == list(OWN)


async def test_one_form_alone(there: House, tmp_path: Path) -> None:
    await bashir(there)
    (row,) = read_csv(await exported(there, tmp_path, "csv", "skills_short"))
    assert (row["_form"], "name" in row) == ("skills_short", False)


async def test_a_form_that_nobody_opened_is_headings_only(there: House, tmp_path: Path) -> None:
    assert read_csv(await exported(there, tmp_path, "csv", "welcome")) == []
    assert read_csv(await exported(there, tmp_path, "csv")) == []
    assert openpyxl.load_workbook(await exported(there, tmp_path, "xlsx")).sheetnames == ["choices"]


async def test_the_latest_answer_counts_and_what_does_not_apply_any_more_is_left_out(there: House, tmp_path: Path) -> None:
    await bashir(there)
    await there.talk("bashir", "/change", "#1", "#2")
    (row,) = read_sheet(await exported(there, tmp_path, "xlsx", "skills_short"), "skills_short")
    assert (row["worked"], [key for key in row if key.startswith("work[")]) == ("no", [])


async def test_a_form_that_is_gone_is_exported_as_it_is_stored(there: House, tmp_path: Path) -> None:
    await bashir(there)
    there.world = type(there.world)(forms={}, voices=there.world.voices, lists={}, programmes=there.world.programmes)
    (row,) = read_sheet(await exported(there, tmp_path, "xlsx"), "skills_short")
    assert (row["work[k1].occupation"], row["work[k1].work_years"]) == ("livestock", "8")


async def test_more_people_than_fit_into_a_batch(there: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "_sheets", extract._sheets.limit(2))
    for i in range(5):
        await there.talk(f"p{i}", "/start", "#1", "#1", "#4", f"Person {i}")
    rows = read_csv(await exported(there, tmp_path, "csv"))
    assert sorted(row["name"] for row in rows) == [f"Person {i}" for i in range(5)]


# --- Who is in them, who may read them --------------------------------------------------------------------------------


async def test_whoever_says_no_or_takes_their_yes_back_is_left_out(there: House, tmp_path: Path) -> None:
    await there.talk("refuser", "/start", "#1", "#2")
    await welcome(there, "doubter", "Lina")
    await there.talk("doubter", "/data", "#3", "#1")
    await welcome(there, "1", "Ada")
    rows = read_csv(await exported(there, tmp_path, "csv"))
    assert {row["name"] for row in rows} == {"Ada", ""}
    assert len({row["_person"] for row in rows}) == 1


async def test_people_are_known_by_the_ids_of_the_desk_and_by_nothing_of_their_phones(there: House, tmp_path: Path) -> None:
    await welcome(there, "352621123456", "Ada")
    path = await exported(there, tmp_path, "csv")
    found = await there.store.read(lambda connection: people(connection, there.store.keyring, Filters()))
    assert {row["_person"] for row in read_csv(path)} == {public(found.rows[0].id)}
    assert b"352621" not in path.read_bytes()


async def test_the_file_is_for_its_owner_only_and_the_export_is_written_down(there: House, tmp_path: Path) -> None:
    await welcome(there, "1", "Ada")
    folder = tmp_path / "out"
    folder.mkdir()
    path = await exported(there, folder, "xlsx")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in folder.iterdir()] == ["answers.xlsx"]
    table = schema.audit
    rows = await there.store.read(
        lambda connection: connection.execute(select(table.c.actor, table.c.action, table.c.detail)).all()
    )
    assert [tuple(row) for row in rows] == [
        ("command line", "exported", '{"part":"answers","shape":"xlsx","form":"welcome, skills_short"}')
    ]


async def test_what_cannot_be_written_is_said_in_one_sentence(there: House, tmp_path: Path) -> None:
    with pytest.raises(
        SettingProblem,
        match=r"No form is called skils\. There are: skills_short, welcome, workshop_feedback, workshop_signup\.",
    ):
        await exported(there, tmp_path, "csv", "skils")
    with pytest.raises(SettingProblem, match="cannot be written: No such file or directory"):
        await exported(there, tmp_path / "nowhere", "csv")


@pytest.mark.parametrize("to", ["csv", "xlsx"])
async def test_the_export_works_on_both_databases(database_url: str, tmp_path: Path, to: str) -> None:
    async with house(database_url) as there:
        await welcome(there, "1", "Ada")
        await skills(there, "1")
        path = await exported(there, tmp_path, to)
        rows = read_csv(path) if to == "csv" else read_sheet(path, "welcome") + read_sheet(path, "skills_short")
        assert [row.get("wishes") or row.get("name") for row in rows] == ["Ada", "job"]
        lines = [line.split("\x1f") async for line in answers_as_lines(there.store)]
        assert ["1", "name", "Ada"] in lines


# --- Harmless ---------------------------------------------------------------------------------------------------------

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹢1",
    "﹣1",
    "﹦1",
    "\u22121",
    "\t=1",
    "\r=1",
    "\n=1",
]


@pytest.mark.parametrize(
    "text", [*FORMULAS, "\u200f=1", "\u2068=1", "\u200b\ufeff +1", "  =1", "\u00a0@x", "\u061c\u0301=1", "\u00ad-1"]
)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless_in_csv(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Ada", "1990", "a=b", "5-6", "🙂", "\u200f", "أمل", "'=1", "(unknown)", "e@mail"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_where_a_semicolon_begins_a_cell_a_formula_after_it_is_harmless_too() -> None:
    assert harmless_in_csv("Ali;=1+1\n+2\tx;y") == "Ali;'=1+1\n'+2\tx;y"


@given(st.text(alphabet=st.sampled_from("=+-@＝\t\r\n;, '\"a1\u200f\u2068\ufeff")))
def test_no_cell_of_a_csv_file_begins_like_a_formula_however_it_is_read(text: str) -> None:
    for separator in (";", "\t", ",", "\n"):
        cells = harmless_in_csv(text).split(separator) if separator != "," else [harmless_in_csv(text)]
        assert not any(re.match(r"[=+\-@＝]", re.sub("[\u200f\u2068\ufeff\\s]", "", cell)) for cell in cells)


async def test_names_that_look_like_formulas_are_text_in_both_files(there: House, tmp_path: Path) -> None:
    for i, text in enumerate(FORMULAS[:8]):
        await welcome(there, str(i), text)
    names = {str(row["name"]) for row in read_sheet(await exported(there, tmp_path, "xlsx", "welcome"), "welcome")}
    assert names == {f"'{text}" for text in FORMULAS[:8]}
    assert {row["name"] for row in read_csv(await exported(there, tmp_path, "csv", "welcome"))} == names


async def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    with Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.sheet("a", 3, headings=1)
        sheet.add([-5, 2.5, "-5"])
    (row,) = openpyxl.load_workbook(tmp_path / "x.xlsx")["a"].iter_rows(values_only=True)
    assert row == (-5, 2.5, "'-5")


def test_names_of_sheets_are_made_to_fit(tmp_path: Path) -> None:
    with Workbook(tmp_path / "x.xlsx") as book:
        for name in ("a/b:c", "A_b_c", "long" * 10, "long" * 10, "choices", "choices"):
            book.sheet(name, 1, headings=1)
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == [
        "a_b_c", "A_b_c~2", ("long" * 10)[:31], f"{('long' * 10)[:27]}~2", "choices", "choices~2"
    ]  # fmt: skip


# --- Tables -----------------------------------------------------------------------------------------------------------


def test_a_repeat_inside_a_repeat_has_columns_for_both() -> None:
    form = reading.load(
        b"""
| survey |
| | type | name | label |
| | begin_repeat | job | Job |
| | text | title | Title |
| | begin_repeat | task | Task |
| | text | what | What |
| | end_repeat | | |
| | end_repeat | | |
""",
        name="jobs",
    )
    found = columns(form, ["job[k1].task[k1].what", "job[k3].task[k2].what", "job[k1].title"])
    assert [column.name for column in found] == [
        "job[1].title", "job[1].task[1].what", "job[1].task[2].what", "job[2].title", "job[2].task[1].what", "job[2].task[2].what"
    ]  # fmt: skip


async def test_lines_for_the_benchmark_hold_the_latest_answers_with_the_platforms_ids(there: House) -> None:
    await bashir(there, "4711")
    lines = {tuple(line.split("\x1f")) async for line in answers_as_lines(there.store)}
    assert {("4711", "name", "بشیر"), ("4711", "consents", "employers,mentors"), ("4711", "birth_year", "1990-01-01")} <= lines
    assert not any(path in {"schooling", "licence"} for _, path, _ in lines)
