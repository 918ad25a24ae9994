"""Whole conversations, played again and compared with what is written in tests/transcripts. See tests.scripts."""

import os
from pathlib import Path

import pytest

from tests.conversations import VOICES
from tests.scripts import FOLDER, Script, played, read

WRITTEN = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.md"))}
SCRIPTS: dict[str, Script] = {name: read(text) for name, text in WRITTEN.items()}
ON_BOTH = "fa_AF-welcome-and-skills-by-tapping"


@pytest.mark.parametrize("name", WRITTEN)
async def test_the_conversation_goes_as_written(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    today = await played(SCRIPTS[name], f"sqlite:///{tmp_path}/lotse.db", os.urandom(32))
    assert "→ BROKEN" not in today
    if pytestconfig.getoption("--update"):
        (FOLDER / f"{name}.md").write_text(today)
    else:
        assert today == WRITTEN[name]


async def test_it_goes_the_same_way_on_both_databases(database_url: str, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update"):
        pytest.skip("what is written is just being written anew")
    assert await played(SCRIPTS[ON_BOTH], database_url, os.urandom(32)) == WRITTEN[ON_BOTH]


def test_there_are_conversations_in_every_language() -> None:
    assert {name.partition("-")[0] for name in WRITTEN} >= set(VOICES.languages)
