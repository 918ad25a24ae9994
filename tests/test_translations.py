"""Translations at the desk, as a coordinator has them: found, corrected, said in the very next message, taken out and in again."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from babel.messages.pofile import read_po
from openpyxl import load_workbook

from bot.forms import library
from bot.forms.publishing import Publisher
from bot.texts import speech
from desk.staff import Role, Staff
from desk.texts import TALK_TAKE_UNTIL
from dialogs import texts
from storage import corrections
from storage.staff.scope import Scope
from tests.books import xlsx
from tests.desks import Visit, visit, words
from tests.people import House, own_house, welcome

SAME = {"Sec-Fetch-Site": "same-origin"}
NOA = Staff(id=0x40A, name="Noa", role=Role.COORDINATOR, scope=Scope(programme="harbour"))
MENU = texts.MENU.context
DAY = (
    "| survey |\n| | type | name | label::English (en) | label::Arabic (ar) |\n| | text | why | What happened? | ماذا |\n"
    "\n| settings |\n| | form_title | form_id | default_language |\n| | Your day | day | English (en) |\n"
).encode()


pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with own_house(f"sqlite+aiosqlite:///{tmp_path}/one.db") as found:
        yield found


@pytest.fixture
async def anna(home: House, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visit(home, folder=tmp_path / "forms") as found:
        yield found


async def post(at: Visit, path: str, status: int = 303, **fields: str) -> str:
    answer = await at.http.post(f"/desk{path}", data=fields, headers=SAME)
    assert answer.status_code == status, words(answer.text)[:2000]
    return str(answer.headers.get("location") or answer.text)


async def correct(at: Visit, language: str, context: str, *forms: str, status: int = 303) -> str:
    fields = {f"form:{place}": form for place, form in enumerate(forms)}
    return await post(at, f"/translations/{language}/text", status, context=context, **fields)


async def send(at: Visit, language: str, name: str, content: bytes) -> Any:
    return await at.http.post(f"/desk/translations/{language}/look", files={"file": (name, content)}, headers=SAME)


# --- corrected -----------------------------------------------------------------------------------------------------------


async def test_a_correction_is_said_in_the_very_next_message_and_taken_back_again(home: House, anna: Visit) -> None:
    await welcome(home, "paul", "Paul", language="fr")
    await home.talk("paul", "/menu")
    before = home.texts["paul"]
    await correct(anna, "fr", MENU, "Que désirez-vous faire maintenant ?")
    await home.talk("paul", "/menu")
    assert "Que désirez-vous faire maintenant ?" in home.texts["paul"]
    said = await anna.see("/translations/fr?state=corrected")
    assert "1 text " in said
    assert "As it came:" in said
    await post(anna, "/translations/fr/text", context=MENU, undo="1")
    await home.talk("paul", "/menu")
    assert home.texts["paul"] == before
    assert [action for _, action, _ in await anna.audit() if "correct" in action] == ["corrected a text", "undid a correction"]


async def test_a_question_of_a_form_and_a_text_of_the_desk_are_corrected_too(home: House, anna: Visit) -> None:
    title = home.world.forms["welcome"].title
    await correct(anna, "fr", title.key, "À bord")
    assert home.world.voices["fr"].label(title) == "À bord"
    assert "À bord" in await anna.see("/forms?lang=fr")
    await correct(anna, "fr", "desk:overview", "Tableau")
    assert "Tableau" in await anna.see("/?lang=fr")


async def test_arabic_is_drawn_from_the_right_and_its_arrows_turn(home: House, anna: Visit) -> None:
    await correct(anna, "ar", texts.BACK.context, "◀ رجوع")
    assert "▶" in home.world.voices["ar"].say(texts.BACK)
    html = await anna.html("/translations/ar?words=verb:back")
    assert 'dir="rtl"' in html
    assert "◀ رجوع</textarea>" in html


async def test_what_was_made_for_other_english_is_said_no_longer(home: House, anna: Visit) -> None:
    old = corrections.Correction(language="fr", context=MENU, source="Old English", forms=("Vieux",), by=1, at=1)
    await home.store.write(lambda connection: corrections.correct(connection, [old], actor="a"))
    await correct(anna, "fr", texts.LANGUAGE.context, "🌐 Langue")
    assert home.world.voices["fr"].say(texts.MENU) != "Vieux"
    assert "the English has changed since" in await anna.see("/translations/fr?state=outdated")


@pytest.mark.parametrize(
    ("context", "forms", "said"),
    [
        (texts.HELLO.context, ["Bonjour"], "must be as in the English: {name}"),
        (texts.HELLO.context, ["Bonjour {nom}"], "{name} {nom}"),
        (texts.MENU.context, ["Que faire {"], "{ }"),
        (texts.YES.context, ["✅ Oui, je le veux vraiment"], "at most 20"),
        (texts.MENU.context, [""], "nothing in it"),
        (texts.MENU.context, ["a\u0007b"], "U+0007"),
        ("word:stop", ["arrêter|oui"], "means something else already: oui"),
        ("word:stop", ["arrêter|menu"], "means something else already: menu"),
    ],
)
async def test_a_text_that_would_harm_a_conversation_is_not_taken(
    home: House, anna: Visit, context: str, forms: list[str], said: str
) -> None:
    before = home.world.voices["fr"].own(texts.MENU)
    html = await correct(anna, "fr", context, *forms, status=422)
    assert said in words(html)
    assert home.world.voices["fr"].own(texts.MENU) == before


async def test_each_plural_form_has_its_field(home: House, anna: Visit) -> None:
    plural = TALK_TAKE_UNTIL
    html = await anna.html(f"/translations/ar?words={plural.context}")
    assert "For 3, 4, 5, 6 …" in words(html)
    forms = re.findall(r'name="form:\d"[^>]*>([^<]*)</textarea>', html)[:6]
    assert len(forms) == 6
    await correct(anna, "ar", plural.context, *(f"{form}." for form in forms))
    assert str(home.world.voices.desk["ar"].say(plural, n=3)).endswith(".")
    assert "nothing in it" in words(await correct(anna, "ar", plural.context, forms[0], status=422))


async def test_labels_of_an_uploaded_workbook_are_corrected_over_the_workbook(home: House, anna: Visit) -> None:
    answer = await anna.http.post("/desk/forms", files={"file": ("day.md", DAY)}, headers=SAME)
    path = str(answer.headers["location"]).removeprefix("/desk")
    await post(anna, f"{path}/publish", programme="harbour", place="menu", despite="1")
    label = home.world.forms["day"].questions["why"].label
    assert label
    assert "ماذا" in await anna.see("/translations/ar?words=what+happened")
    await correct(anna, "ar", label.key, "ماذا حدث اليوم؟")
    await welcome(home, "amal", "أمل", language="ar")
    await home.talk("amal", "/start harbour-day")
    assert home.texts["amal"].startswith("ماذا حدث اليوم؟")


# --- found, marked -------------------------------------------------------------------------------------------------------


async def test_texts_are_searched_and_filtered(anna: Visit) -> None:
    assert "There is no such text." in await anna.see("/translations/fr?words=zzzzqqq")
    said = await anna.html("/translations/lt")
    assert 'value="bot"' in said
    assert "desk:" in said
    await anna.html("/translations/xx", 404)
    await anna.html("/translations/en", 404)
    assert "texts" in await anna.see("/translations/fr?part=../../x&state=y&page=99999")


async def test_who_has_read_a_language_is_written_down_and_counts_what_came_after(home: House, anna: Visit) -> None:
    assert "said=reviewed" in await post(anna, "/translations/fr/review", whom="people")
    said = await anna.see("/translations")
    assert "people: a77a, 2 March 2026" in said
    await correct(anna, "fr", MENU, "Que faire ?")
    home.now = home.now.replace(hour=23)
    await correct(anna, "fr", MENU, "Que faire maintenant ?")
    assert "1 corrected since" in await anna.see("/translations")
    await post(anna, "/translations/fr/review", whom="people", undo="1")
    assert "people: a77a" not in await anna.see("/translations")
    await post(anna, "/translations/fr/review", 400, whom="nobody")


async def test_a_coordinator_of_one_programme_corrects_its_own_forms_only(home: House, tmp_path: Path) -> None:
    async with visit(home, folder=tmp_path / "forms", staff=NOA) as noa:
        assert "in other programmes too" in await noa.see(f"/translations/fr?words={MENU}&part=bot")
        await correct(noa, "fr", MENU, "Que faire ?", status=403)
        await post(noa, "/translations/fr/review", 403, whom="people")
        label = home.world.forms["skills_short"].title
        await correct(noa, "fr", label.key, "Mon parcours")  # only their programme offers it


# --- files ---------------------------------------------------------------------------------------------------------------


async def test_a_workbook_goes_out_is_translated_and_comes_in_again(home: House, anna: Visit) -> None:
    answer = await anna.http.get("/desk/translations/uk/file/xlsx")
    book = load_workbook(BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    place = {str(cell.value): int(cell.column or 0) for cell in sheet[1]}
    rows = {str(row[0].value): int(row[0].row or 0) for row in sheet.iter_rows(min_row=2)}
    column = place["translation"]
    sheet.cell(rows[MENU], column).value = "Що робимо далі?"
    sheet.cell(rows[texts.YES.context], column).value = "=1+1"
    sheet.cell(rows[texts.HELLO.context], column).value = "Вітаємо"
    file = BytesIO()
    book.save(file)
    page = await send(anna, "uk", "uk.xlsx", file.getvalue())
    said = words(page.text)
    assert "1 text would change." in said
    assert "2 rows are not taken" in said
    assert f"{rows[texts.YES.context]} {texts.YES.context} A cell holds a formula." in said
    assert home.world.voices["uk"].say(texts.MENU) != "Що робимо далі?"
    taken = re.search(r'name="taken" value="([^"]*)"', page.text)
    assert taken
    await post(anna, "/translations/uk/take", taken=taken[1].replace("&#34;", '"'))
    assert home.world.voices["uk"].say(texts.MENU) == "Що робимо далі?"


async def test_no_cell_of_a_workbook_that_goes_out_is_a_formula(anna: Visit) -> None:
    await correct(anna, "fr", MENU, '=HYPERLINK("http://evil.example","x")')
    content = (await anna.http.get("/desk/translations/fr/file/xlsx")).content
    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


async def test_a_po_file_goes_out_and_comes_in_again(home: House, anna: Visit) -> None:
    content = (await anna.http.get("/desk/translations/ar/file/po")).content
    found = read_po(BytesIO(content))
    message = found.get(texts.MENU.english, context=MENU)
    assert message
    assert message.string
    assert "changes nothing" in words((await send(anna, "ar", "ar.po", content)).text)
    changed = content.replace(str(message.string).encode(), "ماذا نفعل الآن؟".encode(), 1)
    page = await send(anna, "ar", "ar.po", changed)
    assert "would change" in words(page.text)
    assert "ماذا نفعل الآن؟" in words(page.text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.po", b'msgid "a\nmsgstr'),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xlsx", xlsx({"texts": [["a", "b"], ["c", "d"]]})),
        ("a.exe", b"MZ"),
        ("a.xlsx", b""),
    ],
)
async def test_a_file_that_is_none_is_refused_with_a_cure(anna: Visit, name: str, content: bytes) -> None:
    answer = await send(anna, "ar", name, content)
    assert answer.status_code == 422
    assert "not taken" in words(answer.text)


async def test_what_a_page_never_wrote_is_not_taken(home: House, anna: Visit) -> None:
    for text in ("", "[", "[1]", '{"a": 1}'):
        await post(anna, "/translations/fr/take", 400, taken=text)
    await post(anna, "/translations/fr/take", taken=json.dumps({MENU: ["{x}"], "nothing": ["a"]}))
    assert "{x}" not in home.world.voices["fr"].say(texts.MENU)


# --- other processes -----------------------------------------------------------------------------------------------------


async def test_another_process_says_it_after_one_look_and_looks_no_further_where_nothing_changed(
    home: House, anna: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(home.world, voices=speech.load(), programmes=dict(home.world.programmes))
    shop = Publisher(home.store, other, tmp_path / "forms", library.SHIPPED)
    await correct(anna, "fr", MENU, "Que faire ?")
    await shop.refresh()
    assert other.voices["fr"].say(texts.MENU) == "Que faire ?"
    speech_before = other.voices["fr"]
    await shop.refresh()
    assert other.voices["fr"] is speech_before
