"""What the law of a country asks of whoever shows reviews (REV-01 to REV-10), in plain words."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from storefront.law import queries

# What a fact of the law profile means where it has this value; others ask nothing of us.
ASKED = {
    ("verification_statement", True): _(
        "We say whether and how we check that reviews come from buyers."
    ),
    ("fake_reviews_banned", True): _("No review may be invented, bought or twisted."),
    ("hiding_by_rating_allowed", False): _("No review may be hidden for its stars."),
    ("hard_delete_allowed", False): _("No review may be deleted by the shop."),
    ("incentive_disclosure", True): _("A review that was rewarded must say so. We reward none."),
    ("insider_disclosure", True): _(
        "A review by whoever works for the shop must say so. With us they write none."
    ),
    ("experience_date", True): _("The day of the purchase stands beside the day of writing."),
    ("refusal_reason_to_author", True): _("Whoever is not shown is told the reason."),
    ("criteria_page", True): _("The rules for showing reviews are published."),
}


def asked(country: str, *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return pairs of what is asked and where it is written; nothing where nobody has looked."""
    try:
        rules = queries.rules_for(residence=country, seat=settings.CANDOUR_SEAT, at=at)
    except queries.NoProfile:
        return ()
    return tuple(
        (str(words), rules.basis(f"reviews.{name}").for_buyers)
        for (name, value), words in ASKED.items()
        if rules.value(f"reviews.{name}") is value
    )
