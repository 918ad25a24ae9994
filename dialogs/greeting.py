"""In which language somebody may be greeted of whom only the first words are known: WhatsApp does not tell a phone's language.

It is used for the question which language they would like, and for nothing that is kept.
"""

from dialogs import texts
from dialogs.reading import fold
from dialogs.texts import Voices

PERSIAN = frozenset("پچژگکی")  # Arabic has ك and ي
UKRAINIAN = frozenset("іїєґ")
SCRIPTS = (("\u0600", "\u06ff", PERSIAN, "fa", "ar"), ("\u0400", "\u04ff", UKRAINIAN, "uk", "ru"))


def written_in(text: str, voices: Voices) -> str:
    """The one language whose words for start, continue or help these are; else by the letters; "" where nothing can be told."""
    word = fold(text)
    known = [
        language for language in voices.languages if word and any(word in _words(voices, language, name) for name in _NAMES)
    ]
    return known[0] if len(known) == 1 else _by_letters(text.lower())


_NAMES = ("start", "continue", "help")


def _words(voices: Voices, language: str, name: str) -> frozenset[str]:
    return voices[language].words(texts.WORDS[name])


def _by_letters(text: str) -> str:
    for first, last, own, one, other in SCRIPTS:
        if any(first <= letter <= last for letter in text):
            return one if own & set(text) else other
    return ""
