"""What the page of phones shows of WhatsApp, as JSON."""

from phone.whatsapp.business import WINDOW_SECONDS, Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.media import plain
from phone.whatsapp.things import Chat, Message, Number, Person
from phone.whatsapp.words import MEDIA, buttons_of, footer_of, header_of, list_of, text_of


def overview(business: Business) -> Json:
    """All phones with the version of what they show, and our numbers with what they have spent."""
    return {
        "source": source(business),
        "phones": [over(business, person) for person in business.people.values()],
        "numbers": [number_shape(number) for number in business.numbers.values()],
        "offset": business.offset,
    }


def source(business: Business) -> str:
    """Names what the versions count: after a restart they start afresh."""
    return f"{business.world.name}/{business.id}"


def over(business: Business, person: Person) -> Json:
    version = sum(chat.version for chat in business.chats_of(person))
    return {
        "id": person.id,
        "first_name": person.first_name,
        "language_code": person.language_code,
        "version": version,
        "telegram": person.telegram,
    }


def number_shape(number: Number) -> Json:
    return {
        "id": number.id,
        "display_phone_number": f"+{number.display}",
        "verified_name": number.verified_name,
        "quality_rating": number.quality,
        "spent": dict(number.spent),
    }


def screen(business: Business, chat: Chat) -> Json:
    """Everything one phone shows of the chat with one of our numbers, and, as a stage direction, what never reached it."""
    person, now, disorder = chat.person, business.now(), chat.person.disorder
    return {
        "person": {
            "id": person.id,
            "first_name": person.first_name,
            "language_code": person.language_code,
            "phone_number": person.phone_number,
            "username": person.username,
            "user_id": person.user_id,
            "hidden": person.hidden,
        },
        "version": over(business, person)["version"],
        "source": source(business),
        "number": chat.number.id,
        "bot": {
            "source": source(business),
            "first_name": chat.number.verified_name,
            "display_phone_number": f"+{chat.number.display}",
        },
        "started": bool(chat.messages),
        "blocked": chat.blocked,
        "open": chat.open,
        "offline": person.offline,
        "marketing": person.marketing,
        "window_until": None if chat.heard_at is None else chat.heard_at + WINDOW_SECONDS,
        "window_open": business.window_open(chat),
        "now": now,
        "typing": chat.typing_until > now,
        "typing_seconds": max(chat.typing_until - now, 0.0),
        "messages": [message_shape(business, message) for message in chat.messages.values()],
        "undelivered": [message_shape(business, message) for message in chat.undelivered],
        "disorder": {"twice": disorder.twice, "delay": disorder.delay, "swaps": disorder.swaps, "batch": disorder.batch},
        "faults": business.faults.listed(),
    }


def message_shape(business: Business, message: Message) -> Json:
    return {
        "id": message.id,
        "mine": message.mine,
        "date": message.date,
        "type": "voice" if message.content.get("voice") else message.kind,
        "text": text_of(message),
        "header": header_of(message),
        "footer": footer_of(message),
        "buttons": buttons_of(message),
        "list": list_of(message),
        "media": _media(business, message),
        "location": message.content if message.kind == "location" else None,
        "contact": _contact(message),
        "reply_to": message.reply_to or message.content.get("message_id"),
        "template": message.template or None,
        "state": message.state,
        "edited": message.edited,
        "error": message.error or None,
        "category": None if message.mine else message.category,
    }


def _media(business: Business, message: Message) -> Json | None:
    media = business.media.known(str(message.content.get("id"))) if message.kind in MEDIA else None
    if media is None:
        return None
    name = message.content.get("filename", media.upload.name)
    voice = bool(message.content.get("voice"))
    return {"id": media.id, "mime_type": plain(media.upload.mime), "filename": name, "voice": voice, "size": media.size}


def _contact(message: Message) -> Json | None:
    if message.kind != "contacts":
        return None
    card = message.content["contacts"][0]
    phones = card.get("phones") or [{}]
    return {"name": card["name"]["formatted_name"], "phone": phones[0].get("phone", "")}
