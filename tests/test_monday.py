"""A coordinator's Monday in a real browser: from the digest of the morning to the evening's message to many, in English and in Arabic."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.demos import (
    CLARA,
    act,
    ask_for_link,
    browser_page,
    code_for,
    demo,
    desk,
    page_of,
    phone_of,
    theirs,
    with_passkeys,
)
from tests.test_demo import CONVERSATION

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HERE = ZoneInfo("Europe/Luxembourg")
DIGEST_AT = 8
LINK = re.compile(r"/desk/signin/link/[\w-]+")
NAME, YEAR, NEW_YEAR = "بشیر", "1990", "1991"  # as the desk shows them; they write 1369 and 1370 of their own calendar
WORDS, REPLY = "فردا ساعت ده در دفتر ما باشید", "تشکر، می‌آیم"
TO_ALL = "روز جمعه دفتر بسته است"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demo(telegram_pace=0, whatsapp_pace=0) as found:
        yield found


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def morning(page: "Page", address: str) -> None:
    """The clock is moved on to the next morning, a quarter of an hour or so after the digests."""
    now = datetime.fromisoformat(page.request.get(f"{address}/demo/clock").json()["now"]).astimezone(HERE)
    page.request.post(f"{address}/demo/clock", data={"hours": (DIGEST_AT + 1 - now.hour) % 24 or 24})


def begin(page: "Page", address: str) -> "Locator":
    """Bashir fills in the first form."""
    page.goto(f"{address}/phone/")
    bashir = phone_of(page, "Bashir")
    bashir.get_by_role("button", name="شروع").click()
    theirs(bashir).first.wait_for()
    for verb, words in CONVERSATION:
        act(bashir, verb, words)
    return bashir


def digested(page: "Page", address: str) -> list[int]:
    """The numbers of Clara's mails that are no links to sign in."""
    mails = page.request.get(f"{address}/phone/mail/mails.json").json()
    return [mail["number"] for mail in mails if CLARA in mail["to"] and not LINK.search(mail["text"])]


def asked_again(page: "Page") -> None:
    """The year of birth goes back, on the page of a review."""
    row = page.locator("li.judge", has_text=YEAR)
    row.locator("details.ask > summary").click()
    row.locator("select[name=reason]").select_option(index=1)
    row.locator("button[value=again]").click()
    page.locator(".flash").wait_for()


def review(page: "Page", address: str, lang: str) -> None:
    """From the queue to the person, and to what they handed in."""
    desk(page, address, f"/?kind=review&lang={lang}")
    assert page.locator("[data-row]").count() > 5, "three hundred people have given nobody anything to do"
    page_of(page, address, NAME, lang)
    page.locator("main a[href*='/review/']").first.click()
    page.locator("li.judge").first.wait_for()


def answered(page: "Page", address: str, year: str) -> None:
    """The question comes to the phone, and is answered there."""
    page.goto(f"{address}/phone/")
    bashir = phone_of(page, "Bashir")
    theirs(bashir).last.filter(has_text="در کدام سال").wait_for(timeout=60_000)
    act(bashir, "say", year)


@pytest.mark.browser
@pytest.mark.timeout(400)
def test_a_monday(chromium: str, language: str) -> None:
    with demo(telegram_pace=0, whatsapp_pace=0) as address, browser_page(chromium) as page:
        begin(page, address)
        before, heard = digested(page, address), theirs(phone_of(page, "Clara (coordinator)")).count()
        morning(page, address)
        theirs(phone_of(page, "Clara (coordinator)")).nth(heard).wait_for(timeout=60_000)
        _told(page, address, before)
        _in_by_passkey(page, address)
        review(page, address, language)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        asked_again(page)
        answered(page, address, "۱۳۷۰")
        _approved(page, address, language)
        _to_many(page, address, language)
        _spoken_with(page, address, language)


def _told(page: "Page", address: str, before: list[int]) -> None:
    """The digest is in Clara's mailbox too; it names nobody."""
    while digested(page, address) == before:
        page.wait_for_timeout(200)
    number = digested(page, address)[-1]
    page.goto(f"{address}/phone/mail/{number}")
    assert NAME not in page.locator("body").inner_text()


def _in_by_passkey(page: "Page", address: str) -> None:
    """By the link that the bot gives her, in the browser; the first time she makes a passkey."""
    page.goto(f"{address}/phone/")
    clara = phone_of(page, "Clara (coordinator)")
    act(clara, "say", "/desk")
    given = theirs(clara).filter(has_text=LINK).last
    given.wait_for()
    found = LINK.search(given.inner_text())
    assert found
    with_passkeys(page)
    page.goto(f"{address}{found.group()}")
    page.locator("main form button").click()
    page.locator("form[data-passkey] button").click()
    page.get_by_role("navigation").last.wait_for()
    page.locator("form[action*='/names'] button").click()


def _approved(page: "Page", address: str, lang: str) -> None:
    """The new answer stands beside the old one; everything is approved."""
    review(page, address, lang)
    row = page.locator("li.judge", has_text=NEW_YEAR)
    assert YEAR in row.inner_text()
    page.locator("button[value=all]").click()
    page_of(page, address, NAME, lang)
    assert page.locator("main .tag.good").count()


def _to_many(page: "Page", address: str, lang: str) -> None:
    """To everybody who speaks Dari; Bashir reads it, and the report counts him."""
    desk(page, address, f"/broadcasts?lang={lang}")
    page.locator("main .heading form button").click()
    page.locator("input[name=title]").fill("Closed on Friday")
    page.locator("select[name=language]").select_option("fa_AF")
    page.locator("button[value=keep]").click()
    page.locator("textarea[name='text:fa_AF']").fill(TO_ALL)
    page.locator("select[name=pace]").select_option(index=page.locator("select[name=pace] option").count() - 1)
    page.locator("button[value=send]").click()
    report = page.url
    page.goto(f"{address}/phone/")
    phone_of(page, "Bashir").get_by_text(TO_ALL).wait_for(timeout=60_000)
    page.goto(report)
    assert re.search("[1-9]|[١-٩]", page.locator("ul.tally li").first.inner_text())


def _spoken_with(page: "Page", address: str, lang: str) -> None:
    """Clara speaks instead of the bot, Bashir answers her, and the bot goes on."""
    page_of(page, address, NAME, lang)
    page.locator("main a[href*='/talk']").first.click()
    page.locator("form[action*='/talk/take'] button").click()
    page.locator("#words").fill(WORDS)
    page.locator("form.write button.strong").click()
    talk = page.url.partition("#")[0]
    page.goto(f"{address}/phone/")
    bashir = phone_of(page, "Bashir")
    bashir.get_by_text(WORDS).wait_for(timeout=30_000)
    bashir.get_by_role("textbox").fill(REPLY)
    bashir.get_by_role("textbox").press("Enter")
    page.goto(talk)
    for _ in range(50):
        if page.locator("li.theirs", has_text=REPLY).count():
            break
        page.reload()
    assert page.locator("li.theirs", has_text=REPLY).count() == 1
    page.locator("form[action*='/talk/back'] button").click()
    page.locator(".notice").wait_for()
    page.goto(f"{address}/phone/")
    act(phone_of(page, "Bashir"), "say", "/menu")


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_main_path_without_javascript(chromium: str, address: str) -> None:
    """At the desk; people's phones have scripts."""
    with browser_page(chromium) as phones:
        begin(phones, address)
        morning(phones, address)
        assert phones.context.browser
        page = phones.context.browser.new_context(java_script_enabled=False).new_page()
        ask_for_link(page, address)
        assert page.locator("form[data-passkey]").is_hidden(), "a passkey needs a script"
        page.locator("input[name=code]").fill(code_for(page, address))
        page.locator("form[action*='/signin/code'] button").click()
        page.locator("form[action*='/names'] button").click()
        review(page, address, "en")
        asked_again(page)
        answered(phones, address, "۱۳۷۰")
        _approved(page, address, "en")
