"""What a form knows without asking: when it was begun and handed in, and on which device: here one that is made up for each sheet."""

from collections.abc import Iterator
from datetime import datetime

from dialogs.form import Form
from dialogs.reading.times import written


def when_opened(form: Form, now: datetime, seed: int) -> Iterator[tuple[str, str]]:
    """(key, value) of what is known at the beginning; `now` as the person's clock shows it. The person's address is no part of it."""
    known = {"start": written(now), "today": now.date().isoformat(), "deviceid": f"lotse:{seed % 2**64:016x}"}
    return _of(form, known)


def when_handed_in(form: Form, now: datetime) -> Iterator[tuple[str, str]]:
    return _of(form, {"end": written(now)})


def _of(form: Form, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((key, known[kind]) for key in sorted(form.metadata) if (kind := form.questions[key].kind) in known)
