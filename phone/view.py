"""What the page of phones shows, as JSON."""

from phone.formatting import Json
from phone.person import inline_rows
from phone.whatsapp import view as whatsapp
from phone.world import Bot, Chat, World

SPINNER_SECONDS = 15.0


def overview(world: World) -> Json:
    """All phones with the version of what they show; `source` is None as long as no bot has called."""
    bot = current_bot(world)
    phones = [{**phone.user(), "version": _version(bot, phone.id)} for phone in world.phones.values()]
    source = _source(world, bot) if bot else None
    return {
        "version": world.changed.count,
        "source": source,
        "phones": phones,
        "whatsapp": whatsapp.overview(world.whatsapp) if world.whatsapp else None,
    }


def current_bot(world: World) -> Bot | None:
    """The bot that came last: after a restart with another token that is the one people mean."""
    return list(world.bots.values())[-1] if world.bots else None


def _source(world: World, bot: Bot) -> str:
    """Names what the versions count: after a restart, or with another bot, they start afresh."""
    return f"{world.name}/{bot.id}"


def _version(bot: Bot | None, phone_id: int) -> int:
    return bot.chats[phone_id].version if bot and phone_id in bot.chats else 0


def screen(world: World, bot: Bot, chat: Chat) -> Json:
    """Everything one phone shows."""
    language = chat.phone.language_code
    now = world.now()
    return {
        "person": chat.phone.user(),
        "version": chat.version,
        "started": chat.started,
        "blocked": chat.blocked,
        "deactivated": chat.phone.deactivated,
        "bot": {
            "source": _source(world, bot),
            "username": bot.profile.username,
            "first_name": bot.profile.name(language[:2]),
            "description": bot.profile.text("description", language[:2]),
        },
        "messages": list(chat.messages.values()),
        "commands": bot.profile.shown_commands(chat.phone.id, language),
        "reply_keyboard": chat.reply_keyboard,
        "action": chat.action if chat.action_until > now else "",
        "action_seconds": max(chat.action_until - now, 0.0),
        "notice": chat.notice,
        "waiting": _unanswered(bot, chat, now),
        "disorder": {
            "twice": chat.disorder.twice,
            "delay": chat.disorder.delay,
            "swaps": chat.disorder.swaps,
        },
        "faults": world.faults.listed(),
    }


def _unanswered(bot: Bot, chat: Chat, now: float) -> list[Json]:
    """Buttons that still spin, by message and callback data."""
    asked = [query for query in bot.queries.values() if query.chat is chat and not query.answered]
    recent = [query for query in asked if now - query.asked_at < SPINNER_SECONDS]
    return [{"message_id": query.message_id, "data": query.data} for query in recent]


def button_at(message: Json, row: int, column: int) -> Json | None:
    rows = inline_rows(message)
    return rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
