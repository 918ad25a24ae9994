"""What the runs say, and the one line that is compared from release to release."""

import random
from collections.abc import Sequence

from bench.burst import Burst
from bench.kill import Kill
from bench.measure import Memory, Run

HEAD = (
    f"{'peer':21} {'slices':>6} {'turns/CPU-s':>11} {'CPU µs/turn (least–most)':>26} {'turns/s':>8} {'p50 ms':>8} {'p99 ms':>8}"
    f" {'bot':>5} {'driver':>6} {'others':>6} {'RSS MiB':>8} {'start s':>7} {'faults':>6}"
)

DRAWS = 2_000
Slice = tuple[int, float]  # turns, CPU seconds
COUNTED = (
    *("under_way", "answers_confirmed", "answers_lost", "state_lost", "silent", "accepted_but_unanswered"),
    *("delivered_again", "second_replies", "wrong_at_the_end"),
)


def speeds(runs: Sequence[Run]) -> str:
    """A line for each peer, and how it compares. `bot`, `driver`, `others`: how busy the cores were, by whom."""
    return "\n".join([HEAD, *(_line(run) for run in runs), *_compared(runs)])


def _line(run: Run) -> str:
    slices = sorted(us(one) for one in run.slices)
    spread = f"{run.cpu_us_per_turn:,.0f} ({slices[0]:,.0f}–{slices[-1]:,.0f})"
    return (
        f"{run.peer:21} {len(slices):6} {run.turns_per_cpu_s:11,.0f} {spread:>26} {run.turns_per_s:8,.0f}"
        f" {run.p50_ms:8.1f} {run.p99_ms:8.1f} {run.bot_busy:5.2f} {run.driver_busy:6.2f} {run.foreign_busy:6.2f}"
        f" {run.rss_end_mib:8.0f} {run.start_s:7.1f} {run.errors + run.wrong_answers:6}"
    )


def _compared(runs: Sequence[Run]) -> list[str]:
    """Lotse's turns per CPU-second to each peer's; those of its other channels to Telegram's."""
    known = next((run for run in runs if run.peer == "lotse"), None)
    others = [run for run in runs if known and run is not known]
    pairs = [(run, known) if run.peer.startswith("lotse") else (known, run) for run in others]
    return [_told(ours, theirs) for ours, theirs in pairs if ours and theirs]


def _told(ours: Run, theirs: Run) -> str:
    least, most = interval(ours.slices, theirs.slices)
    return f"{ours.peer}/{theirs.peer} {_ratio(ours, theirs):.2f} (95 %: {least:.2f} to {most:.2f})"


def us(*slices: Slice) -> float:
    """Microseconds of CPU a turn, all of them together."""
    return sum(used for _, used in slices) / max(1, sum(turns for turns, _ in slices)) * 1e6


def interval(ours: Sequence[Slice], theirs: Sequence[Slice]) -> tuple[float, float]:
    """Between which a ratio of turns per CPU-second lies in 95 of 100 draws of as many rounds (bootstrap)."""
    rounds, dice = list(zip(ours, theirs, strict=True)), random.Random(7)
    draws = [dice.choices(rounds, k=len(rounds)) for _ in range(DRAWS)]
    found = sorted(us(*(other for _, other in draw)) / us(*(own for own, _ in draw)) for draw in draws)
    return found[DRAWS // 40], found[-DRAWS // 40]


def _ratio(ours: Run, theirs: Run) -> float:
    return ours.turns_per_cpu_s / theirs.turns_per_cpu_s


def kills(found: Sequence[Kill]) -> str:
    """Sums over all kills of a peer."""
    lines = []
    for peer in dict.fromkeys(one.peer for one in found):
        mine = [one for one in found if one.peer == peer]
        sums = ", ".join(f"{name.replace('_', ' ')} {sum(getattr(one, name) for one in mine)}" for name in COUNTED)
        lines.append(f"{peer}: {len(mine)} kills: {sums}")
    return "\n".join(lines)


def bursts(found: Sequence[Burst]) -> str:
    """The worst of all."""
    worst, refused, lost, double = (
        max(one.acked_p99_ms for one in found),
        sum(one.refused for one in found),
        sum(one.lost for one in found),
        sum(one.double for one in found),
    )
    return f"acked_p99_ms {worst:.0f} refused {refused} lost {lost} double {double}"


def last_line(runs: Sequence[Run], grown: Memory | None) -> str:
    """Ratios of turns per CPU-second, p99 under load, RSS after the crowd; "-" for what was not measured."""
    by_name = {run.peer: run for run in runs}
    lotse = by_name.get("lotse")
    aiogram, grammy = (
        f"{_ratio(lotse, by_name[other]):.1f}" if lotse and other in by_name else "-"
        for other in ("aiogram-pool1", "grammy-sqlite")
    )
    p99 = f"{lotse.p99_ms:.0f}" if lotse else "-"
    rss = f"{grown.rss_mib:.0f}" if grown else "-"
    return f"lotse/aiogram {aiogram} lotse/grammy {grammy} p99_ms {p99} rss_mib {rss}"
