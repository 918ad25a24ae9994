"""What turns decide about phones, carried out: codes, joining and parting, who of several speaks. And what another person hears of it."""

from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from dialogs import outcomes as out
from dialogs.events import Due, Event, Said
from storage.crypt import Keyring
from storage.speaking import addresses, links, speakers
from storage.speaking.loading import Loaded
from storage.times import Milliseconds, when

Move = out.LinkOffered | out.LinkSaid | out.LinkRefused | out.Linked | out.Unlinked | out.Passed


class Follow(NamedTuple):
    """Something happens to another person, at an address where they may speak."""

    place: str
    person: int
    event: Event


class Moving(NamedTuple):
    """Who decided it, when."""

    connection: Connection
    keyring: Keyring
    who: Loaded
    now: Milliseconds

    def hears(self, place: str, person: int, kind: str, code: str = "") -> list[Follow]:
        return [Follow(place, person, Due(at=when(self.now), kind=kind, subject=code))]

    def row(self, code: str) -> links.Row | None:
        return links.known(self.connection, self.keyring, [code]).get(code)


def carry_out(move: Move, by: Moving) -> list[Follow]:
    """The rows of it; what follows for others."""
    match move:
        case out.LinkOffered():
            links.offer(by.connection, by.keyring, move.code, by.who.id, by.who.address, by.now)
            return []
        case out.LinkSaid():
            return _said(move, by)
        case out.LinkRefused():
            return _refused(move, by)
        case out.Linked():
            return _linked(move, by)
        case out.Unlinked():
            return _unlinked(move, by)
        case out.Passed():
            return _passed(move, by)


def _said(move: out.LinkSaid, by: Moving) -> list[Follow]:
    row = by.row(move.code)
    if row is None or row.other not in ("", by.who.address):
        return []
    links.said(by.connection, by.keyring, move.code, by.who.address)
    return by.hears(row.address, row.person, "link_said", move.code)


def _refused(move: out.LinkRefused, by: Moving) -> list[Follow]:
    row = by.row(move.code)
    if row is None:
        return []
    links.drop(by.connection, by.keyring, move.code)
    place = row.address if move.here else row.other
    person = row.person if move.here else speakers.speaking(by.connection, place)
    return by.hears(place, person, "link_refused") if person else []


def _linked(move: out.Linked, by: Moving) -> list[Follow]:
    """The person that asked for the code speaks where it was written; who spoke there sleeps."""
    row = by.row(move.code)
    if row is None or not row.other or row.person != by.who.id:
        return []
    links.drop(by.connection, by.keyring, move.code)
    speakers.hand_over(by.connection, row.other, by.who.id)
    return by.hears(row.other, by.who.id, "linked")


def _unlinked(move: out.Unlinked, by: Moving) -> list[Follow]:
    place = addresses.way_of(by.connection, by.who.id, move.way)
    if not place or place == by.who.address:
        return []
    woken = speakers.give_back(by.connection, by.keyring, place, by.who.id, by.now)
    return by.hears(place, woken, "unlinked")


def _passed(move: out.Passed, by: Moving) -> list[Follow]:
    place = by.who.address
    if move.to is None:
        person = speakers.add(by.connection, by.keyring, place, by.who.id, by.now)
        speakers.heard(by.connection, [place], by.now)
    else:
        person = addresses.person_of(by.connection, place, move.to)
    if person and move.speaks:
        speakers.speaks(by.connection, place, person)
    return [Follow(place, person, event) for event in move.events] if person else []


# --- buttons of a shared phone --------------------------------------------------------------------------------------------


def marked(said: Said, who: Loaded) -> Said:
    """With the number of the person in every button, where others may tap it, or could before."""
    return _numbered(said, f"@{who.number}:") if who.marked and said.options else said


def marked_anew(said: Said, number: int | None) -> Said:
    """The same for another phone: with the number of the person there, None = only they may tap it."""
    return _numbered(said, "" if number is None else f"@{number}:")


def _numbered(said: Said, mark: str) -> Said:
    return replace(said, options=tuple(one._replace(data=f"{mark}{unmarked(one.data)[1]}") for one in said.options))


def unmarked(data: str) -> tuple[int, str]:
    """(whose button it is, what was in it). Without a number it is from when the first person was alone there."""
    number, _, rest = data[1:].partition(":")
    return (int(number), rest) if data.startswith("@") and number.isdecimal() else (0, data)
