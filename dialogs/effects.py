"""What an answer does besides standing on its sheet: consent, name, language, centre (`lotse:sets` of its question)."""

from dialogs.form import Question
from dialogs.known import Sheet
from dialogs.outcomes import Cancelled, ConsentSaid, Enrolled, HelpNeeded, HelpOver
from dialogs.turn import Turn

PURPOSES = ("programme", "mentors", "employers", "statistics")


def effect(turn: Turn, sheet: Sheet, question: Question, value: str) -> None:
    """What answering writes to the person: `lotse:sets` of the question."""
    sets = question.extras.get("sets", "")
    if sets == "language":
        turn.person = turn.person._replace(language=turn.voices.nearest(value) or turn.person.language)
    elif sets == "name":
        turn.person = turn.person._replace(name=value)
    elif sets == "centre":
        turn.outcomes.append(Enrolled(programme=turn.known.programme.code, centre=value))
    elif sets.startswith("consent:"):
        _consented(turn, sheet, sets.removeprefix("consent:"), given=value == "yes")
    elif sets == "consents":
        for purpose in (choice.name for choice in (question.choices.static if question.choices else ())):
            if purpose in PURPOSES:
                consent(turn, purpose, given=purpose in value.split(), version=turn.form(sheet).version)


def _consented(turn: Turn, sheet: Sheet, purpose: str, *, given: bool) -> None:
    """An answer about consent; taking the programme's back reaches beyond this form."""
    withdrawn = purpose == "programme" and not given and turn.person.consents.get(purpose)
    consent(turn, purpose, given=given, version=turn.form(sheet).version)
    if withdrawn:
        withdraw(turn, version=turn.form(sheet).version, but=sheet.number)


def withdraw(turn: Turn, *, version: str, but: int = 0) -> None:
    """Without the programme's consent nobody else's stands and nothing is asked: open forms are dropped (`but` the one at hand)."""
    for purpose in PURPOSES[1:]:
        if turn.person.consents.get(purpose):
            consent(turn, purpose, given=False, version=version)
    for sheet in list(turn.sheets.values()):
        if sheet.state in ("open", "paused") and sheet.number != but:
            turn.change(sheet, state="dropped", prompt=None)
    turn.outcomes += [Cancelled(), HelpNeeded(kind="consent_withdrawn"), HelpOver(kind="review")]


def consent(turn: Turn, purpose: str, *, given: bool, version: str) -> None:
    """Keep what was agreed to, if it is news."""
    if turn.person.consents.get(purpose) is not given:
        turn.person = turn.person._replace(consents={**turn.person.consents, purpose: given})
        turn.outcomes.append(ConsentSaid(purpose=purpose, given=given, version=version))
