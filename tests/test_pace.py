"""How fast messages leave: never more than the platform allows, never slower than it must be."""

from itertools import pairwise
from math import ceil

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sending.pace import ADDRESS_BURST, ADDRESS_REST, Pace

SECOND = 1.0
SLACK = 1e-6  # of floating point
START = 1_000_000.0  # monotonic clocks start anywhere


def departures(pace: Pace, addresses: list[str], gaps: list[float]) -> list[tuple[float, str]]:
    """When each message leaves: it is wanted after a gap, and waits as long as it must. Time is pretended."""
    now, gone = START, []
    for address, gap in zip(addresses, gaps, strict=True):
        now += gap
        tries = 0
        while (wait := pace.wait(address, now)) > 0:
            now += wait + SLACK
            tries += 1
            assert tries < 3, "what it says to wait is enough"
        pace.take(address, now)
        gone.append((now, address))
    return gone


wanted = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.4, 1.0, 30.0])), max_size=200)


@given(wanted, st.sampled_from([0.2, 0.5, 1.0, 2.5, 30.0]))
@example([(str(number), 0.0) for number in range(90)], 30.0)
def test_no_second_holds_more_messages_than_the_account_may_send(messages: list[tuple[str, float]], rate: float) -> None:
    times = [at for at, _ in departures(Pace(rate), [address for address, _ in messages], [gap for _, gap in messages])]
    most = ceil(rate)
    window = most / rate
    for first, last in zip(times, times[most:], strict=False):
        assert last - first >= window - SLACK


@given(wanted)
def test_one_address_gets_one_message_a_second_but_for_a_short_burst(messages: list[tuple[str, float]]) -> None:
    gone = departures(Pace(30.0), [address for address, _ in messages], [gap for _, gap in messages])
    for address in set("abcdef"):
        times = [at for at, to in gone if to == address]
        for start, first in enumerate(times):
            for count, last in enumerate(times[start:], 1):
                assert count <= (last - first) / ADDRESS_REST + ADDRESS_BURST + SLACK


def test_a_reply_after_a_quiet_moment_does_not_wait() -> None:
    pace = Pace(30.0)
    for second in range(10):
        assert pace.wait("a", START + 2 * second) == 0
        pace.take("a", START + 2 * second)


def test_a_thousand_people_are_reminded_at_the_full_rate() -> None:
    gone = departures(Pace(30.0), [str(number) for number in range(1000)], [0.0] * 1000)
    assert gone[-1][0] - START <= 1000 / 30 + SECOND


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.99])
def test_a_pace_below_one_a_second_still_sends(rate: float) -> None:
    times = [at for at, _ in departures(Pace(rate), list("abc"), [0.0] * 3)]
    assert [round(later - earlier, 3) for earlier, later in pairwise(times)] == [round(1 / rate, 3)] * 2


def test_what_goes_evenly_leaves_a_gap_for_an_answer_and_loses_no_pace() -> None:
    pace, now, gone = Pace(30.0), START, list[float]()
    for number in range(300):
        if (wait := pace.wait(str(number), now, evenly=True)) > 0:
            now += wait + SLACK
        pace.take(str(number), now)
        gone.append(now)
    assert max(sum(at <= other < at + 0.2 for other in gone) for at in gone) == 6
    assert gone[-1] - gone[0] == pytest.approx(300 / 30, abs=0.3)
    assert max(later - earlier for earlier, later in pairwise(gone)) < 0.3, "nobody waits longer for the next gap"


@given(st.lists(st.floats(0.0, 0.1), min_size=100, max_size=100))
def test_who_looks_a_little_late_each_time_loses_little_of_the_pace(late: list[float]) -> None:
    """A look at the table takes a while. Each second held 22 messages of 30 when that began a new part of the time at each look."""
    pace, now, gone = Pace(30.0), START, 0
    for more in late:
        while (wait := pace.wait(str(gone), now, evenly=True)) <= SLACK:
            pace.take(str(gone), now)
            gone += 1
        now += wait + more
    assert gone >= 0.8 * 30 * (now - START)


def test_no_pace_means_no_waiting() -> None:
    pace = Pace(0.0)
    for _ in range(1000):
        assert pace.wait("a", START) == 0
        pace.take("a", START)


def test_a_pause_holds_for_every_address_and_the_longer_one_counts() -> None:
    pace = Pace(0.0)
    pace.pause(7.0, START)
    pace.pause(2.0, START + 1)
    assert pace.wait("a", START + 1) == 6.0
    assert pace.wait("b", START + 6.5) == 0.5
    assert pace.wait("b", START + 7.0) == 0


def test_addresses_of_long_ago_are_forgotten() -> None:
    pace = Pace(30.0)
    for number in range(20_000):
        pace.take(str(number), START + number)
    assert len(pace._rests) == 10_000
    assert pace.wait("0", START + 20_001) == 0
