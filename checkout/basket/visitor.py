"""
Which basket belongs to whoever asks, and the two cookies that remember it.

A guest's basket is a row whose key stands, signed, in a cookie; a member's is found by the account.
Neither needs the session or Redis, and a page that does not ask for the basket costs nothing.
"""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from oscar.core.loading import get_model

from storefront.core.prepared import PreparedQuery
from storefront.core.visitor import BASKET_COUNT_COOKIE

from . import operations, queries

Basket = get_model("basket", "Basket")

COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN
KEPT_COOKIE = "kept-for-later"
SIGNER = Signer(salt="candour.basket")


def _guests(pk: int) -> Any:
    open_ones = Basket.objects.filter(pk=pk, owner=None, status=Basket.OPEN)
    return open_ones.select_related("draft")


def _members(owner: int) -> Any:
    own = Basket.objects.filter(owner=owner, status=Basket.OPEN)
    return own.select_related("draft").order_by("pk")


GUESTS = PreparedQuery("basket_of_a_guest", _guests)
MEMBERS = PreparedQuery("baskets_of_a_member", _members)


class VisitorBasket:
    """One of these finds the basket of one request, once, when it is asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.changed = False
        self.count: int | None = None
        self._forget = self._forget_kept = False

    @cached_property
    def basket(self) -> Any:
        """The open basket, saved or not; a guest's basket is taken along at sign-in."""
        user = self._user
        guests = self._of_cookie
        if user is None:
            return guests if guests is not None else Basket()
        own = MEMBERS.rows(user.pk)
        others = own[1:] + ([guests] if guests is not None else [])
        basket = own[0] if own else None
        if basket is None:
            basket = Basket(owner=user)
            if others:
                basket.save()
        for other in others:
            basket = operations.merge(of=other, into=basket, at=self._request.at)  # type: ignore[attr-defined]
            self.changed = True
        self._forget = guests is not None
        basket.owner = user
        return basket

    @cached_property
    def kept(self) -> Any:
        """What this visitor keeps for later: a list of lines like a basket, saved or not."""
        guests = None
        if pk := self._signed_pk(KEPT_COOKIE):
            guests = Basket.objects.filter(pk=pk, owner=None, status=Basket.SAVED).first()
        user = self._user
        if user is None:
            return guests or Basket(status=Basket.SAVED)
        own = Basket.objects.filter(owner=user, status=Basket.SAVED).order_by("pk").first()
        own = own or Basket(owner=user, status=Basket.SAVED)
        if guests is not None:
            operations.merge_kept(of=guests, into=own)
            self._forget_kept = True
        return own

    @cached_property
    def being_paid(self) -> Any:
        """The basket that this visitor has pressed the order button for, if it is not decided."""
        frozen = Basket.objects.filter(status=Basket.FROZEN)
        if self._user is not None:
            return frozen.filter(owner=self._user).order_by("-pk").first()
        pk = self._cookie_pk
        return frozen.filter(pk=pk, owner=None).first() if pk else None

    @cached_property
    def _user(self) -> Any:
        # A visitor without a session has no account, and asking would mark the page as personal.
        if settings.SESSION_COOKIE_NAME not in self._request.COOKIES:
            return None
        user = self._request.user
        return user if user.is_authenticated else None

    @cached_property
    def _cookie_pk(self) -> int | None:
        return self._signed_pk(COOKIE)

    def _signed_pk(self, cookie: str) -> int | None:
        try:
            return int(SIGNER.unsign(self._request.COOKIES[cookie]))
        except (KeyError, ValueError, BadSignature):
            return None

    @cached_property
    def _of_cookie(self) -> Any:
        if self._cookie_pk is None:
            return None
        return next(iter(GUESTS.rows(self._cookie_pk)), None)

    def finish(self, response: HttpResponse) -> None:
        """Write the cookies that this request made necessary."""
        if kept := self.__dict__.get("kept"):
            if self._forget_kept:
                response.delete_cookie(KEPT_COOKIE, samesite="Lax")
            elif kept.pk and kept.owner_id is None and kept.pk != self._signed_pk(KEPT_COOKIE):
                _set(response, KEPT_COOKIE, SIGNER.sign(str(kept.pk)))
        if "basket" not in self.__dict__:
            return
        basket = self.basket
        if self.changed:
            number = queries.count(basket) if self.count is None else self.count
            _set(response, BASKET_COUNT_COOKIE, str(number))
        if self._forget:
            response.delete_cookie(COOKIE, samesite="Lax")
        elif basket.pk and basket.owner_id is None and basket.pk != self._cookie_pk:
            _set(response, COOKIE, SIGNER.sign(str(basket.pk)))


def changed(request: HttpRequest) -> None:
    """Have the number of things counted anew for the masthead of every page."""
    request.visitor_basket.changed = True  # type: ignore[attr-defined]


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
        secure=settings.OSCAR_BASKET_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
