"""Answers as files, asked for at the desk: whole, harmless, of one's own people, for whoever asked, for a day, and written down."""

import asyncio
import csv
import io
import re
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import httpx2
import openpyxl
import pytest
from sqlalchemy import select

from bot import settings
from bot.exports import command as making
from bot.exports import jobs as exportjobs
from bot.exports.jobs import Exports
from bot.forms import library
from bot.workbooks.reading import load_folder
from desk import exporting
from desk.staff import Role, Staff
from dialogs.form import Form
from storage import corrections, schema
from storage.answers.exports import SHAPES, Export, Order
from storage.corrections import Correction
from storage.staff.scope import EVERYBODY, Scope
from storage.times import ms
from tests.browsers import look
from tests.crowds import crowd, settle
from tests.desks import ANNA, Visit, visit, words
from tests.people import PROGRAMME, House, house, skills, welcome
from tests.test_charts import served

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.usefixtures("read_here")
SAME = {"Sec-Fetch-Site": "same-origin"}
KEY = bytes(range(32))
OTHER = replace(PROGRAMME, code="bridge", name="Bridge")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "\u202e=1", "\u200f=1")
BOB = Staff(id=0xB0B, name="Bob", role=Role.COORDINATOR)


@dataclass
class Office:
    """A house, with whoever makes files."""

    house: House
    exporter: Exports
    folder: Path

    @asynccontextmanager
    async def visit(self, staff: Staff = ANNA) -> AsyncIterator[Visit]:
        async with visit(self.house, staff=staff, exporter=self.exporter) as found:
            yield found

    async def ended(self) -> None:
        async with asyncio.timeout(60):
            while self.exporter._jobs:
                await asyncio.gather(*self.exporter._jobs)

    async def details(self, action: str) -> list[str]:
        table = schema.audit
        statement = select(table.c.detail).where(table.c.action == action).order_by(table.c.id)
        return await self.house.store.read(lambda connection: list(connection.scalars(statement)))


@pytest.fixture(autouse=True)
def _not_gentle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other tests run too, a process that lets everybody else go first would not come to its end."""
    monkeypatch.setattr(exportjobs, "THERE", f"import os; os.nice = lambda _: 0; {exportjobs.THERE}")


@pytest.fixture
def made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files come about in this process; that a Python of its own makes them is for the tests that do not ask for this."""

    make_here(monkeypatch)


def make_here(monkeypatch: pytest.MonkeyPatch) -> None:
    async def here(exporter: Exports, order: Order) -> bool:
        folder = exporter.place / order.folder
        folder.mkdir(parents=True)
        await making.make(exporter.settings, order, folder / exportjobs.FILE, lambda *_: None)
        return True

    monkeypatch.setattr(Exports, "_there", here)
    monkeypatch.setattr(library, "forms", lambda _: shipped())


@cache
def shipped() -> dict[str, Form]:
    return load_folder(library.SHIPPED)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path, f"sqlite:///{tmp_path}/lotse.db") as found:
        yield found


@asynccontextmanager
async def opened(folder: Path, database: str) -> AsyncIterator[Office]:
    key = folder / "key"
    key.write_bytes(KEY)
    key.chmod(0o600)
    wanted = {"LOTSE_DATABASE": database, "LOTSE_KEY_FILE": str(key), "LOTSE_DATA": str(folder)}
    read = settings.read(wanted, folder)
    async with house(database, OTHER, key=KEY) as there:
        exporter = Exports(read, there.store.write, lambda: there.now)
        yield Office(there, exporter, folder / "exports")
        await exporter.finish()


async def ask(at: Visit, shape: str, query: str = "form=welcome", **more: Any) -> httpx2.Response:
    data = {"query": query, "shape": shape, "language": "en", **more}
    return await at.http.post("/desk/exports", data=data, headers=SAME)


async def fetched(office: Office, at: Visit, shape: str, query: str = "form=welcome", **more: Any) -> httpx2.Response:
    """Asked for, made, downloaded."""
    answer = await ask(at, shape, query, **more)
    assert answer.status_code == 303, answer.text
    await office.ended()
    file = await at.http.get(f"{answer.headers['location']}/file")
    assert file.status_code == 200, words((await at.http.get(answer.headers["location"])).text)
    return file


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def cells(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True))


async def village(house: House) -> None:
    await welcome(house, "1", "Ada")
    await skills(house, "1")
    await welcome(house, "2", "أمل", language="ar", town="مركز إيش")
    await house.talk("3", "/start", "#2", "#1", "#1", "#4", "Bela")  # in the middle of the form
    await house.talk("refuser", "/start", "#1", "#2")
    await welcome(house, "doubter", "Lina-Marked")
    await house.talk("doubter", "/data", "#3", "#1")


# --- what is in the file --------------------------------------------------------------------------------------------------


CALLED, ELSE = "Quel est votre nom\u00a0?", "Autrement"


async def corrected(house: House) -> None:
    """Somebody has mended two French texts at the desk since the start."""
    form = house.world.forms["welcome"]
    question, other = form.questions["name"].label, form.lists["gender"][2].label
    assert question
    made = ((question, CALLED), (other, ELSE))
    new = [Correction(language="fr", context=one.key, source=one.source, forms=(text,)) for one, text in made]
    await house.store.write(lambda connection: corrections.correct(connection, new, actor=ANNA.actor))


@pytest.mark.usefixtures("made_here")
async def test_every_kind_of_file_holds_who_agreed_and_says_who_asked(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        page = await at.see("/exports?form=welcome")
        assert "3 people fit. Of this form: 3 in all, 2 handed in." in page
        found = rows_of((await fetched(office, at, "csv")).content)
        assert {row["name"] for row in found} == {"Ada", "أمل", "Bela"}
        assert {row["_exported_by"] for row in found} == {"Anna (a77a)"}
        assert {row["_exported_of"] for row in found} == {"all: form=welcome"}
        assert found[0]["_exported_at"].startswith("2026-03-02T")
        await corrected(office.house)
        content = (await fetched(office, at, "xlsx", language="fr")).content
        first, second, *rows = cells(content, "welcome")
        assert len(rows) == 3
        assert dict(zip(first, second, strict=True))["name"] == CALLED
        assert ("welcome", "gender", "other", ELSE) in cells(content, "choices")
        assert dict(cells(content, "about"))["exported_by"] == "Anna (a77a)"
        first, *rows = cells((await fetched(office, at, "kobo_xlsx", words="1")).content, "welcome")
        assert len(rows) == 2
        assert ("What should I call you?" in first, "Mentors" in str(rows)) == (True, True)
        with zipfile.ZipFile(io.BytesIO((await fetched(office, at, "kobo_csv")).content)) as archive:
            assert "exported_by: Anna (a77a)" in archive.read("about.txt").decode()
            assert len(rows_of(archive.read("welcome.csv"))) == 2
    assert "Lina" not in str(rows)


@pytest.mark.usefixtures("made_here")
async def test_only_the_questions_that_were_ticked(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        (first, *_) = rows_of((await fetched(office, at, "csv", column=["name", "town", "spoken_language"])).content)
        own = [name for name in first if not name.startswith("_")]
        assert own == ["name", "other_languages[1].spoken_language", "town"]


@pytest.mark.usefixtures("made_here")
async def test_the_filters_of_the_table_choose_who_is_in_it(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        for query, names in (
            ("form=welcome&language=ar", {"أمل"}),
            ("form=welcome&a.welcome.gender=woman&form_state=handed_in", {"Ada", "أمل"}),
        ):
            found = rows_of((await fetched(office, at, "csv", query)).content)
            assert {row.get("name") for row in found} == names, query
        link = re.search(r'href="/desk(/exports\?[^"]*)"', await at.html("/people?language=ar"))
        assert link
        assert "1 person fits." in await at.see(link[1].replace("&amp;", "&"))


@pytest.mark.usefixtures("made_here")
async def test_an_export_holds_the_readers_own_people_only(office: Office) -> None:
    await village(office.house)
    other = replace(BOB, scope=Scope(programme="elsewhere"))
    async with office.visit(other) as at:
        assert "Nobody who fits" in await at.see("/exports?form=welcome")
        assert rows_of((await fetched(office, at, "csv")).content) == []
    async with office.visit(replace(BOB, scope=Scope(programme="harbour"))) as at:
        found = rows_of((await fetched(office, at, "csv")).content)
        assert ({row["_exported_of"] for row in found}, len(found)) == ({"harbour: form=welcome"}, 3)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.usefixtures("made_here")
async def test_nothing_in_it_is_taken_for_a_formula(office: Office, shape: str) -> None:
    """Attack 45."""
    for number, text in enumerate(FORMULAS):
        await welcome(office.house, str(number), text)
    async with office.visit(replace(ANNA, name="=cmd|'/c calc'!A1")) as at:
        content = (await fetched(office, at, shape)).content
    if shape.endswith("xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert [cell.value for cell in found if cell.data_type == "f" or cell.hyperlink] == []
        texts = [str(cell.value) for cell in found if isinstance(cell.value, str)]
    else:
        pieces = zipfile.ZipFile(io.BytesIO(content)) if shape == "kobo_csv" else None
        plain = [pieces.read(name) for name in pieces.namelist() if name.endswith("csv")] if pieces else [content]
        texts = [cell for one in plain for row in csv.reader(io.StringIO(one.decode("utf-8-sig"))) for cell in row]
        assert not any(re.match(r"[\s\u202e\u200f]*[=+\-@＝]", cell) for cell in texts if not re.fullmatch(r"-?\d+", cell))
    assert sum("1+1" in one or "SUM" in one for one in texts) == 3


# --- whose it is ----------------------------------------------------------------------------------------------------------


async def test_a_viewer_gets_nothing_and_that_is_written_down(office: Office) -> None:
    """Attack 54."""
    await village(office.house)
    viewer = Staff(id=0x51, name="Vera", role=Role.VIEWER)
    async with office.visit(viewer) as at:
        for method, path in (("GET", "/exports"), ("POST", "/exports"), ("GET", "/exports/1"), ("GET", "/exports/1/file")):
            answer = await at.http.request(method, f"/desk{path}", headers=SAME, data={} if method == "POST" else None)
            assert answer.status_code == 403
        assert await at.audit() == [("51", "refused", "")] * 4
        assert "/exports" not in await at.html("/people")


@pytest.mark.usefixtures("made_here")
async def test_who_asked_for_what_of_how_many_is_written_down_before_and_without_words(office: Office) -> None:
    await village(office.house)
    async with office.visit(replace(BOB, scope=Scope(programme="harbour"))) as at:
        await fetched(office, at, "xlsx", "form=welcome&a.welcome.gender=woman&form_state=handed_in")
        assert [row for row in await at.audit() if row[0] == "b0b"] == [("b0b", "exported", ""), ("b0b", "fetched", "")]
    assert await office.details("exported") == ['{"shape":"xlsx","form":"welcome","people":"2","programme":"harbour"}']
    assert await office.details("fetched") == ['{"shape":"xlsx","form":"welcome","people":"2"}']


@pytest.mark.usefixtures("made_here")
async def test_nobody_else_can_fetch_it_nor_oneself_once_one_sees_others(office: Office) -> None:
    await village(office.house)
    async with office.visit(BOB) as at:
        answer = await ask(at, "csv")
        await office.ended()
    place = answer.headers["location"].removeprefix("/desk")
    for staff in (
        ANNA,
        replace(BOB, scope=Scope(programme="bridge")),
        replace(BOB, scope=Scope(programme="harbour", centre="esch")),
    ):
        async with office.visit(staff) as at:
            assert [(await at.http.get(f"/desk{place}{end}")).status_code for end in ("", "/file")] == [404, 404]
            assert "My files" not in await at.see("/exports")
            assert (await at.audit())[-1][1] == "refused"
    async with office.visit(BOB) as at:
        assert (await at.http.get(f"/desk{place}/file")).status_code == 200


async def test_it_is_kept_for_a_day_for_us_alone(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        answer = await ask(at, "csv")
        await office.ended()
        (folder,) = office.folder.iterdir()
        (file,) = folder.iterdir()
        modes = [stat.S_IMODE(one.stat().st_mode) for one in (office.folder, folder, file)]
        assert (modes, len(folder.name)) == ([0o700, 0o700, 0o600], 32)
        office.house.now += timedelta(hours=23)
        await office.exporter.sweep()
        assert (await at.http.get(f"{answer.headers['location']}/file")).status_code == 200
        office.house.now += timedelta(hours=1)
        assert (await at.http.get(f"{answer.headers['location']}/file")).status_code == 404
        await office.exporter.sweep()
        assert list(office.folder.iterdir()) == []


@pytest.mark.usefixtures("made_here")
async def test_one_file_at_a_time_for_each(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        async with office.exporter._turn:
            assert (await ask(at, "csv")).status_code == 303
            second = await ask(at, "csv")
        assert (second.status_code, "is being made already" in second.text) == (409, True)
        await office.ended()
        assert (await ask(at, "csv")).status_code == 303
        await office.ended()


# --- while it is being made -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("made_here")
async def test_the_page_says_how_far_it_is_and_loads_itself_anew(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        async with office.exporter._turn:  # of somebody else
            answer = await ask(at, "csv")
            place = answer.headers["location"].removeprefix("/desk")
            html = await at.html(place)
            assert "waits for its turn" in words(html)
            assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in html
        await office.ended()
        html = await at.html(place)
        assert ("ready" in words(html), "http-equiv" in html, "Download" in words(html)) == (True, False, True)


@pytest.mark.parametrize("die", ["kill", "raise"])
async def test_what_dies_in_the_middle_leaves_nothing_that_looks_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch, die: str
) -> None:
    end = "import os; os.kill(os.getpid(), 9)" if die == "kill" else "raise OSError"
    dying = (
        "import bot.exports.answers as e, bot.exports.command as m, pathlib\n"
        "m._writer = lambda *_: None\n"  # forms need not be read for it
        f"def whole(out, make):\n    pathlib.Path(out.parent, 'half').write_text('half'); {end}\n"
        "e.whole = whole\n"
    )
    there = exportjobs.THERE.replace("from bot.exports.command", f"exec({dying!r}); from bot.exports.command")
    monkeypatch.setattr(exportjobs, "THERE", there)
    await village(office.house)
    async with office.visit() as at:
        answer = await ask(at, "csv")
        await office.ended()
        assert "did not work" in await at.see(answer.headers["location"].removeprefix("/desk"))
        assert (await at.http.get(f"{answer.headers['location']}/file")).status_code == 404
        assert list(office.folder.rglob("half"))
        await office.exporter.sweep()
        assert list(office.folder.iterdir()) == []


async def test_when_the_bot_itself_ended_it_is_said_after_a_while(office: Office) -> None:
    await village(office.house)
    async with office.visit() as at:
        answer = await ask(at, "csv")
        await office.exporter.finish()
        place = answer.headers["location"].removeprefix("/desk")
        assert (await at.http.get(f"{answer.headers['location']}/file")).status_code == 404
        office.house.now += timedelta(minutes=3)
        assert "did not work" in await at.see(place)
        await office.exporter.sweep()
        assert not office.folder.exists() or list(office.folder.iterdir()) == []


# --- what is asked for wrongly --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": "exe"},
        {"language": "xx"},
        {"column": "../x"},
        {"query": "form=x"},
        {"query": "form=welcome&q=1"},
        {"shape": ""},
    ],
)
async def test_what_was_not_offered_is_refused(office: Office, wrong: dict[str, str]) -> None:
    async with office.visit() as at:
        sent = {"query": "form=welcome", "shape": "csv", "language": "en", **wrong}
        assert (await at.http.post("/desk/exports", data=sent, headers=SAME)).status_code == 400
        assert await office.details("exported") == []
        assert not office.exporter._jobs


def test_no_name_of_a_form_gets_into_the_headers_of_an_answer() -> None:
    """Attack 52."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for name in ('a"; x="', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "استمارة", "a" * 300, "..", "a;b", "\u202egpj.exe"):
        one = Export(
            id=1, form=name, shape="csv", state="done", done=1, total=1, people=1, folder="f", scope=EVERYBODY, at=at, until=at
        )  # fmt: skip
        assert re.fullmatch(
            r'attachment; filename="[A-Za-z0-9][A-Za-z0-9._-]{0,59}-2026-03-02\.csv"', exporting.disposition(one)
        )


async def test_a_folder_that_is_none_of_ours_is_not_read(office: Office) -> None:
    office.folder.mkdir()
    (office.folder.parent / "file").write_text("secret")
    assert [office.exporter.file(name) for name in ("..", "", "a/../..", "/etc")] == [None] * 4


# --- many -----------------------------------------------------------------------------------------------------------------


async def test_both_databases_can_be_exported(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, database_url) as office:
        forms = [office.house.world.forms[name] for name in ("welcome", "skills_short")]
        made = crowd(Random(1), 700, forms, ms(office.house.now))
        people = await office.house.store.write(lambda connection: settle(connection, office.house.store.keyring, made))
        agreed = [one for one in people if one.consents.get("programme", True)]
        async with office.visit() as at:
            found = rows_of((await fetched(office, at, "csv", "form=skills_short")).content)
            assert len(found) == sum(sheet.form == "skills_short" for one in agreed for sheet in one.sheets)
            assert {int(row["_person"], 16) for row in found} <= {one.id for one in agreed}
            make_here(monkeypatch)
            one = await fetched(office, at, "kobo_csv", "form=skills_short&language=ar&programme=bridge")
            with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
                handed_in = rows_of(archive.read("skills_short.csv"))
            mine = [who for who in agreed if (who.language, who.programme) == ("ar", "bridge")]
            sheets = [sheet for who in mine for sheet in who.sheets if sheet.form == "skills_short"]
            assert len(handed_in) == sum(sheet.state == "handed_in" for sheet in sheets)


@pytest.mark.browser
@pytest.mark.timeout(300)
async def test_the_pages_have_no_fault_of_accessibility_and_a_file_arrives(
    office: Office, page: "Page", tmp_path: Path
) -> None:
    await village(office.house)
    async with office.visit() as at, served(at) as url:
        await page.goto(f"{url}/exports?form=welcome")
        await page.get_by_label("CSV: the same").check()
        await page.get_by_role("button", name="Make the file").click()
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="Download").click(timeout=60_000)  # it appears by itself
        arrived = tmp_path / "arrived.csv"
        await (await coming.value).save_as(arrived)
        assert len(rows_of(await asyncio.to_thread(arrived.read_bytes))) == 3
        for path in ("/exports", page.url.removeprefix(url)):
            await look(page, url + path)
