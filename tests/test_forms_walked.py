"""Other people's workbooks, imported and walked to the end by difficult people: see tests/oracles/forms.py."""

from pathlib import Path
from random import Random

import pytest

from bot.workbooks import opening
from bot.workbooks.reading import load
from dialogs import engine
from tests.books import faults, tables, xlsx
from tests.oracles import forms, walking
from tests.oracles.forms import reason, voices, workbooks
from tests.oracles.walking import Walk, matching

SHEETS = {"survey": [["type", "name", "label"], ["text", "town", "Which town?"]]}
EVERY = 16  # one in so many is in the default run


def folder_of(oracles: Path) -> Path:
    if not (oracles / "forms").is_dir():
        pytest.skip("no workbooks among the oracles")
    return oracles / "forms"


def test_a_sample_of_real_workbooks_is_walked_to_the_end_or_well_refused(oracles: Path) -> None:
    for path in workbooks(folder_of(oracles))[::EVERY]:
        assert reason(path, seeds=(2,)) == "", path.name


@pytest.mark.soak
def test_all_real_workbooks_are_walked_to_the_end_or_well_refused(oracles: Path) -> None:
    assert forms.run(folder_of(oracles)).failures == {}


def test_lists_and_other_tables_are_no_workbooks(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(xlsx(SHEETS))
    (tmp_path / "form.csv").write_text('"survey"\n,type,name,label\n,text,a,A?\n')
    (tmp_path / "manifest.csv").write_text("file,languages\nform.xlsx,en\n")
    (tmp_path / "notes.md").write_text("# A survey of our forms\n")
    assert [path.name for path in workbooks(tmp_path)] == ["form.csv", "form.xlsx"]


def test_a_refusal_without_place_or_cure_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    assert forms.well_refused('sheet "survey", row 3, column "type": there is no such type. Choose another.', path)
    assert forms.well_refused("this file is empty. Choose the workbook again.", path)
    for fault in (
        "something is wrong. Correct it.",
        'sheet "survey", row 3: it is wrong',
        "KeyError: 'type'",
        "this file is bad",
    ):
        assert not forms.well_refused(fault, path)


def test_an_exception_in_a_turn_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "form.xlsx").write_bytes(xlsx(SHEETS))
    assert reason(tmp_path / "form.xlsx") == ""
    monkeypatch.setattr(walking, "turn", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in reason(tmp_path / "form.xlsx")


def test_a_conversation_without_end_and_silence_are_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "form.xlsx").write_bytes(xlsx(SHEETS))
    monkeypatch.setattr(walking, "turn", lambda known, event, voices: ())
    assert "not at the end after" in reason(tmp_path / "form.xlsx", seeds=(1,))
    monkeypatch.setattr(engine, "_answered", lambda *_: None)
    monkeypatch.setattr(walking, "turn", engine.turn)
    assert "silence after" in reason(tmp_path / "form.xlsx", seeds=(1,))


def test_a_question_that_nothing_satisfies_can_be_left() -> None:
    form = load(tables("type | name | label | required | constraint\ninteger | a | A? | yes | false()\ntext | b | B? | |"))
    walk = Walk(form, voices(), "en", 1)
    walk.to_the_end()
    (sheet,) = walk.known.sheets
    assert {answer.path: answer.status for answer in sheet.answers} == {"a": "unknown", "b": "answered"}


def test_the_same_walk_is_the_same_every_time() -> None:
    form = load(tables("type | name | label\n" + "\n".join(f"text | q{i} | Q{i}?" for i in range(10))))
    walks = [Walk(form, voices(), "en", 3) for _ in range(2)]
    for walk in walks:
        walk.to_the_end()
    first, second = ([said.text for said in walk.seen] for walk in walks)
    assert first == second


@pytest.mark.parametrize("pattern", [r"^[0-9]{9}$", r"\d{3}-\d{4}", r"^[A-Z]{2}[0-9]{6}$"])
def test_patterns_are_answered_with_what_they_match(pattern: str) -> None:
    import re

    assert re.search(pattern, matching(pattern, Random(1)))


# --- workbooks that somebody has spoilt ------------------------------------------------------------------------------------

ODD = """${ ${nothing} } ( ' - yes audit meta @x 1x form_ instanceID =1 a:b range rank true( once( ../.. & <b> 🙂 ١٢ geoshape calculate
select_one begin_group end_repeat begin_kobomatrix end_score csv-external select_one_from_file label::X::Y search('a')""".split()
ODD += [
    "",
    "a b",
    "select_one nope",
    "begin repeat",
    "regex(., '(')",
    "select_one ${q}",
    "rank l",
    "start=a end=b",
    "select_multiple l or_other",
]


def spoilt(content: bytes, chance: Random) -> bytes:
    """Cells changed, rows left out, doubled and shuffled."""
    sheets = {name: sheet for name, sheet in opening.read(content).sheets.items() if any(sheet.rows)}
    tables_ = {
        name: [[*sheet.headings], *([row.get(one, "") for one in sheet.headings] for row in sheet.rows[:60])]
        for name, sheet in sheets.items()
    }
    for _ in range(chance.randint(1, 6)):
        rows = chance.choice(list(tables_.values()))
        at = chance.randrange(len(rows))
        match chance.randrange(5):
            case 0 if len(rows) > 2:
                rows.pop(at)
            case 1:
                rows.insert(at, list(chance.choice(rows)))
            case 2:
                chance.shuffle(rows[at])
            case 3:
                rows[0][chance.randrange(len(rows[0]))] = chance.choice([*ODD, *rows[0]])
            case _:
                rows[at][chance.randrange(min(4, len(rows[at])))] = chance.choice(ODD)
    return xlsx(tables_)


def spoil(folder: Path, seed: int, times: int) -> None:
    chance = Random(seed)
    paths = [path for path in workbooks(folder) if path.stat().st_size < 60_000]
    for _ in range(times):
        path = chance.choice(paths)
        content = spoilt(path.read_bytes(), chance)
        with forms.limited(60):
            told = faults(content, {}, or_none=True)
        assert [fault for fault in told if not forms.well_refused(fault, path)] == [], path.name


def test_a_spoilt_workbook_is_taken_or_well_refused(oracles: Path) -> None:
    spoil(folder_of(oracles), 1, 12)


@pytest.mark.soak
def test_very_many_spoilt_workbooks_are_taken_or_well_refused(oracles: Path) -> None:
    spoil(folder_of(oracles), 2, 1_500)
