"""Files that are no harmless workbook: each is refused in a sentence with its cure, quickly, and without being opened."""

import struct
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.workbooks import reading, unpacking
from bot.workbooks.reading import Source, load, read_all
from dialogs.xlsform.reader import FormError
from storage.elsewhere import elsewhere
from tests.books import Sheets, comma_separated, faults, repacked, tables, xlsx
from tests.oracles.forms import limited

SHEETS: Sheets = {"survey": [["type", "name", "label"], ["text", "town", "Which town?"], ["integer", "age", "How old?"]]}
PLAIN = xlsx(SHEETS)
SHEET = "xl/worksheets/sheet1.xml"
NAMES = {"EncryptedPackage": "protected by a password", "_VBA_PROJECT": "holds macros", "WordDocument": "another kind (doc)"}


def refusal(content: bytes) -> str:
    with limited(5):
        (fault,) = faults(content)
    assert fault.startswith("this file ")
    assert fault.count(". ") >= 1, "no cure"
    return fault


def test_a_plain_workbook_is_let_pass() -> None:
    assert unpacking.reason_to_refuse(PLAIN) is None
    assert list(load(PLAIN).questions)[:2] == ["town", "age"]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/vbaProject.bin"])
def test_a_workbook_with_macros_is_refused_whatever_it_is_called(part: str) -> None:
    assert "holds macros" in refusal(repacked(PLAIN, {part: b"\xd0\xcf\x11\xe0"}))


def test_a_workbook_that_only_says_it_has_macros_is_refused_too() -> None:
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert "holds macros" in refusal(repacked(PLAIN, {"[Content_Types].xml": types}))


@pytest.mark.parametrize(("name", "said"), NAMES.items())
def test_an_old_office_file_is_refused_for_what_is_in_it(name: str, said: str) -> None:
    assert said in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + name.encode("utf-16-le") + b"\0" * 500)


def test_a_part_with_a_password_is_refused() -> None:
    file = bytearray(PLAIN)
    at = file.find(b"PK\x01\x02")
    while at >= 0:
        file[at + 8] |= 1  # the flag of the directory that says: encrypted
        at = file.find(b"PK\x01\x02", at + 4)
    assert "protected by a password" in refusal(bytes(file))


@pytest.mark.parametrize("megabytes", [30, 210])
def test_a_file_that_swells_is_refused_before_it_is_unpacked(megabytes: int) -> None:
    bomb = repacked(PLAIN, {SHEET: b"<worksheet>" + b" " * (megabytes * 1_000_000)})
    assert len(bomb) < 1_000_000
    assert "would swell" in refusal(bomb)


def test_a_file_of_very_many_parts_is_refused() -> None:
    assert "would swell" in refusal(repacked(PLAIN, {f"xl/{i}.xml": "<a/>" for i in range(3_000)}))


def test_parts_that_overlap_are_refused() -> None:
    """Each says that it holds the whole of the one stretch of the file (D. Fifield, 2019)."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(Random(1).choices(range(256), k=20_000)))
    content = file.getvalue()
    start = content.find(b"PK\x01\x02")
    end = content.find(b"PK\x05\x06")
    many = content[start:end] * 100
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(many), start, 0)
    assert "would swell" in refusal(content[:start] + many + tail)


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entities_in_its_xml_are_refused(coding: str) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet/>'
    assert "definitions (DOCTYPE)" in refusal(repacked(PLAIN, {SHEET: laughs.encode(coding)}))
    file = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><sst/>'
    assert "definitions (DOCTYPE)" in refusal(repacked(PLAIN, {"xl/sharedStrings.xml": file.encode(coding)}))


def test_a_million_rows_are_refused() -> None:
    empty = (
        b"<worksheet><sheetData>" + b"".join(b'<row r="%d"/>' % i for i in range(1, 1_000_001)) + b"</sheetData></worksheet>"
    )
    assert "more rows than a form can have" in refusal(repacked(PLAIN, {SHEET: empty}))
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i * 7919) for i in range(1, 150_001))
    full = b"<worksheet><sheetData>" + rows * 4 + b"</sheetData></worksheet>"
    assert "more rows than a form can have" in refusal(repacked(PLAIN, {SHEET: full}))


def test_a_million_lines_of_text_are_refused() -> None:
    assert "more rows than a form can have" in refusal(b"survey\n" + b",text,a,b\n" * 1_000_000)


def test_more_than_a_form_can_have_in_bytes_is_refused() -> None:
    assert "too large" in refusal(b"survey\n" + b"," * 21_000_000)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/workbook.bin": b""}, "another kind (xlsb)"),
        ({"content.xml": "<x/>", "mimetype": "application/vnd.oasis"}, "another kind (OpenDocument)"),
        ({"word/document.xml": "<x/>"}, "another kind (docx)"),
        ({"notes.txt": "hello"}, "is no form"),
    ],
)
def test_a_file_of_another_kind_is_named(parts: dict[str, bytes | str], said: str) -> None:
    assert said in refusal(repacked(PLAIN, parts, without=("xl/workbook.xml",)))


def test_a_file_that_was_cut_off_or_changed_is_refused() -> None:
    for at in range(10, len(PLAIN), 97):
        changed = PLAIN[:at] + bytes([PLAIN[at] ^ 0x55]) + PLAIN[at + 1 :]
        for content in (PLAIN[:at], changed):
            assert all(fault.startswith(("this ", 'sheet "')) for fault in faults(content, or_none=True))


@pytest.mark.parametrize("saved", [False, True])
def test_a_formula_is_taken_for_what_it_came_to_or_refused_with_its_cell(saved: bool) -> None:
    """openpyxl, as any program that cannot calculate, writes formulas without values; spreadsheet programs write both."""
    content = xlsx({"survey": [["type", "name", "label"], ["text", "town", '="Which "&"town?"']]})
    if saved:
        with ZipFile(BytesIO(content)) as archive:
            sheet = archive.read(SHEET).decode()
        sheet = (
            sheet.replace("<v></v>", "<v>Which town?</v>")
            .replace("<v/>", "<v>Which town?</v>")
            .replace("<v />", "<v>Which town?</v>")
        )
        sheet = sheet.replace('r="C2"', 'r="C2" t="str"') if 't="str"' not in sheet else sheet
        form = load(repacked(content, {SHEET: sheet}))
        label = form.questions["town"].label
        assert label is not None
        assert label.source == "Which town?"
        assert [*map(str, form.notices)] == [
            'sheet "survey", column "label": formulas were read as what they came to when the file was saved: C2.'
        ]
        return
    assert faults(content)[0] == (
        'sheet "survey", row 2, column "label": the cell C2 holds a formula whose value is not in the file.'
        " Write the value itself into the cell."
    )


def test_a_workbook_that_takes_too_long_is_ended_and_named_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own has so many seconds; what is in it is ended by the system."""
    monkeypatch.setattr(reading, "SECONDS", 1)
    long = tables("\n".join(["type | name | label", *(f"text | q{i} | Q{i}? ${{q0}}" for i in range(30_000))]))
    with pytest.raises(FormError, match=r"slow: this workbook takes too long to read, or too much memory\. Keep only"):
        read_all([Source(content=PLAIN, name="quick"), Source(content=long, name="slow")], apart=True)


def test_a_form_that_is_small_and_grows_when_it_is_put_together_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question depends on all before it: what must be looked at again grows with the square."""
    monkeypatch.setattr(reading, "SECONDS", 1)
    rows = (f"text | q{i} | Q? | ${{q{i - 1}}} = ''" for i in range(1, 2_500))
    chain = tables("\n".join(["type | name | label | relevant", "text | q0 | Q? |", *rows]))
    with pytest.raises(FormError, match="takes too long to read"):
        read_all([Source(content=chain, name="chain")], apart=True, trial=True)


def test_a_workbook_that_takes_too_much_memory_is_ended_and_named_and_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "BYTES", 400_000_000)
    large = tables("\n".join(["type | name | label", *(f"text | q{i} | Question" for i in range(100_000))]))
    with pytest.raises(FormError, match=r"large: .* too much memory"):
        read_all([Source(content=PLAIN, name="quick"), Source(content=large, name="large")], apart=True)


def test_the_limits_are_those_of_the_process_apart_only() -> None:
    found = elsewhere(reading.guarded, [Source(content=PLAIN, name="plain")], reading.SECONDS, reading.BYTES, True)
    assert found[0].faults == []
    assert "form_" in found[0].xform


def test_text_is_read_in_every_coding_that_spreadsheets_save() -> None:
    content = comma_separated(SHEETS)
    for coded in (content, b"\xef\xbb\xbf" + content, content.decode().encode("utf-16"), comma_separated(SHEETS, ";")):
        assert list(load(coded).questions)[:2] == ["town", "age"]
