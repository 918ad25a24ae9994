"""What people type, and what it is taken for: numbers, yes and no, choices, telephone numbers, and the letters themselves."""

import json
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.reading import (
    Misread,
    Reading,
    choice,
    choices,
    clean,
    counting,
    date_,
    decimal,
    fold,
    integer,
    months,
    phone,
    words,
    year,
    yes_no,
)

LANGUAGES = [*months.MONTHS["gregorian"], "fa-AF", "prs", "sr_Latn", "kmr", "xx"]
ZEROS = [chr(code) for code in range(sys.maxunicode) if unicodedata.decimal(chr(code), None) == 0]

# Any text, and text made of what means something here: digits, signs, words of the tables, marks nobody sees.
WORDS = [
    word for table in (words.YES, words.NO, months.MONTHS["gregorian"]) for line in table.values() for word in line.split("|")
]
MEANT = st.sampled_from([
    *WORDS, *"0123456789۰۱۲۳٤٥०१९৯፩፪፲፻፼½⅓²①", *" .,:;/-–−+()[]#№'’·،؛٫٬፣።、。%€\n\t", "1990", "1369", "31", "k", "هـ.ق",
    "\u200c", "\u200d", "\u200f", "\u2067", "\ufeff", "\x00", "\ud800", "\u20e3", "\ufe0f", "👍", "🏽", "🔟", "wa.me/", "@c.us",
    "to", "and", "و", "no.", "𐩀", "⁄", "ⅻ", "㍿", "ﷺ", "9" * 30, "0" * 30, "٣" * 30, "፼" * 30,
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(MEANT, max_size=8).map("".join), st.lists(MEANT, max_size=6).map(" ".join))


def values(found: tuple[Reading, ...] | Misread) -> list[str] | str:
    """The values in order, or the reason."""
    return found.reason if isinstance(found, Misread) else [one.value for one in found]


def in_digits(text: str, zero: str) -> str:
    """ASCII digits in those of another script."""
    return "".join(chr(ord(zero) + int(char)) if char in "0123456789" else char for char in text)


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bashir \n", "Bashir"),
        ("line one\r\nline two\u2028three", "line one\nline two\nthree"),
        ("nul\x00 bell\x07 lone\ud800 surrogate", "nul bell lone surrogate"),
        ("\u200f\u202bمرحبا\u202c\u200e", "مرحبا"),
        ("\u2067سلام\u2069", "سلام"),
        ("می‌خواهم", "می‌خواهم"),  # ZWNJ is spelling in Persian
        ("خانه‌ها\u200c", "خانه‌ها"),  # and debris at the end
        ("a\u200cb \u200d", "ab"),
        ("ক্‍ষ", "ক্‍ষ"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("cafe\u0301", "café"),
        ("\ufeffzero\u200bwidth\u00ad", "zerowidth"),
        ("", ""),
    ],
)
def test_clean_keeps_the_words_and_drops_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Müller", "muller"),
        ("Ёлка", "елка"),
        ("İstanbul", "istanbul"),
        ("IĞDIR", "ığdır"),
        ("كريم", "کریم"),  # Arabic and Persian keyboards
        ("على", "علی"),
        ("مدرسة", "مدرسه"),
        ("أحمد إياد آمنة", "احمد اياد امنه"),
        ("هەڵەبجە", "ههلهبجه"),
        ("ښوونځی", "ښوونځي"),
        ("مُحَمَّد", "محمد"),
        ("سـلام", "سلام"),
        ("می‌خواهم", "میخواهم"),
        ("ሠላም", "ሰላም"),
        ("ዓለም", "አለም"),
        ("ኃይሉ", "ሀይሉ"),
        ("፲፪", "12"),
        ("۱۲", "12"),
        ("１２", "12"),
        ("1️⃣", "1"),
        ("हाँ", "हां"),
        ("फ़रवरी", "फरवरी"),
        ("п’ять", "пять"),
        ("«Так!»", "так"),
        ("  two   words ", "two words"),
        ("Sha'ban", "shaban"),
    ],
)
def test_fold_makes_the_spellings_of_one_word_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("काम", "कामी"), ("কাজ", "কাজী"), ("3+", "3"), ("دل", "دول"), ("را", "ری")])
def test_fold_keeps_different_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("sign", "፼፻፲፩①十²½9٣")
def test_however_long_a_number_is_it_is_a_text_like_any_other(sign: str) -> None:
    for times in (20, 21, 2000, 65_000):
        assert fold(fold(sign * times)) == fold(sign * times)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_what_is_stored_can_be_stored_anywhere_and_reads_the_same(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept.encode().decode()
    assert clean(kept) == kept == unicodedata.normalize("NFC", kept)
    assert fold(kept) == fold(text)


# --- numbers ----------------------------------------------------------------------------------------------------------

NUMBERS: list[tuple[str, list[str] | str, list[str] | str]] = [  # typed, as a whole number, as a decimal
    ("42", ["42"], ["42"]),
    ("۴۲", ["42"], ["42"]),
    ("٤٢", ["42"], ["42"]),
    ("४२", ["42"], ["42"]),
    ("৪২", ["42"], ["42"]),
    ("፵፪", ["42"], ["42"]),
    ("፲፱፻፺", ["1990"], ["1990"]),
    ("፩፱፱፰", ["1998"], ["1998"]),
    ("4️⃣2️⃣", ["42"], ["42"]),
    ("🔟", ["10"], ["10"]),
    ("-5", ["-5"], ["-5"]),
    ("−5", ["-5"], ["-5"]),
    ("+5", ["5"], ["5"]),
    ("007", ["7"], ["7"]),
    ("- 3", ["3"], ["3"]),
    ("3 years", ["3"], ["3"]),
    ("3years", ["3"], ["3"]),
    ("about 3", ["3"], ["3"]),
    ("عندي 3 أولاد", ["3"], ["3"]),
    ("۳ سال", ["3"], ["3"]),
    ("عمري25", ["25"], ["25"]),
    ("我有3个孩子", ["3"], ["3"]),
    ("5%", ["5"], ["5"]),
    ("1 234", ["1234"], ["1234"]),
    ("1\u202f234", ["1234"], ["1234"]),
    ("1'234", ["1234"], ["1234"]),
    ("١٬٢٣٤", ["1234"], ["1234"]),
    ("1,234,567", ["1234567"], ["1234567"]),
    ("1.234.567", ["1234567"], ["1234567"]),
    ("12,34,567", ["1234567"], ["1234567"]),
    ("1.234", ["1234"], ["1.234", "1234"]),
    ("1,234", ["1234"], ["1.234", "1234"]),
    ("0,234", "not_whole", ["0.234"]),
    ("3.5", "not_whole", ["3.5"]),
    ("3,5", "not_whole", ["3.5"]),
    ("۳٫۵", "not_whole", ["3.5"]),
    (".5", "not_whole", ["0.5"]),
    ("½", "not_whole", ["0.5"]),
    ("2½", "not_whole", ["2.5"]),
    ("2 ½ years", "not_whole", ["2.5"]),
    ("3.0", ["3"], ["3"]),
    ("3,00 €", ["3"], ["3"]),
    ("1.234,50 €", "not_whole", ["1234.5"]),
    ("1,234.50", "not_whole", ["1234.5"]),
    ("3-4", ["3", "4"], ["3", "4"]),
    ("3 to 4", ["3", "4"], ["3", "4"]),
    ("۳ تا ۴", ["3", "4"], ["3", "4"]),
    ("3 или 4", ["3", "4"], ["3", "4"]),
    ("5 thousand", ["5000"], ["5000"]),
    ("3k", ["3000"], ["3000"]),
    ("۵ هزار", ["5000"], ["5000"]),
    ("2,5 тыс", ["2500"], ["2500"]),
    ("three", ["3"], ["3"]),
    ("Deux", ["2"], ["2"]),
    ("خمسة", ["5"], ["5"]),
    ("سه", ["3"], ["3"]),
    ("п'ять", ["5"], ["5"]),
    ("ሓደ", ["1"], ["1"]),
    ("four people", ["4"], ["4"]),
    ("چهار نفر", ["4"], ["4"]),
    ("bir yıl", ["1"], ["1"]),
    ("un an", ["1"], ["1"]),
    ("نه سال", ["9"], ["9"]),  # beside years it is nine
    ("twenty-five years", ["25"], ["25"]),
    ("vingt et un ans", ["21"], ["21"]),
    ("quatre-vingt-dix-neuf", ["99"], ["99"]),
    ("veintidós", ["22"], ["22"]),
    ("treinta y un años", ["31"], ["31"]),
    ("once años", ["11"], ["11"]),
    ("einundzwanzig Jahre", ["21"], ["21"]),
    ("ONBEŞ", ["15"], ["15"]),
    ("yirmi beş yıl", ["25"], ["25"]),
    ("двадцять п’ять років", ["25"], ["25"]),
    ("примерно сорок лет", ["40"], ["40"]),
    ("خمسة وعشرين سنة", ["25"], ["25"]),
    ("سنتين", ["2"], ["2"]),
    ("بیست و پنج سال", ["25"], ["25"]),
    ("بیست‌وپنج", ["25"], ["25"]),
    ("2 buçuk", "not_whole", ["2.5"]),
    ("2 and a half years", "not_whole", ["2.5"]),
    ("2 с половиной года", "not_whole", ["2.5"]),
    ("دو سال و نیم", "not_whole", ["2.5"]),
    ("٢ ونصف", "not_whole", ["2.5"]),
    ("5 ila 6", ["5", "6"], ["5", "6"]),
    ("once", "not_a_number", "not_a_number"),  # English for one time
    ("no one", "not_a_number", "not_a_number"),
    ("one of my friends", "not_a_number", "not_a_number"),
    ("", "empty", "empty"),
    ("  \u200f ", "empty", "empty"),
    ("many", "not_a_number", "not_a_number"),
    ("نه", "not_a_number", "not_a_number"),  # Persian: nine, and no
    ("?", "not_a_number", "not_a_number"),
    ("1 3 5", "not_a_number", "not_a_number"),
    ("3 kids and 2 dogs", "not_a_number", "not_a_number"),
    ("21.3.1990", "not_a_number", "not_a_number"),
    ("1,2,3", "not_a_number", "not_a_number"),
    ("3/4", "not_a_number", "not_a_number"),
    ("B1", "not_a_number", "not_a_number"),
    ("1e5", "not_a_number", "not_a_number"),
    ("5" * 16, "too_long", "too_long"),
    ("5 " * 60, "too_long", "too_long"),
]


@pytest.mark.parametrize(("typed", "whole", "any_number"), NUMBERS)
def test_numbers_are_read_as_people_write_them(typed: str, whole: list[str] | str, any_number: list[str] | str) -> None:
    assert values(integer(typed)) == whole
    assert values(decimal(typed)) == any_number


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("42", True), ("۴۲", True), ("2.", True), ("3 years", False), ("1.234", False), ("three", False), ("3-4", False)],
)
def test_a_number_is_echoed_when_it_is_not_what_stands_there(typed: str, plain: bool) -> None:
    found = integer(typed)
    assert not isinstance(found, Misread)
    assert {one.plain for one in found} == {plain}


@given(st.integers(-(10**14), 10**14), st.sampled_from(ZEROS))
def test_a_whole_number_reads_the_same_in_the_digits_of_any_script(number: int, zero: str) -> None:
    assert values(integer(in_digits(str(number), zero))) == [str(number)]


@given(st.decimals(-10_000, 10_000, places=2), st.sampled_from(".,٫"))
def test_a_decimal_reads_the_same_with_any_point(number: object, point: str) -> None:
    found = decimal(f"{number}".replace(".", point))
    assert not isinstance(found, Misread)
    assert [float(one.value) for one in found] == [float(str(number))]


def test_no_written_number_has_two_values() -> None:
    several = {word: found for word, found in counting.written_out().items() if len(found) > 1}
    assert several == {"سی": [3, 30]}  # three in Sorani, thirty in Persian: the person chooses


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "tr", "uk", "ru", "ar", "fa"])
def test_all_numbers_below_a_hundred_have_words_in_our_languages(language: str) -> None:
    lines = (words.NUMBERS, counting.TEENS, counting.TENS)
    assert [len(line[language].split(", ")) for line in lines] == [11, 9, 8]


# --- yes and no -------------------------------------------------------------------------------------------------------

SAID = {  # language: what means yes, what means no
    "en": ("yes, YES!, y, yeah, ok, Sure., yes please, of course, 👍, ✅, 👍🏽, yesss, yes yes, I agree", "no, n, Nope, noooo, no thanks, never, I don't, 👎, ❌"),  # noqa: E501
    "fr": ("oui, Oui !, o, ouais, d’accord, bien sûr, oui merci, yes", "non, n, non merci, pas du tout, jamais, no"),
    "de": ("ja, j, Ja bitte, klar, natürlich, naturlich, yes, na klar, 👍", "nein, n, nee, nein danke, auf keinen Fall, neiiin"),
    "es": ("sí, si, s, SÍ, claro que sí, vale, sí por favor, de acuerdo", "no, n, nunca, no gracias, claro que no"),
    "uk": ("так, Так!, т, ага, звісно, да", "ні, н, нє, не згоден"),
    "ru": ("да, д, ДА!, ага, угу, конечно, хорошо, да пожалуйста, da", "нет, н, не, неа, нет спасибо, не согласна"),
    "tr": ("evet, e, tabii, olur, evet lütfen", "hayır, HAYIR, hayir, h, yok, hayır teşekkürler"),
    "ar": ("نعم, ن, ايوه, أيوة, إي, طبعا, أكيد, موافق, نعمممم, naam", "لا, ل, لأ, كلا, لا شكرا, طبعا لا, مو, مش موافق"),
    "fa": ("بله, ب, آره, اره, بلی, حتما, بله لطفا, bale", "نه, ن, نخیر, خیر, نه ممنون, نهههه"),
    "fa-AF": ("بلی, بله, ها, هان, آره", "نه, نی, نخیر"),
    "ps": ("هو, ه, هوکې, ښه", "نه, ن, یه, نا"),
    "ckb": ("بەڵێ, ئا, ئەرێ, yes", "نەخێر, نا"),
    "ku": ("erê, ere, belê, e", "na, n, nexêr"),
    "so": ("haa, h, HAA", "maya, m"),
    "ti": ("እወ, እ, ሕራይ", "ኣይፋልን, አይፋልን, ኣ"),
    "am": ("አዎ, አዎን, እሺ", "አይ, አይደለም, የለም"),
    "sw": ("ndiyo, ndio, n", "hapana, h"),
    "hi": ("हाँ, हां, जी हाँ, जी, haan", "नहीं, नही, जी नहीं"),
    "bn": ("হ্যাঁ, জি, হ্যা", "না, জি না"),
    "ur": ("ہاں, جی ہاں, جی", "نہیں, جی نہیں"),
    "rn": ("ego, eego", "oya, o"),
    "zh": ("是, 是的, 好", "不, 不是, 没有"),
    "ka": ("კი, დიახ", "არა"),
    "xx": ("yes, 👍", "no"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        (language, value, said)
        for language, both in SAID.items()
        for value, several in zip(("yes", "no"), both, strict=True)
        for said in several.split(", ")
    ],
)
def test_yes_and_no_are_understood_as_people_say_them(language: str, value: str, said: str) -> None:
    assert values(yes_no(said, language=language)) == [value]


@pytest.mark.parametrize(
    ("language", "typed", "reason"),
    [
        ("en", "", "empty"),
        ("en", "yes but only on Mondays", "no_such_choice"),
        ("en", "👍👎", "no_such_choice"),
        ("en", "👍 👎", "several_choices"),
        ("en", "no yes", "several_choices"),
        ("en", "oui", "no_such_choice"),
        ("en", "1", "no_such_choice"),
        ("en", "thanks", "no_such_choice"),
        ("uk", "y", "no_such_choice"),  # one letter: only of the language itself
        ("fa", "n", "no_such_choice"),
        ("fa", "ها", "no_such_choice"),  # yes in Kabul, what? in Tehran
        ("so", "n", "no_such_choice"),
        ("en", "yes " * 30, "too_long"),
    ],
)
def test_what_is_more_than_a_yes_or_a_no_is_asked_again(language: str, typed: str, reason: str) -> None:
    assert values(yes_no(typed, language=language)) == reason


@pytest.mark.parametrize("language", words.YES)
def test_no_word_means_both_yes_and_no(language: str) -> None:
    assert not words.spellings(words.YES[language]) & words.spellings(words.NO[language])


def test_every_language_that_can_say_yes_can_say_no_and_name_its_months() -> None:
    assert words.YES.keys() == words.NO.keys()
    assert words.YES.keys() - {"fa_AF"} <= months.MONTHS["gregorian"].keys()


def test_yes_and_no_of_the_locale_data_repository_are_understood(oracles: Path) -> None:
    said = json.loads((oracles / "languages/cldr_extra.json").read_text(encoding="utf-8"))["yesno"]
    wrong = [
        (language, word)
        for language in set(words.YES) - {"ckb", "rw"}  # which it does not have
        for key, value in (("yesstr", "yes"), ("nostr", "no"))
        for word in said[language.replace("_", "-")][key].split(":")
        if values(yes_no(word, language=language)) != [value]
    ]
    assert wrong == []


# --- choices ----------------------------------------------------------------------------------------------------------

TONGUES = [["🇺🇦 Українська", "Ukrainian"], ["العربية", "Arabic"], ["دری", "Dari"], ["Other language"], ["Français", "French"]]
CHILDREN = [["0 children"], ["1 child"], ["2 children"], ["3 or more"]]
COUNTS = [["0"], ["1"], ["2"], ["3+"]]
YEARS = [["less than a year"], ["1-3 years"], ["3-5 years"], ["6 years or more"]]
AGES = [["18-25"], ["26-35"], ["36 or older"]]
PAPERS = [["I have no papers"], ["Passport"], ["Damascus"], ["Çalışıyorum"], ["legal work"], ["Interested"]]
AGREE = [["✅ Yes, I agree", "yes"], ["❌ No", "no"], ["I don't know"]]
COURSES = [["Reading and writing"], ["Cooking"], ["Driving licence"], ["Nähen", "Sewing"], ["رانندگی"]]


@pytest.mark.parametrize(
    ("typed", "labels", "index"),
    [
        ("1", TONGUES, 0),
        ("٢", TONGUES, 1),
        ("۲", TONGUES, 1),
        ("፪", TONGUES, 1),
        ("2️⃣", TONGUES, 1),
        ("2.", TONGUES, 1),
        ("2)", TONGUES, 1),
        ("(2)", TONGUES, 1),
        ("no. 2", TONGUES, 1),
        ("№2", TONGUES, 1),
        ("#2", TONGUES, 1),
        ("number 2", TONGUES, 1),
        ("شماره ۲", TONGUES, 1),
        ("رقم ٢", TONGUES, 1),
        ("номер 2", TONGUES, 1),
        ("2. Arabic", TONGUES, 1),
        ("2️⃣ العربية", TONGUES, 1),
        ("Українська", TONGUES, 0),
        ("українська 🇺🇦", TONGUES, 0),
        ("🇺🇦", TONGUES, 0),
        ("ukrainian", TONGUES, 0),
        ("укр", TONGUES, 0),
        ("العربيه", TONGUES, 1),
        ("دري", TONGUES, 2),
        ("other", TONGUES, 3),
        ("francais", TONGUES, 4),
        ("Ukranian", TONGUES, 0),
        ("Frensh language", [["Frensh langage"], ["Dari"]], 0),
        ("0", COUNTS, 0),
        ("1", COUNTS, 1),
        ("۳", COUNTS, 3),
        ("3+", COUNTS, 3),
        ("2.", COUNTS, 1),
        ("2.", CHILDREN, 1),
        ("2 children", CHILDREN, 2),
        ("0", CHILDREN, 0),
        ("3 or", CHILDREN, 3),
        ("3-5", YEARS, 2),
        ("6", YEARS, 3),
        ("18", AGES, 0),
        ("2", AGES, 1),
        ("yes", AGREE, 0),
        ("Yes!", AGREE, 0),
        ("✅", AGREE, 0),
        ("no", AGREE, 1),
        ("i dont know", AGREE, 2),
        ("pasport", PAPERS, 1),
        ("I have no paper", PAPERS, 0),
        ("dam", PAPERS, 2),
        ("calisiyorum", PAPERS, 3),
    ],
)
def test_an_option_is_chosen_by_number_or_by_words(typed: str, labels: list[list[str]], index: int) -> None:
    assert choice(typed, labels) == index


@pytest.mark.parametrize(
    ("typed", "labels", "reason"),
    [
        ("", TONGUES, "empty"),
        ("6", TONGUES, "no_such_choice"),
        ("0", TONGUES, "no_such_choice"),
        ("2. Dari", TONGUES, "several_choices"),
        ("Klingon", TONGUES, "no_such_choice"),
        ("u", TONGUES, "no_such_choice"),
        ("dari or arabic", TONGUES, "no_such_choice"),
        ("Man", [["Manager"], ["Mannheim"]], "several_choices"),
        ("SAME.", [["Same"], ["same!"]], "several_choices"),
        ("2", CHILDREN, "several_choices"),  # the second, or two children?
        ("1", YEARS, "several_choices"),
        ("I have papers", PAPERS, "no_such_choice"),
        ("da", PAPERS, "no_such_choice"),  # "yes", not the beginning of Damascus
        ("Çalışmıyorum", PAPERS, "no_such_choice"),  # Turkish: I do not work
        ("çalışmyorum", PAPERS, "no_such_choice"),
        ("illegal work", PAPERS, "no_such_choice"),
        ("uninterested", PAPERS, "no_such_choice"),
        ("more than 12 years", [["more than 10 years"], ["none"]], "no_such_choice"),
        ("graduated 2015", [["graduated 2016"], ["none"]], "no_such_choice"),
        ("I can read and write German no", [["I can read and write German"], ["none"]], "no_such_choice"),
        ("我现在不工作", [["我现在工作"], ["学生"]], "no_such_choice"),
        ("x" * 1001, TONGUES, "too_long"),
    ],
)
def test_an_option_is_not_guessed(typed: str, labels: list[list[str]], reason: str) -> None:
    assert choice(typed, labels) == Misread(reason=reason)


@pytest.mark.parametrize(
    ("typed", "labels", "indexes"),
    [
        ("1 3 5", COURSES, (0, 2, 4)),
        ("1,3", COURSES, (0, 2)),
        ("3, 1", COURSES, (0, 2)),
        ("۱، ۳", COURSES, (0, 2)),
        ("۱ و ۳", COURSES, (0, 2)),
        ("1 і 3", COURSES, (0, 2)),
        ("1 & 3", COURSES, (0, 2)),
        ("1.3.5", COURSES, (0, 2, 4)),
        ("1. 3. 5.", COURSES, (0, 2, 4)),
        ("1️⃣3️⃣", COURSES, (0, 2)),
        ("1-3", COURSES, (0, 1, 2)),
        ("1–3, 5", COURSES, (0, 1, 2, 4)),
        ("1 to 3", COURSES, (0, 1, 2)),
        ("۱ تا ۳", COURSES, (0, 1, 2)),
        ("2", COURSES, (1,)),
        ("Reading and writing", COURSES, (0,)),
        ("reading and writing, cooking", COURSES, (0, 1)),
        ("cooking and sewing", COURSES, (1, 3)),
        ("cooking und nahen", COURSES, (1, 3)),
        ("رانندگی و cooking", COURSES, (1, 4)),
        ("۱ و۳", COURSES, (0, 2)),
        ("١و٣", COURSES, (0, 2)),
        ("الطبخ والقيادة", [["الطبخ"], ["وظيفة"], ["القيادة"]], (0, 2)),
        ("وظيفة", [["الطبخ"], ["وظيفة"], ["القيادة"]], (1,)),
        ("- cooking\n- driving\n", COURSES, (1, 2)),
        ("cooking, cooking", COURSES, (1,)),
        ("1, 2", COUNTS, (1, 2)),
        ("2, 3", CHILDREN, (1, 2)),  # several numbers are places
    ],
)
def test_several_options_are_chosen_at_once(typed: str, labels: list[list[str]], indexes: tuple[int, ...]) -> None:
    assert choices(typed, labels) == indexes


@pytest.mark.parametrize(
    ("typed", "labels", "reason"),
    [
        ("", COURSES, "empty"),
        (",", COURSES, "no_such_choice"),
        ("1, 9", COURSES, "no_such_choice"),
        ("1 2 9", COURSES, "no_such_choice"),
        ("1-9", COURSES, "no_such_choice"),
        ("3-1", COURSES, "no_such_choice"),
        ("cooking, knitting", COURSES, "no_such_choice"),
        ("all", COURSES, "no_such_choice"),
        ("2", CHILDREN, "several_choices"),
        ("1," * 600, COURSES, "too_long"),
    ],
)
def test_one_part_that_is_not_understood_spoils_the_whole(typed: str, labels: list[list[str]], reason: str) -> None:
    assert choices(typed, labels) == Misread(reason=reason)


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=12), st.data())
def test_the_place_of_an_option_in_any_digits_chooses_it(labels: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(labels)))
    zero = data.draw(st.sampled_from(ZEROS))
    options = [[f"x{label}"] for label in labels]  # a label that is a number comes before a place
    assert choice(in_digits(str(place), zero), options) == place - 1


@given(st.lists(st.sampled_from(sorted(set(WORDS))), min_size=1, max_size=8, unique_by=fold))
def test_each_label_chooses_its_option(labels: list[str]) -> None:
    assert [choice(f" {label}! ", [[label] for label in labels]) for label in labels] == list(range(len(labels)))


# --- telephones -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "region", "number", "plain"),
    [
        ("+352 621 123 456", None, "+352621123456", True),
        ("+352-621-123-456", "DE", "+352621123456", True),
        ("00352 621 123 456", None, "+352621123456", True),
        ("٠٠٣٥٢٦٢١١٢٣٤٥٦", None, "+352621123456", True),
        ("\u202a+352 621 123 456\u202c", None, "+352621123456", True),
        ("352621123456+", None, "+352621123456", True),  # typed in Arabic text
        ("+49 (0) 151 12345678", "LU", "+4915112345678", True),
        ("https://wa.me/352621123456?text=hi", None, "+352621123456", True),
        ("352621123456@s.whatsapp.net", None, "+352621123456", True),
        ("352621123456:12@s.whatsapp.net", "LU", "+352621123456", True),
        ("621 123 456", "LU", "+352621123456", False),  # the country is a guess
        ("۶۲۱ ۱۲۳ ۴۵۶", "LU", "+352621123456", False),
        ("my number is 621.123.456", "LU", "+352621123456", False),
        ("0621123456", "LU", "+352621123456", False),
        ("0944 123 456", "SY", "+963944123456", False),
        ("0612 345 678", "FR", "+33612345678", False),
        ("352621123456", None, "+352621123456", False),
        ("963944123456", "LU", "+963944123456", False),
        ("+964791234567", "LU", "+964791234567", False),  # a digit short, says the plan; people know better
        ("0151/12345678", "DE", "+4915112345678", False),
    ],
)
def test_a_telephone_number_is_read_in_any_shape(typed: str, region: str | None, number: str, plain: bool) -> None:
    assert phone(typed, region=region) == (Reading(value=number, plain=plain),)


@pytest.mark.parametrize(
    ("typed", "region", "reason"),
    [
        ("", "LU", "empty"),
        ("call me", "LU", "not_a_phone"),
        ("112", "LU", "not_a_phone"),
        ("621123456", None, "not_a_phone"),
        ("621123456", "XX", "not_a_phone"),
        ("+999 123 456 789", None, "not_a_phone"),
        ("+352621123456 or +352691123456", None, "not_a_phone"),
        ("621 123 456 / 691 123 456", "LU", "not_a_phone"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "LU", "not_a_phone"),  # of Iran: with +352 it would be nobody's
        ("1" * 40, "LU", "not_a_phone"),
        ("1" * 101, "LU", "too_long"),
    ],
)
def test_what_is_no_telephone_number_is_asked_again(typed: str, region: str | None, reason: str) -> None:
    assert phone(typed, region=region) == Misread(reason=reason)


# --- whatever is typed ------------------------------------------------------------------------------------------------


@given(TEXTS, st.sampled_from(LANGUAGES), st.lists(st.lists(TEXTS, max_size=3), max_size=5))
@example("9" * 30 + "⁄3", "en", [])
@example("፼" * 5000, "am", [["፼" * 5000]])
def test_whatever_is_typed_is_read_or_not_but_never_fails(text: str, language: str, labels: list[list[str]]) -> None:
    today = date(2026, 11, 21)
    found = [
        integer(text),
        decimal(text),
        year(text, language=language, today=today),
        date_(text, language=language, today=today),
        phone(text, region="LU"),
        phone(text, region=None),
        yes_no(text, language=language),
    ]
    for each in found:
        assert isinstance(each, Misread) or (each and all(one.value.isascii() for one in each))
        assert isinstance(each, Misread) or len(set(each)) == len(each)
    one, several = choice(text, labels), choices(text, labels)
    assert isinstance(one, Misread) or 0 <= one < len(labels)
    assert isinstance(several, Misread) or set(several) <= set(range(len(labels)))
    assert isinstance(one, Misread) or several == (one,)
