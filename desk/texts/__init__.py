"""Every sentence of the desk, a module for each group of pages; templates and code find them all here.

English there; the other languages in `locales/` (see dialogs.texts).
"""

from collections.abc import Iterator

from desk.texts.auditing import *
from desk.texts.broadcasting import *
from desk.texts.charting import *
from desk.texts.common import *
from desk.texts.digesting import *
from desk.texts.door import *
from desk.texts.exporting import *
from desk.texts.formwork import *
from desk.texts.meetings import *
from desk.texts.queue import *
from desk.texts.reviewing import *
from desk.texts.signin import *
from desk.texts.staffing import *
from desk.texts.table import *
from desk.texts.talking import *
from desk.texts.translating import *
from desk.texts.workshops import *
from dialogs.texts import Text


def every() -> Iterator[Text]:
    """All texts of the desk, for the catalogues and for `check`."""
    for value in list(globals().values()):
        if isinstance(value, Text):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, Text))
