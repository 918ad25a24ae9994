"""A digest, or a case, as one reader gets it: in their language, for a chat or for a mail. No name is in it, and no words of anybody's."""

from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from sqlalchemy import Connection

from bot.world import World
from desk import texts as desk_texts
from desk.pages import REASONS
from dialogs import digest, staff, stafftexts
from dialogs.digest import Digest, Tally
from dialogs.events import Option, Said
from dialogs.texts import Speech
from storage.answers.review import public
from storage.messages.letters import Letter
from storage.staff import digesting, tallying
from storage.staff.digesting import Case, Reader
from storage.times import ms, when, zone_of


@dataclass(frozen=True, slots=True)
class Made:
    """A digest as one reader gets it."""

    tally: Tally
    digest: Digest
    speech: Speech
    since: int
    works: bool

    def said(self) -> Said:
        """For a chat."""
        options = (staff.button(self.speech, "next"),) if self.works else ()
        return Said(text=self.digest.chat(self.speech), options=options, rtl=self.speech.rtl, bars=self.digest.bars)

    def letter(self) -> Letter:
        """For a mail: a plain table, and the same as text."""
        speech = self.speech
        end = speech.say(stafftexts.DIGEST_MAIL_END, link=f"{self.digest.link}digests")
        text = f"{self.digest.chat(speech)}\n\n{end}\n"
        return Letter(subject=self.digest.title, text=text, html=html(self.digest, speech, end), language=speech.language)


@dataclass(frozen=True, slots=True)
class Making:
    connection: Connection
    world: World
    one: Reader
    now: datetime

    def made(self, channel: str, language: str = "") -> Made:
        """Everything since they were told last there."""
        speech, one = self.world.voices.desk[language or self.one.language], self.one
        since = digesting.until(self.connection, one, channel)
        tally = tallying.tally(self.connection, one, since, ms(self.now))
        tally = replace(tally, why=tuple((_why(speech, reason), count) for reason, count in tally.why))
        about = digesting.programme_name(self.connection, one.scope.programme) if one.scope.programme else ""
        composed = digest.compose(speech, tally, programme=about, link=self.world.desk)
        return Made(tally, composed, speech, since, works(one))


def works(one: Reader) -> bool:
    """Whether they may take cases."""
    return one.role in ("coordinator", "admin")


def card(speech: Speech, case: Case, zone: str) -> str:
    """A case as it is shown in chat: no name, no words."""
    kind = desk_texts.CONCERNS.get(case.kind, desk_texts.CONCERN)
    return speech.say(
        stafftexts.CASE, kind=speech.say(kind), code=public(case.person)[:6], since=moment(speech, when(case.since), zone)
    )


def under(speech: Speech, one: Reader, case: Case, *verbs: str) -> tuple[Option, ...]:
    """Buttons under a case."""
    if not works(one):
        return ()
    return tuple(staff.button(speech, verb, 0 if verb == "next" else case.id) for verb in verbs or ("take", "snooze", "open"))


def moment(speech: Speech, at: datetime, zone: str) -> str:
    local = at.astimezone(zone_of(zone))
    return speech.say(desk_texts.MOMENT, day=speech.day(local.date().isoformat(), "day"), time=f"{local:%H:%M}")


def link_to(world: World, case: Case) -> str:
    return f"{world.desk}people/{public(case.person)}"


def _why(speech: Speech, reason: str) -> str:
    known = next((name for name, pattern in REASONS.items() if pattern.search(reason)), "")
    sentence = speech.say(desk_texts.REASONS[known] if known else desk_texts.PLATFORM_SAYS, reason=reason)
    return sentence.removesuffix(".")  # a number follows


def html(made: Digest, speech: Speech, end: str) -> str:
    """One table and a link: what every mail program shows."""
    direction, start = ("rtl", "right") if speech.rtl else ("ltr", "left")
    cell = f'style="padding:6px 12px;border-bottom:1px solid #cccccc;text-align:{start}"'
    rows = "".join(
        f"<tr><td {cell}>{'– ' if line.about else ''}{escape(line.label)}</td><td {cell}><b>{line.number}</b></td></tr>"
        for line in made.lines
    )
    link = f'<a href="{escape(made.link)}" dir="ltr">{escape(made.link)}</a>'
    return (
        f'<!doctype html><html lang="{speech.language.replace("_", "-")}" dir="{direction}"><head><meta charset="utf-8"></head>'
        f'<body dir="{direction}" style="font-family:sans-serif;text-align:{start}"><h1 style="font-size:18px">{escape(made.title)}</h1>'
        f'<table role="presentation" style="border-collapse:collapse">{rows}</table><p>{link}</p>'
        f'<p style="font-size:13px;color:#555555">{escape(end)}</p></body></html>'
    )
