"""`python -m bench.reminders`: a workshop with 10,000 people, all of whom are reminded in the same minute, while others write.

First at the pace that Telegram allows: how long after its hour everything is in the outbox, and how long people wait for replies
meanwhile. Then with `kill -9` again and again and a new start on the same data: is anybody left out, or told twice? Both are counted in
the outbox and at the platform. With `--postgres` two processes share one database.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import asyncpg
import orjson
import uvloop
from sqlalchemy import Connection, insert, select, update

from bench.bots import DRIVER_CORE, WORK, BenchProblem, Bot, bring_up, free_port
from bench.measure import percentile
from bench.person import BOT_JSON
from bench.telegram import Telegram
from bench.wire import parameters_of
from bot.wallclock import utc_now
from dialogs.workshops.schedule import Rule
from storage.crypt import Keyring, read_key
from storage.schema import booking, occurrence, person, reminder
from storage.speaking.loading import by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store
from storage.times import ms, zone_of
from storage.workshops import reminders
from storage.workshops.planning import create
from storage.workshops.rows import Plan, Words

FIRST = 1_000_000  # ids of those who are reminded; those who write have smaller ones
SOON = 20.0  # seconds from the start of the bot to the hour of the reminder
WRITERS, THINK = 100, (5.0, 10.0)  # people who write, and the seconds that each thinks: about 13 messages a second
WATCHED = 30.0  # seconds for which they write, from the hour of the reminder on
ALLOWED = 30  # messages a second: what Telegram allows an account
STOPPED = 143  # as by SIGTERM
PATIENCE = 900.0  # seconds
CONSENT = '{"programme": true}'
WRITTEN = "SELECT person, state FROM outbox WHERE about LIKE 'reminder:%'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    enqueued_s: float
    reply_p50_s: float
    reply_p99_s: float
    replies: int
    delivered: int
    faults: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """`doubtful`: a process died while they left, so they are not sent again; `lost`: people who were not reminded, some of them those."""

    lost: int
    double: int
    doubtful: int


class Platform(Telegram):
    """Counts what reaches those who are reminded."""

    def __init__(self) -> None:
        super().__init__(free_port())
        self.arrived: Counter[int] = Counter()

    def answer(self, url: bytes, kind: bytes, body: bytes) -> bytes:
        if url.lower().endswith(b"/sendmessage"):
            parameters = parameters_of(kind, body)
            who = int(parameters["chat_id"])
            if who >= FIRST:
                self.arrived[who] += 1
                return _sent(who, self.arrived.total(), parameters["text"])
        return super().answer(url, kind, body)


def _sent(who: int, number: int, text: str) -> bytes:
    chat = b'{"id":%d,"type":"private","first_name":"Person"}' % who
    fields = (number, BOT_JSON, chat, time.time(), orjson.dumps(text))
    return b'{"ok":true,"result":{"message_id":%d,"from":%s,"chat":%s,"date":%d,"text":%s}}' % fields


class Server(Bot):
    """One of several processes with the same data."""

    def __init__(self, number: int, api: int, url: str, key: Path, pace: float) -> None:
        super().__init__("lotse", api)
        self.name, self.folder = f"lotse {number}", WORK / f"reminders-{number}"
        self.folder.mkdir(exist_ok=True)
        own = {"LOTSE_DATABASE": url, "LOTSE_KEY_FILE": str(key), "BENCH_PACE": str(pace)}
        self.peer = {**self.peer, "env": own}


# --- what is there before -------------------------------------------------------------------------------------------------


def awake() -> str:
    """A zone where it is about noon."""
    hours = 12 - utc_now().hour
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


async def seed(url: str, key: Path, people: int, at: int) -> dict[int, int]:
    """A workshop tomorrow, everybody has a place in it, and one rule falls due at that moment (ms). {person: id on the platform}"""
    store, found = Store(url, read_key(key, make=True)), dict[int, int]()
    await store.open()
    await store.write(lambda connection: _workshop(connection, store.keyring, at))
    for first in range(FIRST, FIRST + people, 500):
        some = range(first, min(first + 500, FIRST + people))
        found |= await store.write(partial(_people, keyring=store.keyring, numbers=some))
    await store.close()
    return found


def _workshop(connection: Connection, keyring: Keyring, at: int) -> None:
    zone, now = awake(), utc_now()
    starts = (now + timedelta(days=1)).astimezone(zone_of(zone)).replace(tzinfo=None)
    words = {"en": Words(title="Writing a CV", bring="Your papers", way="Second floor")}
    plan = Plan(programme="bench", words=words, zone=zone, starts=starts, minutes=90)
    number = create(connection, keyring, plan, by=0, actor="bench", now=ms(now), state="open")
    wanted = Rule("remind", "start", -60, "", ("booked",), 600)
    rule = reminders.keep_rule(connection, wanted, of="bench", number=number, actor="bench", now=ms(now))
    connection.execute(update(reminder).where(reminder.c.rule != rule).values(state="done"))
    connection.execute(update(reminder).where(reminder.c.rule == rule).values(at=at))


def _people(connection: Connection, keyring: Keyring, numbers: Sequence[int]) -> dict[int, int]:
    now, time_ = ms(utc_now()), connection.execute(select(occurrence.c.id, occurrence.c.workshop)).one()
    arrivals = [
        Arrival(channel="telegram", account="424242", external=str(one), programme="bench", zone=awake()) for one in numbers
    ]
    found = {one.id: int(one.external) for one in by_address(connection, keyring, arrivals, now).values()}
    connection.execute(update(person).where(person.c.id.in_(found)).values(status="active", language="en", consents=CONSENT))
    row = {
        "workshop": time_.workshop,
        "occurrence": time_.id,
        "state": "booked",
        "until": 0,
        "needs": "",
        "sheet": 0,
        "version": 1,
    }
    connection.execute(insert(booking), [{**row, "person": one, "line": one, "at": now, "changed_at": now} for one in found])
    return found


# --- the outbox, as it lies on the disk -----------------------------------------------------------------------------------


async def fates(url: str) -> list[tuple[int, str]]:
    """(person, state) of every reminder there is."""
    if url.startswith("sqlite"):
        return await asyncio.to_thread(_from_file, url.removeprefix("sqlite:///"))
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [(row[0], row[1]) for row in await connection.fetch(WRITTEN)]
    finally:
        await connection.close()


def _from_file(path: str) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return list(database.execute(WRITTEN))


# --- measured -------------------------------------------------------------------------------------------------------------


async def speed(run: "Run", people: int) -> Speed:
    """At the pace that is allowed, while people write."""
    due = time.time() + SOON
    async with run.up(people, due, ALLOWED) as platform:
        await asyncio.sleep(max(0.0, due - time.time()))
        walking = asyncio.ensure_future(platform.walk(WATCHED, WRITERS, THINK))
        enqueued = await _until(run, lambda found: len(found) >= people, due)
        stats = await walking
        arrived = platform.arrived.total()
    latencies = sorted(stats.latencies)
    return Speed(
        enqueued_s=round(enqueued - due, 2),
        reply_p50_s=percentile(latencies, 0.5) / 1000,
        reply_p99_s=percentile(latencies, 0.99) / 1000,
        replies=len(latencies),
        delivered=arrived,
        faults=stats.errors[:3],
    )


async def _until(run: "Run", holds: Callable[[list[tuple[int, str]]], bool], began: float) -> float:
    """When that was so of the outbox. Raises BenchProblem if it never is."""
    while not holds(await fates(run.url)):
        if time.time() > began + PATIENCE:
            raise run.servers[0].trouble(f"is not done: {Counter(state for _, state in await fates(run.url))}")
        await asyncio.sleep(0.1)
    return time.time()


async def loss(run: "Run", people: int, kills: int, pace: float) -> Loss:
    """Every process is killed and started again, each time a little further on."""
    due = time.time() + SOON
    async with run.up(people, due, pace) as platform:
        for number in range(1, kills + 1):
            await _until(run, lambda found, number=number: _progress(found, people) >= number / (kills + 1), due)  # type: ignore[misc]
            await run.kill()
            found = Counter(state for _, state in await fates(run.url))
            print(f"  killed at {found.total()} in the outbox ({dict(found)}), {platform.arrived.total()} arrived", flush=True)
            await run.start()
        await _until(run, lambda found: len(found) >= people and not {"todo", "sending"} & {state for _, state in found}, due)
        await asyncio.sleep(2)
        rows = await fates(run.url)
    written, told = Counter(run.people[who] for who, _ in rows), platform.arrived
    return Loss(
        lost=sum(not told[one] or not written[one] for one in run.people.values()),
        double=sum(written[one] > 1 or told[one] > 1 for one in run.people.values()),
        doubtful=sum(state == "doubt" for _, state in rows),
    )


def _progress(found: Sequence[tuple[int, str]], people: int) -> float:
    """From 0 to 1: half is that it is written, half that it has left."""
    return (len(found) + sum(state not in ("todo", "sending") for _, state in found)) / (2 * people)


@dataclass(slots=True)
class Run:
    """Processes with one database, and their platform."""

    url: str
    processes: int
    servers: list[Server] = field(default_factory=list)
    people: dict[int, int] = field(default_factory=dict)  # {person: id on the platform}
    platform: Platform = field(default_factory=Platform)

    @asynccontextmanager
    async def up(self, people: int, due: float, pace: float) -> AsyncIterator[Platform]:
        key = WORK / "reminders.key"
        key.unlink(missing_ok=True)
        self.people = await seed(self.url, key, people, int(due * 1000))
        self.servers = [Server(one, self.platform.port, self.url, key, pace) for one in range(self.processes)]
        await self.platform.start()
        if task := asyncio.current_task():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # they end with us
        try:
            await self.start()
            yield self.platform
        finally:
            for server in self.servers:
                server.stop()
            await self.platform.stop()

    async def start(self) -> None:
        for server in self.servers[1:]:
            server.launch()
        await bring_up(self.platform, self.servers[0])

    async def kill(self) -> None:
        self.platform.frozen = True
        for server in self.servers:
            server.kill()
        self.platform.hang_up()
        self.platform.frozen = False


@contextmanager
def databases(postgres: bool) -> Iterator[Callable[[str], AbstractContextManager[str]]]:
    """What makes an empty database of a name, and gives its address."""
    if postgres:
        from tests.servers import postgresql  # noqa: PLC0415 - only where it is asked for

        with postgresql() as server:
            yield server.database
    else:
        yield _file


@contextmanager
def _file(name: str) -> Iterator[str]:
    WORK.mkdir(parents=True, exist_ok=True)
    for left in WORK.glob(f"{name}.db*"):
        left.unlink()
    yield f"sqlite:///{WORK.resolve()}/{name}.db"


async def measure(people: int, kills: int, pace: float, *, postgres: bool) -> tuple[Speed, Loss]:
    processes = 2 if postgres else 1
    with databases(postgres) as database:
        with database("reminders_speed") as url:
            fast = await speed(Run(url, processes), people)
        print(f"{fast}", flush=True)
        with database("reminders_loss") as url:
            left = await loss(Run(url, processes), people, kills, pace) if kills else Loss(lost=0, double=0, doubtful=0)
        print(f"{left}", flush=True)
    return fast, left


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reminders", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--pace", type=float, default=ALLOWED, help="messages a second, while processes are killed")
    parser.add_argument("--postgres", action="store_true", help="two processes on PostgreSQL")
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    try:
        fast, left = uvloop.run(measure(options.people, options.kills, options.pace, postgres=options.postgres))
    except asyncio.CancelledError:
        return STOPPED
    except BenchProblem as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    print(f"enqueued_s {fast.enqueued_s} reply_p99_s {fast.reply_p99_s:.2f} lost {left.lost} double {left.double}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
