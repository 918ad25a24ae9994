"""The judge at work: asked through Node, its verdicts kept in verdicts.json."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.judge.shapes import Shape, kind, shape, widest, within

HERE = Path(__file__).parent
VERDICTS = HERE / "verdicts.json"
PACKAGES = HERE / "package.json"
INSTALLED = HERE / "node_modules/@kapso/whatsapp-cloud-api/package.json"
SAME = "same"
NODE = (20, 19)  # the judge's own least
FETCH = 120  # seconds

# Where the judge is not right, and why: docs/testing.md.
DISAGREEMENTS = {
    "differs: interactive.action.parameters": "a request for a location: the builder adds a field that Meta does not name"
}

UNKNOWN_LANGUAGE = (
    "refused: language: Invalid language code"  # to the judge one has two letters; Meta's list has prs_AF and fil
)

Cases = Mapping[str, Sequence[Any]]


def fair(language: str) -> str:
    """The verdict that a template of ours is to get."""
    return SAME if len(language.partition("_")[0]) == 2 else UNKNOWN_LANGUAGE


def missing() -> str:
    """Why the judge cannot be asked here; "" when it can. Fetches it where that is possible."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or _node(node) < NODE:
        return f"it needs Node {NODE[0]}.{NODE[1]} or newer, and npm"
    if _version(INSTALLED) == pinned():
        return ""
    wanted = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(wanted, cwd=HERE, capture_output=True, timeout=FETCH, check=False)
    except subprocess.TimeoutExpired:
        return f"npm has not fetched it within {FETCH} seconds"
    return "" if _version(INSTALLED) == pinned() else "npm cannot fetch it"


def _node(program: str) -> tuple[int, ...]:
    found = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(map(int, re.findall(r"\d+", found)[:2]))


def pinned() -> str:
    found: str = json.loads(PACKAGES.read_text(encoding="utf-8"))["dependencies"]["@kapso/whatsapp-cloud-api"]
    return found


def _version(package: Path) -> str:
    return str(json.loads(package.read_text(encoding="utf-8"))["version"]) if package.exists() else ""


def ask(cases: Cases) -> dict[str, list[Any]]:
    """What the judge says of each, in the same order. Raises CalledProcessError."""
    command = ["node", str(HERE / "judge.mjs")]
    answered = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, list[Any]] = json.loads(answered.stdout)
    return found


# --- shapes and verdicts ----------------------------------------------------------------------------------------------


def distinct(payloads: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each once."""
    return list({json.dumps(one, sort_keys=True): one for one in payloads}.values())


def ruled(payloads: Sequence[Mapping[str, Any]], verdicts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """{kind of shape: the widest of it that was judged, and the verdict that is not "same" if there was one}."""
    found: dict[str, dict[str, Any]] = {}
    for payload, verdict in zip(payloads, verdicts, strict=True):
        one = shape(payload)
        before = found.setdefault(kind(one), {"most": one, "verdict": verdict})
        before["most"] = widest(one, before["most"])
        if verdict != SAME:
            before["verdict"] = verdict
    return found


def accepted(verdict: str) -> bool:
    return verdict == SAME or verdict in DISAGREEMENTS


def unjudged(payloads: Iterable[Mapping[str, Any]], recorded: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Payloads of a shape that the judge has not seen, or that are longer than what it has seen, or that it refused."""
    known: dict[str, tuple[Shape, str]] = {kind(one["most"]): (one["most"], one["verdict"]) for one in recorded}
    for payload in payloads:
        one = shape(payload)
        most, verdict = known.get(kind(one), ({}, "never judged"))
        if not accepted(verdict):
            yield f"{verdict}: {json.dumps(payload, ensure_ascii=False)}"
        elif not within(one, most):
            yield f"longer than what was judged: {json.dumps(payload, ensure_ascii=False)}"


def written(verdicts: Mapping[str, Any]) -> str:
    """As JSON, a verdict to a line, so that a change is seen where it is."""
    parts = ",\n".join(f'"{name}": {_lines(value)}' for name, value in verdicts.items())
    return f"{{\n{parts}\n}}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f" {json.dumps(one, ensure_ascii=False)}" for one in value) + "\n]"


def recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VERDICTS.read_text(encoding="utf-8"))
    return found
