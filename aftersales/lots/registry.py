"""What other features say of lots: recalls forbid some, and know who was told of them."""

from collections.abc import Callable, Iterable
from typing import Any

Check = Callable[[Any], None]
Contacts = Callable[[Iterable[int]], dict[int, Any]]

_checks: list[Check] = []
_contacts: list[Contacts] = []


def check_with(fn: Check) -> None:
    """Have `fn(lot)` called before a lot is stated; it raises a `Refusal` where it must not be."""
    if fn not in _checks:
        _checks.append(fn)


def ask_contacts(fn: Contacts) -> None:
    """Have `fn(order ids)` say, by order, in words, whether its buyer was told of a recall."""
    if fn not in _contacts:
        _contacts.append(fn)


def check(lot: Any) -> None:
    for fn in _checks:
        fn(lot)


def contacts(order_ids: Iterable[int]) -> dict[int, Any]:
    """Return what is known of telling the buyers of these orders, by order."""
    ids = list(order_ids)
    return {pk: words for fn in _contacts for pk, words in fn(ids).items()}
