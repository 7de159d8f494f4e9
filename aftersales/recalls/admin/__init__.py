"""Recalls for staff: drafted by one, let go out by another, and followed to the last buyer."""

from .cases import CaseAdmin
from .recalls import RecallAdmin

__all__ = ["CaseAdmin", "RecallAdmin"]
