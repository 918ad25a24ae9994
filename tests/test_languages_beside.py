"""Our everyday words beside those of other people's reviewed catalogues."""

import json
from pathlib import Path

from bot.texts import speech
from dialogs import texts
from dialogs.reading.scripts import fold
from tests.catalogues import every_spoken

BESIDE = {
    "skip": texts.SKIP,
    "continue": texts.GO_ON,
    "send": texts.HAND_IN,
    "yes": texts.YES,
    "no": texts.NO,
    "back": texts.BACK,
    "delete": texts.DELETE,
    "dialog-process-back": texts.BACK,
    "dialog-process-continue": texts.GO_ON,
    "dialog-process-retry": texts.REPEAT,
    "field-help": texts.HELP,
}


@every_spoken
def test_our_words_beside_those_of_reviewed_catalogues(code: str, oracles: Path) -> None:
    """A report (`-rP` shows it), not a judgement: good translations differ. That none at all agrees would be odd."""
    theirs = json.loads((oracles / "languages/ref_strings.json").read_text(encoding="utf-8")).get(code, {})
    voice = speech.load()[code]
    pairs = [
        (source, key, {fold(one) for one in (value.split(":") if source == "cldr_posix" else [value])}, voice.say(text))
        for source, strings in theirs.items()
        for key, value in strings.items()
        if (text := BESIDE.get(key))
    ]
    agree = [any(word in fold(ours) for word in words if len(word) > 1) for _, _, words, ours in pairs]
    for (source, key, words, ours), alike in zip(pairs, agree, strict=True):
        print(f"{'=' if alike else '≠'} {source} {key}: {', '.join(sorted(words))} | {ours}")  # noqa: T201
    assert not pairs or any(agree)
