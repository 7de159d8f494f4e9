"""Uses of promotions: held by a press, used by an order, given back by what comes to nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from checkout.promotions import queries
from checkout.promotions.engine import Applied
from checkout.promotions.models import Promotion, Use
from storefront.core.refusal import Refusal

Offer = get_model("offer", "ConditionalOffer")
Voucher = get_model("voucher", "Voucher")


class PromotionInUse(Refusal):
    words = _(
        "%(name)s is being used for another order right now. Order without it, or try again in "
        "half an hour."
    )


class PromotionUsedUp(Refusal):
    words = _("%(name)s was used up just now.")


@transaction.atomic
def check(*, applied: list[Applied], buyer_id: int | None, basket_id: int) -> None:
    """
    Lock the promotions that have a limit, and see that this purchase stays within each.

    For the press, which holds the lock of the basket: the locks are kept until its end, so that of
    two presses at once the second one counts the first.

    :raises PromotionInUse: if another purchase that is being paid holds the last use
    :raises PromotionUsedUp: if it was used up since the buyer looked
    """
    limited = {each.promotion.pk: each for each in applied if each.promotion.is_limited}
    if not limited:
        return
    rows = queries.locked_several(limited)
    counted = queries.counted(rows, buyer_id=buyer_id, but_basket=basket_id)
    for promotion in rows:
        if _fits(promotion, counted.get(promotion.pk), limited[promotion.pk]):
            continue
        used = queries.used(promotion, buyer_id=buyer_id)
        may_come_free = _fits(promotion, used, limited[promotion.pk])
        raise (PromotionInUse if may_come_free else PromotionUsedUp)(name=promotion.name)


def _fits(promotion: Promotion, counted: Any, wanted: Applied) -> bool:
    """Say whether one more use stays within every limit."""
    if counted is None:
        return promotion.most_discount is None or wanted.amount <= promotion.most_discount
    within = [
        promotion.uses_in_all is None or counted.in_all < promotion.uses_in_all,
        promotion.uses_each is None or counted.by_buyer < promotion.uses_each,
        promotion.most_discount is None or counted.given + wanted.amount <= promotion.most_discount,
    ]
    return all(within)


def hold(*, intent: Any, applied: list[Applied], at: datetime) -> None:
    """Write down which promotions a purchase uses, while it is being paid; within the press."""
    if applied:
        Use.objects.bulk_create(
            Use(
                promotion=each.promotion,
                intent=intent,
                user_id=intent.user_id,
                amount=each.amount,
                since=at,
            )
            for each in applied
        )


def settle(*, intent: Any, order: Any, at: datetime) -> None:
    """
    Count the uses of a purchase that has become an order; on Oscar's rows too.

    Within the transaction that places it; a purchase that is settled already is not counted again.
    """
    offers = [each for each in intent.snapshot.get("offers", []) if each.get("id")]
    held = Use.objects.filter(intent=intent, status=Use.Status.HELD)
    if not offers or not held.update(status=Use.Status.USED, order=order, since=at):
        return
    for each in sorted(offers, key=lambda each: each["id"]):
        # Added up in the database: two orders at once must both be counted.
        Offer.objects.filter(pk=each["id"]).update(
            num_applications=F("num_applications") + each["times"],
            total_discount=F("total_discount") + Decimal(each["amount"]),
            num_orders=F("num_orders") + 1,
        )
    codes = [each["code"] for each in offers if each["code"]]
    for voucher in Voucher.objects.filter(code__in=codes).order_by("pk") if codes else []:
        voucher.applications.create(order=order, user=order.user)
        Voucher.objects.filter(pk=voucher.pk).update(num_orders=F("num_orders") + 1)


def give_back(*, intent: Any, at: datetime) -> None:
    """Give back what a purchase held that came to nothing; giving back twice changes nothing."""
    Use.objects.filter(intent=intent, status=Use.Status.HELD).update(
        status=Use.Status.GIVEN_BACK, since=at
    )


@transaction.atomic
def take_again(*, intent: Any, at: datetime) -> bool:
    """
    Take again what was given back, for money that came late; say whether all of it was there.

    Where it was not, nothing is taken. What has a limit is locked first, in the order of keys.
    """
    uses = list(
        Use.objects.filter(intent=intent, status=Use.Status.GIVEN_BACK).select_related("promotion")
    )
    limited = {each.promotion_id: each for each in uses if each.promotion.is_limited}
    rows = queries.locked_several(limited) if limited else []
    counted = queries.counted(rows, buyer_id=intent.user_id, but_basket=intent.basket_id)
    for promotion in rows:
        wanted = Applied(promotion, limited[promotion.pk].amount)
        if not _fits(promotion, counted.get(promotion.pk), wanted):
            return False
    Use.objects.filter(pk__in=[each.pk for each in uses]).update(status=Use.Status.HELD, since=at)
    return True


def order_cancelled(*, order: Any, by: Any, at: datetime, **_facts: Any) -> None:
    """Give back the uses of an order that was cancelled as a whole; within that transaction."""
    Use.objects.filter(order=order, status=Use.Status.USED).update(
        status=Use.Status.GIVEN_BACK, since=at
    )
