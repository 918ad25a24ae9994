"""Whole forms, replayed step by step: after each, the sheet must be what another engine would submit, and say what that one says."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from dialogs.depend import cycles
from dialogs.xlsform.instances import local
from dialogs.xlsform.reader import FormError
from dialogs.xlsform.reader import read as read_form
from dialogs.xpath import ExpressionError
from tests.oracles import Outcome
from tests.oracles import left_out as listed
from tests.oracles.replaying import Case, Different, Replay


def run(path: Path) -> Outcome:
    known = json.loads(path.read_text(encoding="utf-8"))
    skipped = {case["id"]: reason for case in known["cases"] if (reason := left_out(case, known["forms"][case["form_id"]]))}
    failures = {}
    for case in known["cases"]:
        if case["id"] not in skipped and (reason := fault(case, known["forms"][case["form_id"]])):
            failures[case["id"]] = f"{case['test'][-100:]}: {reason}"
    return Outcome(len(known["cases"]), failures, skipped)


# --- what is not tried ----------------------------------------------------------------------------------------------------


def left_out(case: Case, xml: str) -> str:
    """Why a transcript is not tried; "" when it is."""
    if case["id"] in listed("scenarios"):
        return listed("scenarios")[case["id"]]
    if case["expected_fail"]:
        return "The other engine's own authors say that it does this wrongly."
    return refused(xml) or unknowable(xml)


def unknowable(xml: str) -> str:
    """What another engine drew by chance. The submission's own name, and what only its device knew, are taken from the transcript."""
    for bind in ET.fromstring(xml).iter("{http://www.w3.org/2002/xforms}bind"):
        drawn = any(local(key) == "preload" and value == "uid" for key, value in bind.attrib.items())
        if (drawn and not bind.get("nodeset", "").endswith("instanceID")) or "random()" in bind.get("calculate", ""):
            return "Chance: what the other engine drew nobody else can draw."
    return ""


def refused(xml: str) -> str:
    """Which feature of the list of refusals a form uses; "" when none."""
    document = ET.fromstring(xml)
    met = {("element", local(one.tag)) for one in document.iter()}
    for one in document.iter():
        met |= {("attribute", f"{local(one.tag)}/{local(key)}={value}") for key, value in one.attrib.items()}
    for rule in _rules():
        elements = {("element", name) for name in rule.get("elements", ())}
        attributes = {("attribute", name) for name in rule.get("attributes", ())}
        starts = tuple(rule.get("beginnings", ()))
        if met & (elements | attributes) or (
            starts and any(text.startswith(starts) for kind, text in met if kind == "attribute")
        ):
            return f"{rule['feature']}: {rule['reason']}"
    return ""


def _rules() -> Sequence[Mapping[str, Any]]:
    table = tomllib.loads((Path(__file__).parent / "left_out.toml").read_text(encoding="utf-8"))
    return table.get("refused", [])  # type: ignore[no-any-return]


# --- one transcript -------------------------------------------------------------------------------------------------------


def fault(case: Case, xml: str) -> str:
    """What goes otherwise than in the transcript; "" when nothing does."""
    try:
        form = read_form(ET.fromstring(xml))
        replay = Replay(form, ET.fromstring(xml), case)
        replay.check(case["initial"])
    except (FormError, ExpressionError, ET.ParseError) as error:
        return "" if case["init_error"] else f"refused: {error}"
    except Different as error:
        return f"at the beginning: {error}"
    if case["init_error"]:
        return "" if cycles(form.root) else f"not refused: {case['init_error']}"
    for number, step in enumerate(case["steps"], 1):
        try:
            replay.step(step)
        except (Different, ExpressionError) as error:
            return f"step {number}, {step['op']} {step['args']}: {error}"
    return ""
