"""What every language must keep to, so that a translation cannot harm a conversation.

For one language while translating: `pytest tests/test_languages.py -k "uk]"`.
"""

import re
import unicodedata
from collections import Counter, defaultdict

import pytest
from babel.core import Locale, get_global
from babel.messages.catalog import Message

from bot.texts import speech
from bot.texts.catalogue import path_of
from bot.texts.languages import DESK, ENGLISH, LOCALES, Language
from bot.texts.messages import all_texts
from dialogs import texts
from dialogs.reading.scripts import fold
from dialogs.reading.words import NO, YES
from dialogs.texts import Text
from tests.catalogues import (
    ALL,
    PLACE,
    SPOKEN,
    bare,
    english,
    entries,
    every_spoken,
    every_translation,
    faults,
    forms,
    identified,
    is_word_list,
    running_text,
    strings,
    translated,
    wanted,
)

NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100)
LIMIT = re.compile(r"At most (\d+) characters")
SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Ethi": "ETHIOPIC", "Deva": "DEVANAGARI"}
# Words that stay Latin in every script, where the English says them too: names, kinds of files, keys that the desk listens to.
STAY_LATIN = frozenset(
    "telegram whatsapp meta openstreetmap ok lotse kobotoolbox odk xlsform excel javascript aegis freeotp"
    " html pdf csv xlsx xls md zip po utc a h j k r".split()
)
OF_WORKBOOKS = ("xpath:", "fault:", "book:", "file:", "cured:", "zip:")  # texts that name columns, types and functions
EXPLAINED = frozenset({"excel"})  # may be said to explain something where the English does not
OURS = re.compile(r"/[a-z]+|\.[a-z]+|“lotse [a-z ]+”|lotse:sets = [a-z:]+")  # commands, file ends, settings: as in the English
SISTERS = {"sr_Latn": ("hr", "bs")}  # languages that are written alike, for those who tell languages apart
SAME_AS_ENGLISH = {
    "de": {"bus", "name", "online", "pause", "ticket", "video", "workshop", "workshops"},
    "es": {"no", "video"},
    "fr": {"bus", "menu", "mentor", "mentors", "messages", "page", "pause", "stop"},
    "sr_Latn": {"bot"},
    "tr": {"mentor"},
}


@every_translation
def test_every_text_is_translated_and_none_is_left_fuzzy(code: str, whom: str) -> None:
    done = {(m.context, english(m)) for m in entries(code, whom) if not m.fuzzy and len(forms(m)) == count(ALL[code], m)}
    missing = [f"{m.context}: {english(m)}" for m in wanted(code, whom) if (m.context, english(m)) not in done]
    assert not missing, faults(missing)


def count(language: Language, message: Message) -> int:
    return language.nplurals if message.pluralizable else 1


@every_translation
def test_the_header_carries_our_plural_rule(code: str, whom: str) -> None:
    header = path_of(code, LOCALES, whom).read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert f"nplurals={ALL[code].nplurals}; plural=({ALL[code].plural});" in header


@every_translation
def test_placeholders_are_those_of_the_english(code: str, whom: str) -> None:
    wrong = []
    for message in entries(code, whom):
        wanted = Counter(PLACE.findall(english(message)))
        for index, form in enumerate(strings(message)):
            places = Counter(PLACE.findall(form))
            if form and places != wanted and not (places == without_n(wanted) and is_for_one_number(code, index, message)):
                wrong.append(f"{message.context}: {form}")
    assert not wrong, faults(wrong)


def without_n(places: Counter[str]) -> Counter[str]:
    return Counter({place: times for place, times in places.items() if place != "{n}"})


def is_for_one_number(code: str, index: int, message: Message) -> bool:
    """Whether a plural form is used for a single number, which it may then say in words."""
    return message.pluralizable and [ALL[code].form(n) for n in range(1000)].count(index) == 1


@every_translation
def test_braces_stand_only_around_placeholders_or_where_the_english_speaks_of_them(code: str, whom: str) -> None:
    wrong = [f"{m.context}: {form}" for m, form in translated(code, whom) if braces(form) != braces(english(m))]
    assert not wrong, faults(wrong)


def braces(text: str) -> list[str]:
    return re.findall("[{}]", PLACE.sub("", text))


@every_translation
def test_every_number_is_said_in_its_form(code: str, whom: str) -> None:
    voices = speech.load()
    voice = (voices.desk if whom == DESK else voices)[code]
    plurals = {text.context: text for text in all_texts(whom) if text.plural}
    for message in (one for one in entries(code, whom) if one.context in plurals and all(strings(one))):
        others = {place[1:-1]: "x" for place in PLACE.findall(english(message)) if place != "{n}"}
        for n in NUMBERS:
            said = PLACE.sub("x", strings(message)[ALL[code].form(n)].replace("{n}", str(n)))
            assert bare(voice.say(plurals[message.context or ""], n=n, **others)) == bare(said)


@every_translation
def test_no_button_is_longer_than_the_narrowest_channel_shows(code: str, whom: str) -> None:
    """WhatsApp: 20 characters on a reply button, 24 in the row of a list (the limits are in the comments)."""
    wrong = []
    for message, form in translated(code, whom):
        limits = [int(found[1]) for comment in message.auto_comments if (found := LIMIT.search(comment))]
        if limits and len(form) > min(limits):
            wrong.append(f"{message.context}: {form} has {len(form)}, at most {min(limits)}")
    assert not wrong, faults(wrong)


@every_translation
def test_lines_and_their_beginnings_are_those_of_the_english(code: str, whom: str) -> None:
    wrong = [f"{m.context}: {form}" for m, form in translated(code, whom) if layout(form) != layout(english(m))]
    assert not wrong, faults(wrong)


def layout(text: str) -> list[str]:
    """Of each line, whether it is blank or which pictogram or bullet it begins with. Marks on its edges are ours to set."""
    return [pictogram(line) if line.strip() else "blank" for line in text.split("\n")]


def pictogram(line: str) -> str:
    first = bare(line)[:1]
    return first if unicodedata.category(first) in ("So", "Sm", "Co") or first == "•" else ""


@every_translation
def test_no_text_has_loose_ends(code: str, whom: str) -> None:
    wrong = [f"{m.context}: {form!r}" for m, form in translated(code, whom) if form != form.strip() or re.search(" {2,}", form)]
    assert not wrong, faults(wrong)


@every_translation
def test_digits_are_those_that_every_keyboard_has(code: str, whom: str) -> None:
    wrong = [f"{m.context}: {form}" for m, form in translated(code, whom) if re.search(r"[^\D0-9]", form)]
    assert not wrong, faults(wrong)


@every_translation
def test_emphasis_is_closed(code: str, whom: str) -> None:
    wrong = [
        f"{m.context}: {form}"
        for m, form in translated(code, whom)
        if form.count("**") != english(m).count("**") or ("|" in form) != ("|" in english(m))
    ]
    assert not wrong, faults(wrong)


@every_translation
def test_the_texts_are_written_in_the_script_of_the_language(code: str, whom: str) -> None:
    script = SCRIPTS[Locale.parse(code).script or get_global("likely_subtags")[code.split("_", maxsplit=1)[0]].split("_")[1]]
    wrong = []
    for message, form in translated(code, whom):
        words = [word for word in words_of_its_own(message, form) if fold(word) not in latin(message)]
        foreign = [word for word in words if not all(script in unicodedata.name(letter, "") for letter in word)]
        if foreign and not is_word_list(message):  # people type their words with any keyboard
            wrong.append(f"{message.context}: {' '.join(foreign)}")
    assert not wrong, faults(wrong)


def words_of_its_own(message: Message, form: str) -> list[str]:
    """Without placeholders, and without the commands and the like that the English has."""
    ours = set(OURS.findall(english(message)))
    return re.findall(r"[^\W\d_]+", OURS.sub(lambda found: "" if found[0] in ours else found[0], PLACE.sub("", form)))


def latin(message: Message) -> set[str]:
    """Words that may stand in any script. Not in every text: a Latin "a" would be no Ukrainian "а"."""
    words = {fold(word) for word in re.findall(r"[^\W\d_]+", english(message))}
    names = (message.context or "").startswith(OF_WORKBOOKS)
    return {*EXPLAINED, *(words if names else STAY_LATIN & words)}


@every_translation
def test_the_texts_are_in_the_language_they_are_said_to_be_in(code: str, whom: str) -> None:
    chunks = list(running_text(code, whom))
    assert chunks, "too little is translated to tell the language"
    expected = {code.split("_", maxsplit=1)[0], *ALL[code].aliases, *SISTERS.get(code, ())}
    wrong = [chunk[:60] for chunk in chunks if not identified(chunk) & expected]
    assert not wrong, faults(wrong)


@every_translation
def test_nothing_is_left_in_english(code: str, whom: str) -> None:
    """Words that are the same in both languages are on a list; what has no words needs no translation."""
    same = STAY_LATIN | SAME_AS_ENGLISH.get(code, set())
    wrong = []
    for message, form in translated(code, whom):
        words = re.findall(r"[^\W\d_]{2,}", PLACE.sub("", english(message)))
        if form == english(message) and not {fold(word) for word in words} <= same:
            wrong.append(f"{message.context}: {form}")
    assert not wrong, faults(wrong)


@every_translation
def test_the_choices_of_a_list_can_be_told_apart(code: str, whom: str) -> None:
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    wrong = []
    for message, form in translated(code, whom):
        if found := re.fullmatch(r"([^:]+:[^:/]+)/[^:]+:label", message.context or ""):
            other = lists[found[1]].setdefault(fold(bare(form)), message.context or "")
            if other != message.context:
                wrong.append(f"{message.context} reads as {other}: {form}")
    assert not wrong, faults(wrong)


# --- Words that people type -----------------------------------------------------------------------------------------


@every_spoken
def test_no_word_means_two_things(code: str) -> None:
    voice = speech.load()[code]
    meanings: dict[str, set[str]] = defaultdict(set)
    for verb, text in texts.WORDS.items():
        for word in voice.words(text):
            meanings[word].add(verb)
    assert {word: verbs for word, verbs in meanings.items() if len(verbs) > 1} == {}


@every_spoken
def test_every_verb_has_words_of_the_language_and_english_ones(code: str) -> None:
    voice, english_voice = speech.load()[code], speech.load()[ENGLISH]
    for text in texts.WORDS.values():
        assert voice.words(text) >= english_voice.words(text)
        assert code == ENGLISH or voice.words(text) > english_voice.words(text), f"{text.context} has no words of {code}"


@every_spoken
def test_no_word_for_a_verb_is_a_yes_or_a_no(code: str) -> None:
    voice = speech.load()[code]
    answers = {fold(word) for said in (YES, NO) for word in said.get(code, "").split("|")}
    assert {verb: both for verb, text in texts.WORDS.items() if (both := voice.words(text) & answers)} == {}


def test_no_word_for_stop_means_something_else_in_another_language() -> None:
    """A stop is obeyed in every language, whichever the person has chosen."""
    voices = speech.load()
    stop = {word for code in SPOKEN for word in voices[code].words(texts.WORDS["stop"])}
    others = {
        f"{code} {verb}": both
        for code in SPOKEN
        for verb, text in texts.WORDS.items()
        if verb != "stop" and (both := voices[code].words(text) & stop)
    }
    answers = {fold(word) for code in SPOKEN for said in (YES, NO) for word in said.get(code, "").split("|")}
    assert others == {}
    assert stop & answers == set()


NAMED = {
    "back": texts.BACK,
    "skip": texts.SKIP,
    "pause": texts.PAUSE,
    "help": texts.HELP,
    "language": texts.LANGUAGE,
    "menu": texts.MENU_BUTTON,
    "stop": texts.STOP,
    "continue": texts.GO_ON,
    "done": texts.DONE,
    "dont_know": texts.DONT_KNOW,
    "rather_not": texts.RATHER_NOT,
    "person": texts.ASK_PERSON,
}


@every_spoken
def test_what_a_button_says_may_also_be_typed(code: str) -> None:
    voice = speech.load()[code]
    deaf = {verb: words for verb, button in NAMED.items() if (words := name(voice.say(button))) not in words_of(code, verb)}
    assert deaf == {}


def words_of(code: str, verb: str) -> frozenset[str]:
    return speech.load()[code].words(texts.WORDS[verb])


def name(button: str) -> str:
    """What a button says, without its pictogram."""
    return fold(bare(button).split(" ", 1)[1])


@every_spoken
def test_the_words_that_help_names_do_what_it_says(code: str) -> None:
    voice = speech.load()[code]
    lines = [line for line in voice.say(texts.HELP_TEXT).split("\n") if "•" in line]
    named = [fold(re.split("[:：]", line.split("•")[1])[0]) for line in lines]
    for word, verb in zip(named, ("back", "skip", "change", "pause", "language", "stop"), strict=True):
        assert word in voice.words(texts.WORDS[verb]), f"help says {word!r} for {verb}"


@every_spoken
@pytest.mark.parametrize(
    ("text", "button"),
    [
        (texts.CHOOSE_SEVERAL, texts.DONE),
        (texts.PAUSED, texts.GO_ON),
        (texts.STOPPED, texts.MY_DATA),
        (texts.PRIVACY_TEXT, texts.MY_DATA),
        (texts.KEPT_APART, texts.PHONES),
    ],
    ids=lambda text: text.context,
)
def test_a_text_names_a_button_as_the_button_names_itself(code: str, text: Text, button: Text) -> None:
    voice = speech.load()[code]
    assert name(voice.say(button)) in fold(bare(voice.say(text)))


@every_spoken
def test_the_word_that_leads_out_of_trouble_is_understood(code: str) -> None:
    voice = speech.load()[code]
    assert any(word in fold(voice.say(texts.BROKEN)) for word in voice.words(texts.WORDS["menu"]))
