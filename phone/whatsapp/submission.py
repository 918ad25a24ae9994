"""What a template must look like when it is submitted (Meta's page "Templates", creation and guidelines)."""

import re
from typing import Any

from phone.whatsapp.errors import GraphError
from phone.whatsapp.languages import TEMPLATE_LANGUAGES
from phone.whatsapp.shapes import Json, anything, listing, one_of, record, text

NAME = re.compile(r"[a-z0-9_]{1,512}")
PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
AT_AN_END = re.compile(r"^\s*\{\{|\}\}[\s.!?]*$")
KEYS = frozenset(
    {"name", "language", "category", "components", "parameter_format", "allow_category_change", "message_send_ttl_seconds"}
)
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
EXAMPLES = ("body_text", "header_text", "header_handle", "body_text_named_params", "header_text_named_params")
EXAMPLE = record({}, dict.fromkeys(EXAMPLES, listing(anything, 100, 0)))
PARTS = {
    "HEADER": record({"type": anything, "format": one_of(*FORMATS, *map(str.lower, FORMATS))},
                     {"text": text(60), "example": EXAMPLE}),
    "BODY": record({"type": anything, "text": text(1024)}, {"example": EXAMPLE}),
    "FOOTER": record({"type": anything, "text": text(60)}),
    "BUTTONS": record({"type": anything,
                       "buttons": listing(record({"type": one_of("QUICK_REPLY", "quick_reply"), "text": text(25)}), 10)}),
}  # fmt: skip


def names_in(words: str) -> list[str]:
    """The placeholders of a text, in order, each once."""
    return list(dict.fromkeys(PLACE.findall(words)))


def components_by_type(components: list[Json]) -> dict[str, Json]:
    return {str(part.get("type", "")).upper(): part for part in components}


def check_name(body: Json) -> None:
    """Raises GraphError for a name, language or category that Meta does not take."""
    for key in ("name", "language", "category", "components"):
        if not body.get(key):
            raise GraphError(100, f"The parameter {key} is required.")
    if not NAME.fullmatch(str(body["name"])):
        raise _refused(2388042, "Template name can only have lower-case letters, digits and underscores", "Invalid name")
    if str(body["language"]) not in TEMPLATE_LANGUAGES:
        raise GraphError(100, f"Param language must be one of the supported languages - got {body['language']!r}.")
    one_of(*CATEGORIES)(str(body["category"]).upper(), "category")
    unknown = body.keys() - KEYS
    if unknown:
        raise GraphError(100, f'Unexpected key "{min(unknown)}" on the template.')


def checked_components(components: Any, parameter_format: str) -> list[Json]:
    """The components with their types in capitals. Raises GraphError."""
    listing(anything, 4)(components, "components")
    for at, part in enumerate(components):
        kind = str(part.get("type", "")).upper() if isinstance(part, dict) else ""
        if kind not in PARTS:
            raise GraphError(100, f"Param components[{at}]['type'] must be one of {{{', '.join(PARTS)}}} - got {kind!r}.")
        PARTS[kind](part, f"components[{at}]")
    by_type = components_by_type(components)
    if len(by_type) != len(components) or "BODY" not in by_type:
        raise GraphError(100, "A template has one body, and at most one header, footer and group of buttons.")
    _check_words(by_type["BODY"], "body", parameter_format)
    if by_type.get("HEADER", {}).get("format", "").upper() == "TEXT":
        _check_words(by_type["HEADER"], "header", parameter_format)
    titles = [button["text"] for button in by_type.get("BUTTONS", {}).get("buttons", [])]
    if len(set(titles)) != len(titles):
        raise GraphError(100, "You can't enter the same text for multiple buttons.")
    return [part | {"type": kind} for kind, part in by_type.items()]


def _check_words(part: Json, where: str, parameter_format: str) -> None:
    words = str(part.get("text", ""))
    names = names_in(words)
    if AT_AN_END.search(words) and where == "body":
        raise _refused(2388299, "Variables can't be at the start or end of the template.", "Leading or trailing params")
    numbers = [str(at) for at in range(1, len(names) + 1)]
    if names and parameter_format != "NAMED" and sorted(names) != sorted(numbers):
        raise _refused(2388073, "Variables must be numbered {{1}}, {{2}} … without a gap.", "Invalid parameters")
    if words.count("{{") != len(PLACE.findall(words)) or words.count("}}") != len(PLACE.findall(words)):
        raise _refused(2388073, "Variables must be names or numbers in double curly brackets.", "Invalid parameters")
    plain = PLACE.sub("", words)
    if (
        where == "body" and max(len(plain.split()), len(plain) // 4) < 2 * len(names) + 1
    ):  # scripts without spaces count by fours
        raise _refused(2388293, "This template has too many variables for its length.", "Parameters words ratio exceeds limit")
    if names and len(_examples(part, where)) != len(names):
        raise _refused(2388043, f"Message template {where} is missing expected examples of its variables.", "Missing sample")


def _examples(part: Json, where: str) -> list[Any]:
    example = part.get("example") or {}
    if f"{where}_text_named_params" in example:
        return list(example[f"{where}_text_named_params"])
    given = example.get(f"{where}_text") or []
    return list(given[0]) if where == "body" and given and isinstance(given[0], list) else list(given)


def _refused(subcode: int, details: str, title: str) -> GraphError:
    return GraphError(100, details, subcode=subcode, user_title=title)
