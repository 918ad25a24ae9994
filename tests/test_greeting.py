"""Who greets on WhatsApp, which tells nothing of a phone's language, is asked for theirs in words they can read."""

import pytest

from dialogs.events import Typed
from dialogs.greeting import written_in
from tests.conversations import VOICES
from tests.phones import two_channels, whatsapp

QUESTION = {
    "ar": "ما هي اللغة المناسبة لك؟",
    "uk": "Яка мова вам зручна?",
    "en": "Which language would you like?",
}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("مرحبًا", "ar"),
        ("Bonjour", "fr"),
        ("Merhaba", "tr"),
        ("привіт", "uk"),
        ("Здравствуйте", "ru"),
        ("سلام، کمک می‌خواهم", "fa"),
        ("أحتاج مساعدة", "ar"),
        ("Hello", ""),
        ("👍", ""),
        ("12", ""),
        ("", ""),
        ("ሰላም", ""),
    ],
)
def test_a_greeting_is_recognised_by_its_words_or_letters(text: str, language: str) -> None:
    assert written_in(text, VOICES) == language


@pytest.mark.parametrize(("greeting", "language"), [("مرحبا", "ar"), ("Привіт", "uk"), ("Hello", "en"), ("ሰላም", "en")])
async def test_the_language_is_asked_for_in_the_language_of_the_greeting(
    database_url: str, greeting: str, language: str
) -> None:
    async with two_channels(database_url) as home:
        amal = whatsapp(home, "352621000001", language="")
        await amal.happen(Typed(at=home.now, text=greeting))
        assert QUESTION[language] in amal.screen
