"""A certificate of attendance, sent by hand: it takes the road of a reminder, so that it comes in somebody's language and by day."""

from sqlalchemy import Connection, select

from storage import due
from storage.answers.review import public
from storage.due import Intention
from storage.schema import occurrence, workshop
from storage.speaking.people import audited
from storage.times import Milliseconds
from storage.workshops import reminding
from storage.workshops.attended import attended
from storage.workshops.rules import USUAL

RULE = next(one.id for one in USUAL if one.rule.kind == "certificate")


def send(connection: Connection, number: int, person: int, *, actor: str, now: Milliseconds) -> bool:
    """Whether it is on its way: it is not for who has not come often enough, nor from a workshop that was cancelled."""
    enough = attended(connection, number, [person]).get(person)
    latest = (
        select(occurrence.c.id, occurrence.c.sequence)
        .join(workshop, workshop.c.id == occurrence.c.workshop)
        .where(workshop.c.id == number, workshop.c.state == "open", occurrence.c.state == "planned")
        .where(occurrence.c.ends_at <= now)
        .order_by(occurrence.c.ends_at.desc())
    )
    row = connection.execute(latest).first()
    if enough is None or not enough.enough or row is None:
        return False
    subject = ".".join(public(one) for one in (RULE, number, row.id, row.sequence))
    due.plan(connection, Intention(person=person, kind=reminding.KIND, subject=subject, occurrence=f"{now}", at=now))
    audited(connection, actor, "workshop", person, now, workshop=public(number), part="certificate")
    return True
