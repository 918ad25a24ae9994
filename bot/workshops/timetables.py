"""Workshops in files that come to the desk: workbooks with a row for each, and calendars. Read in a thread; a reader that finds no end is
stopped by limits before it begins.
"""

import asyncio
from collections.abc import Sequence

from bot.workbooks import texts as said
from bot.workbooks import unpacking
from bot.workshops import timetable_books
from desk.workshops.files import Read, Unread
from dialogs.phrase import phrase

BEGINNING = b"BEGIN:VCALENDAR"
LOOKED_AT = 1_000  # bytes in which a calendar says that it is one


class Timetables:
    """Fulfils desk.workshops.files.Files."""

    async def read(self, content: bytes, name: str, zone: str) -> Sequence[Read]:
        return await asyncio.to_thread(_read, content, name, zone)

    async def template(self, languages: Sequence[str]) -> bytes:
        return await asyncio.to_thread(timetable_books.template, languages)


def _read(content: bytes, name: str, zone: str) -> Sequence[Read]:
    if content.startswith(unpacking.PACKED):
        found = timetable_books.read(content)
    elif BEGINNING in content[:LOOKED_AT].upper() or name.lower().endswith((".ics", ".ical")):
        from bot.workshops.timetable_calendars import read  # noqa: PLC0415 - some MB, seldom needed

        found = read(content, zone)
    else:
        raise Unread(phrase(said.WORKSHOP_NO_FILE))
    if not found:
        raise Unread(phrase(said.WORKSHOP_NO_EVENTS))
    return found
