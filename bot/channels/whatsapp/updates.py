"""What arrives from WhatsApp, read without trust: from a webhook's body as JSON to what happened, one bad part harming no other.

Shapes: developers.facebook.com/documentation/business-messaging/whatsapp, webhooks/reference (messages, status, system, user_preferences,
business_capability_update) and business-scoped-user-ids. A body may hold many entries, changes, messages and statuses.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bot.channels.base import Allowed, Arrived, Incoming, Preferred, Renamed
from bot.channels.reading import LeftOut, When, mapping, moment, required, seed, text
from bot.channels.whatsapp.content import happened
from bot.channels.whatsapp.people import BSUID, Ids, dated, ids_of, key, seconds
from bot.channels.whatsapp.statuses import status

NAME = "whatsapp"
OBJECT = "whatsapp_business_account"
LONGEST_NAME = 256  # characters of a profile's name
SILENT = frozenset(
    {"reaction", "revoke", "request_welcome", "ephemeral"}
)  # messages that say nothing: a heart, a message taken back
PREFERENCES = {"stop": False, "resume": True, "signup": True}
TIERS = {"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1_000, "TIER_2K": 2_000, "TIER_10K": 10_000, "TIER_100K": 100_000}
NO_LIMIT = 1_000_000_000  # people a day, where Meta names no limit (-1, TIER_UNLIMITED)
CAPABILITIES = ("business_capability_update", "phone_number_quality_update")  # fields that tell of such a limit
UNCOUNTED: Counter[str] = Counter()  # what is left out here is counted when the body is read for each number
PEOPLE = ("max_daily_conversations_per_business", "max_daily_conversation_per_phone")


def arrived(raw: Any, now: datetime, account: str, ignored: Counter[str]) -> list[Arrived]:
    """Everything in a body that concerns one number of ours (its phone_number_id), in its order. `now`: aware, UTC. Never raises.

    What is left out is counted in `ignored`, by reason; what concerns other numbers is not.
    """
    found: list[Arrived] = []
    for change in changes(raw, ignored):
        for read, items, value in parts(change, account, ignored):
            for item in items:
                try:
                    found.append(read(item, value, now, account))
                except LeftOut as reason:
                    ignored[str(reason)] += 1
    return found


def numbers_in(raw: Any) -> dict[str, int]:
    """The numbers (phone_number_id) that a body concerns, and how many changes each. Never raises."""
    found: dict[str, int] = {}
    for change in changes(raw, UNCOUNTED):
        if number := number_of(change):
            found[number] = found.get(number, 0) + 1
    return found


def changes(raw: Any, ignored: Counter[str]) -> list[dict[str, Any]]:
    """The changes of all entries."""
    if not isinstance(raw, dict) or raw.get("object") != OBJECT:
        ignored["object"] += 1
        return []
    return [change for entry in _listed(raw, "entry", ignored) for change in _listed(entry, "changes", ignored)]


def number_of(change: dict[str, Any]) -> str:
    value = change.get("value")
    metadata = value.get("metadata") if isinstance(value, dict) else None
    return text(metadata.get("phone_number_id")) if isinstance(metadata, dict) else ""


def parts(
    change: dict[str, Any], account: str, ignored: Counter[str]
) -> Iterator[tuple["Part", list[dict[str, Any]], dict[str, Any]]]:
    """The parts of a change that concern a number, those of a kind together with what reads them."""
    value, field = change.get("value"), change.get("field")
    if not isinstance(value, dict):
        ignored["shape"] += 1
    elif field in CAPABILITIES:
        yield allowed, [value], value
    elif not (number := number_of(change)):
        ignored["field"] += 1  # news of the account, the templates: nothing that follows for us
    elif number == account:
        if not isinstance(field, str) or field not in FIELDS:
            ignored["field"] += 1
            return
        if errors := _items(value.get("errors")):
            ignored["errors"] += len(errors)
        for name, read in FIELDS[field].items():
            if name in value:
                yield read, _listed(value, name, ignored), value


def _listed(where: dict[str, Any], name: str, ignored: Counter[str]) -> list[dict[str, Any]]:
    """The objects of a list; what is none is counted."""
    items = where.get(name, [])
    if not isinstance(items, list):
        ignored["shape"] += 1
        return []
    found = [item for item in items if isinstance(item, dict)]
    if odd := len(items) - len(found):
        ignored["shape"] += odd
    return found


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# --- Messages ------------------------------------------------------------------------------------------------------------


def message(item: dict[str, Any], value: dict[str, Any], now: datetime, account: str) -> Arrived:
    """Raises LeftOut."""
    kind, id_ = required(item.get("type")), required(item.get("id"))
    if kind in SILENT:
        raise LeftOut("silent")
    if "group_id" in item:
        raise LeftOut("not private")
    if kind == "system":
        return renamed(item, account)
    contact = contact_of(item, value)
    ids = ids_of((item.get("from"), contact.get("wa_id")), (item.get("from_user_id"), contact.get("user_id")))
    sent = seconds(item.get("timestamp"))
    own = dated("m", sent or 0, id_)
    when = When(at=moment(sent, now), seed=seed(own))
    profile = contact.get("profile")
    return Incoming(
        id=own,
        channel=NAME,
        account=account,
        external=ids.external,
        also=ids.also,
        event=happened(kind, item, when),
        message=id_,
        name=text(profile.get("name"))[:LONGEST_NAME] if isinstance(profile, dict) else "",
    )


def contact_of(item: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """What is told of the sender; {} where nothing is told of them for sure."""
    contacts = [contact for contact in _items(value.get("contacts")) if isinstance(contact, dict)]
    number, user = text(item.get("from")), text(item.get("from_user_id"))
    for contact in contacts:
        if (number and contact.get("wa_id") == number) or (user and contact.get("user_id") == user):
            return contact
    return contacts[0] if len(contacts) == 1 and not number and not user else {}


def renamed(item: dict[str, Any], account: str) -> Renamed:
    """A system message: somebody has another number, and another user id with it. `from` is the number before. Raises LeftOut."""
    system = mapping(item.get("system"))
    said = BSUID.findall(text(system.get("body")))  # "… changed from <user id> to <user id>", as it was told until August 2026
    users = item.get("from_user_id"), system.get("previous_user_id"), *said
    before = (item.get("from"), system.get("customer")), users
    after = (system.get("wa_id"), system.get("new_wa_id")), (system.get("user_id"),)
    return _renamed(key("m", required(item.get("id"))), account, before, after)


def _renamed(id_: str, account: str, before: tuple[Any, Any], after: tuple[Any, Any]) -> Renamed:
    new = ids_of(*after)
    old = tuple(one for one in ids_of(*before).all if one not in new.all)
    if not old:
        raise LeftOut("system")
    return Renamed(id=id_, channel=NAME, account=account, before=old, external=new.external, also=new.also)


# --- Other fields ----------------------------------------------------------------------------------------------------------


def user_id(item: dict[str, Any], _: dict[str, Any], __: datetime, account: str) -> Renamed:
    """Raises LeftOut."""
    ids = mapping(item.get("user_id"))
    id_ = key("i", text(ids.get("previous")), text(ids.get("current")), str(seconds(item.get("timestamp"))))
    return _renamed(id_, account, ((), (ids.get("previous"),)), ((item.get("wa_id"),), (ids.get("current"),)))


def preference(item: dict[str, Any], _: dict[str, Any], __: datetime, account: str) -> Preferred:
    """Raises LeftOut."""
    wanted = PREFERENCES.get(text(item.get("value")).lower())
    if item.get("category") != "marketing_messages" or wanted is None:
        raise LeftOut("preference")
    ids: Ids = ids_of((item.get("wa_id"),), (item.get("user_id"),))
    id_ = key("p", *ids.all, str(wanted), str(seconds(item.get("timestamp"))))
    return Preferred(id=id_, channel=NAME, account=account, external=ids.external, marketing=wanted)


def allowed(value: dict[str, Any], _: dict[str, Any], __: datetime, ___: str) -> Allowed:
    """Of the whole business, so it names no number. Raises LeftOut."""
    told = next((value[name] for name in PEOPLE if name in value), None)
    if told == -1 or told == "TIER_UNLIMITED":  # noqa: PLR1714 - `in` would compare 1.0 and True as well
        people = NO_LIMIT
    elif isinstance(told, str):
        people = TIERS.get(told, 0)
    else:
        people = told if type(told) is int and 0 < told <= NO_LIMIT else 0
    if not people:
        raise LeftOut("capability")
    return Allowed(id=key("a", str(people)), channel=NAME, people=people)


Part = Callable[[dict[str, Any], dict[str, Any], datetime, str], Arrived]
FIELDS: dict[str, dict[str, Part]] = {
    "messages": {"messages": message, "statuses": status},
    "user_id_update": {"user_id_update": user_id},
    "user_preferences": {"user_preferences": preference},
}
