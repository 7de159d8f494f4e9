"""The way from the basket to the order, one question a page; nothing here needs a script."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oscar.core.loading import get_model

from checkout.basket import operations as baskets
from checkout.basket.forms import LineForm
from checkout.basket.operations import MoreThanThereAre
from checkout.basket.page import title_of
from checkout.basket.visitor import changed as basket_changed
from checkout.holds import operations as holds
from checkout.payments import access as payment_access
from checkout.payments import methods as payment_methods
from checkout.payments import operations as payments
from checkout.payments import queries as payment_queries
from checkout.payments.views import send_off
from checkout.shipping import queries as shipping
from storefront.core import destination, limits
from storefront.core.access import visitor
from storefront.core.refusal import Refusal

from . import address_book, addresses, changed, disclosure, forms, operations, progress, showing
from .prices import CannotBeBought
from .progress import ADDRESS, DELIVERY, PAYMENT, REVIEW, Progress
from .summary import summarise

Basket = get_model("basket", "Basket")


def step(name: str) -> Callable[..., Callable[..., HttpResponse]]:
    """
    Make a view the step of that name: it gets a Progress, and only once the steps before are done.

    A POST keeps the goods held, or takes them again if their time ran out while the page was open.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @visitor
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def step_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            way, posted = progress.of(request), request.method == "POST"
            if way is None:
                # A press that was repeated finds the purchase that the first one made.
                paying = posted and request.visitor_basket.being_paid  # type: ignore[attr-defined]
                return redirect("checkout:resume" if paying else "basket:summary")
            try:
                # The press of the order button asks again itself, under its lock.
                asks_itself = name == REVIEW and posted and way.seems_complete
                if not asks_itself and (missing := way.missing_before(name)):
                    return redirect(f"checkout:{missing}")
                if posted and not way.is_held:
                    operations.keep_held(basket=way.basket, at=way.at)
                    way.__dict__.pop("holds", None)
                return view(request, way, *args, **kwargs)
            except (CannotBeBought, holds.OutOfStock) as refusal:
                return _back_to_basket(request, refusal)
            except (holds.HeldTooOften, baskets.BasketIsClosed) as refusal:
                messages.warning(request, str(refusal))
                return redirect("basket:summary")

        return step_view

    return decorate


@visitor
@require_POST
@limits.limited("checkout", limit=60, per=600)
def start(request: HttpRequest) -> HttpResponse:
    """Hold what is in the basket and ask the first open question."""
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    try:
        draft = operations.start(basket=basket, language=get_language() or "en", at=at)
    except (CannotBeBought, holds.OutOfStock) as refusal:
        return _back_to_basket(request, refusal)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("basket:summary")
    way = Progress(basket=basket, draft=draft, at=at)
    return redirect(f"checkout:{way.first_missing()}")


@step(ADDRESS)
def address(request: HttpRequest, way: Progress) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    book = _book(user)
    asked_for_other = "other" in request.GET or way.draft.has_address or "email" in request.POST
    if book and not asked_for_other:
        return _from_book(request, way, book)

    countries = addresses.country_choices(way.terms.countries & set(settings.CANDOUR_DELIVERS_TO))
    if not countries:
        raise Http404
    initial = _initial(way, user, country=destination.of(request))
    refreshing = "update" in request.POST
    form = forms.DeliveryAddressForm(
        request.POST if request.method == "POST" and not refreshing else None,
        countries=countries,
        initial={**initial, **request.POST.dict()} if refreshing else initial,
        may_save=user is not None,
    )
    wants_billing = (
        "bill_same" not in request.POST
        if request.method == "POST"
        else bool(way.draft.billing_address)
    )
    billing = None
    if wants_billing:
        answered = "bill-name" in request.POST and not refreshing
        billing = forms.AddressForm(
            request.POST if answered else None,
            countries=countries,
            initial=_typed(request, "bill-") or way.draft.billing_address or {
                "country": form.country
            },
            for_invoice=True,
            prefix="bill",
        )  # fmt: skip
    is_asked_only = refreshing or (billing is not None and not billing.is_bound)
    if request.method == "POST" and not is_asked_only:
        valid = [each.is_valid() for each in (form, billing) if each is not None]
        if all(valid):
            try:
                operations.fill_address(
                    draft=way.draft,
                    email=form.cleaned_data["email"],
                    address=form.address,
                    billing=billing.address if billing else None,
                    remark=form.cleaned_data["remark"],
                    save=form.cleaned_data.get("save", False),
                    user=user,
                    at=way.at,
                )
            except operations.NotDelivered as refusal:
                form.add_error("country", str(refusal))
            else:
                response = _onward(way, DELIVERY)
                destination.choose(response, way.draft.country)
                return response
    refused = bool(form.errors or (billing and billing.errors))
    context = {
        **way.context(ADDRESS),
        "form": form,
        "billing": billing,
        "forms": [each for each in (form, billing) if each is not None],
        "member": user is not None,
        "book": book,
    }
    return render(request, "checkout/address.html", context, status=422 if refused else 200)


@step(DELIVERY)
def delivery(request: HttpRequest, way: Progress) -> HttpResponse:
    if request.method == "POST":
        with contextlib.suppress(operations.NoSuchDelivery):
            code = request.POST.get("way", "")
            operations.choose_delivery(draft=way.draft, code=code, at=way.at)
            return _onward(way, PAYMENT)
    worth = sum((line.price for line in way.summary.lines), Decimal())
    offers = way.terms.quotes(country=way.draft.country, goods=worth)
    ordinary = shipping.ordinary(offers)
    chosen = way.draft.delivery_code or (ordinary.code if ordinary else "")
    form = forms.DeliveryForm(
        request.POST or None,
        cards=[(each.code, showing.delivery_card(each)) for each in offers],
        initial={"way": chosen},
    )
    if form.is_valid():
        form.add_error("way", str(operations.NoSuchDelivery()))
    context = {
        **way.context(DELIVERY),
        "form": form,
        "offers": offers,
        "to": addresses.in_one_line(way.draft.shipping_address),
    }
    return render(request, "checkout/delivery.html", context, status=422 if form.errors else 200)


@step(PAYMENT)
def payment(request: HttpRequest, way: Progress) -> HttpResponse:
    ways = payment_methods.methods_for(summary=way.summary, country=way.summary.country)
    codes = [each.code for each in ways]
    chosen = way.draft.payment_code if way.draft.payment_code in codes else codes[0]
    form = forms.PaymentForm(
        request.POST or None,
        ways=ways,
        closed=payment_methods.closed_for(summary=way.summary, country=way.summary.country),
        currency=way.summary.currency,
        initial={"pay": chosen},
    )
    if form.is_valid():
        try:
            operations.choose_payment(
                draft=way.draft, code=form.cleaned_data["pay"], shown=way.summary, at=way.at
            )
        except Refusal as refusal:
            form.add_error("pay", str(refusal))
        else:
            return redirect("checkout:review")
    context = {**way.context(PAYMENT), "form": form}
    return render(request, "checkout/payment.html", context, status=422 if form.errors else 200)


@step(REVIEW)
def review(request: HttpRequest, way: Progress) -> HttpResponse:
    """
    Show all that both sides agree to; the press agrees to exactly what the page showed.

    A price, stock, date or rule that changed in between is named, and nothing is charged.
    """
    if request.method != "POST":
        return _review(request, way)
    fingerprint, seen = changed.unseal(request.POST.get("agreed", ""))
    try:
        intent, attempt = payments.press(draft=way.draft, agreed=fingerprint, at=way.at)
        response = send_off(request, intent=intent, attempt=attempt)
    except payments.NotFilledIn:
        return redirect(f"checkout:{way.first_missing()}")
    except payments.TotalChanged as refusal:
        way.__dict__["summary"] = refusal.summary
        return _review(request, way, changes=changed.differences(seen, refusal.summary), status=409)
    except payment_methods.NoSuchMethod as refusal:
        messages.warning(request, str(refusal))
        return redirect("checkout:payment")
    except (CannotBeBought, holds.OutOfStock):
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("checkout:resume")
    return response


@step(REVIEW)
def quantity(request: HttpRequest, way: Progress, line_id: int) -> HttpResponse:
    """
    Change how many of one line without leaving the last page, and say what follows from it.

    LBT-6.2.2.1.d: discounts, delivery and ways of paying are worked out anew.
    """
    if request.method == "POST":
        form = LineForm(request.POST, prefix=f"line-{line_id}")
        seen = changed.seen(way.summary)
        if form.is_valid():
            wanted = form.cleaned_data["quantity"]
            try:
                baskets.change(basket=way.basket, line_id=line_id, quantity=wanted, at=way.at)
            except baskets.BasketIsClosed:
                raise
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                basket_changed(request)
                fresh = Basket.objects.get(pk=way.basket.pk)
                if not fresh.lines.exists():
                    return redirect("basket:summary")
                now = summarise(basket=fresh, draft=way.draft, at=way.at)
                for words in changed.differences(seen, now):
                    messages.info(request, words)
        else:
            messages.error(request, " ".join(form.errors["quantity"]))
    return redirect("checkout:review")


@visitor
@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Lead a visitor back to the order of theirs that is being paid."""
    frozen = request.visitor_basket.being_paid  # type: ignore[attr-defined]
    intent = payment_queries.live_intent(basket=frozen) if frozen is not None else None
    if intent is None:
        return redirect("basket:summary")
    # The signed cookie, or the account, proves the basket, and so the purchase.
    payment_access.remember(request, intent)
    return redirect("payments:checking", intent.reference)


def _review(
    request: HttpRequest, way: Progress, *, changes: list[str] | None = None, status: int = 200
) -> HttpResponse:
    draft = way.draft
    rules = disclosure.rules_of(draft, at=way.at)
    pay_by = payment_methods.EVERY.get(draft.payment_code)
    context = way.context(REVIEW)
    language = get_language() or settings.LANGUAGE_CODE
    items = disclosure.items(
        disclosure.Asked(
            summary=way.summary,
            draft=draft,
            way=pay_by,
            rules=rules,
            held_until=context["held_until"],
            countries=way.terms.countries,
            at=way.at,
        )
    )
    context |= {
        "rights": [each for each in items if each.is_right],
        "items": [each for each in items if not each.is_right],
        "costs": showing.costs(way.summary, pay_by),
        "to": addresses.in_one_line(draft.shipping_address),
        "invoice_to": addresses.in_one_line(draft.billing_address or draft.shipping_address),
        "pay_by": pay_by,
        "policies": way.terms.policies,
        "order_button": disclosure.button(rules, language=language),
        "agreed": changed.seal(way.summary),
        "changes": changes,
    }
    return render(request, "checkout/review.html", context, status=status)


def _onward(way: Progress, to: str) -> HttpResponse:
    """Go on to the next step, or back to the last page if that is where the change came from."""
    return redirect("checkout:review" if way.seems_complete else f"checkout:{to}")


def _back_to_basket(request: HttpRequest, refusal: Any) -> HttpResponse:
    """Say on the basket page, for each line, what stands in the way."""
    messages.error(request, str(refusal))
    for each in refusal.lines:
        if isinstance(refusal, CannotBeBought):
            words = _("%(title)s is not for sale any more.") % {"title": title_of(each.product)}
            messages.error(request, words)
        else:
            why = MoreThanThereAre(left=each.left, held_until=each.held_until)
            messages.error(request, f"{each.title}: {why}")
    return redirect("basket:summary")


def _from_book(request: HttpRequest, way: Progress, book: list[Any]) -> HttpResponse:
    """Let a member choose one of the addresses that they keep."""
    form = forms.BookForm(request.POST or None, rows=book, initial={"book": str(book[0].pk)})
    if form.is_valid():
        chosen = form.cleaned_data["book"]
        if chosen == forms.BookForm.OTHER:
            return redirect(f"{request.path}?other=1")
        row = next(each for each in book if str(each.pk) == chosen)
        try:
            kept = address_book.from_book(row)
            said = addresses.check(kept) | {"phone": kept["phone"]}
            operations.fill_address(
                draft=way.draft,
                email=request.user.email,  # type: ignore[union-attr]
                address=said,
                billing=None,
                user=request.user,
                at=way.at,
            )
        except (addresses.AddressRefused, ValueError):
            form.add_error("book", _("Something is missing in this address. Please write it anew."))
        except operations.NotDelivered as refusal:
            form.add_error("book", str(refusal))
        else:
            return _onward(way, DELIVERY)
    elif form.is_bound and str(form["book"].data or "").isdecimal():
        # Somebody else's address, or one that was deleted: there is no such thing.
        raise Http404
    context = {**way.context(ADDRESS), "form": form, "member": True}
    return render(request, "checkout/book.html", context, status=422 if form.errors else 200)


def _book(user: Any) -> list[Any]:
    if user is None:
        return []
    rows = get_model("address", "UserAddress").objects.filter(user=user)
    return list(rows.order_by("-is_default_for_shipping", "-pk")[:12])


def _initial(way: Progress, user: Any, *, country: str) -> dict[str, Any]:
    draft = way.draft
    return {
        "country": country,
        "email": draft.email or getattr(user, "email", ""),
        "name": user.get_full_name() if user else "",
        "phone": draft.phone,
        "remark": draft.remark,
        "bill_same": not draft.billing_address,
        **(draft.shipping_address or {}),
    }


def _typed(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }
