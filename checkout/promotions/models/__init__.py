from .promotion import Promotion, PromotionMove, new_reference
from .uses import Use

__all__ = ["Promotion", "PromotionMove", "Use", "new_reference"]
