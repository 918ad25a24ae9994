"""What is the same for every test is made once in each test process: how SQL is written, the trees of long lists, and no waiting for
the disk. Tests of these very things do without (`whole` processes, and all that runs in a process of its own).
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.util import LRUCache

from bot.forms.lists import COUNTRIES, SPOKEN
from dialogs.form import Choice
from dialogs.nodes import ListNode, list_node
from storage import store

_STATEMENTS: LRUCache[Any, Any] = LRUCache(5000)
_DIALECTS: dict[str, Any] = {}  # by kind of database, as soon as one has been connected to
_TREES = {id(choices): list_node(choices) for choices in (COUNTRIES, SPOKEN)}


def keep_warm(patch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.ext import asyncio

    patch.setattr(store, "create_engine", _sharing(create_engine))
    patch.setattr(asyncio, "create_async_engine", _sharing(asyncio.create_async_engine))
    patch.setattr(store, "_prepare_sqlite", _unsynced(store._prepare_sqlite))
    patch.setattr("bot.world.list_node", _tree)


def _sharing(create: Callable[..., Any]) -> Callable[..., Any]:
    """Engines of one kind write their statements once, together: SQLAlchemy keeps them by dialect, and each engine makes its own."""

    def made(url: str, **options: Any) -> Any:
        found = create(url, **options)
        engine: Engine = getattr(found, "sync_engine", found)
        kind = engine.dialect.name
        if kind in _DIALECTS:
            engine.dialect = _DIALECTS[kind]
        else:
            event.listen(engine, "engine_connect", _keep, once=True)
        engine._compiled_cache = _STATEMENTS
        return found

    return made


def _keep(connection: Connection) -> None:
    """A dialect that has seen its database knows what it can."""
    _DIALECTS.setdefault(connection.dialect.name, connection.dialect)


def _unsynced(prepare: Callable[[int, Any, object], None]) -> Callable[[int, Any, object], None]:
    """A database of a test need not survive a power cut."""

    def prepared(cache: int, connection: Any, record: object) -> None:
        prepare(cache, connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    return prepared


def _tree(choices: Iterable[Choice]) -> ListNode:
    return _TREES.get(id(choices)) or list_node(choices)
