"""The forms of this installation, and the live lists that they may name."""

from collections.abc import Sequence
from pathlib import Path

from bot.forms.lists import live_lists
from bot.settings import Settings
from bot.texts.speech import Voices
from bot.workbooks.reading import load_folder
from dialogs.form import Choice, Form
from dialogs.known import Programme

SHIPPED = Path(__file__).parents[2] / "dialogs/forms"
DEPTH = 10_000  # calls within each other: a calculation may look at another one, and that again, hundreds of times


def forms(settings: Settings) -> dict[str, Form]:
    """The shipped forms, those in LOTSE_FORMS, and the imported ones; of the same name the later takes the place of the one before."""
    return load_folder(SHIPPED, *([settings.forms] if settings.forms else []), imported=settings.data / "forms", apart=True)


def beside(settings: Settings) -> list[Path]:
    """Where files beside forms may lie: imported forms first, as they take the place of others."""
    return [settings.data / "forms", *([settings.forms] if settings.forms else []), SHIPPED]


def lists(voices: Voices, programmes: Sequence[Programme] = ()) -> dict[str, Sequence[Choice]]:
    return dict(live_lists(voices.own_names(), programmes))
