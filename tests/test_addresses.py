"""Under how many names a platform may know one address, and what coordinators do when a phone is lost."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, event, select, update

from bot.clock import Clock
from dialogs import texts
from dialogs.events import Said
from storage.messages.outbox import Message, message_row
from storage.schema import address, address_person, alias, audit, concern, erasure, metadata, outbox, person
from storage.speaking import addresses, aliases, people
from storage.speaking.loading import Loaded, by_address
from storage.speaking.newcomers import Arrival
from storage.store import Store
from storage.times import ms
from tests.conversations import House, Phone
from tests.phones import UNSEEN, code, two_channels, welcomed, whatsapp
from tests.storing import NOW, number

NUMBER, ID = "352621000001", "LU.13491208655302741918"
DAY = 24 * 3600 * 1000


def coming(*ids: str, account: str = "1", channel: str = "whatsapp") -> Arrival:
    external, *also = ids
    return Arrival(channel=channel, account=account, external=external, also=tuple(also), programme="test")


async def came(home: House, *arrivals: Arrival, now: int = NOW) -> list[Loaded]:
    """Who speaks where each of these came from, all in one batch."""

    def load(connection: Connection) -> list[Loaded]:
        found = by_address(connection, home.store.keyring, arrivals, now)
        return [found[home.store.keyring.index(one.channel, one.account, one.external)] for one in arrivals]

    return await home.store.write(load)


async def renamed(home: House, before: Sequence[str], *ids: str, now: int = NOW) -> str:
    external, *also = ids

    def job(connection: Connection) -> str:
        return aliases.renamed(
            connection,
            home.store.keyring,
            channel="whatsapp",
            account="1",
            before=before,
            external=external,
            also=also,
            now=now,
        )

    return await home.store.write(job)


# --- names of an address --------------------------------------------------------------------------------------------------


async def test_an_address_is_found_by_its_number_or_by_its_user_id(database_url: str) -> None:
    async with two_channels(database_url) as home:
        first = (await came(home, coming(NUMBER, ID)))[0]
        by_number, by_id = (await came(home, coming(NUMBER)))[0], (await came(home, coming(ID)))[0]
        assert first.id == by_number.id == by_id.id
        assert by_id.external == NUMBER, "what we write to stays the number, although it was not shown this time"
        assert await number(home.store, address) == 1


async def test_a_number_shown_later_is_learned_and_written_to(database_url: str) -> None:
    async with two_channels(database_url) as home:
        hidden = (await came(home, coming(ID)))[0]
        assert hidden.external == ID
        shown = (await came(home, coming(NUMBER, ID)))[0]
        assert (shown.id, shown.external) == (hidden.id, NUMBER)
        assert (await came(home, coming(NUMBER)))[0].id == hidden.id


@pytest.mark.parametrize("names", [((ID,), (NUMBER, ID)), ((NUMBER, ID), (ID,)), ((NUMBER,), (NUMBER, ID), (ID,))])
async def test_a_newcomer_who_comes_under_two_names_in_one_batch_is_one_person(
    database_url: str, names: tuple[tuple[str, ...], ...]
) -> None:
    async with two_channels(database_url) as home:
        found = await came(home, *(coming(*one) for one in names))
        assert len({one.id for one in found}) == 1
        assert await number(home.store, person) == 1


async def test_an_id_that_belongs_to_another_address_is_not_taken_away_from_it(database_url: str) -> None:
    async with two_channels(database_url) as home:
        other = (await came(home, coming(ID)))[0]
        mine = (await came(home, coming(NUMBER)))[0]
        assert (await came(home, coming(NUMBER, ID)))[0].id == mine.id
        assert (await came(home, coming(ID)))[0].id == other.id


async def test_the_same_number_at_two_of_our_numbers_is_two_addresses(database_url: str) -> None:
    async with two_channels(database_url) as home:
        one, two = await came(home, coming(NUMBER, ID), coming(NUMBER, ID, account="2"))
        assert one.id != two.id


async def test_a_changed_number_keeps_the_person(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await renamed(home, (NUMBER, ID), "49151", "DE.new")
        for ids in (("49151",), ("DE.new",), ("49151", "DE.new")):
            after = (await came(home, coming(*ids)))[0]
            assert (after.id, after.external) == (before.id, "49151")


async def test_what_was_sent_before_the_number_changed_and_comes_late_is_still_theirs(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await renamed(home, (NUMBER, ID), "49151", "DE.new")
        late = (await came(home, coming(NUMBER, ID), now=NOW + DAY))[0]
        assert (late.id, late.external) == (before.id, "49151"), "but we write to the new number"


async def test_whoever_gets_the_old_number_afterwards_is_somebody_else(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await renamed(home, (NUMBER, ID), "49151", "DE.new")
        stranger = (await came(home, coming(NUMBER, "LU.stranger"), now=NOW + 30 * DAY))[0]
        assert stranger.id != before.id
        assert (await came(home, coming(NUMBER), now=NOW + 31 * DAY))[0].id == stranger.id
        assert (await came(home, coming("49151"), now=NOW + 31 * DAY))[0].id == before.id


async def test_who_wrote_from_the_new_number_before_we_heard_of_it_is_the_person_from_then_on(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        early = (await came(home, coming("49151", "DE.new")))[0]
        assert early.id != before.id
        await renamed(home, (NUMBER, ID), "49151", "DE.new")
        assert (await came(home, coming("49151", "DE.new")))[0].id == before.id


async def test_a_change_of_somebody_we_do_not_know_changes_nothing(database_url: str) -> None:
    async with two_channels(database_url) as home:
        assert await renamed(home, ("1",), "2") == ""
        assert await number(home.store, alias) == 0


async def test_a_number_changed_in_the_middle_of_a_form_changes_nothing_else(database_url: str) -> None:
    async with two_channels(database_url) as home:
        phone = whatsapp(home, NUMBER, ID)
        await welcomed(phone, "Amal")
        await renamed(home, (NUMBER, ID), "49151", "DE.new", now=ms(home.now))
        phone.external, phone.also, phone.seen = "49151", ("DE.new",), 0
        await phone.say("1990")
        assert "Are you a woman or a man?" in phone.screen


# --- a number that was given to somebody else ------------------------------------------------------------------------------

STRANGER = "LU.90210000000000000001"


@pytest.mark.parametrize("first", [(NUMBER, ID), (ID,)])
async def test_who_has_got_a_number_that_was_somebody_elses_is_a_newcomer(database_url: str, first: tuple[str, ...]) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(*first)))[0]
        assert (await came(home, coming(NUMBER, ID)))[0].external == NUMBER
        stranger = (await came(home, coming(NUMBER, STRANGER)))[0]
        assert (stranger.external, stranger.person.status) == (NUMBER, "new")
        assert stranger.id != before.id
        assert stranger.address != before.address
        for ids in ((NUMBER,), (STRANGER,), (NUMBER, STRANGER)):
            again = (await came(home, coming(*ids)))[0]
            assert (again.id, again.external) == (stranger.id, NUMBER)


async def test_who_lost_their_number_is_written_to_by_user_id_until_they_have_another(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await came(home, coming(NUMBER, STRANGER))
        after = (await came(home, coming(ID)))[0]
        assert (after.id, after.external) == (before.id, ID)
        late = (await came(home, coming(NUMBER, ID)))[0]
        assert (late.id, late.external) == (before.id, ID), "what comes late does not take the number back"
        assert (await came(home, coming(NUMBER, STRANGER)))[0].external == NUMBER
        moved = (await came(home, coming("49151", ID)))[0]
        assert (moved.id, moved.external) == (before.id, "49151")


async def test_a_number_can_be_given_away_again_and_again(database_url: str) -> None:
    async with two_channels(database_url) as home:
        owners = [(await came(home, coming(NUMBER, f"LU.{one}"), now=NOW + one))[0].id for one in range(4)]
        assert len(set(owners)) == 4
        by_id = [(await came(home, coming(f"LU.{one}")))[0] for one in range(4)]
        assert [one.id for one in by_id] == owners
        assert [one.external for one in by_id] == ["LU.0", "LU.1", "LU.2", NUMBER]


async def test_who_is_known_by_number_alone_gets_the_user_id_that_comes_with_it(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER)))[0]
        assert (await came(home, coming(NUMBER, ID)))[0].id == before.id
        assert (await came(home, coming(NUMBER, STRANGER)))[0].id != before.id
        assert (await came(home, coming(ID)))[0].id == before.id


@pytest.mark.parametrize("ids", [("49151", "DE.new"), ("49151",)])
async def test_who_has_told_of_a_new_number_is_known_by_the_new_user_id_too(database_url: str, ids: tuple[str, ...]) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await renamed(home, [NUMBER], *ids)
        assert (await came(home, coming("49151", "DE.new")))[0].id == before.id
        assert (await came(home, coming("49151", STRANGER)))[0].id != before.id


async def test_who_gets_a_number_at_once_is_not_taken_for_who_gave_it_up(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        await renamed(home, [NUMBER, ID], "49151", "DE.new")
        stranger = (await came(home, coming(NUMBER, STRANGER), now=NOW + DAY))[0]
        assert stranger.id != before.id
        assert (await came(home, coming(NUMBER, STRANGER), now=NOW + DAY + 1))[0].id == stranger.id
        assert (await came(home, coming("49151", "DE.new"), now=NOW + DAY))[0].external == "49151"


async def test_a_change_told_after_somebody_else_has_the_number_moves_only_who_changed(database_url: str) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        stranger = (await came(home, coming(NUMBER, STRANGER)))[0]
        await renamed(home, [NUMBER, ID], "49151", "DE.new")
        after = (await came(home, coming("49151", "DE.new")))[0]
        assert (after.id, after.external) == (before.id, "49151")
        again = (await came(home, coming(NUMBER, STRANGER)))[0]
        assert (again.id, again.external) == (stranger.id, NUMBER)


async def test_a_change_that_is_told_after_the_first_words_with_the_new_user_id_brings_the_person_back(
    database_url: str,
) -> None:
    async with two_channels(database_url) as home:
        before = (await came(home, coming(NUMBER, ID)))[0]
        assert (await came(home, coming(NUMBER, "LU.new")))[0].id != before.id
        await renamed(home, [ID], NUMBER, "LU.new")
        after = (await came(home, coming(NUMBER, "LU.new")))[0]
        assert (after.id, after.external) == (before.id, NUMBER)


async def test_who_had_the_number_that_somebody_moves_to_is_not_written_to_by_it(database_url: str) -> None:
    async with two_channels(database_url) as home:
        mover, had_it = await came(home, coming(NUMBER, ID), coming("49151", "DE.had_it"))
        await renamed(home, [NUMBER, ID], "49151", "DE.new")
        there = (await came(home, coming("49151", "DE.new")))[0]
        assert (there.id, there.external) == (mover.id, "49151")
        other = (await came(home, coming("DE.had_it")))[0]
        assert (other.id, other.external) == (had_it.id, "DE.had_it")


async def test_an_overview_on_its_way_to_a_coordinator_does_not_reach_who_has_their_number_now(database_url: str) -> None:
    async with two_channels(database_url) as home:
        clara = (await came(home, coming(NUMBER, ID)))[0]
        house = home.store.keyring.house
        overview = Message(
            address=clara.address, external=NUMBER, account="whatsapp:1", person=0, key=house, said=Said(text="Overview")
        )
        await home.store.write(lambda c: c.execute(outbox.insert(), [message_row(overview, NOW, state="held")]))
        await came(home, coming(NUMBER, STRANGER))
        assert await home.store.read(lambda connection: connection.scalar(select(outbox.c.state))) == "cancelled"


async def test_a_stranger_with_her_number_sees_nothing_of_amal(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal, stranger = whatsapp(home, NUMBER, ID), whatsapp(home, NUMBER, STRANGER)
        await welcomed(amal, "Amal")
        stranger.seen = amal.seen
        await stranger.say("answers")
        assert "Amal" not in stranger.screen
        assert "language" in stranger.screen
        hidden = whatsapp(home, ID)
        await hidden.say("1990")
        assert "Are you a woman or a man?" in hidden.screen


@pytest.mark.parametrize("turned", [False, True])
async def test_a_stranger_with_her_number_in_the_same_batch_as_amal_is_not_taken_for_her(
    database_url: str, turned: bool
) -> None:
    """As after days in which nothing could be delivered."""
    async with two_channels(database_url) as home:
        amal, strangers = whatsapp(home, NUMBER, ID), [whatsapp(home, NUMBER, STRANGER), whatsapp(home, NUMBER, "LU.3")]
        await welcomed(amal, "Amal")
        said = [amal.say("1990"), *(stranger.say("2001") for stranger in strangers)]
        await asyncio.gather(*(reversed(said) if turned else said))
        assert await number(home.store, person) == 3
        hidden = whatsapp(home, ID)
        await hidden.command("answers")
        assert "1990" in hidden.screen
        assert "2001" not in hidden.screen


async def test_nobody_pays_for_names_and_shares_they_do_not_have(database_url: str) -> None:
    """A turn of somebody alone with one phone on Telegram: not one statement about aliases, families or codes."""
    async with two_channels(database_url) as home:
        phone = home.phone("100")
        await welcomed(phone, "Amal")
        seen: list[str] = []
        writer = home.store.database._writer
        engine = getattr(writer, "sync_engine", writer)
        event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        await phone.say("1990")
        assert len(seen) > 4
        assert not [one for one in seen if " alias" in one or "FROM link" in one or one.startswith("SELECT address_person")]


# --- lost phones ----------------------------------------------------------------------------------------------------------


async def person_of(store: Store, external: str, channel: str = "whatsapp") -> int:
    key = store.keyring.index(channel, "1", external)
    return await store.read(lambda c: c.scalar(select(address.c.person).where(address.c.key == key)) or 0)


async def lost(home: House) -> tuple[Phone, Phone, int, int]:
    """Amal told a good deal on Telegram; she writes from a new phone now, and a coordinator joins the two."""
    old, new = home.phone("100"), whatsapp(home, NUMBER)
    await welcomed(old, "Amal")
    await welcomed(new, "Amal again")
    await new.command("menu")
    await new.tap("📱")
    await new.tap("🆕")
    before, now = await person_of(home.store, "100", "telegram"), await person_of(home.store, NUMBER)
    await home.turnstile.write(
        lambda connection: addresses.join(connection, home.store.keyring, now, before, actor="clara", now=ms(home.now))
    )
    return old, new, before, now


async def fall_due(home: House) -> None:
    home.later(seconds=5)
    await Clock(home.store, home.turnstile, lambda: home.now).tick()


async def test_a_lost_phone_is_replaced_by_a_coordinator(database_url: str) -> None:
    async with two_channels(database_url) as home:
        old, new, before, _ = await lost(home)
        assert texts.MOVED_ASKED.english in "\n".join(said.text for said in new.messages)
        kinds = select(concern.c.kind)
        assert await home.store.read(lambda connection: list(connection.scalars(kinds))) == ["moved"]
        await fall_due(home)
        assert texts.MOVED_HERE.english in new.look()[-1].text
        await new.say("1990")
        assert "Are you a woman or a man?" in new.screen
        await new.command("menu")
        assert "Hello Amal\n" in new.screen.translate(dict.fromkeys(UNSEEN))
        assert not old.look()
        states = select(address.c.state, address.c.reason).where(address.c.channel == "telegram")
        assert await home.store.read(lambda connection: connection.execute(states).one()) == ("unreachable", "lost")
        assert await person_of(home.store, NUMBER) == before


async def test_who_finds_the_lost_phone_sees_nothing_of_the_person(database_url: str) -> None:
    async with two_channels(database_url) as home:
        old, _, before, _ = await lost(home)
        await old.command("menu")
        assert "Amal" not in old.screen
        await old.say("answers")
        assert "Amal" not in old.screen
        assert await person_of(home.store, "100", "telegram") != before


async def test_both_people_of_a_joining_are_audited_and_nobodys_answers_move(database_url: str) -> None:
    async with two_channels(database_url) as home:
        _, _, before, now = await lost(home)
        rows = select(audit.c.actor, audit.c.action, audit.c.person)
        found = await home.store.read(lambda connection: {tuple(row) for row in connection.execute(rows)})
        assert found == {("clara", "joined", before), ("clara", "joined", now)}
        keyring = home.store.keyring
        both = await home.store.read(lambda c: [people.everything(c, keyring, one)["name"] for one in (before, now)])
        assert both == ["Amal", "Amal again"]


async def test_joining_twice_is_joining_once(database_url: str) -> None:
    async with two_channels(database_url) as home:
        _, _, before, now = await lost(home)
        count = await number(home.store, address_person)
        await home.turnstile.write(
            lambda connection: addresses.join(connection, home.store.keyring, now, before, actor="clara", now=ms(home.now))
        )
        assert await number(home.store, address_person) == count


async def test_a_coordinator_can_part_what_was_joined_by_mistake(database_url: str) -> None:
    async with two_channels(database_url) as home:
        _, new, before, now = await lost(home)
        key = home.store.keyring.index("whatsapp", "1", NUMBER)
        await home.turnstile.write(
            lambda connection: addresses.part(connection, home.store.keyring, before, key, actor="clara", now=ms(home.now))
        )
        assert await person_of(home.store, NUMBER) == now
        await new.command("menu")
        assert "Hello Amal again" in new.screen.translate(dict.fromkeys(UNSEEN))


async def part(home: House, who: int) -> None:
    key = home.store.keyring.index("whatsapp", "1", NUMBER)
    await home.turnstile.write(
        lambda connection: addresses.part(connection, home.store.keyring, who, key, actor="clara", now=ms(home.now))
    )


async def test_parting_gives_back_the_phone_that_was_not_lost_after_all(database_url: str) -> None:
    async with two_channels(database_url) as home:
        old, new, before, now = await lost(home)
        await fall_due(home)
        await new.say("1990")
        people_now = await number(home.store, person)
        await part(home, before)
        assert await person_of(home.store, "100", "telegram") == before
        assert await number(home.store, person) == people_now - 1, "nobody is left who never was"
        await old.command("repeat")
        assert "Are you a woman or a man?" in old.screen, "with what was answered while the two were joined"
        await new.command("menu")
        assert "Hello Amal again" in new.screen.translate(dict.fromkeys(UNSEEN))
        assert await person_of(home.store, NUMBER) == now


async def test_who_has_said_stop_on_a_joined_phone_is_left_in_peace_there_once_it_is_parted(database_url: str) -> None:
    async with two_channels(database_url) as home:
        _, new, before, now = await lost(home)
        await new.say("stop")
        await part(home, before)
        assert await person_of(home.store, NUMBER) == now
        both = select(person.c.status).where(person.c.id.in_([before, now]))
        assert await home.store.read(lambda connection: list(connection.scalars(both))) == ["stopped", "stopped"]
        await new.say("start")
        assert "In which year were you born?" in new.screen


async def test_parting_leaves_a_phone_to_whoever_has_written_from_it_since(database_url: str) -> None:
    async with two_channels(database_url) as home:
        old, _, before, _ = await lost(home)
        await old.command("menu")
        stranger = await person_of(home.store, "100", "telegram")
        await part(home, before)
        assert await person_of(home.store, "100", "telegram") == stranger != before
        mine = select(address_person.c.address).where(address_person.c.person == before)
        assert await home.store.read(lambda connection: list(connection.scalars(mine))) == []
        await old.command("menu")
        assert "Amal" not in old.screen


async def test_deleting_after_a_joining_takes_nobody_along_who_has_the_lost_phone(database_url: str) -> None:
    async with two_channels(database_url) as home:
        old, _, before, now = await lost(home)
        await old.command("menu")
        stranger = await person_of(home.store, "100", "telegram")
        await home.turnstile.write(lambda connection: people.erase(connection, home.store.keyring, stranger, ms(home.now)))
        left = await home.store.read(lambda connection: set(connection.scalars(select(person.c.id))))
        assert {before, now} <= left
        await home.turnstile.write(lambda connection: people.erase(connection, home.store.keyring, before, ms(home.now)))
        assert not {before, now} & await home.store.read(lambda connection: set(connection.scalars(select(person.c.id))))


# --- forgetting -----------------------------------------------------------------------------------------------------------


async def both_hers(home: House) -> Phone:
    """Amal has joined a phone on which she had told something before."""
    amal, other = home.phone("100"), whatsapp(home, NUMBER, ID)
    await welcomed(other, "Amal of before")
    await welcomed(amal, "Amal")
    await other.say(await code(amal))
    await other.tap("Yes, join")
    amal.look()
    await amal.tap("Yes, it was me")
    return amal


async def test_deleting_everything_takes_along_what_was_told_on_a_phone_that_was_joined(database_url: str) -> None:
    async with two_channels(database_url) as home:
        await both_hers(home)
        who = await person_of(home.store, "100", "telegram")
        await home.turnstile.write(lambda connection: people.erase(connection, home.store.keyring, who, ms(home.now)))
        for table in (person, address, address_person, alias):
            assert await number(home.store, table) == 0, table.name


async def test_who_is_forgotten_is_in_no_table_any_more(database_url: str) -> None:
    async with two_channels(database_url) as home:
        amal = await both_hers(home)
        before = await person_of(home.store, "100", "telegram")
        await renamed(home, [NUMBER, ID], "352621000002", "LU.2", now=ms(home.now))
        await amal.command("person")
        await amal.command("family_add")
        there = whatsapp(home, "352621000002", "LU.2")
        await code(there)
        await there.say("00000000")
        await home.turnstile.write(_hold_everything)
        assert {"link", "outbox", "consent", "due", "concern", "answer"} <= await tables_with(home, before)
        await home.turnstile.write(lambda connection: people.erase(connection, home.store.keyring, before, ms(home.now)))
        gone = await home.store.read(lambda connection: list(connection.scalars(select(erasure.c.person))))
        assert len(gone) == 2, "she and who she was on the phone that was joined"
        for who in gone:
            assert await tables_with(home, who) <= {"erasure", "audit"}
        assert await number(home.store, alias) == 0


def _hold_everything(connection: Connection) -> None:
    connection.execute(update(outbox).values(state="held"))


async def tables_with(home: House, who: int) -> set[str]:
    """Where somebody's random id stands, as a number or within a text."""

    def look(connection: Connection) -> set[str]:
        return {
            table.name
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            if any(value == who or (isinstance(value, str) and str(who) in value) for value in row)
        }

    return await home.store.read(look)
