"""
Processor time of a family of processes, from what Linux keeps of them, and the machine's own pace.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from functools import cache
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


def slowness() -> float:
    """
    How slow the machine is now beside the first time this was asked: 2 is half as fast.

    A rented core is often shared, and then the same work takes up to twice the processor time of
    minutes ago. What is divided by this can be compared within a run.
    """
    return _same_work() / _first()


@cache
def _first() -> float:
    return min(_same_work() for _ in range(5))


def _same_work() -> float:
    # What a page is made of: small objects, look-ups, and text put together.
    began = time.thread_time()
    for number in range(6):
        rows = {each: {"words": f"line {each} of {number}"} for each in range(1500)}
        json.loads(json.dumps(rows))
        "".join(row["words"].replace("line", "row") for key, row in rows.items() if key % 3)
    return time.thread_time() - began


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
