"""
What is done with a recall. Each: lock, check, write, tell.

Locks: recall, order, recall case. For a draft: recall, lots (by key). For announcing: recall,
holds, stock records, product sheets.
A step that is only compared and set waits for the recall's lock by itself.
"""

from .announcing import (
    NotForYou,
    NothingSold,
    SecondPerson,
    allow_sale,
    announce,
    close,
    stop_what_came_since,
    withdraw,
)
from .choosing import (
    AlreadyChosen,
    NoLonger,
    NothingHere,
    NothingLeft,
    NotOffered,
    NotThereYet,
    acknowledge,
    choose,
    leave_out,
    may_be_replaced,
    open_page,
    tell_in_person,
)
from .drafting import (
    Incomplete,
    LotTakenBack,
    NotADraft,
    NotOfThisProduct,
    SofteningWords,
    WhyNeeded,
    draft,
    send_back,
    submit,
)
from .reaching import carry_out, carry_out_all, follow_letters, open_case, reach, tell_again

__all__ = [
    "AlreadyChosen",
    "Incomplete",
    "LotTakenBack",
    "NoLonger",
    "NotADraft",
    "NotForYou",
    "NotOfThisProduct",
    "NotOffered",
    "NotThereYet",
    "NothingHere",
    "NothingLeft",
    "NothingSold",
    "SecondPerson",
    "SofteningWords",
    "WhyNeeded",
    "acknowledge",
    "allow_sale",
    "announce",
    "carry_out",
    "carry_out_all",
    "choose",
    "close",
    "draft",
    "follow_letters",
    "leave_out",
    "may_be_replaced",
    "open_case",
    "open_page",
    "reach",
    "send_back",
    "stop_what_came_since",
    "submit",
    "tell_again",
    "tell_in_person",
    "withdraw",
]
