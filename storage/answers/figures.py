"""What charts show: how many, never who. Each figure is one statement that groups, of the people whom a condition on `person` names.

Where people stop is read from what every turn leaves on its sheet (the question put, when they last answered): nobody's answers are
looked at for it. Only `chosen` reads answers, all of a form; whoever asks keeps its figures for a while.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.answers.filters import STATES
from storage.schema import ONE, answer, concern, person, sheet, submission
from storage.times import Milliseconds

MINUTE = 60_000
TAKES = tuple(  # ends of spans, in minutes, in which a form is filled in
    minutes * MINUTE for minutes in (5, 15, 30, 60, 6 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60, 30 * 24 * 60)
)
MOST_SETTLED = 20_000  # cases whose waiting is looked at


def came(of: ColumnElement[bool], since: Milliseconds) -> ColumnElement[bool]:
    """Those of them who came since an instant."""
    return and_(of, person.c.created_at >= since)


@dataclass(slots=True, kw_only=True)
class Funnel:
    """Of one form. `standing`: {question's path: people who are there, and have been active lately}, `stopped`: those who have not.

    The path is "" at the summary. `ended`: those for whom it ended early, by an answer of theirs.
    """

    form: str
    opened: int = 0
    answered: int = 0  # something
    handed_in: int = 0
    ended: int = 0
    standing: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)


def funnels(
    connection: Connection, of: ColumnElement[bool], *, since: Milliseconds, quiet_since: Milliseconds
) -> dict[str, Funnel]:
    """{form: where its sheets are} of those opened since an instant, the most opened first. Who has not answered since `quiet_since` has
    stopped.
    """
    begun, lately = sheet.c.done > 0, sheet.c.active_at >= quiet_since
    kinds = (sheet.c.form, sheet.c.state, sheet.c.question, case((begun, 1), else_=0), case((lately, 1), else_=0))
    statement = select(*kinds, func.count()).join(person, person.c.id == sheet.c.person)
    found: dict[str, Funnel] = {}
    for form, state, path, some, active, number in connection.execute(
        statement.where(of, sheet.c.opened_at >= since).group_by(*kinds)
    ):
        one = found.setdefault(form, Funnel(form=form))
        one.opened += number
        one.answered += number if some or state == "handed_in" else 0
        if state == "handed_in":
            one.handed_in += number
        elif state == "dropped":
            one.ended += number
        else:
            (one.standing if active else one.stopped)[path] += number
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].opened, pair[0])))


def durations(connection: Connection, of: ColumnElement[bool], form: str, *, since: Milliseconds) -> list[int]:
    """How many needed how long from opening a form to handing it in first, by the spans that end at TAKES; the last is all above."""
    took = submission.c.at - sheet.c.opened_at
    span = case(*((took < end, place) for place, end in enumerate(TAKES)), else_=len(TAKES))
    mine = (submission.c.person == sheet.c.person) & (submission.c.sheet == sheet.c.number) & (submission.c.revision == 1)
    statement = select(span, func.count()).select_from(sheet).join(submission, mine).join(person, person.c.id == sheet.c.person)
    counts = dict.fromkeys(range(len(TAKES) + 1), 0)
    wanted = (of, sheet.c.form == form, sheet.c.opened_at >= since)
    for place, number in connection.execute(statement.where(*wanted).group_by(span)):
        counts[place] = number
    return list(counts.values())


def settled(
    connection: Connection, of: ColumnElement[bool], *, since: Milliseconds
) -> Sequence[tuple[Milliseconds, Milliseconds]]:
    """(raised, settled) of the cases that were settled since an instant, the latest first."""
    statement = select(concern.c.at, concern.c.done_at).join(person, person.c.id == concern.c.person)
    wanted = (of, concern.c.state == "done", concern.c.done_at >= since)
    rows = connection.execute(statement.where(*wanted).order_by(concern.c.done_at.desc()).limit(MOST_SETTLED))
    return [(at, done_at) for at, done_at in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Answers to one question: `choices` by how many people chose each; `left_open`: how many did not know, would rather not say, or
    skipped it; `answered`: how many gave an answer, 0 within a repeat, where somebody may give several.
    """

    answered: int
    left_open: int
    choices: Mapping[str, int]


def chosen(
    connection: Connection, of: ColumnElement[bool], form: str, path: str, *, since: Milliseconds, repeated: bool = False
) -> Chosen:
    """The latest answer of each sheet counts, of people who let the team read what they answer. Of several choices each counts.

    `path` is the question's key; `repeated`: it stands within a repeat.
    """
    here = answer.c.path.endswith(f"].{path}", autoescape=True) if repeated else answer.c.path == path
    mine = (answer.c.person == sheet.c.person) & (answer.c.sheet == sheet.c.number) & here
    number = func.count(answer.c.person.distinct())
    statement = select(answer.c.status, answer.c.value, number).select_from(sheet).join(answer, mine)
    wanted = (
        of,
        ~STATES["refused"],
        sheet.c.form == form,
        sheet.c.opened_at >= since,
        answer.c.status != "retracted",
        answer.c.latest == ONE,
    )
    rows = connection.execute(
        statement.join(person, person.c.id == sheet.c.person).where(*wanted).group_by(answer.c.status, answer.c.value)
    )
    answered, left_open, choices = 0, 0, Counter[str]()
    for status, value, people in rows:
        if status != "answered":
            left_open += people
            continue
        answered += people
        for name in set((value or "").split()):
            choices[name] += people
    return Chosen(answered=0 if repeated else answered, left_open=left_open, choices=choices)
