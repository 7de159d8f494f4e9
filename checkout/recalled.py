"""What is recalled leaves the baskets that it lies in, with words that say why."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from checkout.holds import operations as holds
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.models import OPEN as UNDECIDED
from checkout.payments.models import Intent
from storefront.core import lasting, sweeps
from storefront.partner import stops

from .models import TakenOut

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")

# So long a basket goes on saying what was taken out of it.
TOLD_FOR = timedelta(days=30)
# Baskets that are not orders; one that is being paid is opened first, if its money may not come.
STATUSES = [Basket.OPEN, Basket.SAVED, Basket.FROZEN]


def take_out(*, reference: str, at: datetime) -> int:
    """
    Take what a recall stops out of every basket and list; returns how many baskets were changed.

    Each by itself, so it may be cut short and run again. What may be sold again stays where it is.
    A purchase whose payment is undecided is left until it is decided: it cannot become an order,
    and its money goes back.
    """
    lines = Line.objects.filter(stockrecord__in=stops.held_by(reference))
    baskets = Basket.objects.filter(pk__in=lines.values("basket"), status__in=STATUSES)
    return sweeps.each(
        f"baskets.recalled:{reference}",
        baskets.only("pk"),
        lambda basket: _take_out(basket.pk, reference, at=at),
    )


@transaction.atomic
def _take_out(pk: int, reference: str, *, at: datetime) -> bool:
    why = _("Recalled for safety, %(reference)s") % {"reference": reference}
    # In the order of the house: what was pressed for comes before its basket.
    if found := payment_queries.live_intent(basket_id=pk):
        intent = payment_queries.locked_intent(found.pk)
        if intent.status == Intent.Status.OPEN:
            if intent.attempts.filter(status__in=UNDECIDED).exists():
                return False
            payments.abandon(intent=intent, at=at, why=why)
    basket = payment_queries.locked_basket(pk)
    if basket.status not in (Basket.OPEN, Basket.SAVED):
        return False
    # Asked anew: the sale may have been allowed since the run began.
    held = stops.held_by(reference)
    lines = list(Line.objects.filter(basket=pk, stockrecord__in=held).order_by("stockrecord_id"))
    TakenOut.objects.bulk_create(
        [
            TakenOut(
                basket_id=pk,
                product_id=line.product_id,
                reference=reference,
                quantity=line.quantity,
                taken_at=at,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )
    Line.objects.filter(pk__in=[line.pk for line in lines]).delete()
    for line in lines:
        holds.follow_line(basket=basket, stockrecord_id=line.stockrecord_id, at=at)
    if lines:
        lasting.move_on()
    return bool(lines)


def _latest() -> datetime | None:
    return TakenOut.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()


# As a rule nothing was taken out of any basket, and then no page asks for its own.
LATEST = lasting.Lasting(_latest)


def notes(*, baskets: Iterable[Any], at: datetime) -> list[dict[str, str]]:
    """Return what was taken out of these baskets lately, with the page that says why."""
    from checkout.basket.page import title_of

    since = at - TOLD_FOR
    latest = LATEST.get()
    ids = [basket.pk for basket in baskets if basket is not None and basket.pk]
    if not ids or latest is None or latest < since:
        return []
    rows = TakenOut.objects.filter(basket__in=ids, taken_at__gte=since)
    return [
        {
            "words": _("%(title)s: recalled for safety, so we took it out and do not sell it.")
            % {"title": title_of(row.product)},
            "url": _page(row.reference),
        }
        for row in rows.select_related("product__parent").order_by("pk")
    ]


def _page(reference_: str) -> str:
    try:
        return reverse("recalls:detail", args=[reference_])
    except NoReverseMatch:
        return ""
