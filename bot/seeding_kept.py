"""The demo's past is made once a day, as that takes some seconds, and kept in the home folder: everything in it is invented."""

import hashlib
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.seeding import seed
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
KEPT = Path.home() / ".cache/lotse-demo"
FILES = ("lotse.db", "key", "code")
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
    """Instead of what is older. It is complete as soon as it has its name."""
    known.parent.mkdir(parents=True, exist_ok=True)
    for old in known.parent.iterdir():
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
    told += [str(now.date()), str(settings.programmes), str(settings.whatsapp_numbers)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
