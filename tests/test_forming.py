"""`lotse form import`: a workbook becomes a form of the house, again and again, and people in the middle of it go on."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.__main__ import main
from bot.forms import library
from bot.forms.shelf import Shelf
from bot.settings import read
from bot.workbooks.reading import load_folder
from dialogs.form import Form, Label
from storage import corrections
from storage.corrections import Correction
from storage.crypt import read_key
from storage.store import Store
from tests.books import Sheets, markdown, xlsx
from tests.conversations import Phone, house, world

HERE = pytest.mark.usefixtures("read_here")

SURVEY = [
    ["type", "name", "label", "label::Français (fr)", "required"],
    ["text", "town", "Which town?", "Quelle ville ?", "yes"],
    ["select_one_from_file shops.csv", "shop", "Which shop?", "Quel magasin ?", "yes"],
    ["text", "remark", "Anything else?", "Autre chose ?", "yes"],
]
SHEETS: Sheets = {"survey": SURVEY, "settings": [["form_title", "form_id", "version"], ["Shops", "shops 2026", "1"]]}
SHOPS = "name,label\nnorth,North shop\nsouth,South shop\n"
FIRST = {**SHEETS, "survey": [*SURVEY[:3], SURVEY[3]]}
SECOND = {
    **SHEETS,
    "survey": [SURVEY[0], ["integer", "age", "How old?", "Quel âge ?", "yes"], *SURVEY[1:3]],
}  # one more, one less


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """LOTSE_DATA, and beside it the workbook with its list."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOTSE_DATA", str(tmp_path / "data"))
    (tmp_path / "shops.xlsx").write_bytes(xlsx(FIRST))
    (tmp_path / "shops.csv").write_text(SHOPS)
    return tmp_path / "data"


async def mended(data: Path, label: Label, text: str) -> None:
    """Somebody has corrected a French text at the desk."""
    store = Store(f"sqlite:///{data}/lotse.db", read_key(data / "key", make=True))
    await store.open()
    new = Correction(language="fr", context=label.key, source=label.source, forms=(text,))
    await store.write(lambda connection: corrections.correct(connection, [new], actor="a77a"))
    await store.close()


@HERE
def test_what_was_corrected_at_the_desk_is_in_workbooks_and_exports(data: Path) -> None:
    label = load_folder(library.SHIPPED)["welcome"].questions["name"].label
    assert label
    data.mkdir()
    asyncio.run(mended(data, label, "Votre nom ?"))
    assert main(["form", "export", "welcome", "--out", "form.xlsx"]) == 0
    assert "Votre nom ?" in str(list(load_workbook("form.xlsx")["survey"].iter_rows(values_only=True)))
    words = ["--form", "welcome", "--headings", "labels", "--language", "fr", "--out", "all.xlsx"]
    assert main(["export", "submissions", *words]) == 0
    assert "Votre nom ?" in next(load_workbook("all.xlsx")["welcome"].iter_rows(values_only=True))


def imported(data: Path) -> Form:
    return load_folder(imported=data / "forms")["shops_2026"]


def test_a_workbook_comes_in_with_what_it_names_and_nothing_else(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "secrets.csv").write_text("name,label\na,b\n")
    assert main(["form", "import", "shops.xlsx"]) == 0
    assert sorted(path.name for path in (data / "forms/shops_2026").iterdir()) == ["form.xlsx", "shops.csv"]
    told = capsys.readouterr().out
    assert '"shops_2026" (Shops), version 1.' in told
    assert "3 questions, in fr" in told
    assert 'forms = ["welcome", "skills_short", "shops_2026"]' in told
    assert "lotse check finds" in told


@HERE
def test_it_stands_beside_the_shipped_forms_under_the_name_it_was_given(data: Path) -> None:
    assert main(["form", "import", "shops.xlsx", "--name", "kiosks"]) == 0
    known = library.forms(read())
    assert {"welcome", "skills_short", "kiosks"} <= known.keys()
    shop = known["kiosks"].questions["shop"].choices
    assert known["kiosks"].name == "kiosks"
    assert shop is not None
    assert [choice.name for choice in shop.static] == ["north", "south"]


@HERE
def test_what_was_cured_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "numbers.md").write_bytes(markdown({"survey": [["type", "name", "label"], ["numeric", "n", "How many?"]]}))
    assert main(["form", "import", "numbers.md"]) == 0
    assert '  sheet "survey", row 2, column "type": "numeric" was read as decimal.' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (
            "broken.xlsx",
            xlsx({"survey": [["type", "name", "label"], ["txt", "a", "A?"]]}),
            'row 2, column "type": there is no question',
        ),
        ("empty.csv", b"", "this file is empty"),
        ("form.xlsm", b"PK", "this file is no form by its name"),
        ("lonely.md", markdown(FIRST).replace(b"shops.csv", b"other.csv"), 'the list "other.csv" is not there'),
    ],
)
def test_what_is_refused_leaves_no_trace(
    data: Path, capsys: pytest.CaptureFixture[str], file: str, content: bytes, said: str
) -> None:
    (data.parent / file).write_bytes(content)
    assert main(["form", "import", file]) == 1
    assert said in capsys.readouterr().err
    assert not (data / "forms").exists()


@pytest.mark.parametrize("name", ["a b", "../up", "x" * 41, "form.1"])
def test_a_name_that_fits_no_button_is_refused(data: Path, name: str) -> None:
    assert main(["form", "import", "shops.xlsx", "--name", name]) == 78
    assert main(["form", "import", "not there.xlsx"]) == 78


@HERE
def test_imported_again_it_is_a_new_version_even_if_its_author_forgot_to_say_so(data: Path) -> None:
    main(["form", "import", "shops.xlsx"])
    first = imported(data)
    main(["form", "import", "shops.xlsx"])
    assert imported(data).version == first.version
    (data.parent / "shops.xlsx").write_bytes(xlsx(SECOND))
    main(["form", "import", "shops.xlsx"])
    second = imported(data)
    assert second.version != first.version
    assert second.version.startswith("1.")
    assert list(second.questions)[:3] == ["age", "town", "shop"]
    assert sorted(path.name for path in (data / "forms").iterdir()) == ["shops_2026"]


@HERE
def test_a_broken_second_workbook_leaves_the_first_in_its_place(data: Path) -> None:
    main(["form", "import", "shops.xlsx"])
    (data.parent / "shops.xlsx").write_bytes(xlsx({"survey": [["type"], ["txt"]]}))
    assert main(["form", "import", "shops.xlsx", "--name", "shops_2026"]) == 1
    assert imported(data).size == 3


@HERE
async def test_people_inside_an_old_version_go_on_and_meet_new_questions_as_unanswered(data: Path, database_url: str) -> None:
    main(["form", "import", "shops.xlsx"])
    forms = {"shops_2026": imported(data)}
    shelf = Shelf(data / "forms", forms)
    known = replace(world({"shops_2026": forms["shops_2026"]}), forms=forms)
    async with house(database_url, known) as home:
        phone = home.phone("somebody")
        await begin(phone)
        await phone.say("Esch")
        await phone.tap("South shop")
        assert "Anything else?" in phone.screen
        (data.parent / "shops.xlsx").write_bytes(xlsx(SECOND))
        await asyncio.to_thread(main, ["form", "import", "shops.xlsx"])
        assert await shelf.look() == ["shops_2026"]
        await phone.say("This was asked of me before.")  # the question is gone; what is new is asked
        assert "How old?" in phone.screen
        await phone.say("34")
        assert "Esch" in phone.screen
        assert "South shop" in phone.screen
        assert "34" in phone.screen
        await phone.tap("Yes, send")
    assert await shelf.look() == []


async def begin(phone: Phone) -> None:
    """The form opens as the first of its programme."""
    await phone.start()
    while "Which town?" not in phone.screen:
        before = phone.screen
        await phone.tap(phone.last.options[0].label)
        assert phone.screen != before


@HERE
async def test_a_form_that_cannot_be_read_any_more_stays_as_it_was(data: Path) -> None:
    main(["form", "import", "shops.xlsx"])
    forms = {"shops_2026": imported(data)}
    shelf = Shelf(data / "forms", forms)
    before = forms["shops_2026"]
    folder = data / "forms/shops_2026"
    (folder / "form.xlsx").write_bytes(b"PK")
    folder.rename(data / "forms/moved")
    (data / "forms/moved").rename(folder)
    (folder / "new.txt").write_text("the folder has changed")
    await shelf.look()
    assert forms["shops_2026"] is before


@HERE
def test_the_file_of_a_form_is_looked_for_by_its_whole_name(data: Path) -> None:
    """A csv list is no form, and half an import is none."""
    main(["form", "import", "shops.xlsx"])
    (data / "forms/.half.new").mkdir()
    (data / "forms/.half.new/form.xlsx").write_bytes(b"PK")
    (data / "forms/notes.txt").write_text("hello")
    assert list(load_folder(imported=data / "forms")) == ["shops_2026"]


def test_forms_and_lists_may_lie_in_one_folder(data: Path) -> None:
    assert list(load_folder(data.parent)) == ["shops 2026"]
