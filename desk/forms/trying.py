"""The page on which staff try a form as on a phone; the walk itself is `desk.forms.previewing`'s."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from desk.fields import fields, first
from desk.forms import previewing
from desk.forms.previewing import Step, Walk
from desk.forms.publishing import Publisher
from dialogs.form import Form
from dialogs.texts import Voices

if TYPE_CHECKING:
    from desk.app import Desk

MOST_BODY = 400_000  # bytes of a form with the steps of a walk


async def show(desk: "Desk", shop: Publisher, request: Request, form: Form, *, voices: Voices, back: str) -> Response:
    """The form in those voices; `back`: where one came from, inside the desk."""
    said = await fields(request, MOST_BODY) if request.method == "POST" else {}
    languages = [code for code in map(voices.nearest, form.languages) if code] or list(voices.languages)
    page = desk.page(request)
    language = _among(first(said, "language"), languages) or _among(page.speech.language, languages) or languages[0]
    channel = _among(first(said, "channel"), list(shop.limits)) or next(iter(shop.limits))
    steps = _stepped(previewing.read(first(said, "steps")), said)
    walk = Walk(
        form=form,
        publisher=shop,
        voices=voices,
        lists=desk.lists,
        language=language,
        channel=channel,
        now=desk.now(),
    )
    await asyncio.to_thread(walk.go, steps)
    return page.answer(
        "preview.html",
        form=form,
        walk=walk,
        steps=previewing.write(steps),
        back=back,
        full=len(steps) >= previewing.MOST_STEPS,
        language=language,
        languages={code: voices.own_names().get(code, code) for code in languages},
        channel=channel,
        known_channels=list(shop.limits),
    )


def _stepped(steps: list[Step], said: Mapping[str, list[str]]) -> list[Step]:
    """With what was done just now."""
    if "undo" in said:
        return steps[:-1]
    if "again" in said:
        return []
    for field, kind in (("tap", previewing.TAP), ("say", previewing.SAY), ("show", previewing.SHOW)):
        if what := first(said, field)[: previewing.LONGEST]:
            return [*steps, (kind, what)][: previewing.MOST_STEPS]
    return steps


def _among(wanted: str, known: Sequence[str]) -> str:
    return wanted if wanted in known else ""
