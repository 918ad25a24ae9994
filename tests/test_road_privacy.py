"""What the bot writes to its log while people talk and things go wrong: nothing of theirs, and no token."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.logs import ALLOWED
from phone import Hand
from tests.run_lotse import QUESTIONS, SECRET, Lotse, logged, lotse, walk

MARK = "Zarifeh-Marked"
TOKEN = "424242:marked-token-AAA"


async def trouble(bot: Lotse, hand: Hand) -> None:
    """Everything that makes a bot complain, and each time with somebody's words at hand."""
    fake = bot.fake
    await hand.start()
    await hand.expect(f"Please say {QUESTIONS[0]}.", 30)
    refused = 0
    for fault in (
        {"status": 403, "description": f"Forbidden: the user “{MARK}” has blocked the bot"},
        {"status": 400, "description": f'Bad Request: can\'t parse "{MARK}"'},
        {"status": 500, "description": "Internal Server Error"},
        {"status": 429, "retry_after": 1},
        {"drop": True},
    ):
        before = len(fake.requests("sendMessage", hand.id))
        fake.fault(method="sendMessage", chat_id=hand.id, **fault)
        await hand.say(f"{MARK} says {fault}")
        await fake.expect_request("sendMessage", before + 1, 30, chat_id=hand.id)
        if fault.get("status") in (400, 403):
            refused += 1
            await until_said(bot, "message refused", refused)
    await hand.send("photo", caption=MARK)


async def until_said(bot: Lotse, event: str, times: int = 1) -> None:
    async with asyncio.timeout(20):
        while bot.said().count(event) < times:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


async def odd(bot: Lotse) -> None:
    """What strangers and broken platforms send."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for secret in (SECRET, "wrong"):
            for body in (b"{", f'{{"update_id": "{MARK}"}}'.encode(), b'{"message": 3}', f"{MARK}".encode()):
                await client.post(
                    f"{bot.url}/webhooks/telegram", content=body, headers={"X-Telegram-Bot-Api-Secret-Token": secret}
                )
        await client.get(f"{bot.url}/{MARK}")
        await client.get(f"http://127.0.0.1:{bot.desk_port}/desk/people?name={MARK}")


async def test_no_word_name_address_or_token_reaches_the_log(tmp_path: Path) -> None:
    async with lotse(tmp_path, f"sqlite:///{tmp_path}/lotse.db", webhook=True, whole=True) as bot:
        bot.fake.token = TOKEN
        anna, olga = (bot.fake.new_phone(f"{MARK} {name}", "en", username=MARK) for name in ("Anna", "Olga"))
        await bot.start()
        await asyncio.gather(walk(anna, mark=MARK), trouble(bot, olga), odd(bot))
        bot.fake.fault(method="sendMessage", count=100, status=401)
        await olga.say(MARK)
        await until_said(bot, "account refused")
        await bot.stop()
        said = bot.said()
    lines = logged(said)
    assert {"message refused", "account refused"} <= {str(line["event"]) for line in lines}
    assert all(line.keys() <= ALLOWED for line in lines)
    for secret in (MARK, TOKEN, TOKEN.partition(":")[2], SECRET, str(anna.id), str(olga.id), "Please say"):
        assert secret not in said, secret


def test_a_traceback_of_a_library_tells_places_and_no_message(capsys: pytest.CaptureFixture[str]) -> None:
    script = (
        "import asyncio, logging\nfrom bot import logs\nlogs.configure()\n"
        f"def fails(): raise ValueError('{MARK}')\n"
        "try: fails()\nexcept ValueError: logging.getLogger('some.library').exception('it was %s', 'x')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert MARK not in done.stderr
    assert done.stderr == "ERROR some.library\nValueError at <string>:4 fails < <string>:5 <module>\n"
