"""Instants as the tables hold them: whole milliseconds since 1970, UTC; and zones, by their names."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Milliseconds = int
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms(at: datetime) -> Milliseconds:
    return (at - EPOCH) // MILLISECOND


def when(at: Milliseconds) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone; an unknown name is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a region, such as "Europe"
        return ZoneInfo("UTC")
