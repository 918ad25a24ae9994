"""What a sheet may know besides its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.form import Choice, Label
from dialogs.xpath import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a sheet may know besides its answers. Time and chance come from the event."""

    now: datetime
    seed: int = 0
    lists: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    instances: Mapping[str, Node] = field(default_factory=dict)  # the lists as trees
    metadata: Mapping[str, str] = field(
        default_factory=dict
    )  # {kind: value} of questions that answer themselves: start, today …
    speak: Callable[[Label], str] = lambda label: label.source  # in the person's language, for jr:choice-name and jr:itext
