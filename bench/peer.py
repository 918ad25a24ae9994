"""Lotse as a peer of the questionnaire benchmark: the same bot that `lotse run` starts, with the benchmark's form and no pace, on Telegram or
on WhatsApp.

`python -m bench.peer` serves; `python -m bench.peer answers` prints what is stored, opened, one answer a line.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.modules["rich"] = None  # type: ignore[assignment]  # a tool of development brings it, and structlog takes it where it finds it

FOLDER = Path(os.environ["BENCH_DIR"])
KINDS = {
    "choice": "select_one {id}",
    "text": "text",
    "integer": "integer",
    "multi": "select_multiple {id}",
    "language": "select_one {id}",
}


def workbook(spec: dict[str, Any]) -> str:
    """The questionnaire as an XLSForm in Markdown: labels begin with what the simulated users look for."""
    languages = spec["languages"]
    columns = [f"label::x ({code})" for code in languages] + [f"constraint_message::x ({code})" for code in languages]
    survey = [["type", "name", "required", "constraint", "bind::lotse:sets", *columns]]
    choices = [["list_name", "name", *columns[: len(languages)]]]
    for question in spec["questions"]:
        survey.append(_question(question, spec, languages))
        choices += [
            [question["id"], one["id"], *(one["text"][code] for code in languages)] for one in question.get("options", ())
        ]
    survey.append(
        ["note", "done", "", "", "", *(f"[done] {spec['summary'][code]}" for code in languages), *[""] * len(languages)]
    )
    settings = [["form_title", "form_id", "version", "namespaces", "attribute::lotse:summary"]]
    settings.append(["Questionnaire", "questionnaire", "1", 'lotse="https://lotse.org/xforms"', "no"])
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return "\n\n".join(f"| {name} |\n" + "\n".join(f"| | {' | '.join(row)} |" for row in rows) for name, rows in sheets.items())


def _question(question: dict[str, Any], spec: dict[str, Any], languages: list[str]) -> list[str]:
    kind, name = question["kind"], question["id"]
    bounds = f". >= {question['min']} and . <= {question['max']}" if kind == "integer" else ""
    labels = [f"[{name}] {question['text'][code]}" for code in languages]
    again = [f"[{name}!] {spec['reask'][code]}" if bounds else "" for code in languages]
    sets = "language" if kind == "language" else ""
    return [KINDS[kind].format(id=name), name, "yes", bounds, sets, *labels, *again]


def prepare() -> None:
    """The folder as an administrator would leave it: a form and the environment."""
    (FOLDER / "forms").mkdir(exist_ok=True)
    spec = json.loads(Path(os.environ["BENCH_SPEC"]).read_text(encoding="utf-8"))
    (FOLDER / "forms/questionnaire.md").write_text(workbook(spec), encoding="utf-8")
    (FOLDER / "lotse.toml").write_text('[programmes.bench]\nname = "Bench"\nforms = ["questionnaire"]\n', encoding="utf-8")
    port, folder = os.environ["BENCH_PORT"], str(FOLDER)
    os.environ |= {
        "LOTSE_CONFIG": f"{folder}/lotse.toml",
        "LOTSE_DATA": folder,
        "LOTSE_FORMS": f"{folder}/forms",
        "LOTSE_PORT": port,
        "LOTSE_DESK_PORT": port,
        "LOTSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **(whatsapp() if os.environ.get("BENCH_PLATFORM") == "whatsapp" else telegram()),
    }


def telegram() -> dict[str, str]:
    return {
        "LOTSE_TELEGRAM_TOKEN": os.environ["BENCH_TOKEN"],
        "LOTSE_TELEGRAM_API": os.environ["BENCH_API"],
        "LOTSE_TELEGRAM_SECRET": os.environ["BENCH_SECRET"],
        "LOTSE_TELEGRAM_PACE": os.environ.get("BENCH_PACE", "0"),
    }


def whatsapp() -> dict[str, str]:
    """`LOTSE_WHATSAPP_PATIENCE` is short: after a kill nobody in here waits for minutes."""
    return {
        "LOTSE_WHATSAPP_TOKEN": os.environ["BENCH_TOKEN"],
        "LOTSE_WHATSAPP_API": os.environ["BENCH_GRAPH"],
        "LOTSE_WHATSAPP_PHONE_NUMBER_ID": os.environ["BENCH_NUMBER"],
        "LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID": os.environ["BENCH_BUSINESS"],
        "LOTSE_WHATSAPP_APP_SECRET": os.environ["BENCH_APP_SECRET"],
        "LOTSE_WHATSAPP_VERIFY_TOKEN": os.environ["BENCH_SECRET"],
        "LOTSE_WHATSAPP_PACE": "0",
        "LOTSE_WHATSAPP_PATIENCE": "2",
    }


def main() -> int:
    prepare()
    from bot.__main__ import main as lotse  # noqa: PLC0415
    from bot.texts import speech  # noqa: PLC0415 - the environment comes first

    # The simulated users read the tag at the very first character. People need the mark that we put before a Latin letter there.
    speech.anchor = str  # type: ignore[assignment, attr-defined]
    return lotse(["export", "answers", "--to", "lines"] if sys.argv[1:] == ["answers"] else ["run"])


if __name__ == "__main__":
    sys.exit(main())
