"""reply_markup: what the server accepts, and what it keeps of it."""

from typing import Any

from phone.errors import bad_request
from phone.formatting import Json

MOST_BUTTONS = 100
CALLBACK_DATA_BYTES = 64
STYLES = frozenset({"", "default", "primary", "danger", "success"})
OPENS = ("http://", "https://", "tg://", "mailto:", "tel:")
# In the server's order: the first one that a button has is its action.
ACTIONS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip


def checked_markup(markup: Any) -> Json | None:
    """The markup as kept, None for none. Raises ApiError (400)."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if markup.get("keyboard"):
        return {**markup, "keyboard": [[_reply_button(button) for button in row] for row in _rows(markup, "keyboard")]}
    if markup.get("inline_keyboard"):
        return {"inline_keyboard": _inline_rows(markup)}
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline_part(markup: Json | None) -> Json | None:
    """What a message itself keeps: only an inline keyboard belongs to a message."""
    return markup if markup and "inline_keyboard" in markup else None


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    return rows


def _inline_rows(markup: Json) -> list[list[Json]]:
    rows = [[_inline_button(button) for button in row] for row in _rows(markup, "inline_keyboard")]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unparsable("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsable('Can\'t find field "text"')
    if button.get("style", "") not in STYLES:
        raise _unparsable("invalid button style specified")
    action = next((name for name in ACTIONS if button.get(name) not in (None, "", False)), None)
    if action is None:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if action in {"url", "callback_data"} and not isinstance(button[action], str):
        raise _unparsable(f'Field "{action}" must be of type String')
    if not button["text"]:
        raise bad_request("inline keyboard button text must be non-empty")
    _check_action(action, button[action])
    kept = ("text", action, "style", "icon_custom_emoji_id")
    return {name: button[name] for name in kept if button.get(name)}


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data" and len(value.encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not value.startswith(OPENS):
        raise bad_request("BUTTON_URL_INVALID")


def _reply_button(button: Any) -> Json:
    kept = {"text": button} if isinstance(button, str) else button
    if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not kept["text"]:
        raise bad_request("keyboard button text must be non-empty")
    return kept


def _unparsable(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
