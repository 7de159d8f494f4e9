from .parcels import ReturnParcel, ReturnParcelMove
from .returns import (
    Condition,
    Return,
    ReturnLine,
    ReturnMove,
    ReturnPhoto,
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
]
