from .attempts import OPEN, Attempt, AttemptMove
from .bookings import TakenBack
from .events import ProviderEvent
from .intents import LIVE, Intent, IntentMove
from .orders import OrderMove
from .refunds import Refund, RefundAttempt, RefundMove

__all__ = [
    "LIVE",
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
    "TakenBack",
]
