"""How far a visitor is on the way to an order, and what stands beside the question of a page."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from checkout.basket import page as basket_page
from checkout.basket import queries as basket_queries
from checkout.holds import queries as holds
from checkout.holds.models import Hold
from checkout.payments import methods as payment_methods

from . import operations
from .models import CheckoutDraft
from .summary import Summary, summarise
from .terms import Terms

ADDRESS, DELIVERY, PAYMENT, REVIEW = "address", "delivery", "payment", "review"
STEPS = [ADDRESS, DELIVERY, PAYMENT, REVIEW]


@dataclass
class Progress:
    """One of these is one visitor's way to one order, read once a request."""

    basket: Any
    draft: CheckoutDraft
    at: datetime

    @cached_property
    def terms(self) -> Terms:
        return Terms(at=self.at, language=get_language() or self.draft.language)

    @cached_property
    def summary(self) -> Summary:
        """:raises CannotBeBought: if a line is not for sale any more"""
        return summarise(basket=self.basket, draft=self.draft, at=self.at, terms=self.terms)

    @cached_property
    def holds(self) -> list[Hold]:
        return holds.live(basket=self.basket, at=self.at)

    @property
    def is_held(self) -> bool:
        """Say whether everything in the basket is held, and nothing beyond it."""
        units = {hold.stockrecord_id: hold.quantity for hold in self.holds}
        return units == holds.units_of(basket_queries.lines(self.basket))

    def keep_held(self) -> None:
        """
        Hold again what ran out while a page was filled in; what is held stays as it is.

        :raises: as `operations.keep_held` does
        """
        if not self.is_held:
            operations.keep_held(basket=self.basket, at=self.at)
            self.__dict__.pop("holds", None)

    @property
    def held_until(self) -> datetime | None:
        """Until when everything in the basket is held; nothing if not everything is."""
        if not self.is_held:
            return None
        return min((hold.expires_at for hold in self.holds), default=None)

    @property
    def may_extend(self) -> bool:
        return any(hold.may_be_extended for hold in self.holds)

    def first_missing(self) -> str:
        """Name the first step whose question is not answered; REVIEW when all are."""
        return next((step for step in STEPS[:-1] if self._lacks(step)), REVIEW)

    def missing_before(self, step: str) -> str:
        """Name the first step before this one whose question is not answered; "" if none is."""
        return next((each for each in STEPS[: STEPS.index(step)] if self._lacks(each)), "")

    @property
    def seems_complete(self) -> bool:
        """Say whether every question has an answer; the last page asks whether each still holds."""
        draft = self.draft
        return bool(draft.has_address and draft.delivery_code and draft.payment_code)

    def _lacks(self, step: str) -> bool:
        if step == ADDRESS:
            return not self.draft.has_address
        if step == DELIVERY:
            return not self.draft.delivery_code or self.summary.delivery is None
        ways = payment_methods.methods_for(summary=self.summary, country=self.summary.country)
        # Another delivery, or another sum, may have closed the way of paying that was chosen.
        return self.draft.payment_code not in {each.code for each in ways}

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
    draft = getattr(basket, "draft", None)
    if draft is None or not basket_queries.lines(basket):
        return None
    return Progress(basket=basket, draft=draft, at=request.at)  # type: ignore[attr-defined]


def goods_shown(basket: Any, summary: Summary) -> list[dict[str, Any]]:
    """Return the lines as components/line.html reads them, with their pictures."""
    rows = {row.pk: row for row in basket_queries.lines(basket)}
    pictures = basket_page.pictures_in(basket, list(rows.values()))
    return [
        {
            "line_id": line.line_id,
            "name": basket_page.title_of(rows[line.line_id].product),
            "url": basket_page.url_of(rows[line.line_id].product),
            "why_url": _changes_of(rows[line.line_id].product),
            "picture": pictures.get(line.product_id),
            "amount": line.price,
            "full": line.full_price,
            "quantity": line.quantity,
            "unit": line.unit_price,
            "sku": line.sku,
            "discount": line.discount,
        }
        for line in summary.lines
    ]


def _changes_of(product: Any) -> str:
    """Return where every price of a product stands with its day (ISO10008-4.7)."""
    shown = product.parent if product.parent_id else product
    kwargs = {"product_slug": shown.slug, "pk": shown.pk}
    return reverse("catalogue:changes", kwargs=kwargs)
