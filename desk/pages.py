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
from desk.people.lines import Line
from desk.routing import somebody, staff_of
from desk.staff import AUDIT, LOOK, RULE, WORK, Staff
from desk.telling import told
from dialogs.form import Choice, Label
from dialogs.markup import plain
from dialogs.menu import PURPOSE_NAMES
from dialogs.texts import Speech, Voices
from storage.answers.review import public
from storage.times import when

FOLDER = Path(__file__).parent
COOKIE = "desk_language"
A_YEAR = 365 * 24 * 3600  # seconds
REASONS = {  # by what stands in a platform's reason, or in one of ours: which of our words say the same
    "blocked": re.compile(r"^left$|blocked", re.IGNORECASE),
    "gone": re.compile(r"deactivated", re.IGNORECASE),
    "never": re.compile(r"^(131026|131021)\b|chat not found|PEER_ID_INVALID", re.IGNORECASE),
    "lost": re.compile(r"^lost$"),
    "country": re.compile(r"^130497\b"),
    "closed": re.compile(r"^(131047|470)\b"),
    "unwanted": re.compile(r"^(131049|131050|130472)\b"),
    "hushed": re.compile(r"^131048\b"),
    "slow": re.compile(r"^(130429|131056|8000[78]|4|17|613|429)\b|^paused$"),
    "template": re.compile(r"^132\d{3}\b|^no template$"),
    "doubt": re.compile(r"^in doubt$"),
    "again": re.compile(r"^again \d+$"),
    "stopped": re.compile(r"^restarted$"),
    "renamed": re.compile(r"^renamed$"),
}
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "email": "E-mail"}  # own names, the same in every language

NAVIGATION = (  # what stands at the top of every page
    ("/", texts.OVERVIEW, LOOK),
    ("/people", texts.PEOPLE, LOOK),
    ("/charts", texts.CHARTS, LOOK),
    ("/exports", texts.EXPORTS, WORK),
    ("/workshops", texts.WORKSHOPS, WORK),
    ("/broadcasts", texts.BROADCASTS, WORK),
    ("/replies", texts.CANNED_SHORT, WORK),
    ("/forms", texts.FORMWORK, WORK),
    ("/translations", texts.TRANSLATIONS, WORK),
    ("/digests", texts.DIGESTS, LOOK),
    ("/staff", texts.STAFF, RULE),
    ("/audit", texts.AUDIT, AUDIT),
)

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
        """In what was chosen here, else on this device, else by who is signed in, else in what the browser asks for."""
        wanted = (self._chosen, self.request.cookies.get(COOKIE, ""), self._of_staff)
        return self.desk[next((code for code in wanted if code in self.desk.languages), self._asked_for)]

    @property
    def desk(self) -> Voices:
        """Those that the desk speaks with: coordinators' languages, not people's."""
        return self.voices.desk

    @property
    def _chosen(self) -> str:
        """The language just chosen in the menu."""
        code = self.request.query_params.get("lang", "")
        return code if code in self.desk.languages else ""

    @property
    def _of_staff(self) -> str:
        """That of who is signed in; "" before."""
        known: Staff | None = getattr(self.request.state, "staff", None)
        return known.language if known else ""

    @property
    def _asked_for(self) -> str:
        """The first of the browser's languages that we have."""
        header = self.request.headers.get("accept-language", "")
        codes = (part.partition(";")[0].strip() for part in header.split(","))
        return next((code for one in codes if one and (code := self.desk.nearest(one))), "en")

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """(code, own name, link to this page in it) of all languages of the desk."""
        return [(code, name, self.here(lang=code)) for code, name in self.desk.own_names().items()]

    @property
    def own_name(self) -> str:
        """What the reader's language calls itself."""
        return next(name for code, name, _ in self.languages if code == self.speech.language)

    def language_name(self, code: str) -> str:
        """What a language is called in the reader's; "" for none. One that CLDR's list does not have is called as it calls itself."""
        own = self.desk.own_names().get(code) or self.voices.own_names().get(code, code)
        return self.speech.label(Label(key=f"language:{code}", texts={"": own})) if code else ""

    # --- who reads ---------------------------------------------------------------------------------------------------

    @property
    def staff(self) -> Staff:
        return staff_of(self.request)

    @property
    def navigation(self) -> list[tuple[str, str]]:
        """(path, name) of the pages that the reader's role may open."""
        if not (who := somebody(self.request)):
            return []
        return [(path, self.speech.say(text)) for path, text, roles in NAVIGATION if who.role in roles]

    @property
    def signed_in(self) -> bool:
        return somebody(self.request) is not None

    @property
    def shows_names(self) -> bool:
        return self.staff.names and self.staff.works

    def name(self, number: int, name: str) -> str:
        """What a person is called where the reader has asked for names and may see them; else a pseudonym."""
        if not self.shows_names:
            return self.speech.say(texts.PERSON_CODE, code=public(number))
        return name or self.speech.say(texts.NO_NAME)

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

    @property
    def place(self) -> str:
        """This page, as a path inside the desk: to come back to. The first page, where this one cannot be asked for again."""
        url = self.request.url
        path = url.path.removeprefix(self.root) or "/"
        return (path + (f"?{url.query}" if url.query else "")) if self.request.method == "GET" else "/"

    def is_at(self, path: str) -> bool:
        return self.request.url.path == f"{self.root}{path}"

    def day(self, at: datetime, zone: str = "UTC") -> str:
        return self.speech.day(at.astimezone(_zone(zone)).date().isoformat(), "day")

    def day_of(self, at: int) -> str:
        """Of milliseconds since 1970, where the reader is."""
        return self.day(when(at), self.staff.zone)

    def why(self, reason: str) -> str:
        """A platform's reason in words of ours; one that we have none for as it is: a code, or a sentence for programmers."""
        known = next((name for name, pattern in REASONS.items() if pattern.search(reason)), "")
        return self.speech.say(texts.REASONS[known] if known else texts.PLATFORM_SAYS, reason=reason)

    def channel(self, account: str) -> str:
        """What the messenger is called, for `channel:account`."""
        name = account.partition(":")[0]
        return CHANNELS.get(name, name)

    def clock(self, at: datetime, zone: str = "UTC") -> str:
        return at.astimezone(_zone(zone)).strftime("%H:%M")

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


def anchor(context: str) -> str:
    """The id of a text's place in a page."""
    return f"text-{context.encode().hex()}"


def runs(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """(group, its lines), in the order of the form."""
    return [(group, list(some)) for group, some in groupby(lines, key=lambda line: line.group)]


def wall(at: datetime, zone: str) -> datetime:
    """What a clock shows there."""
    return at.astimezone(_zone(zone))


_templates.filters.update(
    wall=wall,
    moment=when,
    public=public,
    tag=tag,
    anchor=anchor,
    runs=runs,
    shown_as=shown_as,
    on_map=on_map,
    size=size,
    plain=plain,
    told=told,
)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
