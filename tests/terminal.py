"""`lotse …` as somebody has it at a terminal: within this process, where the process is not the point, or as the process that it is."""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[1]


class Said(NamedTuple):
    """The exit code, and what went to each of the two streams."""

    code: int
    out: str
    err: str


def lotse(*words: str, folder: Path, **settings: object) -> Said:
    """In this process. `folder` is the current one; `settings` by their names in small letters, and no others hold.

    Beside a running event loop it wants a thread of its own (`asyncio.to_thread`).
    """
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in [one for one in os.environ if one.startswith("LOTSE_")]:
            patch.delenv(name)
        for name, value in _variables(settings.items()):
            patch.setenv(name, value)
        patch.chdir(folder)
        code = main(words)
    return Said(code, out.getvalue(), err.getvalue())


def process(*words: str, folder: Path, **settings: object) -> Said:
    """The same as a Python of its own: what ends it, and what is said on its way out, is seen here only."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **dict(_variables(settings.items()))}
    command = [sys.executable, "-m", "bot", *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=own, timeout=60, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


def _variables(settings: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(f"LOTSE_{name.upper()}", str(value)) for name, value in settings]
