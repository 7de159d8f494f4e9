"""
Processor time of a family of processes, from what Linux keeps of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01


def family(pid: int) -> list[int]:
    """
    A process and all that came from it.
    """
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = _stat(int(entry.name))
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def seconds(pid: int) -> float:
    """
    Processor seconds that a family has used so far, also of members that have ended.
    """
    # What has ended counts with the one who waited for it; the living count for themselves.
    ended = sum(int(number) for number in _stat(pid)[13:15]) * TICK
    return ended + sum(_own(each) for each in family(pid))


def resident(pid: int) -> int:
    """
    Bytes of memory that the children of a process hold, counting what they share again for each.
    """
    return sum(_kilobytes(each, "VmRSS") for each in family(pid)[1:]) * 1024


def _own(pid: int) -> float:
    # In nanoseconds by thread, where a process's own account only counts in hundredths.
    total = 0.0
    for task in _tasks(pid):
        try:
            total += int((task / "schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError, IndexError):
            continue
    return total


def _tasks(pid: int) -> Iterator[Path]:
    try:
        yield from (PROC / str(pid) / "task").iterdir()
    except OSError:
        return


def _stat(pid: int) -> list[str]:
    # The name in brackets may itself hold spaces and brackets.
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _kilobytes(pid: int, key: str) -> int:
    try:
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
