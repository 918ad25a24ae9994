"""Sealed fields: AES-256-GCM, a data key per person wrapped by the master key, bound to the place where the value stands.

Layout of a sealed value: version (1 byte), nonce (12), ciphertext with tag. The associated data is `table:column:row`, so a value
moved to another row does not open. Erasing a person is deleting their key.
"""

import hmac
import os
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
NONCE = 12
KEY = 32
REMEMBERED = 250  # unwrapped keys kept in memory, 3 kB each
PLACES = 1_000  # keys of addresses kept in memory: whoever writes is looked up several times in a turn, and writes again


class KeyProblem(Exception):
    """The master key is missing, unreadable, open to others or not the one the data were sealed with. The message says the cure."""


class Key:
    """Seals and opens values for one person, or for the house as a whole."""

    __slots__ = ("_aead",)

    def __init__(self, raw: bytes) -> None:
        self._aead = AESGCM(raw)

    def seal(self, place: str, value: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._aead.encrypt(nonce, value, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """Raises cryptography's InvalidTag when the value was changed, moved or sealed with another key."""
        return self._aead.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())


class Keyring:
    """The master key and everything derived from it."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY:
            raise KeyProblem(f"The key must be {KEY} bytes, it has {len(master)}. Restore the right key file.")
        self.house = Key(master)
        self._index = hmac.digest(master, b"lotse index", "sha256")
        self._chain = hmac.digest(master, b"lotse audit", "sha256")
        self._people: OrderedDict[int, Key] = OrderedDict()
        self.place = lru_cache(PLACES)(self._place)

    def index(self, *parts: str) -> str:
        """A keyed digest to look things up by, without storing them: 32 hexadecimal digits."""
        return hmac.digest(self._index, "\x1f".join(parts).encode(), "sha256").hex()[:32]

    def _place(self, channel: str, account: str, external: str) -> str:
        """`place`: the key of the address of a platform's id, kept in memory for a while."""
        return self.index(channel, account, external)

    def chain(self, content: bytes) -> str:
        """What nobody without the key can make for other content: 64 hexadecimal digits. For the audit."""
        return hmac.digest(self._chain, content, "sha256").hex()

    def create(self, person: int) -> bytes:
        """A new data key for a person, wrapped."""
        return self.house.seal(f"person:key:{person}", os.urandom(KEY))

    def person(self, person: int, wrapped: bytes) -> Key:
        key = self._people.get(person)
        if key is None:
            key = self._people[person] = Key(self.house.open(f"person:key:{person}", wrapped))
            if len(self._people) > REMEMBERED:
                self._people.popitem(last=False)
        return key

    def forget(self, person: int) -> None:
        self._people.pop(person, None)

    def check_value(self) -> bytes:
        """What is stored beside the data to recognise a wrong key."""
        return self.house.seal("setting:key_check", b"lotse")

    def fits(self, check_value: bytes) -> bool:
        try:
            return self.house.open("setting:key_check", check_value) == b"lotse"
        except InvalidTag:
            return False


def read_key(path: Path, *, make: bool) -> Keyring:
    """The keyring of a key file. `make` creates a missing one with mode 0600. Raises KeyProblem."""
    if not path.exists():
        if not make:
            raise KeyProblem(f"The key file {path.name} is missing. Restore it from your backup, or set LOTSE_KEY_FILE.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(KEY))
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"The key file {path.name} can be read by others. Run: chmod 600 {path.name}")
    return Keyring(path.read_bytes())
