"""What leaves for Telegram: the limits of a message, and what was said as a call of the Bot API. Pure.

Plain text without `parse_mode`, so that nothing a person wrote can be markup; buttons under the message, never a
keyboard in place of the phone's own: that would stay when the question is gone.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dialogs.events import Option, Said
from dialogs.form import Limits

TEXT = 4096  # characters (Bot API, sendMessage: "1-4096 characters after entities parsing")
LABEL = 64  # characters: ours, the Bot API names no limit; phones cut what does not fit into one line
OPTIONS = 10  # a page: ours, a phone shows about that many with the question (the Bot API takes 100 buttons)
COLUMNS = 2  # choices in a row, where their form asks for columns and they are short
NARROW = 14  # characters of a choice that stands beside another without being cut
VERBS = 3  # a row: ours, more would be cut to stumps (the Bot API takes 8)

LIMITS = Limits(text=TEXT, options=OPTIONS, label=LABEL)
Button = dict[str, str]


def payload(chat: str, said: Said) -> tuple[str, dict[str, Any]]:
    """Method and parameters. An edit without options takes the buttons away."""
    parameters: dict[str, Any] = {
        "chat_id": chat,
        "text": said.text,
        "link_preview_options": {"is_disabled": True},
    }
    if said.options:
        parameters["reply_markup"] = {"inline_keyboard": list(rows(said.options, rtl=said.rtl))}
    if not said.edits:
        return "sendMessage", parameters
    return "editMessageText", parameters | {"message_id": int(said.edits)}


def rows(options: tuple[Option, ...], *, rtl: bool) -> Iterator[list[Button]]:
    """Choices and answers one to a row, short ones of columns two, then the verbs. The Bot API knows no right-to-left: we reverse."""
    for beside, run in groupby((option for option in options if option.role != "verb"), key=narrow):
        yield from chunks([button(option) for option in run], COLUMNS if beside else 1, rtl=rtl)
    yield from chunks([button(option) for option in options if option.role == "verb"], VERBS, rtl=rtl)


def narrow(option: Option) -> bool:
    return option.beside and len(option.label) <= NARROW


def chunks(buttons: list[Button], most: int, *, rtl: bool) -> Iterator[list[Button]]:
    for start in range(0, len(buttons), most):
        row = buttons[start : start + most]
        yield row[::-1] if rtl else row


def button(option: Option) -> Button:
    return {"text": option.label, "callback_data": option.data}
