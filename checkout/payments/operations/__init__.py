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
    TooManyTries,
    ask,
    cancel_attempt,
    open_attempt,
    start,
)
from .inbox import forget_refused, handle, handle_waiting, receive
from .intents import (
    CodeInUse,
    CodeUsedUp,
    NotFilledIn,
    NothingToOrder,
    TotalChanged,
    abandon,
    begin,
    expire_intents,
    press,
)
from .refunds import (
    NotPaidYet,
    TooMuch,
    WithTheBank,
    record_payout,
    record_refund,
    refund,
    send_refund,
    send_refunds,
)
from .results import record_receipt, record_result, return_wrong_amount
from .sweeps import cancel_unpaid, keep_confirmations, reconcile

__all__ = [
    "BeingPaid",
    "ChargedMeanwhile",
    "Checking",
    "CodeInUse",
    "CodeUsedUp",
    "NotFilledIn",
    "NotPaidYet",
    "NothingToOrder",
    "TooManyTries",
    "TooMuch",
    "TotalChanged",
    "WithTheBank",
    "abandon",
    "ask",
    "begin",
    "cancel_attempt",
    "cancel_unpaid",
    "expire_intents",
    "forget_refused",
    "handle",
    "handle_waiting",
    "keep_confirmations",
    "open_attempt",
    "press",
    "receive",
    "reconcile",
    "record_payout",
    "record_receipt",
    "record_refund",
    "record_result",
    "refund",
    "return_wrong_amount",
    "send_refund",
    "send_refunds",
    "start",
]
