"""What every test may ask for, and what none may do: reach a machine other than this one."""

import gc
import ipaddress
import os
import shutil
import signal
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.servers import CannotStart, Emptied, PostgreSQL, postgresql

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.workbooks.converting import Converted
    from bot.workbooks.reading import Source
    from tests.desks import Village

ROOT = Path(__file__).parents[1]

# An ordinary run judges a change, so its examples are the same each time, everywhere; what chance finds, it finds in the soak.
settings.register_profile("small", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("soak", max_examples=5000, deadline=None, derandomize=False, print_blob=True)
settings.load_profile("small")  # `make soak` asks for the other on the command line

# Nobody listens at this address: clients that are not written in Python (pyreqwest, Chromium) find no way out.
for _name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ[_name] = os.environ[_name.lower()] = "http://127.0.0.1:9"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1,::1"

# Nothing here speaks TLS, yet each client reads all authorities, four times (0.1 s of work): here it finds but one, with its key lost.
os.environ["SSL_CERT_FILE"] = str(ROOT / "tests/authority.pem")


def _interrupted(_: int, frame: object) -> None:
    raise KeyboardInterrupt


# asyncio takes Ctrl-C over for each fixture if nobody else has, and the signal module then spells out what the fixture returned, twice.
signal.signal(signal.SIGINT, _interrupted)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write tests/transcripts anew, as the conversations go today")


# Files whose tests take a minute or more together: begun first, so that no worker is left alone with them at the end.
LONG = (
    *(
        "test_monday",
        "test_road_crash",
        "test_whatsapp_desk",
        "test_desk_page",
        "test_talk",
        "test_both_channels",
        "test_any_form",
    ),
    *("test_whatsapp_demo", "test_demo", "test_desk_export", "test_phone_page", "test_whatsapp_page", "test_signin_page"),
    *("test_road_database", "test_road_whatsapp", "test_conversation", "test_forms_walked", "test_verbs"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))


def pytest_collection_finish() -> None:
    """What is here now stays: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _is_here(host: object) -> bool:
    """Whether a host, as sockets take it (text, bytes or nothing), is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return address.is_loopback or address.is_unspecified


def _stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: fails the test that looks up, or sends anything to, another machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"}:
        sock, address = arguments
        if not isinstance(sock, socket.socket) or sock.family not in {socket.AF_INET, socket.AF_INET6}:
            return
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    if not _is_here(host):
        pytest.fail(f"a test tried to reach another machine: {host}")


sys.addaudithook(_stay_here)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgreSQL]:
    """The bundled PostgreSQL, one for each test process; skips, with the reason, where it cannot start."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgresql())
        except CannotStart as why:
            pytest.skip(f"no PostgreSQL: {why}")
        yield server


@pytest.fixture(scope="session", autouse=True)
def tables() -> Iterator[None]:
    """Migrations run once in each test process; tests of them take the real `migrate`."""
    from tests.tables import Copied
    from tests.warm import keep_warm

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.store.migrate", Copied())
        keep_warm(patch)
        yield


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: PostgreSQL) -> Iterator[tuple[str, Emptied]]:
    """The address of a PostgreSQL database with our tables, and what empties it."""
    from tests.tables import make

    with postgres_server.database("tables") as url:
        make(url)
        emptied = Emptied(url)
        emptied.empty()
        yield url, emptied
        emptied.close()


@pytest.fixture
def postgres_url(postgres_tables: tuple[str, Emptied]) -> Iterator[str]:
    """SQLAlchemy's address of a PostgreSQL database with empty tables, emptied again afterwards."""
    url, emptied = postgres_tables
    yield url
    emptied.empty()


@pytest.fixture
def bare_postgres_url(postgres_server: PostgreSQL) -> Iterator[str]:
    """The same without any table."""
    with postgres_server.database(f"test_{uuid.uuid4().hex}") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy's address of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    return _url(request, tmp_path, "postgres_url")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same without any table."""
    return _url(request, tmp_path, "bare_postgres_url")


def _url(request: pytest.FixtureRequest, folder: Path, postgres: str) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder}/lotse.db"
    url: str = request.getfixturevalue(postgres)
    return url


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> "Village":
    """A database with somebody in every state that the desk has a word for: built once, copied for each test."""
    from tests.desks import settle

    return settle(tmp_path_factory.mktemp("village"))


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks and catalogues are read in this process, and catalogues once: that it is done apart, and how, is for other tests."""
    from bot.texts import catalogue
    from bot.workbooks.converting import converted
    from tests.road import once

    def here(_: object, sources: "Sequence[Source]", *limits: object) -> "list[Converted]":
        return [converted(one.content, one.name, one.files, one.called) for one in sources]

    monkeypatch.setattr("bot.workbooks.reading.elsewhere", here)
    monkeypatch.setattr("bot.texts.speech.catalogue.read", once(catalogue.read))


@pytest.fixture(scope="session")
def oracles() -> Path:
    """Other people's test cases, read in place: LOTSE_ORACLES, or ../shared/oracles."""
    folder = Path(os.environ.get("LOTSE_ORACLES", ROOT.parent / "shared/oracles"))
    if not folder.is_dir():
        pytest.skip(f"no oracles in {folder} (set LOTSE_ORACLES)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to open pages with; `make test` installs one where it may."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium on this machine")


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chromium that all tests of this process open their windows in."""
    from tests.browsers import serving

    with serving(chromium, tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture
async def page(browser: str) -> AsyncIterator["Page"]:
    """An empty page, in a profile of its own."""
    from tests.browsers import window

    async with window(browser) as found:
        yield found
