"""
The figures in words, each beside what was aimed at.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import steps
from .measuring import Findings
from .steps import Cost

# At most so many of a yardstick.
AIMS = {
    "product, cold": (20, "bare"),
    "listing, 24 cards": (4, "rows"),
    "search": (5, "rows"),
    "add to basket": (12, "select"),
    "basket": (3, "rows"),
    "whole order": (120, "tpcb"),
    "home, kept": (2.5, "bare"),
    "listing, kept": (2.5, "bare"),
    "product, kept": (2.5, "bare"),
}
WIRE = 40_000  # bytes of HTML, CSS and script
MEMORY = 3  # times that of two bare workers
GROWTH = 1.3  # from the smallest catalogue to the largest


def yardsticks(bare: Findings) -> Iterator[str]:
    yield ""
    yield "Yardsticks: milliseconds of processor time (web + database)"
    for name, cost in bare.costs.items():
        yield f"    {name:8} {cost.total:8.3f}   ({cost.web:.3f} + {cost.database:.3f})"


def shop(number: int, found: Findings, bare: Findings) -> Iterator[str]:
    yield ""
    yield f"The shop with {number} products: processor time and statements a request"
    yield f"    {'':18} {'web ms':>8} {'db ms':>8} {'SQL':>6}"
    for name, cost in found.costs.items():
        beside = _beside(name, cost, bare)
        yield f"    {name:18} {_figures(cost)}   {beside}".rstrip()
    yield from _an_order(found.steps_of_an_order)
    if found.problem:
        yield f"    The sale was not measured to its end: {found.problem}"
    for path, weight in found.wire.items():
        parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in weight.items())
        total = sum(weight.values())
        said = f"{total / 1000:5.1f} KB ({parts})"
        yield f"    on the wire {path[:36]:36} {said} {_verdict(total, WIRE, 'KB', by=1000)}"
    ratio = found.memory / bare.memory
    sizes = f"{found.memory / 1e6:.0f} MB, of two bare ones {bare.memory / 1e6:.0f} MB"
    yield f"    memory of two workers {sizes}: {ratio:.1f} {_verdict(ratio, MEMORY, 'times')}"


def _an_order(taken: list[steps.Step]) -> Iterator[str]:
    if not taken:
        return
    yield f"    a whole order is {len(taken)} requests:"
    for number, step in enumerate(taken, 1):
        whose = "   (the bank's server)" if step.is_the_banks else ""
        yield f"    {number:4} {step.name:29} {_figures(step.cost)}{whose}"
    for name, number, cost in steps.parts(taken):
        yield f"         {name + f', {number} requests':29} {_figures(cost)}"


def _figures(cost: Cost) -> str:
    return f"{cost.web:8.2f} {cost.database:8.2f} {cost.statements:6.1f}"


def growth(results: dict[int, Findings]) -> Iterator[str]:
    small, large = min(results), max(results)
    if small == large:
        return
    yield ""
    yield f"{large} products beside {small}"
    for name, cost in results[small].costs.items():
        if name in results[large].costs:
            times = results[large].costs[name].total / cost.total
            yield f"    {name:18} {times:5.2f} {_verdict(times, GROWTH, 'times')}"


def _beside(name: str, cost: Cost, bare: Findings) -> str:
    if name not in AIMS:
        return ""
    aim, unit = AIMS[name]
    times = cost.total / bare.costs[unit].total
    return f"{times:7.1f} {_verdict(times, aim, unit)}"


def _verdict(found: float, aim: float, unit: str, *, by: float = 1) -> str:
    return f"(aim {aim / by:g} {unit}: {'reached' if found <= aim else 'MISSED'})"
