"""A form in a language that the bot does not speak: people can choose it, and are asked in it."""

from pathlib import Path

import pytest

from bot.forms.library import lists
from bot.texts import speech
from bot.workbooks.reading import load
from tests.answered import KEY
from tests.conversations import house, world

BOTH = """
| survey |
| | type | name | label::English (en) | label::{heading} |
| | text | name | What is your name? | {asked} |
| | select_one yes_no | work | Do you work? | {asked} 2 |

| choices |
| | list_name | name | label::English (en) | label::{heading} |
| | yes_no | yes | Yes | {yes} |
| | yes_no | no | No | {yes} 2 |

| settings |
| | form_title | form_id |
| | Visit | visit |
"""
STRANGE = [
    ("Tigrinya (ti)", "ti", "ትግርኛ", "ስምካ እንታይ እዩ?", "እወ"),
    ("Kurdish (ckb)", "ckb", "کوردیی ناوەندی", "ناوت چییە؟", "بەڵێ"),
    ("Tetun (tet)", "tet", "tet", "Ita-nia naran saida?", "Loos"),
]


@pytest.mark.parametrize(("heading", "code", "own", "asked", "yes"), STRANGE)
async def test_a_form_is_asked_in_a_language_that_only_it_speaks(
    tmp_path: Path, heading: str, code: str, own: str, asked: str, yes: str
) -> None:
    form = load(BOTH.format(heading=heading, asked=asked, yes=yes).encode())
    voices = speech.load(forms=[form])
    known = world({"visit": form})
    known = type(known)(forms=known.forms, voices=voices, lists=lists(voices), programmes=known.programmes, limits=known.limits)
    async with house(f"sqlite:///{tmp_path}/lotse.db", known, KEY) as home:
        sam = home.phone("sam")
        await sam.start()
        assert "What is your name?" in sam.screen
        await sam.say("language")
        await sam.tap(own)
        assert asked in sam.screen
        assert sam.last.rtl is (code == "ckb")
        await sam.say("Sam")
        assert f"{asked} 2" in sam.screen
        await sam.say(yes)
        assert f"{asked} 2 — {yes}" in sam.screen


def test_our_own_languages_stay_as_they_are() -> None:
    (form,) = [load(BOTH.format(heading="Dari", asked="نام؟", yes="بلی").encode())]
    voices = speech.load(forms=[form])
    assert voices.learned == {}
    assert voices.languages == speech.load().languages
