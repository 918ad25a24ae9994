"""What coordinators ask for in chat is carried out: their digest, the next case, taking and putting off, a link to the desk.

Each of it is bounded by what they may see, and what they decide is written down as if they had done it at the desk.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.reports.composing import Making, card, link_to, moment, under, works
from bot.reports.digests import say
from bot.reports.occasions import tomorrow
from bot.world import World
from desk import texts as desk_texts
from dialogs import stafftexts
from dialogs.events import Said
from dialogs.outcomes import CaseAsked, DigestAsked
from dialogs.staff import button
from dialogs.texts import Speech, Text
from storage.answers.review import public
from storage.crypt import Keyring
from storage.speaking.loading import Loaded
from storage.staff import attempts, digesting, needs, signins
from storage.staff.digesting import Case, Reader
from storage.staff.needs import Doer
from storage.times import ms, zone_of

SIGN_IN = "signin/link/"  # where at the desk a link to sign in leads


def answer(
    connection: Connection, keyring: Keyring, world: World, who: Loaded, asked: DigestAsked | CaseAsked, at: datetime
) -> None:
    """In the chat they wrote in."""
    one = digesting.reader(connection, asked.coordinator)
    if one is None:
        speech = world.voices.desk[who.person.language]
        said = Said(text=speech.say(stafftexts.CASE_NOT_YOURS), rtl=speech.rtl)
    else:
        chat = Chat(connection, keyring, world, one, who.account.partition(":")[0], at)
        said = chat.digest(held=asked.held) if isinstance(asked, DigestAsked) else chat.does(asked.verb, asked.case)
    say(connection, keyring, who.address, who.account, said, at)


@dataclass(frozen=True, slots=True)
class Chat:
    """One of the staff in a chat, at one moment."""

    connection: Connection
    keyring: Keyring
    world: World
    one: Reader
    channel: str
    at: datetime

    @property
    def speech(self) -> Speech:
        return self.world.voices.desk[self.one.language]

    def digest(self, *, held: bool) -> Said:
        """As it is now. `held`: the one that could not be sent while the window was closed, so that it counts as told."""
        made = Making(self.connection, self.world, self.one, self.at).made(self.channel)
        if held:
            digesting.told(self.connection, self.one, self.channel, ms(self.at))
        return made.said() if made.digest.lines else self._only(stafftexts.DIGEST_NOTHING)

    def does(self, verb: str, number: int) -> Said:
        """What a button or a word stands for; `number` 0: about the case they saw last."""
        if verb == "desk":
            return self._link()
        if not works(self.one):
            return self._only(stafftexts.CASE_NOT_YOURS)
        seen = number or digesting.last_shown(self.connection, self.one.id, self.channel)
        if verb == "next":
            return self._next(seen)
        case = digesting.case(self.connection, self.one.seen, seen)
        if case is None:
            return self._with_next(stafftexts.CASE_GONE if seen else stafftexts.CASE_WHICH)
        return self._decided(verb, case)

    def _link(self) -> Said:
        """To sign in by. As at the desk's own door: only so many of them."""
        who, now = public(self.one.id), ms(self.at)
        if attempts.locked(self.connection, self.keyring, "link in chat", who, now, most=attempts.MOST_LINKS, actor=who):
            said = "\n\n".join(self.speech.say(text) for text in (desk_texts.TOO_OFTEN, desk_texts.TOO_OFTEN_HOW))
            return Said(text=said, rtl=self.speech.rtl)
        token = signins.offer(self.connection, self.keyring, self.one.id, "", now)
        return self._only(stafftexts.DESK_LINK, link=f"{self.world.desk}{SIGN_IN}{token}")

    def _next(self, seen: int) -> Said:
        case = digesting.next_case(self.connection, self.one, ms(self.at), but=seen)
        if case is None:
            return self._only(stafftexts.CASE_NONE)
        mine = case.owner == self.one.id
        verbs = ("snooze", "open", "next") if mine else ("take", "snooze", "open", "next")
        return self._case(case, *verbs, above=stafftexts.CASE_MINE if mine else None)

    def _decided(self, verb: str, case: Case) -> Said:
        doer = Doer(staff=self.one.id, scope=self.one.seen, now=ms(self.at))
        if verb == "open":
            self._see(case)
            return self._only(stafftexts.CASE_OPEN_AT, link=link_to(self.world, case))
        if verb in ("take", "snooze") and case.owner not in (0, self.one.id):
            return self._case(case, "over", "open", "next", above=stafftexts.CASE_THEIRS)
        if verb == "snooze":
            until = tomorrow(self.one.wish.hours[0], zone_of(self.one.zone), self.at)
            needs.snooze(self.connection, doer, [case.id], ms(until))
            return self._with_next(stafftexts.CASE_PUT_OFF, until=moment(self.speech, until, self.one.zone))
        needs.take(self.connection, doer, [case.id])
        return self._case(case, "snooze", "open", "next", above=stafftexts.CASE_TAKEN)

    def _case(self, case: Case, *verbs: str, above: Text | None) -> Said:
        self._see(case)
        head = f"{self.speech.say(above)}\n\n" if above else ""
        options = under(self.speech, self.one, case, *verbs)
        return Said(text=head + card(self.speech, case, self.one.zone), options=options, rtl=self.speech.rtl)

    def _see(self, case: Case) -> None:
        digesting.shown(self.connection, self.one, self.channel, case.id)

    def _only(self, text: Text, **values: str) -> Said:
        return Said(text=self.speech.say(text, **values), rtl=self.speech.rtl)

    def _with_next(self, text: Text, **values: str) -> Said:
        return Said(text=self.speech.say(text, **values), options=(button(self.speech, "next"),), rtl=self.speech.rtl)
