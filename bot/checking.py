"""`lotse check`: forms and texts, looked through for what would harm a conversation."""

import sys
from collections.abc import Iterator, Mapping

from bot import speech
from bot.channels.telegram import messages as telegram
from bot.messages import all_texts
from bot.speech import Voices
from dialogs.check import Channels, Fault, faults_of_form, faults_of_texts
from dialogs.form import Form, Label, Limits
from dialogs.texts import Text

CHANNELS: Channels = {
    "Telegram": (telegram.LIMITS,),
    # Cloud API: three reply buttons of 20 characters, or a list of ten rows of 24; an interactive body has 1,024.
    "WhatsApp": (Limits(text=1024, options=3, label=20), Limits(text=1024, options=10, label=24)),
}


def main(forms: Mapping[str, Form]) -> int:
    """Print every fault, one a line; 1 if there is any."""
    voices = speech.load()
    found = [*faults(forms, voices)]
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(forms)} forms, {len(voices.languages)} languages: {len(found) or 'no'} faults\n")
    return 1 if found else 0


def faults(forms: Mapping[str, Form], voices: Voices) -> Iterator[Fault]:
    """All faults of the forms, and of the texts. A form is to be in its workbook's languages, or in all of ours."""

    def translation(what: Label | Text, language: str) -> tuple[str, ...] | None:
        return voices[language].own(what)

    for form in forms.values():
        own = [code for code in map(voices.nearest, form.languages) if code]
        languages = own or voices.languages
        yield from faults_of_form(form, forms=forms, languages=languages, translation=translation, channels=CHANNELS)
    plurals = {code: about.nplurals for code, about in voices.about.items()}
    yield from faults_of_texts(all_texts(), languages=plurals, translation=translation)
