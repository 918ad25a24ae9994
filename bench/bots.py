"""The peers: how each is started, on a core of its own, and how what it stored is read."""

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from bench.crowd import Crowd
from bench.graph import PATH, VERSION, Graph
from bench.script import script_for
from bench.telegram import Telegram
from bench.texter import BUSINESS, FIRST_NUMBER, NUMBER

HERE = Path(__file__).resolve().parent
PEERS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))
WORK = Path(os.environ.get("BENCH_WORK", HERE / "work"))  # where the bots keep their data: the disk that is measured
DRIVER_CORE, BOT_CORE = 0, min(1, (os.cpu_count() or 1) - 1)
APP_SECRET = "bench-app-secret"  # what Meta signs with
START = 60  # seconds a bot may take to set its webhook and to listen
Answers = dict[tuple[int, str], str]  # (person, question): value


class BenchProblem(Exception):
    """A peer does not do what it must; the message says what."""


class Bot:
    """A peer as its own process, with a new folder for its data. `api` is the port of the platform's API."""

    def __init__(self, name: str, api: int) -> None:
        self.name, self.peer, self.folder = name, PEERS[name], WORK / name
        self.api, self.port = api, free_port()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def launch(self) -> None:
        with (self.folder / "bot.log").open("ab") as log:
            command = self._filled(self.peer["command"])
            self.process = subprocess.Popen(
                command, env=self._environment(), stdout=log, stderr=log, cwd=HERE.parent, start_new_session=True
            )
        os.sched_setaffinity(self.pid, {BOT_CORE})

    def kill(self) -> None:
        assert self.process
        os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and not self.ended:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def stored(self) -> Answers:
        """What a coordinator would read. The bot must be down: one that encrypts is read by its own `reader`."""
        if "reader" in self.peer:
            command = self._filled(self.peer["reader"])
            found = subprocess.run(
                command, capture_output=True, text=True, cwd=HERE.parent, env=self._environment(), check=False
            )
            if found.returncode:
                raise BenchProblem(f"{self.name} cannot be read: {found.stderr[-1500:]}")
            rows = [line.split("\x1f") for line in found.stdout.splitlines()]
            first = FIRST_NUMBER if self.peer.get("platform") else 0  # people are called by their addresses
            return {(int(person) - first, question): value for person, question, value in rows}
        with closing(sqlite3.connect(f"file:{self.folder}/answers.db?mode=ro", uri=True)) as database:
            return {(row[0], row[1]): row[2] for row in database.execute("select user_id, question, value from answers")}

    def trouble(self, what: str) -> BenchProblem:
        log = (self.folder / "bot.log").read_text(errors="replace")
        return BenchProblem(f"{self.name} {what}\n{log[-1500:]}")

    def _filled(self, words: Iterable[str]) -> list[str]:
        return [word.format(python=sys.executable, here=HERE) for word in words]

    def _environment(self) -> dict[str, str]:
        own = {
            "BENCH_API": f"http://127.0.0.1:{self.api}",
            "BENCH_PORT": str(self.port),
            "BENCH_DIR": str(self.folder.resolve()),
            "BENCH_TOKEN": "424242:bench",
            "BENCH_SECRET": "bench-secret",
            "BENCH_APP_SECRET": APP_SECRET,
            "BENCH_GRAPH": f"http://127.0.0.1:{self.api}/{VERSION}",
            "BENCH_NUMBER": NUMBER,
            "BENCH_BUSINESS": BUSINESS,
            "BENCH_SPEC": str(HERE / "questionnaire.json"),
            "BENCH_SYNC": "FULL",
        }
        plain = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
        return {**plain, **own, **self.peer.get("env", {})}


async def bring_up(crowd: Crowd, bot: Bot) -> float:
    """Start the bot and connect to it; the seconds it took. Raises BenchProblem."""
    began = time.perf_counter()
    bot.launch()
    try:
        async with asyncio.timeout(START):
            while not await _connected(crowd):
                if bot.ended:
                    raise bot.trouble("has ended")
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise bot.trouble("did not start to listen") from None
    return time.perf_counter() - began


async def _connected(crowd: Crowd) -> bool:
    """Whether the bot has set its webhook and listens there: the one may come before the other."""
    if not crowd.webhook:
        return False
    try:
        await crowd.connect()
    except OSError:
        return False
    return True


@asynccontextmanager
async def driven(name: str, patience: float = 15.0, crowd: Crowd | None = None) -> AsyncIterator[tuple[Crowd, Bot, float]]:
    """A bot that runs and the platform that drives it; the seconds it took to start."""
    crowd = crowd or platform(name, patience)
    bot = Bot(name, crowd.port)
    if isinstance(crowd, Graph):
        crowd.listens(bot.port, PATH, APP_SECRET)
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # the bot ends with us
    await crowd.start()
    try:
        yield crowd, bot, await bring_up(crowd, bot)
    finally:
        bot.stop()
        await crowd.stop()


def platform(name: str, patience: float) -> Crowd:
    """Telegram, or WhatsApp where a peer says so."""
    kind = PEERS[name].get("platform", "telegram")
    return (
        Telegram(free_port(), patience) if kind == "telegram" else Graph(free_port(), patience, singly=kind.endswith("singly"))
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wrong_answers(stored: Answers, people: Iterable[int]) -> list[str]:
    """Answers of people who came to the end that are not stored as they gave them."""
    given = [(person, *step.answer) for person in people for step in script_for(person) if step.answer]
    return [
        f"{person} {question}: {stored.get((person, question))!r} for {value!r}"
        for person, question, value in given
        if stored.get((person, question)) != value
    ]


def missing(name: str) -> str:
    """Why a peer cannot be measured here; "" when it can."""
    peer = PEERS[name]
    if peer["command"][0] == "node" and not shutil.which("node"):
        return "there is no node"
    needs = HERE / peer.get("needs", "")
    return "" if needs.exists() else f"{needs.relative_to(HERE)} is missing"
