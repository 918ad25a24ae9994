"""What could not be said while the window was closed is said anew when somebody writes: once, and as it is now."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.engine import turn
from dialogs.events import Called, Due, Event, Opened, Said, Shared, Tapped, Typed
from dialogs.form import Form
from dialogs.known import Known, Person, Programme
from dialogs.outcomes import Answered, DigestAsked
from tests.answered import form
from tests.conversations import VOICES, WHATSAPP
from tests.oracles.walking import NOON, Walk

HEADING = "| | type | name | label | required |\n"
WORK = form(f"{HEADING}| | select_one yes_no | work | Have you worked? | yes |\n| | text | end | And now? | yes |", name="work")
TOWN = form(f"{HEADING}| | text | town | Where do you live? | yes |\n| | text | end | And now? | yes |", name="town")
OPEN = Tapped(at=NOON, data="do:open", message="1")


def quiet(*forms: Form, held: tuple[str, ...] = ("nudge:1",)) -> Walk:
    """Somebody who opened these forms, the last one last, and was to be reminded while the window was closed."""
    walk = Walk(forms[0], VOICES, "en", 1)
    names = {one.name: one for one in forms}
    programme = replace(walk.known.programme, forms=tuple(names))
    walk.known = replace(walk.known, forms=names, programme=programme, limits=WHATSAPP)
    for one in forms:
        walk.happen(Tapped(at=NOON, data=f"do:form:{one.name}"))
    walk.known = replace(walk.known, held=held)
    return walk


def outcomes(walk: Walk, event: Event) -> tuple[list[str], list[str]]:
    """What is said, and what is taken as an answer."""
    found = turn(walk.known, event, VOICES)
    return [one.text for one in found if isinstance(one, Said)], [
        one.answer.value for one in found if isinstance(one, Answered)
    ]


@pytest.mark.parametrize("event", [OPEN, Called(at=NOON, command="start"), Opened(at=NOON), Typed(at=NOON, text="hello")])
@pytest.mark.parametrize(("asked", "words"), [(WORK, "Have you worked?"), (TOWN, "Where do you live?")])
def test_the_question_that_a_reminder_was_about_is_put_once(asked: Form, words: str, event: Event) -> None:
    said, answers = outcomes(quiet(asked), event)
    assert [one.count(words) for one in said] == [1]
    assert answers == []


@pytest.mark.parametrize(("asked", "text"), [(WORK, "yes"), (WORK, "ok"), (WORK, "no"), (TOWN, "yes"), (TOWN, "What is it?")])
def test_a_reply_to_the_template_is_no_answer(asked: Form, text: str) -> None:
    assert outcomes(quiet(asked), Typed(at=NOON, text=text))[1] == []
    assert outcomes(quiet(asked, held=()), Typed(at=NOON, text="yes"))[1] == ["yes"]


def test_a_tap_on_the_question_itself_is_an_answer() -> None:
    walk = quiet(WORK)
    said, answers = outcomes(walk, Tapped(at=NOON, data=walk.seen[-1].options[0].data))
    assert (said, answers) == (["And now?"], ["yes"])


def test_several_reminders_become_one_message() -> None:
    walk = quiet(TOWN, WORK, held=("nudge:1", "nudge:2"))
    assert outcomes(walk, OPEN)[0] == ["Have you worked?"]


def test_the_sheet_they_were_reminded_of_comes_up_where_another_was_paused() -> None:
    walk = quiet(TOWN, WORK)
    walk.known = replace(walk.known, held=())
    walk.happen(Called(at=NOON, command="pause"))
    assert "What would you like to do?" in outcomes(walk, OPEN)[0][0]
    walk.known = replace(walk.known, held=("nudge:1",))
    for event in (OPEN, Typed(at=NOON, text="hello there")):
        assert outcomes(walk, event) == (["Where do you live?"], [])


def test_what_is_over_is_not_said_anew() -> None:
    walk = quiet(WORK)
    sheet = walk.known.sheets[0]._replace(state="handed_in", prompt=None)
    walk.known = replace(walk.known, sheets=(sheet,))
    assert "What would you like to do?" in outcomes(walk, OPEN)[0][0]


def test_who_stops_is_asked_nothing() -> None:
    walk = quiet(WORK)
    (said,), answers = outcomes(walk, Typed(at=NOON, text="stop"))
    assert "Have you worked?" not in said
    assert answers == []


@pytest.mark.parametrize("held", [(), ("nudge:1",)])
def test_the_button_of_the_template_always_leads_somewhere(held: tuple[str, ...]) -> None:
    walk = quiet(WORK, held=held)
    assert outcomes(walk, OPEN)[0] == ["Have you worked?"]
    for status in ("stopped", "leaving", "new"):
        known = replace(walk.known, person=walk.known.person._replace(status=status))
        assert any(isinstance(one, Said) for one in turn(known, OPEN, VOICES))


def test_a_reminder_says_what_it_is_about() -> None:
    walk = quiet(WORK)
    found = turn(walk.known, Due(at=NOON + timedelta(days=4), kind="nudge", subject="1"), VOICES)
    assert [(one.about, one.lane) for one in found if isinstance(one, Said)] == [("nudge:1", "notice")]
    assert all(one.about == "" for one in walk.seen)


@pytest.mark.parametrize(
    ("held", "event", "asked"),
    [
        (("digest",), Typed(at=NOON, text="hello"), 1),
        (("digest",), Called(at=NOON, command="digest"), 1),
        (("digest",), OPEN, 1),
        ((), OPEN, 1),
        ((), Typed(at=NOON, text="hello"), 0),
        (("digest",), Due(at=NOON, kind="nudge", subject="1"), 0),
    ],
)
def test_a_coordinator_gets_the_overview_that_could_not_be_sent(held: tuple[str, ...], event: Any, asked: int) -> None:
    clara = Person(language="en", status="staff", coordinator=7)
    known = Known(person=clara, programme=Programme(), forms={}, limits=WHATSAPP, held=held)
    found = turn(known, event, VOICES)
    assert [one.coordinator for one in found if isinstance(one, DigestAsked)] == [7] * asked
    assert not (asked and any(isinstance(one, Said) for one in found))


def test_a_picture_brings_the_question_too() -> None:
    said, answers = outcomes(quiet(WORK), Shared(at=NOON, kind="photo"))
    assert ["Have you worked?" in one for one in said] == [True]
    assert answers == []


@pytest.mark.parametrize("event", [OPEN, Called(at=NOON, command="start"), Typed(at=NOON, text="yes")])
def test_what_a_coordinator_asked_again_is_put_once_with_the_reason(event: Event) -> None:
    said, answers = outcomes(quiet(TOWN, held=("again:1.1.more.abc",)), event)
    assert [one.count("asks you about one of them again.\n\nPlease say a little more.") for one in said] == [1]
    assert [one.count("Where do you live?") for one in said] == [1]
    assert answers == []
