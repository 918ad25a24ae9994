"""`lotse export`: opens the database, writes the file, shows how far it is. And the files that the desk asks for."""

import asyncio
import os
import pickle
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.exports import answers as export
from bot.exports.answers import answers_as_lines, export_answers
from bot.exports.attendance import export_attendance
from bot.exports.handed import Style
from bot.exports.submissions import Source, export_submissions, to_csv, to_xlsx
from bot.forms import library
from bot.settings import SettingProblem, Settings
from bot.texts.speech import Voices
from bot.texts.speech import load as load_voices
from storage import corrections
from storage.answers import exports, extract
from storage.answers.exports import Order
from storage.crypt import read_key
from storage.store import Store

__all__ = ["Style", "answers", "make", "submissions", "there"]

TOLD_EVERY = 200  # forms
GENTLE = 10  # niceness of the other side


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Store]:
    """Raises StoreProblem while a bot is using the file."""
    store = Store(settings.database, read_key(settings.key_file, make=False))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def answers(settings: Settings, *, to: str, out: Path | None, form: str | None) -> int:
    """Write answers as xlsx or csv, or as bare lines on standard output. Raises StoreProblem, SettingProblem."""
    if to == "xml":
        raise SettingProblem(
            "Answers are written as xlsx or csv; for XML ask for what was handed in: export submissions --to xml"
        )
    async with _opened(settings) as store:
        if to == "lines":
            return await _lines(store)
        path = out or Path(f"answers.{to}")
        written = await export_answers(
            store, store.keyring, library.forms(settings), await _voices(store), to=to, out=path, form=form, progress=_progress
        )
    print(f"{written} rows in {path}", file=sys.stderr)
    return 0


async def attendance(settings: Settings, *, to: str, out: Path | None) -> int:
    """Write who booked what and who came, as xlsx or csv. Raises StoreProblem, SettingProblem."""
    if to not in ("xlsx", "csv"):
        raise SettingProblem("Attendance is written as xlsx or csv.")
    path = out or Path(f"attendance.{to}")
    async with _opened(settings) as store:
        written = await export_attendance(store, to=to, out=path)
    print(f"{written} rows in {path}", file=sys.stderr)
    return 0


async def submissions(settings: Settings, *, form: str | None, to: str, out: Path | None, style: Style, language: str) -> int:
    """Write what was handed in of one form. Raises StoreProblem, SettingProblem."""
    forms = library.forms(settings)
    if form not in forms:
        raise SettingProblem(f"Name one form with --form. There are: {', '.join(forms)}.")
    voices = load_voices(forms=[forms[form]])
    if language not in voices.languages and language not in forms[form].languages:
        raise SettingProblem(f"No language is called {language}. There are: {', '.join(voices.languages)}.")
    path = out or Path(f"{form}.xlsx" if to == "xlsx" else f"{form}-{to}.zip")
    async with _opened(settings) as store:
        voices.correct(await store.read(corrections.said))
        source = Source(
            keyring=store.keyring,
            form=forms[form],
            lists=library.lists(voices, settings.programmes),
            speech=voices[language],
            style=style,
            total=(await store.read(extract.forms)).get(form, 0),
            progress=_progress,
        )
        written = await export_submissions(store, source, to=to, out=path)
    print(f"{written} submissions in {path}", file=sys.stderr)
    return 0


async def _voices(store: Store) -> Voices:
    """As people hear them: with what has been corrected at the desk."""
    voices = load_voices()
    voices.correct(await store.read(corrections.said))
    return voices


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


# --- for the desk: see bot.exports.jobs -------------------------------------------------------------------------------------


def there() -> None:
    """The other side. The order comes by standard input; how many forms have been looked at goes to standard output, a line each."""
    out, sys.stdout = sys.stdout, sys.stderr
    os.nice(GENTLE)
    sys.setrecursionlimit(library.DEPTH)
    settings, order, path = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own

    def tell(done: int, _: int) -> None:
        if done % TOLD_EVERY == 1:
            print(done, file=out, flush=True)

    asyncio.run(make(settings, order, path, tell))


async def make(settings: Settings, order: Order, path: Path, tell: export.Progress) -> int:
    """How many rows the file has. Raises StoreProblem, KeyProblem, SettingProblem."""
    store = Store(settings.database, read_key(settings.key_file, make=False))
    await store.look()
    try:
        write = _writer(settings, store, await _voices(store), order, tell)
        return await store.read(lambda connection: export.whole(path, lambda file: write(connection, file)))
    finally:
        await store.close()


def _writer(
    settings: Settings, store: Store, voices: Voices, order: Order, progress: export.Progress
) -> Callable[[Connection, Path], int]:
    """What writes the file that somebody asked for at the desk, as `Order` says, and gives how many rows it has."""
    forms = library.forms(settings)
    of = exports.whose(store.keyring, order.filters)
    shape, _, to = order.shape.rpartition("_")
    common: dict[str, Any] = {
        "keyring": store.keyring,
        "lists": library.lists(voices, settings.programmes),
        "speech": voices[order.language],
        "progress": progress,
        "of": of,
        "mark": order.mark,
        "total": 0,
    }
    if shape == "kobo":
        style = Style(headings="labels" if order.words else "names")
        handed_in = Source(form=forms[order.form], style=style, **common)
        make = to_xlsx if to == "xlsx" else to_csv
        return lambda connection, path: make(connection, handed_in, path)
    rows = export.Source(forms=forms, names=[order.form], only=order.columns, **common)
    put = export.to_xlsx if to == "xlsx" else export.to_csv
    return lambda connection, path: put(connection, rows, path)
