"""What every turn may know besides the person: forms, languages, lists, programmes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.lists import centres
from bot.speech import Voices
from bot.zones import zone_of
from dialogs.form import Choice, Form, Limits
from dialogs.known import Known, Link, Programme
from dialogs.nodes import list_node
from dialogs.xpath import Node
from storage.loading import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    forms: Mapping[str, Form]
    voices: Voices
    lists: Mapping[str, Sequence[Choice]]
    instances: Mapping[str, Node] = field(init=False)
    centres: Mapping[str, tuple[Mapping[str, Sequence[Choice]], Mapping[str, Node]]] = field(init=False)  # by programme
    programmes: Mapping[str, Programme]
    limits: Mapping[str, Limits] = field(default_factory=dict)  # by channel
    windows: Mapping[str, int] = field(
        default_factory=dict
    )  # {channel: milliseconds after somebody wrote in which we may answer}
    doors: dict[str, str] = field(default_factory=dict)  # {channel: our name or number there}, as far as we know it
    desk: str = ""  # where coordinators find the desk

    def __post_init__(self) -> None:
        object.__setattr__(self, "instances", {name: list_node(choices) for name, choices in self.lists.items()})
        object.__setattr__(self, "centres", {code: self._with_centres(one) for code, one in self.programmes.items()})

    def _with_centres(self, programme: Programme) -> tuple[Mapping[str, Sequence[Choice]], Mapping[str, Node]]:
        """Lists and trees as the people of one programme are to see them."""
        own = centres(programme)
        return {**self.lists, "centres": own}, {**self.instances, "centres": list_node(own)}

    @property
    def first(self) -> Programme:
        """Where people belong who came without a link."""
        return next(iter(self.programmes.values()))

    def known(self, who: Loaded, invited: tuple[int, str] = (0, ""), code: str = "", link: Link | None = None) -> Known:
        """Everything about one person, for one turn. `code`, `link`: see Known."""
        channel = who.account.partition(":")[0]
        programme = self.programmes.get(who.programme, self.first)
        lists, instances = self.centres[programme.code]
        return Known(
            person=who.person,
            programme=programme,
            forms=self.forms,
            sheets=who.sheets,
            lists=lists,
            instances=instances,
            limits=self.limits[channel],
            zone=zone_of(who.person.zone),
            hint=who.hint,
            programmes=self.programmes,
            invited=invited[0],
            hour=invited[1],
            held=who.held,
            channel=channel,
            number=who.number,
            family=who.family,
            quiet=who.quiet,
            sure=who.sure,
            ways=who.ways,
            doors=self.doors,
            code=code,
            link=link,
        )
