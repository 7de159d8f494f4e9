"""Which kinds of messages there are: each package registers its own at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Attachment = tuple[str, str, bytes]


def _nothing(message: Any) -> dict[str, Any]:
    return {}


def _no_files(message: Any) -> list[Attachment]:
    return []


@dataclass(frozen=True)
class Kind:
    """
    One of these is a kind of message; its words stand in templates/notices/<key>.*.

    `build(message)` returns what the templates need, read afresh when the message is sent;
    `attach(message)` returns files as (name, MIME type, bytes); `purpose` is what the recipient's
    address is used for: "contract" goes with the purchase, others need a grant. Without
    `keeps_words` neither words nor context outlive the sending: for links that open an account.
    """

    key: str
    title: object
    channels: tuple[str, ...] = ("mail", "account")
    keeps_words: bool = True
    purpose: str = "contract"
    build: Callable[[Any], dict[str, Any]] = _nothing
    attach: Callable[[Any], list[Attachment]] = _no_files


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """
    Return the kind.

    :raises KeyError: if no package registered it, which is a programming error
    """
    return _kinds[key]


def keeps_words(message: Any) -> bool:
    """Say whether the words of a message may be kept and read: not a way into an account."""
    kind = _kinds.get(message.kind)
    return kind is not None and kind.keeps_words


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.key)
