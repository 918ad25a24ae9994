"""`lotse export`: opens the database, writes the file, shows how far it is."""

import sys
from pathlib import Path

from bot import app
from bot.export import answers_as_lines, export_answers
from bot.settings import Settings
from bot.speech import load as load_voices
from storage.crypt import read_key
from storage.store import Store


async def export(settings: Settings, *, to: str, out: Path | None, form: str | None) -> int:
    """Write answers as xlsx or csv, or as bare lines on standard output. Raises StoreProblem while a bot is using the file."""
    store = Store(settings.database, read_key(settings.key_file, make=False))
    await store.open()
    try:
        if to == "lines":
            return await _lines(store)
        path = out or Path(f"answers.{to}")
        written = await export_answers(
            store, store.keyring, app.forms(settings), load_voices(), to=to, out=path, form=form, progress=_progress
        )
        print(f"{written} rows in {path}", file=sys.stderr)
        return 0
    finally:
        await store.close()


async def _lines(store: Store) -> int:
    async for line in answers_as_lines(store):
        sys.stdout.write(line + "\n")
    return 0


def _progress(done: int, total: int) -> None:
    """One line, written over itself on a terminal; every tenth elsewhere."""
    if sys.stderr.isatty():
        print(f"\r{done} of {total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
    elif total and (done == total or done % max(total // 10, 1) == 0):
        print(f"{done} of {total}", file=sys.stderr)
