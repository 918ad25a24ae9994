"""`make bench`: the questionnaire on Lotse and its peers.

Without a word: speed under load (all peers up at once, in short slices), latency at low load, memory. `speed`, `low`, `memory` or `kill`:
only that.
`burst`: a thousand people a second write on WhatsApp.
`desk`: how long each page of the desk takes with 20,000 people on SQLite; with `--postgres` 100,000 who gave 3 million answers.
`turns FOLDER`: what a turn costs in the largest form of a folder of workbooks, without database and channel.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from bench import desk, tables
from bench.bots import DRIVER_CORE, HERE, PEERS, BenchProblem, missing
from bench.burst import RATE, WAYS, Burst, burst
from bench.kill import Kill, kill
from bench.measure import Load, Memory, Run, Side, memory, speed
from bench.turns import COMPILE_S, P50_MS, P99_MS, Turns, turns

T = TypeVar("T", Run, Memory, Kill, Turns, Burst)

STOPPED = 143  # as by SIGTERM
RESULTS = HERE / "results"
COMPARED = ["lotse", "aiogram-pool1", "grammy-sqlite"]
TOLD = """\
A person says /start and answers 20 questions in 24 turns; everything stays on this machine. Lotse runs unpaced (Telegram itself
allows about 30 messages a second) with its encryption on. Every peer commits every turn to SQLite (WAL, synchronous=FULL) before
it replies. Every reply and every stored answer is checked; Lotse's are read back through its own export.
"""


def main() -> int:
    options = _options()
    if options.part == "desk":
        desk.main(**_size(options))
        return 0
    os.sched_setaffinity(0, {DRIVER_CORE})
    try:
        return _carry_out(options)
    except asyncio.CancelledError:
        return STOPPED
    except BenchProblem as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "part", nargs="?", choices=["all", "speed", "low", "memory", "kill", "burst", "turns", "desk"], default="all"
    )
    parser.add_argument("folder", nargs="?", type=Path, help="of workbooks, for turns")
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), help="default: those of the comparison, or lotse alone")
    parser.add_argument("--rounds", type=int, help="default: 5; slices under load: 15")
    parser.add_argument("--people", type=int, help="how many (default: memory 10000, kill 25)")
    parser.add_argument("--seconds", type=int, default=5, help="of a burst")
    parser.add_argument("--together", type=int, default=200, help="how many of them at the same time, under load")
    parser.add_argument("--postgres", action="store_true", help="for desk")
    return parser.parse_args()


def _size(options: argparse.Namespace) -> Mapping[str, Any]:
    """How much the desk is measured with. Answers of a person as they come, or thirty."""
    people = options.people or (100_000 if options.postgres else 20_000)
    return {"people": people, "answers": 30 if options.postgres else 0, "times": 20, "postgres": options.postgres}


def _carry_out(options: argparse.Namespace) -> int:
    if options.part == "turns":
        return _turns(options.folder)
    print(TOLD)
    part, runs, grown = options.part, list[Run](), list[Memory]()
    if part in ("all", "speed"):
        load = Load(together=options.together, slices=options.rounds or 15)
        runs = _speeds(_possible(options.peers or COMPARED), load, "speed")
    if part in ("all", "low"):
        low = Load(together=10, think_ms=500, slices=1, seconds=30, warm=1)
        _speeds(_possible(options.peers or ["lotse"]), low, "low")
    if part in ("all", "memory"):
        people = (options.people if part == "memory" else None) or 10_000
        grown = [_memory(peer, people) for peer in _possible((options.peers if part == "memory" else None) or ["lotse"])]
    if part == "kill":
        _kills(_possible(options.peers or ["lotse"]), options.people or 25, options.rounds or 5)
    if part == "burst":
        _bursts(_possible(options.peers or ["lotse-whatsapp"]), options.rounds or 5, options.seconds)
    if part == "all":
        print(tables.last_line(runs, next(iter(grown), None)))
    return 0


# --- the parts ------------------------------------------------------------------------------------------------------------


def _speeds(peers: Sequence[str], load: Load, name: str) -> list[Run]:
    """Prints a line for each round, and what came of it."""
    thinking = f"{load.think_ms:.0f} ms of thinking"
    print(f"{name}: {load.together} people at a time, {thinking}, {load.slices} slices of {load.seconds:g} s")
    runs = [_kept(name, run) for run in uvloop.run(speed(peers, load, _round))]
    for run in runs:
        if run.first_faults:
            print(f"  FAULTS of {run.peer}: {run.first_faults}")
    print(f"{tables.speeds(runs)}\n", flush=True)
    return runs


def _round(sides: Sequence[Side]) -> None:
    last = ", ".join(f"{side.bot.name} {tables.us(side.slices[-1]):,.0f}" for side in sides)
    print(f"  {len(sides[0].slices)}: µs of CPU a turn: {last}", flush=True)


def _memory(peer: str, people: int) -> Memory:
    print(f"memory: {peer}, {people} people who stop after a few turns", flush=True)
    found = _kept("memory", uvloop.run(memory(peer, people, 4)))
    print(f"  RSS {found.rss_start_mib} MiB at the start, {found.rss_mib} MiB afterwards, {found.errors} faults\n", flush=True)
    return found


def _kills(peers: Sequence[str], people: int, rounds: int) -> None:
    """Each kill at another place of the questionnaire."""
    found = []
    for number in range(rounds):
        for peer in peers:
            found.append(_kept("kill", uvloop.run(kill(peer, people, people * (3 + 4 * number) + 7 * number))))
            print(f"  {number + 1}/{rounds} {found[-1]}", flush=True)
    print(tables.kills(found))


def _bursts(peers: Sequence[str], rounds: int, seconds: int) -> None:
    print(f"burst: {RATE} people a second for {seconds} seconds, a message each, {rounds} rounds")
    found = []
    for number in range(1, rounds + 1):
        for peer in peers:
            for way in WAYS:
                found.append(_kept("burst", uvloop.run(burst(peer, way, RATE, seconds))))
                print(f"  {number}/{rounds} {found[-1]}", flush=True)
    print(tables.bursts(found))


def _kept(name: str, found: T) -> T:
    """Added to the results, a line of JSON each."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
    return found


def _turns(folder: Path | None) -> int:
    """Fails where a limit is passed."""
    if folder is None or not folder.is_dir():
        raise BenchProblem("turns needs a folder of workbooks")
    found = _kept("turns", turns(folder))
    print(found)
    return 0 if found.p50_ms <= P50_MS and found.p99_ms <= P99_MS and found.compile_s <= COMPILE_S else 1


# --- who can be measured --------------------------------------------------------------------------------------------------


def _possible(peers: Sequence[str]) -> list[str]:
    """Those that run here; the others are named with the reason. grammY is fetched, for the bench alone."""
    if any("needs" in PEERS[peer] and missing(peer) for peer in peers):
        _install()
    for peer in peers:
        if why := missing(peer):
            print(f"SKIPPED {peer}: {why}", flush=True)
    return [peer for peer in peers if not missing(peer)]


def _install() -> None:
    """The packages of package.json into bench/node_modules, pinned there; no lock file, which would name hosts."""
    npm = shutil.which("npm")
    if npm:
        print("Fetching grammY into bench/node_modules ...", flush=True)
        wanted = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(wanted, cwd=HERE, check=False)


if __name__ == "__main__":
    sys.exit(main())
