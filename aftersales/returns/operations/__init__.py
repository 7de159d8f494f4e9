"""
What can be done about a return. Each: lock the order, check, write, tell.

Invariants: the order's lock is taken first, so that nothing is returned more often than it was
bought; a return is paid once, under the same lock; a withdrawal in time is never refused for
being one.
"""

from .claims import NotDelivered, claim
from .decisions import (
    CannotRefuse,
    NoReasons,
    NothingToReplace,
    WrongSum,
    accept,
    put_right,
    refuse,
    send_replacement,
)
from .labels import make_label, make_labels
from .opening import NothingChosen, NotSoMany
from .parcels import (
    Unpacked,
    arrive,
    carrier_brings_it,
    choose_way,
    doubt_proof,
    never_came,
    receive,
    tell_sent,
    went_to_the_buyer,
)
from .recalled import take_back_recalled
from .replacing import NoneLeft
from .settling import (
    NotDecided,
    NothingTakenOff,
    SomebodyElse,
    TooLateToObject,
    answer_objection,
    object_to,
    settle,
    settle_due,
)
from .valuing import NotPossible, Valued, value
from .withdrawals import NotYet, match, state

__all__ = [
    "CannotRefuse",
    "NoReasons",
    "NotDecided",
    "NotDelivered",
    "NotPossible",
    "NotSoMany",
    "NotYet",
    "NothingChosen",
    "NoneLeft",
    "NothingTakenOff",
    "TooLateToObject",
    "NothingToReplace",
    "SomebodyElse",
    "Unpacked",
    "Valued",
    "WrongSum",
    "accept",
    "answer_objection",
    "arrive",
    "carrier_brings_it",
    "choose_way",
    "claim",
    "doubt_proof",
    "make_label",
    "make_labels",
    "match",
    "never_came",
    "object_to",
    "put_right",
    "receive",
    "refuse",
    "send_replacement",
    "settle",
    "settle_due",
    "state",
    "take_back_recalled",
    "tell_sent",
    "value",
    "went_to_the_buyer",
]
