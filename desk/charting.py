"""Charts: figures about everybody whom the reader may see. Whoever may see figures only gets them rounded, so that nobody is recognised."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import texts
from desk.drawing import Bar, Chart, fewer, rows
from desk.lines import PICTOGRAM, plain
from desk.routing import Entry, staff_of
from desk.staff import LOOK, Staff
from dialogs.form import Form, Part, Question, Repeat
from dialogs.texts import Text
from storage import coordinators, figures, segments
from storage.figures import MINUTE, TAKES, Chosen, Funnel
from storage.segments import Reach, Segment
from storage.times import Milliseconds, ms, when

if TYPE_CHECKING:
    from desk.app import Desk
    from desk.pages import Page

KEPT_FOR = timedelta(minutes=10)
AGAIN_AFTER = timedelta(seconds=10)  # sooner nobody can have it counted anew
MOST_KEPT = 300  # sets of figures
PERIODS = (7, 30, 90, 365)  # days
QUIET = timedelta(days=7)  # whoever has not answered for so long has stopped
WEEKS = 12
GROUP = 5  # people: of fewer nothing is told to whoever may see figures only
MOST_BARS = 14
CHOOSING = ("select_one", "select_multiple")
ASKED_FOR = frozenset({"about", "form", "question", "days", "again", "lang"})

T = TypeVar("T")
Place = tuple[str, str, str]  # programme, centre, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What stands in the address. `days` 0 = at any time."""

    programme: str
    centre: str
    form: str
    question: str
    days: int

    @property
    def about(self) -> str:
        return f"{self.programme} {self.centre}".strip()


@dataclass(slots=True)
class Memory:
    """Figures that were counted a moment ago. One counting at a time: however many look, the database is asked once."""

    kept: dict[tuple[object, ...], tuple[datetime, Any]] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(
        self, desk: "Desk", key: tuple[object, ...], work: Callable[[Connection], T], *, again: bool
    ) -> tuple[datetime, T]:
        """(when it was counted, the figures)"""
        async with self.turn:
            found = self.kept.get(key)
            if found is None or desk.now() - found[0] >= (AGAIN_AFTER if again else KEPT_FOR):
                found = desk.now(), await desk.read(work)
                self.kept.pop(key, None)
                self.kept[key] = found
            while len(self.kept) > MOST_KEPT:
                del self.kept[next(iter(self.kept))]
        return found


@dataclass(frozen=True, slots=True)
class People:
    """The figures that depend on no form."""

    funnels: Mapping[str, Funnel]
    languages: Mapping[str, int]
    reach: Reach
    waits: Sequence[tuple[Milliseconds, Milliseconds]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All figures of the page, the oldest of them counted at `at`. Without a form there are none of it, without a question no answers."""

    at: datetime
    people: People
    form: Form | None
    question: Question | None
    took: Sequence[int]
    chosen: Chosen | None


@dataclass(frozen=True, slots=True)
class Charting:
    desk: "Desk"
    memory: Memory = field(default_factory=Memory)

    async def show(self, request: Request) -> Response:
        page, staff = self.desk.page(request), staff_of(request)
        places = await self.places(staff)
        wanted = self.wanted(request, places)
        found = await self.counted(wanted, staff, again="again" in request.query_params)
        artist = Artist(page=page, coarse=not staff.works, zone=zone(staff))
        total = sum(found.people.languages.values())
        return page.answer(
            "charts.html",
            **artist.pictures(found, self.desk.forms, self.labels(page, found.question)),
            found=found,
            wanted=wanted,
            places=places,
            periods=PERIODS,
            questions=choosable(found.form) if found.form else (),
            reader=self.desk.reader(page),
            at=found.at.astimezone(zone(staff)),
            total=total,
            coarse=artist.coarse,
            too_few=artist.coarse and total < GROUP,
            group=GROUP,
            quiet=QUIET.days,
        )

    # --- counting --------------------------------------------------------------------------------------------------------

    async def counted(self, wanted: Wanted, staff: Staff, *, again: bool) -> Counted:
        """Counted now, or a while ago."""
        of: Any = Segment(programme=wanted.programme, centre=wanted.centre).people(staff.scope)
        since = ms(self.desk.now() - timedelta(days=wanted.days)) if wanted.days else 0
        about = (staff.scope, wanted.about, wanted.days)
        times: list[datetime] = []

        async def get(work: Callable[[Connection], T], *name: str) -> T:
            at, figure = await self.memory.get(self.desk, (*about, *name), work, again=again)
            times.append(at)
            return figure

        people = await get(lambda connection: self.of_people(connection, of, since))
        form = self.desk.forms.get(wanted.form or next((one for one in people.funnels if one in self.desk.forms), ""))
        question = asked_about(form, wanted.question) if form else None
        took: Sequence[int] = ()
        chosen: Chosen | None = None
        if form:
            took = await get(lambda connection: figures.durations(connection, of, form.name, since=since), form.name)
        if form and question:
            within = inside_repeat(form, question)
            chosen = await get(
                lambda connection: figures.chosen(connection, of, form.name, question.key, since=since, repeated=within),
                form.name,
                question.key,
            )
        return Counted(at=min(times), people=people, form=form, question=question, took=took, chosen=chosen)

    def of_people(self, connection: Connection, of: Any, since: Milliseconds) -> People:
        now = self.desk.now()
        came = figures.came(of, since)
        languages = segments.languages(connection, came)
        spoken = dict.fromkeys(languages, "·")  # in whatever language: only the ways to them count
        return People(
            figures.funnels(connection, of, since=since, quiet_since=ms(now - QUIET)),
            languages,
            segments.reach(connection, came, spoken, self.desk.windows, ms(now)),
            figures.settled(connection, of, since=ms(monday(now) - timedelta(weeks=WEEKS - 1))),
        )

    # --- what is asked for -----------------------------------------------------------------------------------------------

    async def places(self, staff: Staff) -> list[Place]:
        """Programmes and centres that the reader may see."""
        found: Sequence[Place] = await self.desk.read(coordinators.places)
        seen = staff.scope
        return [place for place in found if seen.programme in ("", place[0]) and seen.centre in ("", place[1])]

    def wanted(self, request: Request, places: Iterable[Place]) -> Wanted:
        """Raises HTTPException 400 for what cannot be meant."""
        query = request.query_params
        about, form, days = query.get("about", ""), query.get("form", ""), query.get("days", "")
        programme, _, centre = about.partition(" ")
        known = about == "" or (programme, centre) in {(place[0], place[1]) for place in places}
        if not (known and form in {"", *self.desk.forms} and days in {"", *map(str, PERIODS)} and ASKED_FOR.issuperset(query)):
            raise HTTPException(400)
        question = query.get("question", "")
        return Wanted(programme=programme, centre=centre, form=form, question=question, days=int(days or 0))

    def labels(self, page: "Page", question: Question | None) -> dict[str, str]:
        """{choice: what it is called}"""
        found = question.choices if question else None
        offered = () if found is None else self.desk.lists.get(found.list, ()) if found.live else found.static
        return {one.name: PICTOGRAM.sub("", page.speech.label(one.label)) for one in offered}


@dataclass(frozen=True, slots=True, kw_only=True)
class Artist:
    """Makes pictures of figures in the reader's language. `coarse`: rounded down to fives, and under that not told at all."""

    page: "Page"
    coarse: bool
    zone: ZoneInfo

    def pictures(self, found: Counted, forms: Mapping[str, Form], labels: Mapping[str, str]) -> dict[str, Any]:
        """By the names that the template has for them; None for what there is no picture of."""
        people, form = found.people, found.form
        there = people.funnels.get(form.name, Funnel(form=form.name)) if form else Funnel(form="")
        return {
            "funnels": [self.funnel(forms[name], one) for name, one in people.funnels.items() if name in forms],
            "stops": self.stops(form, there) if form else None,
            "ended": self.number(there.ended) if self.rounded(there.ended) else "",
            "takes": self.takes(found.took) if form else None,
            "answers": self.answers(found.question, found.chosen, labels) if found.question and found.chosen else None,
            "languages": self.languages(people.languages),
            "reach": self.reach(people.reach),
            "waits": self.waits(people.waits),
        }

    def number(self, exact: int) -> str:
        if self.coarse and exact < GROUP:
            return self.say(texts.CHARTS_UNDER, n=GROUP)
        return str(self.rounded(exact))

    def rounded(self, exact: int) -> int:
        return exact // GROUP * GROUP if self.coarse else exact

    def share(self, exact: int, of: int) -> str:
        """With its part of all, both as they may be told."""
        part, all_ = self.rounded(exact), self.rounded(of)
        if not part or not all_:
            return self.number(exact)
        return self.say(texts.CHARTS_SHARE, number=str(part), percent=str(round(100 * part / all_)))

    def count(self, label: str, exact: int, of: int = 0) -> Bar:
        figure = self.share(exact, of) if of else self.number(exact)
        return Bar(label=label, length=self.rounded(exact), figure=figure, cells=(self.number(exact),))

    def chart(self, name: str, title: str, summary: str, bars: Iterable[Bar], *headings: Text, whole: float = 0) -> Chart:
        drawn = rows(bars, rtl=self.page.speech.rtl, whole=whole)
        told = tuple(self.say(one) for one in headings)
        return Chart(name=name, title=title, summary=summary, headings=told, rows=drawn)

    def say(self, text: Text, **values: str | int) -> str:
        return self.page.speech.say(text, **values)

    # --- forms -----------------------------------------------------------------------------------------------------------

    def funnel(self, form: Form, of: Funnel) -> Chart:
        steps = ((texts.CHARTS_OPENED, of.opened), (texts.CHARTS_ANSWERED, of.answered), (texts.CHARTS_HANDED_IN, of.handed_in))
        bars = [self.count(self.say(text), number, of.opened) for text, number in steps]
        summary = self.say(texts.CHARTS_OPENED_OF, opened=self.number(of.opened), handed_in=self.number(of.handed_in))
        title = self.page.speech.label(form.title)
        return self.chart(
            f"form-{form.name}", title, summary, bars, texts.CHARTS_STEP, texts.CHARTS_PEOPLE, whole=self.rounded(of.opened)
        )

    def stops(self, form: Form, of: Funnel) -> Chart:
        """How many got as far as each question, and how many of them have stopped there."""
        steps = reached(form, of)
        bars = [
            Bar(
                label=self.question(form, step.key),
                length=self.rounded(step.reached),
                tail=min(self.rounded(step.stopped), self.rounded(step.reached)),
                figure=self.number(step.reached),
                note=self.say(texts.CHARTS_STOPPED_HERE, number=self.number(step.stopped))
                if self.rounded(step.stopped)
                else "",
                cells=(self.number(step.reached), self.number(step.stopped), self.number(step.standing)),
            )
            for step in steps
        ]
        bars.append(self.handed_in(of.handed_in))
        most = max(steps, key=lambda step: step.stopped)
        told = self.rounded(most.stopped) > 0
        summary = self.say(texts.CHARTS_MOST_STOP, question=self.question(form, most.key)) if told else ""
        headings = (texts.CHARTS_QUESTION, texts.CHARTS_REACHED, texts.CHARTS_STOPPED, texts.CHARTS_STANDING)
        return self.chart(
            "stops",
            self.say(texts.CHARTS_STOPS),
            summary or self.say(texts.CHARTS_NOBODY_STOPS),
            bars,
            *headings,
            whole=self.rounded(of.opened),
        )

    def handed_in(self, number: int) -> Bar:
        told = self.number(number)
        return Bar(label=self.say(texts.CHARTS_HANDED_IN), length=self.rounded(number), figure=told, cells=(told, "–", "–"))

    def question(self, form: Form, key: str) -> str:
        """In words; "" is the summary."""
        if not key:
            return self.say(texts.CHARTS_SUMMARY)
        found = form.questions[key]
        return (PICTOGRAM.sub("", plain(self.page.speech, found.label)) if found.label else "") or found.name

    def takes(self, counts: Sequence[int]) -> Chart:
        names = [*(self.say(texts.CHARTS_UP_TO, span=self.span(end)) for end in TAKES), self.say(texts.CHARTS_LONGER)]
        total, below, half = sum(counts), 0, ""
        for name, number in zip(names, counts, strict=True):
            below += number
            if not half and total and 2 * below >= total:
                half = self.say(texts.CHARTS_TAKES_HALF, span=name)
        bars = [self.count(name, number) for name, number in zip(names, counts, strict=True)] if self.rounded(total) else []
        title = self.say(texts.CHARTS_TAKES)
        return self.chart("takes", title, half if bars else "", bars, texts.CHARTS_SPAN, texts.CHARTS_PEOPLE)

    # --- people ----------------------------------------------------------------------------------------------------------

    def languages(self, counts: Mapping[str, int]) -> Chart:
        total = sum(counts.values())
        most, others = fewer(list(counts.items()), MOST_BARS)
        named = [(self.page.language_name(code) or self.say(texts.CHARTS_NO_LANGUAGE), number) for code, number in most]
        return self.listed("languages", self.say(texts.CHARTS_LANGUAGES), named, others, total, texts.LANGUAGE)

    def reach(self, of: Reach) -> Chart:
        counts = {"now": of.now, "template": of.template, "unreachable": of.unreachable, "opted_out": of.opted_out}
        bars = [self.count(self.say(texts.CHARTS_REACHES[name]), number, of.total) for name, number in counts.items()]
        summary = f"{self.say(texts.CHARTS_REACHES['now'])}: {self.number(of.now)}"
        title = self.say(texts.CHARTS_REACH)
        return self.chart("reach", title, summary, bars, texts.STATE, texts.CHARTS_PEOPLE, whole=self.rounded(of.total))

    def answers(self, question: Question, of: Chosen, labels: Mapping[str, str]) -> Chart:
        """By choice: in the order of the form where there are few, else the most chosen first."""
        known = [(name, of.choices.get(name, 0)) for name in labels] + [
            pair for pair in of.choices.items() if pair[0] not in labels
        ]
        most, others = (known, 0) if len(known) <= MOST_BARS else fewer(known, MOST_BARS)
        named = [(labels.get(name, name), number) for name, number in most]
        if of.left_open:
            named.append((self.say(texts.CHARTS_LEFT_OPEN), of.left_open))
        total = of.answered + of.left_open if of.answered else 0
        title = plain(self.page.speech, question.label) if question.label else question.name
        some = any(self.rounded(number) for _, number in named)
        named = named if some else []
        return self.listed("answers", PICTOGRAM.sub("", title), named, others, total, texts.CHARTS_ANSWER, whole=total)

    def listed(
        self, name: str, title: str, named: list[tuple[str, int]], others: int, total: int, heading: Text, *, whole: int = 0
    ) -> Chart:
        """`total` is what shares are of, `whole` what a bar across the whole room would be."""
        first = max(named, key=lambda pair: pair[1], default=("", 0))
        if others:
            named = [*named, (self.say(texts.CHARTS_OTHERS), others)]
        bars = [self.count(label, number, total) for label, number in named]
        summary = self.say(texts.CHARTS_MOST, what=first[0]) if self.rounded(first[1]) else ""
        return self.chart(name, title, summary, bars, heading, texts.CHARTS_PEOPLE, whole=self.rounded(whole))

    # --- cases -----------------------------------------------------------------------------------------------------------

    def waits(self, settled: Sequence[tuple[Milliseconds, Milliseconds]]) -> Chart:
        """The median of each week, the latest first."""
        weeks: defaultdict[datetime, list[int]] = defaultdict(list)
        for raised, done in settled:
            weeks[monday(when(done).astimezone(self.zone))].append(done - raised)
        bars = [self.week(day, waits) for day, waits in sorted(weeks.items(), reverse=True) if self.rounded(len(waits))]
        headings = (texts.CHARTS_WEEKS, texts.CHARTS_WAITED, texts.CHARTS_SETTLED)
        summary = self.say(texts.CHARTS_LATEST, span=bars[0].figure) if bars else ""
        return self.chart("waits", self.say(texts.CHARTS_WAITS), summary, bars, *headings)

    def week(self, day: datetime, waits: Sequence[int]) -> Bar:
        middle = round(median(waits))
        label = self.say(texts.CHARTS_WEEK, day=self.page.speech.day(day.date().isoformat(), "day"))
        return Bar(label=label, length=middle, figure=self.span(middle), cells=(self.span(middle), self.number(len(waits))))

    def span(self, much: Milliseconds) -> str:
        """In minutes, hours or days, whichever is short."""
        minutes = max(round(much / MINUTE), 1)
        if minutes < 60:
            return self.say(texts.CHARTS_MINUTES, n=minutes)
        hours = round(minutes / 60)
        return self.say(texts.CHARTS_HOURS, n=hours) if hours < 24 else self.say(texts.CHARTS_SPAN_DAYS, n=round(hours / 24))


# --- where people stop ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A question by its key; "" is the summary. `reached` it: handed in, or there, or behind it."""

    key: str
    reached: int
    stopped: int
    standing: int


def reached(form: Form, of: Funnel) -> list[Step]:
    """In the order of the form. Whoever is at a question that is not in it any more is counted at none."""
    keys = [*(one.key for one in form.questions.values() if one.asked), ""]
    places = landings(form, keys)
    stopped, standing = [0] * len(keys), [0] * len(keys)
    for counts, there in ((of.stopped, stopped), (of.standing, standing)):
        for path, number in counts.items():
            if (place := places.get(bare(path))) is not None:
                there[place] += number
    found: list[Step] = []
    behind = of.handed_in
    for place in reversed(range(len(keys))):
        behind += stopped[place] + standing[place]
        found.append(Step(key=keys[place], reached=behind, stopped=stopped[place], standing=standing[place]))
    return found[::-1]


def bare(path: str) -> str:
    """A path without the instances of repeats: of `work[k3].occupation` the question's key, of `work[k3]` the repeat's."""
    return path.rpartition("].")[2].partition("[")[0]


def landings(form: Form, keys: Sequence[str]) -> dict[str, int]:
    """{key of a question or repeat: its place}. Whoever is asked for one more of a repeat is at its last question."""
    places = {key: place for place, key in enumerate(keys)}
    for part in _parts(form.root):
        if isinstance(part, Repeat):
            inside = [places[one.key] for one in _parts(part) if isinstance(one, Question) and one.key in places]
            places.setdefault(part.key, max(inside, default=len(keys) - 1))
    return places


def _parts(part: Part) -> Iterable[Part]:
    yield part
    if not isinstance(part, Question):
        for child in part.children:
            yield from _parts(child)


def choosable(form: Form) -> list[Question]:
    """Questions whose answers can be counted: choices; within a repeat only one of each."""
    found = [one for one in form.questions.values() if one.kind in CHOOSING and one.asked and one.label and one.choices]
    return [one for one in found if one.kind == "select_one" or not inside_repeat(form, one)]


def asked_about(form: Form, key: str) -> Question | None:
    """The question of that key; without it the first with more than yes and no to it."""
    found = choosable(form)
    usual = next((one for one in found if one.choices and len(one.choices.static) > 2), found[0] if found else None)
    return next((one for one in found if one.key == key), usual)


def inside_repeat(form: Form, question: Question) -> bool:
    return any(isinstance(part, Repeat) and question in list(_parts(part)) for part in _parts(form.root))


def monday(day: datetime) -> datetime:
    """The beginning of its week."""
    return (day - timedelta(days=day.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def zone(staff: Staff) -> ZoneInfo:
    return ZoneInfo(staff.zone)


def entries(desk: "Desk") -> list[Entry]:
    return [Entry("/charts", Charting(desk).show, LOOK)]
