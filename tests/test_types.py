"""Every type of question: asked, answered, refused kindly, looked over and changed in a conversation."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.workbooks.reading import load
from dialogs.events import File, Place, Shared
from dialogs.form import Form
from dialogs.questions.ranges import Steps
from storage.schema import attachment
from tests.answered import answers, begun, form, rows, values
from tests.conversations import Phone

HEAD = (
    "| | type | name | label | hint | required | required_message | constraint | constraint_message | parameters | appearance"
)
COLUMNS = HEAD + " | default | read_only | relevant | calculation | repeat_count |"


def asking(*questions: Mapping[str, str] | str, choices: str = "", summary: str = "no") -> Form:
    """A form of questions, each `type name` or its cells by their columns."""
    columns = [cell.strip() for cell in COLUMNS.strip("|").split("|") if cell.strip()]
    lines = [COLUMNS]
    for one in questions:
        cells = {"type": one.rpartition(" ")[0], "name": one.rpartition(" ")[2]} if isinstance(one, str) else dict(one)
        if cells.get("type", "").partition(" ")[0].replace("_", " ").split()[:1] not in (["begin"], ["end"]):
            cells.setdefault("label", f"The {cells.get('name', '')}?")
        lines.append("| | " + " | ".join(cells.get(column, "") for column in columns) + " |")
    return form("\n".join(lines), choices, summary=summary)


FRUIT = "| | fruit | apple | Apple |\n| | fruit | pear | Pear |\n| | fruit | fig | Fig |"
LAST: Mapping[str, str] = {"type": "text", "name": "last", "label": "And last?"}


async def share(phone: Phone, kind: str, **what: Any) -> None:
    await phone.happen(Shared(at=phone.house.now, kind=kind, **what))


async def given(phone: Phone) -> dict[str, str]:
    return await values(phone)


# --- times ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [("15:30", "15:30:00.000"), ("3.30 pm", "15:30:00.000"), ("۱۵:۳۰", "15:30:00.000"), ("noon", "12:00:00.000")],
)
async def test_a_time_of_day_is_read_as_people_write_it(written: str, value: str, tmp_path: Path) -> None:
    async with begun(tmp_path, asking("time start_of_work", LAST)) as sam:
        await sam.say(written)
        assert "And last?" in sam.screen
        assert await given(sam) == {"start_of_work": value}


async def test_half_past_three_may_be_two_things_and_the_person_says_which(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("time start_of_work", LAST)) as sam:
        await sam.say("3:30")
        assert "[03:30]" in sam.screen
        assert "[15:30]" in sam.screen
        await sam.tap("15:30")
        assert "I understood" not in sam.screen
        assert await given(sam) == {"start_of_work": "15:30:00.000"}


async def test_what_is_no_time_is_refused_with_an_example(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("time start_of_work")) as sam:
        await sam.say("whenever")
        assert "For example: 15:30" in sam.screen
        await sam.say("25:70")
        assert "For example: 15:30" in sam.screen


async def test_a_day_and_a_time_are_one_answer_with_the_offset_of_where_the_person_is(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("dateTime meeting", LAST, summary="yes"), zone="Europe/Luxembourg") as sam:
        await sam.say("21.07.2026 15:30")
        assert await given(sam) == {"meeting": "2026-07-21T15:30:00.000+02:00"}
        await sam.say("fine")
        assert "21 July 2026, 15:30" in sam.screen


async def test_whoever_writes_only_the_day_is_asked_for_the_time(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("dateTime meeting", LAST)) as sam:
        await sam.say("21 July 2026")
        assert "At what time on 21 July 2026?" in sam.screen
        assert await given(sam) == {}
        await sam.say("late")
        assert "At what time on 21 July 2026?" in sam.screen
        await sam.say("15:30")
        assert (await given(sam))["meeting"].startswith("2026-07-21T15:30:00.000")


async def test_a_day_that_may_be_two_is_chosen_before_its_time(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("dateTime meeting", LAST)) as sam:
        await sam.say("03/04/2026")
        assert "more than one way" in sam.screen
        await sam.tap("3 April 2026")
        assert "At what time on 3 April 2026?" in sam.screen
        await sam.say("08:00")
        assert (await given(sam))["meeting"].startswith("2026-04-03T08:00:00.000")


async def test_a_moment_in_the_afghan_calendar_is_echoed_in_both(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("dateTime meeting", LAST), language="fa") as sam:
        await sam.say("۱۴۰۵/۱/۱ ۱۵:۳۰")
        assert (await given(sam))["meeting"].startswith("2026-03-21T15:30:00.000")
        assert (await answers(sam))["meeting"].calendar == "solar_hijri"


# --- ranges ---------------------------------------------------------------------------------------------------------------


async def test_a_short_range_is_buttons_and_a_number_typed_is_the_number_not_the_place(tmp_path: Path) -> None:
    scale = {"type": "range", "name": "mood", "parameters": "start=0 end=5 step=1"}
    async with begun(tmp_path, asking(scale, scale | {"name": "again"}, LAST)) as sam:
        assert "[0]\n[1]\n[2]\n[3]\n[4]\n[5]" in sam.screen
        await sam.tap("0")
        await sam.say("2")
        assert await given(sam) == {"mood": "0", "again": "2"}


async def test_a_long_range_says_its_bounds_and_keeps_to_its_steps(tmp_path: Path) -> None:
    scale = {"type": "range", "name": "pay", "parameters": "start=0 end=100 step=2.5"}
    async with begun(tmp_path, asking(scale, LAST)) as sam:
        assert "A number from 0 to 100, in steps of 2.5." in sam.screen
        for wrong in ("101", "-1", "3", "many"):
            await sam.say(wrong)
            assert "A number from 0 to 100, in steps of 2.5." in sam.screen
        await sam.say("12,5")
        assert await given(sam) == {"pay": "12.5"}


def test_the_smallest_steps_of_the_largest_range_are_counted() -> None:
    fine = Steps(Decimal(0), Decimal(10**15), Decimal("1e-15"))
    assert [fine.holds(one) for one in ("0", "123456789012345", "999999999999999.5", "1000000000000000")] == [True] * 4
    assert [fine.holds(one) for one in ("", "x", "NaN", "inf", "-1", "1e16", "1e999999999", "²")] == [False] * 8
    assert not Steps(Decimal(0), Decimal(10**15), Decimal("0.3")).holds("999999999999998")


async def test_a_range_that_runs_down_is_shown_downwards(tmp_path: Path) -> None:
    scale = {"type": "range", "name": "mood", "parameters": "start=3 end=1 step=-1"}
    async with begun(tmp_path, asking(scale, LAST)) as sam:
        assert "[3]\n[2]\n[1]" in sam.screen
        await sam.tap("1")
        assert await given(sam) == {"mood": "1"}


# --- order ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["3 1 2", "312", "۳ ۱ ۲", "3, 1, 2", "Fig, Apple, Pear", "3 > 1 > 2"])
async def test_an_order_may_be_written_at_once(written: str, tmp_path: Path) -> None:
    async with begun(tmp_path, asking("rank fruit best", LAST, choices=FRUIT)) as sam:
        await sam.say(written)
        assert await given(sam) == {"best": "fig apple pear"}


async def test_things_are_put_in_order_by_tapping_and_the_last_place_fills_itself(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("rank fruit best", LAST, choices=FRUIT, summary="yes")) as sam:
        await sam.tap("Pear")
        assert "① Pear" in sam.screen
        assert "Your order so far: Pear" in sam.screen
        await sam.tap("Done")
        assert "put all of them in order" in sam.screen
        await sam.tap("Fig")
        assert "Your order so far: Pear, Fig, Apple" in sam.screen
        await sam.tap("Done")
        assert await given(sam) == {"best": "pear fig apple"}
        await sam.say("fine")
        assert "① Pear · ② Fig · ③ Apple" in sam.screen


async def test_a_tap_on_what_is_placed_takes_it_out_again(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("rank fruit best", LAST, choices=FRUIT)) as sam:
        for label in ("Pear", "Pear", "Apple", "Pear", "Done"):
            await sam.tap(label)
        assert await given(sam) == {"best": "apple pear fig"}


async def test_numbers_written_one_after_the_other_make_the_order(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("rank fruit best", LAST, choices=FRUIT)) as sam:
        await sam.say("2")
        await sam.say("2")
        assert "name each of them once" in sam.screen
        await sam.say("3")
        await sam.say("done")
        assert await given(sam) == {"best": "pear fig apple"}


# --- files ----------------------------------------------------------------------------------------------------------------

PHOTO = File("p1", "", "image/jpeg", 1000)
FITS = [
    ("image", "photo", PHOTO, "jpg"),
    ("image", "document", File("d1", "scan.png", "image/png"), "png"),
    ("audio", "voice", File("v1", "", "audio/ogg"), "ogg"),
    ("audio", "document", File("d1", "song.mp3", "audio/mpeg"), "mp3"),
    ("video", "video", File("v1", "", "video/mp4"), "mp4"),
    ("file", "document", File("d1", "CV.PDF", "application/pdf"), "pdf"),
    ("file", "photo", PHOTO, "jpg"),
]


@pytest.mark.parametrize(("kind", "sent", "file", "extension"), FITS)
async def test_a_file_that_fits_is_the_answer(kind: str, sent: str, file: File, extension: str, tmp_path: Path) -> None:
    async with begun(tmp_path, asking(f"{kind} proof", LAST)) as sam:
        assert "Please" in sam.screen
        await share(sam, sent, file=file, caption="my words")
        assert "And last?" in sam.screen
        assert await given(sam) == {"proof": f"proof-1.{extension}"}
        kept = await rows(sam.house, attachment)
        assert [(one["path"], one["name"]) for one in kept] == [("proof", f"proof-1.{extension}")]


@pytest.mark.parametrize(
    ("kind", "sent", "file"),
    [
        ("image", "voice", File("v1", "", "audio/ogg")),
        ("image", "document", File("d1", "a.pdf", "application/pdf")),
        ("audio", "photo", PHOTO),
        ("video", "photo", PHOTO),
        ("file", "location", None),
        ("image", "photo", None),
        ("geopoint", "photo", PHOTO),
    ],
)
async def test_the_wrong_kind_is_refused_with_what_is_needed(kind: str, sent: str, file: File | None, tmp_path: Path) -> None:
    async with begun(tmp_path, asking(f"{kind} proof")) as sam:
        needed = sam.last.text.split("\n\n")[1]
        await share(sam, sent, file=file)
        assert "I need something else here" in sam.screen
        assert needed in sam.screen
        assert await given(sam) == {}
        assert not await rows(sam.house, attachment)


async def test_words_are_no_photo_but_it_may_be_left_open(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("image proof", LAST)) as sam:
        await sam.say("I have none")
        assert "cannot take words" in sam.screen
        await sam.tap("I don't know")
        assert "And last?" in sam.screen


async def test_nobody_is_stuck_at_a_photo_that_is_required(tmp_path: Path) -> None:
    async with begun(tmp_path, asking({"type": "image", "name": "proof", "required": "yes"}, LAST)) as sam:
        for _ in range(3):
            await sam.say("I have none")
        await sam.tap("Without this")
        assert "And last?" in sam.screen


async def test_a_file_too_large_to_keep_is_refused_at_once(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("video proof")) as sam:
        await share(sam, "video", file=File("v1", "", "video/mp4", 50_000_000))
        assert "at most 10 MB" in sam.screen


async def test_another_photo_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("image proof", LAST)) as sam:
        await share(sam, "photo", file=PHOTO)
        await sam.command("back")
        await share(sam, "photo", file=PHOTO._replace(id="p2"))
        assert await given(sam) == {"proof": "proof-3.jpg"}


# --- places ---------------------------------------------------------------------------------------------------------------


async def test_a_place_is_shared_or_written_in_degrees(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("geopoint home", "geopoint work", LAST, summary="yes")) as sam:
        assert "Send it only if you want to" in sam.screen
        await share(sam, "location", place=Place(49.6116, 6.1319, 0.0, 12.5))
        await sam.say("49,5 6,2")
        assert await given(sam) == {"home": "49.6116 6.1319 0 12.5", "work": "49.5 6.2 0 0"}
        await sam.say("fine")
        assert "📍 49.6116, 6.1319" in sam.screen


@pytest.mark.parametrize("written", ["91 6", "6", "at the station", "12,5"])
async def test_what_is_no_place_is_refused(written: str, tmp_path: Path) -> None:
    async with begun(tmp_path, asking("geopoint home")) as sam:
        await sam.say(written)
        assert "cannot read this as a place" in sam.screen
        assert "49.61, 6.13" in sam.screen


# --- what only the form's author sees ---------------------------------------------------------------------------------------


async def test_metadata_is_there_when_the_form_is_handed_in(tmp_path: Path) -> None:
    meta = ("start start", "end end", "today today", "deviceid deviceid", "username username", "phonenumber phonenumber")
    ask = [{"type": one.split()[0], "name": one.split()[1], "label": ""} for one in meta]
    note = {"type": "note", "name": "day", "label": "Today is ${today}."}
    async with begun(tmp_path, asking(*ask, note, LAST), zone="Asia/Kabul") as sam:
        assert "Today is 2026-11-21." in sam.screen
        sam.house.later(hours=9)
        await sam.say("fine")
        found = await given(sam)
    assert found["start"] == "2026-11-21T16:30:00.000+04:30"
    assert found["today"] == "2026-11-21"
    assert found["end"] == "2026-11-22T01:30:00.000+04:30"
    assert found["deviceid"].startswith("lotse:")
    assert "somebody" not in found["deviceid"]
    assert not found.get("username")
    assert not found.get("phonenumber")


async def test_back_takes_back_an_answer_and_no_metadata(tmp_path: Path) -> None:
    start = {"type": "start", "name": "start", "label": ""}
    async with begun(tmp_path, asking(start, "text first", LAST)) as sam:
        assert "Back" not in sam.screen
        await sam.say("one")
        await sam.command("back")
        assert "The first?" in sam.screen
        await sam.command("back")
        assert "This is the first question." in sam.screen
        assert "start" in await given(sam)


async def test_something_read_only_is_shown_with_its_value_and_not_asked(tmp_path: Path) -> None:
    known = {"type": "integer", "name": "known", "label": "We know", "default": "5", "read_only": "yes"}
    summed = {"type": "integer", "name": "summed", "label": "That makes", "read_only": "yes", "calculation": "${known} + 1"}
    async with begun(tmp_path, asking(known, summed, LAST)) as sam:
        assert sam.last.text == "We know\n5\n\nThat makes\n6\n\nAnd last?"


async def test_what_becomes_read_only_is_no_longer_to_be_changed(tmp_path: Path) -> None:
    locked = {"type": "text", "name": "name", "label": "Name?", "read_only": "${sure} = 'yes'"}
    sure = {"type": "select_one yes_no", "name": "sure", "label": "Sure?"}
    async with begun(tmp_path, asking(locked, sure, LAST)) as sam:
        await sam.say("Amal")
        await sam.tap("Yes")
        assert "And last?" in sam.screen
        await sam.command("change")
        assert "Sure" in sam.screen
        assert "[1. Name" not in sam.screen
        assert (await given(sam))["name"] == "Amal"


# --- messages of the form ---------------------------------------------------------------------------------------------------


async def test_whoever_leaves_out_what_is_required_is_told_why_in_the_words_of_the_form(tmp_path: Path) -> None:
    why = {"required": "yes", "required_message": "${first} needs a town."}
    async with begun(tmp_path, asking("text first", {"type": "text", "name": "town"} | why, LAST)) as sam:
        await sam.say("Amal")
        await sam.command("skip")
        assert "Amal needs a town." in sam.screen
        await sam.say("I don't know")
        assert "Amal needs a town." in sam.screen
        await sam.say("\u200b")
        assert "And last?" not in sam.screen
        assert await given(sam) == {"first": "Amal"}


async def test_a_constraint_message_names_earlier_answers(tmp_path: Path) -> None:
    more = {
        "type": "integer",
        "name": "more",
        "constraint": ". > ${least}",
        "constraint_message": "More than ${least}, please.",
    }
    async with begun(tmp_path, asking("integer least", more, LAST)) as sam:
        await sam.say("5")
        await sam.say("4")
        assert "More than 5, please." in sam.screen
        await sam.say("6")
        assert "And last?" in sam.screen


async def test_a_constraint_on_words_counts(tmp_path: Path) -> None:
    code = {"type": "barcode", "name": "code", "constraint": "string-length(.) = 13"}
    async with begun(tmp_path, asking(code, LAST)) as sam:
        await sam.say("400")
        assert "not possible" in sam.screen
        await sam.say("4006381333931")
        assert await given(sam) == {"code": "4006381333931"}


@pytest.mark.parametrize(
    ("kind", "default", "shown"),
    [
        ("date", "2026-03-21", "✓ 21 March 2026"),
        ("time", "08:30:00.000", "✓ 08:30"),
        ("integer", "3", "✓ 3"),
        ("text", "Amal", "✓ Amal"),
        ("select_one fruit", "pear", "✓ Pear"),
        ("select_multiple fruit", "pear fig", "✓ Pear · Fig"),
        ("rank fruit", "fig pear apple", "✓ ① Fig · ② Pear · ③ Apple"),
        ("geopoint", "49.6 6.1 0 0", "✓ 📍 49.6, 6.1"),
    ],
)
async def test_a_default_is_suggested_and_kept_with_a_tap(kind: str, default: str, shown: str, tmp_path: Path) -> None:
    async with begun(tmp_path, asking({"type": kind, "name": "known", "default": default}, LAST, choices=FRUIT)) as sam:
        assert f"[{shown}]" in sam.screen
        await sam.tap(shown)
        assert await given(sam) == {"known": default}


# --- groups, repeats, grids, others -------------------------------------------------------------------------------------------

BEGIN, END = {"type": "begin_group"}, {"type": "end_group"}


async def test_the_name_of_a_group_is_said_before_its_first_question_only(tmp_path: Path) -> None:
    group = BEGIN | {"name": "family", "label": "Your family"}
    empty = BEGIN | {"name": "never", "label": "Nothing in it", "relevant": "1 = 2"}
    form_ = asking(group, "text mother", "text father", END, empty, "text nothing", END, LAST)
    async with begun(tmp_path, form_) as sam:
        assert sam.last.text == "Your family\n\nThe mother?"
        await sam.say("Amal")
        assert sam.last.text == "The father?"
        await sam.say("Omar")
        assert sam.last.text == "And last?"


async def test_a_counted_repeat_says_which_one_it_is_also_inside_another(tmp_path: Path) -> None:
    child = {"type": "begin_repeat", "name": "child", "label": "Child", "repeat_count": "${children}"}
    toy = {"type": "begin_repeat", "name": "toy", "label": "Toy", "repeat_count": "2"}
    end = {"type": "end_repeat"}
    async with begun(tmp_path, asking("integer children", child, "text name", toy, "text what", end, end, LAST)) as sam:
        await sam.say("2")
        seen = []
        for word in ("Ada", "ball", "doll", "Bea", "bear", "drum"):
            seen.append(sam.last.text.splitlines()[0])
            await sam.say(word)
        assert seen == ["Child: 1 of 2", "Toy: 1 of 2", "Toy: 2 of 2", "Child: 2 of 2", "Toy: 1 of 2", "Toy: 2 of 2"]
        assert "And last?" in sam.screen
        assert (await given(sam))["child[k2].toy[k2].what"] == "drum"


async def test_the_rows_of_a_grid_are_asked_one_by_one_and_its_head_is_not(tmp_path: Path) -> None:
    grid = BEGIN | {"name": "grid", "label": "How often?", "appearance": "table-list"}
    async with begun(tmp_path, asking(grid, "select_one yes_no bus", "select_one yes_no train", END, LAST)) as sam:
        assert sam.last.text == "How often?\n\nThe bus?"
        await sam.tap("Yes")
        assert sam.last.text == "The train?"
        await sam.tap("No")
        assert "And last?" in sam.screen


async def test_whoever_chooses_other_is_asked_which(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("select_one fruit or_other best", LAST, choices=FRUIT)) as sam:
        await sam.tap("Other")
        assert "Specify other." in sam.screen
        await sam.say("Plum")
        assert await given(sam) == {"best": "other", "best_other": "Plum"}


async def test_a_choice_may_be_called_by_an_earlier_answer(tmp_path: Path) -> None:
    people = "| | who | me | Me, ${first} |\n| | who | else | Somebody else |"
    async with begun(tmp_path, asking("text first", "select_one who cook", LAST, choices=people, summary="yes")) as sam:
        await sam.say("Amal")
        assert "[Me, Amal]" in sam.screen
        await sam.say("me, amal")
        await sam.say("fine")
        assert "Me, Amal" in sam.screen


async def test_shuffled_choices_are_numbered_and_kept_as_they_are_shown(tmp_path: Path) -> None:
    shuffled = {"type": "select_multiple fruit", "name": "best", "parameters": "randomize=true seed=7"}
    async with begun(tmp_path, asking(shuffled, LAST, choices=FRUIT)) as sam:
        shown = [option.label.lower() for option in sam.last.options if option.role == "choice"]
        await sam.say("3 1")
        assert await given(sam) == {"best": f"{shown[0]} {shown[2]}"}


@pytest.mark.parametrize("looks", ["minimal", "likert", "quick", "autocomplete", "horizontal-compact", "columns-2 no-buttons"])
async def test_how_a_screen_would_arrange_choices_changes_nothing_here(looks: str, tmp_path: Path) -> None:
    async with begun(
        tmp_path, asking({"type": "select_one fruit", "name": "best", "appearance": looks}, LAST, choices=FRUIT)
    ) as sam:
        await sam.tap("Fig")
        assert await given(sam) == {"best": "fig"}


async def test_a_box_to_tick_is_ticked_with_ok(tmp_path: Path) -> None:
    async with begun(tmp_path, asking("acknowledge read", LAST)) as sam:
        await sam.tap("OK")
        assert await given(sam) == {"read": "OK"}


# --- pictures and sounds ------------------------------------------------------------------------------------------------------

EN, FR = "English (en)", "French (fr)"
SHOWN = f"""
| survey |
| | type | name | label::{EN} | label::{FR} | media::image::{EN} | media::image::{FR} | media::audio::{EN} |
| | note | hello | Look | Regardez | hello.png | | |
| | select_one fruit | best | Which? | Lequel ? | q.png | q_fr.png | q.mp3 |
| | text | last | Last? | Enfin ? | | | |

| choices |
| | list_name | name | label::{EN} | label::{FR} | media::image::{EN} |
| | fruit | apple | Apple | Pomme | apple.png |
| | fruit | fig | | | fig.png |

| settings |
| | form_title | form_id | version |
| | Shown | shown | 1 |
"""


@pytest.mark.parametrize(
    ("language", "files"),
    [
        ("en", ("hello.png", "q.png", "q.mp3", "apple.png", "fig.png")),
        ("fr", ("hello.png", "q_fr.png", "q.mp3", "apple.png", "fig.png")),
        ("ar", ("hello.png", "q.png", "q.mp3", "apple.png", "fig.png")),
    ],
)
async def test_pictures_and_sounds_come_with_the_question(language: str, files: tuple[str, ...], tmp_path: Path) -> None:
    async with begun(tmp_path, load(SHOWN.encode()), language=language) as sam:
        assert sorted(sam.last.files) == sorted(f"shown/{one}" for one in files)
        await sam.say("9")
        assert sam.last.files == ()  # they are to be seen above
        await sam.tap("fig")  # which has only a picture, and so its name
        assert await given(sam) == {"best": "fig"}
        assert sam.last.files == ()


# --- looked over, changed, asked again later ------------------------------------------------------------------------------------

ALL = (
    "time at",
    "dateTime moment",
    {"type": "range", "name": "mood", "parameters": "start=1 end=3 step=1"},
    "rank fruit best",
    "image proof",
    "geopoint home",
    "barcode code",
)
ALL_GIVEN: tuple[str | File, ...] = ("15:30", "21.07.2026 15:30", "2", "3 1 2", PHOTO, "49.6 6.1", "4006")


async def answer_all(phone: Phone) -> None:
    for one in ALL_GIVEN:
        await answer(phone, one)


async def answer(phone: Phone, one: str | File) -> None:
    if isinstance(one, File):
        await share(phone, "photo", file=one)
    else:
        await phone.say(one)


async def test_every_kind_is_looked_over_and_each_can_be_changed(tmp_path: Path) -> None:
    async with begun(tmp_path, asking(*ALL, choices=FRUIT, summary="yes")) as sam:
        await answer_all(sam)
        summary = sam.screen
        for shown in ("15:30", "21 July 2026, 15:30", "— 2", "① Fig", "Picture", "📍 49.6, 6.1", "4006"):
            assert shown in summary
        before = await given(sam)
        for number, one in enumerate(ALL_GIVEN, 1):
            await sam.command("change")
            await sam.say(str(number))
            await answer(sam, one)
            assert "Is this right?" in sam.screen
        after = await given(sam)
        assert {**after, "proof": ""} == {**before, "proof": ""}
        await sam.tap("Yes, send")
        await sam.command("menu")
        await sam.tap("My answers")
        assert "① Fig" in sam.messages[-1].text


@pytest.mark.parametrize("one", range(len(ALL)))
async def test_each_kind_is_put_again_whatever_came_between(one: int, tmp_path: Path) -> None:
    async with begun(tmp_path, asking(ALL[one], LAST, choices=FRUIT)) as sam:
        asked = sam.last.text
        for word in ("help", "repeat"):
            await sam.command(word)
        assert asked in sam.screen
        await sam.command("pause")
        await sam.tap("Go on")
        assert asked in sam.screen
        sam.house.later(days=4)
        await Clock(sam.house.store, sam.house.turnstile, lambda: sam.house.now).tick()
        (nudged,) = sam.look()
        assert asked in nudged.text
