"""My phones: where somebody can be reached, where they would rather be, parting a phone from the others, a new one."""

from collections.abc import Callable

from dialogs import menu, texts
from dialogs.events import Option
from dialogs.known import Way
from dialogs.linking import CHANNELS
from dialogs.outcomes import HelpNeeded, Unlinked
from dialogs.turn import Turn, action, menu_button, offer


def phones(t: Turn) -> None:
    """Every phone and what can be done about it."""
    ways = t.known.ways or (Way("", t.known.channel, here=True),)
    t.parts.append("\n".join([t.speech.say(texts.PHONES_TITLE), *(f"• {_shown(t, way)}" for way in ways)]))
    if len(ways) > 1:
        _where(t)
    new = [action(t, texts.NEW_PHONE, "moved")] if len(ways) == 1 else []
    others = [action(t, texts.ADD_PHONE, "link"), *new, action(t, texts.SHARED_PHONE, "family"), menu_button(t)]
    offer(t, *_channels(t), *_partings(t), *others)


def _shown(t: Turn, way: Way) -> str:
    name = _name(t, way)
    if way.here:
        return t.speech.say(texts.PHONE_HERE, channel=name)
    return name if way.reachable else t.speech.say(texts.PHONE_SILENT, channel=name)


def _name(t: Turn, way: Way) -> str:
    """Telegram, WhatsApp; with a number where there are several."""
    alike = [one.id for one in t.known.ways if one.channel == way.channel]
    name = CHANNELS.get(way.channel, way.channel)
    return f"{name} {alike.index(way.id) + 1}" if len(alike) > 1 else name


def _where(t: Turn) -> None:
    if t.person.prefers:
        t.say(texts.PHONE_PREFERRED, channel=CHANNELS.get(t.person.prefers, t.person.prefers))
    else:
        t.say(texts.PHONE_LATEST)


def _channels(t: Turn) -> list[Option]:
    """Where else they may want to be written to."""
    channels = list(dict.fromkeys(way.channel for way in t.known.ways))
    if len(channels) < 2:
        return []
    others = [
        action(t, texts.WRITE_ON, f"prefer:{one}", channel=CHANNELS.get(one, one))
        for one in channels
        if one != t.person.prefers
    ]
    return [*others, action(t, texts.WRITE_LATEST, "prefer:")] if t.person.prefers else others


def _partings(t: Turn) -> list[Option]:
    return [action(t, texts.UNLINK, f"unlink:{way.id}", channel=_name(t, way)) for way in t.known.ways if not way.here]


def prefer(t: Turn, channel: str) -> None:
    if not channel or any(way.channel == channel for way in t.known.ways):
        t.person = t.person._replace(prefers=channel)
    phones(t)


def unlink(t: Turn, way: str) -> None:
    found = next((one for one in t.known.ways if one.id == way), None)
    if found is None:
        return phones(t)
    t.say(texts.UNLINK_SURE, channel=_name(t, found))
    return offer(t, action(t, texts.UNLINK_YES, f"unlink_yes:{way}"), action(t, texts.NO, "phones"))


def unlink_yes(t: Turn, way: str) -> None:
    found = next((one for one in t.known.ways if one.id == way and not one.here), None)
    if found is None:
        return phones(t)
    t.outcomes.append(Unlinked(way=way))
    t.say(texts.UNLINKED, channel=_name(t, found))
    return offer(t, menu_button(t))


def moved(t: Turn) -> None:
    """The old phone is lost: a coordinator joins the two."""
    t.outcomes.append(HelpNeeded(kind="moved"))
    t.say(texts.MOVED_ASKED)
    menu.carry_on(t)


ACTIONS: dict[str, Callable[[Turn], None]] = {"phones": phones, "moved": moved}
ACTIONS_ON: dict[str, Callable[[Turn, str], None]] = {"prefer": prefer, "unlink": unlink, "unlink_yes": unlink_yes}
