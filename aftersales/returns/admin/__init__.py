"""Staff pages: returns with their steps, and withdrawals as they were stated."""

from . import returns, statements  # noqa: F401
