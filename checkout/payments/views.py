"""The buyer's pages around paying: sent off, back again, refused, being checked, thank you."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from checkout.holds import queries as holds
from checkout.order import access as order_access
from checkout.order import queries as orders
from storefront.core import limits
from storefront.core.access import order_holder, visitor
from storefront.core.refusal import Refusal
from storefront.promises import queries as promises
from storefront.seller import queries as sellers

from . import access, forms, methods, operations, queries, reasons, showing
from .models import Attempt, Intent

ANOTHER_WAY = gettext_noop("another way of paying")


def send_off(request: HttpRequest, *, intent: Intent, attempt: Attempt | None) -> HttpResponse:
    """
    Send a buyer who has agreed to the provider's page, or to where the purchase stands.

    Called by the review page after `operations.press`; repeating it leads to the same place.
    """
    access.remember(request, intent)
    if attempt is None:
        return _to_where_it_stands(request, intent)
    at = request.at  # type: ignore[attr-defined]
    return HttpResponseRedirect(operations.start(attempt=attempt, at=at))


@visitor
@require_GET
@never_cache
def back(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """Take the buyer back from the provider's page; what happened there is asked, not believed."""
    attempt = access.attempt_for(request, reference, n)
    if _may_have_news(attempt):
        attempt = operations.look_on_return(attempt=attempt, at=request.at)  # type: ignore[attr-defined]
    return _to_where_it_stands(request, attempt.intent)


@visitor
@require_GET
@never_cache
def checking(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that the bank has not answered yet; the page looks again by itself, script or not."""
    intent = access.intent_for(request, reference)
    attempt = queries.last_attempt_of(intent)
    if attempt:
        if _may_have_news(attempt):
            attempt = operations.look(attempt=attempt, at=request.at)  # type: ignore[attr-defined]
        intent = attempt.intent
    if intent.order_id or attempt is None or not attempt.is_open:
        return _to_where_it_stands(request, intent)
    context = {"attempt": attempt, **_shown(intent)}
    return render(request, "payments/checking.html", context)


@visitor
@require_http_methods(["GET", "POST"])
@never_cache
@limits.limited("pay-again", limit=30, per=600)
def refused(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why a payment did not work, that nothing is lost, and offer the ways on (LBT-6.2.5.4)."""
    at = request.at  # type: ignore[attr-defined]
    intent = access.intent_for(request, reference)
    attempt = queries.last_attempt_of(intent)
    if intent.order_id:
        return _to_where_it_stands(request, intent)
    ways = methods.methods_for(summary=intent, country=intent.country)
    form = forms.AnotherWay(
        request.POST if "way" in request.POST else None,
        ways=ways,
        tried=attempt.method if attempt else "",
        currency=intent.currency,
        initial={"way": attempt.method if attempt else ""},
    )
    if request.method == "POST":
        if "leave" in request.POST:
            return _leave(request, intent)
        if form.is_valid():
            try:
                return _go_on(request, intent, form.cleaned_data["way"])
            except operations.ChargedMeanwhile:
                intent.refresh_from_db()
                return _to_where_it_stands(request, intent)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    reason, help_words = reasons.words(attempt.reason if attempt else "")
    context = {
        **_shown(intent),
        "attempt": attempt,
        "form": form,
        "reason": reason,
        "help": help_words,
        "held_until": holds.held_until(basket=intent.basket, at=at),
        "open": intent.is_open,
        "refund": queries.last_refund_of(intent),
        "goes_on": "" if intent.is_open else _goes_on(request, intent),
        "other_way": intent.moves.filter(why=ANOTHER_WAY).exists(),
    }
    return render(request, "payments/refused.html", context, status=422 if form.errors else 200)


@order_holder
@require_GET
@never_cache
def placed(request: HttpRequest, number: str) -> HttpResponse:
    """Say thank you: the number, what happens next and when, and where to find it again."""
    order = order_access.order_for(request, number)
    attempt = queries.paying_attempt(order)
    context = {
        **_shown(order.intent),
        "order": order,
        "agreement": getattr(order, "agreement", None),
        "attempt": attempt,
        "method": methods.EVERY.get(attempt.method) if attempt else None,
        "promises": [
            {"due_at": each.due_at, "words": each.words, "status": each.status}
            for each in promises.about(order)
        ],
        "name": str(order.intent.snapshot["shipping_address"].get("name", "")).split(" ")[0],
        "change_until": orders.change_until(order),
        "waits": order.status == order.Status.AWAITING_PAYMENT,
        "paid": bool(attempt and attempt.is_charged),
        "account": sellers.current().account,
    }
    return render(request, "payments/placed.html", context)


def _shown(intent: Intent) -> dict[str, Any]:
    summary = intent.summary
    return {
        "intent": intent,
        "summary": summary,
        "lines": showing.lines(summary),
        "totals": showing.totals(summary),
    }


def _may_have_news(attempt: Attempt) -> bool:
    """Say whether asking the provider about it may help."""
    return (
        attempt.is_open
        and attempt.status not in (Attempt.Status.PREPARED, Attempt.Status.REVIEW)
        and attempt.provider not in queries.BY_HAND
    )


def _to_where_it_stands(request: HttpRequest, intent: Intent) -> HttpResponse:
    if intent.order_id:
        # The number of an order is the reference of its purchase.
        order_access.grant(request, intent.reference)
        response = redirect("payments:placed", intent.reference)
        response.delete_cookie("basket-count")
        return response
    attempt = queries.last_attempt_of(intent)
    if attempt and attempt.is_open and attempt.status != Attempt.Status.PREPARED:
        return redirect("payments:checking", intent.reference)
    return redirect("payments:refused", intent.reference)


def _go_on(request: HttpRequest, intent: Intent, way: str) -> HttpResponse:
    """
    Try again in the same agreement; any other way needs a new one, by the last page's own press.

    What was agreed to names the way, when the contract arises and from when the days count.
    """
    at = request.at  # type: ignore[attr-defined]
    if attempt := queries.open_attempt_of(intent):
        operations.cancel_attempt(attempt=attempt, at=at)
    over = not intent.is_open or intent.expires_at <= at
    if over or way != intent.way or methods.get(way).fee != intent.fee:
        operations.abandon(intent=intent, at=at, why=ANOTHER_WAY, stay_held=True)
        _choose(intent, way)
        return redirect("checkout:review")
    attempt = operations.open_attempt(intent=intent, method=way, at=at)
    return send_off(request, intent=intent, attempt=attempt)


def _goes_on(request: HttpRequest, intent: Intent) -> str:
    """Return where the things of a purchase that has ended are being bought after all, or ""."""
    from checkout import progress

    if intent.basket_id is None:
        return ""
    later = queries.live_intent(basket_id=intent.basket_id)
    if later is not None:
        return reverse("payments:checking", args=[later.reference])
    way = progress.of(request)
    if way is None or way.basket.pk != intent.basket_id:
        return ""
    return reverse(f"checkout:{'review' if way.seems_complete else way.first_missing()}")


def _choose(intent: Intent, way: str) -> None:
    from checkout.models import CheckoutDraft

    CheckoutDraft.objects.filter(basket=intent.basket_id).update(payment_code=way)


def _leave(request: HttpRequest, intent: Intent) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    try:
        if attempt := queries.open_attempt_of(intent):
            operations.cancel_attempt(attempt=attempt, at=at)
        # The letter about a refusal has said until when the things are held: that stands.
        last = queries.last_attempt_of(intent)
        told = last is not None and last.status == Attempt.Status.DECLINED
        operations.abandon(intent=intent, at=at, stay_held=told)
    except operations.ChargedMeanwhile:
        intent.refresh_from_db()
        return _to_where_it_stands(request, intent)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("payments:checking", intent.reference)
    return redirect(_basket())


def _basket() -> str:
    try:
        return reverse("basket:summary")
    except NoReverseMatch:  # a shop without a basket page
        return "/"
