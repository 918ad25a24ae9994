"""A place on the map, as somebody pastes it: degrees, or the link of a map."""

import re
from urllib.parse import unquote

from dialogs.events import Place

LONGEST = 2_000  # characters of a link
NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,15})?)"
DEGREES = re.compile(rf"(?:geo:)?\s*\(?{NUMBER}\s*°?\s*[,; ]\s*{NUMBER}\s*°?\)?(?:[;?,].*)?")
LINKS = (  # the place that is meant comes before the middle of what the map shows
    re.compile(rf"[?&#]mlat={NUMBER}&mlon={NUMBER}"),
    re.compile(rf"!3d{NUMBER}!4d{NUMBER}"),
    re.compile(rf"[?&](?:q|query|ll|sll|daddr|destination|cp|coordinate)=(?:loc:)?{NUMBER}[,~ +]+{NUMBER}"),
    re.compile(rf"/(?:place|search|dir)/{NUMBER},\+?{NUMBER}"),
    re.compile(rf"@{NUMBER},{NUMBER}"),
    re.compile(rf"#map=\d+(?:\.\d+)?/{NUMBER}/{NUMBER}"),
)


def place_from(pasted: str) -> Place | None:
    """None for what names no place on Earth. Nothing is asked of the map: a short link says nothing."""
    text = unquote(pasted.strip()[:LONGEST])
    found = DEGREES.fullmatch(text) or next((hit for link in LINKS if "://" in text and (hit := link.search(text))), None)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return Place(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def written(place: Place) -> str:
    """So that it can be pasted again: six places are a hand's breadth."""
    return f"{place.latitude:.6f}".rstrip("0").rstrip(".") + ", " + f"{place.longitude:.6f}".rstrip("0").rstrip(".")
