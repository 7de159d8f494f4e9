"""Whether the shop may sell to a country: which facts it needs, and what an unread one does."""

from dataclasses import dataclass
from datetime import date

from storefront.law.facts import Fact, first_day
from storefront.law.fields import field_at
from storefront.law.rules import Rules

NEEDED = (
    "labels.order_button_fixed",
    "precontract.items",
    "seller_identity.required_fields",
    "withdrawal.exists",
    "withdrawal.return_cost_payer",
    "withdrawal_function.required",
    "price.reference.required",
    "price.reference.mode",
    "delivery.default_max",
    "guarantee.period",
    "privacy.access_answer_within",
    "privacy.breach_authority_within",
)
"""Paths without which the shop cannot keep its word in a country. An unread one keeps it closed."""

NEEDED_FOR_WITHDRAWAL = (
    "withdrawal.period",
    "withdrawal.starts",
    "withdrawal.refund_within",
)
"""Needed too where there is a right to withdraw."""

READ_FOR_THE_BUYER = (
    "withdrawal.roll_to_working_day",
    "withdrawal.refund_includes_standard_delivery",
    "withdrawal.uninformed_extension",
    "price.tax_in_price",
    "price.all_mandatory_included",
    "price.reference.progressive_keeps_first",
    "price.reference.new_product_shorter_window",
    "price.unit_price.exempt_below_mass",
    "price.unit_price.exempt_below_volume",
    "delivery.risk_passes",
    "late_delivery.extra_time_step",
    "late_delivery.refund_within",
    "guarantee.presumption",
    "complaints.answer_within",
    "records.accounting",
)
"""Paths in use whose unread value the shop reads against itself, so they close nothing."""


@dataclass(frozen=True)
class Question:
    """A fact that a named person of the merchant has still to confirm."""

    country: str
    path: str
    description: str
    fact: Fact
    blocks: bool


@dataclass(frozen=True)
class Opening:
    """
    Whether the shop may sell to a country on a day.

    `blocked_by` names unread facts that the shop needs, `to_confirm` those in use that a person
    should check. `review_overdue`: nobody has looked at the profile since its review fell due.
    """

    country: str
    open: bool
    status: str
    blocked_by: tuple[str, ...]
    to_confirm: tuple[str, ...]
    review_due: date
    review_overdue: bool

    @property
    def needs_confirmation(self) -> bool:
        """Something in use has not been confirmed, or the profile as a whole has not."""
        return bool(self.to_confirm) or self.status != "confirmed"


def opening(rules: Rules, *, review_due: str) -> Opening:
    """Whether the shop may sell to the country of these rules."""
    asked = questions(rules)
    blocked = tuple(question.path for question in asked if question.blocks)
    due = first_day(review_due)
    return Opening(
        country=rules.residence.id,
        open=not blocked and rules.residence.status in ("needs_confirmation", "confirmed"),
        status=rules.residence.status,
        blocked_by=blocked,
        to_confirm=tuple(question.path for question in asked),
        review_due=due,
        review_overdue=due <= rules.day,
    )


def questions(rules: Rules) -> list[Question]:
    """The facts in use that are unread or to be confirmed; those that close a country first."""
    needed = NEEDED + (NEEDED_FOR_WITHDRAWAL if rules.holds("withdrawal.exists") else ())
    found = []
    for path in (*needed, *READ_FOR_THE_BUYER):
        # What only the seat decides is asked once, of the seat.
        if field_at(path).keys == {"seller_seat"} and rules.residence != rules.seat:
            continue
        fact = rules.fact(path)
        if fact.confirm or not fact.known:
            blocks = path in needed and not fact.known
            found.append(
                Question(rules.residence.id, path, field_at(path).description, fact, blocks)
            )
    return sorted(found, key=lambda question: (not question.blocks, question.path))
