"""The calls of the Bot API that the peers make, and what Telegram answers."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from bench.person import BOT, BOT_JSON, Person

if TYPE_CHECKING:
    from bench.crowd import Crowd

REPLIES = frozenset({"sendmessage", "editmessagetext", "editmessagereplymarkup"})
OK = b'{"ok":true,"result":true}'
ME = json.dumps({"ok": True, "result": {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}}).encode()
NOT_FOUND = b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'


def call(crowd: "Crowd", method: str, parameters: dict[str, Any]) -> bytes:
    """Carry out a call; the JSON to answer with."""
    name = method.lower()
    crowd.stats.calls[name] += 1
    if name in REPLIES:
        person = crowd.people.get(int(parameters["chat_id"]))
        return _reply(crowd, person, name, parameters) if person else NOT_FOUND
    if name == "setwebhook":
        _set_webhook(crowd, parameters)
    return ME if name == "getme" else OK


def _set_webhook(crowd: "Crowd", parameters: dict[str, Any]) -> None:
    url = urlsplit(parameters["url"])
    if url.port:
        crowd.listens(url.port, url.path or "/", parameters.get("secret_token") or "")


def _reply(crowd: "Crowd", person: Person, name: str, parameters: dict[str, Any]) -> bytes:
    """What the person sees now, told to those who wait for it."""
    text, markup = parameters.get("text"), _markup(parameters.get("reply_markup"))
    if name == "sendmessage":
        person.messages += 1
        number = person.messages
    else:
        number = int(parameters["message_id"])
    shown = json.dumps(text).encode() if text is not None else person.shown[1]
    _show(person, number, shown, markup)
    tag = text[1 : text.index("]")] if text and text[0] == "[" else None
    if tag is not None or (name == "editmessagereplymarkup" and markup and person.keyboard):
        crowd.said(person, tag)
    fields = b'"message_id":%d,"from":%s,"chat":%s,"date":%d' % (number, BOT_JSON, person.chat, time.time())
    return b'{"ok":true,"result":{%s,"text":%s%s}}' % (fields, shown, b',"reply_markup":' + markup if markup else b"")


def _markup(given: Any) -> bytes:
    if isinstance(given, str):
        return given.encode()
    return orjson.dumps(given) if given else b""


def _show(person: Person, number: int, text: bytes, markup: bytes) -> None:
    rows = orjson.loads(markup).get("inline_keyboard") if markup else None
    if rows:
        person.keyboard = [button.get("callback_data") for row in rows for button in row]
        person.shown = (number, text, markup)
