"""What the runs say: medians, and the one line that is compared from release to release."""

from collections.abc import Sequence
from statistics import median

from bench.burst import Burst
from bench.kill import Kill
from bench.measure import Memory, Run

HEAD = (
    f"{'peer':14} {'runs':>4} {'turns/CPU-s':>11} {'CPU µs/turn (least–most)':>26} {'turns/s':>8} {'p50 ms':>8} {'p99 ms':>8}"
    f" {'bot':>5} {'driver':>6} {'others':>6} {'RSS MiB':>8} {'start s':>7} {'faults':>6}"
)

COUNTED = (
    *("under_way", "answers_confirmed", "answers_lost", "state_lost", "silent", "accepted_but_unanswered"),
    *("delivered_again", "second_replies", "wrong_at_the_end"),
)


def of_peer(runs: Sequence[Run], peer: str) -> list[Run]:
    return [run for run in runs if run.peer == peer]


def speeds(runs: Sequence[Run]) -> str:
    """Medians per peer. `bot`, `driver`, `others`: how busy the cores were, by whom."""
    lines = [_line(peer, of_peer(runs, peer)) for peer in dict.fromkeys(run.peer for run in runs)]
    return "\n".join([HEAD, *lines, *_channels(runs)])


def _channels(runs: Sequence[Run]) -> list[str]:
    """WhatsApp's share of Telegram's turns per CPU-second."""
    known, names = of_peer(runs, "lotse"), dict.fromkeys(run.peer for run in runs if run.peer.startswith("lotse-whatsapp"))
    shares = {one: _median(of_peer(runs, one), "turns_per_cpu_s") / _median(known, "turns_per_cpu_s") for one in names if known}
    return ["".join(f"{one}/lotse {share:.2f}  " for one, share in shares.items()).strip()] if shares else []


def _line(peer: str, runs: Sequence[Run]) -> str:
    cpu = [run.cpu_us_per_turn for run in runs]
    spread = f"{median(cpu):,.0f} ({min(cpu):,.0f}–{max(cpu):,.0f})"
    return (
        f"{peer:14} {len(runs):4} {_median(runs, 'turns_per_cpu_s'):11,.0f} {spread:>26} {_median(runs, 'turns_per_s'):8,.0f}"
        f" {_median(runs, 'p50_ms'):8.1f} {_median(runs, 'p99_ms'):8.1f} {_median(runs, 'bot_busy'):5.2f}"
        f" {_median(runs, 'driver_busy'):6.2f} {_median(runs, 'foreign_busy'):6.2f} {_median(runs, 'rss_end_mib'):8.0f}"
        f" {_median(runs, 'start_s'):7.1f} {sum(run.errors + run.wrong_answers for run in runs):6}"
    )


def _median(runs: Sequence[Run], name: str) -> float:
    return float(median(getattr(run, name) for run in runs))


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
    lotse = of_peer(runs, "lotse")
    p99 = f"{_median(lotse, 'p99_ms'):.0f}" if lotse else "-"
    rss = f"{grown.rss_mib:.0f}" if grown else "-"
    return (
        f"lotse/aiogram {_ratio(runs, 'aiogram-pool1')} lotse/grammy {_ratio(runs, 'grammy-sqlite')} p99_ms {p99} rss_mib {rss}"
    )


def _ratio(runs: Sequence[Run], other: str) -> str:
    ours, theirs = of_peer(runs, "lotse"), of_peer(runs, other)
    if not ours or not theirs:
        return "-"
    return f"{_median(ours, 'turns_per_cpu_s') / _median(theirs, 'turns_per_cpu_s'):.1f}"
