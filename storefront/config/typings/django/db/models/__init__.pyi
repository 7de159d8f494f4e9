# mypy: disable-error-code="misc"
import enum
from typing import Any

class TextChoices(str, enum.Enum):
    label: Any
    value: Any
    choices: Any
    labels: Any
    values: Any
    names: Any
    def __new__(cls, value: str, label: Any = ...) -> Any: ...

class IntegerChoices(int, enum.Enum):
    label: Any
    value: Any
    choices: Any
    labels: Any
    values: Any
    names: Any
    def __new__(cls, value: int, label: Any = ...) -> Any: ...

def __getattr__(name: str) -> Any: ...
