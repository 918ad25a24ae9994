"""Workbooks that other people wrote: each is imported and walked to the end in each of its languages, or refused with place and cure.

Walks go through the engine's only door, with fixed seeds: garbage, huge numbers, emoji, old buttons, back, skip and change come between,
and at last something valid. What counts as a failure: an exception, a turn that takes seconds, a conversation without end, silence, a message
that the channel cannot carry, and a refusal that does not say where and what to do.
"""

import re
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bot.texts.speech import Voices
from bot.texts.speech import load as load_voices
from bot.workbooks.reading import load
from dialogs.form import Form
from dialogs.xlsform.reader import FormError
from tests.oracles import Outcome
from tests.oracles.walking import Broken, Walk

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".md", ".csv")
TABLE = re.compile(rb'^\s*[|"]?\s*survey\s*["|,;]', re.IGNORECASE | re.MULTILINE)  # the sheet's name in Markdown and CSV
SEEDS = (1, 2, 3)  # how often each language is walked: willing, then more and more difficult people
SECONDS = 90  # for one workbook, all its languages together
PLACED = re.compile(r'sheet "[^"]+", (row \d+|column)|sheet "[^"]+": ')
CURE = re.compile(r"[.!?)\"'] [A-Z][a-z]+ .*[.]$", re.DOTALL)  # a second sentence that tells what to do


def run(folder: Path) -> Outcome:
    """Every workbook in a folder, whatever its name; a list of what is in it (manifest.csv) is none."""
    paths = workbooks(folder)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as two:
        reasons = list(two.map(reason, paths))
    return Outcome(len(paths), {path.name: why for path, why in zip(paths, reasons, strict=True) if why}, {})


def workbooks(folder: Path) -> list[Path]:
    """Those CSV and Markdown files among them that hold a sheet called survey."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return [path for path in found if path.suffix.lower() not in (".csv", ".md") or TABLE.search(path.read_bytes())]


def reason(path: Path, seeds: Sequence[int] = SEEDS) -> str:
    """What is wrong with how we treat a workbook; "" when nothing is."""
    try:
        with limited(SECONDS):
            form = load(path)
            return "; ".join(_walked(form, seeds))
    except FormError as error:
        return "; ".join(
            f"refused without place or cure: {fault}" for fault in error.faults if not well_refused(str(fault), path)
        )
    except TimeoutError:
        return f"not done after {SECONDS} seconds"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours, and the next workbook is to be tried too
        return f"{type(error).__name__}: {error}"


def well_refused(fault: str, path: Path) -> bool:
    """Whether a refusal says where, and what to do. One about the whole file names it, or calls it by its kind."""
    whole = fault.startswith(("this file", "this workbook", path.name))
    return bool((PLACED.match(fault) or whole) and CURE.search(fault))


def _walked(form: Form, seeds: Sequence[int]) -> Iterator[str]:
    for language in form.languages or ("en",):
        for seed in seeds:
            walk = Walk(form, voices(), language, seed)
            try:
                walk.to_the_end()
            except (Broken, ArithmeticError, LookupError, TypeError, ValueError, RecursionError, AttributeError) as error:
                yield f"{language}, seed {seed}, at {walk.place}: {type(error).__name__}: {error}"
                break


@cache
def voices() -> Voices:
    return load_voices()


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the middle of whatever takes longer."""

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
