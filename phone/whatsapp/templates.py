"""Templates: submitted, looked at, and filled in when a message is sent."""

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from phone.whatsapp.errors import GraphError, invalid
from phone.whatsapp.languages import TEMPLATE_LANGUAGES
from phone.whatsapp.shapes import Json
from phone.whatsapp.submission import PLACE, components_by_type, names_in

if TYPE_CHECKING:
    from phone.whatsapp.business import Business

STATUSES = frozenset({"PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED"})
NOT_USABLE = {"PAUSED": 132015, "DISABLED": 132016}
BAD_BLANKS = re.compile(r"[\n\t]| {5,}")
MOST_TEXT = 1024


@dataclass(eq=False)
class Template:
    """`category` in capitals; `status` one of STATUSES."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    parameter_format: str = "POSITIONAL"
    status: str = "APPROVED"
    reason: str = "NONE"
    since: int = 0

    def shape(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "status": self.status,
            "rejected_reason": self.reason,
            "parameter_format": self.parameter_format,
            "components": self.components,
            "quality_score": {"score": "UNKNOWN", "date": self.since},
        }

    def part(self, kind: str) -> Json:
        """Its HEADER, BODY, FOOTER or BUTTONS, empty if it has none."""
        return components_by_type(self.components).get(kind, {})


@dataclass(eq=False)
class Templates:
    """`next`: what becomes of submissions from now on; PENDING ones wait until `review` is called."""

    business: "Business"
    next: str = "APPROVED"
    by_id: dict[str, Template] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(300_000_000_000_001))

    def find(self, name: str, language: str) -> Template | None:
        return next((each for each in self.by_id.values() if (each.name, each.language) == (name, language)), None)

    def add(
        self, name: str, language: str, category: str, components: list[Json], parameter_format: str = "POSITIONAL"
    ) -> Template:
        template = Template(str(next(self._ids)), name, language, category, components, parameter_format, "PENDING")
        template.since = int(self.business.now())
        self.by_id[template.id] = template
        if self.next != "PENDING":
            self.review(template, self.next)
        self.business.world.changed.fire()
        return template

    def review(self, template: Template, status: str) -> None:
        """Meta has looked at it (again): tells the account."""
        if status not in STATUSES:
            raise ValueError(f"a template is one of {sorted(STATUSES)}")
        template.status, template.reason = status, "INVALID_FORMAT" if status == "REJECTED" else "NONE"
        told = {
            "event": status,
            "message_template_id": int(template.id),
            "message_template_name": template.name,
            "message_template_language": template.language,
            "message_template_category": template.category,
            "reason": template.reason,
        }
        self.business.tell_account("message_template_status_update", told)
        self.business.world.changed.fire()

    def usable(self, name: str, language: str) -> Template:
        """Raises GraphError (132001, 132015, 132016)."""
        template = self.find(name, language) if language in TEMPLATE_LANGUAGES else None
        if template is None or template.status in {"PENDING", "REJECTED"}:
            raise GraphError(132001, f"template name ({name}) does not exist in {language}")
        if template.status in NOT_USABLE:
            raise GraphError(NOT_USABLE[template.status])
        return template


def filled(template: Template, content: Json) -> Json:
    """What a person reads of it: text, header, footer, buttons (id is what each sends back). Raises GraphError."""
    given = content.get("components") or []
    values = {
        str(part["type"]).upper(): part.get("parameters") or [] for part in given if str(part["type"]).upper() != "BUTTON"
    }
    unknown = values.keys() - {"HEADER", "BODY"}
    if unknown:
        raise invalid(f"Unknown component {min(unknown)}")
    header, body = template.part("HEADER"), template.part("BODY")
    shown = {
        "text": _filled(template, "body", body.get("text", ""), values.get("BODY", [])),
        "header": _filled(template, "header", header.get("text", ""), values.get("HEADER", [])),
        "footer": template.part("FOOTER").get("text", ""),
        "buttons": _buttons(template, given),
    }
    if len(shown["text"]) > MOST_TEXT:
        raise GraphError(132005, f"body: text too long. Max length: {MOST_TEXT}")
    return shown


def _filled(template: Template, where: str, text: str, parameters: list[Json]) -> str:
    names = names_in(text)
    if len(parameters) != len(names):
        said = f"number of localizable_params ({len(parameters)}) does not match the expected number of params ({len(names)})"
        raise GraphError(132000, f"{where}: {said}")
    given: dict[str, str] = {}
    for at, parameter in enumerate(parameters, 1):
        name = parameter.get("parameter_name") if template.parameter_format == "NAMED" else str(at)
        if name not in names or name in given:
            raise GraphError(100, f"{where}: Parameter name is missing or empty")
        given[name] = _value(where, parameter)
    return PLACE.sub(lambda place: given[place.group(1)], text)


def _value(where: str, parameter: Json) -> str:
    value: Any = parameter.get("text")
    if parameter["type"] != "text":
        raise GraphError(132012, f"{where}: Format mismatch, expected TEXT, received {parameter['type'].upper()}")
    if not isinstance(value, str) or not value.strip():
        raise GraphError(131008, f"{where}: Parameter of type text is missing text value")
    if where == "body" and BAD_BLANKS.search(value):
        raise GraphError(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return value


def _buttons(template: Template, given: list[Json]) -> list[Json]:
    """Quick replies; without a payload of its own a button sends back its words."""
    buttons = template.part("BUTTONS").get("buttons", [])
    shown = [{"id": button["text"], "title": button["text"]} for button in buttons]
    for part in (part for part in given if str(part["type"]).upper() == "BUTTON"):
        at = str(part.get("index", ""))
        if (
            not at.isdecimal()
            or int(at) >= len(buttons)
            or str(part.get("sub_type")).upper() != buttons[int(at)]["type"].upper()
        ):
            raise GraphError(132000, f"buttons: Button at index {at} does not exist in the template, or is of another type")
        parameters = part.get("parameters") or []
        if len(parameters) != 1 or parameters[0]["type"] != "payload" or not parameters[0].get("payload"):
            raise GraphError(131008, f"buttons: Button at index {at} of type QuickReply requires a parameter of type payload")
        shown[int(at)]["id"] = parameters[0]["payload"]
    return shown
