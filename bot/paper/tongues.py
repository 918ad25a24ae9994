"""The words of a printed form in one of its languages: what its workbook says, else what our catalogues say."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.paper.printing import Words
from bot.settings import SettingProblem
from bot.texts.bidi import has_rtl
from bot.texts.speech import Voices
from dialogs.form import Form, Label
from dialogs.labels import labels
from dialogs.markup import unstyled
from dialogs.texts import Speech, Text

MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")  # of direction: nobody sees them
PLACE = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    code: str
    name: str
    rtl: bool
    speech: Speech
    ours: bool

    def say(self, text: Text, **values: str | int) -> Words:
        return self._words(self.speech.say(text, **values))

    def label(self, label: Label | None, number: Callable[[str], str]) -> Words:
        """A label; in place of an earlier answer stands what `number` gives for it. Empty where the form has none."""
        if label is None:
            return Words("", rtl=self.rtl)
        places = {name: number(expression.source) for name, expression in label.outputs.items()}
        written = label.texts.get(self.code) if self.code else None
        if self.ours and not written:
            written = self.speech.label(label, **places)
        text = PLACE.sub(lambda place: places.get(place[1], "…"), written or label.source)
        return self._words(unstyled(text))

    def plain(self, text: str) -> Words:
        return self._words(text)

    def _words(self, text: str) -> Words:
        """An English text among Arabic ones is still read from the left."""
        return Words(text, rtl=self.rtl and (has_rtl(text) or not any(letter.isalpha() for letter in text)))


def distinct(words: Iterable[Words]) -> list[Words]:
    """What differs between the languages, once each: own names and what is not translated stand there only once."""
    return list({MARKS.sub("", one.text): one for one in words}.values())


def tongues(form: Form, voices: Voices, languages: tuple[str, ...]) -> list[Tongue]:
    """Raises SettingProblem for a language that neither the form nor we have."""
    if not 1 <= len(languages) <= 2 or len(set(languages)) < len(languages):
        raise SettingProblem("A paper form is in one language or in two. For example: --languages fr,ar")
    return [_tongue(form, voices, code) for code in languages]


def _tongue(form: Form, voices: Voices, code: str) -> Tongue:
    ours, own = voices.nearest(code), {key.lower(): key for key in form.languages}.get(code.replace("-", "_").lower())
    spoken: Mapping[str, str] = {voices.nearest(key) or key: key for key in form.languages}
    if not own and not ours:
        known = ", ".join(dict.fromkeys([*form.languages, *voices.languages]))
        raise SettingProblem(f'The form "{form.name}" has no texts in "{code}". It can be printed in: {known}.')
    written = own or spoken.get(ours or "", "")
    about = voices.about.get(ours or "")
    letters = "".join(shown.label.texts.get(written, "") for shown in labels(form))
    return Tongue(
        code=written,
        name=about.name if about else code,
        rtl=about.rtl if about else has_rtl(letters),
        speech=voices[ours or code],
        ours=ours is not None,
    )
