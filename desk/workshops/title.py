"""What a workshop is called."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dialogs.form import Label
from storage.workshops.rows import Plan

if TYPE_CHECKING:
    from desk.pages import Page


def title(page: "Page", plan: Plan) -> str:
    return titled(page, {code: one.title for code, one in plan.words.items()})


def titled(page: "Page", titles: Mapping[str, str]) -> str:
    """In the reader's language, or the next best. `titles`: by language."""
    return page.speech.label(Label(key="workshop", texts=titles))
