"""A form that shows a picture and asks for one, and for a place: the whole way, from the phone to the desk's database."""

from pathlib import Path

import pytest

from bot.files import media
from bot.workbooks.reading import load
from storage.answers import dossier
from storage.schema import attachment, person
from tests.albums import CLEAN, HERE, VOICE
from tests.road import hurry, road, texts

FORM = """
| survey |
| | type | name | label | media::image | media::audio |
| | image | paper | Please send your certificate. | example.jpg | say.ogg |
| | geopoint | home | Where do you live? | | |

| settings |
| | form_title | form_id | version | namespaces | attribute::lotse:summary |
| | Papers | papers | 1 | lotse="https://lotse.org/xforms" | no |
"""
TOML = '[programmes.test]\nname = "Test"\nstart = "papers"\nforms = ["papers"]\nquiet = [0, 0]\n'


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, {"papers": load(FORM.encode(), name="papers")})
    monkeypatch.setattr(media, "LOOK_AGAIN", 0.05)


async def test_a_photo_and_a_place_are_answers(tmp_path: Path, database_url: str) -> None:
    async with road(tmp_path / "data", database_url, toml=TOML) as way:
        beside = tmp_path / "data/forms/papers"
        beside.mkdir()
        (beside / "example.jpg").write_bytes(HERE.data)
        (beside / "say.ogg").write_bytes(VOICE.data)
        hand = way.fake.new_phone("Zarifeh", "en")
        await hand.start()
        await hand.expect("certificate")
        assert sorted(texts(hand)[:2]) == ["[photo]", "[voice]"]
        assert "certificate" in texts(hand)[2]
        await hand.say("I have none with me")
        await hand.expect(1)
        await hand.send("photo", HERE)
        await hand.expect("Where do you live?")
        await hand.send_location(49.6, 6.1342, 12)
        await hand.expect(1)

        async def kept() -> bool:
            return await way.rows(attachment, "state") == ["kept"]

        await way.until(kept)
        [who] = await way.rows(person, "id")
        keyring = way.app.store.keyring
        found = await way.read(lambda connection: dossier.person(connection, keyring, who))
        assert found
        paper, home = found.sheets[0].answers
        assert found.files[1, paper.value].path == "paper"
        assert home.value.split()[:2] == ["49.6", "6.1342"]
        assert float(home.value.split()[3]) == 12
        assert found.files[1, paper.value].size == len(CLEAN)
