"""Coming in: from the basket to the first open question, or back to what is being paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from checkout import operations, progress
from checkout.holds import operations as holds
from checkout.payments import access as payment_access
from checkout.payments import queries as payment_queries
from checkout.prices import CannotBeBought
from checkout.progress import Progress
from storefront.core import limits
from storefront.core.access import visitor
from storefront.core.refusal import Refusal

from .step import back_to_basket


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("checkout", limit=60, per=600)
def start(request: HttpRequest) -> HttpResponse:
    """
    Hold what is in the basket and ask the first open question.

    Whoever types or reloads the address comes to where they are, and holds nothing by it.
    """
    if request.method != "POST":
        begun = progress.of(request)
        return redirect(f"checkout:{begun.first_missing()}" if begun else "basket:summary")
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    try:
        draft = operations.start(basket=basket, language=get_language() or "en", at=at)
    except (CannotBeBought, holds.OutOfStock) as refusal:
        return back_to_basket(request, refusal)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("basket:summary")
    way = Progress(basket=basket, draft=draft, at=at)
    return redirect(f"checkout:{way.first_missing()}")


@visitor
@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Lead a visitor back to the order of theirs that is being paid."""
    frozen = request.visitor_basket.being_paid  # type: ignore[attr-defined]
    intent = payment_queries.live_intent(basket_id=frozen.pk) if frozen is not None else None
    if intent is None:
        return redirect("basket:summary")
    # The signed cookie, or the account, proves the basket, and so the purchase.
    payment_access.remember(request, intent)
    return redirect("payments:checking", intent.reference)
