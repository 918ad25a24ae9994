"""The demo's past is made once a day, as that takes some seconds, and kept in the home folder: everything in it is invented."""

import hashlib
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.seeding.past import seed
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
KEPT = Path.home() / ".cache/lotse-demo"
FILES = ("lotse.db", "key", "code")
DAY = len("2026-11-22")
BESIDE = 2  # others that are kept, of 7 MB each
SOURCES = ("dialogs/**/*.*", "storage/**/*.py", "bot/**/*.py", "locales/**/*.po", "locales/*.toml")


async def past(settings: Settings, now: datetime, kept: Path = KEPT) -> str:
    """Put database and key into the folder of the settings; the payload of Clara's start link."""
    known = kept / _mark(settings, now)
    try:
        for name in FILES:
            shutil.copy(known / name, settings.data / name)
    except FileNotFoundError:
        clara, *_ = await seed(settings, now)
        (settings.data / "code").write_text(clara.code)
        with suppress(OSError):  # it is made anew the next time
            _keep(settings.data, known)
    return (settings.data / "code").read_text()


def _keep(made: Path, known: Path) -> None:
    """Beside the last ones of this day, with other forms or other code. It is complete as soon as it has its name."""
    known.parent.mkdir(parents=True, exist_ok=True)
    beside = sorted(known.parent.glob(f"{known.name[:DAY]}*"), key=lambda one: one.stat().st_mtime)[-BESIDE:]
    for old in known.parent.iterdir():
        if old not in beside:
            shutil.rmtree(old)
    half = Path(tempfile.mkdtemp(dir=known.parent))
    for name in FILES:
        shutil.copy(made / name, half / name)
    half.rename(known)


def _mark(settings: Settings, now: datetime) -> str:
    """Another one for another day, other programmes or forms, and other code."""
    files = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern) if "__pycache__" not in path.parts)
    files += sorted(settings.forms.rglob("*")) if settings.forms else []
    told = [f"{path} {path.stat().st_mtime_ns}" for path in files]
    told += [str(settings.programmes), str(settings.whatsapp_numbers)]
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"{now.date()}-{digest[:32]}"
