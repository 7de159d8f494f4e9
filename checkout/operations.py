"""The steps between basket and order: each writes what one page asked, and nothing else."""

import contextlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.basket import operations as baskets
from checkout.basket import queries as basket_queries
from checkout.book import operations as book
from checkout.holds import operations as holds
from checkout.payments import methods as payment_methods
from checkout.shipping import queries as shipping
from storefront.core.prepared import PreparedQuery
from storefront.core.refusal import Refusal

from . import opening, prices, summary
from .models import CheckoutDraft

_DRAFT = PreparedQuery("draft", lambda basket: CheckoutDraft.objects.filter(basket=basket))


class EmptyBasket(Refusal):
    words = _("There is nothing in your basket.")


class NotDelivered(Refusal):
    words = _("We do not deliver to this country yet.")


class NoSuchDelivery(Refusal):
    words = _("This delivery is not offered for your order. Please choose one of these.")


class NoSuchPayment(Refusal):
    words = _("This way of paying is not offered for your order. Please choose one of these.")


@transaction.atomic
def start(*, basket: Any, language: str, at: datetime) -> CheckoutDraft:
    """
    Begin, or go on with, the order of a basket: everything in it is held from now on.

    What was filled in before stays. The prices shown in the basket count as known to the buyer.

    :raises opening.NotOpen: if the shop has not said all that a buyer must know
    :raises EmptyBasket: if there is nothing in it
    :raises prices.CannotBeBought: if something is not for sale any more; it names the lines
    :raises holds.OutOfStock: if not all of it is there; it names the lines
    :raises holds.HeldTooOften: if the same goods were held and let go again and again
    :raises baskets.BasketIsClosed: if it is being paid or ordered
    """
    opening.check(at=at)
    if basket.pk is None:
        raise EmptyBasket()
    basket = baskets.lock(basket)
    if not any(line.quantity for line in basket_queries.lines(basket)):
        raise EmptyBasket()
    prices.refuse_what_is_gone(basket)
    holds.hold_locked(basket=basket, at=at)
    baskets.note_prices(basket)
    if draft := next(iter(_DRAFT.rows(basket.pk)), None):
        _write(draft, at, language=language)
        return draft
    return CheckoutDraft.objects.create(
        basket=basket, started_at=at, changed_at=at, language=language
    )


@transaction.atomic
def fill_address(
    *,
    draft: CheckoutDraft,
    email: str,
    address: dict[str, str],
    billing: dict[str, str] | None,
    remark: str = "",
    save: bool = False,
    user: Any = None,
    at: datetime,
) -> CheckoutDraft:
    """
    Write to whom and where the order goes; into the address book only if `save` was ticked.

    A delivery that does not reach the new country is asked for again.

    :raises NotDelivered: if no delivery reaches the country
    """
    country = address["country"]
    offered = {method.code for method in shipping.methods(country=country)}
    if not offered:
        raise NotDelivered()
    if save and user is not None and user.is_authenticated:
        # A full book is no reason to hold an order up; the book's own page says that it is full.
        with contextlib.suppress(book.BookIsFull):
            book.keep_address(user=user, address=address)
    keeps_delivery = draft.delivery_code in offered
    _write(
        draft,
        at,
        email=email,
        phone=address.get("phone", ""),
        country=country,
        shipping_address=address,
        billing_address=billing,
        remark=remark,
        save_address=save,
        delivery_code=draft.delivery_code if keeps_delivery else "",
        payment_code=draft.payment_code if keeps_delivery else "",
    )
    return draft


@transaction.atomic
def choose_delivery(*, draft: CheckoutDraft, code: str, at: datetime) -> CheckoutDraft:
    """
    Choose a delivery among those that are offered for this order now.

    Who would have paid at the door is asked again how to pay when the goods are fetched.

    :raises NoSuchDelivery: for any other code
    """
    offered = {method.code: method for method in shipping.methods(country=draft.country)}
    if code not in offered:
        raise NoSuchDelivery()
    chosen = payment_methods.EVERY.get(draft.payment_code)
    nobody_comes = offered[code].is_collection and chosen is not None and chosen.at_the_door
    _write(draft, at, delivery_code=code, payment_code="" if nobody_comes else draft.payment_code)
    return draft


@transaction.atomic
def choose_payment(
    *, draft: CheckoutDraft, code: str, shown: summary.Summary, at: datetime
) -> CheckoutDraft:
    """
    Choose a way of paying among those that are offered for what the order comes to.

    :raises NoSuchPayment: for any other code
    """
    offered = payment_methods.methods_for(summary=shown, country=shown.country)
    if code not in {method.code for method in offered}:
        raise NoSuchPayment()
    _write(draft, at, payment_code=code)
    return draft


def keep_held(*, basket: Any, at: datetime) -> None:
    """
    Hold again what ran out while a page was filled in; what is held stays as it is.

    :raises holds.OutOfStock: if it is gone meanwhile
    :raises holds.HeldTooOften: if it was let go again and again
    """
    holds.hold_basket(basket=basket, at=at)


def _write(draft: CheckoutDraft, at: datetime, **values: Any) -> None:
    """Write only these columns: another tab may just have written others."""
    CheckoutDraft.objects.filter(pk=draft.pk).update(changed_at=at, **values)
    for name, value in {**values, "changed_at": at}.items():
        setattr(draft, name, value)
