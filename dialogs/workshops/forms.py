"""The forms of workshops: asked when somebody signs up, and of those who came. Hidden questions of theirs say what they are about."""

from dialogs.form import STEPS, SUBJECT
from dialogs.known import Sheet
from dialogs.outcomes import WorkshopAsked
from dialogs.turn import Turn
from dialogs.workshops.values import NEEDS, Booked

BOOK, FEEDBACK = STEPS
WORKSHOP, OCCURRENCE = "workshop", "occurrence"  # of SUBJECT
SETS = "needs"  # `lotse:sets` of the question for what somebody needs to come


def fits(t: Turn, name: str, does: str) -> bool:
    """Whether there is such a form, for this."""
    form = t.known.forms.get(name)
    return form is not None and form.does == does and form.questions.keys() >= SUBJECT


def sheet_of(t: Turn, name: str, one: Booked) -> Sheet | None:
    """The latest one that was filled in, or is being filled in, for this."""
    mine = [sheet for sheet in t.sheets.values() if sheet.form == name and about(t, sheet) == _subject(one)]
    return max(mine, key=lambda sheet: sheet.raised, default=None)


def opened(t: Turn, name: str, one: Booked) -> Sheet:
    """A new one, which knows what it is for."""
    sheet, known = t.open(name), zip((WORKSHOP, OCCURRENCE), _subject(one), strict=True)
    t.note(sheet, ((key, value) for key, value in known if value))
    return t.sheets[sheet.number]


def about(t: Turn, sheet: Sheet) -> tuple[str, str]:
    """Workshop and occurrence; "" where it is for none, or for all."""
    latest = t.answers(sheet).latest
    workshop, occurrence = (latest[name].value if name in latest else "" for name in (WORKSHOP, OCCURRENCE))
    return workshop, occurrence


def booking(t: Turn, sheet: Sheet) -> WorkshopAsked | None:
    """What somebody wishes for by handing it in; None where it is no such form."""
    form, latest = t.form(sheet), t.answers(sheet).latest
    workshop, occurrence = about(t, sheet)
    if form.does != BOOK or not workshop:
        return None
    asked = [key for key, question in form.questions.items() if question.extras.get("sets") == SETS and key in latest]
    said = {code for key in asked if latest[key].status == "answered" for code in latest[key].value.split()}
    needs = tuple(code for code in NEEDS if code in said)
    return WorkshopAsked(verb="book", workshop=workshop, occurrence=occurrence, needs=needs, sheet=sheet.number)


def _subject(one: Booked) -> tuple[str, str]:
    return one.workshop.id, one.occurrence.id if one.occurrence else ""
