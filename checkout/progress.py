"""How far a visitor is on the way to an order, and what stands beside the question of a page."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from checkout.basket import page as basket_page
from checkout.basket import queries as basket_queries
from checkout.holds import queries as holds
from checkout.holds.models import Hold

from .models import CheckoutDraft
from .summary import Summary, summarise

ADDRESS, DELIVERY, PAYMENT, REVIEW = "address", "delivery", "payment", "review"


@dataclass
class Progress:
    """One of these is one visitor's way to one order, read once a request."""

    basket: Any
    draft: CheckoutDraft
    at: datetime

    @cached_property
    def summary(self) -> Summary:
        """:raises CannotBeBought: if a line is not for sale any more"""
        return summarise(basket=self.basket, draft=self.draft, at=self.at)

    @cached_property
    def holds(self) -> list[Hold]:
        return holds.live(basket=self.basket, at=self.at)

    @property
    def held_until(self) -> datetime | None:
        """Until when everything in the basket is held; nothing if not everything is."""
        units = {hold.stockrecord_id: hold.quantity for hold in self.holds}
        wanted: dict[int, int] = {}
        for line in basket_queries.lines(self.basket):
            if line.product.get_product_class().track_stock:
                wanted[line.stockrecord_id] = wanted.get(line.stockrecord_id, 0) + line.quantity
        if units != wanted:
            return None
        return min((hold.expires_at for hold in self.holds), default=None)

    @property
    def may_extend(self) -> bool:
        return any(hold.may_be_extended for hold in self.holds)

    def first_missing(self) -> str:
        """Name the first step whose question is not answered; REVIEW when all are."""
        if not self.draft.has_address:
            return ADDRESS
        if not self.draft.delivery_code or self.summary.delivery is None:
            return DELIVERY
        return REVIEW if self.draft.payment_code else PAYMENT

    def context(self, step: str) -> dict[str, Any]:
        """Return what the frame of each step shows: the goods, the sum so far, the hold."""
        return {
            "step": step,
            "draft": self.draft,
            "summary": self.summary,
            "goods": goods_shown(self.basket, self.summary),
            "held_until": self.held_until,
            "may_extend": self.may_extend,
            "here": reverse(f"checkout:{step}"),
        }


def of(request: HttpRequest) -> Progress | None:
    """Return where this visitor stands, or nothing if no checkout was begun."""
    basket = request.basket  # type: ignore[attr-defined]
    if basket.pk is None:
        return None
    draft = CheckoutDraft.objects.filter(basket=basket.pk).first()
    if draft is None or not basket_queries.lines(basket):
        return None
    return Progress(basket=basket, draft=draft, at=request.at)  # type: ignore[attr-defined]


def goods_shown(basket: Any, summary: Summary) -> list[dict[str, Any]]:
    """Return the lines as components/line.html reads them, with their pictures."""
    rows = {row.pk: row for row in basket_queries.lines(basket)}
    pictures = basket_page.pictures_of(list(rows.values()))
    return [
        {
            "name": basket_page.title_of(rows[line.line_id].product),
            "url": basket_page.url_of(rows[line.line_id].product),
            "picture": pictures.get(line.product_id),
            "amount": line.price,
            "quantity": line.quantity,
            "unit": line.unit_price,
            "sku": line.sku,
            "discount": line.discount,
        }
        for line in summary.lines
    ]
