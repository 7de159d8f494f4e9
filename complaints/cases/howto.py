"""
How a complaint goes, made of what holds now: no time and no way on it is typed by hand.

The seven things that ISO10002-7.1 asks for, each a part that must not be empty.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.disputes.bodies import bodies_for
from storefront.core import marks
from storefront.law import queries as law
from storefront.seller import queries as sellers

from .models import Remedy
from .operations import TOLD_EVERY
from .saying import MOST_FILES


class PartMissing(LookupError):
    """A part of the page has nothing to say: it is not shown like that."""


@dataclass(frozen=True)
class Part:
    """One of these is one thing to know, as pairs of a title and words."""

    key: str
    title: str
    rows: list[tuple[str, str]]


def parts(*, country: str, at: datetime) -> list[Part]:
    """
    Return everything that somebody who lives in a country should know before complaining.

    :raises PartMissing: if one of them has nothing to say
    """
    made = [
        Part("where", _("Where to complain"), _where()),
        Part("bring", _("What to bring"), _bring()),
        Part("steps", _("What happens then, and by when"), _steps(country, at)),
        Part("inside", _("What can come of it"), _inside()),
        Part("outside", _("Who else can help"), _outside(country)),
        Part("standing", _("How it stands"), _standing()),
        Part("cost", _("What it costs"), [(_("Nothing"), _("Neither with us nor for answering."))]),
    ]
    empty = [part.key for part in made if not part.rows or not all(map(all, part.rows))]
    if empty:
        raise PartMissing(empty)
    return made


def _where() -> list[tuple[str, str]]:
    seller = sellers.current()
    return [
        (_("Here"), _("With an account or without, about an order or anything else.")),
        (_("By e-mail"), seller.email),
        (_("By telephone"), marks.joined([seller.phone_shown, seller.hours])),
        (_("By letter"), marks.joined([seller.name, *seller.address])),
    ]


def _bring() -> list[tuple[str, str]]:
    return [
        (_("Needed"), _("What happened, and an address for our answer.")),
        (
            _("Of help"),
            _("The number of the order, and what would put it right. Up to %(most)d files.")
            % {"most": MOST_FILES},
        ),
    ]


def _steps(country: str, at: datetime) -> list[tuple[str, str]]:
    rules = law.rules_for(residence=country, at=at)
    first = int(rules.value("house.complaint_first_answer_within"))
    last = int(rules.value("house.complaint_final_within"))
    return [
        (_("At once"), _("You get a number, and the day of our answer.")),
        (_working_days(first), _("Our answer, with reasons and with what we do.")),
        (
            _("Every %(n)d working days until then") % {"n": TOLD_EVERY},
            _("You hear how it stands, news or none."),
        ),
        (
            _working_days(last),
            _("If you say no, a second person decides, counted from the day on which you say so."),
        ),
    ]


def _working_days(number: int) -> str:
    return ngettext(
        "Within %(n)d working day", "Within %(n)d working days", number
    ) % {"n": number}  # fmt: skip


def _inside() -> list[tuple[str, str]]:
    kinds = [str(remedy.label) for remedy in Remedy]
    return [(_("Our answer names one of these"), _("; ").join(kinds) + _("."))]


def _outside(country: str) -> list[tuple[str, str]]:
    return [(str(body.name), str(body.help)) for body in bodies_for(country)]


def _standing() -> list[tuple[str, str]]:
    return [
        (
            _("At any time"),
            _("On the page of the complaint: by the link in our mail, or in your account."),
        )
    ]
