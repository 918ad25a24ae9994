"""`kill -9` at the moment a reply arrives, a new start on the same data: what is left?

Updates without a 2xx are delivered again, as Telegram does. People whose update had its 2xx but who never got a reply say the same
thing again. Everybody goes on to the end.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.bots import BenchProblem, Bot, bring_up, driven, wrong_answers
from bench.crowd import Crowd
from bench.person import Person

PATIENCE = 5.0  # seconds until a person counts as forgotten
THINK = (0.16, 1.6)  # seconds, so that the kill finds people in every state


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """`answers_lost`: of those whose reply had arrived. `state_lost`: people whom the bot no longer understands. `silent`: updates that
    had their 2xx and no reply when the bot died; `accepted_but_unanswered`: those of them without one after the new start, too."""

    peer: str
    people: int
    at_turn: int
    under_way: int
    answers_confirmed: int
    answers_lost: int
    delivered_again: int
    silent: int
    accepted_but_unanswered: int
    state_lost: int
    wrong_at_the_end: int
    second_replies: int
    first_faults: list[str]


@dataclass(frozen=True, slots=True)
class _Left:
    """Those who were under way when the bot died, by what the platform and they themselves knew."""

    waiting: list[Person]  # between two turns
    unacknowledged: list[Person]  # the update had no 2xx: it comes again
    silent: list[Person]  # it had its 2xx, and no reply came
    answered: list[Person]  # both

    @classmethod
    def of(cls, people: Sequence[Person]) -> "_Left":
        busy = [one for one in people if one.update is not None]
        taken = [one for one in busy if one.acknowledged]
        return cls(
            waiting=[one for one in people if one.update is None],
            unacknowledged=[one for one in busy if not one.acknowledged],
            silent=[one for one in taken if not one.replied],
            answered=[one for one in taken if one.replied],
        )


async def kill(name: str, people: int, at_turn: int) -> Kill:
    """Raises BenchProblem when the run ends before that turn."""
    async with driven(name, PATIENCE) as (crowd, bot, _):
        await _killed(crowd, bot, people, at_turn)
        active = [one for one in crowd.people.values() if one.open]
        stored, confirmed = bot.stored(), _confirmed(active)
        left = _Left.of(active)
        crowd.hang_up()
        crowd.stats.errors.clear()
        await bring_up(crowd, bot)
        unanswered = await _still_silent(left.silent)
        answered = [*left.answered, *(one for one in left.silent if one.replied)]
        await crowd.resume(act=[*unanswered, *left.waiting], redeliver=left.unacknowledged, advance=answered)
        finished = [one.number for one in active if one.finished]
        bot.stop()
        wrong = wrong_answers(bot.stored(), finished)
    return Kill(
        peer=name,
        people=people,
        at_turn=at_turn,
        under_way=len(active),
        answers_confirmed=len(confirmed),
        answers_lost=sum(stored.get(key) != value for key, value in confirmed.items()),
        delivered_again=len(left.unacknowledged),
        silent=len(left.silent),
        accepted_but_unanswered=len(unanswered),
        state_lost=len(active) - len(finished),
        wrong_at_the_end=len(wrong),
        second_replies=sum(one.again for one in active),
        first_faults=[*crowd.stats.errors[:3], *wrong[:3]],
    )


async def _killed(crowd: Crowd, bot: Bot, people: int, at_turn: int) -> None:
    """Let them walk until the turn at which the bot dies: its reply has arrived, and is not even answered."""
    died = asyncio.Event()

    def on_turn(_: Person) -> None:
        if crowd.stats.turns == at_turn:
            bot.kill()
            crowd.frozen = True
            died.set()

    crowd.on_turn = on_turn
    walking = asyncio.ensure_future(crowd.run(people, people, think=THINK))
    try:
        async with asyncio.timeout(60):
            await died.wait()
    except TimeoutError:
        raise BenchProblem(f"{bot.name}: turn {at_turn} never came: {crowd.stats.errors[:3]}") from None
    walking.cancel()
    crowd.on_turn = lambda _: None
    await asyncio.sleep(0.2)


def _confirmed(people: Iterable[Person]) -> dict[tuple[int, str], str]:
    """The answers that the bot had confirmed by its reply."""
    steps = ((one.number, step) for one in people for step in one.steps[: one.at + one.replied])
    return {(number, step.answer[0]): step.answer[1] for number, step in steps if step.answer}


async def _still_silent(people: Sequence[Person]) -> list[Person]:
    """Those whom the bot, started again, does not answer by itself from what it had kept to send."""
    for _ in range(int(PATIENCE / 0.1)):
        if all(one.replied for one in people):
            break
        await asyncio.sleep(0.1)
    return [one for one in people if not one.replied]
