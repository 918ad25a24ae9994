"""`lotse templates push` and `status`: our templates against those of the account at Meta."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.base import Meaning, Refused
from bot.channels.whatsapp import Business, Session
from bot.sending.templates import CATEGORY, Wording, Written, wordings
from bot.settings import SettingProblem, Settings
from bot.texts import speech

APPROVED, PENDING = "APPROVED", "PENDING"
MISSING, DIFFERENT = "MISSING", "DIFFERENT"  # our words for what Meta has no state for
LOOKED_AT = frozenset({PENDING, "IN_APPEAL", "PENDING_DELETION"})  # Meta takes no change meanwhile
CURES = {
    MISSING: "lotse templates push submits it",
    DIFFERENT: "its words are not ours: lotse templates push changes them",
    PENDING: "Meta looks at it: minutes, sometimes a day",
    "REJECTED": "mend its words, then lotse templates push",
    "PAUSED": "people complained of it: Meta lets it go out again within hours",
    "DISABLED": "people complained of it: ask Meta in the WhatsApp Manager",
}
WITHOUT = " Where one is not, people get it in another language that they may read, or not at all."
IN_VAIN = frozenset({Meaning.REVOKED, Meaning.SLOW_DOWN, Meaning.RETRY})  # what befalls one call befalls the next
LATER = 75  # EX_TEMPFAIL: the same may work later
LAST_WORD = 0.05  # seconds: pyreqwest's thread may still be handing over an answer, and Python aborts when it ends meanwhile


class Account(Protocol):
    """What is needed of a business account. Everything raises Refused."""

    async def templates(self) -> Sequence[Mapping[str, Any]]: ...

    async def submit(self, template: Written, /) -> Mapping[str, Any]: ...

    async def change(self, number: str, template: Written, /) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a template of ours stands at Meta. `number` is Meta's id of it, "" where it is not there."""

    wording: Wording
    state: str
    reason: str = ""
    number: str = ""

    @property
    def good(self) -> bool:
        return self.state == APPROVED

    def __str__(self) -> str:
        why = " – ".join(filter(None, [self.reason, CURES.get(self.state, "")]))
        return f"{self.wording.name:<16}{self.wording.code:<8}{self.state:<10}{why}".rstrip()


def standings(ours: Sequence[Wording], theirs: Sequence[Mapping[str, Any]]) -> list[Standing]:
    """How each of ours stands; what else the account has is not ours to judge."""
    known = {(str(one.get("name")), str(one.get("language"))): one for one in theirs}
    return [_standing(one, known.get((one.name, one.code))) for one in ours]


def _standing(one: Wording, there: Mapping[str, Any] | None) -> Standing:
    if there is None:
        return Standing(wording=one, state=MISSING)
    state, number = str(there.get("status", "")).upper(), str(there.get("id", ""))
    if _words(there) != _words(one.written("")) and state not in LOOKED_AT:
        return Standing(wording=one, state=DIFFERENT, number=number)
    return Standing(wording=one, state=state, reason=_reason(there), number=number)


def _words(template: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What people read of a template, whatever Meta adds to it and in whichever case it writes its types."""
    return sorted(_component(one) for one in template.get("components", ()))


def _component(one: Mapping[str, Any]) -> tuple[str, ...]:
    buttons = [str(button.get("text", "")).strip() for button in one.get("buttons", ())]
    return (str(one.get("type", "")).upper(), str(one.get("text", "")).strip(), *buttons)


def _reason(there: Mapping[str, Any]) -> str:
    """Why it was refused or paused, and what to know of one that was not."""
    reason = str(there.get("rejected_reason") or "")
    old = reason == "NONE" or str(there.get("status", "")).upper() in LOOKED_AT
    category = str(there.get("category", CATEGORY)).upper()
    notes = ["" if old else reason, "" if category == CATEGORY else f"Meta counts it as {category}"]
    return ", ".join(filter(None, notes))


async def pushed(account: Account, ours: Sequence[Wording], programme: str) -> AsyncIterator[tuple[str, bool]]:
    """Submit what is missing, change what is different or was refused: what was done, and whether it worked, one by one.

    Raises Refused for what is not about one template: a token, the network, too many calls. What was done stays done.
    """
    for one in standings(ours, await account.templates()):
        try:
            yield f"{one.wording.name:<16}{one.wording.code:<8}{await _push(account, one, programme)}", True
        except Refused as refused:
            if refused.meaning in IN_VAIN:
                raise
            yield f"{one.wording.name:<16}{one.wording.code:<8}not taken: {refused.reason}", False


async def _push(account: Account, one: Standing, programme: str) -> str:
    written = one.wording.written(programme)
    if one.state == MISSING:
        answer = await account.submit(written)
        return f"submitted: {answer.get('status') or PENDING}"
    if one.state in (DIFFERENT, "REJECTED"):
        await account.change(one.number, {"components": written["components"]})
        return "changed: Meta looks at it again"
    return f"unchanged: {one.state}"


def strangers(ours: Sequence[str], theirs: Mapping[str, str]) -> list[str]:
    """What to say of each id that none of the account's numbers has: a phone number, say, which is no id of it."""
    has = ", ".join(f"{one} for {number}" for one, number in theirs.items()) or "no number yet"
    return [
        f"LOTSE_WHATSAPP_PHONE_NUMBER_ID: {one} is the id of no number of this account. It has: {has}"
        for one in ours
        if one not in theirs
    ]


# --- commands ---------------------------------------------------------------------------------------------------------------


def push(settings: Settings) -> int:
    """Say line by line what was done; 1 if Meta did not take something. Raises SettingProblem."""

    async def work(account: Account, ours: list[Wording]) -> int:
        failed = 0
        async for line, worked in pushed(account, ours, settings.programmes[0].name):
            sys.stdout.write(f"{line}\n")
            failed |= not worked
        return failed

    return _with_account(settings, work)


def status(settings: Settings) -> int:
    """Name, language, state and reason of each; 1 unless all are approved. Raises SettingProblem."""

    async def work(account: Account, ours: list[Wording]) -> int:
        found = standings(ours, await account.templates())
        sys.stdout.writelines(f"{one}\n" for one in found)
        good = sum(one.good for one in found)
        sys.stdout.write(f"{len(found)} templates, {good} approved.{WITHOUT if good < len(found) else ''}\n")
        return int(good < len(found))

    return _with_account(settings, work)


def check(settings: Settings) -> int:
    """Only what keeps messages or a template from being sent, as faults; 1 if there is one. Raises SettingProblem."""

    async def work(account: Business, ours: list[Wording]) -> int:
        found = strangers(settings.whatsapp_numbers, await account.numbers())
        found += [] if await account.subscribed() else [UNTIED]
        bad = [one for one in standings(ours, await account.templates()) if not one.good]
        found += [f"no approved template: {one}" for one in bad]
        sys.stdout.writelines(f"WhatsApp: {one}\n" for one in found)
        return int(bool(found))

    return _with_account(settings, work)


def _with_account(settings: Settings, work: Callable[[Business, list[Wording]], Awaitable[int]]) -> int:
    """A refusal that may pass is one line and LATER. Raises SettingProblem where WhatsApp is not set up, or not rightly."""
    if not settings.whatsapp:
        raise SettingProblem("WhatsApp is not set up: LOTSE_WHATSAPP_TOKEN and its companions are missing.")

    async def run() -> int:
        async with business(settings) as account:
            return await work(account, wordings(speech.load()))

    try:
        return asyncio.run(run())
    except Refused as refused:
        told = refused
    if told.meaning in (Meaning.REVOKED, Meaning.OURS):
        raise SettingProblem(f"{_wrong(told)} Meta says: {told.reason}")
    sys.stderr.write(f"lotse: {PASSING.get(told.meaning, UNANSWERED)} What happened: {told.reason}\n")
    return LATER


UNTIED = "no app is subscribed to this account, so no message arrives. docs/running.md has the call that ties yours to it."
UNANSWERED = "Meta does not answer. Check the network and LOTSE_WHATSAPP_API, then try again."
PASSING = {Meaning.SLOW_DOWN: "Meta takes no more calls now. Wait an hour, then try again."}


def _wrong(told: Refused) -> str:
    """Which setting to look at."""
    if told.reason.startswith("100 "):  # an object that is not there, or not shown to this token
        return (
            "Meta does not show this account. Correct LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID, or give LOTSE_WHATSAPP_TOKEN the right "
            "whatsapp_business_management for it."
        )
    return "Meta refuses LOTSE_WHATSAPP_TOKEN or the account behind it. Make a new token, and look into the WhatsApp Manager."


@asynccontextmanager
async def business(settings: Settings) -> AsyncIterator[Business]:
    """The account at Meta. Raises SettingProblem."""
    try:
        session = Session(settings.whatsapp_token.reveal(), settings.whatsapp_api)
    except ValueError as problem:
        raise SettingProblem(f"LOTSE_WHATSAPP_TOKEN or LOTSE_WHATSAPP_API is wrong. {problem}") from problem
    try:
        yield _account(settings.whatsapp_business, session)
    finally:
        await session.close()
        await asyncio.sleep(LAST_WORD)


def _account(number: str, session: Session) -> Business:
    try:
        return Business(number, session)
    except ValueError as problem:
        raise SettingProblem(f"LOTSE_WHATSAPP_BUSINESS_ACCOUNT_ID is wrong. {problem}") from problem
