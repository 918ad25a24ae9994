"""The answer sheet over XForms of whatever hand: values by type, repeats, choices, what comes next, and what is submitted."""

from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workbooks.reading import load
from dialogs.answers.casting import bounded, canonical, cast
from dialogs.answers.sheet import DONE, AnswerSheet, Pending, Surroundings
from dialogs.answers.submission import instance_xml, text_of
from dialogs.depend import cycles
from dialogs.events import Answer
from dialogs.form import Form
from dialogs.xlsform.reader import FormError, read

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ID = "uuid:1"
FRAME = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms">
 <h:head><h:title>T</h:title><model>{model}</model></h:head><h:body>{body}</h:body></h:html>"""


def form(instance: str, binds: str = "", body: str = "", more: str = "") -> Form:
    model = f"<instance><data id='t'>{instance}</data></instance>{more}{binds}"
    return read(ET.fromstring(FRAME.format(model=model, body=body)))


class Filled:
    """A sheet that is filled in by hand."""

    def __init__(self, of: Form) -> None:
        self.sheet = AnswerSheet(of, [], Surroundings(now=NOON))

    def put(self, path: str, value: str) -> "Filled":
        answer = Answer(path=path, seq=self.sheet.next_seq, value=value, version=self.sheet.form.version)
        self.sheet.put(answer)
        return self

    @property
    def xml(self) -> str:
        """What stands within the root element, without the meta block."""
        found = instance_xml(self.sheet)
        return found.partition(">")[2].removesuffix("</data>")


# --- values by type -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("12", "int", "12"),
        ("12.7", "int", "12"),
        ("-12.7", "int", "-12"),
        ("007", "int", "7"),
        ("2147483647", "int", "2147483647"),
        ("2147483648", "int", ""),
        ("many", "int", ""),
        ("²", "int", ""),
        ("٣", "int", "3"),
        ("1e3", "int", "1000"),
        ("2.50", "decimal", "2.5"),
        ("-0", "decimal", "0"),
        ("0.1", "decimal", "0.1"),
        ("1" * 400, "decimal", ""),
        ("NaN", "decimal", ""),
        ("2026-03-07", "date", "2026-03-07"),
        ("2026-03-07T14:30:00", "date", "2026-03-07"),
        ("2026-02-31", "date", ""),
        ("2026-03-07T14:30:00+01:00", "dateTime", "2026-03-07T14:30:00+01:00"),
        ("2026-03-07", "dateTime", ""),
        ("2026-03-07T14:30:00+0100", "dateTime", ""),
        ("22:02:55.124", "time", "22:02:55.124"),
        ("22:02", "time", ""),
        ("49.61 6.13", "geopoint", "49.61 6.13"),
        ("91 6.13 0 0", "geopoint", ""),
        ("49.61 6.13 high", "geopoint", ""),
        ("٤٩ ٦", "geopoint", ""),
        ("4_9 6", "geopoint", ""),
        ("whatever", "string", "whatever"),
        ("", "int", ""),
    ],
)
def test_a_value_is_written_as_its_type_or_is_none(value: str, kind: str, expected: str) -> None:
    assert cast(value, kind) == expected


@given(st.text(max_size=50), st.sampled_from(["int", "decimal", "date", "dateTime", "time", "geopoint", "string"]))
def test_what_is_a_value_stays_as_it_is(text: str, kind: str) -> None:
    once = cast(text, kind)
    assert cast(once, kind) == once


def test_a_number_outside_of_its_range_is_none() -> None:
    ends = {"start": "2", "end": "-2"}
    assert [bounded(one, ends) for one in ("-5", "-2", "0.5", "2", "3", "")] == ["", "-2", "0.5", "2", "", ""]


def test_decimals_and_degrees_are_submitted_with_a_point() -> None:
    assert canonical("23", "decimal") == "23.0"
    assert canonical("49 6.13 0 0", "geopoint") == "49.0 6.13 0.0 0.0"
    assert canonical("23", "int") == "23"


# --- what is submitted ----------------------------------------------------------------------------------------------------


def test_the_instance_has_the_order_of_the_form_and_leaves_out_what_is_not_relevant() -> None:
    filled = Filled(
        form(
            "<b/><a/><g><c/></g>",
            """<bind nodeset="/data/g" relevant="/data/a = 'x'"/>""",
            '<input ref="/data/a"/><input ref="/data/b"/>',
        )
    )
    assert filled.xml == "<b/><a/>"
    assert filled.put("a", "x").put("c", "y").xml == "<b/><a>x</a><g><c>y</c></g>"
    assert filled.put("a", "z").xml == "<b/><a>z</a>"


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("", f"<orx:meta><orx:instanceID>{ID}</orx:instanceID></orx:meta>"),
        ("<meta/>", f"<meta><instanceID>{ID}</instanceID></meta>"),
        ("<meta><instanceID/></meta>", f"<meta><instanceID>{ID}</instanceID></meta>"),
        ("<orx:meta><orx:instanceID/></orx:meta>", f"<orx:meta><orx:instanceID>{ID}</orx:instanceID></orx:meta>"),
    ],
)
def test_a_submission_is_named_in_the_forms_own_meta_block_or_in_a_new_one(meta: str, expected: str) -> None:
    sheet = AnswerSheet(form(f"<a/>{meta}"), [], Surroundings(now=NOON))
    found = instance_xml(sheet, ID)
    assert found.endswith(f"<a/>{expected}</data>")
    ET.fromstring(found)


def test_the_name_of_an_instance_is_computed_in_the_meta_block() -> None:
    of = form(
        "<a/><meta><instanceName/></meta>",
        '<bind nodeset="/data/meta/instanceName" calculate="concat(\'Form of \', /data/a)"/>',
    )
    assert Filled(of).put("a", "Amal").xml == "<a>Amal</a><meta><instanceName>Form of Amal</instanceName></meta>"
    assert set(of.questions) == {"a"}  # nothing that people, coordinators or exports see


@given(st.text())
def test_whatever_people_write_makes_a_document_that_reads_back(text: str) -> None:
    filled = Filled(form("<a/>", "", '<input ref="/data/a"/>')).put("a", text)
    ET.fromstring(instance_xml(filled.sheet, ID))


def test_composed_characters_are_submitted_composed() -> None:
    assert Filled(form("<a/>")).put("a", "e\u0301").xml == "<a>\u00e9</a>"


def test_attributes_are_kept_and_may_be_calculated() -> None:
    of = form('<a v=""/><b x="1"/>', '<bind nodeset="/data/a/@v" calculate="/data/b"/>', '<input ref="/data/b"/>')
    assert Filled(of).put("b", '<"&\n').xml == '<a v="&lt;&quot;&amp;&#10;"/><b x="1">&lt;"&amp;\n</b>'


# --- repeats --------------------------------------------------------------------------------------------------------------


def test_a_form_begins_with_the_instances_and_values_that_stand_in_it() -> None:
    of = form(
        '<r jr:template=""><a>new</a></r><r><a>one</a></r><r><a/></r>',
        "",
        '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
    )
    filled = Filled(of)
    assert filled.xml == "<r><a>one</a></r><r><a/></r>"
    assert filled.put("r", "k1 k2 k3").xml == "<r><a>one</a></r><r><a/></r><r><a>new</a></r>"


def test_a_template_alone_is_no_instance_unless_nobody_may_add_one() -> None:
    instance, body = '<r jr:template=""><a/></r>', '<repeat nodeset="/data/r"{}><input ref="/data/r/a"/></repeat>'
    assert Filled(form(instance, "", body.format(""))).xml == ""
    fixed = Filled(form(instance, "", body.format(' jr:noAddRemove="true()"')))
    assert fixed.xml == "<r><a/></r>"
    fixed.put("r[k1].a", "x")
    assert fixed.sheet.next() is None


def test_a_repeat_grows_and_shrinks_with_its_count_at_once() -> None:
    of = form(
        "<n/><sum/><r><a/></r>",
        '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/sum" calculate="sum(/data/r/a)"/>',
        '<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/a"/></repeat>',
    )
    filled = Filled(of).put("n", "2").put("r[k1].a", "3").put("r[k2].a", "4")
    assert filled.xml == "<n>2</n><sum>7</sum><r><a>3</a></r><r><a>4</a></r>"
    assert filled.put("n", "1").xml == "<n>1</n><sum>3</sum><r><a>3</a></r>"
    assert filled.put("n", "99999").xml.count("<r>") == 200


def test_a_count_may_ask_the_repeat_itself_for_one_more() -> None:
    of = form(
        "<n/><more/><r><again/></r>",
        """<bind nodeset="/data/n" calculate="count(/data/r)"/>
        <bind nodeset="/data/more" calculate="if(/data/n = 0 or /data/r[position() = /data/n]/again = 'yes', /data/n + 1, /data/n)"/>""",
        '<repeat nodeset="/data/r" jr:count="/data/more"><input ref="/data/r/again"/></repeat>',
    )
    filled = Filled(of)
    assert filled.sheet.instances(of.root.children[2], filled.sheet.root) == ("k1",)  # type: ignore[arg-type]
    filled.put("r[k1].again", "yes")
    assert filled.xml == "<n>2</n><more>2</more><r><again>yes</again></r><r><again/></r>"
    assert filled.put("r[k2].again", "no").sheet.next() is None
    assert cycles(of.root) == ()


def test_calculations_know_their_instance() -> None:
    of = form(
        "<r><a/><place/><double/></r>",
        '<bind nodeset="/data/r/place" calculate="position(..)"/><bind nodeset="/data/r/double" type="int" calculate="/data/r/a * 2"/>',
        '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
    )
    filled = Filled(of).put("r", f"k1 k2 {DONE}").put("r[k2].a", "4")
    assert filled.xml == "<r><a/><place>1</place><double/></r><r><a>4</a><place>2</place><double>8</double></r>"


def test_indexed_repeat_takes_its_repeats_in_any_order() -> None:
    inner = '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i"><input ref="/data/o/i/a"/></repeat></repeat>'
    for arguments in ("/data/o, 2, /data/o/i, 1", "/data/o/i, 1, /data/o, 2"):
        of = form(
            "<x/><o><i><a/></i></o>", f'<bind nodeset="/data/x" calculate="indexed-repeat(/data/o/i/a, {arguments})"/>', inner
        )
        assert Filled(of).put("o", "k1 k2").put("o[k2].i[k1].a", "deep").xml.startswith("<x>deep</x>")


# --- choices --------------------------------------------------------------------------------------------------------------

TOWNS = """<instance id="towns"><root>
<item><code>a</code><title>Aleppo</title><land>sy</land></item><item><code>k</code><title>Kabul</title><land>af</land></item>
<item><code>h</code><title>Herat</title><land>af</land></item></root></instance>"""


def test_choices_are_read_from_the_columns_that_the_question_names() -> None:
    body = """<select1 ref="/data/t"><itemset nodeset="instance('towns')/root/item[land = /data/l]">
    <value ref="code"/><label ref="title"/></itemset></select1>"""
    filled = Filled(form("<l/><t/>", "", body, TOWNS)).put("l", "af")
    node = filled.sheet.find("t")
    assert node
    assert [(one.name, one.label.source) for one in filled.sheet.choices(node)] == [("k", "Kabul"), ("h", "Herat")]


def test_what_a_filter_takes_away_is_no_answer_any_more() -> None:
    body = """<select ref="/data/t"><itemset nodeset="instance('towns')/root/item[land = /data/l or code = 'k']">
    <value ref="code"/><label ref="title"/></itemset></select>"""
    filled = Filled(form("<l/><t/>", "", body, TOWNS)).put("l", "af").put("t", "k h")
    assert filled.xml == "<l>af</l><t>k h</t>"
    assert filled.put("l", "sy").xml == "<l>sy</l><t>k</t>"
    assert filled.put("l", "af").xml == "<l>af</l><t>k h</t>"


def test_choices_may_stand_in_the_question_or_come_from_answers() -> None:
    body = """<select1 ref="/data/f"><item><label>Plum</label><value>p</value></item></select1>
    <repeat nodeset="/data/r"><input ref="/data/r/name"/></repeat>
    <select1 ref="/data/who"><itemset nodeset="/data/r[name != '']"><value ref="name"/><label ref="name"/></itemset></select1>"""
    filled = Filled(form("<f/><r><name/></r><who/>", "", body)).put("r", f"k1 k2 {DONE}").put("r[k2].name", "Amal")
    offered = {key: filled.sheet.choices(node) for key in ("f", "who") if (node := filled.sheet.find(key))}
    assert [one.label.source for one in offered["f"]] == ["Plum"]
    assert [one.name for one in offered["who"]] == ["Amal"]
    assert filled.put("r[k1].name", "Reza").sheet.choices(filled.sheet.find("who")) != offered["who"]  # type: ignore[arg-type]


def test_pulldata_finds_the_first_row() -> None:
    of = form("<a/><t/>", "<bind nodeset='/data/t' calculate=\"pulldata('towns', 'title', 'land', /data/a)\"/>", "", TOWNS)
    assert Filled(of).put("a", "af").xml == "<a>af</a><t>Kabul</t>"
    assert Filled(of).put("a", "lu").xml == "<a>lu</a><t/>"


# --- references, refusals -------------------------------------------------------------------------------------------------


def test_references_may_be_relative_or_through_the_id_of_a_bind() -> None:
    body = '<group ref="/data/g"><input ref="a"><label>A</label></input><input bind="b"><label>B</label></input></group>'
    of = form("<g><a/><b/></g>", '<bind id="b" nodeset=" /data/g/b " type="xsd:int"/>', body)
    assert [(one.label.source, one.type) for one in of.questions.values() if one.label] == [("A", "string"), ("B", "int")]


def test_what_is_never_relevant_is_never_there() -> None:
    filled = Filled(
        form("<a/><b/>", '<bind nodeset="/data/a" relevant="false()"/>', '<input ref="/data/a"/><input ref="/data/b"/>')
    )
    assert filled.xml == "<b/>"
    pending = filled.sheet.next()
    assert pending
    assert pending.path == "b"


def test_an_unknown_way_of_sending_is_refused() -> None:
    with pytest.raises(FormError, match="method"):
        form("<a/>", more='<submission method="pigeon"/>')


def test_an_answer_stands_for_a_calculation_until_something_in_it_changes() -> None:
    binds = '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" type="int" calculate="/data/a * 2"/>'
    filled = Filled(form("<a/><b/>", binds, '<input ref="/data/a"/><input ref="/data/b"/>')).put("a", "2")
    assert filled.xml == "<a>2</a><b>4</b>"
    assert filled.put("b", "5").xml == "<a>2</a><b>5</b>"
    assert filled.put("a", "3").xml == "<a>3</a><b>6</b>"


def test_what_is_no_value_of_the_type_is_not_allowed() -> None:
    filled = Filled(form("<a/>", '<bind nodeset="/data/a" type="int" constraint=". &lt; 9"/>', '<input ref="/data/a"/>'))
    node = filled.sheet.find("a")
    assert node
    assert [filled.sheet.allows(node, value) for value in ("8", "9", "99999999999", "")] == [True, False, False, True]
    assert text_of(filled.sheet, node) == ""


# --- what comes next ------------------------------------------------------------------------------------------------------

WINDING = """
| survey |
| | type | name | label | relevant | choice_filter | repeat_count |
| | select_one yn | z | Late? | | | |
| | note | n | Listen | | | |
| | begin_group | g | Group | ${z} = 'y' | | |
| | text | a | A | ${late} = 'y' | | |
| | select_one ab | b | B | | kind = ${z} | |
| | end_group | | | | | |
| | begin_repeat | r | Person | ${z} != 'n' | | |
| | text | name | Name | | | |
| | select_one yn | kids | Kids? | ${name} != '2' | | |
| | integer | many | How many? | ${kids} = 'y' | | |
| | begin_repeat | kid | Child | | | ${many} |
| | text | called | Called | | | |
| | end_repeat | | | | | |
| | end_repeat | | | | | |
| | select_one yn | late | Earlier again? | | | |
| choices |
| | list_name | name | label | kind |
| | yn | y | Yes | |
| | yn | n | No | |
| | ab | a | A | y |
| | ab | b | B | n |
"""
ROUND = load(WINDING.encode(), name="winding")


@settings(max_examples=4 * settings().max_examples)
@given(st.integers(0, 2**32))
def test_what_comes_next_is_the_same_from_the_beginning_and_from_the_last_answer(seed: int) -> None:
    """On the way forwards; whoever goes back or changes something is asked from the beginning."""
    chance = Random(seed)
    sheet = AnswerSheet(ROUND, [], Surroundings(now=NOON))
    pending = sheet.next()
    for _ in range(60):
        if pending is None:
            break
        after = "" if pending.another else pending.path
        sheet.put(Answer(path=pending.path, seq=sheet.next_seq, value=answer_to(pending, sheet, chance), version=ROUND.version))
        pending = sheet.next(after=after)
        fresh = AnswerSheet(ROUND, sheet.answers, sheet.surroundings).next()
        assert place(pending) == place(fresh)


def answer_to(pending: Pending, sheet: AnswerSheet, chance: Random) -> str:
    if pending.repeat:
        ids = sheet.instances(pending.repeat, pending.node)
        return " ".join([*ids, DONE if chance.random() < 0.6 else f"k{len(ids) + 1}"])
    offered = [choice.name for choice in sheet.choices(pending.node)]
    return chance.choice(offered or ["1", "2"])


def place(pending: Pending | None) -> tuple[str, Iterable[str]] | None:
    return (pending.path, [note.path for note in pending.notes]) if pending else None
