"""What the control and the bind of a question say: its kind, its parameters, the files of its texts. Attributes by their local names."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

KINDS = {  # of what is typed, by the type of its bind
    **{one: one for one in ("decimal", "date", "time", "geopoint", "barcode")},
    "int": "integer",
    "long": "integer",
    "dateTime": "datetime",
    "boolean": "text",
    "string": "text",
}
SELECTS = {"select1": "select_one", "select": "select_multiple", "rank": "rank"}
UPLOADS = {"image": "image", "audio": "audio", "video": "video"}  # by the first half of their media type
PRELOADS = {  # by preload, preloadParams
    ("timestamp", "start"): "start",
    ("timestamp", "end"): "end",
    ("date", "today"): "today",
    **{("property", one): one for one in ("deviceid", "username", "phonenumber", "email", "simserial", "subscriberid")},
}
PARAMETERS = {  # what became of the column of that name
    **{one: one for one in ("start", "end", "step", "rows", "max-pixels", "quality")},
    "accuracyThreshold": "capture-accuracy",
    "unacceptableAccuracyThreshold": "warning-accuracy",
    "allow-mock-accuracy": "allow-mock-accuracy",
}
SHUFFLED_LIST = re.compile(r"^randomize\(\s*instance\('([^']+)'\)/root/item(?:\[.*\])?\s*(?:,\s*([^,]+?)\s*)?\)$", re.DOTALL)
SHOWN = {"image": "image", "big-image": "image", "audio": "audio", "video": "video"}  # forms of a text that are files
NO_MEDIA: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def kind_of(tag: str, control: Mapping[str, str], bind: Mapping[str, str]) -> str | None:
    """XLSForm's word for the kind of a question; `tag` is "" where it has no control. None for a type that cannot be asked."""
    if not tag:
        preload = PRELOADS.get((bind.get("preload", ""), bind.get("preloadParams", "")))
        return preload or ("calculate" if bind.get("calculate") else "hidden")
    if tag in SELECTS:
        return "hidden" if "label" in control.get("appearance", "").split() else SELECTS[tag]  # the head of a grid
    if tag == "upload":
        return UPLOADS.get(control.get("mediatype", "").partition("/")[0], "file")
    if tag in ("trigger", "range"):
        return "acknowledge" if tag == "trigger" else "range"
    kind = KINDS.get(bind.get("type", "string").rpartition(":")[2])
    return "note" if kind == "text" and bind.get("readonly") == "true()" else kind


def parameters(attributes: Mapping[str, str], nodeset: str) -> dict[str, str]:
    """The column `parameters`. `nodeset` is where a select takes its choices from."""
    found = {name: attributes[key] for key, name in PARAMETERS.items() if key in attributes}
    if shuffled := SHUFFLED_LIST.match(nodeset):
        found |= {"randomize": "true"} | ({"seed": shuffled[2]} if shuffled[2] else {})
    return found


def media(forms: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{image, audio or video: file name} of the (form, address) of a text; a big image only where there is no other."""
    found: dict[str, str] = {}
    for form, address in sorted(forms, key=lambda one: one[0] == "big-image"):
        kind, file = SHOWN.get(form), address.strip().rpartition("/")[2]
        if kind and file not in ("", "-"):
            found.setdefault(kind, file)
    return found
