"""CPU seconds and memory of a process and everything it has started, from Linux's /proc."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, those after the name; [] when the process is gone."""
    try:
        return (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for one in (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()):
        if fields := _fields(one):
            children.setdefault(int(fields[1]), []).append(one)
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu(pid: int) -> float:
    """CPU seconds of the tree so far, user and system, those of ended children included."""
    return sum(sum(map(int, _fields(one)[11:15])) for one in tree(pid)) / TICK


def rss_mib(pid: int) -> float:
    kib = 0
    for one in tree(pid):
        try:
            lines = (PROC / f"{one}/status").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kib / 1024


def core(number: int) -> tuple[float, float]:
    """(busy, stolen by the hypervisor) seconds of one core since boot, all processes together."""
    line = next(line for line in (PROC / "stat").read_text().splitlines() if line.startswith(f"cpu{number} "))
    user, nice, system, _, _, irq, softirq, stolen = map(int, line.split()[1:9])
    return (user + nice + system + irq + softirq) / TICK, stolen / TICK
