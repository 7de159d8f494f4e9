"""Parcels as staff see them, hand them over, and put right what was done by mistake."""

from .parcels import ShipmentAdmin
from .posts import RefusedPostAdmin

__all__ = ["RefusedPostAdmin", "ShipmentAdmin"]
