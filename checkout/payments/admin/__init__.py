"""Money as staff see it: payments, refunds and what providers posted; every button an operation."""

from .payments import AttemptAdmin
from .purchases import IntentAdmin, ProviderEventAdmin
from .refunds import RefundAdmin

__all__ = ["AttemptAdmin", "IntentAdmin", "ProviderEventAdmin", "RefundAdmin"]
