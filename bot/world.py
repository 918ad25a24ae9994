"""What every turn may know besides the person: forms, languages, lists, programmes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.forms.lists import centres
from bot.texts.speech import Voices
from dialogs.form import Choice, Form, Limits
from dialogs.known import Broadcast, Known, Link, Programme
from dialogs.nodes import list_node
from dialogs.workshops.values import Booked
from dialogs.xpath import Node
from storage.speaking.loading import Loaded
from storage.times import zone_of

NONE: Mapping[str, Broadcast] = MappingProxyType({})
NO_WORKSHOPS: Mapping[str, Booked] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    # Forms, lists and programmes change while the bot runs, an entry at a time: what the desk publishes counts for the next turn.
    forms: dict[str, Form]
    voices: Voices
    lists: dict[str, Sequence[Choice]]
    instances: dict[str, Node] = field(init=False)
    centres: dict[str, tuple[Mapping[str, Sequence[Choice]], Mapping[str, Node]]] = field(init=False)  # by programme
    programmes: dict[str, Programme]
    limits: Mapping[str, Limits] = field(default_factory=dict)  # by channel
    windows: Mapping[str, int] = field(
        default_factory=dict
    )  # {channel: milliseconds after somebody wrote in which we may answer}
    doors: dict[str, str] = field(default_factory=dict)  # {channel: our name or number there}, as far as we know it
    mail: str = ""  # the account that letters leave by, as in the outbox; "" = none
    desk: str = ""  # where coordinators find the desk

    def __post_init__(self) -> None:
        object.__setattr__(self, "instances", {name: list_node(choices) for name, choices in self.lists.items()})
        object.__setattr__(self, "centres", {code: self._with_centres(one) for code, one in self.programmes.items()})

    def _with_centres(self, programme: Programme) -> tuple[Mapping[str, Sequence[Choice]], Mapping[str, Node]]:
        """Lists and trees as the people of one programme are to see them."""
        own = centres(programme)
        return {**self.lists, "centres": own}, {**self.instances, "centres": list_node(own)}

    def relist(self, lists: Mapping[str, Sequence[Choice]]) -> None:
        """The live lists have changed, as a form has brought along another language."""
        self.lists.update(lists)
        self.instances.update({name: list_node(choices) for name, choices in lists.items()})
        self.centres.update({code: self._with_centres(one) for code, one in self.programmes.items()})

    @property
    def first(self) -> Programme:
        """Where people belong who came without a link."""
        return next(iter(self.programmes.values()))

    def known(
        self,
        who: Loaded,
        invited: tuple[int, str] = (0, ""),
        broadcasts: Mapping[str, Broadcast] = NONE,
        code: str = "",
        link: Link | None = None,
        booked: Mapping[str, Booked] = NO_WORKSHOPS,
    ) -> Known:
        """Everything about one person, for one turn. `broadcasts`, `code`, `link`, `booked`: see Known."""
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
            broadcasts=broadcasts,
            booked=booked,
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
