"""A message from the bot: taken, delivered to a phone or not, and what is told of it."""

import re
from collections import deque
from itertools import dropwhile

from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Event, Json
from phone.whatsapp.errors import GraphError, invalid
from phone.whatsapp.rules import check_message, check_read
from phone.whatsapp.templates import filled
from phone.whatsapp.things import Chat, Message, Number, Person, Shown, State
from phone.whatsapp.words import words_of

TYPING_SECONDS = 25.0
DAY = 24 * 3600
MEDIA_KINDS = frozenset({"image", "video", "audio", "document", "sticker"})
BURST, BURST_SECONDS = 45, 6.0


def read_mark(business: Business, number: Number, body: Json) -> Json:
    """A message of the person's (and those before it) gets blue ticks; perhaps they see that somebody types."""
    check_read(body)
    chat = business.chat_with(body["message_id"])
    if chat is None or chat.number is not number:
        raise invalid("message_id is not one of a message received by this number")
    _mark_read(chat, chat.messages[body["message_id"]])
    if "typing_indicator" in body:
        chat.typing_until = business.now() + TYPING_SECONDS
    business.show(chat, Shown("typing" if "typing_indicator" in body else "read", body["message_id"], ""))
    return {"success": True}


def _mark_read(chat: Chat, last: Message) -> None:
    """That one and the person's before it, back to where it was done already."""
    for message in dropwhile(lambda each: each is not last, reversed(chat.messages.values())):
        if message.mine and message.state == "read":
            break
        if message.mine:
            message.state = "read"


def send(business: Business, number: Number, body: Json, fails: int = 0) -> Json:
    """Takes a message. Raises GraphError. With `fails` it is taken, and a failed status with that code follows."""
    kind = check_message(body)
    person = recipient(business, body)
    chat = business.chat(number, person) if person else None
    category, shown, template = "service", {}, ""
    if kind == "template":
        used = business.templates.usable(body["template"]["name"], body["template"]["language"]["code"])
        category, shown, template = used.category.lower(), filled(used, body["template"]), f"{used.name}/{used.language}"
    if kind in MEDIA_KINDS:
        _check_media(business, body[kind])
    error = fails or _reason_against(business, chat, kind, category)
    content = body[kind] if isinstance(body[kind], dict) else {kind: body[kind]}
    message = Message(business.new_id(), False, int(business.now()), kind, content, category=category, shown=shown)
    message.template, message.opaque = template, body.get("biz_opaque_callback_data", "")
    message.reply_to = body.get("context", {}).get("message_id", "")
    deliver(business, number, chat, message, body, error)
    return _answer(body, person, message)


def recipient(business: Business, body: Json) -> Person | None:
    """Who is meant; the number wins over the user id. None: nobody with WhatsApp."""
    return business.find(re.sub(r"\D", "", body["to"]) if body.get("to") else body["recipient"])


def _reason_against(business: Business, chat: Chat | None, kind: str, category: str) -> int:
    """The code that a failed status will bear, 0 if nothing is against it. Raises GraphError where the call itself is refused."""
    if chat is None:
        return 131026
    if business.pair_rate:
        _check_pair(business, chat)
    if not business.window_open(chat):
        if kind != "template":
            return _closed(business)
        _check_tier(business, chat.person)
    if category == "marketing" and not chat.person.marketing:
        return 131050
    return 131026 if chat.blocked else 0


def _closed(business: Business) -> int:
    if not business.refuses_late:
        raise GraphError(131047)
    return 131047


def _check_tier(business: Business, person: Person) -> None:
    now = business.now()
    business.first_written = {one: at for one, at in business.first_written.items() if now - at < DAY}
    if business.tier is not None and person.id not in business.first_written and len(business.first_written) >= business.tier:
        raise GraphError(131048, "The messaging limit of this business portfolio has been reached")
    business.first_written[person.id] = now


def _check_pair(business: Business, chat: Chat) -> None:
    now = business.now()
    lately = business.lately.setdefault((chat.number.id, chat.person.id), deque())
    while lately and now - lately[0] > BURST_SECONDS:
        lately.popleft()
    if len(lately) >= BURST:
        raise GraphError(131056)
    lately.append(now)


def _check_media(business: Business, content: Json) -> None:
    if "id" not in content:
        raise GraphError(131053, "Links to media are not followed here")
    business.media.get(str(content["id"]), business.now())


def _answer(body: Json, person: Person | None, message: Message) -> Json:
    if body.get("to"):
        contact = {"input": body["to"], "wa_id": re.sub(r"\D", "", body["to"])}
    else:
        contact = {"input": body["recipient"], "user_id": body["recipient"]}
    if person and not person.hidden:
        contact["user_id"] = person.user_id
    told = {"message_status": "accepted"} if message.kind == "template" else {}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message.id, **told}]}


# --- On the phone, and what is told of it


def deliver(business: Business, number: Number, chat: Chat | None, message: Message, body: Json, error: int) -> None:
    if chat is None:
        _tell_stranger(business, number, message, body, error)
        return
    if error:
        message.state, message.error = "failed", error
        chat.undelivered.append(message)
        business.touch(chat)
        tell_status(business, chat, message)
        return
    tell_status(business, chat, message)
    if chat.person.offline:
        chat.waiting.append(message)
    else:
        arrive(business, chat, message)


def arrive(business: Business, chat: Chat, message: Message) -> None:
    """It reaches the phone, and the person's eyes where the chat is in front of them. Now it costs."""
    chat.number.spent[message.category] += 1
    chat.messages[message.id], chat.typing_until = message, 0.0
    message.state = "delivered"
    tell_status(business, chat, message)
    if chat.open:
        read(business, chat, message)
    business.show(chat, Shown("sent", message.id, words_of(message)))


def read(business: Business, chat: Chat, message: Message) -> None:
    message.state = "read"
    tell_status(business, chat, message)


def tell_status(business: Business, chat: Chat, message: Message) -> None:
    if message.state not in business.told:
        return
    person = chat.person
    item = _status(business, message, message.state)
    item |= {} if person.hidden else {"recipient_id": person.phone_number}
    business.tell(chat, "statuses", item | {"recipient_user_id": person.user_id})


def _status(business: Business, message: Message, state: State) -> Json:
    """Prices stand with `sent` and with what says that it arrived."""
    item: Json = {"id": message.id, "status": state, "timestamp": str(int(business.now()))}
    if message.opaque:
        item["biz_opaque_callback_data"] = message.opaque
    if state == "failed":
        return item | {"errors": [GraphError(message.error).told()]}
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": message.category}
    return item | ({"pricing": pricing} if state in {"sent", "delivered"} else {})


def _tell_stranger(business: Business, number: Number, message: Message, body: Json, error: int) -> None:
    """Nobody has that number: told by a failed status."""
    message.error = error
    digits = re.sub(r"\D", "", body.get("to") or "")
    whose = {"recipient_id": digits} if digits else {"recipient_user_id": body["recipient"]}
    item = _status(business, message, "failed") | whose
    business.hooks.tell(Event(0, "messages", "statuses", item, number.metadata), business.hooks.disorder)
