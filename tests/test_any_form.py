"""Workbooks that others wrote, answered on the phone page: in the person's language, with a pause, and a change that hides a group."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.demos import act, browser_page, demo, page_of, phone_of, theirs

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TEMPLATE = "forms/unhcr+koboloadeR__docs__reference__code__XLSform_template.xlsx"
WELCOME = {
    "English": "tap English,tap ✅ Yes,tap Done,say Sam,say 1990,say skip,say skip,tap ✖ No,say skip,say skip,tap Send",
    "دری": "tap دری,tap ✅ بلی,tap تمام,say بشیر,say ۱۳۶۹,tap مرد,say افغانستان,tap ✖ نخیر,say Esch,tap شام,tap ارسال شود",
}
LONG = {"Forty": (40, range(12, 24)), "Two hundred": (200, range(50, 90))}  # questions, and those that an early answer hides


def long_form(title: str) -> str:
    """So many questions of changing kinds; the third decides about a group."""
    many, hidden = LONG[title]
    rows = ["| survey |", "| | type | name | label | relevant |"]
    for number in range(1, many + 1):
        if number == hidden.start:
            rows.append("| | begin_group | inner | | ${q3} = 'yes' |")
        kind = ("text", "integer", "select_one yes_no")[number % 3]
        rows.append(f"| | {'select_one yes_no' if number == 3 else kind} | q{number} | Question {number}? | |")
        if number == hidden.stop - 1:
            rows.append("| | end_group | | | |")
    choices = ["| choices |", "| | list_name | name | label |", "| | yes_no | yes | Yes |", "| | yes_no | no | No |"]
    return "\n".join([*rows, "", *choices, "", "| settings |", "| | form_title | form_id |", f"| | {title} | long_{many} |"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, oracles: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("forms")
    for title, (many, _) in LONG.items():
        (folder / f"long_{many}.md").write_text(long_form(title), encoding="utf-8")
    shutil.copy(oracles / TEMPLATE, folder / "household.xlsx")
    with demo(forms=folder, telegram_pace=0) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator["Page"]:
    with browser_page(chromium) as found:
        yield found


def welcomed(page: "Page", address: str, name: str, language: str) -> "Locator":
    """Somebody who has agreed and said who they are."""
    page.goto(f"{address}/phone/")
    phone = phone_of(page, name)
    phone.locator("button.start, .start button").first.click()
    theirs(phone).first.wait_for()
    for step in WELCOME[language].split(","):
        act(phone, *step.split(" ", 1))
    return phone


def last(phone: "Locator") -> str:
    return theirs(phone).last.inner_text()


def answered(phone: "Locator", number: int) -> None:
    """One of many, which is the one put now."""
    expect(theirs(phone).last).to_contain_text(f"Question {number}?")
    act(phone, *(("tap", "Yes") if number % 3 == 2 or number == 3 else ("say", "7" if number % 3 == 1 else f"words {number}")))


@pytest.mark.browser
@pytest.mark.timeout(400)
@pytest.mark.parametrize("title", ["Forty", pytest.param("Two hundred", marks=pytest.mark.soak)])
def test_many_questions_with_a_pause_and_a_change_that_hides_a_group(address: str, page: "Page", title: str) -> None:
    many, hidden = LONG[title]
    within = (hidden.start + hidden.stop) // 2  # of the group that is hidden then
    phone = welcomed(page, address, "Olena", "English")
    act(phone, "say", "menu")
    act(phone, "tap", title)
    for number in range(1, within):
        answered(phone, number)
    act(phone, "say", "pause")
    act(phone, "say", "continue")  # with this form, not with the other one that is open
    expect(theirs(phone).last).to_contain_text(f"Question {within}?")
    act(phone, "say", "change")
    act(phone, "tap", "3. Question 3")
    act(phone, "tap", "No")
    for number in range(hidden.stop, many + 1):
        answered(phone, number)
    assert f"Question {hidden.start - 1}" in last(phone) or f"Question {hidden.start - 1}" in phone.inner_text()
    act(phone, "tap", "Send")
    assert "Your answers have been sent" in phone.inner_text()


HOUSEHOLD = [  # what is asked, as the workbook has it in Dari, and what Bashir says
    ("ولایت", "tap", "فاریاب"),
    ("ولسوالی", "tap", "میمنه"),
    ("قریه", "say", "کوهی خیل"),
    ("موقعیت جغرافیایی", "say", "35.92, 64.78"),
    ("نام مصاحبه کننده", "say", "بشیر"),
    ("تاریخ مصاحبه", "say", "۱۴۰۵/۸/۳۰"),
    ("مشخصه پاسخ دهنده", "tap", "Returnee"),
    ("نام پاسخ دهنده", "say", "زهرا"),
    ("سن پاسخدهنده", "say", "۱۲"),
    ("سن پاسخدهنده", "say", "۴۵"),
    ("جنسیت پاسخدهنده", "tap", "زن"),
    ("شماره تماس", "tap", "بلی"),
    ("شماره تماس پاسخ دهنده", "say", "0701234567"),
    ("سرپرست خانواده است", "tap", "بلی"),
    ("جنسیت سرپرست خانواده", "tap", "زن"),
    *[("", "say", "۱")] * 10,
    ("تعداد فامیلها", "say", "۱"),
    ("تعداد مجموعی اعضای خانواده", "say", "۱۰"),
]


@pytest.mark.browser
@pytest.mark.timeout(400)
def test_a_household_form_of_the_field_in_dari_with_a_pause_and_a_late_change(address: str, page: "Page") -> None:
    phone = welcomed(page, address, "Bashir", "دری")
    act(phone, "say", "منو")
    act(phone, "tap", "kobo_analyser_test")
    for place, (asked, verb, words) in enumerate(HOUSEHOLD):
        if place == 20:
            act(phone, "say", "وقفه")
            act(phone, "say", "ادامه")
        expect(theirs(phone).last).to_contain_text(asked)
        act(phone, verb, words)
    expect(theirs(phone).last).to_contain_text("0701234567")
    act(phone, "say", "تغییر")
    number = re.findall(r"(\d+)\. آیا شما نمبر", phone.inner_text())[-1]
    act(phone, "say", number)
    act(phone, "tap", "خیر")
    assert "0701234567" not in last(phone)
    act(phone, "tap", "ارسال شود")
    page_of(page, address, "بشیر")
    told = page.locator("main").inner_text()
    for expected in ("Respondent name", "زهرا", "Maymana", "میمنه"):
        assert expected in told, told
