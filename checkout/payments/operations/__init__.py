"""
What can be done about money. Each use case stands in the module of its noun.

Invariants: a provider is called outside any transaction, and only for an attempt that is already
written; what it says is recorded under the lock of its intent, by whoever hears it first; an
order exists exactly once for an intent; never more is given back than came in.
"""

from .attempts import (
    BeingPaid,
    ChargedMeanwhile,
    Checking,
    TimeIsOver,
    TooManyTries,
    ask,
    cancel_attempt,
    look,
    look_on_return,
    open_attempt,
    start,
)
from .bookings import (
    GoesBack,
    HasLeft,
    NotBooked,
    WaitsForNone,
    may_be_put_right,
    rebook,
    take_back_booking,
)
from .inbox import forget_refused, handle, handle_waiting, receive
from .intents import (
    NotFilledIn,
    NothingToOrder,
    TotalChanged,
    abandon,
    begin,
    expire_intents,
    press,
)
from .receipts import (
    AlreadyBooked,
    MoneyIsHere,
    NoReference,
    NoSum,
    NotEnough,
    NothingCameIn,
    NotWaiting,
    StillAsking,
    accept_review,
    give_up,
    may_be_received,
    record_receipt,
    return_wrong_amount,
    wait_again,
)
from .refunds import NotPaidYet, TooMuch, refund
from .results import record_result
from .sending import (
    NotSaidUnderWhat,
    WithTheBank,
    may_be_paid_by_hand,
    record_payout,
    record_refund,
    send_refund,
    send_refunds,
)
from .sweeps import cancel_unpaid, keep_confirmations, reconcile

__all__ = [
    "GoesBack",
    "HasLeft",
    "NotBooked",
    "WaitsForNone",
    "may_be_put_right",
    "rebook",
    "take_back_booking",
    "send_refund",
    "AlreadyBooked",
    "return_wrong_amount",
    "NotPaidYet",
    "open_attempt",
    "record_refund",
    "record_result",
    "NoSum",
    "NotFilledIn",
    "TooMuch",
    "BeingPaid",
    "begin",
    "StillAsking",
    "wait_again",
    "cancel_unpaid",
    "record_payout",
    "record_receipt",
    "handle_waiting",
    "ChargedMeanwhile",
    "TimeIsOver",
    "TooManyTries",
    "expire_intents",
    "receive",
    "press",
    "Checking",
    "NoReference",
    "TotalChanged",
    "MoneyIsHere",
    "accept_review",
    "give_up",
    "send_refunds",
    "NothingCameIn",
    "start",
    "NotSaidUnderWhat",
    "WithTheBank",
    "abandon",
    "forget_refused",
    "ask",
    "NothingToOrder",
    "NotEnough",
    "keep_confirmations",
    "look",
    "look_on_return",
    "may_be_paid_by_hand",
    "may_be_received",
    "reconcile",
    "NotWaiting",
    "cancel_attempt",
    "handle",
    "refund",
]
