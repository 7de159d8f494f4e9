"""A carrier without a line to us: staff type in its number and what it reports."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from .base import Booking, ForgedPost, Instruction, NoAnswer, Parcel, Report


class ByHand:
    code = "by_hand"
    name = _("the carrier")
    # Of whichever carrier it is: letters, digits and what stands between them, one digit at least.
    numbers = r"(?=.*\d)[0-9A-Z][0-9A-Z./-]{1,39}"
    like = "1Z-88-204/A"
    plays_any = True
    has_line = False

    def book(self, parcel: Parcel) -> Booking:
        return Booking(number="")

    def label(self, parcel: Parcel) -> Booking:
        raise NoAnswer("this carrier makes no labels for us")

    def instruct(self, instruction: Instruction) -> None:
        raise NoAnswer("this carrier has no line to us: ring it up")

    def told(self, said: str) -> str:
        return said

    def read_post(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Report]:
        raise ForgedPost("this carrier posts nothing")


class Collection(ByHand):
    """The buyer, who comes to our workshop: nothing is booked, the parcel stands ready."""

    code = "collection"
    name = _("our workshop")
    plays_any = False
