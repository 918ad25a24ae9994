"""What workshops send besides words: calendar files, tickets, certificates, places on a map; read by others than those who made them."""

import io
import math
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import vobject
import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import select, update

from bot.channels.base import Meaning, Refused
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import Session, WhatsApp
from bot.paper.fonts import fonts
from bot.sending.calls import Calls
from bot.sending.pace import Pace
from bot.settings import SettingProblem
from bot.workshops import enclosures, tickets
from bot.workshops.calendars import calendar
from bot.workshops.certificates import Attended, certificate
from bot.workshops.tickets import ticket
from dialogs.events import Option, Place, Said
from dialogs.form import Label
from dialogs.outcomes import WorkshopAsked
from dialogs.workshops.values import Occurrence, Spot, Workshop
from phone import FakeTelegram, FakeWhatsApp
from storage.answers.review import public
from storage.crypt import Keyring
from storage.keeping import Keeping
from storage.messages.outbox import Message
from storage.schema import occurrence, person
from storage.speaking import people
from storage.speaking.loading import Loaded
from storage.store import Store
from storage.times import ms
from storage.workshops import bookings, planning
from storage.workshops.planning import Plan, Words
from storage.workshops.tickets import ticket as code_of
from tests.conversations import VOICES, world
from tests.storing import MASTER, arrive

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUSE = Spot("Haus am Hafen", "Hafenweg 5, 20457 Hamburg", Place(53.5436, 9.9886))
TITLES = {
    "en": "Writing a CV; part 1, of 2\\3",
    "de": "Bewerben, aber richtig",
    "ar": "كيف تكتب سيرة ذاتية 🧵 CV " * 6,
    "fa": "چطور رزومه می‌نویسیم",
    "uk": "Як написати резюме",
}
WRITTEN = Label(key="workshop:1:title", texts=TITLES)
NASTY = Label(key="workshop:1:bring", texts={"": "Pass\r\nEND:VEVENT\rBEGIN:VALARM\x0b\u2028DTSTART:1\x00,;\\"})
COURSE = Workshop(
    id="a1",
    kind="course",
    title=WRITTEN,
    about=NASTY,
    bring=NASTY,
    way=NASTY,
    spot=HOUSE,
    zone="Europe/Berlin",
    link="https://a.org/b",
)


def time(number: int, starts: datetime, **fields: Any) -> Occurrence:
    return Occurrence(f"f{number}", starts, starts + timedelta(hours=2), **fields)


WEEKLY = [time(number, datetime(2026, 10, 20, 8, tzinfo=UTC) + timedelta(weeks=number)) for number in range(3)]


# --- calendars ------------------------------------------------------------------------------------------------------------


class Diary:
    """A phone's calendar, as vobject reads what it is given: an event with the same UID takes its place, unless it is older."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def take(self, file: bytes) -> Any:
        getattr(vobject.icalendar, "__tzidMap").clear()  # else what an earlier file said of a zone would count
        found = vobject.readOne(file.decode())
        for event in found.vevent_list:
            before = self.events.get(event.uid.value)
            if before is None or int(event.sequence.value) >= int(before.sequence.value):
                self.events[event.uid.value] = event
        return found

    def starts(self) -> list[datetime]:
        standing = [one for one in self.events.values() if one.status.value == "CONFIRMED"]
        return [one.dtstart.value.astimezone(UTC) for one in standing]


def test_a_calendar_file_says_in_each_language_when_where_and_what() -> None:
    for language in VOICES.languages:
        speech = VOICES[language]
        file = calendar(COURSE, WEEKLY, speech, NOW)
        assert all(len(line) <= 75 and line.decode() for line in file.rstrip().split(b"\r\n")), (
            "folded, and no letter cut in two"
        )
        assert file.count(b"\n") == file.count(b"\r\n") == file.count(b"\r")
        assert not {*"\x00\x0b\u2028"} & {*file.decode()}
        found = Diary().take(file)
        assert found.method.value == "PUBLISH"
        assert len(found.vtimezone_list) == 1
        assert [one.dtstart.value.hour for one in found.vevent_list] == [10, 9, 9], "wall times"
        for event, one in zip(found.vevent_list, WEEKLY, strict=True):
            assert event.summary.value == speech.label(WRITTEN)
            assert (event.dtstart.value, event.dtend.value) == (one.starts, one.ends)
            assert event.location.value == "Haus am Hafen, Hafenweg 5, 20457 Hamburg"
            assert event.geo.value == "53.5436;9.9886"
            assert event.dtstamp.value == NOW
            assert not hasattr(event, "valarm"), "nobody slips anything in"
            assert "BEGIN:VALARM" in event.description.value


def test_a_time_that_moves_takes_its_place_and_a_cancelled_one_goes() -> None:
    diary, speech = Diary(), VOICES["en"]
    old = calendar(COURSE, WEEKLY, speech, NOW)
    diary.take(old)
    moved = WEEKLY[1]._replace(starts=WEEKLY[1].starts + timedelta(days=1), ends=WEEKLY[1].ends + timedelta(days=1), sequence=1)
    assert diary.take(calendar(COURSE, [moved], speech, NOW)).method.value == "PUBLISH"
    assert diary.starts() == [WEEKLY[0].starts, moved.starts, WEEKLY[2].starts]
    diary.take(old)
    assert diary.starts()[1] == moved.starts, "a file that is opened late changes nothing"
    gone = moved._replace(planned=False, sequence=2)
    assert diary.take(calendar(COURSE, [gone], speech, NOW)).method.value == "CANCEL"
    assert diary.starts() == [WEEKLY[0].starts, WEEKLY[2].starts]
    assert diary.take(calendar(COURSE, [WEEKLY[0], gone], speech, NOW)).method.value == "PUBLISH"
    diary.take(calendar(COURSE._replace(open=False, sequence=1), [*WEEKLY[:1], gone, WEEKLY[2]], speech, NOW))
    assert diary.starts() == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Asia/Kabul", "UTC", "Nowhere/Else"])
def test_every_hour_of_the_nights_when_clocks_change_is_the_same_instant_in_the_calendar(zone: str) -> None:
    nights = (
        datetime(2026, 3, 28, 20, tzinfo=UTC),
        datetime(2026, 10, 24, 20, tzinfo=UTC),
        datetime(2026, 4, 4, 20, tzinfo=UTC),
    )
    times = [time(number, night + timedelta(minutes=30 * number)) for night in nights for number in range(20)]
    times = [one._replace(id=f"{number:x}") for number, one in enumerate(times)]
    found = Diary().take(calendar(COURSE._replace(zone=zone), times, VOICES["en"], NOW))
    walls = [(one.dtstart.value.astimezone(UTC), one.dtend.value.astimezone(UTC)) for one in found.vevent_list]
    assert walls == [(one.starts, one.ends) for one in times]


def test_what_is_discreet_says_nothing_on_a_locked_screen() -> None:
    file = calendar(COURSE._replace(discreet=True), WEEKLY, VOICES["en"], NOW)
    event = Diary().take(file).vevent_list[0]
    assert (event.summary.value, event.contents["class"][0].value) == ("Appointment", "PRIVATE")
    assert event.location.value == HOUSE.address
    assert b"CV" not in file


# --- tickets --------------------------------------------------------------------------------------------------------------

CODE = "K7MW4XQP"


def read(picture: Image.Image, **saved: Any) -> list[str]:
    content = io.BytesIO()
    picture.convert("L").save(content, **(saved or {"format": "PNG"}))
    return [one.text for one in zxingcpp.read_barcodes(Image.open(content))]


def test_a_ticket_is_read_from_any_picture_of_it() -> None:
    for language in VOICES.languages:
        drawn = ticket(CODE, VOICES[language].label(WRITTEN), rtl=VOICES[language].rtl)
        picture = Image.open(io.BytesIO(drawn)).convert("L")
        half = picture.resize((picture.width // 2, picture.height // 2))
        assert read(picture) == read(half) == read(half, format="JPEG", quality=30) == [f"LOTSE:{CODE}"]
        assert picture.width < picture.height < 2 * picture.width, "it fits a phone"
    for ends, colour in (((270, 0, 600, 700), 0), ((280, 340, 690, 600), 255)):
        cracked = Image.open(io.BytesIO(ticket(CODE))).convert("L")
        ImageDraw.Draw(cracked).line(ends, fill=colour, width=12)
        assert read(cracked) == [f"LOTSE:{CODE}"]


def test_the_title_is_drawn_joined_and_in_the_order_of_its_letters() -> None:
    """A letter between two others has another shape than alone; without its joiner Persian is written differently."""
    joined, apart = (ticket(CODE, text, rtl=True) for text in ("ببب", "ب ب ب"))
    assert joined != apart
    assert ticket(CODE, "می‌نویسیم", rtl=True) != ticket(CODE, "مینویسیم", rtl=True)
    assert ticket(CODE, "سلام CV (1)", rtl=True) != ticket(CODE, "سلام CV (1)", rtl=False)
    assert ticket(CODE, "🧵") == ticket(CODE, ""), "nothing is left of it to draw"


def test_without_letters_for_the_title_there_is_a_ticket_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise SettingProblem("no fonts")

    monkeypatch.setattr(tickets, "fonts", none)
    assert read(Image.open(io.BytesIO(ticket(CODE, "Writing a CV")))) == [f"LOTSE:{CODE}"]


# --- certificates ---------------------------------------------------------------------------------------------------------

DAYS = tuple(date(2026, 12, day) for day in (1, 8, 15, 22))
CERTIFIED = Attended(
    *("أمل الحسن", WRITTEN, "Harbour Centre", DAYS, 5, 450, "Haus am Hafen", False, date(2027, 1, 4), "3F9A 04BC 77D1")
)


@pytest.fixture
def _fonts() -> None:
    try:
        fonts(["aب"])
    except SettingProblem:
        pytest.skip("no Noto fonts on this machine (fonts-noto-core)")


@pytest.mark.usefixtures("_fonts")
def test_a_certificate_is_one_page_with_all_that_an_office_wants_to_know() -> None:
    file = certificate(CERTIFIED, [VOICES["de"], VOICES["ar"]])
    assert file == certificate(CERTIFIED, [VOICES["de"], VOICES["ar"]]), "the same again"
    [page] = pages(file)
    for words in ("Harbour Centre", "Bewerben, aber richtig", "7:30", "3F9A 04BC 77D1", "Haus am Hafen", "2026-12-15"):
        assert words in page
    assert "4 / 5" in page or "5 / 4" in page, "beside Arabic, whoever takes the text out of the page turns it round"
    assert "4 / 5" in pages(certificate(CERTIFIED, [VOICES["de"], VOICES["uk"]]))[0]
    assert "4. Januar 2027" in page
    assert "22. Dezember 2026" in page
    much = CERTIFIED._replace(
        name="Abcdef " * 20, title=Label(key="t", texts={"": "Long " * 90}), place="Weg " * 60, days=DAYS * 9, of=40
    )
    file = certificate(much, [VOICES["en"], VOICES["uk"]])
    assert len(pages(file)) == 1
    assert 842 > lowest(file, "attendance") > lowest(file, "Abcdef") > lowest(file, "Weg") > lowest(file, "Issued") > 60
    assert len(pages(certificate(CERTIFIED._replace(name="", place="", online=True), [VOICES["en"]]))) == 1


def pages(file: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def lowest(file: bytes, word: str) -> float:
    """How far above the edge of the paper it stands, in points, where it stands for the last time."""
    document = pypdfium2.PdfDocument(file)
    page = document[0].get_textpage()
    found, bottom = page.search(word), math.inf
    while at := found.get_next():
        bottom = page.get_charbox(at[0])[1]
    document.close()
    return float(bottom)


# --- made when they leave -------------------------------------------------------------------------------------------------


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    found = Store(database_url, Keyring(MASTER))
    await found.open()
    yield found
    await found.close()


def message(who: Loaded, made: str, **fields: Any) -> Message:
    said = Said(**{"text": "Words", "made": made, **fields})
    return Message(
        address=who.address, external=who.external, account=who.account, person=who.id, key=who.key, said=said, kind="data"
    )


def keep_apart(keyring: Keyring, who: Loaded) -> None:
    """A place and a file are messages of their own."""
    keeping = Keeping(keyring, ms(NOW))
    keeping.keep(
        who, [Said(text="You are in.", pin=HOUSE, about="seat:1.0", lane="notice"), Said(text="Ticket", made="ticket:1.0")]
    )
    words, place, made = keeping.saying.messages
    assert (words.said.pin, place.said.pin, place.said.text) == (None, HOUSE, f"{HOUSE.name}\n{HOUSE.address}")
    assert (place.said.about, place.said.lane) == ("seat:1.0", "notice")
    assert [one.kind for one in (words, place, made)] == ["said", "said", "data"]


@pytest.mark.usefixtures("_fonts")
async def test_files_hold_what_is_stored_when_they_leave(store: Store) -> None:
    plan = Plan(
        programme="test",
        words={"en": Words(title="Writing a CV")},
        zone="Europe/Berlin",
        starts=datetime.fromisoformat("2026-12-01T10:00"),
        minutes=90,
        rule="FREQ=WEEKLY;COUNT=4",
        whole=True,
        enough=75,
    )
    make = enclosures.maker(store, world(region="LU"), lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    amal = (await arrive(store, "amal"))["amal"]

    def begin(connection: Any) -> tuple[str, list[int]]:
        one = planning.create(connection, store.keyring, plan, by=1, actor="x", now=ms(NOW), state="open")
        connection.execute(update(person).values(language="en", status="active"))
        wish = WorkshopAsked(verb="book", workshop=public(one))
        bookings.carry_out(connection, store.keyring, [(amal, wish)], ms(NOW))
        times = select(occurrence.c.id).where(occurrence.c.workshop == one).order_by(occurrence.c.starts_at)
        return public(one), [*connection.scalars(times)]

    keep_apart(store.keyring, amal)
    one, times = await store.write(begin)
    name, content = await make(message(amal, f"calendar:{one}.0"))
    assert (name, len(vobject.readOne(content.decode()).vevent_list)) == ("calendar.ics", 4)
    name, content = await make(message(amal, f"calendar:{one}.{public(times[2])}"))
    assert [event.dtstart.value.day for event in vobject.readOne(content.decode()).vevent_list] == [15]

    name, content = await make(message(amal, f"ticket:{one}.0"))
    code = code_of(store.keyring, int(one, 16), amal.id)
    assert (name, read(Image.open(io.BytesIO(content)))) == ("ticket.png", [f"LOTSE:{code}"])

    async def came(number: int, how: str) -> None:
        at = ms(NOW)
        await store.write(lambda one: bookings.came(one, times[number], amal.id, how, how="list", by=1, at=at, now=at))

    for number, how in enumerate(("came", "absent", "late")):
        await came(number, how)
    with pytest.raises(Refused, match="not enough"):
        await make(message(amal, f"certificate:{one}.0"))
    await came(3, "left_early")
    name, content = await make(message(amal, f"certificate:{one}.{public(times[3])}"))
    [page] = pages(content)
    assert (name, "3 / 4" in page, "4:30" in page) == ("certificate.pdf", True, True)
    assert "1 janvier 2027" in page, "by the clock of the place, and in the language of Luxembourg that we speak"

    await store.write(
        lambda connection: planning.cancel(connection, int(one, 16), actor="x", now=ms(datetime(2026, 12, 10, tzinfo=UTC)))
    )
    gone = vobject.readOne((await make(message(amal, f"calendar:{one}.0")))[1].decode())
    assert (gone.method.value, [event.dtstart.value.day for event in gone.vevent_list]) == ("CANCEL", [15, 22]), "not what was"
    for matter in ("ticket", "certificate", "calendar"):
        with pytest.raises(Refused, match="it is no more" if matter != "ticket" else "no place"):
            await make(message(amal, f"{matter}:{one if matter == 'ticket' else 'abc'}.0"))
    await store.write(lambda connection: people.erase(connection, store.keyring, amal.id, ms(NOW)))
    with pytest.raises(Refused, match="it is no more"):
        await make(message(amal, f"calendar:{one}.0"))


# --- on the phones --------------------------------------------------------------------------------------------------------

TICKET = ticket(CODE)
OPTIONS = (Option("My workshops", "do:my"),)
LONG = "word " * 300


async def files(one: Message) -> tuple[str, bytes]:
    match one.said.made:
        case "calendar:1.0":
            return "calendar.ics", calendar(COURSE, WEEKLY, VOICES["en"], NOW)
        case "ticket:1.0":
            return "ticket.png", TICKET
    raise LookupError(one.said.made)


def on_its_way(external: str, said: Said) -> Message:
    keyring = Keyring(MASTER)
    kind = "data" if said.made else "said"
    return Message(address="x", external=external, account="y", person=1, key=keyring.house, said=said, kind=kind, id=7)


def outgoing() -> Iterator[Said]:
    yield Said(text="Open this", made="calendar:1.0")
    yield Said(text="Show this", made="ticket:1.0", options=OPTIONS)
    yield Said(text=LONG, made="ticket:1.0", options=OPTIONS)
    yield Said(text=f"{HOUSE.name}\n{HOUSE.address}", pin=HOUSE)
    yield Said(text="You are in", made="ticket:lost", options=OPTIONS)


async def test_what_arrives_on_telegram() -> None:
    async with FakeTelegram() as fake:
        channel = Telegram(fake.token, api=fake.url)
        amal = fake.phone("Amal")
        await amal.start()
        calls = Calls(channel, Pace(0), files=files)
        for said in outgoing():
            await calls.make(on_its_way(str(amal.id), said))
        file, shown, alone, words, place, lost = amal.messages[1:]
        assert (file["document"]["file_name"], file["caption"]) == ("calendar.ics", "Open this")
        assert ("photo" in shown, shown["caption"], "reply_markup" in shown) == (True, "Show this", True)
        assert ("photo" in alone, "caption" in alone, words["text"].strip(), "reply_markup" in words) == (
            True,
            False,
            LONG.strip(),
            True,
        )
        assert place["venue"] == {
            "title": HOUSE.name,
            "address": HOUSE.address,
            "location": {"latitude": 53.5436, "longitude": 9.9886},
        }
        assert lost["text"] == "You are in"
        assert "Haus am Hafen Hafenweg 5" in amal.screen
        with pytest.raises(LookupError):
            await calls.make(on_its_way(str(amal.id), Said(text="Here is your certificate", made="certificate:lost")))
        await channel.close()


async def test_what_arrives_on_whatsapp() -> None:
    async with FakeWhatsApp() as fake:
        session = Session(fake.token, fake.api)
        amal = fake.phone("Amal")
        await amal.say("Hello")
        calls = Calls(WhatsApp(fake.numbers[0], session), Pace(0), files=files)
        for said in outgoing():
            await calls.make(on_its_way(amal.person.phone_number, said))
        file, shown, alone, words, place, lost = list(amal.chat.messages.values())[1:]
        assert (file.kind, file.content["filename"], file.content["caption"]) == ("document", "calendar.ics", "Open this")
        assert (shown.kind, shown.content["header"]["type"]) == ("interactive", "image")
        assert (alone.kind, words.kind) == ("image", "text")
        assert place.content == {
            "latitude": 53.5436,
            "longitude": 9.9886,
            "name": HOUSE.name,
            "address": HOUSE.address,
        }
        assert lost.content["body"]["text"] == "You are in"
        assert f"[location]\n{HOUSE.name}\n{HOUSE.address}" in amal.screen
        await session.close()


async def test_a_place_that_a_platform_does_not_take_comes_in_words() -> None:
    async with FakeTelegram() as fake:
        channel, amal = Telegram(fake.token, api=fake.url), fake.phone("Amal")
        await amal.start()
        nowhere = HOUSE._replace(point=Place(91, 0))
        await Calls(channel, Pace(0), files=files).make(on_its_way(str(amal.id), Said(text="Haus\nWeg 5", pin=nowhere)))
        assert amal.last["text"] == "Haus\nWeg 5"
        with pytest.raises(Refused):
            await Calls(channel, Pace(0), files=files).make(on_its_way(str(amal.id), Said(text="", pin=nowhere)))
        await channel.close()


async def test_a_picture_that_arrived_is_not_sent_again_with_its_words() -> None:
    """The words come later, when the platform takes them."""

    class Busy(Telegram):
        sent: list[str] = []  # noqa: RUF012

        async def show(self, external: str, name: str, content: bytes | str) -> str:
            self.sent.append(name)
            return ""

        async def send(self, external: str, said: Said, number: int = 0) -> str:
            self.sent.append("words")
            if len(self.sent) == 2:
                raise Refused(Meaning.RETRY, "busy")
            return "1"

    calls = Calls(Busy("1:a", api="http://127.0.0.1:1"), Pace(0), files=files)
    one = on_its_way("1", Said(text=LONG, made="ticket:1.0"))
    with pytest.raises(Refused):
        await calls.make(one)
    await calls.make(one)
    assert Busy.sent == ["ticket.png", "words", "words"]
