"""`lotse …` as a process of its own that begins with the modules already read: most of what a start costs is importing them.

A server that has imported them, and has done nothing else, is forked for each process: a thread or a connection of the tests is
never in it. The process has its own environment and log, ends by its own exit code, and can be killed as any other.
"""

import asyncio
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import import_module
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, TypeVar

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.preloaded"])

Main = Callable[..., int]
T = TypeVar("T")


class Forked:
    """A running process: the part of `asyncio.subprocess.Process` that tests need."""

    def __init__(self, main: Main, *arguments: object, environment: Mapping[str, str], log: Path) -> None:
        """`main` is called there with the arguments, and returns the exit code."""
        self._process: ForkServerProcess = _CONTEXT.Process(
            target=_become, args=(main, arguments, dict(environment), str(log)), daemon=True
        )
        self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        assert self._process.pid
        if self.returncode is None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def lotse(*words: str) -> int:
    """The command line; imported there only."""
    from bot.__main__ import main

    return main(words)


def ahead(hours: float) -> int:
    """`lotse run` whose time is so many hours ahead of the machine's."""
    import uvloop

    from bot import settings
    from bot.serving import serve
    from bot.wallclock import utc_now

    return uvloop.run(serve(settings.read(), now=lambda: utc_now() + timedelta(hours=hours)))


def _become(main: Main, arguments: tuple[object, ...], environment: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    for name in ("bot.texts.speech", "bot.workbooks.reading", "storage.store"):
        vars(import_module(name))["elsewhere"] = _elsewhere
    sys.exit(main(*arguments))


def _elsewhere(function: Callable[..., T], *arguments: Any) -> T:
    """`storage.elsewhere` with a fork as the process apart. It is for what succeeds: a problem is not told, only that there was one."""
    ours, theirs = os.pipe()
    if not (child := os.fork()):
        try:
            with os.fdopen(theirs, "wb") as out:
                pickle.dump(function(*arguments), out)
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as said:
        result: T = pickle.load(said)  # EOFError where there was a problem
    os.waitpid(child, 0)
    return result
