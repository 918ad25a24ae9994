"""The list of languages is right, and a wrong one is refused."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from babel import Locale

from bot.texts import speech
from bot.texts.catalogue import path_of
from bot.texts.languages import LOCALES
from dialogs.reading.scripts import fold
from tests.catalogues import ALL, CATALOGUES, LIST, every_language


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of locales with English, Ukrainian, Persian and Dari."""
    (tmp_path / "languages.toml").write_text(LIST, encoding="utf-8")
    return tmp_path


def test_every_language_of_the_list_has_a_catalogue_and_every_catalogue_is_in_the_list() -> None:
    assert {*LOCALES.glob("*/LC_MESSAGES/*.po")} == {path_of(code, LOCALES, whom) for code, whom in CATALOGUES}


def test_no_code_and_no_alias_means_two_languages() -> None:
    names = Counter(name.lower() for one in ALL.values() for name in {one.code, *one.aliases})
    assert [name for name, count in names.items() if count > 1] == []


@every_language
def test_the_list_says_of_a_language_what_cldr_says(code: str) -> None:
    one = ALL[code]
    locale = Locale.parse(one.cldr)
    assert one.rtl == (locale.text_direction == "rtl")
    assert fold(one.name) == fold(locale.languages.get(code) or locale.languages[locale.language])
    assert re.fullmatch("[a-z]{2}", one.telegram)
    assert re.fullmatch("[a-z]{2,3}(_[A-Z]{2})?", one.whatsapp)


@every_language
def test_the_plural_rule_divides_numbers_as_cldr_does(code: str) -> None:
    one = ALL[code]
    rule = Locale.parse(one.cldr).plural_form
    for a, b in combinations((*range(130), 1000, 1001, 10_000), 2):
        assert (one.form(a) == one.form(b)) == (rule(a) == rule(b)), (a, b)


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("en-US", "en"),
        ("FR", "fr"),
        ("uk_UA", "uk"),
        ("ar-SY", "ar"),
        ("prs", "fa_AF"),
        ("prs-AF", "fa_AF"),
        ("fa-AF", "fa_AF"),
        ("fa-IR", "fa"),
        ("ru-RU", "ru"),
        ("de-AT", "de"),
        ("es-419", "es"),
        ("lt", None),
        ("sr", None),
        ("ro-MD", None),
        ("zh-hans", None),
        ("ja", None),
        ("", None),
        ("en_", "en"),
        ("\n", None),
    ],
)
def test_a_platform_code_means_one_of_our_languages_or_none(code: str, ours: str | None) -> None:
    assert speech.load().nearest(code) == ours


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("lt-LT", "lt"),
        ("sr", "sr_Latn"),
        ("sr-RS", "sr_Latn"),
        ("sr-Latn-BA", "sr_Latn"),
        ("sr-Cyrl-RS", "sr_Latn"),  # who reads Cyrillic letters reads Latin ones as well
        ("ro-MD", "ro"),
        ("de-LU", "de"),
        ("ar-TN", "ar"),
        ("uk", None),
        ("fa-AF", None),
    ],
)
def test_a_browser_code_means_a_language_of_the_desk_or_none(code: str, ours: str | None) -> None:
    assert speech.load().desk.nearest(code) == ours


def test_people_and_the_desk_have_the_languages_that_were_agreed_on() -> None:
    voices = speech.load()
    assert voices.languages == ("en", "fr", "uk", "ar", "fa_AF", "fa", "tr", "ru", "de", "es")
    assert voices.desk.languages == ("en", "fr", "ar", "de", "lt", "sr_Latn", "ro")
    assert voices.desk.desk is voices.desk


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (LIST.replace("n > 1", "n > 1 ? 0 : 2"), "plural expression"),
        (LIST.replace("n > 1", "__import__('os')"), r"\[fa\]"),
        (LIST.replace('fallbacks = ["fa"]', 'fallbacks = ["tg"]'), "tg"),
        (LIST.replace('direction = "rtl"', 'direction = "up"'), "ltr or rtl"),
        (LIST.replace('telegram = "uk"\n', ""), "telegram"),
        (LIST.replace('serves = ["people", "desk"]', "serves = []"), r"\[en\]: serves"),
        (LIST.replace('serves = ["people", "desk"]', 'serves = ["phones"]'), r"\[en\]: serves"),
        (
            LIST.replace('serves = ["people"]\ndirection = "rtl"', 'serves = ["desk"]\ndirection = "rtl"', 1),
            "do not serve the same: fa",
        ),
    ],
)
def test_a_wrong_list_of_languages_is_refused_by_name(folder: Path, broken: str, complaint: str) -> None:
    (folder / "languages.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        speech.load(folder)
