"""Which people, and in what order: conditions on `person` that the desk narrows its lists with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from storage.answers.names import called
from storage.crypt import Keyring
from storage.schema import ANSWERED, NEVER, ONE, address, address_person, answer, concern, enrolment, person, sheet, submission
from storage.staff.scope import EVERYBODY, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody chose in a form: `value` alone, or among others where `several` may be chosen. `anywhere`: in a repeat too."""

    form: str
    path: str
    value: str
    several: bool
    anywhere: bool = False

    @property
    def asked(self) -> ColumnElement[bool]:
        here = answer.c.path == self.path
        return or_(here, answer.c.path.endswith(f"].{self.path}", autoescape=True)) if self.anywhere else here


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """An empty field narrows nothing. `state` is one of STATES, `form_state` one of FORM_STATES about `form`, `review` what coordinators
    say of something that was handed in (of `form`, where one is named), `words` of a name.
    """

    scope: Scope = EVERYBODY
    programme: str = ""
    centre: str = ""
    language: str = ""
    state: str = ""
    form: str = ""
    form_state: str = ""
    review: str = ""
    needs_person: bool = False
    answers: tuple[Chosen, ...] = ()
    words: str = ""


def _has_sheet(state: str) -> ColumnElement[bool]:
    return exists().where(sheet.c.person == person.c.id, sheet.c.state == state)


of_staff = select(address.c.person).where(
    address.c.coordinator != NEVER
)  # found once, by an index of its own, not for each person
_silent = (
    select(address_person.c.person)
    .join(address, address.c.key == address_person.c.address)
    .where(address_person.c.instead == 0, address.c.state != "ok")
)
counting = and_(answer.c.latest == ONE, answer.c.status == ANSWERED, answer.c.value.is_not(None))  # as in the index
met = (person.c.status != "new") & person.c.id.not_in(of_staff)  # began to talk, and is none of the staff
_needs = exists().where(concern.c.person == person.c.id, concern.c.state == "open", concern.c.kind != "review")
STATES: Mapping[str, ColumnElement[bool]] = {
    "answering": (person.c.status == "active") & _has_sheet("open"),
    "paused": (person.c.status == "active") & _has_sheet("paused"),
    "handed_in": _has_sheet("handed_in"),
    "refused": person.c.consents.contains('"programme":false'),
    "stopped": person.c.status == "stopped",
    "leaving": person.c.status == "leaving",
    "unreachable": person.c.id.in_(_silent),
}
FORM_STATES = ("open", "paused", "handed_in", "dropped", "none")
REVIEWS = ("todo", "approved", "hold", "again")

SORTS: Mapping[str, ColumnElement[Any]] = {  # which way round is for the address to say
    "active": person.c.active_at,
    "since": person.c.created_at,
    "language": person.c.language,
    "state": person.c.status,
    "programme": person.c.programme,
}


def conditions(wanted: Filters, keyring: Keyring) -> list[ColumnElement[bool]]:
    """Raises KeyError for a state, ValueError for words that are none."""
    found = [met, wanted.scope.people]
    if wanted.programme:
        found.append(person.c.programme == wanted.programme)
    if wanted.centre:
        found.append(exists().where(enrolment.c.person == person.c.id, enrolment.c.centre == wanted.centre))
    if wanted.language:
        found.append(person.c.language == wanted.language)
    if wanted.state:
        found.append(STATES[wanted.state])
    if wanted.form_state and wanted.form:
        found.append(_form_is(wanted.form, wanted.form_state))
    if wanted.review:
        found.append(_reviewed(wanted.form, wanted.review))
    if wanted.needs_person:
        found.append(_needs)
    if wanted.words:
        found.append(called_or_numbered(wanted.words, keyring))
    return [*found, *(chose(one) for one in wanted.answers)]


def _form_is(form: str, state: str) -> ColumnElement[bool]:
    mine = (sheet.c.person == person.c.id, sheet.c.form == form)
    return ~exists().where(*mine) if state == "none" else exists().where(*mine, sheet.c.state == state)


def _reviewed(form: str, state: str) -> ColumnElement[bool]:
    """Of what was handed in last."""
    about = (sheet.c.person == submission.c.person, sheet.c.number == submission.c.sheet)
    mine = and_(submission.c.person == person.c.id, submission.c.review == state, submission.c.revision == sheet.c.revision)
    return exists().where(mine, *about, *([submission.c.form == form] if form else []))


def chose(one: Chosen) -> ColumnElement[bool]:
    """The latest answer counts."""
    among = (" " + answer.c.value + " ").contains(f" {one.value} ", autoescape=True)
    said = among if one.several else answer.c.value == one.value
    return exists().where(answer.c.person == person.c.id, answer.c.form == one.form, one.asked, counting, said)


def called_or_numbered(words: str, keyring: Keyring) -> ColumnElement[bool]:
    """By whole words of a name, or by the number that stands in exports. Raises ValueError for words that are none."""
    written = words.strip().lower()
    named = called(keyring, words)
    try:
        return or_(named, person.c.id == int(written, 16)) if len(written) <= 13 else named
    except ValueError:
        return named
