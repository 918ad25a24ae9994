"""What a failing transaction means: the database cannot be used now, or it refuses somebody's data."""

import sqlite3

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLSTATEs of a PostgreSQL that is away, closed to us, full, stopping or read-only (its manual, appendix A). Class 22 and 23 are data.
AWAY = ("08", "25006", "28", "3D", "53", "55P03", "57", "58")


def unavailable(problem: BaseException) -> bool:
    """Whether the same work may succeed later without being changed. Otherwise something in it is to blame."""
    if not isinstance(problem, DBAPIError):
        return isinstance(problem, OSError | PoolTimeout)
    if isinstance(problem.orig, sqlite3.Error):  # plain DatabaseError: the file is damaged, or no database
        return isinstance(problem, OperationalError) or type(problem) is DatabaseError
    state = getattr(problem.orig, "sqlstate", None)
    if state is None:  # asyncpg's own: the connection is gone, or a value that it cannot encode
        return not isinstance(getattr(problem.orig, "__cause__", None), ValueError)
    return problem.connection_invalidated or str(state).startswith(AWAY)
