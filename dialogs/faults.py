"""What is wrong with a workbook or was cured in it, with its place."""

from typing import NamedTuple

from dialogs.phrase import Phrase


class Fault(NamedTuple):
    """`what` is wrong, with its cure. Row 0 and empty names: unknown. As a `str` it is English, for a terminal."""

    sheet: str
    row: int
    column: str
    what: Phrase
    question: str = ""

    def __str__(self) -> str:
        sheet = f'sheet "{self.sheet}"' if self.sheet else ""
        row = f"row {self.row}" if self.row else ""
        question = f'question "{self.question}"' if self.question else ""
        column = f'column "{self.column}"' if self.column else ""
        place = ", ".join(filter(None, [sheet, row, question, column]))
        if place and not sheet:
            place = f"this workbook cannot be used: {place}"
        return f"{place}: {self.what}" if place else f"{self.what}"


def whole(what: Phrase) -> Fault:
    """One that is about all of it."""
    return Fault("", 0, "", what)
