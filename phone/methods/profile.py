"""What the bot says about itself, and what it asks about itself."""

from functools import partial

from phone.formatting import Json
from phone.methods.call import Call, Method
from phone.profile import checked_commands, checked_language, checked_scope


async def get_me(call: Call) -> Json:
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app")
    return call.bot.user() | dict.fromkeys(abilities, False)


async def set_text(kind: str, call: Call) -> bool:
    call.bot.profile.set_text(kind, call.parameters.text(kind), call.parameters.text("language_code"))
    _refresh(call)
    return True


async def get_text(kind: str, call: Call) -> Json:
    language = checked_language(call.parameters.text("language_code"))
    profile = call.bot.profile
    return {kind: profile.name(language) if kind == "name" else profile.text(kind, language)}


async def set_my_commands(call: Call) -> bool:
    commands = checked_commands(call.parameters.structure("commands", "commands") or [])
    _store(call, commands)
    return True


async def delete_my_commands(call: Call) -> bool:
    _store(call, [])
    return True


def _store(call: Call, commands: list[Json]) -> None:
    call.bot.profile.set_commands(_scope(call), call.parameters.text("language_code"), commands)
    _refresh(call)


def _refresh(call: Call) -> None:
    for chat in call.bot.chats.values():
        call.world.touch(chat)


async def get_my_commands(call: Call) -> list[Json]:
    language = checked_language(call.parameters.text("language_code"))
    return call.bot.profile.commands.get((_scope(call), language), [])


def _scope(call: Call) -> str:
    return checked_scope(call.parameters.structure("scope", "BotCommandScope"))


async def set_chat_menu_button(call: Call) -> bool:
    button = call.parameters.mapping("menu_button", "menu button") or {"type": "default"}
    if call.parameters.text("chat_id"):
        chat = call.chat()
        chat.menu_button = button
        call.world.touch(chat)
    else:
        call.bot.profile.menu_button = button
    return True


async def get_chat_menu_button(call: Call) -> Json:
    own = call.chat().menu_button if call.parameters.text("chat_id") else None
    return own or call.bot.profile.menu_button


TEXTS = {"name": "name", "description": "description", "shortdescription": "short_description"}
METHODS: dict[str, Method] = {
    "getme": get_me,
    **{f"setmy{name}": partial(set_text, kind) for name, kind in TEXTS.items()},
    **{f"getmy{name}": partial(get_text, kind) for name, kind in TEXTS.items()},
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
}
