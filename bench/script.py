"""What each simulated person does: the same at every run, so that every stored answer can be checked."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

SPEC: Mapping[str, Any] = json.loads(Path(__file__).with_name("questionnaire.json").read_text(encoding="utf-8"))
TRIED_TWICE = 17  # the index of the question (q18) that is first answered out of range
OUT_OF_RANGE = "999"

FREE_TEXT = {
    "en": "I can repair bicycles and sewing machines, number %d of my family to do so",
    "fr": "Je sais réparer les vélos et les machines à coudre, numéro %d de ma famille",
    "ar": "أستطيع إصلاح الدراجات وآلات الخياطة، وأنا رقم %d في عائلتي",
    "fa": "من می‌توانم دوچرخه و چرخ خیاطی تعمیر کنم، نفر شمارهٔ %d خانواده",
}


class Step(NamedTuple):
    """One turn: what the person does, the tag of the reply it must cause, and what must then be stored."""

    tag: str
    text: str = ""  # typed
    press: int = -1  # or the button pressed, by its place
    toggle: bool = False  # the reply may be a changed keyboard only
    answer: tuple[str, str] | None = None  # question, value


def script_for(number: int, *, edits: bool = True) -> list[Step]:
    """The 24 turns of one person; 22 where a message that was sent cannot be changed, so that several are chosen in one go."""
    questions = SPEC["questions"]
    tags = [*(question["id"] for question in questions[1:]), "done"]
    steps = [Step("q01", text="/start")]
    for n, (question, after) in enumerate(zip(questions, tags, strict=True)):
        steps += _steps(number, n, question, after, edits=edits)
    return steps


def _steps(number: int, n: int, question: Mapping[str, Any], after: str, *, edits: bool) -> list[Step]:
    name, kind = question["id"], question["kind"]
    if kind in ("language", "choice"):
        place = (number + (n if kind == "choice" else 0)) % len(question["options"])
        return [Step(after, press=place, answer=(name, question["options"][place]["id"]))]
    if kind == "text":
        languages = SPEC["languages"]
        said = FREE_TEXT[languages[number % len(languages)]] % (number + n)
        return [Step(after, text=said, answer=(name, said))]
    if kind == "integer":
        value = str(question["min"] + (number + n) % (question["max"] - question["min"] + 1))
        tried = [Step(f"{name}!", text=OUT_OF_RANGE)] if n == TRIED_TWICE else []
        return [*tried, Step(after, text=value, answer=(name, value))]
    return _several(number, question, after, edits=edits)


def _several(number: int, question: Mapping[str, Any], after: str, *, edits: bool) -> list[Step]:
    """Two toggles, then Done, which is the last button; or the numbers of both."""
    options = [option["id"] for option in question["options"]]
    places = [number % len(options), (number + 2) % len(options)]
    value = ",".join(sorted({options[place] for place in places}))
    if not edits:
        return [Step(after, text=" ".join(str(place + 1) for place in sorted(set(places))), answer=(question["id"], value))]
    toggles = [Step(question["id"], press=place, toggle=True) for place in places]
    return [*toggles, Step(after, press=len(options), answer=(question["id"], value))]
