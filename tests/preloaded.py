"""What a process that `tests.forked` starts finds imported, and the same of what it would read apart: pyxform, and CLDR's names."""

import sys
from importlib import import_module

from bot.texts import cldr, speech
from bot.texts.languages import LOCALES

MODULES = (
    *("bot.__main__", "bot.serving", "bot.commands.demo", "uvloop", "alembic.command", "apscheduler.triggers.interval"),
    *("uvicorn.lifespan.off", "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
    *("bot.workbooks.beside", "bot.workbooks.cures", "bot.workbooks.kobo", "bot.workbooks.opening", "bot.workbooks.refusals"),
    "pyxform.xls2xform",
)

vars(sys)["modules"]["numpy"] = None  # openpyxl would import it; it comes with the tests' packages, not with ours
for _name in MODULES:
    import_module(_name)
_voices = speech.Voices(LOCALES)
cldr.all_names(sorted({about.cldr for voices in (_voices, _voices.desk) for about in voices.about.values()}), [])
