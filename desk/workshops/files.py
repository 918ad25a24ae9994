"""What the desk needs to take workshops from files, and the bot does: reading workbooks and calendars. `bot` fulfils this."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from dialogs.phrase import Phrase


class Read(NamedTuple):
    """One workshop in a file. `sheet` and `row` as a spreadsheet counts them; of a calendar the row of its beginning, and no sheet.

    `given`: what it says, as the fields of the page on which workshops are made; words in a language that is not told end with ":".
    `columns`: {field: column or property that said so}. `wrong`: what could not be read at all, by column.
    """

    sheet: str
    row: int
    given: Mapping[str, Sequence[str]]
    columns: Mapping[str, str]
    wrong: Mapping[str, Phrase]


class Unread(Exception):
    """A file that is none of ours, with the reason and the cure."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(f"{why}")
        self.why = why


class Files(Protocol):
    async def read(self, content: bytes, name: str, zone: str) -> Sequence[Read]:
        """The workshops in a file. `zone`: of times that name none. Raises Unread."""
        ...

    async def template(self, languages: Sequence[str]) -> bytes:
        """A workbook to fill in, with columns for words in these languages."""
        ...
