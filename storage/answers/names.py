"""People found by their names, which are sealed: a keyed digest of each word of a name leads to whoever has it."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists

from dialogs.reading.scripts import fold
from storage.crypt import Keyring
from storage.schema import name_word, person
from storage.upsert import insert_new

MOST = 20  # words of one name that are kept

_gone = delete(name_word).where(name_word.c.person.in_(bindparam("people", expanding=True)))


def keep(connection: Connection, keyring: Keyring, named: Mapping[int, str]) -> None:
    """{person: name}: what they are called now."""
    if not named:
        return
    connection.execute(_gone, {"people": list(named)})
    rows = [{"word": word, "person": who} for who, name in sorted(named.items()) for word in _words(keyring, name)]
    if rows:
        connection.execute(insert_new(name_word, connection.dialect.name), rows)


def called(keyring: Keyring, words: str) -> ColumnElement[bool]:
    """A condition on `person`: all these words are in their name, whole, in any order and in any way of writing letters.

    Raises ValueError where there is no word.
    """
    found = [exists().where(name_word.c.person == person.c.id, name_word.c.word == one) for one in _words(keyring, words)]
    if not found:
        raise ValueError("no word to look for")
    return and_(*found)


def _words(keyring: Keyring, name: str) -> list[str]:
    return sorted({keyring.index("name", word) for word in fold(name).split()[:MOST]})
