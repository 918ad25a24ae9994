"""`lotse templates` and `lotse check` as somebody at a terminal has them: exit codes, and sentences that say what to do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sending.templates import wordings
from bot.texts import speech
from phone import FakeWhatsApp
from tests import terminal as terminal_
from tests.run_lotse import free_port, whatsapp_settings
from tests.terminal import Said

pytestmark = pytest.mark.usefixtures("read_here")


@dataclass
class Terminal:
    """Somebody whose environment names the pretended account. `said` is the last command's output, `complained` its error stream."""

    meta: FakeWhatsApp
    folder: Path
    said: str = ""
    complained: str = ""

    async def lotse(self, *words: str, **changed: str) -> int:
        """The exit code; `changed` of WhatsApp's settings. Within this process."""
        return await self._done(terminal_.lotse, *words, **changed)

    async def process(self, *words: str, **changed: str) -> int:
        """The same as a process of its own."""
        return await self._done(terminal_.process, *words, **changed)

    async def _done(self, how: Callable[..., Said], *words: str, **changed: str) -> int:
        own = whatsapp_settings(self.meta) | changed
        code, self.said, self.complained = await asyncio.to_thread(how, *words, folder=self.folder, **own)
        return code

    @property
    def told(self) -> list[str]:
        return [" ".join(line.split()) for line in self.said.splitlines()]


def known() -> list[tuple[str, str]]:
    """(name, Meta's code of the language) of all our templates"""
    return [(one.name, one.code) for one in wordings(speech.load())]


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with FakeWhatsApp() as meta:
        yield Terminal(meta, tmp_path)


@pytest.mark.timeout(120)
async def test_from_nothing_to_all_approved_and_back_to_one_rejected(terminal: Terminal) -> None:
    ours = known()
    templates = terminal.meta.account.templates
    templates.next = "PENDING"
    assert await terminal.lotse("templates", "status") == 1
    assert terminal.told[0] == "lotse_waiting en MISSING lotse templates push submits it"
    assert await terminal.process("templates", "push") == 0
    assert not terminal.complained
    assert terminal.told == [f"{name} {code} submitted: PENDING" for name, code in ours]
    assert await terminal.lotse("templates", "status") == 1
    assert terminal.told[0] == "lotse_waiting en PENDING Meta looks at it: minutes, sometimes a day"
    for one in list(templates.by_id.values()):
        templates.review(one, "APPROVED")
    assert await terminal.lotse("templates", "status") == 0
    assert terminal.told == [
        *(f"{name} {code} APPROVED" for name, code in ours),
        f"{len(ours)} templates, {len(ours)} approved.",
    ]
    arabic = templates.find("lotse_waiting", "ar")
    assert arabic
    templates.review(arabic, "REJECTED")
    assert await terminal.lotse("templates", "status") == 1
    rejected = "lotse_waiting ar REJECTED INVALID_FORMAT – mend its words, then lotse templates push"
    assert rejected in terminal.told
    assert terminal.told[-1].startswith(
        f"{len(ours)} templates, {len(ours) - 1} approved. Where one is not, people get it in another language"
    )
    assert await terminal.lotse("check") == 1
    assert terminal.told[-1] == f"WhatsApp: no approved template: {rejected}"
    [number] = terminal.meta.numbers
    there = f"{number} for +{terminal.meta.account.numbers[number].display}"
    assert await terminal.lotse("check", whatsapp_phone_number_id=f"352621000001,{number}") == 1
    assert (
        f"WhatsApp: LOTSE_WHATSAPP_PHONE_NUMBER_ID: 352621000001 is the id of no number of this account. It has: {there}"
        in terminal.told
    )
    assert await terminal.lotse("templates", "push") == 0
    assert terminal.told.count("lotse_waiting ar changed: Meta looks at it again") == 1
    assert len(templates.by_id) == len(ours)  # nothing is there twice
    assert not terminal.complained


REFUSED = "Meta refuses LOTSE_WHATSAPP_TOKEN"
NO_ACCOUNT = "Correct LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID"


@pytest.mark.parametrize(
    ("setting", "value", "code", "words"),
    [
        ("whatsapp_token", "EAAwrong", 78, REFUSED),
        ("whatsapp_token", "EAA wrong", 78, "LOTSE_WHATSAPP_TOKEN or LOTSE_WHATSAPP_API is wrong. This is not an access token"),
        ("whatsapp_business_account_id", "209999999999999", 78, NO_ACCOUNT),
        ("whatsapp_business_account_id", "my account", 78, "LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID is wrong."),
        ("whatsapp_api", "http://127.0.0.1:{port}/v26.0", 75, "Meta does not answer. Check the network and LOTSE_WHATSAPP_API"),
    ],
)
async def test_what_is_wrong_is_one_line_with_its_cure(
    terminal: Terminal, setting: str, value: str, code: int, words: str
) -> None:
    changed = {setting: value.format(port=free_port())}
    for command in ("status", "push"):
        assert await terminal.lotse("templates", command, **changed) == code
        assert not terminal.said
        assert terminal.complained.startswith("lotse: ")
        assert words in terminal.complained
        assert terminal.complained.count("\n") == 1
        assert "EAA" not in terminal.complained


async def test_a_token_that_is_refused_ends_the_process_with_its_code_and_one_line(terminal: Terminal) -> None:
    assert await terminal.process("templates", "status", whatsapp_token="EAAwrong") == 78
    assert (terminal.said, terminal.complained.count("\n"), REFUSED in terminal.complained) == ("", 1, True)


async def test_too_many_calls_say_when_to_come_again(terminal: Terminal) -> None:
    terminal.meta.fault(code=80008)
    assert await terminal.lotse("templates", "push") == 75
    assert "Meta takes no more calls now. Wait an hour, then try again." in terminal.complained
    assert len(terminal.meta.requests()) == 1  # it is not asked on and on
    assert await terminal.lotse("templates", "push") == 0
    assert len(terminal.meta.account.templates.by_id) == len(known())


async def test_a_check_that_cannot_ask_meta_does_not_pass(terminal: Terminal) -> None:
    await terminal.lotse("templates", "push")
    assert await terminal.lotse("check", "welcome", whatsapp_token="EAAwrong") == 0  # one form needs nobody at Meta
    assert await terminal.lotse("check", whatsapp_token="EAAwrong") == 78
    assert REFUSED in terminal.complained


@pytest.mark.soak
@pytest.mark.timeout(240)
async def test_a_process_that_ends_right_after_an_answer_ends_with_its_own_code(terminal: Terminal) -> None:
    """Python aborts (134) where pyreqwest's thread still waits for it: about every fourth time, without a pause."""
    codes = [await terminal.process("templates", "status", whatsapp_token="EAAwrong") for _ in range(40)]
    assert set(codes) == {78}
