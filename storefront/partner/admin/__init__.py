"""Prices, stock and suppliers: what stands there is a fact, what is typed goes to an operation."""

from . import stock, suppliers  # noqa: F401
