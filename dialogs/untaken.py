"""What nothing could be done with: a coordinator is told, and the person is answered all the same."""

from collections.abc import Callable

from dialogs import menu, texts
from dialogs.ending import resume, show_review
from dialogs.outcomes import Heard, HelpNeeded
from dialogs.reading import Misread, fold, yes_no
from dialogs.turn import Turn


def typed(t: Turn, text: str, answered: Callable[[Turn], None]) -> None:
    """`text`: as it was cleaned; `answered`: what the person is told."""
    sheet = t.current
    path = sheet.prompt.path if sheet and sheet.prompt else ""
    t.outcomes.append(HelpNeeded(kind="untaken", sheet=sheet.number if sheet else 0, path=path))
    t.outcomes.append(Heard(kind="words", text=text))
    answered(t)


def shared(t: Turn) -> None:
    """It is not kept, and the person is told so."""
    sheet = t.current
    t.say(texts.NOT_KEPT)
    t.outcomes.append(HelpNeeded(kind="untaken", sheet=sheet.number if sheet else 0))
    if sheet and sheet.prompt and sheet.prompt.kind == "review":
        return show_review(t, sheet, sheet.prompt)
    return resume(t, sheet) if sheet else menu.menu(t)


def wants_nothing(t: Turn, text: str) -> bool:
    """Thanks, yes, a pictogram."""
    word = fold(text)
    small = {*t.speech.words(texts.WORDS["thanks"]), *t.speech.words(texts.WORDS["done"])}
    return not word or word in small or not isinstance(yes_no(text, language=t.speech.language), Misread)
