"""The adapter to the simulated carrier; what goes over the network elsewhere is a call here."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook, WebhookVerificationError

from aftersales.tracking.simulator import depot

from . import reports
from .base import Booking, ForgedPost, Instruction, Parcel, Report

# Places that are named after the town a parcel goes to.
_PLACES = (
    (re.compile(r"(?P<town>.+) depot"), _("%(town)s depot")),
    (re.compile(r"Pick-up point, (?P<town>.+)"), _("Pick-up point, %(town)s")),
)


class Simulator:
    code = "simulator"
    name = _("the carrier")
    # As the posts of the world write them (UPU S10), but for the check digit.
    numbers = r"[A-Z]{2}\d{9}[A-Z]{2}"
    like = "GP611816186IE"
    plays_any = True
    has_line = True

    def book(self, parcel: Parcel) -> Booking:
        taken = depot.take_in(
            key=parcel.key,
            town=str(parcel.address.get("town") or ""),
            country=str(parcel.address.get("country") or ""),
            who=str(parcel.address.get("name") or ""),
            at=timezone.now(),
        )
        return Booking(number=taken.number, expected_at=taken.expected_at)

    def label(self, parcel: Parcel) -> Booking:
        return Booking(number=depot.make_label(key=parcel.key, at=timezone.now()).number)

    def instruct(self, instruction: Instruction) -> None:
        depot.plan_anew(
            key=instruction.key,
            what=instruction.what,
            day=instruction.day,
            town=str(instruction.address.get("town") or ""),
            at=timezone.now(),
        )

    def told(self, said: str) -> str:
        if (known := gettext(said)) != said:
            return known
        for pattern, words in _PLACES:
            if found := pattern.fullmatch(said):
                return str(words % found.groupdict())
        return said

    def read_post(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Report]:
        try:
            # It also refuses what was signed more than five minutes ago, or ahead.
            Webhook(settings.CANDOUR_SIMULATOR_SECRET).verify(
                body, {name.lower(): value for name, value in headers.items()}
            )
        except WebhookVerificationError as problem:
            raise ForgedPost(str(problem)) from problem
        except json.JSONDecodeError:
            pass  # signed, or it would not have been read: the reader says what is wrong
        except (ValueError, KeyError) as problem:
            raise ForgedPost("its signature is not readable") from problem
        return reports.read(body)


def sign(*, post_id: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers with which the carrier proves that a post is its own."""
    return {
        "webhook-id": post_id,
        "webhook-timestamp": str(int(at.astimezone(UTC).timestamp())),
        "webhook-signature": Webhook(settings.CANDOUR_SIMULATOR_SECRET).sign(post_id, at, body),
        "content-type": "application/json",
    }
