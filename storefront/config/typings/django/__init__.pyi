# What mypy must know of Django, which carries no types: choices are text or numbers, not the pairs
# that they are written as. Everything else stays unknown.
from typing import Any

def __getattr__(name: str) -> Any: ...
