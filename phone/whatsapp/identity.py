"""Who a person is to a business: their number, their username, what they want of it."""

from phone.person import CannotDo
from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.things import Chat, Person


def change_number(business: Business, person: Person, phone_number: str = "") -> None:
    """A new number, hence a new business-scoped id: every number of ours that they chat with is told (fields messages, user_id_update)."""
    new = phone_number.lstrip("+") or str(int(person.phone_number) + 1_000)
    if not new.isdecimal() or business.find(new):
        raise CannotDo("this number cannot be had")
    before = person.contact() | {"phone": person.phone_number}
    business.forget(person.phone_number, person.user_id)
    person.phone_number, person.user_id = new, business.new_user_id(new)
    business.know(person)
    for chat in business.chats_of(person):
        if chat.heard_at is not None:
            _tell_change(business, chat, before)
        business.touch(chat)


def _tell_change(business: Business, chat: Chat, before: Json) -> None:
    """Without a known number the business learns of the ids alone."""
    person = chat.person
    user_ids = f"{before['user_id']} to {person.user_id}"
    if person.hidden:
        system = {"body": f"User @{person.username} changed from {user_ids}", "type": "user_changed_user_id"}
    else:
        system = {"body": f"User {person.first_name} changed from {before['phone']} to {person.phone_number}",
                  "wa_id": person.phone_number, "type": "user_changed_number"}  # fmt: skip
    head = {} if person.hidden else {"from": before["phone"]}
    head |= {
        "from_user_id": before["user_id"],
        "id": business.new_id(),
        "timestamp": str(int(business.now())),
        "type": "system",
    }
    business.tell(chat, "messages", head | {"system": system | {"user_id": person.user_id}}, contact=False)
    known = {} if person.hidden else {"wa_id": person.phone_number}
    update = {
        **known,
        "detail": f"The user ID has changed from {user_ids}",
        "user_id": {"previous": before["user_id"], "current": person.user_id},
        "timestamp": str(int(business.now())),
    }
    business.tell(chat, "user_id_update", update, "user_id_update")


def set_hidden(business: Business, person: Person, hidden: bool) -> None:
    """Takes a username: from now on the business sees no number."""
    person.hidden = hidden
    person.username = person.username or f"{person.first_name.lower()}_{person.id % 1000}"
    for chat in business.chats_of(person):
        business.touch(chat)


def set_marketing(business: Business, chat: Chat, marketing: bool) -> None:
    """Tells WhatsApp, not the bot, that no marketing is wanted (or is again)."""
    if chat.person.marketing == marketing:
        return
    chat.person.marketing = marketing
    value = "resume" if marketing else "stop"
    known = {} if chat.person.hidden else {"wa_id": chat.person.phone_number}
    preference = {
        **known,
        "user_id": chat.person.user_id,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(business.now()),
    }
    business.tell(chat, "user_preferences", preference, "user_preferences")
    business.touch(chat)
