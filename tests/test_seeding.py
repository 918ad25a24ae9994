"""The demo's past: everybody in it came by the product's own road, and it is the same each time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.seeding.past import seed
from bot.seeding.people import PROGRAMMES, TONGUES
from bot.seeding.staff import STAFF
from bot.seeding.stories import PEOPLE
from bot.settings import Secret, read
from storage import audit
from storage.answers import review
from storage.answers.filters import STATES, Filters
from storage.crypt import Keyring
from storage.schema import (
    attendance,
    booking,
    broadcast,
    concern,
    coordinator,
    note,
    outbox,
    person,
    quarantine,
    reminder,
    sheet,
    submission,
    workshop,
)
from storage.staff import needs
from storage.staff.needs import Wanted
from storage.staff.scope import Scope
from storage.store import Store
from storage.times import ms

NOW = datetime(2026, 6, 15, 7, 30, tzinfo=UTC)  # a Monday, in the morning


async def settled(folder: Path) -> Store:
    own = replace(
        read({"LOTSE_DATABASE": f"sqlite:///{folder}/past.db", "LOTSE_KEY_FILE": str(folder / "key")}, folder),
        telegram_token=Secret("424242:past"),
        whatsapp_token=Secret("past"),
        whatsapp_numbers=("100000000000001",),
        whatsapp_business="1",
        whatsapp_app_secret=Secret("past"),
        whatsapp_verify_token=Secret("past"),
        mail_host="127.0.0.1",
        mail_from="lotse@example.org",
        mail_tls="none",
        data=folder,
        programmes=PROGRAMMES,
    )
    await seed(own, NOW)
    store = Store(own.database, Keyring(own.key_file.read_bytes()))
    await store.open()
    return store


def told(connection: Connection, keyring: Keyring) -> Sequence[tuple[str, str, str]]:
    """(name, language, status) of everybody, without their random ids."""
    rows = connection.execute(select(person))
    return sorted((review.name_of(row, keyring), row.language, row.status) for row in rows)


def counted(connection: Connection, *columns: Any) -> Counter[Any]:
    rows = connection.execute(select(*columns))
    return Counter(row[0] if len(columns) == 1 else tuple(row) for row in rows)


@pytest.mark.timeout(240)
async def test_a_past_with_something_of_everything_and_the_same_each_time(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store, again = await settled(tmp_path), await settled(tmp_path_factory.mktemp("again"))
    try:
        people = await store.read(lambda connection: told(connection, store.keyring))
        assert people == await again.read(lambda connection: told(connection, again.keyring))
        assert len(people) == PEOPLE
        assert Counter(language for _, language, _ in people).keys() == TONGUES.keys()
        await store.read(lambda connection: _something_of_everything(connection, store.keyring))
    finally:
        await store.close()
        await again.close()


def _something_of_everything(connection: Connection, keyring: Keyring) -> None:
    assert counted(connection, quarantine.c.reason) == {}
    for state in STATES:
        assert review.people(connection, keyring, Filters(state=state)).total, f"nobody is {state}"
    for one in PROGRAMMES:
        for centre in one.centres:
            scope = Scope(programme=one.code, centre=centre)
            assert review.people(connection, keyring, Filters(scope=scope)).total, scope
    assert {"todo", "approved", "hold"} <= counted(connection, submission.c.review).keys()
    open_ = counted(connection, concern.c.kind, concern.c.state)
    kinds = ("asked", "stuck", "opted_out", "consent_withdrawn", "deadline", "unreachable", "review", "untaken")
    assert all(open_[kind, "open"] for kind in kinds), open_
    assert needs.snoozed_count(connection, Scope(), ms(NOW))
    assert all(needs.queue(connection, keyring, Wanted(owner=owner), ms(NOW)).total for owner in (0, None))
    assert counted(connection, note.c.author)
    assert counted(connection, broadcast.c.state) == {"done": 1}
    assert sum(talker != 0 for talker in counted(connection, person.c.talks_with).elements()) == 1
    assert counted(connection, coordinator.c.role).total() == len(STAFF)
    assert counted(connection, workshop.c.state) == {"open": 8, "draft": 1}
    assert counted(connection, booking.c.state).keys() == {"booked", "waiting", "offered", "left"}
    assert counted(connection, attendance.c.came).keys() == {"", "came", "late", "left_early", "absent"}
    assert counted(connection, attendance.c.said).keys() == {"", "coming", "cannot"}
    assert counted(connection, sheet.c.form, sheet.c.state)["workshop_feedback", "handed_in"] > 5
    assert open_["workshop_help", "open"] == 2
    assert min(connection.scalars(select(reminder.c.at).where(reminder.c.state == "waiting"))) > ms(NOW)
    assert not any(counted(connection, reminder.c.missed).keys() - {0})
    waiting = counted(connection, outbox.c.account, outbox.c.state)
    assert {account for account, state in waiting if state == "todo"} == {"email:lotse@example.org"}, (
        "nobody is written to anew"
    )
    assert max(counted(connection, person.c.created_at)) < ms(NOW)
    assert not audit.verify(connection, keyring).broken
