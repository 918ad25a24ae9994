"""A digest for one of the staff: what is new and what waits, as counts and a link. Nothing that names anybody.

Each line has a colour of its own, which its bar in the picture has as well: so the picture needs numbers only, and no script.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs import stafftexts
from dialogs.texts import Speech, Text

LINES: tuple[tuple[str, str, Text], ...] = (  # (of `Tally`, colour, what is counted); the place is the number of the colour
    ("mine", "🟧", stafftexts.DIGEST_MINE),
    ("nobody", "🟥", stafftexts.DIGEST_NOBODY),
    ("review", "🟦", stafftexts.DIGEST_REVIEW),
    ("stuck", "🟪", stafftexts.DIGEST_STUCK),
    ("unreachable", "🟫", stafftexts.DIGEST_UNREACHABLE),
    ("withdrawn", "⬛", stafftexts.DIGEST_WITHDRAWN),
    ("new", "🟩", stafftexts.DIGEST_NEW),
    ("handed_in", "🟨", stafftexts.DIGEST_HANDED_IN),
)


WORKSHOPS: tuple[tuple[str, str, Text], ...] = (  # (name, sign, what is counted); without a sign: of the line above it
    ("tomorrow", "🗓", stafftexts.DIGEST_TOMORROW),
    ("expected", "", stafftexts.DIGEST_EXPECTED),
    *((code, "", text) for code, text in stafftexts.DIGEST_NEEDS.items()),
    ("help", "🙋", stafftexts.DIGEST_HELP),
    ("full", "⏳", stafftexts.DIGEST_FULL),
    ("free", "🎟", stafftexts.DIGEST_FREE),
    ("missed", "🤝", stafftexts.DIGEST_MISSED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many. `new`, `handed_in`, `withdrawn`: since the last digest; all else as it is now. `fresh`: something is new since then, or
    something urgent is nobody's.
    """

    mine: int = 0
    nobody: int = 0
    review: int = 0
    stuck: int = 0
    days: int = 0  # what counts as stuck
    unreachable: int = 0
    why: tuple[tuple[str, int], ...] = ()  # (reason, how many) of these
    withdrawn: int = 0
    new: int = 0
    handed_in: int = 0
    workshops: tuple[tuple[str, int], ...] = ()  # (one of WORKSHOPS, how many)
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`about`: a reason of the line above it, without a colour."""

    label: str
    number: int
    colour: str = ""
    about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    title: str
    lines: tuple[Line, ...]
    link: str
    bars: tuple[tuple[int, int], ...]  # (number of a colour, how many)

    def chat(self, speech: Speech) -> str:
        """As a message."""
        said = [speech.say(stafftexts.DIGEST_LINE, what=line.label, n=line.number) for line in self.lines]
        shown = [f"{line.colour} {text}" if line.colour else f"– {text}" for line, text in zip(self.lines, said, strict=True)]
        return "\n".join([self.title, "", *shown, "", speech.say(stafftexts.DIGEST_OPEN, link=self.link)])


def compose(speech: Speech, tally: Tally, *, programme: str, link: str) -> Digest:
    """`why` of the tally is in the reader's words already. `programme` is "" where it is about all."""
    title = speech.say(stafftexts.DIGEST, programme=programme) if programme else speech.say(stafftexts.DIGEST_ALL)
    counted = [(place, getattr(tally, name)) for place, (name, _, _) in enumerate(LINES)]
    return Digest(
        title=title, lines=tuple(_lines(speech, tally)), link=link, bars=tuple((place, n) for place, n in counted if n)
    )


def _lines(speech: Speech, tally: Tally) -> Iterator[Line]:
    for name, colour, text in LINES:
        if number := getattr(tally, name):
            yield Line(
                label=speech.say(text, days=tally.days) if name == "stuck" else speech.say(text), number=number, colour=colour
            )
            if name == "unreachable":
                yield from (Line(label=reason, number=count, about=True) for reason, count in _joined(tally.why))
    workshops = dict(tally.workshops)
    for name, sign, text in WORKSHOPS:
        if number := workshops.get(name):
            yield Line(label=speech.say(text), number=number, colour=sign, about=not sign)


def _joined(why: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Several codes of platforms may mean the same in words."""
    found: dict[str, int] = {}
    for reason, count in why:
        found[reason] = found.get(reason, 0) + count
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))
