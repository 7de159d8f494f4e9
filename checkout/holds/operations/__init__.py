"""
Setting goods aside for a buyer, until a time that is shown. Each use case stands with its like.

Locks are taken in one order everywhere: basket, holds, stock records by key.
"""

from checkout.holds.models import HOLD_FOR

from .ending import HoldIsOver, TryAgain, confirm, confirm_within, expire_due, let_go, release
from .following import follow_line, hand_over, trim
from .keeping import LONGEST, AlreadyExtended, cut_back, extend_once, prolong
from .taking import HeldTooOften, OutOfStock, Short, hold_basket, hold_line, hold_locked, retake

__all__ = [
    "HOLD_FOR",
    "LONGEST",
    "AlreadyExtended",
    "HeldTooOften",
    "HoldIsOver",
    "OutOfStock",
    "Short",
    "TryAgain",
    "confirm",
    "confirm_within",
    "cut_back",
    "expire_due",
    "extend_once",
    "follow_line",
    "hand_over",
    "hold_basket",
    "hold_line",
    "hold_locked",
    "let_go",
    "prolong",
    "release",
    "retake",
    "trim",
]
