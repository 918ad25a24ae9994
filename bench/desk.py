"""The desk with many people: how long each page takes, and how much memory the export of everybody.

The people are those of `bench.multitude`. Pages are asked for through the application itself, one after the other, in this process: no
network, no browser.
"""

import asyncio
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import httpx2
import orjson
from sqlalchemy import Connection, select, text
from starlette.applications import Starlette

import desk
from bench.multitude import copied, multiply
from bot import accounts, app
from bot.forms import library
from bot.forms.publishing import Publisher
from bot.seeding.past import seed
from bot.seeding.people import PROGRAMMES
from bot.settings import Secret, Settings, read
from bot.texts.correcting import Wordings
from bot.wallclock import utc_now
from bot.world import World
from desk.staff import Role, Staff
from storage import programmes
from storage.answers.review import public
from storage.crypt import Keyring
from storage.schema import person, submission
from storage.store import Store

TARGET_MS = 300.0
HOME = "http://localhost:8080"

QUEUE = ("", "?owner=me", "?owner=nobody", "?kind=review", "?kind=stuck", "?snoozed=1", "?page=40", "?label=interpreter")
FILTERS = (
    *("programme=lighthouse", "centre=esch", "language=fa_AF", "review=todo", "review=approved", "needs=1", "page=150"),
    *(f"state={state}" for state in ("answering", "paused", "handed_in", "refused", "stopped", "leaving", "unreachable")),
    *(f"form=skills_short&form_state={state}" for state in ("open", "handed_in", "none")),
    *(f"sort={sort}&down={down}" for sort in ("active", "since", "language", "state", "programme") for down in (0, 1)),
    *("a.welcome.gender=woman", "a.skills_short.wishes=mentor", "a.skills_short.wishes=job&language=ar&state=handed_in"),
)
LOOKED = (  # every kind of page; {one} is the path of a person, {sheet} one of theirs
    *(f"/{query}" for query in QUEUE),
    *("/people", *(f"/people?{query}" for query in FILTERS)),
    *("/review", "{one}", "{one}/talk", "{one}/review/{sheet}", "{one}/join"),
    *("/broadcasts", "/charts", "/charts?again=1", "/exports", "/forms", "/replies", "/translations", "/digests"),
    *("/staff", "/audit", "/account"),
)
SEARCHED = (("/people", "{name}"), ("/people", "Nobody-of-this-name"), ("{one}/join", "{first}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How long one took, in milliseconds: by the clock, and of this process's CPU (where the database is a file: all of it). `size` in
    bytes.
    """

    path: str
    p50: float
    p95: float
    cpu: float
    status: int
    size: int


def settings(folder: Path) -> Settings:
    found = read({"LOTSE_DATABASE": f"sqlite:///{folder}/desk.db", "LOTSE_KEY_FILE": str(folder / "key")}, folder)
    return replace(
        found,
        telegram_token=Secret("424242:bench"),
        whatsapp_token=Secret("bench"),
        whatsapp_numbers=("100000000000001",),
        whatsapp_business="1",
        whatsapp_app_secret=Secret("bench"),
        whatsapp_verify_token=Secret("bench"),
        mail_host="127.0.0.1",
        mail_from="lotse@example.org",
        mail_tls="none",
        data=folder,
        programmes=PROGRAMMES,
    )


@asynccontextmanager
async def site(store: Store, world: World, folder: Path, who: int) -> AsyncIterator[httpx2.AsyncClient]:
    async def anna(_: object) -> Staff:
        return Staff(id=who, name="Anna", role=Role.ADMIN, names=True)

    shown = desk.Desk(
        read=store.read,
        submit=store.write,
        keyring=store.keyring,
        forms=world.forms,
        voices=world.voices,
        lists=world.lists,
        now=utc_now,
        admit=anna,
        people_a_day=250,
        windows=world.windows,
        programmes=world.programmes,
        publisher=Publisher(store, world, folder / "forms", library.SHIPPED),
        texts=Wordings(world),
    )
    transport = httpx2.ASGITransport(app=Starlette(routes=[desk.mount(shown)]), client=("127.0.0.1", 50_000))
    async with httpx2.AsyncClient(transport=transport, base_url=HOME, timeout=600) as http:
        yield http


async def paths(store: Store) -> list[tuple[str, dict[str, str]]]:
    """(path, what is sent) of every kind of page, with every kind of filter; nothing sent: it is only looked at."""
    known = await store.read(lambda connection: _somebody(connection, store.keyring))
    looked: list[tuple[str, dict[str, str]]] = [(path.format_map(known), {}) for path in LOOKED]
    return [*looked, *((path.format_map(known), {"words": words.format_map(known)}) for path, words in SEARCHED)]


def _somebody(connection: Connection, keyring: Keyring) -> dict[str, str]:
    """Whose answers wait to be read: what LOOKED and SEARCHED speak of."""
    row = connection.execute(
        select(submission).where(submission.c.review == "todo", submission.c.form == "skills_short").limit(1)
    ).one()
    told = connection.execute(select(person.c.key, person.c.sealed).where(person.c.id == row.person)).one()
    opened = keyring.person(row.person, told.key).open(f"person:sealed:{row.person}", told.sealed)
    name = str(orjson.loads(opened)["name"])
    return {"one": f"/people/{public(row.person)}", "sheet": str(row.sheet), "name": name, "first": name.split(maxsplit=1)[0]}


async def measure(http: httpx2.AsyncClient, path: str, sent: dict[str, str], times: int) -> Page:
    took, spent, status, size = list[float](), list[float](), 0, 0
    for _ in range(times + 1):
        began, before = time.perf_counter(), time.process_time()
        if sent:
            answered = await http.post(f"/desk{path}", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
        else:
            answered = await http.get(f"/desk{path}", follow_redirects=False)
        took.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - before) * 1000)
        status, size = answered.status_code, len(answered.content)
    took, spent = sorted(took[1:]), sorted(spent[1:])  # the first finds templates and translations
    cpu = spent[len(spent) // 2]
    named = f"{path} <- {'search' if sent else ''}" if sent else path
    p50, p95 = took[len(took) // 2], took[math.ceil(len(took) * 0.95) - 1]
    return Page(path=named, p50=p50, p95=p95, cpu=cpu, status=status, size=size)


async def run(people: int, answers: int, times: int, url: str = "") -> list[Page]:
    """`url`: of an empty database; "" = SQLite. `answers` of each person, 0 = as they come."""
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        own = settings(folder)
        clara, *_ = await seed(own, utc_now())
        keyring = Keyring(own.key_file.read_bytes())
        past = Store(own.database, keyring)
        await past.open()
        crowd = await past.read(lambda connection: copied(connection, keyring))
        store = past
        if url:
            await past.close()
            store = Store(url, keyring)
            await store.open()
            await store.write(lambda connection: programmes.keep(connection, PROGRAMMES))
        began = time.perf_counter()
        await multiply(store, crowd, people - (0 if url else len(crowd.people)), answers)
        await tidied(store, url)
        print(f"{people} people made in {time.perf_counter() - began:.0f} s", flush=True)
        ours = accounts.accounts(own)
        world = app.world_of(own, library.forms(own), ours)
        await ours.close()
        async with site(store, world, folder, clara.id) as http:
            found = [await measure(http, path, sent, times) for path, sent in await paths(store)]
        await store.close()
        export(own, store.url, folder)
        return found


async def tidied(store: Store, url: str) -> None:
    """As the database itself leaves its tables after so much was written: PostgreSQL's autovacuum, SQLite's ANALYZE."""
    if not url:
        await store.write(lambda connection: connection.execute(text("ANALYZE")))
        return
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()


def export(own: Settings, url: str, folder: Path) -> None:
    """Everybody's answers into one file, by the command line in a process of its own; its time, and its peak of memory."""
    known = {"LOTSE_DATABASE": url, "LOTSE_KEY_FILE": str(own.key_file), "LOTSE_DATA": str(folder)}
    out, began = folder / "answers.csv", time.perf_counter()
    command = [sys.executable, "-m", "bot", "export", "answers", "--to", "csv", "--out", str(out)]
    process = subprocess.Popen(command, env={**os.environ, **known}, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
    most = 0
    while process.poll() is None:
        most = max(most, _peak(process.pid))
        time.sleep(0.05)
    took, size = time.perf_counter() - began, out.stat().st_size / 1e6
    print(f"export: {size:.0f} MB in {took:.0f} s, peak {most // 1024} MB of memory, status {process.returncode}", flush=True)


def _peak(number: int) -> int:
    """kB, of a process that runs; 0 = it is gone. What it was before its program began is not counted, as it would be by rusage."""
    with suppress(FileNotFoundError, ProcessLookupError):
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{number}/status").read_text())
        return int(found[1]) if found else 0
    return 0


def told(pages: Sequence[Page]) -> str:
    """A table, the slowest first."""
    lines = [f"{'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'kB':>6}  page"]
    for one in sorted(pages, key=lambda one: -one.p95):
        late = " (over the target)" if one.p95 > TARGET_MS else ""
        broken = "" if one.status < 400 else f" STATUS {one.status}"
        lines.append(f"{one.p50:8.1f} {one.p95:8.1f} {one.cpu:8.1f} {one.size / 1000:6.0f}  {one.path}{late}{broken}")
    lines.append(f"peak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return "\n".join(lines)


def main(people: int, answers: int, times: int, postgres: bool) -> None:
    if not postgres:
        print(told(asyncio.run(run(people, answers, times))))
        return
    from tests.servers import postgresql  # noqa: PLC0415 - only where it is asked for

    with postgresql() as server, server.database(f"desk_{os.getpid()}") as url:
        print(told(asyncio.run(run(people, answers, times, url))))
