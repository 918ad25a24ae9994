"""What people see and say about workshops, without a database: what is known is handed in, and what is said is looked at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.channels.whatsapp.messages import BUTTONS, message
from dialogs import texts
from dialogs.engine import turn
from dialogs.events import Due, Event, Place, Said, Tapped, Typed, WorkshopTold
from dialogs.form import Label, Limits
from dialogs.known import Known, Member, Person, Programme, Sheet
from dialogs.outcomes import Answered, Outcome, PersonChanged, Planned, SheetChanged, WorkshopAsked
from dialogs.workshops.news import CHANGES
from dialogs.workshops.values import NEEDS, REMINDERS, Booked, Booking, Occurrence, Seat, Spot, Workshop
from tests.conversations import NOON, SHIPPED, TELEGRAM, VOICES, WHATSAPP

HERE = ZoneInfo("Europe/Luxembourg")
STARTS = datetime(2026, 12, 1, 10, 0, tzinfo=HERE).astimezone(UTC)
SEATS: tuple[Seat, ...] = ("waiting", "offered", "booked", "left", "expired", "removed", "full", "gone", "")
VERBS = ("list", "mine", "show", "book", "leave", "accept", "decline", "coming", "cannot", "help")
LOOKS = ("sign", "sure", "way", "ticket", "calendar")


def label(text: str) -> Label:
    return Label(key="", texts={"": text} if text else {})


def times(count: int = 1, **more: Any) -> tuple[Occurrence, ...]:
    """One a week."""
    begin = [STARTS + timedelta(weeks=number) for number in range(count)]
    walls = [at.astimezone(HERE).strftime("%Y-%m-%dT%H:%M") for at in begin]
    return tuple(
        Occurrence(f"{number + 1:x}", at, at + timedelta(hours=2), wall, **more)
        for number, (at, wall) in enumerate(zip(begin, walls, strict=True))
    )


def workshop(**more: Any) -> Workshop:
    known = {
        "id": "abc",
        "kind": "group",
        "title": label("Help after war"),
        "about": label("We talk."),
        "bring": label("Your papers"),
        "way": label("Bus 4"),
        "languages": ("fr",),
        "interpreters": ("ti",),
        "spot": Spot("House 3", "12, rue de la Gare", Place(49.6, 6.13)),
        "zone": "Europe/Luxembourg",
        "clock": HERE,
        "feedback": "workshop_feedback",
    }
    return Workshop(**{**known, **more})


def seen(state: Seat = "", count: int = 1, *, booking: dict[str, Any] | None = None, **more: Any) -> Booked:
    """As somebody sees it whose place is in that state; `more` about the workshop."""
    one = workshop(whole=count > 1, **more)
    until = NOON + timedelta(hours=20)
    mine = Booking(state, until=until if state == "offered" else None, **(booking or {})) if state in SEATS[:6] else None
    found = times(count)
    return Booked(one, found, None if one.whole else found[0], mine, free=3)


def known(language: str = "en", limits: Limits = TELEGRAM, **more: Any) -> Known:
    person = Person(language=language, status="active", consents={"programme": True})
    return Known(
        **{
            "person": person,
            "programme": Programme(code="test", forms=("welcome",), start="welcome"),
            "forms": SHIPPED,
            "limits": limits,
            "zone": HERE,
            **more,
        }
    )


def played(event: Event, who: Known) -> tuple[Outcome, ...]:
    return turn(who, event, VOICES)


def words(outcomes: tuple[Outcome, ...]) -> list[Said]:
    return [one for one in outcomes if isinstance(one, Said)]


def due(one: Booked, about: str, who: Known) -> tuple[Outcome, ...]:
    kind, _, subject = about.partition(":")
    return played(Due(at=NOON, kind=kind, subject=subject), replace(who, booked={about: one}))


REMINDER, SEAT = "reminder:1.abc.1.0", "seat:abc.1"


# --- what was asked for -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [TELEGRAM, WHATSAPP], ids=["telegram", "whatsapp"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_whatever_comes_of_it_it_is_answered_with_a_way_on(language: str, limits: Limits) -> None:
    """Every verb and result, one time or a course, open or over, full or not: words with buttons that fit, or the next wish."""
    over = STARTS - timedelta(days=400)
    who = known(language, limits)
    for verb in (*VERBS, *LOOKS, "nonsense"):
        for state in SEATS:
            for one in (
                seen(state),
                seen(state, 4),
                seen(state, open=False),
                seen(state, queues=False)._replace(free=0),
                seen(state)._replace(occurrences=tuple(time._replace(starts=over, ends=over) for time in times())),
                seen(state)._replace(occurrence=None, occurrences=times(3, free=1)),
            ):
                happened = played(WorkshopTold(at=NOON, verb=verb, result=state, found=(one,)), who)
                said, asked = words(happened), [wish for wish in happened if isinstance(wish, WorkshopAsked)]
                assert said or asked, (verb, state)
                assert verb in ("ticket", "calendar", "sign") or said[-1].options or said[-1].pin, (verb, state)
                assert all(len(option.data.encode()) <= 60 for each in said for option in each.options)
                assert limits is not WHATSAPP or all(message(each)[0] in ("interactive", "text") for each in said)
        assert words(played(WorkshopTold(at=NOON, verb=verb), who))[0].options


def test_a_workshop_is_shown_with_everything_one_needs_to_know() -> None:
    text = words(played(WorkshopTold(at=NOON, verb="show", found=(seen(),)), known()))[0].text
    for part in (
        "Help after war",
        "Tuesday, 1 December 2026, 10:00–12:00",
        "House 3, 12, rue de la Gare",
        "Tigrinya",
        "French",
    ):
        assert part in text
    assert "time in" not in text


def test_where_the_clock_is_another_one_both_are_shown() -> None:
    text = words(played(WorkshopTold(at=NOON, verb="show", found=(seen(),)), known(zone=ZoneInfo("Asia/Kabul"))))[0].text
    assert "10:00–12:00 (time in: Luxembourg)" in text
    assert "13:30–15:30" in text


@pytest.mark.parametrize(("language", "solar"), [("fa_AF", True), ("fa", True), ("uk", False), ("ar", False)])
def test_the_day_is_told_in_the_calendar_of_the_reader_too(language: str, *, solar: bool) -> None:
    said = words(played(WorkshopTold(at=NOON, verb="book", result="booked", found=(seen("booked"),)), known(language)))
    assert ("1405-09-10" in said[-1].text or "1405-09-10" in said[-2].text) is solar


def test_who_has_a_place_gets_a_ticket_a_file_for_the_calendar_and_the_way() -> None:
    said = words(played(WorkshopTold(at=NOON, verb="book", result="booked", found=(seen("booked"),)), known()))
    assert [one.made for one in said] == ["ticket:abc.1", "calendar:abc.1", ""]
    assert said[-1].pin
    assert "Bus 4" in said[-1].text


def test_without_consent_nothing_is_asked_for_but_to_let_go() -> None:
    refused = known(person=Person(language="en", status="active", consents={"programme": False}))
    for name in ("workshops", "my_workshops", "workshop:book:abc.1"):
        outcomes = played(Tapped(at=NOON, data=f"do:{name}"), refused)
        assert not any(isinstance(one, WorkshopAsked) for one in outcomes)
        assert words(outcomes)
    assert any(isinstance(one, WorkshopAsked) for one in played(Tapped(at=NOON, data="do:workshop:leave:abc.1"), refused))


@pytest.mark.parametrize("code", NEEDS)
def test_what_somebody_needs_help_with_is_told(code: str) -> None:
    wish = played(Tapped(at=NOON, data=f"do:workshop:need:abc.1:{code}"), known())[-1]
    assert wish == WorkshopAsked(verb="help", workshop="abc", occurrence="1", needs=(code,))


# --- unasked ----------------------------------------------------------------------------------------------------------------


def reminded(one: Booked, who: Known) -> tuple[list[Said], Known]:
    """What is said, and who they are after it."""
    outcomes = due(one, REMINDER, who)
    changed = [one.person for one in outcomes if isinstance(one, PersonChanged)]
    return words(outcomes), replace(who, person=changed[-1] if changed else who.person)


def test_a_reminder_has_three_buttons_that_whatsapp_shows_as_such() -> None:
    (said,), _ = reminded(seen("booked")._replace(reminder="remind"), known(limits=WHATSAPP))
    assert message(said)[1]["type"] == "button"
    assert len(said.options) == BUTTONS
    assert (said.about, said.lane) == (REMINDER, "notice")


@pytest.mark.parametrize(
    ("written", "verb"),
    [
        ("yes", "coming"),
        ("I'm coming", "coming"),
        ("1", "coming"),
        ("no", "cannot"),
        ("I can't come!", "cannot"),
        ("👍", "coming"),
    ],
)
def test_a_reminder_is_answered_in_words_too(written: str, verb: str) -> None:
    _, who = reminded(seen("booked")._replace(reminder="remind"), known())
    wishes = [one for one in played(Typed(at=NOON, text=written), who) if isinstance(one, WorkshopAsked)]
    assert wishes == [WorkshopAsked(verb=verb, workshop="abc", occurrence="1")]


def test_an_answer_to_a_question_is_none_to_the_reminder_that_came_between() -> None:
    """Nobody loses a place by telling how many children they have."""
    who = asked_for_feedback(known())
    said, after = reminded(seen("booked")._replace(reminder="remind"), who)
    assert said
    assert not any(isinstance(one, WorkshopAsked) for one in played(Typed(at=NOON, text="2"), after))


def asked_for_feedback(who: Known) -> Known:
    """A question is open since an hour."""
    sheet = Sheet(number=1, form="workshop_feedback", active_at=NOON - timedelta(hours=1), raised=1)
    opened = played(Tapped(at=NOON, data="do:go:"), replace(who, sheets=(sheet,)))
    changed = next(one.sheet for one in opened if isinstance(one, SheetChanged))
    return replace(who, sheets=(changed._replace(active_at=sheet.active_at),))


def test_a_title_that_is_not_for_other_eyes_is_not_on_a_locked_phone() -> None:
    """In none of what comes unasked; a button leads to it."""
    abouts = [(REMINDER, kind) for kind in REMINDERS] + [(SEAT, ""), *((f"workshop:abc.1.0.{what}", "") for what in CHANGES)]
    for about, kind in abouts:
        for state in SEATS[:6]:
            one = seen(state, discreet=True)._replace(reminder=kind)
            if about.endswith("cancelled"):
                one = one._replace(workshop=one.workshop._replace(open=False))
            if said := words(due(one, about, known())):
                assert not any("war" in each.text or "House" in each.text for each in said), about
    (one_said,), _ = reminded(seen("booked", discreet=True)._replace(reminder="remind"), known())
    assert one_said.text.startswith("You have an appointment:")
    assert any(option.data.startswith("do:workshop:show:") for option in one_said.options)


@pytest.mark.parametrize("state", ["stopped", "leaving", "refused"])
def test_who_wants_no_messages_is_told_nothing(state: str) -> None:
    consents, status = {"programme": state != "refused"}, "active" if state == "refused" else state
    who = known(person=Person(language="en", status=status, consents=consents))  # type: ignore[arg-type]
    for about, kind in ((REMINDER, "remind"), (SEAT, ""), ("workshop:abc.1.0.moved", "")):
        assert due(seen("booked")._replace(reminder=kind), about, who) == ()


def test_who_has_left_or_come_is_not_told_what_is_of_no_use() -> None:
    for state in ("left", "expired", "removed"):
        assert due(seen(state)._replace(reminder="remind"), REMINDER, known()) == ()
    assert due(seen("booked", booking={"came": "late"})._replace(reminder="missed"), REMINDER, known()) == ()
    assert due(seen("left"), SEAT, known()) == ()


def test_with_a_kind_word_comes_a_new_date() -> None:
    """Of a course the next one; of a series all that are left; else whatever else there is."""

    def told(one: Booked) -> tuple[str, str]:
        [said] = words(due(one._replace(reminder="missed"), REMINDER, known()))
        return said.text, said.options[0].data

    first, *later = times(3)
    over_ = first._replace(starts=NOON - timedelta(hours=2), ends=NOON - timedelta(hours=1))
    course = seen("booked", 3)._replace(occurrence=over_, occurrences=(over_, *later))
    assert "Tuesday, 8 December 2026, 10:00–12:00" in told(course)[0]
    series = course._replace(workshop=workshop())
    assert told(series)[1] == "do:workshop:show:abc."
    for last in (series, course):
        assert told(last._replace(occurrences=(over_,)))[1] == "do:workshops"


def test_of_a_change_the_time_before_and_the_new_one_are_told_with_a_new_file() -> None:
    one = seen("booked")
    time = one.occurrences[0]._replace(slot="2026-11-30T09:00")
    first, file = words(due(one._replace(occurrence=time, occurrences=(time,)), "workshop:abc.1.1.moved", known()))
    assert "Before: Monday, 30 November 2026, 09:00" in first.text
    assert "Tuesday, 1 December 2026, 10:00–12:00" in first.text
    assert (file.made, file.about) == ("calendar:abc.1", first.about)
    (offer,) = words(due(seen("offered"), "workshop:abc.1.0.moved", known()))
    assert "I keep it for you until" in offer.text
    assert [option.data.split(":")[2] for option in offer.options[:2]] == ["accept", "decline"]
    gone = one._replace(occurrence=time._replace(planned=False))
    assert due(gone, "workshop:abc.1.1.moved", known()) == (), "that it was cancelled is told instead"
    said = words(due(gone, "workshop:abc.1.2.cancelled", known()))
    assert "does not take place" in said[0].text


def test_on_a_shared_phone_a_reminder_says_whom_it_is_for() -> None:
    family = (Member(0, "Amal", "en"), Member(1, "Basel", "ar"))
    amal = known(family=family, number=0)
    (said,), _ = reminded(seen("booked")._replace(reminder="remind"), amal)
    assert said.text.startswith("Amal:")
    files = words(played(WorkshopTold(at=NOON, verb="book", result="booked", found=(seen("booked"),)), amal))[:2]
    files += words(due(seen("booked", booking={"came": "came"})._replace(reminder="certificate"), REMINDER, amal))
    assert [one.made.partition(":")[0] for one in files] == ["ticket", "calendar", "certificate"]
    assert all(one.text.startswith("Amal:") for one in files), "each stands by itself in the chat, and may be shown days later"


def test_for_feedback_nobody_is_interrupted_and_nobody_is_asked_twice() -> None:
    one = seen("booked", booking={"came": "came"})._replace(reminder="feedback")
    busy = asked_for_feedback(known())
    busy = replace(busy, sheets=(busy.sheets[0]._replace(active_at=NOON),))
    (later,) = due(one, REMINDER, busy)
    assert isinstance(later, Planned)
    assert (later.kind, later.subject) == ("reminder", "1.abc.1.0")
    asked = due(one, REMINDER, known())
    assert "few short questions" in words(asked)[0].text
    sheet = next(each.sheet for each in asked if isinstance(each, SheetChanged))
    about = tuple(each.answer for each in asked if isinstance(each, Answered))
    done = known(sheets=(sheet._replace(state="handed_in", answers=about),))
    assert due(one, REMINDER, done) == ()


# --- when the window opens again --------------------------------------------------------------------------------------------


def test_what_could_not_be_said_is_said_as_it_is_now_whatever_they_write() -> None:
    held = replace(known(), held=(REMINDER, SEAT), booked={REMINDER: seen("booked")._replace(reminder="remind")})
    tapped = words(played(Tapped(at=NOON, data="do:open"), held))
    assert [one.text.splitlines()[0] for one in tapped] == ["A reminder: Help after war"]
    _, workshop, time, _ = REMINDER.partition(":")[2].split(".")
    answered = words(played(Tapped(at=NOON, data=f"do:workshop:coming:{workshop}.{time}"), held))
    assert answered == []  # the tables answer: the reminder is not said once more
    hello = words(played(Typed(at=NOON, text="hello"), held))
    assert [one.text for one in hello] == [one.text for one in tapped]
    menu = words(played(Typed(at=NOON, text="menu"), held))
    assert [one.text.splitlines()[0] for one in menu] == ["A reminder: Help after war", "What would you like to do?"]
    sheet = asked_for_feedback(known()).sheets[0]
    both = replace(held, sheets=(sheet,), held=(REMINDER, f"nudge:{sheet.number}"))
    assert [one.question for one in words(played(Tapped(at=NOON, data="do:open"), both))] == [False, True]
    stop = words(played(Typed(at=NOON, text="stop"), held))
    assert [one.text.splitlines()[0] for one in stop] == [VOICES["en"].say(texts.STOPPED)]
    assert words(played(Tapped(at=NOON, data="do:open"), replace(held, booked={})))[0].text.startswith("What would you like")


def test_while_somebody_of_the_team_writes_reminders_come_and_only_their_buttons_answer() -> None:
    person = Person(language="en", status="active", consents={"programme": True}, talks_with=7, talker="Clara")
    said, who = reminded(seen("booked")._replace(reminder="remind"), known(person=person))
    assert said
    assert not any(isinstance(one, WorkshopAsked) for one in played(Typed(at=NOON, text="2"), who))
    (wish,) = played(Tapped(at=NOON, data=said[0].options[0].data), who)
    assert wish == WorkshopAsked(verb="coming", workshop="abc", occurrence="1")


# --- the form ---------------------------------------------------------------------------------------------------------------


def test_nobody_opens_the_form_of_a_workshop_by_itself() -> None:
    who = known(programme=Programme(code="test", start="welcome", forms=("welcome", "workshop_signup")))
    for event in (Tapped(at=NOON, data="do:form:workshop_signup"), Tapped(at=NOON, data="do:menu")):
        outcomes = played(event, who)
        assert not any(isinstance(one, SheetChanged) for one in outcomes)
        assert not any("workshop_signup" in option.data for said in words(outcomes) for option in said.options)


def test_where_there_is_no_such_form_the_place_is_booked_at_once() -> None:
    for form in ("", "welcome", "gone"):
        outcomes = played(WorkshopTold(at=NOON, verb="sign", found=(seen("", form=form),)), known())
        assert [one for one in outcomes if isinstance(one, WorkshopAsked)] == [
            WorkshopAsked(verb="book", workshop="abc", occurrence="1")
        ]
