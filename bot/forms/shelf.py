"""Imported forms that change while the bot runs are taken up without a restart: their folder is looked at from time to time."""

import asyncio
import shutil
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from bot.workbooks import reading
from bot.workbooks.reading import Source
from dialogs.form import Form
from dialogs.xlsform.reader import FormError

EVERY = 20  # seconds between two looks

log = structlog.get_logger()


class Shelf:
    """`forms` are those of the world, which every turn reads. A form that cannot be read any more stays as it was."""

    def __init__(self, folder: Path, forms: MutableMapping[str, Form]) -> None:
        self.folder, self.forms = folder, forms
        self._seen = self._times()

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def look(self) -> list[str]:
        """The names of the forms that were looked at again. A new one waits for the next start: lotse.toml has to name it, too."""
        times = await asyncio.to_thread(self._times)
        changed = [name for name, time in times.items() if self._seen.get(name) != time and name in self.forms]
        self._seen = times
        for name in changed:
            try:
                self.forms[name] = await asyncio.to_thread(self._read, name)
            except (FormError, OSError, StopIteration) as problem:
                log.error("an imported form cannot be read", form=name, problem=type(problem).__name__)
        return changed

    def _times(self) -> Mapping[str, int]:
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        return {one.name: one.stat().st_mtime_ns for one in folders if reading.is_imported(one)}

    def _read(self, name: str) -> Form:
        source = reading.at(reading.kept(self.folder / name), called=name)
        return reading.read_all([source], apart=True)[0][0]


def put(folder: Path, suffix: str, source: Source, files: Sequence[str], marks: Mapping[str, str] | None = None) -> None:
    """Keep an imported workbook with its files; the new folder is whole before it takes the place of the old one. `marks`: small files
    besides, whose names begin with a dot. Raises OSError.
    """
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / f"{reading.WORKBOOK}{suffix}").write_bytes(source.content)
    for name in files:
        content = reading.fetched(source, name)
        if content is not None:
            (fresh / name).write_bytes(content)
    for name, text in (marks or {}).items():
        (fresh / name).write_text(text, encoding="utf-8")
    with suppress(FileNotFoundError):
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
