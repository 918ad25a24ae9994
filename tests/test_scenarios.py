"""Whole forms that other people wrote, replayed as their engine went through them."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dialogs.xlsform.reader import FormError, read
from tests.oracles.scenarios import refused, run

LEAST = 0.95  # of those that can be tried
WITHOUT_FILE = "external lists"  # whether a file lies beside the workbook is known to those who read workbooks, not here


def test_nearly_all_forms_go_as_in_the_other_engine(oracles: Path) -> None:
    outcome = run(oracles / "scenario_cases.json")
    assert outcome.passed >= LEAST * outcome.judged, outcome


def test_what_is_left_out_for_a_feature_is_refused_when_it_is_read(oracles: Path) -> None:
    """Nothing is left out that a coordinator could import."""
    forms = json.loads((oracles / "scenario_cases.json").read_text(encoding="utf-8"))["forms"]
    met = {xml: reason for xml in forms.values() if (reason := refused(xml)) and not reason.startswith(WITHOUT_FILE)}
    assert met
    for xml in met:
        with pytest.raises(FormError):
            read(ET.fromstring(xml))
