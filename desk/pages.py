"""Pages from templates: who reads in which language, what a template may say, links, dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from desk import texts
from desk.files import shown_as
from desk.lines import Line
from dialogs.form import Choice, Label
from dialogs.menu import PURPOSE_NAMES
from dialogs.texts import Speech, Voices
from storage.review import public

FOLDER = Path(__file__).parent
COOKIE = "desk_language"
A_YEAR = 365 * 24 * 3600  # seconds
REASONS = {  # by what stands in a platform's reason: which of our words say the same
    "blocked": re.compile(r"^left$|blocked", re.IGNORECASE),
    "gone": re.compile(r"deactivated", re.IGNORECASE),
    "never": re.compile(r"^(131026|131021|131030)\b|chat not found|PEER_ID_INVALID", re.IGNORECASE),
    "lost": re.compile(r"^lost$"),
    "country": re.compile(r"^130497\b"),
    "closed": re.compile(r"^(131047|470)\b"),
    "unwanted": re.compile(r"^(131049|131050|130472|131048)\b"),
    "template": re.compile(r"^132\d{3}\b"),
}
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "email": "E-mail"}  # own names, the same in every language

_templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_purposes = {**PURPOSE_NAMES, "programme": texts.PURPOSE_PROGRAMME}
_templates.globals.update(t=texts, purposes=_purposes, channels=CHANNELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a template is given: one request, in one language."""

    request: Request
    voices: Voices
    lists: Mapping[str, Sequence[Choice]]

    def answer(self, template: str, *, status: int = 200, **values: Any) -> Response:
        html = _templates.get_template(template).render(page=self, say=self.speech.say, **values)
        response = HTMLResponse(html, status)
        if chosen := self._chosen:
            path = self.root or "/"
            response.set_cookie(COOKIE, chosen, max_age=A_YEAR, path=path, httponly=True, samesite="lax")
        return response

    # --- language ----------------------------------------------------------------------------------------------------

    @property
    def speech(self) -> Speech:
        wanted = self._chosen or self.request.cookies.get(COOKIE, "")
        return self.voices[wanted if wanted in self.voices.languages else self._asked_for]

    @property
    def _chosen(self) -> str:
        """The language just chosen in the menu."""
        code = self.request.query_params.get("lang", "")
        return code if code in self.voices.languages else ""

    @property
    def _asked_for(self) -> str:
        """The first of the browser's languages that we have."""
        header = self.request.headers.get("accept-language", "")
        codes = (part.partition(";")[0].strip() for part in header.split(","))
        return next((code for one in codes if one and (code := self.voices.nearest(one)) in self.voices.languages), "en")

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """(code, own name, link to this page in it) of all languages."""
        names = {choice.name: choice.label.source for choice in self.lists["languages"]}
        return [(code, names.get(code, code), self.here(lang=code)) for code in self.voices.languages]

    @property
    def own_name(self) -> str:
        """What the reader's language calls itself."""
        return next(name for code, name, _ in self.languages if code == self.speech.language)

    def language_name(self, code: str) -> str:
        """What a language is called in the reader's; "" for none."""
        return self.speech.label(Label(key=f"language:{code}", texts={"": code})) if code else ""

    # --- links and dates ---------------------------------------------------------------------------------------------

    @property
    def root(self) -> str:
        """The path that the desk is mounted at."""
        return str(self.request.scope.get("root_path", ""))

    def link(self, path: str, **query: str | int) -> str:
        """A link inside the desk. Never with a host in it, whatever the request says about hosts."""
        return f"{self.root}{path}" + (f"?{urlencode(query)}" if query else "")

    def here(self, **query: str | int) -> str:
        """A link to this page with some parameters changed."""
        return "?" + urlencode({**self.request.query_params, **query})

    def is_at(self, path: str) -> bool:
        return self.request.url.path == f"{self.root}{path}"

    def day(self, at: datetime, zone: str = "UTC") -> str:
        return self.speech.day(at.astimezone(_zone(zone)).date().isoformat(), "day")

    def why(self, reason: str) -> str:
        """A platform's reason in words of ours; one that we have none for as it is: a code, or a sentence for programmers."""
        known = next((name for name, pattern in REASONS.items() if pattern.search(reason)), "")
        return self.speech.say(texts.REASONS[known] if known else texts.PLATFORM_SAYS, reason=reason)

    def channel(self, account: str) -> str:
        """What the messenger is called, for `channel:account`."""
        name = account.partition(":")[0]
        return CHANNELS.get(name, name)

    def moment(self, at: datetime, zone: str = "UTC") -> str:
        return self.speech.say(texts.MOMENT, day=self.day(at, zone), time=at.astimezone(_zone(zone)).strftime("%H:%M"))


def on_map(place: tuple[str, str]) -> str:
    """A link that tells OpenStreetMap the place: only when somebody follows it."""
    latitude, longitude = place
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"


def size(number: int) -> str:
    """Bytes as people say them."""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(number // 1000, 1)} kB"


def tag(code: str) -> str:
    """A language's code as HTML wants it: fa-AF."""
    return code.replace("_", "-")


def runs(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """(group, its lines), in the order of the form."""
    return [(group, list(some)) for group, some in groupby(lines, key=lambda line: line.group)]


_templates.filters.update(public=public, tag=tag, runs=runs, shown_as=shown_as, on_map=on_map, size=size)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
