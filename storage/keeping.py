"""What turns decided becomes rows: gathered for a whole batch, written as bulk statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Table, bindparam, delete, update

from dialogs import outcomes as out
from dialogs.events import Answer, Said
from dialogs.known import Person, Sheet
from storage import bulk, concerns
from storage.answers import attachments, latest, names
from storage.crypt import Keyring
from storage.ids import random_id
from storage.messages.outbox import Claim, for_others
from storage.messages.saying import Saying
from storage.schema import (
    HELD,
    TODO,
    WAITING,
    address,
    answer,
    attachment,
    broadcast_person,
    consent,
    coordinator,
    due,
    enrolment,
    heard,
    outbox,
    person,
    quarantine,
    sheet,
    submission,
)
from storage.speaking.loading import Loaded
from storage.speaking.moves import Follow, Move, Moving, carry_out
from storage.staff.heard import row as heard_row
from storage.times import Milliseconds, ms
from storage.upsert import insert_into, upsert

MINUTE_MS = 60_000  # to which it is known when somebody was active: quick answers need not move them about in lists

_person_changed = update(person).where(person.c.id == bindparam("b_id"))
_active = update(person).where(person.c.id == bindparam("b_id")).values(active_at=bindparam("b_active"))
_linked = update(address).where(address.c.key == bindparam("b_key"))
_used = update(coordinator).where(coordinator.c.id == bindparam("b_id"))
_numbered = (
    update(sheet)
    .where(sheet.c.person == bindparam("b_person"), sheet.c.number == bindparam("b_number"))
    .values(latest=bindparam("b_latest"))
)
_waiting = (due.c.person == bindparam("b_person")) & (due.c.state == WAITING)
_due_gone = delete(due).where(_waiting)
_due_kind_gone = delete(due).where(_waiting, due.c.kind == bindparam("b_kind"))
_unsent_gone = (
    update(outbox)
    .where(outbox.c.person == bindparam("b_person"), (outbox.c.state == TODO) | (outbox.c.state == HELD), ~for_others)
    .values(state="cancelled")
)


class Keeping:
    """The rows of one batch. What is said leaves after the commit."""

    def __init__(self, keyring: Keyring, now: Milliseconds) -> None:
        self.keyring, self.now = keyring, now
        self.rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.people: dict[int, dict[str, Any]] = {}
        self.active: dict[int, Milliseconds] = {}  # when people last answered
        self.again: list[Mapping[str, Any]] = []  # answers that take the place of earlier ones
        self.cancelled: list[tuple[int, str]] = []
        self.unsent: list[int] = []
        self.linked: list[tuple[str, int]] = []
        self.saying = Saying(keyring)
        self.asked: list[tuple[Loaded, out.DigestAsked | out.CaseAsked]] = []  # by coordinators, in chat
        self.wished: list[tuple[Loaded, out.WorkshopAsked]] = []  # about workshops: what comes of it follows in the next round
        self.erased: list[int] = []
        self.concerns: list[Mapping[str, Any]] = []
        self.over: dict[str, list[int]] = defaultdict(list)  # kinds of concerns that are over, and whose
        self.renamed: dict[int, str] = {}
        self.unheld: list[int] = []  # messages that were to be said anew, and leave as they are after all
        self.left: list[str] = []  # addresses whose people blocked the bot
        self.moves: list[tuple[Move, Loaded]] = []  # about phones: what else is in the batch waits until they are made
        self.following: list[Follow] = []  # what happens to others because of them, in this order

    def keep(self, who: Loaded, outcomes: Iterable[out.Outcome]) -> None:
        """Take in what one turn decided; `who` moves on, for the next turn of the same person in this batch."""
        for outcome in outcomes:
            match outcome:
                case out.Answered():
                    self._answered(who, outcome)
                case Said():
                    self.saying.say(who, outcome)
                case out.SheetChanged():
                    self._sheet(who, outcome.sheet)
                case out.PersonChanged():
                    self._person(who, outcome.person)
                case out.LinkOffered() | out.LinkSaid() | out.LinkRefused() | out.Linked() | out.Unlinked() | out.Passed():
                    self.moves.append((outcome, who))
                case out.Broadcasted():
                    self._broadcasted(who, outcome)
                case out.HelpOver():
                    self._over(who, outcome.kind)
                case _:
                    self._rarer(who, outcome)

    def _rarer(self, who: Loaded, outcome: out.Outcome) -> None:
        match outcome:
            case out.HandedIn():
                self._handed_in(who, outcome)
            case out.FileShared():
                self.rows[attachment].append(attachments.row(who, outcome, self.now))
            case out.Planned():
                self._planned(who, outcome)
            case out.Cancelled():
                self._cancel(who, outcome)
            case out.HelpNeeded():
                self.concern(who, outcome.kind, sheet=outcome.sheet, path=outcome.path, reason=outcome.reason)
            case out.ConsentSaid():
                self._consent(who, outcome)
            case out.Heard():
                self.rows[heard].append(heard_row(who, outcome, self.now))
            case out.Enrolled():
                self._enrolled(who, outcome)
            case out.CoordinatorLinked() | out.DigestAsked() | out.CaseAsked():
                self._of_staff(who, outcome)
            case out.WorkshopAsked():
                self.wished.append((who, outcome))
            case out.Erased():
                self.erased.append(who.id)
                self.saying.queue(who, outcome.farewell, house=True)

    def _of_staff(self, who: Loaded, outcome: out.CoordinatorLinked | out.DigestAsked | out.CaseAsked) -> None:
        if isinstance(outcome, out.CoordinatorLinked):
            self.linked.append((who.address, outcome.coordinator))
        else:
            self.asked.append((who, outcome))

    def _broadcasted(self, who: Loaded, outcome: out.Broadcasted) -> None:
        row = {"broadcast": int(outcome.broadcast, 16), "person": who.id, "result": outcome.result, "at": self.now}
        self.rows[broadcast_person].append(row)

    def waits(self, who: Loaded) -> bool:
        """Whether they have wished for something in this round, and hear what came of it before anything else happens to them."""
        return bool(self.wished) and any(one.id == who.id for one, _ in self.wished)

    # --- sheets and people -------------------------------------------------------------------------------------------

    def _answered(self, who: Loaded, outcome: out.Answered) -> None:
        given = outcome.answer
        private = _private(given, clear=outcome.clear)
        place = f"answer:sealed:{who.id}.{outcome.sheet}.{given.seq}"
        row = {
            "person": who.id,
            "sheet": outcome.sheet,
            "seq": given.seq,
            "path": given.path,
            "status": given.status,
            "how": given.how,
            "value": given.value if outcome.clear else None,
            "sealed": who.key.seal(place, orjson.dumps(private)) if private else None,
            "language": given.language,
            "version": given.version,
            "at": ms(given.at) if given.at else self.now,
            "form": outcome.form,
            "latest": 1,
        }
        self.rows[answer].append(row)
        if outcome.again:
            self.again.append(row)
        who.sheets = tuple(
            one._replace(answers=(*one.answers, given)) if one.number == outcome.sheet else one
            for one in _with(who.sheets, outcome.sheet)
        )

    def _sheet(self, who: Loaded, changed: Sheet) -> None:
        before = next((one for one in who.sheets if one.number == changed.number), None)
        answers = before.answers if before else ()
        others = tuple(one for one in who.sheets if one.number != changed.number)
        who.sheets = (*others, changed._replace(answers=answers))
        place = f"sheet:sealed:{who.id}.{changed.number}"
        active = ms(changed.active_at) if changed.active_at else self.now
        self._was_active(who, max([active, *(ms(one.active_at) for one in others if one.active_at)]))
        row = {
            "person": who.id,
            "number": changed.number,
            "form": changed.form,
            "version": changed.version,
            "state": changed.state,
            "sealed": who.key.seal(place, orjson.dumps(changed.prompt._asdict())) if changed.prompt else None,
            "put": changed.put,
            "raised": changed.raised,
            "revision": changed.revision,
            "opened_at": active,
            "active_at": active,
            "question": changed.question,
            "done": changed.done,
            "total": changed.total,
            "latest": answers[-1].seq if answers else 0,
        }
        self.rows[sheet].append(row)

    def _was_active(self, who: Loaded, at: Milliseconds) -> None:
        if not who.active_at <= at < who.active_at + MINUTE_MS:
            self.active[who.id] = who.active_at = at

    def _person(self, who: Loaded, changed: Person) -> None:
        if changed.name != who.person.name:
            self.renamed[who.id] = changed.name
        who.person = changed
        private = {"name": changed.name, "wish": changed.wish, "aside": changed.aside._asdict() if changed.aside else None}
        talk = {"talker": changed.talker, "unanswered": changed.unanswered} if changed.talks_with else {}
        self.people[who.id] = {
            "b_id": who.id,
            "language": changed.language,
            "zone": changed.zone,
            "status": changed.status,
            "consents": orjson.dumps(dict(changed.consents)).decode(),
            "sealed": who.key.seal(f"person:sealed:{who.id}", orjson.dumps(private | talk)),
            "programme": who.programme,
            "prefers": changed.prefers,
            "delete_at": ms(changed.delete_at) if changed.delete_at else None,
            "talks_with": changed.talks_with,
            "talked_at": ms(changed.talked_at) if changed.talked_at else 0,
        }

    def _enrolled(self, who: Loaded, outcome: out.Enrolled) -> None:
        who.programme = outcome.programme
        self._person(who, who.person)
        row = {"person": who.id, "programme": outcome.programme, "centre": outcome.centre, "at": self.now}
        self.rows[enrolment].append(row)

    def _handed_in(self, who: Loaded, outcome: out.HandedIn) -> None:
        row = {"person": who.id, "sheet": outcome.sheet, "revision": outcome.revision, "form": outcome.form}
        review = "todo" if outcome.review else "none"
        self.rows[submission].append({**row, "programme": who.programme, "at": self.now, "review": review})

    def _consent(self, who: Loaded, outcome: out.ConsentSaid) -> None:
        row = {"id": random_id(), "person": who.id, "purpose": outcome.purpose, "given": outcome.given}
        self.rows[consent].append(
            {**row, "version": outcome.version, "language": who.person.language, "account": who.account, "at": self.now}
        )

    # --- intentions, concerns, words ---------------------------------------------------------------------------------

    def _planned(self, who: Loaded, outcome: out.Planned) -> None:
        key = {"person": who.id, "kind": outcome.kind, "subject": outcome.subject, "occurrence": outcome.occurrence}
        self.rows[due].append({**key, "at": ms(outcome.at), "state": "waiting"})

    def _cancel(self, who: Loaded, outcome: out.Cancelled) -> None:
        self.rows[due] = [
            row for row in self.rows[due] if row["person"] != who.id or (outcome.kinds and row["kind"] not in outcome.kinds)
        ]
        self.cancelled += [(who.id, kind) for kind in outcome.kinds or ("",)]
        if outcome.unsent:
            self.unsent.append(who.id)

    def concern(self, who: Loaded, kind: str, *, sheet: int = 0, path: str = "", reason: str = "") -> None:
        """A coordinator should look."""
        self.concerns.append(concerns.row(who.id, who.programme, kind, self.now, sheet=sheet, path=path, reason=reason))

    def _over(self, who: Loaded, kind: str) -> None:
        self.concerns = [one for one in self.concerns if (one["person"], one["kind"]) != (who.id, kind)]
        self.over[kind].append(who.id)

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, connection: Connection, claim: Claim) -> None:
        """All rows, in bulk. Cancelling comes before what is new; `claim` says which messages are sent at once."""
        self._cancel_rows(connection)
        dialect = connection.dialect.name
        for table in (answer, attachment, submission, consent, quarantine, heard):
            bulk.write(connection, insert_into(table), self.rows[table])
        latest.supersede(connection, self.again)
        for kind, people in self.over.items():
            concerns.over(connection, people, kind, self.now)
        concerns.write(connection, self.concerns)
        names.keep(connection, self.keyring, self.renamed)
        for table, kept in ((sheet, ("opened_at",)), (due, ()), (enrolment, ()), (broadcast_person, ())):
            if rows := self.rows[table]:
                bulk.write(connection, upsert(table, dialect, *kept), _in_order(table, rows))
        if self.people:
            connection.execute(_person_changed, list(self.people.values()))
        bulk.write(connection, _active, [{"b_id": who, "b_active": at} for who, at in sorted(self.active.items())])
        for key, number in self.linked:
            connection.execute(_linked.values(coordinator=number), {"b_key": key})
            connection.execute(_used.values(address=key, invitation="", state="active"), {"b_id": number})
        for key in self.left:
            connection.execute(_linked.values(state="unreachable", reason="left"), {"b_key": key})
        self._number_sheets(connection)
        for move, who in self.moves:
            self.following += carry_out(move, Moving(connection, self.keyring, who, self.now))
        self.saying.write(connection, claim, self.now)

    def _number_sheets(self, connection: Connection) -> None:
        """A sheet's row always tells the number of its latest answer, also when nothing else of it has changed."""
        written = {(row["person"], row["number"]) for row in self.rows[sheet]}
        numbers = {(row["person"], row["sheet"]): row["seq"] for row in self.rows[answer]}
        for (who, number), seq in numbers.items():
            if (who, number) not in written:
                connection.execute(_numbered, {"b_person": who, "b_number": number, "b_latest": seq})

    def _cancel_rows(self, connection: Connection) -> None:
        everything = [{"b_person": number} for number, kind in self.cancelled if not kind]
        kinds = [{"b_person": number, "b_kind": kind} for number, kind in self.cancelled if kind]
        unsent = [{"b_person": number} for number in self.unsent]
        for statement, rows in ((_due_gone, everything), (_due_kind_gone, kinds), (_unsent_gone, unsent)):
            if rows:
                connection.execute(statement, rows)


def _private(given: Answer, *, clear: bool) -> dict[str, str]:
    """What of an answer is sealed: the person's own words, and how a date was written."""
    fields = {"typed": given.typed, "label": given.label, "precision": given.precision, "calendar": given.calendar}
    if not clear:
        fields["value"] = given.value
    return {name: value for name, value in fields.items() if value}


def _with(sheets: Sequence[Sheet], number: int) -> Sequence[Sheet]:
    """The sheets; an answer to one that was opened in this very turn finds it there already."""
    return sheets if any(one.number == number for one in sheets) else (*sheets, Sheet(number=number, form=""))


def _in_order(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By key, the last of each: two processes then never wait for each other in a circle."""
    keys = [column.name for column in table.primary_key.columns]
    latest = {tuple(row[key] for key in keys): row for row in rows}
    return [latest[key] for key in sorted(latest)]
