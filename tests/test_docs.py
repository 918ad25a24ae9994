"""The documents say what is there: everything that can be named is named in them, and what they name exists."""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from bot.__main__ import _parser
from bot.commands import checking
from bot.metrics import REGISTRY
from bot.settings import read
from bot.texts import languages
from bot.texts.languages import DESK, PEOPLE
from bot.workbooks.reading import load
from dialogs.events import Said
from storage.schema import PERSONAL, address, address_person, person
from tests.conversations import SHIPPED, VOICES, House, Phone, house

ROOT = Path(__file__).parents[1]
DOCS = {path.relative_to(ROOT).as_posix(): path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in DOCS.items()}
EVERYTHING = "\n".join(TEXTS.values())

FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACE = re.compile(r"(?:[\w.-]+/)+(?:[\w.-]+)?|[\w-]+\.(?:py|toml|md)")  # a path, or a file at the top
MADE_LATER = {"lotse.toml", "data/key"}  # by whoever runs it
ROW = re.compile(r"^\| (?P<does>[^|]+) \| (?P<says>[^|]+) \|$", re.MULTILINE)

every_document = pytest.mark.parametrize("name", sorted(DOCS))


def fences(name: str, kind: str) -> list[str]:
    return [found["body"] for found in FENCE.finditer(TEXTS[name]) if found["kind"] == kind]


# --- what is there is named ---------------------------------------------------------------------------------------------


def commands() -> dict[str, argparse.ArgumentParser]:
    subparsers = next(action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    found: dict[str, argparse.ArgumentParser] = dict(subparsers.choices)
    return found


def settings() -> set[str]:
    """Every variable that `lotse` reads from the environment: those that it asks for when everything is set."""
    source = (ROOT / "bot/settings.py").read_text(encoding="utf-8")
    fields = re.findall(r"self\.(?:text|secret|url|number|port)\(\s*\"(\w+)\"", source)
    return {f"LOTSE_{name.upper()}" for name in fields} | set(re.findall(r"\"(LOTSE_\w+)\"", source))


def test_every_command_and_every_option_is_in_the_manual() -> None:
    manual = TEXTS["docs/running.md"]
    missing = [name for name in commands() if f"`lotse {name}" not in manual]
    for name, parser in commands().items():
        options = [word for action in parser._actions for word in action.option_strings if word not in ("-h", "--help")]
        missing += [f"{name} {option}" for option in options if option not in EVERYTHING]
    assert missing == []


def test_every_setting_has_its_line_in_the_table() -> None:
    lines = set(re.findall(r"^\| `(LOTSE_\w+)` \|", TEXTS["docs/running.md"], re.MULTILINE))
    assert lines == settings()


def test_settings_that_are_named_anywhere_exist() -> None:
    for_tests = {"LOTSE_ORACLES", "LOTSE_PICTURES"}
    named = {
        name.removesuffix("_FILE") if name != "LOTSE_KEY_FILE" else name
        for name in re.findall(r"LOTSE_[A-Z_]*[A-Z]", EVERYTHING)
    }
    assert named <= settings() | for_tests


@pytest.mark.parametrize("default", ["30", "8080", "127.0.0.1", "https://api.telegram.org"])
def test_the_defaults_are_those_of_the_table(default: str, tmp_path: Path) -> None:
    found = read({}, tmp_path)
    values = {f"{found.telegram_pace:g}", str(found.port), found.host, found.telegram_api}
    assert default in values
    assert f"| `{default}` |" in TEXTS["docs/running.md"]


def test_every_language_is_in_the_table() -> None:
    table = TEXTS["docs/languages.md"]
    rows = re.findall(r"^\| (\w+) \| (.+?) \| (left to right|right to left) \| ([a-z, ]+) \|", table, re.MULTILINE)
    assert rows == [
        (
            code,
            one.english if code == "en" else f"{one.english} ({one.name})",
            "right to left" if one.rtl else "left to right",
            ", ".join(whom for whom in (PEOPLE, DESK) if whom in one.serves),
        )
        for code, one in languages.read().items()
    ]
    assert all(one.english in TEXTS["README.md"] for one in VOICES.about.values())


def test_every_shipped_form_is_named() -> None:
    assert [name for name in SHIPPED if f"dialogs/forms/{name}.md" not in TEXTS["docs/forms.md"]] == []


def test_every_make_target_is_named() -> None:
    targets = re.findall(r"^([a-z]+):[^#=]*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    assert [target for target in targets if f"`make {target}`" not in EVERYTHING] == []


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {found[1] for found in map(re.compile(r"make ([a-z]+)").match, CODE.findall(EVERYTHING)) if found}
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_every_metric_is_in_the_table() -> None:
    samples = [("_total" if family.type == "counter" else "", family.name) for family in REGISTRY.collect()]
    assert [name + end for end, name in samples if f"`{name}{end}`" not in TEXTS["docs/running.md"]] == []


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ]", one, maxsplit=1)[0] for one in wanted}
    cells = re.findall(r"^\| ([a-z0-9, -]+) \| [^|]+ \|$", TEXTS["docs/why.md"], re.MULTILINE)
    assert {name for cell in cells for name in cell.split(", ")} == names


# --- what is named is there ---------------------------------------------------------------------------------------------


def places(name: str) -> Iterator[str]:
    """The files and folders that a document names."""
    for code in CODE.findall(FENCE.sub("", TEXTS[name])):
        if PLACE.fullmatch(code) and code not in MADE_LATER and not code.startswith((".venv/", "/")):
            yield code


@every_document
def test_files_that_are_named_exist(name: str) -> None:
    assert [place for place in places(name) if not (ROOT / place).exists()] == []


@every_document
def test_links_lead_somewhere(name: str) -> None:
    links = [link for link in LINK.findall(TEXTS[name]) if "://" not in link]
    dead = [link for link in links if not (DOCS[name].parent / link.partition("#")[0]).exists()]
    for link in links:
        file, _, heading = link.partition("#")
        target = (DOCS[name].parent / file).resolve().relative_to(ROOT).as_posix() if file else name
        headings = [
            re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
            for one in re.findall(r"^#+ (.+)$", TEXTS.get(target, ""), re.MULTILINE)
        ]
        dead += [link] if heading and heading not in headings else []
    assert dead == []


@every_document
def test_a_sentence_has_a_line_of_its_own(name: str) -> None:
    prose = [line for line in FENCE.sub("", TEXTS[name]).splitlines() if not line.startswith(("|", "#"))]
    assert [line for line in prose if re.search(r"[a-z)][.!?] [A-Z]", CODE.sub("", line))] == []


# --- what can be tried, works ---------------------------------------------------------------------------------------------


async def test_the_conversation_of_the_readme_goes_like_that(tmp_path: Path) -> None:
    section = TEXTS["README.md"].split("## A conversation in ten lines")[1].split("\n## ")[0]
    lines = [(found["does"], found["says"]) for found in ROW.finditer(section)][1:]
    lines = [line for line in lines if set(line[0]) != {"-"}]
    assert len(lines) == 10
    async with house(f"sqlite:///{tmp_path}/lotse.db") as home:
        bashir = home.phone("bashir")
        for does, says in lines:
            heard = "\n".join(said.text for said in await _act(bashir, does))
            assert says in re.sub("[\u2066-\u2069]", "", heard).split("\n"), f"{does}: {heard}"


async def _act(phone: Phone, does: str) -> list[Said]:
    if does == "/start":
        return await phone.start()
    return await (phone.tap(does[1:-1]) if does.startswith("[") else phone.say(does))


def test_the_form_of_the_manual_is_a_form() -> None:
    (written,) = [body for body in fences("docs/forms.md", "") if "| survey |" in body]
    form = load(written.encode(), name="tried")
    assert (form.name, list(form.questions)) == ("bicycle", ["bicycle", "distance"])
    faults = [*checking.faults({form.name: form}, VOICES)]
    assert {str(fault.cause).partition('"')[0] for fault in faults} <= {"nothing in it is translated."}


@pytest.mark.parametrize("name", ["README.md", "docs/running.md"])
def test_the_settings_of_the_manual_are_understood(name: str, tmp_path: Path) -> None:
    for body in fences(name, "toml"):
        (tmp_path / "lotse.toml").write_text(body, encoding="utf-8")
        first = read({}, tmp_path).programmes[0]
        assert (first.code, first.name, first.zone, first.region) == ("harbour", "Harbour", "Europe/Luxembourg", "LU")


async def test_whom_the_ledger_names_is_erased_again_after_a_restore(database_url: str) -> None:
    (statements,) = fences("docs/running.md", "sql")
    async with house(database_url) as home:
        leaver, other = home.phone("gone"), home.phone("stays")
        for phone in (leaver, other):
            await _says_something(phone)
        gone = await home.store.read(lambda connection: _person_of(connection, home, "gone"))
        await home.store.write(lambda connection: _run(connection, statements.replace("1234567890123", str(gone))))
        assert await home.store.read(lambda connection: _rows_of(connection, gone)) == 0
        assert "Which language" in "".join(said.text for said in await leaver.say("hello"))
        assert "Which language" not in "".join(said.text for said in await other.say("hello"))


async def _says_something(phone: Phone) -> None:
    await phone.start()
    for label in ("English", "Yes", "Done"):
        await phone.tap(label)
    await phone.command("help")
    await phone.tap("Ask a person")


def _run(connection: Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        connection.execute(text(statement))


def _person_of(connection: Connection, home: House, external: str) -> int:
    key = home.store.keyring.index("telegram", "1", external)
    return connection.scalar(select(address.c.person).where(address.c.key == key)) or 0


def _rows_of(connection: Connection, number: int) -> int:
    tables = [(table, table.c.id if table is person else table.c.person) for table in {*PERSONAL, address, address_person}]
    return sum(
        connection.scalar(select(func.count()).select_from(table).where(column == number)) or 0 for table, column in tables
    )
