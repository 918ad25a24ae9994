"""Places in expressions: a geopoint is "latitude longitude altitude accuracy"; of geotraces and geoshapes `;` parts the points.

The earth is a sphere of the equator's radius, as the specification asks; results are rounded to two decimals. What is no place
gives NaN.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import acos, cos, nan, radians, sin

EARTH_RADIUS = 6_378_100  # metres

Place = tuple[float, float]  # latitude, longitude in degrees


def places(texts: Sequence[str]) -> list[Place] | None:
    """The points in geopoints, or in one geotrace or geoshape. None when something in there is no place."""
    try:
        return [_place(point) for text in texts for point in text.split(";") if point.strip()]
    except ValueError:
        return None


def _place(point: str) -> Place:
    latitude, longitude = (float(number) for number in point.split()[:2])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("no place on earth")
    return latitude, longitude


def area(texts: Sequence[str]) -> float:
    """Square metres within the points; the last is joined to the first. Enketo's formula: JavaRosa flattens the earth."""
    found = places(texts)
    if not found:
        return nan
    total = sum(_below(a, b) for a, b in pairwise([*found, found[0]])) if len(found) > 2 else 0.0
    return round(abs(total) * EARTH_RADIUS**2 / 2, 2)


def _below(a: Place, b: Place) -> float:
    """Twice the part of the unit sphere between a line and the south pole."""
    return radians(b[1] - a[1]) * (2 + sin(radians(a[0])) + sin(radians(b[0])))


def distance(texts: Sequence[str]) -> float:
    """Metres along the points: spherical law of cosines (https://www.movable-type.co.uk/scripts/latlong.html)."""
    found = places(texts)
    return round(sum(_between(a, b) for a, b in pairwise(found)), 2) if found else nan


def _between(a: Place, b: Place) -> float:
    north, south = radians(a[0]), radians(b[0])
    cosine = sin(north) * sin(south) + cos(north) * cos(south) * cos(radians(a[1] - b[1]))
    return acos(max(-1.0, min(1.0, cosine))) * EARTH_RADIUS


def crosses_itself(texts: Sequence[str]) -> bool:
    """Whether two lines of a geotrace or geoshape meet elsewhere than at the point that joins them (intersects(), as in Collect)."""
    found = places(texts) or []
    lines = [line for line in pairwise(found) if line[0] != line[1]]
    closed = len(found) > 2 and found[0] == found[-1]
    last = len(lines) - 1
    pairs = ((i, j) for i in range(len(lines)) for j in range(i + 1, len(lines)))
    return any(_meet(lines[i], lines[j], joined=j == i + 1 or (closed and i == 0 and j == last)) for i, j in pairs)


def _meet(a: tuple[Place, Place], b: tuple[Place, Place], *, joined: bool) -> bool:
    if joined:  # they share a point; more than that only where one goes back over the other
        ends = [place for place in (*a, *b) if not (place in a and place in b)]
        return any(_turn(*a, place) == 0 and _between_ends(place, *a) for place in ends if place not in a) or any(
            _turn(*b, place) == 0 and _between_ends(place, *b) for place in ends if place not in b
        )
    sides = _turn(*a, b[0]), _turn(*a, b[1]), _turn(*b, a[0]), _turn(*b, a[1])
    if sides[0] != sides[1] and sides[2] != sides[3]:
        return True
    on = ((sides[0], b[0], a), (sides[1], b[1], a), (sides[2], a[0], b), (sides[3], a[1], b))
    return any(side == 0 and _between_ends(place, *line) for side, place, line in on)


def _turn(a: Place, b: Place, c: Place) -> int:
    """Whether c lies to one side of the line from a to b (1, -1) or on it (0)."""
    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (area > 0) - (area < 0)


def _between_ends(place: Place, a: Place, b: Place) -> bool:
    return min(a[0], b[0]) <= place[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= place[1] <= max(a[1], b[1])


def within(point: str, shape: Sequence[str]) -> bool:
    """Whether a point lies in a geoshape: a ray to the east crosses its border an odd number of times."""
    found, fence = places([point]), places(shape)
    if not found or not fence:
        return False
    y, x = found[0]
    crossed = [(y1 > y) != (y2 > y) and x < (x1 - x2) * (y - y2) / (y1 - y2) + x2 for (y1, x1), (y2, x2) in pairwise(fence)]
    return sum(crossed) % 2 == 1
