"""
The port to whoever carries parcels. An adapter translates; it decides nothing and writes nothing.

A parcel is booked under our own key, so asking twice books it once. What a carrier reports comes
by post; `read_post` believes only what the carrier signed, lately.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol


class NoAnswer(Exception):
    """The carrier did not answer, or not in time: the parcel may be booked or not."""


class ForgedPost(Exception):
    """A post that its carrier did not sign, or signed long ago; `str()` says which."""


class UnreadablePost(Exception):
    """A post that is signed, but not in the agreed form; `str()` says what is wrong."""


@dataclass(frozen=True)
class Parcel:
    """What a carrier is asked to carry; `address` as agreed, `language` the buyer's."""

    key: str
    order_number: str
    address: Mapping[str, Any]
    language: str
    service: str = ""


@dataclass(frozen=True)
class Booking:
    """What a carrier answers: its number for the parcel, its page about it, when it should come."""

    number: str
    url: str = ""
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Instruction:
    """
    What a carrier is asked to do with a parcel that it could not hand over.

    `what` is "again" (on `day`), "elsewhere" (to `address`), "collect" or "back".
    """

    key: str
    number: str
    what: str
    day: date | None
    address: Mapping[str, Any]


@dataclass(frozen=True)
class Report:
    """One thing that a carrier says of a parcel; `kind` and `reason` are words of our models."""

    event_id: str
    number: str
    kind: str
    happened_at: datetime
    place: str = ""
    words: str = ""
    reason: str = ""
    received_by: str = ""
    expected_at: datetime | None = None


class Carrier(Protocol):
    """
    `plays_any` is for a simulated one, which takes the part of every carrier of the shop.

    Without `has_line` it takes no instructions: a person rings it up. `numbers` is the pattern of
    its tracking numbers, in capitals and without spaces, and `like` one to show a person.
    """

    code: str
    name: str
    numbers: str
    like: str
    plays_any: bool
    has_line: bool

    def book(self, parcel: Parcel) -> Booking:
        """
        Book a parcel, or say again how it was booked under this key.

        :raises NoAnswer: if nobody knows whether it is booked
        """

    def label(self, parcel: Parcel) -> Booking:
        """
        Make a label with which a buyer sends a parcel to us, or say again which it was.

        :raises NoAnswer: if nobody knows whether there is one, or this carrier makes none
        """

    def instruct(self, instruction: Instruction) -> None:
        """
        Ask for something to be done with a parcel; asking again changes nothing.

        :raises NoAnswer: if nobody knows whether it was heard, or a person has to ring up
        """

    def told(self, said: str) -> str:
        """Say in the reader's language a place or words that it reported, or else as they came."""

    def read_post(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Report]:
        """
        Read a post.

        :raises ForgedPost: unless the carrier signed it, lately
        :raises UnreadablePost: if it is not in the agreed form
        """
