"""`lotse demo` as a visitor meets it: a whole conversation in Dari on the phone page, then its answers at the desk."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.demos import act, browser_page, demo, page_of, phone_of, theirs

if TYPE_CHECKING:
    from playwright.sync_api import Page

# `LOTSE_PICTURES=docs/pictures pytest tests/test_demo.py` takes README's pictures anew.
PICTURES = os.environ.get("LOTSE_PICTURES", "")

CONVERSATION = [
    ("tap", "دری"),
    ("tap", "✅ بلی"),
    ("toggle", "👥 رهنما"),
    ("tap", "تمام"),
    ("say", "بشیر"),
    ("say", "۱۳۶۹"),
    ("tap", "مرد"),
    ("say", "افغانستان"),
    ("tap", "✅ بلی"),
    ("say", "انگلیسی"),
    ("tap", "چند کلمه"),
    ("tap", "نخیر"),
    ("say", "Esch"),
    ("tap", "شام"),
    ("tap", "ارسال شود"),
]
ON_WHATSAPP = [
    ("tap", "مرحب"),
    ("choose", "العربية"),
    ("tap", "✅ نعم"),
    ("say", "1 3"),
    ("say", "أمل"),
    ("say", "١٩٩٠"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demo(telegram_pace=0, whatsapp_pace=0) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator["Page"]:
    with browser_page(chromium) as found:
        yield found


def picture(page: "Page", name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_a_whole_conversation_in_dari_and_then_its_answers_at_the_desk(address: str, page: "Page") -> None:
    page.goto(f"{address}/")
    page.get_by_role("link", name="Phones").click()
    bashir = phone_of(page, "Bashir")
    bashir.get_by_role("button", name="شروع").click()
    theirs(bashir).first.wait_for()
    for verb, words in CONVERSATION:
        act(bashir, verb, words)
    _amal_beside_him(page)
    page_of(page, address, "بشیر")
    told = page.locator("main").inner_text()
    for expected in ("بشیر", "1990", "1369", "Afghanistan", "Esch", "English"):
        assert expected in told, f"{expected} is not at the desk:\n{told}"
    picture(page, "desk-person")
    _in_arabic(page)


def _amal_beside_him(page: "Page") -> None:
    """She opens Telegram, and answers on WhatsApp, which asks in Arabic because she greets in it."""
    phone_of(page, "Amal").get_by_role("button", name="ابدأ").click()
    whatsapp = phone_of(page, "Amal", "whatsapp")
    for verb, words in ON_WHATSAPP:
        act(whatsapp, verb, words)
    expect(theirs(whatsapp).first).to_contain_text("ما هي اللغة المناسبة لك؟")
    expect(theirs(whatsapp).last).to_contain_text("هل أنت امرأة أم رجل؟")
    page.locator(":focus").blur()
    picture(page, "phones")


def _in_arabic(page: "Page") -> None:
    page.goto(f"{page.url.partition('?')[0]}?lang=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    picture(page, "desk-arabic")
