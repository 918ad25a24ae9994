"""What the tests of the pretended Telegram share."""

from typing import Any

import httpx
import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from phone import FakeTelegram

Json = dict[str, Any]


async def call(fake: FakeTelegram, method: str, **parameters: object) -> Json:
    """A raw call with a JSON body; the whole answer."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{fake.base_url}{fake.token}/{method}", json=parameters)
        parsed: Json = orjson.loads(answer.content)
        assert parsed["ok"] or parsed["error_code"] == answer.status_code
        return parsed


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"data {label}")] for label in labels])
