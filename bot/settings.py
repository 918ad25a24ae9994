"""The environment and lotse.toml, read once. The environment wins; secrets may stand in files (`*_FILE`) and hide themselves."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dialogs.known import Programme
from storage.messages.letters import is_address
from storage.times import zone_of

TELEGRAM = "https://api.telegram.org"
WHATSAPP = "https://graph.facebook.com/v26.0"  # with the version of the Graph API that we speak
HERE = ("127.0.0.1", "localhost", "::1")
TELEGRAM_PACE = 30.0  # messages per second that Telegram allows one bot
WHATSAPP_PACE = 80.0  # messages per second that Meta allows one number
WHATSAPP_PEOPLE = 250  # whom a new business may write to first, within 24 hours
WHATSAPP_PATIENCE = 600.0  # seconds that the fate of a message may stay unknown, until a question is put once more
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}  # by how the line is sealed
WHATSAPP_NAMES = {  # what an account needs, and the setting of each
    "whatsapp_token": "LOTSE_WHATSAPP_TOKEN",
    "whatsapp_numbers": "LOTSE_WHATSAPP_PHONE_NUMBER_ID",
    "whatsapp_business": "LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID",
    "whatsapp_app_secret": "LOTSE_WHATSAPP_APP_SECRET",
    "whatsapp_verify_token": "LOTSE_WHATSAPP_VERIFY_TOKEN",
}
NUMBER_ID = re.compile(r"[0-9]{1,32}")
VERSIONED = re.compile(r"/v[0-9]+\.[0-9]+$")
CENTRE = re.compile(r"\w{1,40}", re.ASCII)  # a code of one
DEFAULT = Programme(code="lotse", name="Lotse", forms=("welcome", "skills_short"))  # when lotse.toml names none


class SettingProblem(Exception):
    """A setting is missing or wrong; the message names it and says the cure."""


class Secret:
    """A value that does not show itself in logs, error pages and prints."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __str__(self) -> str:
        return "•••" if self._value else ""

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._value)

    def reveal(self) -> str:
        return self._value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    telegram_token: Secret
    telegram_api: str
    telegram_secret: Secret
    telegram_pace: float
    whatsapp_token: Secret
    whatsapp_numbers: tuple[str, ...]  # Meta's ids of our phone numbers
    whatsapp_business: str
    whatsapp_app_secret: Secret
    whatsapp_verify_token: Secret
    whatsapp_api: str
    whatsapp_pace: float
    whatsapp_people: int
    whatsapp_patience: float
    mail_host: str
    mail_port: int
    mail_user: str
    mail_password: Secret
    mail_from: str  # whom mails come from; "" = none are sent
    mail_tls: str  # starttls, tls, none
    public_url: str
    desk_url: str  # where coordinators find the desk; "" = on this machine only
    oidc_issuer: str  # of the organisation's own sign-in; "" = none
    oidc_client_id: str
    oidc_client_secret: Secret
    database: str = field(repr=False)  # its address may hold a password
    key_file: Path
    host: str
    port: int
    desk_port: int
    metrics_port: int
    data: Path
    forms: Path | None
    crash_at: str = ""
    programmes: tuple[Programme, ...] = field(default=())

    @property
    def sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def desk_at(self) -> str:
        """Where the desk is, without a path."""
        return self.desk_url or f"http://localhost:{self.desk_port}"

    @property
    def webhook(self) -> bool:
        """Whether Telegram calls us; else we ask it."""
        return bool(self.public_url and self.telegram_secret)

    @property
    def whatsapp(self) -> bool:
        return bool(self.whatsapp_numbers)


def read(environment: Mapping[str, str] = environ, folder: Path | None = None) -> Settings:
    """The settings in force. Raises SettingProblem."""
    named = environment.get("LOTSE_CONFIG")
    file = Path(named) if named else (folder or Path.cwd()) / "lotse.toml"
    return _Reader(environment, _toml(file) if named or file.exists() else {}).settings()


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingProblem(f"{file.name} cannot be read: {problem}. Mend it, or move it away.") from problem


class _Reader:
    def __init__(self, environment: Mapping[str, str], table: Mapping[str, Any]) -> None:
        self.environment, self.table = environment, table
        self.asked: set[str] = {"programmes"}

    def settings(self) -> Settings:
        data = Path(self.text("data", "data")).absolute()
        database = self.database(data)
        key_file = self.text("key_file", "" if database.startswith("postgresql") else str(data / "key"))
        if not key_file:
            raise SettingProblem(
                "LOTSE_KEY_FILE is missing. With PostgreSQL name a file of 32 random bytes: head -c 32 /dev/urandom > key; chmod 600 key"
            )
        forms, public, port = self.text("forms", ""), self.url("public_url", ""), self.port("port", 8080)
        secret = self.secret("telegram_secret")
        whatsapp = self.whatsapp()
        if bool(public) != bool(secret) and not (public and whatsapp["whatsapp_numbers"]):
            raise SettingProblem(
                "For a webhook set both LOTSE_PUBLIC_URL and LOTSE_TELEGRAM_SECRET; leave both out and the bot asks Telegram itself."
            )
        found = Settings(
            telegram_token=self.secret("telegram_token"),
            telegram_api=self.url("telegram_api", TELEGRAM),
            telegram_secret=secret,
            telegram_pace=self.number("telegram_pace", TELEGRAM_PACE, least=0),
            **whatsapp,
            **self.mail(),
            public_url=public,
            desk_url=self.desk_url(),
            **self.oidc(),
            database=database,
            key_file=Path(key_file).absolute(),
            host=self.text("host", "127.0.0.1"),
            port=port,
            desk_port=self.port("desk_port", 8090 if public else port),
            metrics_port=self.port("metrics_port", 0),
            data=data,
            forms=self.folder("forms", forms) if forms else None,
            crash_at=self.text("crash_at", ""),
            programmes=self.programmes(),
        )
        if unknown := sorted(self.table.keys() - self.asked):
            raise SettingProblem(
                f"lotse.toml has settings that are none: {', '.join(unknown)}. docs/running.md lists those there are."
            )
        return found

    def whatsapp(self) -> dict[str, Any]:
        """All of WhatsApp's settings, or none of those that an account needs."""
        listed = (one.strip() for one in self.text("whatsapp_phone_number_id", "").split(","))
        numbers = tuple(dict.fromkeys(filter(None, listed)))
        found = {
            "whatsapp_token": self.secret("whatsapp_token"),
            "whatsapp_numbers": numbers,
            "whatsapp_business": self.text("whatsapp_business_account_id", ""),
            "whatsapp_app_secret": self.secret("whatsapp_app_secret"),
            "whatsapp_verify_token": self.secret("whatsapp_verify_token"),
        }
        missing = [WHATSAPP_NAMES[name] for name, value in found.items() if not value]
        if missing and len(missing) < len(found):
            raise SettingProblem(
                f"WhatsApp needs all of {', '.join(WHATSAPP_NAMES.values())}; missing: {', '.join(missing)}. "
                "Set what is missing, or leave all of them out and there is no WhatsApp."
            )
        if not all(NUMBER_ID.fullmatch(one) for one in numbers):
            raise SettingProblem(
                "LOTSE_WHATSAPP_PHONE_NUMBER_ID must be Meta's ids of your numbers: digits, with commas between."
            )
        api = self.url("whatsapp_api", WHATSAPP)
        if not VERSIONED.search(api):
            raise SettingProblem(
                f"LOTSE_WHATSAPP_API must end with the Graph API's version, as {WHATSAPP} does. Correct it, or leave it out."
            )
        return found | {
            "whatsapp_api": api,
            "whatsapp_pace": self.number("whatsapp_pace", WHATSAPP_PACE, least=0),
            "whatsapp_people": int(self.number("whatsapp_people", WHATSAPP_PEOPLE, least=0)),
            "whatsapp_patience": self.number("whatsapp_patience", WHATSAPP_PATIENCE, least=0),
        }

    def desk_url(self) -> str:
        """An address without a path: passkeys and links are bound to it."""
        value = self.url("desk_url", "").lower()
        if value and urlsplit(value)._replace(scheme="", netloc="").geturl():
            raise SettingProblem("LOTSE_DESK_URL must have no path, for example https://desk.example.org.")
        return value

    def oidc(self) -> dict[str, Any]:
        """The organisation's own sign-in, or none."""
        found: dict[str, Any] = {"oidc_issuer": self.url("oidc_issuer", ""), "oidc_client_id": self.text("oidc_client_id", "")}
        found |= {"oidc_client_secret": self.secret("oidc_client_secret")}
        if any(found.values()) and not all(found.values()):
            raise SettingProblem(
                "OpenID Connect needs all of LOTSE_OIDC_ISSUER, LOTSE_OIDC_CLIENT_ID and LOTSE_OIDC_CLIENT_SECRET; or leave all of them out."
            )
        return found

    def mail(self) -> dict[str, Any]:
        """The server that e-mail leaves by, or none."""
        host, sender, tls = self.text("mail_host", ""), self.text("mail_from", ""), self.text("mail_tls", "starttls")
        user, password = self.text("mail_user", ""), self.secret("mail_password")
        if bool(host) != bool(sender) or bool(user) != bool(password):
            raise SettingProblem(
                "E-mail needs both LOTSE_MAIL_HOST and LOTSE_MAIL_FROM, and of LOTSE_MAIL_USER and LOTSE_MAIL_PASSWORD both or neither."
            )
        if sender and not is_address(sender):
            raise SettingProblem("LOTSE_MAIL_FROM must be an address alone, for example lotse@example.org.")
        if tls not in MAIL_PORTS or (tls == "none" and host and host not in HERE):
            raise SettingProblem("LOTSE_MAIL_TLS must be starttls or tls; none only where the mail server is on this machine.")
        found = {"mail_host": host, "mail_port": self.port("mail_port", MAIL_PORTS[tls]), "mail_from": sender, "mail_tls": tls}
        return {**found, "mail_user": user, "mail_password": password}

    def text(self, name: str, default: str) -> str:
        """From the environment, from the file it names, or from lotse.toml."""
        self.asked.add(name)
        variable = f"LOTSE_{name.upper()}"
        if value := self.environment.get(variable):
            return value
        if file := self.environment.get(f"{variable}_FILE"):
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as problem:
                raise SettingProblem(
                    f"{variable}_FILE names a file that cannot be read. Check its path and its rights."
                ) from problem
        value = self.table.get(name, default)
        if not isinstance(value, str | int | float):
            raise SettingProblem(f"{name} in lotse.toml must be one value.")
        return str(value)

    def database(self, data: Path) -> str:
        url = self.text("database", f"sqlite:///{data}/lotse.db")
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+asyncpg://", 1)
        try:
            known = make_url(url).drivername in ("sqlite", "postgresql+asyncpg") and url != "sqlite://"
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise SettingProblem(
                "LOTSE_DATABASE must be like postgresql://lotse@host/lotse or sqlite:////folder/lotse.db. Correct it, or leave it out."
            )
        return url

    def folder(self, name: str, value: str) -> Path:
        if not Path(value).is_dir():
            raise SettingProblem(f"LOTSE_{name.upper()} names a folder that is not there. Make it, or correct the name.")
        return Path(value).absolute()

    def secret(self, name: str) -> Secret:
        return Secret(self.text(name, ""))

    def number(self, name: str, default: float, *, least: float) -> float:
        raw = self.text(name, str(default))
        try:
            value = float(raw)
        except ValueError:
            value = least - 1
        if not (isfinite(value) and value >= least):
            raise SettingProblem(f"LOTSE_{name.upper()} must be a number of at least {least:g}. Correct it, or leave it out.")
        return value

    def port(self, name: str, default: int) -> int:
        """0 = none, or any that is free."""
        raw = self.text(name, str(default))
        if not (raw.isascii() and raw.isdecimal() and len(raw) <= 5 and int(raw) <= 65_535):
            raise SettingProblem(f"LOTSE_{name.upper()} must be a port from 1 to 65535. Correct it, or leave it out.")
        return int(raw)

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            host = parts.hostname if parts.port != 0 else None
        except ValueError:  # brackets or a port that are none
            host = None
        if value and not (host and (parts.scheme == "https" or (parts.scheme == "http" and host in HERE))):
            raise SettingProblem(
                f"LOTSE_{name.upper()} must be an address that begins with https:// (http:// only towards this machine)."
            )
        return value

    def programmes(self) -> tuple[Programme, ...]:
        tables = self.table.get("programmes", {})
        if not isinstance(tables, dict):
            raise SettingProblem("programmes in lotse.toml must be tables: [programmes.NAME]")
        return tuple(self._programme(code, table) for code, table in tables.items()) or (DEFAULT,)

    def _programme(self, code: str, table: Any) -> Programme:
        if not isinstance(table, dict) or not code.isidentifier():
            raise SettingProblem(f"[programmes.{code}] in lotse.toml must be a table, and its name letters, digits and _.")
        forms, quiet, zone = table.get("forms", list(DEFAULT.forms)), table.get("quiet", [21, 8]), table.get("zone", "UTC")
        if not (isinstance(forms, list) and forms and all(isinstance(form, str) for form in forms)):
            raise SettingProblem(f'forms in [programmes.{code}] must be names, for example ["welcome", "skills_short"].')
        if not (isinstance(quiet, list) and len(quiet) == 2 and all(type(hour) is int and 0 <= hour < 24 for hour in quiet)):
            raise SettingProblem(f"quiet in [programmes.{code}] must be two hours, for example [21, 8].")
        if not isinstance(zone, str) or zone_of(zone).key != zone:
            raise SettingProblem(f'zone in [programmes.{code}] must be a time zone, for example "Europe/Luxembourg".')
        return Programme(
            code=code,
            name=str(table.get("name", code)),
            start=str(table.get("start", forms[0])),
            forms=tuple(forms),
            zone=zone,
            region=str(table.get("region", "")),
            quiet=(quiet[0], quiet[1]),
            centres=_centres(code, table.get("centres", {})),
        )


def _centres(programme: str, table: Any) -> Mapping[str, str]:
    """{code: name}; a code stands in links and in answers."""
    if not isinstance(table, dict) or not all(CENTRE.fullmatch(code) and isinstance(table[code], str) for code in table):
        raise SettingProblem(
            f'[programmes.{programme}.centres] must be names by their codes of letters, digits and _, for example esch = "Esch centre".'
        )
    return table
