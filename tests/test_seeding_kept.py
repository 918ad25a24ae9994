"""What the demo keeps of its past from one start to the next."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.seeding import kept as seeding_kept
from bot.settings import Settings, read
from tests.people import MONDAY


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where a past was made anew."""
    found: list[Path] = []

    async def seed(settings: Settings, _now: object) -> list[object]:
        found.append(settings.data)
        for name in ("lotse.db", "key"):
            (settings.data / name).write_text(f"{name} {len(found)}")
        return [type("Clara", (), {"code": f"c_{len(found)}"})]

    monkeypatch.setattr(seeding_kept, "seed", seed)
    return found


async def test_a_second_start_on_the_same_day_finds_the_same_past(tmp_path: Path, made: list[Path]) -> None:
    kept, codes = tmp_path / "kept", []
    for at in (MONDAY, MONDAY + timedelta(hours=3), MONDAY + timedelta(days=1)):
        folder = tmp_path / f"start {at.isoformat()}"
        folder.mkdir()
        codes.append(await seeding_kept.past(replace(read({}, tmp_path), data=folder), at, kept))
        assert (folder / "lotse.db").read_text() == f"lotse.db {len(made)}"
    assert codes == ["c_1", "c_1", "c_2"]
    assert len(list(kept.iterdir())) == 1, "the past of another day is of no use"


async def test_the_last_three_of_a_day_are_kept_as_forms_differ(tmp_path: Path, made: list[Path]) -> None:
    kept, codes = tmp_path / "kept", []
    for name in "abcd":
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.md").touch()
    for number, name in enumerate("abcdadb"):
        folder, forms = tmp_path / f"start {number}", tmp_path / name
        folder.mkdir()
        codes.append(await seeding_kept.past(replace(read({}, tmp_path), data=folder, forms=forms), MONDAY, kept))
    assert codes == ["c_1", "c_2", "c_3", "c_4", "c_5", "c_4", "c_6"]
    assert len(list(kept.iterdir())) == 3
