"""Which answers count: of all that was said at one path, the latest. The row of an answer says whether it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, update

from storage import bulk
from storage.schema import ONE, answer

_superseded = (
    update(answer)
    .where(answer.c.person == bindparam("b_person"), answer.c.sheet == bindparam("b_sheet"), answer.c.seq < bindparam("b_seq"))
    .where(answer.c.path == bindparam("b_path"), answer.c.latest == ONE)
    .values(latest=literal_column("0"))
)


def supersede(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What was said before at the paths of these rows of `answer` counts no more."""
    bulk.write(
        connection, _superseded, [{f"b_{name}": row[name] for name in ("person", "sheet", "seq", "path")} for row in rows]
    )
