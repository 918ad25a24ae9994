"""Questions and answers: how a form becomes a conversation. See also test_verbs, test_trust, and whole conversations in transcripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.events import Tapped
from storage.schema import concern, quarantine
from tests.answered import answers, form, rows, values
from tests.conversations import SHIPPED, House, Phone, house, world

EVERY_KIND = form(
    """
| | type | name | label | hint | required | default | appearance |
| | note | hello | Hello, this is a test. | | | | |
| | acknowledge | read | Have you read it? | | yes | | |
| | text | words | What did you do? | | yes | | |
| | integer | years | How many years? | | | | |
| | decimal | height | How tall are you? | | | | |
| | date | day | When did you arrive? | | | | |
| | date | born | When were you born? | | | | year |
| | phone | phone | What is your number? | | | | |
| | select_one way | way | How do you come? | | yes | | |
| | select_multiple way | ways | How else? | | | | |
""".replace("| | phone | phone", "| | text | phone").strip(),
    "| | way | bus | 🚌 Bus |\n| | way | train | 🚆 Train |\n| | way | bike | 🚲 Bicycle |\n| | way | boat | ⛵ Boat |",
)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[House]:
    """The shipped forms."""
    async with house(f"sqlite:///{tmp_path}/lotse.db") as home:
        yield home


class Visit:
    """Opens houses with forms of their own."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/lotse.db"

    def __call__(self, *forms: object, **programme: object):  # type: ignore[no-untyped-def]
        return house(self.url, world({one.name: one for one in forms}, **programme), b"k" * 32)  # type: ignore[attr-defined]


@pytest.fixture
def at_home(tmp_path: Path) -> Visit:
    return Visit(tmp_path)
