from .attempts import OPEN, Attempt, AttemptMove
from .events import ProviderEvent
from .intents import Intent, IntentMove
from .orders import OrderMove
from .refunds import Refund, RefundAttempt, RefundMove

__all__ = [
    "OPEN",
    "Attempt",
    "AttemptMove",
    "Intent",
    "IntentMove",
    "OrderMove",
    "ProviderEvent",
    "Refund",
    "RefundAttempt",
    "RefundMove",
]
