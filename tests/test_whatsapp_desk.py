"""A lost phone as everybody meets it: the person with a new number, the coordinator who joins the two at the desk, and parts them again."""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bot.texts import speech
from desk import texts
from dialogs.texts import Text
from tests import demos
from tests.demos import act, browser_page, demo, phone_of, theirs
from tests.desks import words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# `LOTSE_PICTURES=FOLDER pytest tests/test_whatsapp_desk.py` keeps a picture of each page at each width, for looking at.
PICTURES = os.environ.get("LOTSE_PICTURES", "")
WIDTHS = (390, 1280)
VOICES = speech.load()


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """What Amal does on Telegram and then on her new number, what she is asked where she stopped, her answer, what is asked then,
    what she was asked on the new number before, and the word for "once more".
    """

    code: str
    begun: Sequence[tuple[str, str]]
    new: Sequence[tuple[str, str]]
    name: str
    stopped_at: str
    answer: str
    then: str
    own: str
    again: str


ENGLISH = Tongue(
    code="en",
    begun=[("tap", "English"), ("tap", "✅ Yes"), ("tap", "Done"), ("say", "Amal Haddad"), ("say", "1990"), ("tap", "Woman")],
    new=[
        *(("say", "Hello"), ("choose", "English"), ("tap", "✅ Yes"), ("say", "1 3"), ("say", "Amal")),
        *(("say", "menu"), ("choose", "📱 My phones"), ("choose", "🆕 I have a new phone")),
    ],
    name="Amal Haddad",
    stopped_at="Which country do you come from?",
    answer="Syria",
    then="Do you speak other languages?",
    own="In which year were you born?",
    again="repeat",
)
ARABIC = Tongue(
    code="ar",
    begun=[("tap", "العربية"), ("tap", "✅ نعم"), ("tap", "تم"), ("say", "أمل حداد"), ("say", "١٩٩٠")],
    new=[
        *(("say", "مرحبا"), ("choose", "العربية"), ("tap", "✅ نعم"), ("say", "1 3"), ("say", "أمل")),
        *(("say", "القائمة"), ("choose", "📱 هواتفي"), ("choose", "\u200f🆕 لدي هاتف جديد")),
    ],
    name="أمل حداد",
    stopped_at="هل أنت امرأة أم رجل؟",
    answer="امرأة",
    then="من أي بلد أنت؟",
    own="ما هي سنة ميلادك؟",
    again="كرر",
)


@dataclass
class Town:
    """A demo with one coordinator's browser. `folder`: where its database lies."""

    page: "Page"
    address: str
    folder: Path
    tongue: Tongue

    def say(self, text: Text, **values: str) -> str:
        """As the desk says it in the coordinator's language, without marks of direction."""
        return words(VOICES.desk[self.tongue.code].say(text, **values)).strip()

    def phone(self, channel: str) -> "Locator":
        return phone_of(self.page, "Amal", channel)

    def desk(self, path: str = "/") -> None:
        """In the coordinator's language; signed in, the first time, as a visitor does."""
        demos.desk(self.page, self.address, f"{path}{'&' if '?' in path else '?'}lang={self.tongue.code}")

    @property
    def told(self) -> str:
        return words(self.page.locator("main").inner_html())

    def press(self, text: Text, role: str = "link") -> None:
        self.go(self.page.get_by_role(role, name=self.say(text)).first)  # type: ignore[arg-type]

    def go(self, to: "Locator") -> None:
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation():
            to.click()

    def look(self, name: str) -> None:
        """Each page fits phones and screens, and is good for everybody."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"{name}-{self.tongue.code}-{width}.png", full_page=True)
        faults = Axe().run(self.page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in faults] == [], name

    def audit(self) -> list[str]:
        (file,) = self.folder.glob("lotse-demo-*/lotse.db")
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            return [action for (action,) in connection.execute("SELECT action FROM audit ORDER BY at, id")]


@pytest.fixture(params=[pytest.param(ENGLISH, marks=pytest.mark.soak), ARABIC], ids=["en", "ar"])
def town(request: pytest.FixtureRequest, chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with browser_page(chromium) as page:  # before the other folder is named: it takes no socket with so long a path
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        with demo(telegram_pace=0, whatsapp_pace=0) as address:
            yield Town(page, address, tmp_path, request.param)


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_a_lost_phone_is_joined_by_hand_and_parted_again(town: Town) -> None:
    page, tongue = town.page, town.tongue
    page.goto(f"{town.address}/phone/")
    town.phone("telegram").get_by_role("button", name="ابدأ").click()
    theirs(town.phone("telegram")).first.wait_for()
    for channel, acts in (("telegram", tongue.begun), ("whatsapp", tongue.new)):
        for verb, what in acts:
            act(town.phone(channel), verb, what)
    expect(theirs(town.phone("telegram")).last).to_contain_text(tongue.stopped_at)

    _find(town)
    town.press(texts.SAME, "button")
    assert town.say(texts.JOINED_WITH, name="Amal" if tongue.code == "en" else "أمل") in town.told
    town.look("joined")
    assert town.audit().count("joined") == 2

    _goes_on(town)
    town.press(texts.PART, "button")
    assert town.say(texts.JOINED_WITH, name="") not in town.told
    assert town.say(texts.PEOPLE_STATES["unreachable"]) not in town.told, "the phone was not lost after all"
    town.look("parted")
    assert town.audit().count("parted") == 2
    page.goto(f"{town.address}/phone/")
    _asks(town, "telegram", tongue.then)
    _asks(town, "whatsapp", tongue.own)


def _goes_on(town: Town) -> None:
    """Amal answers on the new number where she had stopped; the desk has it all on one page."""
    town.page.goto(f"{town.address}/phone/")
    whatsapp = town.phone("whatsapp")
    whatsapp.get_by_text(town.tongue.stopped_at).last.wait_for()
    act(whatsapp, "say", town.tongue.answer)
    expect(theirs(whatsapp).last).to_contain_text(town.tongue.then)
    demos.page_of(town.page, town.address, town.tongue.name, town.tongue.code)
    for expected in (town.tongue.name, "1990", town.tongue.answer):
        assert expected in town.told


def _asks(town: Town, channel: str, question: str) -> None:
    phone = town.phone(channel)
    act(phone, "say", town.tongue.again)
    expect(theirs(phone).last).to_contain_text(question)


def _find(town: Town) -> None:
    """From the first page of the desk to both side by side."""
    town.desk("/?kind=moved")
    assert town.say(texts.CONCERNS["moved"]) in town.told
    town.look("overview")
    town.go(town.page.locator("main .case-row.moved a[data-focus]").first)
    town.look("new")
    town.press(texts.JOIN)
    town.page.get_by_role("textbox").fill(town.tongue.name.split()[1])
    town.press(texts.FIND, "button")
    assert town.tongue.name in town.told
    town.look("found")
    town.go(town.page.get_by_role("link", name=re.compile(re.escape(town.tongue.name))).last)
    town.look("compared")
