"""Text with entities: offsets and lengths count UTF-16 units, as everywhere in the Bot API.

What the server does to a text before it is shown follows td/telegram/MessageEntity.cpp and misc.cpp.
"""

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BLANK = " \n"
# Bidi embeddings and overrides (but not isolates), line and paragraph separators, three combining lines, CR.
REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
FOUND_IN_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII)),
    ("url", re.compile(r"(?<![\w@])https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}]")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}\b", re.ASCII)),
)


@dataclass(frozen=True)
class Formatted:
    text: str
    entities: list[Json] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def prepared(raw: Formatted) -> Formatted:
    """The text as the server keeps it: cleaned, trimmed, with links, commands and mentions found in it."""
    return _with_found(_trimmed(_cleaned(raw)))


def _cleaned(raw: Formatted) -> Formatted:
    """Drops `REMOVED`, turns other control characters into spaces, and moves the entities along."""
    kept: list[str] = []
    moved = [0]
    for char in raw.text:
        if char in REMOVED:
            moved.append(moved[-1])
            continue
        kept.append(" " if char < " " and char != "\n" else char)
        moved += range(moved[-1] + 1, moved[-1] + 1 + utf16_length(char))
    return Formatted("".join(kept), [_moved(entity, moved) for entity in raw.entities])


def _moved(entity: Json, moved: list[int]) -> Json:
    last = len(moved) - 1
    start = moved[min(entity["offset"], last)]
    end = moved[min(entity["offset"] + entity["length"], last)]
    return {**entity, "offset": start, "length": end - start}


def _trimmed(raw: Formatted) -> Formatted:
    """Blanks at the end always go; blanks at the start go as far as the first entity."""
    text = raw.text.rstrip(BLANK)
    first = min((entity["offset"] for entity in raw.entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(BLANK)), first)
    end = utf16_length(text)
    entities = []
    for entity in raw.entities:
        length = min(entity["length"], end - entity["offset"])
        if length > 0:
            entities.append({**entity, "offset": entity["offset"] - lead, "length": length})
    return Formatted(text[lead:], sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _with_found(raw: Formatted) -> Formatted:
    entities = list(raw.entities)
    for kind, pattern in FOUND_IN_TEXT:
        for match in pattern.finditer(raw.text):
            offset = utf16_length(raw.text[: match.start()])
            found = {"offset": offset, "length": utf16_length(match.group()), "type": kind}
            if not any(_overlap(found, entity) for entity in entities):
                entities.append(found)
    return Formatted(raw.text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _overlap(one: Json, other: Json) -> bool:
    apart = one["offset"] + one["length"] <= other["offset"] or other["offset"] + other["length"] <= one["offset"]
    return not apart
