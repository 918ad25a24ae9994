"""Forms at the desk, as a coordinator has them: uploaded, mended, tried as on a phone, published, changed, withdrawn."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select

from bot.forms import library
from bot.forms.publishing import Publisher
from bot.workbooks import bundles
from desk.staff import Role, Staff
from dialogs import faulttexts
from dialogs.form import Form
from dialogs.known import Programme
from storage import offers, schema
from storage.staff.scope import Scope
from tests.books import tables, xlsx
from tests.desks import Visit, visit, words
from tests.people import FORMS, House, only_the_newest_counts, own_house, welcome

RENAMED: Any = {"rename:why": "story"}
SAME = {"Sec-Fetch-Site": "same-origin"}
MILL = Programme(code="mill", name="Mill", start="welcome", forms=FORMS, zone="Europe/Berlin")
NOA = Staff(id=0x40A, name="Noa", role=Role.COORDINATOR, scope=Scope(programme="harbour"))
LINA = Staff(id=0x11A, name="Lina", role=Role.COORDINATOR, scope=Scope(programme="harbour", centre="esch"))
HEADINGS = "type | name | label::English (en) | label::French (fr) | label::Arabic (ar) | relevant"
CHOICES = (
    "list_name | name | label::English (en) | label::French (fr) | label::Arabic (ar)\n"
    "how | well | Well | Bien | جيد\nhow | badly | Badly | Mal | سيئ"
)
SETTINGS = "form_title | form_id | default_language\nYour day | day | English (en)"


pytestmark = pytest.mark.usefixtures("read_here")


def survey(*rows: str, relevant: str = "") -> bytes:
    """A small form in three languages."""
    usual = (
        "select_one how | mood | How is your day? | Comment va votre journée ? | كيف يومك؟ |",
        f"text | why | What happened? | Que s'est-il passé ? | ماذا حدث؟ | {relevant}",
    )
    return tables("\n".join([HEADINGS, *(rows or usual)]), CHOICES, settings=SETTINGS)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with own_house(f"sqlite+aiosqlite:///{tmp_path}/one.db", MILL) as found:
        yield found


@pytest.fixture
async def anna(home: House, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit(home, folder=tmp_path / "forms") as found:
        yield found


async def upload(at: Visit, content: bytes, name: str = "day.md") -> Any:
    at.house.now = at.house.now.replace(second=0)
    return await at.http.post("/desk/forms", files={"file": (name, content)}, headers=SAME)


async def draft(at: Visit, content: bytes, name: str = "day.md") -> str:
    """The path of what was uploaded."""
    answer = await upload(at, content, name)
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["location"]).removeprefix("/desk")


async def post(at: Visit, path: str, status: int = 303, **fields: str) -> str:
    answer = await at.http.post(f"/desk{path}", data=fields, headers=SAME)
    assert answer.status_code == status, words(answer.text)
    return str(answer.headers.get("location") or answer.text)


async def publish(at: Visit, content: bytes, *, programme: str = "harbour") -> None:
    path = await draft(at, content)
    location = await post(at, f"{path}/publish", programme=programme, place="menu")
    assert "said=published" in location


# --- a coordinator brings in a form --------------------------------------------------------------------------------------


async def test_what_is_wrong_is_shown_in_its_place_and_the_mended_form_reaches_a_person(home: House, anna: Visit) -> None:
    await welcome(home, "sam", "Sam")
    wrong = await upload(anna, survey(relevant="${mod} = 'badly'"))
    said = words(wrong.text)
    assert wrong.status_code == 422
    assert "survey, row 3 must be mended" in said
    assert "mod" in said
    assert "There is no form" not in await anna.see("/forms")
    path = await draft(anna, survey(relevant="${mood} = 'badly'"))
    said = await anna.see(path)
    assert "Your day not yet published" in said
    assert "English French Arabic" in said or "Arabic English French" in said
    assert "said=published" in await post(anna, f"{path}/publish", programme="harbour", place="menu", review="no")
    assert "Harbour : in the menu" in await anna.see("/forms/form/day")
    assert "Harbour : no review needed" in await anna.see("/forms/form/day")
    await home.talk("sam", "/menu")
    await home.tap("sam", "Your day", "Badly")
    assert home.texts["sam"].startswith("What happened?")
    await home.talk("sam", "I lost my bus")
    await home.tap("sam", "Yes, send")
    assert await looked_at(home) == {"welcome": "todo", "day": "none"}
    assert [one[:2] for one in await anna.audit() if "form" in one[1]] == [
        ("a77a", "uploaded a form"),
        ("a77a", "published a form"),
        ("a77a", "offered a form"),
    ]
    assert "1 handed in" in await anna.see("/forms")
    await post(anna, "/forms/form/day/offer", 400, programme="harbour", place="menu", review="maybe")
    await post(anna, "/forms/form/day/offer", programme="harbour", place="menu", review="yes")
    assert home.world.programmes["harbour"].review == {"welcome": True}  # as the form says


async def looked_at(home: House) -> dict[str, str]:
    """{form: whether what was handed in is to be reviewed}"""
    found = select(schema.submission.c.form, schema.submission.c.review)
    return dict(await home.store.read(lambda connection: connection.execute(found).all()))


async def test_a_form_of_one_programme_is_not_offered_in_another(home: House, anna: Visit) -> None:
    await publish(anna, survey(), programme="mill")
    await welcome(home, "sam", "Sam")
    await home.talk("sam", "/menu")
    assert "Your day" not in str(home.buttons["sam"])


async def test_a_restart_finds_what_was_published(home: House, anna: Visit, tmp_path: Path) -> None:
    await publish(anna, survey())
    again = replace(home.world, forms=before(home), programmes=started())
    shop = Publisher(home.store, again, tmp_path / "elsewhere", library.SHIPPED)
    await shop.refresh()
    assert "day" in again.forms
    assert "day" in again.programmes["harbour"].forms
    assert "day" not in again.programmes["mill"].forms
    assert (tmp_path / "elsewhere/day/form.md").exists()


def started() -> dict[str, Programme]:
    return {"harbour": Programme(code="harbour", start="welcome", forms=FORMS), "mill": MILL}


def before(home: House) -> dict[str, Form]:
    """The forms that there are before anything was published."""
    return {name: form for name, form in home.world.forms.items() if name != "day"}


async def test_another_process_takes_up_a_new_version(home: House, anna: Visit, tmp_path: Path) -> None:
    """Both share the folder of imported forms, as processes on one machine do."""
    other = replace(home.world, forms=dict(home.world.forms), programmes=started())
    shop = Publisher(home.store, other, tmp_path / "forms", library.SHIPPED)
    await publish(anna, survey())
    await shop.refresh()
    first = other.forms["day"].version
    await publish(anna, survey("text | why | Why then? | Pourquoi ? | لماذا؟ |"))
    await shop.refresh()
    assert other.forms["day"].version != first
    assert list(other.forms["day"].questions) == ["why"]


async def test_what_was_found_is_told_in_the_coordinators_language(home: House, anna: Visit) -> None:
    """A sentence in a sentence; what other programs say stays as it is, and is marked as English."""
    french = {
        faulttexts.SHORTER: "Dites-le plus court.",
        faulttexts.EXPRESSION: "{reason} (au signe {at} de : {source}). Corrigez.",
        faulttexts.XP_PATTERN: "ce modèle ne vaut rien : {why}",
    }
    home.world.voices.correct({"fr": {(text.context, text.english): (words,) for text, words in french.items()}})
    wrong = await anna.http.post(
        "/desk/forms?lang=fr", files={"file": ("day.md", survey(relevant="regex(${mood}, '(')"))}, headers=SAME
    )
    assert "Ce modèle ne vaut rien : <q " in wrong.text
    assert re.search(r'<q lang="en" dir="ltr">[^<]*missing[^<]*</q> \(au signe \d+ de : regex', wrong.text)
    path = await draft(anna, survey().replace(b"| Well |", b"| " + b"Well " * 30 + b"|"))
    assert "<strong>Dites-le plus court.</strong>" in await anna.html(f"{path}?lang=fr")


# --- new versions --------------------------------------------------------------------------------------------------------


async def test_a_new_version_says_what_becomes_of_answers_and_takes_a_new_name(database_url: str, tmp_path: Path) -> None:
    async with own_house(database_url, MILL) as home, visit(home, folder=tmp_path / "forms") as anna:
        await renamed(home, anna)
        await post(anna, "/forms/form/day/withdraw", programme="harbour", way="drop")
        await home.talk("sam", "/menu")
        assert "Your day" not in str(home.buttons["sam"])


async def renamed(home: House, anna: Visit) -> None:
    await welcome(home, "sam", "Sam")
    await publish(anna, survey())
    await home.talk("sam", "/menu")
    await home.tap("sam", "Your day", "Badly")
    await home.talk("sam", "I lost my bus")
    changed = survey(
        "select_one how | mood | How is your day? | Comment va votre journée ? | كيف يومك؟ |",
        "text | story | What happened? | Que s'est-il passé ? | ماذا حدث؟ |",
        "integer | hours | How many hours? | Combien d'heures ? | كم ساعة؟ |",
    )
    path = await draft(anna, changed)
    said = await anna.see(path)
    assert "kept: 1 new: 2 hidden: 1" in said
    assert "<option>story</option>" in await anna.html(path)
    await post(anna, f"{path}/publish", programme="harbour", place="menu", **RENAMED)
    await home.talk("sam", "/menu")
    await home.tap("sam", "Your day")
    assert home.texts["sam"].startswith("How many hours?")
    await home.talk("sam", "3")
    assert "What happened — I lost my bus" in home.texts["sam"]
    await only_the_newest_counts(home)


async def test_a_choice_that_is_gone_and_another_kind_are_told(home: House, anna: Visit) -> None:
    await publish(anna, survey())
    changed = survey("text | mood | How is your day? | Comment ? | كيف؟ |", "select_one how | why | What? | Quoi ? | ماذا؟ |")
    said = await anna.see(await draft(anna, changed))
    assert "select_one → text" in said
    assert "text → select_one" in said
    fewer = survey().replace(b"| how | badly | Badly | Mal | \xd8\xb3\xd9\x8a\xd8\xa6 |", b"")
    assert b"badly" not in fewer.lower()
    said = await anna.see(await draft(anna, fewer))
    assert "Choices that are gone: badly." in said


# --- withdrawing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["finish", "drop"])
async def test_withdrawn_nobody_begins_it_and_who_is_in_it_finishes_or_not(home: House, anna: Visit, way: str) -> None:
    for who in ("sam", "kim"):
        await welcome(home, who, who.title())
    await publish(anna, survey())
    await home.talk("sam", "/menu")
    await home.tap("sam", "Your day", "Badly")
    await home.talk("kim", "/menu")
    shown = home.buttons["kim"]
    assert "said=withdrawn" in await post(anna, "/forms/form/day/withdraw", programme="harbour", way=way)
    await home.tap("kim", "Your day")  # a button that was shown before
    assert "How is your day" not in home.texts["kim"]
    assert home.buttons["kim"] != shown
    assert "Your day" not in str(home.buttons["kim"])
    await home.talk("kim", "/start harbour-day")
    assert "How is your day" not in home.texts["kim"]
    await home.talk("sam", "I lost my bus")
    assert ("I lost my bus" in home.texts["sam"]) is (way == "finish")
    assert "Harbour : withdrawn" in await anna.see("/forms/form/day")
    await post(anna, "/forms/form/day/offer", programme="harbour", place="menu")
    await home.talk("kim", "/menu")
    assert "Your day" in str(home.buttons["kim"])


async def test_what_newcomers_begin_with_asks_for_consent_and_is_not_withdrawn(anna: Visit) -> None:
    path = await draft(anna, survey())
    assert "asks for their consent" in words(await post(anna, f"{path}/publish", 422, programme="harbour", place="start"))
    said = words(await post(anna, "/forms/form/welcome/withdraw", 422, programme="harbour", way="finish"))
    assert "Newcomers begin with this form" in said


async def test_a_form_with_faults_is_published_only_by_who_has_seen_them(anna: Visit) -> None:
    long = survey().replace(b"| Well |", b"| " + b"Well " * 30 + b"|")
    path = await draft(anna, long)
    assert "WhatsApp shows 72" in await anna.see(path)
    assert "tick the box" in words(await post(anna, f"{path}/publish", 422, programme="harbour", place="menu"))
    assert "said=published" in await post(anna, f"{path}/publish", programme="harbour", place="menu", despite="1")


# --- who may -------------------------------------------------------------------------------------------------------------


async def test_a_coordinator_publishes_in_their_programme_and_what_others_offer_too_is_not_theirs(
    home: House, tmp_path: Path
) -> None:
    async with visit(home, folder=tmp_path / "forms", staff=NOA) as noa:
        path = await draft(noa, survey())
        await post(noa, f"{path}/publish", 403, programme="mill", place="menu")
        assert "said=published" in await post(noa, f"{path}/publish", programme="harbour", place="menu")
        other = await draft(noa, survey().replace(b"| day |", b"| skills_short |"))
        assert "programmes that are not yours" in await noa.see(other)
        await post(noa, f"{other}/publish", 403, programme="harbour", place="menu")
        await post(noa, "/forms/form/skills_short/withdraw", 403, programme="mill", way="finish")
    async with visit(home, folder=tmp_path / "forms", staff=LINA) as lina:
        path = await draft(lina, survey())
        await post(lina, f"{path}/publish", 403, programme="harbour", place="menu")


# --- as on a phone -------------------------------------------------------------------------------------------------------


def hidden(html: str) -> str:
    found = re.search(r'name="steps" value="([^"]*)"', html)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


async def test_a_preview_walks_through_in_every_language_and_on_both_messengers(home: House, anna: Visit) -> None:
    found = await draft(anna, survey(relevant="${mood} = 'badly'"))
    path = f"{found}/preview"
    html = await anna.html(path)
    assert "How is your day?" in words(html)
    chosen = {"language": "ar", "channel": "whatsapp"}
    html = await post(anna, path, 200, steps=hidden(html), **chosen)
    assert "كيف يومك؟" in words(html)
    assert 'dir="rtl"' in html
    data = re.search(r'name="tap" value="([^"]*)"><span>\W*سيئ', html)
    assert data
    html = await post(anna, path, 200, steps=hidden(html), tap=data[1], **chosen)
    assert "ماذا حدث؟" in words(html)
    html = await post(anna, path, 200, steps=hidden(html), say="فاتتني الحافلة", **chosen)
    assert "فاتتني الحافلة" in words(html)
    french = await post(anna, path, 200, steps=hidden(html), language="fr", channel="telegram")
    assert "Que s'est-il passé" in words(french)
    html = await post(anna, path, 200, steps=hidden(html), undo="1", **chosen)
    assert "فاتتني الحافلة" not in words(html)
    assert not (await home.store.read(offers_counts)).get("day")


def offers_counts(connection: Any) -> Any:
    return offers.counts(connection, Scope())


async def test_every_shipped_form_can_be_tried_and_taken_away_as_a_workbook(home: House, anna: Visit) -> None:
    for name in home.world.forms:
        assert "Preview" in await anna.see(f"/forms/form/{name}/preview")
        assert "What was found" in await anna.see(f"/forms/form/{name}")
    answer = await anna.http.get("/desk/forms/form/welcome/workbook")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    "steps", ["", "[", "{}", '[["t"]]', '[["x","y"]]', '[["t","9.9:0"]]', '[["f","image"]]', "[" * 5000, '[["t",1]]']
)
async def test_steps_that_nobody_took_do_no_harm(anna: Visit, steps: str) -> None:
    assert "Preview" in words(
        await post(anna, "/forms/form/welcome/preview", 200, steps=steps, channel="nothing", language="xx")
    )


# --- attacks -------------------------------------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def lying() -> bytes:
    """A zip whose directory says that a part is small."""
    content = bytearray(zipped({"day.md": survey(), "lot.csv": b"a" * 900_000}))
    for at in (found.start() for found in re.finditer(rb"lot\.csv", bytes(content))):
        for size in (at - 24, at - 22):
            if int.from_bytes(content[size : size + 4], "little") == 900_000:
                content[size : size + 4] = (100).to_bytes(4, "little")
    return bytes(content)


SHEETS = {"survey": [["type", "name", "label"], ["text", "why", "Why?"]]}
DTD = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><workbook>&a;</workbook>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.zip", zipped({"day.md": survey(), "a.csv": b"0" * 70_000_000}), "swell"),
        ("bomb.xlsx", zipped({"xl/workbook.xml": b"0" * 70_000_000}), "swell"),
        ("lying.zip", lying(), "damaged"),
        ("xxe.xlsx", zipped({"xl/workbook.xml": DTD.encode()}), "DOCTYPE"),
        ("macro.xlsm", zipped({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), "macros"),
        ("circle.md", survey("calculate | a | | | | ", "text | b | B | B | B | ${b} = '1'"), "itself"),
        ("two.zip", zipped({"a.md": survey(), "b.md": survey()}), "more than one workbook"),
        ("none.zip", zipped({"a.png": b"x"}), "No workbook"),
        ("way.zip", zipped({"../../a.md": survey()}), "cannot be used"),
        ("form.exe", b"MZ", "no form by its name"),
        ("empty.md", b" ", "empty"),
        ("text.md", b"hello", "no form"),
    ],
)
async def test_what_could_do_harm_is_refused_with_cause_and_cure(anna: Visit, name: str, content: bytes, said: str) -> None:
    answer = await upload(anna, content, name)
    assert answer.status_code == 422, words(answer.text)
    assert said in words(answer.text)
    assert "Not yet published" not in await anna.see("/forms")


async def test_too_many_bytes_and_no_file_are_told(anna: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.forms.drafting.MOST_BYTES", 1_000)
    answer = await upload(anna, b"x" * 5_000)
    assert answer.status_code == 413
    assert "too large" in words(answer.text)
    answer = await anna.http.post(
        "/desk/forms", content=b"file=1", headers=SAME | {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 400
    answer = await anna.http.post("/desk/forms", content=b"x", headers=SAME | {"Content-Type": "multipart/form-data"})
    assert answer.status_code == 400


async def test_words_of_a_workbook_are_no_markup_at_the_desk(anna: Visit) -> None:
    evil = survey().replace(b"Your day", b"<script>alert(1)</script>")
    path = await draft(anna, evil, '<img src=x onerror="alert(1)">.md')
    for page in (path, f"{path}/preview", "/forms"):
        html = await anna.html(page)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


async def test_a_zip_brings_pictures_and_lists_along(anna: Visit, tmp_path: Path) -> None:
    book = xlsx(
        {
            "survey": [
                ["type", "name", "label", "image"],
                ["select_one_from_file towns.csv", "town", "Which town?", "map.png"],
            ],
            "settings": [["form_title", "form_id"], ["Towns", "towns"]],
        }
    )
    towns = b"name,label\nesch,Esch\nwiltz,Wiltz\n"
    path = await draft(
        anna, zipped({"towns/towns.xlsx": book, "towns/towns.csv": towns, "towns/map.png": b"x", "__MACOSX/a": b""}), "t.zip"
    )
    html = await anna.html(f"{path}/preview")
    assert "Wiltz" in words(html)
    assert "map.png" in words(html)
    await post(anna, f"{path}/publish", programme="harbour", place="menu", despite="1")
    assert {one.name for one in (tmp_path / "forms/towns").iterdir()} == {"form.xlsx", "towns.csv", "map.png", ".workbook"}


def test_a_zip_that_says_too_little_of_itself_is_found_out() -> None:
    with pytest.raises(bundles.Refused):
        bundles.unbundled(lying())
