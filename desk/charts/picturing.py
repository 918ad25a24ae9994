"""Pictures of figures, in the reader's language. Whoever may see figures only gets them rounded, so that nobody is recognised."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desk import texts
from desk.charts import turnout
from desk.charts.counting import Counted, monday
from desk.charts.drawing import Bar, Chart, fewer, rows
from desk.charts.stopping import reached
from desk.people.lines import PICTOGRAM, plain
from dialogs.form import Form, Question
from dialogs.texts import Text
from storage.answers.figures import MINUTE, TAKES, Chosen, Funnel
from storage.segments import Reach
from storage.times import Milliseconds, when

if TYPE_CHECKING:
    from desk.pages import Page

GROUP = 5  # people: of fewer nothing is told to whoever may see figures only
MOST_BARS = 14


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
            "turnouts": [turnout.by_month(self, people.turnouts), turnout.by_language(self, people.turnouts)],
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
