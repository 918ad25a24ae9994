"""Answers of sheets that are being filled in, kept in memory so that the next turn need not read and open them once more.

Answers are append-only: as long as the number of a sheet's latest answer is the one remembered, what is remembered is all of them.
What a turn adds counts only once it is committed.
"""

from collections import OrderedDict
from collections.abc import Iterable

from dialogs.events import Answer
from storage.speaking.loading import Loaded

MOST = 4_000  # answers, of which each takes a few hundred bytes

Key = tuple[int, int]  # person, sheet


class Remembered:
    """Of one process. On PostgreSQL others may write as well: the number in the sheet's row tells."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, tuple[Answer, ...]] = OrderedDict()
        self._staged: dict[Key, tuple[Answer, ...]] = {}
        self._count = 0

    def find(self, person: int, sheet: int, latest: int) -> tuple[Answer, ...] | None:
        """All answers of a sheet whose latest has that number; None where they must be read."""
        if not latest:
            return ()
        known = self._known.get((person, sheet))
        return known if known and known[-1].seq == latest else None

    def stage(self, people: Iterable[Loaded]) -> None:
        """What a batch has read and written, until its commit."""
        self._staged |= {(one.id, sheet.number): sheet.answers for one in people for sheet in one.sheets if sheet.answers}

    def committed(self) -> None:
        for key, answers in self._staged.items():
            self._count += len(answers) - len(self._known.pop(key, ()))
            self._known[key] = answers
        self._staged.clear()
        while self._count > MOST:
            self._count -= len(self._known.popitem(last=False)[1])

    def failed(self) -> None:
        self._staged.clear()

    def forget(self, person: int) -> None:
        """They are erased."""
        for key in [key for key in self._known if key[0] == person]:
            self._count -= len(self._known.pop(key))
        self._staged = {key: answers for key, answers in self._staged.items() if key[0] != person}
