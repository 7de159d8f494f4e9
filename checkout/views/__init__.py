"""The way from the basket to the order, one question a page; nothing here needs a script."""

from .address import address
from .agreeing import quantity, review
from .choosing import delivery, payment
from .entering import resume, start

__all__ = ["address", "delivery", "payment", "quantity", "resume", "review", "start"]
