"""What an operation costs: CPU from /proc (the figure to trust) and wall clock (noisy)."""

import os
import signal
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pids: list[int]) -> float:
    """User and system seconds of these processes, with the children they have reaped."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return total / TICK


def tree(root: int) -> list[int]:
    """A process and everything below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found, grew = {root}, True
    while grew:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        grew = bool(more)
        found |= more
    return sorted(found)


def processes(product: Any, word: str) -> list[int]:
    return [pid for pid in tree(product.process.pid) if word in Path(f"/proc/{pid}/cmdline").read_text()]


class Quiet:
    """The job worker stands still while the web process is measured; its own work is another figure."""

    def __init__(self, product: Any) -> None:
        self.pids = processes(product, "procrastinate")

    def __enter__(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class Cost:
    """Milliseconds an operation."""

    p50: float
    p99: float
    cpu: dict[str, float]

    @property
    def all_cpu(self) -> float:
        return sum(self.cpu.values())


def measure(deed: Callable[[int], object], groups: dict[str, Callable[[], list[int]]], *, rounds: int = 200, warm: int = 20) -> Cost:
    """Do it `rounds` times in a closed loop; CPU is summed for each group of processes."""
    for number in range(warm):
        deed(number)
    before = {name: cpu_of(pids()) for name, pids in groups.items()}
    walls = []
    for number in range(warm, warm + rounds):
        begun = time.perf_counter()
        deed(number)
        walls.append((time.perf_counter() - begun) * 1000)
    spent = {name: (cpu_of(pids()) - before[name]) / rounds * 1000 for name, pids in groups.items()}
    walls.sort()
    return Cost(statistics.median(walls), walls[int(len(walls) * 0.99) - 1], spent)


def line(name: str, cost: Cost, limit: Cost | None = None) -> str:
    """One row of the report."""
    parts = " + ".join(f"{group} {ms:.2f}" for group, ms in cost.cpu.items())
    ratio = f"   {cost.all_cpu / limit.all_cpu:5.1f} x the CPU of the limit" if limit else ""
    return f"  {name:<34} p50 {cost.p50:7.2f}  p99 {cost.p99:7.2f}  CPU {cost.all_cpu:6.2f} = {parts}{ratio}"
