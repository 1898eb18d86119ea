"""Processor time by process: what a figure cost, however busy the machine was beside it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SERVERS = {"postgres": "PostgreSQL", "beam.smp": "RabbitMQ"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """User and system time since it was made, of the processes in `names`, by name, and of the servers that this run started."""

    names: Mapping[int, str]

    def __post_init__(self) -> None:
        self._before = self._now()

    def each(self, count: int) -> dict[str, float]:
        """Milliseconds for each of so many."""
        now = self._now()
        return {name: (now[name] - self._before[name]) / count * 1000 for name in sorted(now)}

    def _now(self) -> dict[str, float]:
        stats: dict[int, tuple[str, int, float]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    head, _, rest = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
                    fields = rest.split()
                    seconds = (int(fields[11]) + int(fields[12])) / TICKS
                    stats[int(entry.name)] = head.partition("(")[2], int(fields[1]), seconds
        found: dict[str, float] = defaultdict(float)
        for pid, (command, _, seconds) in stats.items():
            name = self.names.get(pid) or (SERVERS.get(command) if _is_ours(pid, stats) else None)
            if name:
                found[name] += seconds
        return found


def _is_ours(pid: int, stats: Mapping[int, tuple[str, int, float]]) -> bool:
    while pid in stats:
        if pid == os.getpid():
            return True
        pid = stats[pid][1]
    return False


def told(each: Mapping[str, float]) -> str:
    """`responses 2.1 ms, PostgreSQL 0.9 ms; together 3.0 ms`."""
    parts = ", ".join(f"{name} {value:.2f}" for name, value in each.items())
    return f"{parts}; together {sum(each.values()):.2f} ms"
