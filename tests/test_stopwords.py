"""Stop is understood in languages that the bot does not speak, and nothing that may be an answer is taken for it."""

import pytest

from dialogs import texts
from dialogs.reading import clean, fold
from dialogs.stopwords import START, STOP, starts, stops
from tests.conversations import VOICES, house


@pytest.mark.parametrize("language", sorted(STOP))
def test_every_word_for_stop_is_one_word_and_stops(language: str) -> None:
    for word in STOP[language].split():
        assert stops(fold(f"{word.upper()}!"), VOICES), word


@pytest.mark.parametrize(
    "words",
    "STOP STOP!|please stop|Stop, please.|Stop 🛑🙏🏽|ＳＴＯＰ！|stop\nplease|Bitte stopp|arrêtez s'il vous plaît|لطفا توقف|من فضلك توقف"
    "|اوقف من فضلك!|Стоп, пожалуйста|будь ласка, стоп|lütfen dur|በጃኹም ኣቁም"
    "|pls stop|STOOOP!!!|stooop|stop stp|будь-ласка, стоп|Прошу, зупиніть|رجاءً توقف|أرجوكم أوقفوا الرسائل|خواهش می‌کنم بس کنید"
    "|لطفاً دیگر پیام نفرستید|پلیز روکو".split("|"),
)
def test_a_please_or_a_picture_beside_it_changes_nothing(words: str) -> None:
    assert stops(fold(clean(words)), VOICES)


@pytest.mark.parametrize("language", sorted(START))
def test_every_word_for_start_brings_back(language: str) -> None:
    for word in START[language].split():
        assert starts(fold(word), VOICES), word


@pytest.mark.parametrize(
    "words",
    "بس|बंद|para|no|yes|thanks|🙏|bus stop|non-stop|ودرېږه سبا||please stop by tomorrow?|please stop asking me about work"
    "|No, I did not stop".split("|"),
)
def test_what_may_be_an_answer_does_not_stop(words: str) -> None:
    assert not stops(fold(words), VOICES)


def test_no_word_that_the_bot_knows_otherwise_stops() -> None:
    others = [text for name, text in texts.WORDS.items() if name != "stop"]
    for language in VOICES.languages:
        for text in others:
            for word in VOICES[language].words(text):
                assert not stops(word, VOICES) or word in VOICES[language].words(texts.WORDS["stop"]), (language, word)


async def test_somebody_who_writes_stop_in_pashto_and_start_in_tigrinya_is_understood(database_url: str) -> None:
    async with house(database_url) as home:
        phone = home.phone("100")
        await phone.start()
        await phone.tap("English")
        await phone.say("ودرېږه")
        assert texts.STOPPED.english in phone.screen
        await phone.say("ጀምር")
        assert "Good to see you again" in phone.screen
