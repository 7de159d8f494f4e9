"""Labels in lists whose colour goes by their words, in whichever language these are read."""

from collections.abc import Iterable
from typing import Any


class Coloured(dict[str, str]):
    """
    Colours by words that are translated when they are shown: what unfold's `display(label=)` asks.

    A plain dict would be filled once, in the language of the start, and know no other.
    """

    def __init__(self, colours: Iterable[tuple[Any, str]]) -> None:
        super().__init__()
        self.colours = list(colours)

    def __bool__(self) -> bool:
        return bool(self.colours)

    def __contains__(self, words: object) -> bool:
        return any(str(each) == str(words) for each, _colour in self.colours)

    def __getitem__(self, words: str) -> str:
        return next(colour for each, colour in self.colours if str(each) == str(words))
