"""Who may import whom, who may ask the time, who reads the environment: lists of what is allowed, for a ban leaks.

import-linter keeps the rules between our own folders too, along chains of imports (see pyproject.toml).
Each rule is a function from a folder to its faults, so that the last test can try it on code that breaks it.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("dialogs", "storage", "bot", "desk", "phone")
OURS = frozenset({*PRODUCT, "locales", "tests", "bench"})
STDLIB = frozenset(sys.stdlib_module_names)
PURE = frozenset(
    "__future__ base64 binascii collections dataclasses datetime decimal enum fractions functools hashlib hmac"
    " itertools math operator re string types typing unicodedata"
    " html hijridate jdatetime phonenumbers rapidfuzz re2 dialogs".split()
)

# What a file may import, by the beginning of its path; the first that fits counts.
ALLOWED = {
    "dialogs/workshops/schedule.py": PURE | {"dateutil.rrule"},
    "dialogs/xlsform/reader.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/xlsform/instances.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/xlsform/elements.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/xlsform/texts.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/xlsform/choices.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/xlsform/straight.py": PURE | {"xml.etree.ElementTree"},
    "dialogs/": PURE,
    "storage/": STDLIB | {"storage", "dialogs", "sqlalchemy", "alembic", "asyncpg", "cryptography", "orjson"},
    "desk/": STDLIB | {"desk", "dialogs", "storage", "starlette", "jinja2", "sqlalchemy.Connection", "webauthn", "segno"},
    "bot/channels/whatsapp/signature.py": STDLIB | {"cryptography.hazmat.primitives"},
    "bot/channels/": STDLIB
    | {
        "dialogs",
        "bot.channels.base",
        "bot.channels.http",
        "bot.channels.reading",
        "pywa_async",
        "pyreqwest",
        "orjson",
    },
}
# bot and phone may import whatever pyproject.toml declares, and of ours not these.
BANNED = {"bot/": OURS - {"bot", "desk", "storage", "dialogs"}, "phone/": OURS - {"phone"}}

# The clock as Python, the calendars and a database tell it. Durations (time.monotonic) are anybody's.
TIME = re.compile(
    r"datetime\.(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime|ctime|asctime)"
    r"|(jdatetime|hijridate)\.\w+\.(now|utcnow|today)|sqlalchemy\.func\.(now|current_timestamp|current_date)"
)
MAY_ASK_TIME = ("bot/wallclock.py", "bot/clock.py", "bot/sending/sender.py", "bot/__main__.py", "bot/app.py", "phone/")
ENVIRONMENT = re.compile(r"os\.(environb?|getenvb?|putenv|unsetenv)")
MAY_READ_ENVIRONMENT = ("bot/settings.py",)
# Built-ins that reach the disk or the terminal, or run text as code.
IMPURE = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"})

Rule = Callable[[Path], list[str]]


def sources(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The Python files in some folders: path from the root, syntax tree. A folder may be missing."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(path: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every import of a file: the name it gets there, the full name of what it brings (both dotted)."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = [*above, *([node.module] if node.module else [])]
            yield from ((alias.asname or alias.name, ".".join([*module, alias.name])) for alias in node.names)


def references(path: str, tree: ast.Module) -> Iterator[str]:
    """The full names a file mentions of what it imports: after `import datetime as dt`, dt.date is datetime.date."""
    origin = dict(imports(path, tree))
    origin |= {name.split(".")[0]: name.split(".")[0] for name in origin if "." in name}
    for node in ast.walk(tree):
        attributes: list[str] = []
        expression: ast.AST = node
        while isinstance(expression, ast.Attribute):
            attributes.insert(0, expression.attr)
            expression = expression.value
        if isinstance(expression, ast.Name) and expression.id in origin:
            yield ".".join([origin[expression.id], *attributes])


def is_within(name: str, packages: frozenset[str]) -> bool:
    """Whether a dotted name, or a package it lies in, is on a list."""
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def may_import(path: str, name: str) -> bool:
    """Whether a file, by its path, may import what has that full name."""
    for start, banned in BANNED.items():
        if path.startswith(start) and is_within(name, banned):
            return False
    for start, allowed in ALLOWED.items():
        if path.startswith(start):
            own = path.removesuffix(".py").split("/")[:3]  # a channel may be a package of its own
            return is_within(name, allowed | {".".join(own)})
    return True


def strangers(root: Path) -> list[str]:
    """Imports that a file's place does not allow."""
    return [
        f"{path} imports {name}"
        for path, tree in sources(root, *PRODUCT)
        for _, name in imports(path, tree)
        if not may_import(path, name)
    ]


def undeclared(root: Path) -> list[str]:
    """Imports of packages that pyproject.toml does not name among those Lotse needs to run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {normal(re.split(r"[\[<>=!~ ]", one, maxsplit=1)[0]) for one in project["dependencies"]}
    distributions = packages_distributions()
    faults = []
    for path, tree in sources(root, *PRODUCT):
        for top in {name.split(".")[0] for _, name in imports(path, tree)} - STDLIB - OURS:
            if declared.isdisjoint(map(normal, distributions.get(top, []))):
                faults.append(f"{path} imports {top}, which is not declared")
    return faults


def normal(distribution: str) -> str:
    """A distribution's name as package indexes compare them."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def untimely(root: Path) -> list[str]:
    """Places that ask the time and may not: they are to be told it."""
    return mentions(root, TIME, MAY_ASK_TIME)


def environmental(root: Path) -> list[str]:
    """Places that read the environment and may not: settings does, once."""
    return mentions(root, ENVIRONMENT, MAY_READ_ENVIRONMENT)


def mentions(root: Path, what: re.Pattern[str], where_allowed: tuple[str, ...]) -> list[str]:
    """Mentions of imported names, outside the files or folders where they are allowed."""
    return [
        f"{path} uses {name}"
        for path, tree in sources(root, *PRODUCT)
        if not path.startswith(where_allowed)
        for name in sorted(set(references(path, tree)))
        if what.fullmatch(name)
    ]


def impure(root: Path) -> list[str]:
    """Coroutines, and calls of impure built-ins, in dialogs."""
    faults = []
    for path, tree in sources(root, "dialogs"):
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef):
                faults.append(f"{path}:{node.lineno} has a coroutine")
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE:
                faults.append(f"{path}:{node.lineno} calls {node.func.id}")
    return faults


def speaking_code(root: Path) -> list[str]:
    """Code in locales, which is for texts."""
    return [path for path, _ in sources(root, "locales")]


RULES = (strangers, undeclared, untimely, environmental, impure, speaking_code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (strangers, "dialogs/menu.py", "import random"),
        (strangers, "dialogs/menu.py", "from xml.etree import ElementTree"),
        (strangers, "dialogs/menu.py", "from storage import people"),
        (strangers, "dialogs/menu.py", "def late():\n    import logging"),
        (strangers, "storage/speaking/people.py", "import bot.settings"),
        (strangers, "storage/speaking/people.py", "from ...bot import settings"),
        (strangers, "storage/speaking/people.py", "import starlette"),
        (strangers, "bot/channels/telegram.py", "from bot.channels import whatsapp"),
        (strangers, "bot/channels/telegram.py", "from . import whatsapp"),
        (strangers, "bot/channels/telegram.py", "from bot import settings"),
        (strangers, "desk/pages.py", "import sqlalchemy"),
        (strangers, "desk/pages.py", "from bot.settings import Settings"),
        (strangers, "bot/app.py", "import phone.server"),
        (strangers, "phone/server.py", "from dialogs import form"),
        (undeclared, "bot/app.py", "from aiogram import Bot"),
        (undeclared, "phone/server.py", "import no_such_package"),
        (untimely, "dialogs/menu.py", "from datetime import datetime\nnow = datetime.now"),
        (untimely, "dialogs/menu.py", "import datetime as dt\nday = dt.date.today()"),
        (untimely, "bot/road/turnstile.py", "from time import time\nnow = time()"),
        (untimely, "storage/speaking/people.py", "import sqlalchemy as sa\nnow = sa.func.now()"),
        (environmental, "bot/app.py", "import os\ntoken = os.environ['TOKEN']"),
        (environmental, "phone/server.py", "import os.path\ntoken = os.getenv('TOKEN')"),
        (impure, "dialogs/menu.py", "text = open('menu.txt').read()"),
        (impure, "dialogs/menu.py", "async def turn(): ..."),
        (speaking_code, "locales/plurals.py", "one = 1"),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: Rule, path: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(code, encoding="utf-8")
    assert len(rule(tmp_path)) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("dialogs/xlsform/reader.py", "import xml.etree.ElementTree as ET\nfrom datetime import date\nfrom . import form"),
        ("storage/speaking/people.py", "import sqlite3\nfrom sqlalchemy import select\nfrom dialogs.events import Event"),
        ("bot/channels/telegram.py", "from pyreqwest.client import Client\nfrom bot.channels import base\nimport asyncio"),
        ("bot/channels/email/parse.py", "from bot.channels.email import addresses\nimport email.message"),
        ("bot/wallclock.py", "from datetime import UTC, datetime\nfrom desk import pages\nnow = datetime.now(UTC)"),
        ("bot/settings.py", "import os\ntoken = os.environ['TOKEN']"),
        ("phone/server.py", "from starlette.applications import Starlette\nimport time\nnow = time.time()"),
    ],
)
def test_what_is_allowed_passes_every_rule(path: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(code, encoding="utf-8")
    assert [fault for rule in RULES for fault in rule(tmp_path)] == []
