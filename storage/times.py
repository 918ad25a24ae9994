"""Instants as the tables hold them: whole milliseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

Milliseconds = int
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms(at: datetime) -> Milliseconds:
    return (at - EPOCH) // MILLISECOND


def when(at: Milliseconds) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
