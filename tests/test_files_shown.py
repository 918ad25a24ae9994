"""Where files come out again: at the desk, and in what a person is given of their own data."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.files import mydata
from bot.workbooks import reading
from dialogs import texts
from dialogs.events import Answer, File
from dialogs.known import Sheet
from dialogs.outcomes import Answered, FileShared, Outcome, SheetChanged
from phone.server import InProcessServer, loopback_socket
from storage import schema
from storage.answers import attachments
from storage.answers.review import public
from storage.keeping import Keeping
from storage.speaking import people
from storage.speaking.loading import Loaded, by_address
from storage.speaking.newcomers import Arrival
from storage.times import ms
from tests.albums import CLEAN, VOICE
from tests.browsers import faults, window
from tests.desks import ANNA, Visit, visit, words
from tests.people import House, house
from tests.test_desk import in_order

FORM = """
| survey |
| | type | name | label |
| | file | paper | Your certificate |
| | audio | words | Say it |
| | geopoint | where | Where do you live? |
| | text | more | Anything else? |

| settings |
| | form_title | form_id | version | namespaces |
| | Papers | papers | 1 | lotse="https://lotse.org/xforms" |
"""
SCRIPT = b"<script>alert(1)</script>"
SENT = {"paper-1.jpg": ("image/jpeg", CLEAN), "words-2.ogg": ("audio/ogg", VOICE.data), "paper-3.html": ("text/html", SCRIPT)}


@dataclass
class Sender:
    """Somebody who has sent files, and what became of them."""

    id: int
    files: dict[str, int]  # by name


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[House]:
    async with house(database_url) as found:
        form = reading.load(FORM.encode())
        yield replace(found, world=replace(found.world, forms={**found.world.forms, "papers": form}))


@pytest.fixture
async def amal(there: House) -> Sender:
    """A photo, then a page in its place; words; a place; and one file that never came."""
    keyring, now = there.store.keyring, ms(there.now)
    answers = [("paper", "paper-1.jpg"), ("words", "words-2.ogg"), ("paper", "paper-3.html"), ("where", "52.52 13.405 0 8.5")]

    def write(connection: Any) -> Sender:
        arrival = Arrival(channel="telegram", account="1", external="amal", programme="harbour")
        [who] = by_address(connection, keyring, [arrival], now).values()
        keep(connection, who, answers)
        files = {}
        for one in attachments.waiting(connection, keyring, "telegram:1", now, most=9):
            name = connection.scalar(select(schema.attachment.c.name).where(schema.attachment.c.id == one.id))
            files[name] = one.id
            content = SENT[name][1]
            attachments.keep(connection, one, attachments.seal(one, content), len(content))
        return Sender(who.id, files)

    def keep(connection: Any, who: Loaded, given: Sequence[tuple[str, str]]) -> None:
        keeping = Keeping(keyring, now)
        keeping.keep(who, [SheetChanged(sheet=Sheet(number=1, form="papers")), *outcomes(given)])
        keeping.write(connection, lambda _: False)

    def outcomes(given: Sequence[tuple[str, str]]) -> list[Outcome]:
        found: list[Outcome] = []
        for number, (path, value) in enumerate(given, 1):
            answer = Answer(path, number, value, language="en", at=there.now)
            found.append(Answered(sheet=1, form="papers", answer=answer, clear=False))
            if value in SENT:
                file = File("AgAC", "", SENT[value][0], 1)
                found.append(FileShared(sheet=1, path=path, name=value, file=file))
        return found

    return await there.store.write(write)


@pytest.fixture
async def at_desk(there: House) -> AsyncIterator[Visit]:
    async with visit(there) as found:
        yield found


def page_of(amal: Sender, file: str = "") -> str:
    return f"/people/{public(amal.id)}" + (f"/files/{public(amal.files[file])}" if file else "")


# --- At the desk ------------------------------------------------------------------------------------------------------


async def test_a_persons_page_shows_plays_and_links_what_they_sent(at_desk: Visit, amal: Sender) -> None:
    html = await at_desk.html(page_of(amal))
    assert f'<img class="sent" src="/desk{page_of(amal, "paper-1.jpg")}"' in html
    assert f'<audio class="sent" src="/desk{page_of(amal, "words-2.ogg")}" controls preload="none"' in html
    assert f'<a href="/desk{page_of(amal, "paper-3.html")}" download>' in html
    assert in_order(html, "Your certificate", "paper-3.html", "1 earlier answer", "paper-1.jpg", "Say it", "words-2.ogg")
    assert in_order(
        words(html), "Your certificate", "sent · English", "Where do you live? 52.52, 13.405 (± 8 m)", "written · English"
    )
    link = re.search(r'<a [^>]*href="(https:[^"]+)"([^>]*)>', html)
    assert link
    assert link[1].replace("&amp;", "&") == "https://www.openstreetmap.org/?mlat=52.52&mlon=13.405#map=16/52.52/13.405"
    assert 'rel="noopener noreferrer"' in link[2]


async def test_a_file_is_only_given_with_a_line_in_the_audit(at_desk: Visit, amal: Sender) -> None:
    answer = await at_desk.http.get(f"/desk{page_of(amal, 'paper-1.jpg')}")
    assert (answer.status_code, answer.content) == (200, CLEAN)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == 'inline; filename="paper-1.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert await at_desk.audit() == [(ANNA.actor, "opened", public(amal.id))]


async def test_what_could_run_in_a_browser_is_only_handed_over(at_desk: Visit, amal: Sender) -> None:
    answer = await at_desk.http.get(f"/desk{page_of(amal, 'paper-3.html')}")
    assert answer.content == SCRIPT
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="paper-3.html"'


@pytest.mark.parametrize("mime", ["image/svg+xml", "text/plain", "application/pdf", "application/xhtml+xml", "", "x/y"])
async def test_no_kind_is_shown_but_those_on_the_list(at_desk: Visit, amal: Sender, mime: str) -> None:
    await at_desk.house.store.write(lambda connection: connection.execute(update(schema.attachment).values(mime=mime)))
    answer = await at_desk.http.get(f"/desk{page_of(amal, 'paper-1.jpg')}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert 'class="sent"' not in await at_desk.html(page_of(amal))


async def test_another_persons_file_is_not_there(at_desk: Visit, amal: Sender) -> None:
    file = public(amal.files["paper-1.jpg"])
    for path in (f"/people/{public(amal.id + 1)}/files/{file}", f"{page_of(amal)}/files/1", f"{page_of(amal)}/files/zz"):
        assert (await at_desk.http.get(f"/desk{path}")).status_code == 404
    assert await at_desk.audit() == []


async def test_without_consent_nobody_at_the_desk_opens_a_file(at_desk: Visit, amal: Sender) -> None:
    no = update(schema.person).values(consents='{"programme": false}')
    await at_desk.house.store.write(lambda connection: connection.execute(no))
    assert (await at_desk.http.get(f"/desk{page_of(amal, 'paper-1.jpg')}")).status_code == 404
    assert "paper-1.jpg" not in await at_desk.html(page_of(amal))


@pytest.mark.parametrize(
    ("state", "said"),
    [("waiting", "The file is on its way."), ("failed", "could not be fetched"), ("gone", "could not be fetched")],
)
async def test_what_is_not_there_is_said(at_desk: Visit, amal: Sender, state: str, said: str) -> None:
    changed = update(schema.attachment).values(state=state, sealed=None)
    await at_desk.house.store.write(lambda connection: connection.execute(changed))
    assert said in await at_desk.see(page_of(amal))
    assert (await at_desk.http.get(f"/desk{page_of(amal, 'paper-1.jpg')}")).status_code == 404


@pytest.mark.browser
async def test_in_a_browser_the_picture_is_seen_and_the_recording_played(at_desk: Visit, amal: Sender, browser: str) -> None:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at_desk.site, listener)
    await server.start()
    home = f"http://127.0.0.1:{listener.getsockname()[1]}"
    told: list[str] = []
    async with window(browser, viewport={"width": 390, "height": 800}) as page:
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda asked: None if asked.url.startswith(home) else told.append(asked.url))
        await page.goto(f"{home}/desk{page_of(amal)}")
        await page.get_by_text("1 earlier answer").click()
        await page.locator("img.sent").evaluate("one => one.decode()")
        await page.locator("audio.sent").evaluate("one => { one.muted = true; return one.play(); }")
        await page.locator("audio.sent").evaluate(
            "one => new Promise(done => { one.ontimeupdate = () => one.currentTime && done(); })"
        )
        async with page.expect_download() as started:
            await page.get_by_role("link", name="paper-3.html").click()
        assert (await started.value).suggested_filename == "paper-3.html"
        assert await faults(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await server.stop()
    assert told == []
    assert {action for _, action, _ in await at_desk.audit()} == {"read", "opened"}


# --- For the person ---------------------------------------------------------------------------------------------------


async def given(there: House, amal: Sender) -> str:
    keyring = there.store.keyring
    return mydata.page(await there.store.read(lambda connection: people.everything(connection, keyring, amal.id)), there.world)


async def test_what_somebody_is_given_of_their_data_holds_their_files(there: House, amal: Sender) -> None:
    page = await given(there, amal)
    assert f'<img src="data:image/jpeg;base64,{b64encode(CLEAN).decode()}"' in page
    assert f'<audio src="data:audio/ogg;base64,{b64encode(VOICE.data).decode()}" controls>' in page
    link = f'<a href="data:application/octet-stream;base64,{b64encode(SCRIPT).decode()}" download="paper-3.html">'
    assert link in page, "what could run in a browser does not run in this page"


async def test_where_there_is_no_room_for_all_the_latest_are_in_it(
    there: House, amal: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_BYTES", len(SCRIPT) + len(VOICE.data))
    await there.store.write(
        lambda connection: [
            connection.execute(update(schema.attachment).where(schema.attachment.c.id == number).values(at=at))
            for at, number in enumerate(amal.files[name] for name in SENT)
        ]
    )
    page = await given(there, amal)
    assert "data:image/jpeg" not in page
    assert "data:audio/ogg" in page
    assert page.count(texts.FILE_MISSING.english) == 1


async def test_when_somebody_is_erased_their_files_go(there: House, amal: Sender) -> None:
    keyring = there.store.keyring
    await there.store.write(lambda connection: people.erase(connection, keyring, amal.id, ms(there.now)))
    assert await there.store.read(lambda connection: connection.execute(select(schema.attachment.c.id)).all()) == []
