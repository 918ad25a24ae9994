"""Many people at once, written in bulk: at random, as nobody would fill in forms, so that figures can be counted anew in plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import orjson
from sqlalchemy import Connection, Table, insert

from dialogs.form import Form, Question
from storage.crypt import Key, Keyring
from storage.schema import address, address_person, answer, concern, enrolment, person, sheet, submission
from storage.speaking.newcomers import Arrival, address_row, person_row, speaks_row
from storage.times import Milliseconds

DAY = 86_400_000
LANGUAGES = ("en", "fr", "ar", "fa_AF", "uk", "tr")
AT_ONCE = 500  # people in one look
_ids = count(0xC0FFEE00001, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A sheet. `answers`: (path, status, value) in order; `settled_at`: when a case about it was settled, None = there is none."""

    form: str
    state: str
    question: str
    opened_at: Milliseconds
    active_at: Milliseconds
    handed_at: Milliseconds | None
    answers: Sequence[tuple[str, str, str]]


@dataclass(slots=True, kw_only=True)
class Somebody:
    id: int
    language: str
    programme: str
    centre: str
    consents: dict[str, bool]
    created_at: Milliseconds
    channel: str
    state: str  # of their address
    heard_at: Milliseconds
    sheets: list[Filled] = field(default_factory=list)
    cases: list[tuple[Milliseconds, Milliseconds | None]] = field(default_factory=list)  # raised, settled


def crowd(rnd: Random, number: int, forms: Sequence[Form], now: Milliseconds, *, most: int = 15) -> Iterator[Somebody]:
    """People of the last 200 days, with at most so many answers on a sheet."""
    for _ in range(number):
        programme = rnd.choice(("harbour", "harbour", "bridge"))
        one = Somebody(
            id=next(_ids),
            language=rnd.choice(LANGUAGES),
            programme=programme,
            centre=rnd.choice(("", "esch", "north")),
            consents=rnd.choice(({"programme": True}, {"programme": True}, {"programme": True}, {"programme": False}, {})),
            created_at=now - rnd.randrange(200 * DAY),
            channel=rnd.choice(("telegram", "whatsapp")),
            state=rnd.choice(("ok", "ok", "ok", "unreachable")),
            heard_at=now - rnd.randrange(3 * DAY),
        )
        one.sheets += [_sheet(rnd, form, one.created_at, now, most) for form in forms if rnd.random() < 0.9]
        one.cases += [_case(rnd, one.created_at, now) for _ in range(rnd.choice((0, 0, 1, 2)))]
        yield one


def _sheet(rnd: Random, form: Form, since: Milliseconds, now: Milliseconds, most: int) -> Filled:
    asked = [one for one in form.questions.values() if one.asked]
    state = rnd.choice(("open", "paused", "handed_in", "handed_in", "dropped"))
    reached = len(asked) if state == "handed_in" else rnd.randrange(len(asked) + 1)
    given = [_answer(rnd, question) for question in asked[:reached]]
    again = [_answer(rnd, question) for question in rnd.sample(asked[:reached], min(2, reached))]  # said once more
    opened = rnd.randrange(since, now)
    active = rnd.randrange(opened, now)
    waits = state in ("open", "paused") and reached < len(asked)
    return Filled(
        form=form.name,
        state=state,
        question=asked[reached].key if waits else "",
        opened_at=opened,
        active_at=active,
        handed_at=active if state == "handed_in" else None,
        answers=[*given, *again][:most],
    )


def _answer(rnd: Random, question: Question) -> tuple[str, str, str]:
    status = rnd.choice(("answered",) * 6 + ("skipped", "unknown", "declined", "retracted"))
    names = [one.name for one in question.choices.static] if question.choices else []
    several = question.kind == "select_multiple" and len(names) > 1
    value = " ".join(rnd.sample(names, rnd.randrange(1, len(names)) if several else 1)) if names else "Words-Marked"
    return question.key, status, value if status == "answered" else ""


def _case(rnd: Random, since: Milliseconds, now: Milliseconds) -> tuple[Milliseconds, Milliseconds | None]:
    raised = rnd.randrange(since, now)
    return raised, rnd.choice((None, rnd.randrange(raised, now)))


def settle(connection: Connection, keyring: Keyring, people: Iterator[Somebody]) -> list[Somebody]:
    """Write them, a few hundred at a time. All of them."""
    everybody: list[Somebody] = []
    while some := [one for one, _ in zip(people, range(AT_ONCE), strict=False)]:
        tables: dict[Table, list[dict[str, Any]]] = {}
        for one in some:
            for table, row in _rows(keyring, one):
                tables.setdefault(table, []).append(row)
        for table, rows in tables.items():
            connection.execute(insert(table), rows)
        everybody += some
    return everybody


def _rows(keyring: Keyring, one: Somebody) -> Iterator[tuple[Table, dict[str, Any]]]:
    row = person_row(keyring, one.id, zone="UTC", programme=one.programme, now=one.created_at)
    consents = orjson.dumps(one.consents).decode()
    yield person, {**row, "language": one.language, "status": "active", "consents": consents}
    key = keyring.index("address", str(one.id))
    arrival = Arrival(channel=one.channel, account="1", external=str(one.id))
    there = {"person": one.id, "state": one.state, "heard_at": one.heard_at}
    yield address, {**address_row(keyring, key, arrival), **there}
    yield address_person, dict(speaks_row(key, one.id))
    if one.centre:
        yield enrolment, {"person": one.id, "programme": one.programme, "centre": one.centre, "at": one.created_at}
    for number, filled in enumerate(one.sheets, 1):
        yield from _sheet_rows(keyring.person(one.id, row["key"]), one, number, filled)
    for number, (raised, done) in enumerate(one.cases):
        case = {"id": one.id * 8 + number, "person": one.id, "programme": one.programme, "kind": "asked", "sheet": number}
        rest = {"path": "", "reason": "", "times": 1, "owner": 0, "snoozed_until": 0, "label": "", "at": raised}
        yield concern, {**case, **rest, "state": "done" if done else "open", "done_at": done}


def _sheet_rows(key: Key, one: Somebody, number: int, filled: Filled) -> Iterator[tuple[Table, dict[str, Any]]]:
    done = len({path for path, status, _ in filled.answers if status != "retracted"})
    yield (
        sheet,
        {
            "person": one.id,
            "number": number,
            "form": filled.form,
            "version": "1",
            "state": filled.state,
            "sealed": None,
            "put": 1,
            "raised": 1,
            "revision": 1 if filled.handed_at else 0,
            "opened_at": filled.opened_at,
            "active_at": filled.active_at,
            "question": filled.question,
            "done": done,
            "total": 15,
            "latest": len(filled.answers),
        },
    )
    newest = {path: seq for seq, (path, _, _) in enumerate(filled.answers, 1)}
    for seq, (path, status, value) in enumerate(filled.answers, 1):
        private = orjson.dumps({"value": value}) if value == "Words-Marked" else None
        yield (
            answer,
            {
                "person": one.id,
                "sheet": number,
                "seq": seq,
                "path": path,
                "status": status,
                "how": "tapped",
                "value": None if private else value,
                "sealed": key.seal(f"answer:sealed:{one.id}.{number}.{seq}", private) if private else None,
                "language": one.language,
                "version": "1",
                "at": filled.active_at,
                "form": filled.form,
                "latest": int(newest[path] == seq),
            },
        )
    if filled.handed_at:
        own = {"person": one.id, "sheet": number, "revision": 1, "form": filled.form, "programme": one.programme}
        yield submission, {**own, "at": filled.handed_at, "review": "todo"}
