"""Charts: the figures are those that one gets by counting everybody by hand, and nobody can be recognised by whoever may see figures only."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from desk.charts.drawing import Bar, fewer, rows
from desk.charts.stopping import bare, landings, reached
from desk.forms.questions import choosable
from desk.staff import Role, Staff
from dialogs.form import Form
from phone.server import InProcessServer, loopback_socket
from storage.answers import figures
from storage.segments import Segment
from storage.staff.scope import EVERYBODY, Scope
from storage.times import ms
from tests.browsers import look
from tests.crowds import DAY, Somebody, crowd, settle
from tests.desks import ANNA, Visit, visit, words
from tests.people import PROGRAMME, House, house, welcome

if TYPE_CHECKING:
    from playwright.async_api import Page

OTHER = replace(PROGRAMME, code="bridge", name="Bridge", centres={"north": "North"})
VIEWER = Staff(id=0x51, name="Vera", role=Role.VIEWER)
SCOPES = (EVERYBODY, Scope(programme="bridge"), Scope(programme="harbour", centre="esch"))
NEVER = 0


@dataclass
class Town:
    """A house with a crowd in it, of whom everything is known."""

    house: House
    people: list[Somebody]

    @property
    def forms(self) -> dict[str, Form]:
        return dict(self.house.world.forms)

    @property
    def now(self) -> int:
        return ms(self.house.now)

    def within(self, scope: Scope, programme: str = "", centre: str = "") -> list[Somebody]:
        def fits(one: Somebody, code: str, house: str) -> bool:
            return code in ("", one.programme) and (not code or house in ("", one.centre))

        return [one for one in self.people if fits(one, scope.programme, scope.centre) and fits(one, programme, centre)]


async def town(there: House, seed: int, number: int = 60) -> Town:
    forms = [there.world.forms[name] for name in ("welcome", "skills_short")]
    made = crowd(Random(seed), number, forms, ms(there.now))
    return Town(there, await there.store.write(lambda connection: settle(connection, there.store.keyring, made)))


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite:///{tmp_path}/lotse.db", OTHER) as found:
        yield found


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[House]:
    async with house(database_url, OTHER) as found:
        yield found


# --- the figures, against counting by hand ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_figure_is_what_one_gets_by_hand(either: House, seed: int) -> None:
    at = await town(either, seed)
    for scope in SCOPES:
        for days in (None, 60):
            since = at.now - days * DAY if days else NEVER
            mine = at.within(scope)
            assert await read_funnels(at, scope, since) == funnels_by_hand(at, mine, since)
            assert await took(at, scope, since) == took_by_hand(mine, since)
            assert await settled(at, scope, since) == settled_by_hand(mine, since)
            for form, path in (("welcome", "gender"), ("welcome", "consents"), ("skills_short", "wishes")):
                assert await chosen(at, scope, form, path, since) == chosen_by_hand(mine, form, path, since), (form, path)


async def read_funnels(at: Town, scope: Scope, since: int) -> dict[str, Any]:
    of, quiet = Segment().people(scope), at.now - 7 * DAY
    found = await at.house.store.read(lambda connection: figures.funnels(connection, of, since=since, quiet_since=quiet))
    return {
        name: (one.opened, one.answered, one.handed_in, one.ended, +one.stopped, +one.standing) for name, one in found.items()
    }


def funnels_by_hand(at: Town, people: Sequence[Somebody], since: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for form in ("welcome", "skills_short"):
        mine = [one for who in people for one in who.sheets if one.form == form and one.opened_at >= since]
        told = [one for one in mine if {path for path, status, _ in one.answers if status != "retracted"}]
        waits = [one for one in mine if one.state in ("open", "paused")]
        late = Counter(one.question for one in waits if one.active_at < at.now - 7 * DAY)
        lately = Counter(one.question for one in waits if one.active_at >= at.now - 7 * DAY)
        ended, done = (sum(one.state == state for one in mine) for state in ("dropped", "handed_in"))
        answered = len(told) + sum(one.state == "handed_in" for one in mine if one not in told)
        if mine:
            found[form] = (len(mine), answered, done, ended, late, lately)
    return found


async def took(at: Town, scope: Scope, since: int) -> list[int]:
    of = Segment().people(scope)
    return await at.house.store.read(lambda connection: figures.durations(connection, of, "welcome", since=since))


def took_by_hand(people: Sequence[Somebody], since: int) -> list[int]:
    counts = [0] * (len(figures.TAKES) + 1)
    for one in (one for who in people for one in who.sheets if one.form == "welcome" and one.opened_at >= since):
        if one.handed_at is not None:
            counts[sum(one.handed_at - one.opened_at >= end for end in figures.TAKES)] += 1
    return counts


async def settled(at: Town, scope: Scope, since: int) -> list[tuple[int, int]]:
    of = Segment().people(scope)
    return sorted(await at.house.store.read(lambda connection: figures.settled(connection, of, since=since)))


def settled_by_hand(people: Sequence[Somebody], since: int) -> list[tuple[int, int]]:
    return sorted((raised, done) for one in people for raised, done in one.cases if done is not None and done >= since)


async def chosen(at: Town, scope: Scope, form: str, path: str, since: int) -> tuple[int, int, dict[str, int]]:
    of = Segment().people(scope)
    found = await at.house.store.read(lambda connection: figures.chosen(connection, of, form, path, since=since))
    return found.answered, found.left_open, dict(found.choices)


def chosen_by_hand(people: Sequence[Somebody], form: str, path: str, since: int) -> tuple[int, int, dict[str, int]]:
    answered, left_open, choices = 0, 0, Counter[str]()
    for who in people:
        if who.consents.get("programme", True):
            for one in who.sheets:
                latest = {name: (status, value) for name, status, value in one.answers}
                status, value = latest.get(path, ("retracted", ""))
                if one.form == form and one.opened_at >= since and status != "retracted":
                    answered, left_open = answered + (status == "answered"), left_open + (status != "answered")
                    choices.update(value.split())
    return answered, left_open, dict(choices)


async def test_within_a_repeat_people_are_counted_and_not_their_jobs(there: House) -> None:
    await welcome(there, "7", "Amal")
    await there.talk("7", "#1", "#3", "#3", "8", "#1", "#1", "#3", "#3", "5", "#1", "#2")  # two jobs of one kind
    of = Segment().people()
    found = await there.store.read(
        lambda connection: figures.chosen(connection, of, "skills_short", "work_area", since=0, repeated=True)
    )
    assert (found.answered, dict(found.choices)) == (0, {"farming": 1})


# --- where people stop --------------------------------------------------------------------------------------------------


def test_got_this_far_is_handed_in_and_whoever_is_there_or_behind(there: House) -> None:
    form = there.world.forms["welcome"]
    of = figures.Funnel(form="welcome", opened=30, handed_in=10)
    of.stopped.update({"consent_programme": 4, "gender": 2, "": 3, "long_gone": 5})
    of.standing.update({"gender": 1, "other_languages[k1].spoken_language": 2, "other_languages[k2]": 1})
    found = {step.key: (step.reached, step.stopped, step.standing) for step in reached(form, of)}
    assert found["language"] == (23, 0, 0)
    assert found["consent_programme"] == (23, 4, 0)
    assert found["consents"] == (19, 0, 0)
    assert found["gender"] == (19, 2, 1)
    assert found["spoken_language"] == (16, 0, 2)
    assert found["spoken_level"] == (14, 0, 1)  # asked for one more language: behind the last question about one
    assert found["town"] == (13, 0, 0)
    assert found[""] == (13, 3, 0)
    assert list(found) == [*(one.key for one in form.questions.values() if one.asked), ""]


def test_paths_lead_to_questions_and_repeats(there: House) -> None:
    assert [bare(path) for path in ("town", "work[k3].occupation", "work[k3]", "a[k1].b[k2].c", "a[k1].b[k2]", "")] == [
        "town", "occupation", "work", "c", "b", ""
    ]  # fmt: skip
    form = there.world.forms["skills_short"]
    keys = [one.key for one in form.questions.values() if one.asked]
    assert set(keys) <= set(landings(form, keys))


async def test_the_page_says_where_somebody_has_stopped(there: House) -> None:
    await there.talk("1", "/start", "#1", "#1")
    there.now += timedelta(days=8)
    async with visit(there) as at:
        text = await at.see("/charts?form=welcome")
        assert "Who else may use your answers? stopped here: 1 1" in text
        assert "Most stop at: Who else may use your answers?" in text


# --- the page -----------------------------------------------------------------------------------------------------------


def picture(html: str, title: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """({label: figure} as drawn, {label: cells} as in the table) of a chart."""
    found = next(one for one in re.findall(r"<figure.*?</figure>", html, re.DOTALL) if f"<h3>{title}</h3>" in one)
    drawn = re.findall(r"<span>(.*?)</span>.*?<b>(.*?)</b>", found.partition("<details>")[0], re.DOTALL)
    lines = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines]
    return {words(label): words(figure) for label, figure in drawn}, {words(one[0]): one[1:] for one in cells}


async def test_picture_and_table_hold_the_same_figures(there: House) -> None:
    at = await town(there, 4, 200)
    languages = Counter(one.language for one in at.people)
    async with visit(there) as desk:
        html = await desk.html("/charts?form=welcome&question=gender")
        drawn, table = picture(html, "Languages")
        assert {name: cells[0] for name, cells in table.items()} == {
            name: str(languages[code])
            for name, code in (
                ("English", "en"), ("French", "fr"), ("Arabic", "ar"), ("Dari", "fa_AF"), ("Ukrainian", "uk"), ("Turkish", "tr")
            )
        }  # fmt: skip
        assert all(figure.startswith(f"{table[label][0]} (") for label, figure in drawn.items())
        _, counts, choices = chosen_by_hand(at.people, "welcome", "gender", NEVER)
        _, table = picture(html, "Are you a woman or a man?")
        assert [cells[0] for cells in table.values()] == [
            str(number) for number in (*(choices[name] for name in ("woman", "man", "other")), counts)
        ]
        _, table = picture(html, "About you")
        opened, answered, handed_in, *_ = funnels_by_hand(at, at.people, NEVER)["welcome"]
        assert [cells[0] for cells in table.values()] == [str(opened), str(answered), str(handed_in)]


async def test_programme_centre_and_period_narrow_what_is_counted(there: House) -> None:
    at = await town(there, 5, 120)
    async with visit(there) as desk:
        for about, days in (("bridge", ""), ("bridge north", ""), ("", "30"), ("harbour", "90")):
            since = at.now - int(days) * DAY if days else NEVER
            mine = at.within(EVERYBODY, *about.split())
            html = await desk.html(f"/charts?form=welcome&about={about.replace(' ', '+')}&days={days}")
            _, table = picture(html, "Languages")
            assert sum(int(cells[0]) for cells in table.values()) == sum(one.created_at >= since for one in mine), (about, days)
            _, table = picture(html, "About you")
            by_hand = funnels_by_hand(at, mine, since)["welcome"]
            assert [int(cells[0]) for cells in table.values()] == list(by_hand[:3])


async def test_the_reader_counts_only_their_own_people(there: House) -> None:
    at = await town(there, 6, 120)
    for scope in SCOPES[1:]:
        async with visit(there, staff=replace(ANNA, scope=scope)) as desk:
            _, table = picture(await desk.html("/charts"), "Languages")
            assert sum(int(cells[0]) for cells in table.values()) == len(at.within(scope))
            await desk.html("/charts?about=harbour" if scope.programme == "bridge" else "/charts?about=bridge", 400)


@pytest.mark.parametrize(
    "query", ["about=nowhere", "about=bridge+x", "form=x", "days=8", "days=-1", "days=x", "q=1", "about=%00", "days=٧"]
)
async def test_what_cannot_be_meant_is_refused(there: House, query: str) -> None:
    async with visit(there) as desk:
        await desk.html(f"/charts?{query}", 400)


async def test_figures_are_kept_for_ten_minutes_and_counted_anew_when_asked(there: House) -> None:
    await welcome(there, "7", "Amal")
    there.now = there.now.replace(hour=10, minute=5, second=0)
    async with visit(there) as desk:
        assert "As of 10:05" in await desk.see("/charts")
        await welcome(there, "8", "Bela")
        there.now = there.now.replace(hour=10, minute=9)
        html = await desk.html("/charts")
        assert ("As of 10:05" in words(html), picture(html, "Languages")[1]) == (True, {"English": ["1"]})
        html = await desk.html("/charts?again=1")
        assert ("As of 10:09" in words(html), picture(html, "Languages")[1]) == (True, {"English": ["2"]})
        there.now = there.now.replace(hour=10, minute=20)
        assert "As of 10:20" in await desk.see("/charts")


async def test_before_anybody_came_there_is_nothing_to_count(there: House) -> None:
    async with visit(there) as desk:
        assert "There is nothing to count yet." in await desk.see("/charts")


async def test_a_case_that_was_settled_tells_how_long_it_waited(there: House) -> None:
    await welcome(there, "7", "Amal")
    await there.talk("7", "/help", "#1")
    there.now += timedelta(hours=3)
    async with visit(there) as desk:
        html = await desk.html("/")
        (case,) = set(re.findall(r'value="done\.([0-9a-f]+)"', html))
        answer = await desk.http.post("/desk/queue", data={"do": f"done.{case}"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303
        drawn, table = picture(await desk.html("/charts"), "How long cases wait until they are settled")
        assert (drawn, table) == ({"Week from 2 March 2026": "3 hours"}, {"Week from 2 March 2026": ["3 hours", "1"]})


async def test_the_median_of_a_week_is_that_of_its_cases(there: House) -> None:
    at = await town(there, 7, 150)
    async with visit(there) as desk:
        _, table = picture(await desk.html("/charts"), "How long cases wait until they are settled")
    monday = ms(there.now.replace(hour=0, minute=0, second=0, microsecond=0))
    this_week = [done - raised for raised, done in settled_by_hand(at.people, monday - 7 * DAY) if done < monday]
    days = round(median(this_week) / DAY)
    assert table["Week from 23 February 2026"] == [f"{days} days", str(len(this_week))]


# --- whoever may see figures only -----------------------------------------------------------------------------------------


async def test_a_viewer_is_told_no_group_under_five_and_fives_above(there: House) -> None:
    at = await town(there, 8, 43)
    exact = Counter(one.language for one in at.people)
    async with visit(there, staff=VIEWER) as desk:
        html = await desk.html("/charts?form=welcome")
        assert "groups under 5 people are not told" in words(html)
        _, table = picture(html, "Languages")
        assert sorted(cells[0] for cells in table.values()) == sorted(
            "under 5" if number < 5 else str(number // 5 * 5) for number in exact.values()
        )
        every = [
            cell
            for title in re.findall(r"<h3>(.*?)</h3>", html)
            for cells in picture(html, title)[1].values()
            for cell in cells
        ]
        numbers = [int(cell) for cell in every if cell.isdecimal()]
        assert numbers
        assert [one for one in numbers if one % 5 or one == 0] == []
        for width in re.findall(r'class="bar-(?:done|tail)" x="[^"]*" y="[^"]*" width="([^"]*)%"', html):
            assert float(width) >= 0.6


async def test_of_too_few_people_a_viewer_sees_nothing(there: House) -> None:
    for who in "1234":
        await welcome(there, who, f"Person {who}")
    async with visit(there, staff=VIEWER) as desk:
        assert ("too few people" in await desk.see("/charts"), "<figure" in await desk.html("/charts")) == (True, False)
        await welcome(there, "5", "Person 5")
        assert picture(await desk.html("/charts?again=1"), "Languages")[1] == {"English": ["5"]}


async def test_an_auditor_sees_no_charts(there: House) -> None:
    async with visit(there, staff=replace(VIEWER, role=Role.AUDITOR)) as desk:
        await desk.html("/charts", 403)


# --- drawing --------------------------------------------------------------------------------------------------------------


def bar(length: float, tail: float = 0) -> Bar:
    return Bar(label="a", length=length, figure="1", cells=("1",), tail=tail)


def test_bars_are_as_long_as_their_numbers_and_begin_where_one_begins_to_read() -> None:
    first, second, none = rows([bar(80, 20), bar(40), bar(0)], rtl=False)
    assert [(part.x, part.width) for part in (first.body, first.tail, second.body) if part] == [(0, 75), (75, 25), (0, 50)]
    assert (none.body, none.tail, none.top) == (None, None, 88)
    first, second, _ = rows([bar(80, 20), bar(40), bar(0)], rtl=True)
    assert [(part.x, part.width) for part in (first.body, first.tail, second.body) if part] == [(25, 75), (0, 25), (50, 50)]


def test_the_smallest_number_can_be_seen_and_nothing_divides_by_nothing() -> None:
    tiny, _ = rows([bar(1), bar(100_000)], rtl=False)
    assert tiny.body
    assert tiny.body.width == 0.6
    assert [row.body for row in rows([bar(0), bar(0)], rtl=False)] == [None, None]
    assert rows([], rtl=True) == ()
    assert fewer([("a", 1), ("b", 5), ("c", 3)], 2) == ([("b", 5), ("c", 3)], 1)


def test_questions_that_can_be_counted_have_choices(there: House) -> None:
    found = {one.key for one in choosable(there.world.forms["skills_short"])}
    assert {"wishes", "schooling", "occupation"} <= found
    assert not {"opening", "occupation_words", "work_years"} & found


# --- in a real browser ------------------------------------------------------------------------------------------------------


@pytest.mark.browser
async def test_charts_have_no_fault_of_accessibility_and_fit_every_screen(page: "Page", tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path}/one.db", OTHER) as there:
        await town(there, 9, 150)
        async with visit(there) as at:
            told: list[str] = []
            async with served(at) as url:
                page.on("console", lambda message: told.append(message.text))
                for language in ("en", "ar"):
                    await look(page, f"{url}/charts?form=welcome", [language])
                    await bars_begin_where_one_reads(page, rtl=language == "ar")
                assert told == []


async def bars_begin_where_one_reads(page: "Page", *, rtl: bool) -> None:
    side = "right" if rtl else "left"
    script = f"""() => [...document.querySelectorAll('svg.bars')].every(svg => [...svg.querySelectorAll('.bar-done')].every(
        bar => Math.abs(bar.getBoundingClientRect().{side} - svg.getBoundingClientRect().{side}) < 1))"""
    assert await page.evaluate(script)


@asynccontextmanager
async def served(at: Visit) -> AsyncIterator[str]:
    listener = loopback_socket("127.0.0.1", 0)
    server = InProcessServer(at.site, listener)
    await server.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/desk"
    finally:
        await server.stop()
