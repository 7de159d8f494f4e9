from oscar.apps.partner.availability import *  # noqa: F403
from oscar.apps.partner.availability import StockRequired, Unavailable

__all__ = ["StockRequired", "Unavailable"]
