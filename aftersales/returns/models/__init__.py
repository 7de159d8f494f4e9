from .parcels import ReturnParcel, ReturnParcelMove
from .returns import (
    Condition,
    Return,
    ReturnLine,
    ReturnMove,
    ReturnPhoto,
    WithdrawalExclusion,
)
from .statements import Statement

__all__ = [
    "Condition",
    "Return",
    "ReturnLine",
    "ReturnMove",
    "ReturnParcel",
    "ReturnParcelMove",
    "ReturnPhoto",
    "Statement",
    "WithdrawalExclusion",
]
