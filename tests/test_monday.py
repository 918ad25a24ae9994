"""A coordinator's Monday in a real browser: from the digest of the morning to the file of the evening, in English and in Arabic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import expect

from tests import demos
from tests.books import xlsx
from tests.demos import CLARA, act, ask_for_link, browser_page, code_for, demo, page_of, phone_of, theirs, with_passkeys
from tests.test_demo import CONVERSATION

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
HERE = ZoneInfo("Europe/Luxembourg")
DIGEST_AT = 8
LINK = re.compile(r"/desk/signin/link/[\w-]+")
NAMES = {"en": "بشیرجان", "ar": "زهراجان", "none": "مریم‌جان"}  # of whom each walk is about; there are three hundred others
YEAR, NEW_YEAR = "1990", "1991"  # as the desk shows them; they write 1369 and 1370 of their own calendar
WORDS, REPLY = "فردا ساعت ده در دفتر ما باشید", "تشکر، می‌آیم"
TO_ALL = "روز جمعه دفتر بسته است"
KARIM, HIS = "karim@lighthouse.example", "lighthouse"
ASKED, CORRECTED, TOLD = "چه شد؟", "امروز چه شد؟", "بس نیامد"


def workbook(form: str) -> bytes:
    """A small form that a coordinator has written in English and in Dari."""
    labels = ["label::English (en)", "label::Dari (fa_AF)"]
    survey = [
        ["type", "name", *labels],
        ["select_one how", "mood", "How is your day?", "روز شما چگونه است؟"],
        ["text", "why", "What happened?", ASKED],
    ]
    choices = [["list_name", "name", *labels], ["how", "well", "Well", "خوب"], ["how", "badly", "Badly", "بد"]]
    settings = [["form_title", "form_id", "default_language"], [f"My {form}", form, "English (en)"]]
    return xlsx({"survey": survey, "choices": choices, "settings": settings})


@dataclass(frozen=True, kw_only=True)
class Monday:
    """The desk in one window and the phones in another. `name`: of the person it is about; also what their phone is called."""

    page: "Page"
    phones: "Page"
    address: str
    name: str
    lang: str = "en"

    @property
    def theirs(self) -> "Locator":
        """The phone of the person."""
        return phone_of(self.phones, self.name)

    def desk(self, path: str) -> None:
        demos.desk(self.page, self.address, f"{path}{'&' if '?' in path else '?'}lang={self.lang}")

    def person(self) -> None:
        page_of(self.page, self.address, self.name, self.lang)

    def go(self, button: str) -> None:
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def clock(self) -> datetime:
        told = self.phones.request.get(f"{self.address}/demo/clock").json()
        return datetime.fromisoformat(told["now"]).astimezone(HERE)

    def morning(self) -> None:
        """The clock is moved on to the next morning, a quarter of an hour or so after the digests."""
        hours = (DIGEST_AT + 1 - self.clock().hour) % 24 or 24
        self.phones.request.post(f"{self.address}/demo/clock", data={"hours": hours})

    def digests(self) -> list[int]:
        """The numbers of Clara's mails that are no links to sign in."""
        mails = self.phones.request.get(f"{self.address}/phone/mail/mails.json").json()
        return [mail["number"] for mail in mails if CLARA in mail["to"] and not LINK.search(mail["text"])]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demo(telegram_pace=0, whatsapp_pace=0) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator["Page"]:
    with browser_page(chromium) as found:
        with_passkeys(found)
        yield found


@pytest.fixture(scope="module")
def phones(address: str, page: "Page") -> "Page":
    """In a window of their own: a tab that nobody sees draws once a second, so that each tap would take seconds."""
    assert page.context.browser
    found = page.context.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    found.goto(f"{address}/phone/")
    return found


def handed_in(phones: "Page", address: str, name: str, payload: str = "") -> None:
    """Somebody new has filled in the first form, before the Monday begins: by what their page of phones would send.

    How such a conversation looks on the page is seen in `test_demo`.
    """
    api = f"{address}/phone/api/phones"
    number = phones.request.post(api, data={"first_name": name, "language_code": "fa"}).json()["id"]

    def heard() -> list[tuple[int, Any]]:
        found = phones.request.get(f"{api}/{number}").json()["messages"]
        return [(one["message_id"], one.get("reply_markup")) for one in found if one["from"]["is_bot"]]

    def do(verb: str, **fields: Any) -> None:
        """Over when the bot has written, or, of a choice among several, has marked it."""
        before, changes = heard(), verb == "toggle"
        done = phones.request.post(f"{api}/{number}/{'tap' if changes else verb}", data=fields)
        assert done.ok, (done.text(), fields, before)
        while heard() == before if changes else len(heard()) == len(before):
            phones.wait_for_timeout(10)

    do("start", payload=payload)
    for verb, words in CONVERSATION:
        if verb == "say":
            do("text", text=name if words == "بشیر" else words)
        else:
            rows = [row for _, keys in reversed(heard()) if keys for row in keys["inline_keyboard"]]
            do(verb, wanted=next(button["text"] for row in rows for button in row if words in button["text"]))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_monday(address: str, page: "Page", phones: "Page", language: str) -> None:
    page.context.clear_cookies()
    monday = Monday(page=page, phones=phones, address=address, name=NAMES[language], lang=language)
    handed_in(phones, address, monday.name)
    _told(monday)
    _in_by_passkey(monday)
    review(monday)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    question = asked_again(monday)
    _uploaded(monday)  # what was asked is on its way within seconds, and she does not wait for it
    answered(monday, question)
    approved(monday)
    report = _to_many(monday)
    _corrected(monday)
    _came_to_all(monday, report)
    _spoken_with(monday)
    _form_met(monday)
    _exported(monday)


def _told(monday: Monday) -> None:
    """The digest comes to Clara's phone and to her mailbox; it names nobody."""
    clara, before = phone_of(monday.phones, "Clara (coordinator)"), monday.digests()
    theirs(clara).first.wait_for()
    heard = theirs(clara).count()
    monday.morning()
    theirs(clara).nth(heard).wait_for(timeout=60_000)
    while monday.digests() == before:
        monday.phones.wait_for_timeout(50)
    monday.page.goto(f"{monday.address}/phone/mail/{monday.digests()[-1]}")
    told = monday.page.locator("body").inner_text() + theirs(clara).nth(heard).inner_text()
    assert monday.name not in told


def _in_by_passkey(monday: Monday) -> None:
    """By the link that the bot gives her, in the browser; the first time she makes a passkey, then she uses it."""
    clara, page = phone_of(monday.phones, "Clara (coordinator)"), monday.page
    act(clara, "say", "/desk")
    expect(theirs(clara).last).to_contain_text(LINK)
    found = LINK.search(theirs(clara).last.inner_text())
    assert found
    page.goto(f"{monday.address}{found.group()}")
    page.bring_to_front()  # no device is asked for a passkey by a window that nobody looks at
    monday.go("main form button")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/desk/")
    monday.go("form[action*='/names'] button")


def review(monday: Monday) -> None:
    """From the queue to the person, and to what they handed in."""
    monday.desk("/?kind=review")
    assert monday.page.locator("[data-row]").count() > 5, "three hundred people have given nobody anything to do"
    monday.person()
    monday.go("main a[href*='/review/']")
    monday.page.locator("li.judge").first.wait_for()


def asked_again(monday: Monday) -> "Locator":
    """The year of birth goes back, on the page of a review; the message in which it will come to the phone."""
    asked = theirs(monday.theirs).filter(has_text="در کدام سال")
    coming = asked.nth(asked.count())
    row = monday.page.locator("li.judge", has_text=YEAR)
    row.locator("details.ask > summary").click()
    row.locator("select[name=reason]").select_option(index=1)
    row.locator("button[value=again]").click()
    monday.page.locator(".flash").wait_for()
    return coming


def answered(monday: Monday, question: "Locator") -> None:
    question.wait_for(timeout=60_000)
    act(monday.theirs, "say", "۱۳۷۰")


def approved(monday: Monday) -> None:
    """The new answer stands beside the old one; everything is approved."""
    review(monday)
    expect(monday.page.locator("li.judge", has_text=NEW_YEAR)).to_contain_text(YEAR)
    monday.go("button[value=all]")
    monday.person()
    expect(monday.page.locator("main .tag.good").first).to_be_visible()


def _to_many(monday: Monday) -> str:
    """To everybody who speaks Dari; the address of the report. It begins to go out within seconds; meanwhile Clara goes on."""
    page = monday.page
    monday.desk("/broadcasts")
    monday.go("main .heading form button")
    page.locator("input[name=title]").fill("Closed on Friday")
    page.locator("select[name=language]").select_option("fa_AF")
    monday.go("button[value=keep]")
    page.locator("textarea[name='text:fa_AF']").fill(f"{TO_ALL} ({monday.lang})")
    page.locator("select[name=pace]").select_option(index=page.locator("select[name=pace] option").count() - 1)
    monday.go("button[value=send]")
    return page.url


def _came_to_all(monday: Monday, report: str) -> None:
    """The person reads it, and the report counts them."""
    monday.theirs.get_by_text(f"{TO_ALL} ({monday.lang})").wait_for(timeout=60_000)
    monday.page.goto(report)
    assert re.search("[1-9]|[١-٩]", monday.page.locator("ul.tally li").first.inner_text())


def _uploaded(monday: Monday) -> None:
    """A workbook becomes a form in the menu of everybody in the programme."""
    page, form = monday.page, f"day_{monday.lang}"
    monday.desk("/forms")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "day.xlsx", "mimeType": kind, "buffer": workbook(form)})
    monday.go("form[enctype] button")
    page.locator("select[name=programme]").select_option("harbour")
    monday.go("form[action*='/publish'] button.strong")
    page.wait_for_url(f"**/forms/form/{form}**")


def _spoken_with(monday: Monday) -> None:
    """Clara speaks instead of the bot, they answer her, and the bot goes on."""
    page, phone = monday.page, monday.theirs
    monday.person()
    monday.go("main a[href*='/talk']")
    monday.go("form[action*='/talk/take'] button")
    page.locator("#words").fill(WORDS)
    monday.go("form.write button.strong")
    phone.get_by_text(WORDS).wait_for(timeout=30_000)
    phone.get_by_role("textbox").fill(REPLY)
    phone.get_by_role("textbox").press("Enter")
    for _ in range(50):  # it would appear by itself as well, within seconds
        if page.locator("li.theirs", has_text=REPLY).count():
            break
        page.reload()
    expect(page.locator("li.theirs", has_text=REPLY)).to_have_count(1)
    heard = theirs(phone).count()
    monday.go("form[action*='/talk/back'] button")
    page.locator(".notice").wait_for()
    theirs(phone).nth(heard).wait_for(timeout=30_000)  # the bot is back, and says so
    act(phone, "say", "/menu")
    expect(theirs(phone).last.get_by_role("button", name=f"My day_{monday.lang}")).to_be_visible()


def _corrected(monday: Monday) -> None:
    """Clara writes the second question better."""
    page = monday.page
    monday.desk(f"/translations/fa_AF?words=day_{monday.lang}")
    wording = page.locator("li.wording", has_text="What happened?")
    expect(wording.locator("textarea")).to_have_value(ASKED)
    wording.locator("textarea").fill(CORRECTED)
    with page.expect_navigation():
        wording.locator("form button").first.click()
    page.locator(".notice").wait_for()


def _form_met(monday: Monday) -> None:
    """The person meets the new form, with the words that were corrected, and hands it in."""
    phone = monday.theirs
    act(phone, "tap", f"My day_{monday.lang}")
    expect(theirs(phone).last).to_contain_text("روز شما چگونه است؟")
    act(phone, "tap", "بد")
    expect(theirs(phone).last).to_contain_text(CORRECTED)
    act(phone, "say", TOLD)
    act(phone, "tap", "ارسال شود")


def _exported(monday: Monday) -> None:
    """Their answers as a file, which is opened as a coordinator would."""
    page, form = monday.page, f"day_{monday.lang}"
    monday.desk(f"/exports?form={form}")
    monday.go("form.export button.strong")
    with page.expect_download(timeout=60_000) as coming:
        page.locator("#export a.strong").click(timeout=60_000)  # it appears by itself
    assert coming.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(BytesIO(coming.value.path().read_bytes()), read_only=True)
    names, *rows = book[form].iter_rows(values_only=True)
    [row] = [dict(zip(names, one, strict=True)) for one in rows if TOLD in one]
    assert (row["mood"], row["why"]) == ("badly", TOLD)
    book.close()


@pytest.mark.timeout(240)
def test_the_main_path_without_javascript(address: str, phones: "Page") -> None:
    """At the desk, for somebody who sees one programme alone; people's phones have scripts."""
    handed_in(phones, address, NAMES["none"], HIS)
    assert phones.context.browser
    context = phones.context.browser.new_context(java_script_enabled=False)
    monday = Monday(page=context.new_page(), phones=phones, address=address, name=NAMES["none"])
    monday.morning()  # nobody is asked again while they are still writing
    ask_for_link(monday.page, address, KARIM)
    assert monday.page.locator("form[data-passkey]").is_hidden(), "a passkey needs a script"
    monday.page.locator("input[name=code]").fill(code_for(monday.page, address))
    monday.go("form[action*='/signin/code'] button")
    monday.go("form[action*='/names'] button")
    review(monday)
    answered(monday, asked_again(monday))
    approved(monday)
    context.close()
