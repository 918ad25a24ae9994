"""What coordinators decide about answers: approved, on hold, asked again; how well an answer is proved; and its translation.

A decision counts for the very answer that was looked at. An answer that came since has none yet.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, insert, select, update

from dialogs.again import AGAIN, Wish, subject
from storage import due
from storage.answers.review import public
from storage.crypt import Key, Keyring
from storage.due import Intention
from storage.ids import random_id
from storage.schema import answer, concern, decision, person, sheet, submission, translation
from storage.speaking.people import audited
from storage.staff import needs
from storage.staff.needs import REVIEW, Doer, ms_of
from storage.times import when

APPROVED, HOLD, ASK = "approved", "hold", "again"
TODO = "todo"
NONE = "none"  # of a form that nobody needs to look at
EVIDENCE = ("self", "photo", "seen", "confirmed", "tested")  # how well an answer is proved, the least first
HOLD_FOR = timedelta(days=3)  # what is on hold is out of the queue so long
LONGEST = 4000  # characters of a translation

Seen = Mapping[str, int]  # {path: number of the answer that the coordinator saw}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`verdict` "" = only the evidence was said. `reason`: why it was asked again."""

    seq: int
    verdict: str
    evidence: str
    reason: str
    staff: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    language: str
    text: str
    staff: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet of a person."""

    person: int
    sheet: int


# --- reading --------------------------------------------------------------------------------------------------------------


def of_person(connection: Connection, who: int) -> dict[tuple[int, str], tuple[Decision, ...]]:
    """{(sheet, path): decisions, the latest last}"""
    found: defaultdict[tuple[int, str], list[Decision]] = defaultdict(list)
    for row in connection.execute(select(decision).where(decision.c.person == who).order_by(decision.c.at, decision.c.id)):
        one = Decision(
            seq=row.seq, verdict=row.verdict, evidence=row.evidence, reason=row.reason, staff=row.staff, at=when(row.at)
        )
        found[row.sheet, row.path].append(one)
    return {place: tuple(all_) for place, all_ in found.items()}


def verdict(decisions: Collection[Decision], seq: int) -> Decision | None:
    """The one that counts for an answer."""
    return next((one for one in reversed(list(decisions)) if one.seq == seq and one.verdict), None)


def evidence(decisions: Collection[Decision], seq: int) -> str:
    """How well an answer is proved; "" = nobody has said."""
    return next((one.evidence for one in reversed(list(decisions)) if one.seq == seq and one.evidence), "")


def reviews(connection: Connection, who: int) -> dict[int, tuple[str, int]]:
    """{sheet: (what coordinators say of what was handed in last, its revision)}"""
    statement = select(submission.c.sheet, submission.c.review, submission.c.revision).where(submission.c.person == who)
    return {row.sheet: (row.review, row.revision) for row in connection.execute(statement.order_by(submission.c.revision))}


def translations(connection: Connection, key: Key, who: int) -> dict[tuple[int, int], tuple[Translation, ...]]:
    """{(sheet, number of an answer): translations, one for a language, the latest}"""
    found: defaultdict[tuple[int, int], dict[str, Translation]] = defaultdict(dict)
    rows = connection.execute(select(translation).where(translation.c.person == who).order_by(translation.c.at))
    for row in rows:
        text = key.open(f"translation:sealed:{row.id}", row.sealed).decode()
        one = Translation(language=row.language, text=text, staff=row.staff, at=when(row.at))
        found[row.sheet, row.seq][row.language] = one
    return {place: tuple(each for each in by.values() if each.text) for place, by in found.items()}


# --- deciding: jobs for the writer lane -----------------------------------------------------------------------------------


def decide(connection: Connection, by: Doer, place: Place, seen: Seen, chosen: Collection[str], what: str) -> bool:
    """Approve or hold answers, of those that were seen; the state of the submission follows. False: nothing that was seen is there now."""
    there = _current(connection, place, seen)
    mine = [path for path in chosen if path in there]
    for path in mine:
        _insert(connection, by, place, path, there[path], verdict=what)
    if mine:
        audited(connection, by.actor, what, place.person, by.now, answers=len(mine), sheet=place.sheet)
        _follow(connection, by, place, seen)
    return bool(mine)


def rate(connection: Connection, by: Doer, place: Place, path: str, seq: int, level: str) -> None:
    """Say how well an answer is proved."""
    if path in _current(connection, place, {path: seq}):
        _insert(connection, by, place, path, seq, evidence=level)
        audited(connection, by.actor, "rated", place.person, by.now, evidence=level, sheet=place.sheet)


def ask_again(connection: Connection, by: Doer, place: Place, path: str, seq: int, reason: str) -> bool:
    """Plan that one question goes back to the person, once; False where that is on its way already, or the answer is another one now."""
    decisions = of_person(connection, place.person).get((place.sheet, path), ())
    known = verdict(decisions, seq)
    if path not in _current(connection, place, {path: seq}) or (known and known.verdict == ASK):
        return False
    token = _insert(connection, by, place, path, seq, verdict=ASK, reason=reason)
    named = subject(Wish(place.sheet, seq, reason), public(token))
    due.plan(connection, Intention(person=place.person, kind=AGAIN, subject=named, occurrence="1", at=by.now))
    audited(connection, by.actor, "asked again", place.person, by.now, sheet=place.sheet)
    _set(connection, place, ASK)
    needs.settle_kind(connection, by, place.person, REVIEW, sheet_number=place.sheet)
    return True


def translate(connection: Connection, keyring: Keyring, by: Doer, place: Place, seq: int, *, language: str, text: str) -> None:
    """Keep what an answer says in another language; "" takes it back."""
    wrapped = connection.scalar(select(person.c.key).where(person.c.id == place.person))
    mine = (answer.c.person == place.person, answer.c.sheet == place.sheet, answer.c.seq == seq)
    if wrapped is None or not connection.scalar(select(exists().where(*mine))):
        return
    number = random_id()
    sealed = keyring.person(place.person, wrapped).seal(f"translation:sealed:{number}", text.strip()[:LONGEST].encode())
    row = {"id": number, "person": place.person, "sheet": place.sheet, "seq": seq, "language": language, "staff": by.staff}
    connection.execute(insert(translation).values(**row, sealed=sealed, at=by.now))
    audited(connection, by.actor, "translated", place.person, by.now, sheet=place.sheet)


def to_review(connection: Connection, people: Collection[int]) -> list[Place]:
    """What these people have handed in and nobody has looked at."""
    latest = select(func.max(sheet.c.revision)).where(
        sheet.c.person == submission.c.person, sheet.c.number == submission.c.sheet, sheet.c.state == "handed_in"
    )
    mine = submission.c.person.in_(people) & (submission.c.review == TODO)
    statement = select(submission.c.person, submission.c.sheet).where(mine, submission.c.revision == latest.scalar_subquery())
    return [Place(*row) for row in connection.execute(statement.order_by(submission.c.person, submission.c.sheet))]


def _insert(connection: Connection, by: Doer, place: Place, path: str, seq: int, **said: str) -> int:
    """A row with its verdict, evidence or reason."""
    number = random_id()
    about = {"id": number, "person": place.person, "sheet": place.sheet, "path": path, "seq": seq}
    values = {"verdict": "", "evidence": "", "reason": "", **said, "staff": by.staff, "at": by.now}
    connection.execute(insert(decision).values(**about, **values))
    return number


def _current(connection: Connection, place: Place, seen: Seen) -> dict[str, int]:
    """Of the answers that were seen those that have not been changed since."""
    mine = (answer.c.person == place.person) & (answer.c.sheet == place.sheet) & answer.c.path.in_(seen)
    latest = connection.execute(select(answer.c.path, func.max(answer.c.seq)).where(mine).group_by(answer.c.path)).all()
    return {path: seq for path, seq in latest if seen[path] == seq}


def _follow(connection: Connection, by: Doer, place: Place, seen: Seen) -> None:
    """What the decisions about its answers make of a submission."""
    decisions = of_person(connection, place.person)
    found = [verdict(decisions.get((place.sheet, path), ()), seq) for path, seq in seen.items()]
    said = {one.verdict if one else TODO for one in found}
    state = next((one for one in (ASK, HOLD, TODO) if one in said), APPROVED)
    _set(connection, place, state)
    if state == APPROVED:
        needs.settle_kind(connection, by, place.person, REVIEW, sheet_number=place.sheet)
    elif state == HOLD:
        mine = (concern.c.person == place.person) & (concern.c.kind == REVIEW) & (concern.c.sheet == place.sheet)
        needs.snooze(connection, by, list(connection.scalars(select(concern.c.id).where(mine))), by.now + ms_of(HOLD_FOR))


def _set(connection: Connection, place: Place, state: str) -> None:
    mine = (submission.c.person == place.person) & (submission.c.sheet == place.sheet)
    latest = select(func.max(submission.c.revision)).where(mine).scalar_subquery()
    changing = [submission.c.review != NONE] if state == TODO else []  # a decision about one answer asks for no more of them
    connection.execute(update(submission).where(mine, submission.c.revision == latest, *changing).values(review=state))
