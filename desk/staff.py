"""Who sits at the desk: what they may do, and whose people they may see."""

from dataclasses import dataclass
from enum import StrEnum

from storage.answers.review import public
from storage.staff.scope import EVERYBODY, Scope


class Role(StrEnum):
    """viewer: pseudonyms and numbers; coordinator: people of their programme or centre; admin: people, staff and settings;
    auditor: who read and changed what, and nothing else.
    """

    VIEWER = "viewer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    AUDITOR = "auditor"


LOOK = frozenset({Role.VIEWER, Role.COORDINATOR, Role.ADMIN})  # numbers and lists; a viewer without names and words
WORK = frozenset({Role.COORDINATOR, Role.ADMIN})  # people, one by one
RULE = frozenset({Role.ADMIN})
AUDIT = frozenset({Role.AUDITOR, Role.ADMIN})
ALL = frozenset(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One of the staff, signed in. `names`: they have asked to see names, for a while; until then pseudonyms are shown."""

    id: int
    name: str
    role: Role
    scope: Scope = EVERYBODY
    language: str = ""  # "" = their browser's
    zone: str = "UTC"
    names: bool = False

    @property
    def actor(self) -> str:
        """How they stand in the audit log."""
        return public(self.id)

    @property
    def works(self) -> bool:
        return self.role in WORK

    @property
    def rules(self) -> bool:
        return self.role in RULE
