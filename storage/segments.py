"""Part of the people: those of a programme, a centre, a language, a state, or who chose something; and how each can be reached now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from storage.answers.filters import STATES, Chosen, chose, met
from storage.schema import address, address_person, person
from storage.staff.scope import EVERYBODY, Scope
from storage.times import Milliseconds
from storage.workshops.parts import of_workshop

CHARGES = "whatsapp"  # the channel on which messages cost something


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An empty field leaves nobody out. `path` and `value`: a question of `form` by its key, and a choice that was its latest answer.
    `part`: one of storage.workshops.parts.PARTS, of a workshop, or of one of its occurrences.
    """

    programme: str = ""
    centre: str = ""
    language: str = ""
    state: str = ""
    form: str = ""
    path: str = ""
    value: str = ""
    workshop: int = 0
    occurrence: int = 0
    part: str = ""

    def people(self, scope: Scope = EVERYBODY) -> ColumnElement[bool]:
        """A condition on `person`. Raises KeyError for a state or part that is none."""
        own = Scope(programme=self.programme, centre=self.centre)
        wanted = [met, scope.people, own.people]
        if self.language:
            wanted.append(person.c.language == self.language)
        if self.state:
            wanted.append(STATES[self.state])
        if self.path and self.value:
            wanted.append(chose(Chosen(form=self.form, path=self.path, value=self.value, several=True, anywhere=True)))
        if self.workshop:
            wanted.append(of_workshop(self.workshop, self.occurrence, self.part))
        return and_(*wanted)

    def packed(self) -> str:
        return orjson.dumps({name: value for name, value in asdict(self).items() if value}).decode()


def segment_from(packed: str) -> Segment:
    return Segment(**orjson.loads(packed))


# --- how they can be reached --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People by what would become of a message to them at once; `charged` of them have only a channel where messages cost something.

    `missing`: {language: people} of whom we have no words for, among those who could be told.
    """

    now: int = 0
    template: int = 0
    unreachable: int = 0
    opted_out: int = 0
    charged: int = 0
    missing: Mapping[str, int]

    @property
    def told(self) -> int:
        return self.now + self.template

    @property
    def unspoken(self) -> int:
        return sum(self.missing.values())

    @property
    def total(self) -> int:
        return self.told + self.unspoken + self.unreachable + self.opted_out


def languages(connection: Connection, of: ColumnElement[bool]) -> dict[str, int]:
    """{language: people}, the most spoken first; "" for those who have not chosen one."""
    count = func.count()
    statement = select(person.c.language, count).where(of).group_by(person.c.language).order_by(count.desc())
    return {language: number for language, number in connection.execute(statement)}  # noqa: C416 - rows are no pairs


def reach(
    connection: Connection,
    of: ColumnElement[bool],
    spoken: Mapping[str, str],
    windows: Mapping[str, int],
    now: Milliseconds,
) -> Reach:
    """`spoken`: {language of a person: the words for it}, `windows`: lengths by channel, as in `World.windows`."""
    counts: defaultdict[str, int] = defaultdict(int)
    missing: defaultdict[str, int] = defaultdict(int)
    for language, state, charged, number in connection.execute(_by_way(of, windows, now)):
        if state in ("now", "template") and not spoken.get(language):
            missing[language] += number
            continue
        counts[state] += number
        counts["charged"] += number if charged and state in ("now", "template") else 0
    return Reach(**counts, missing=dict(missing))


def _by_way(of: ColumnElement[bool], windows: Mapping[str, int], now: Milliseconds) -> Any:
    opened = or_(
        address.c.channel.not_in(list(windows)),
        *((address.c.channel == channel) & (address.c.heard_at > now - length) for channel, length in windows.items()),
    )
    state = case(
        (~willing, "opted_out"),
        (~_has(), "unreachable"),
        (_has(opened), "now"),
        (_has(address.c.marketing), "template"),
        else_="opted_out",
    ).label("state")
    charged = case((_has(address.c.channel != CHARGES), 0), else_=1).label("charged")
    statement = select(person.c.language, state, charged, func.count()).where(of)
    return statement.group_by(person.c.language, state, charged)


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """An address that they can be reached at, of that kind."""
    return exists().where(
        address_person.c.person == person.c.id,
        address_person.c.instead == 0,
        address.c.key == address_person.c.address,
        address.c.state == "ok",
        *conditions,
    )


_placed = address_person.c.person == person.c.id
awake = ~exists().where(_placed, address_person.c.instead != 0) | exists().where(_placed, address_person.c.shares)
willing = (person.c.status == "active") & ~person.c.consents.contains('"programme":false')


def following(connection: Connection, of: ColumnElement[bool], after: int, most: int) -> Sequence[int]:
    """The next people of a segment by their ids, of those who are willing to be told."""
    statement = select(person.c.id).where(of, willing, person.c.id > after).order_by(person.c.id).limit(most)
    return connection.scalars(statement).all()
