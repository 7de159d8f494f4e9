"""What every step of the checkout has in common: who may be there, and where it leads."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from checkout import progress
from checkout.basket import operations as baskets
from checkout.basket.operations import MoreThanThereAre
from checkout.basket.page import title_of
from checkout.holds import operations as holds
from checkout.prices import CannotBeBought
from checkout.progress import REVIEW, Progress
from storefront.core import marks
from storefront.core.access import visitor


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
                if posted and not paying:
                    words = _("Nothing was ordered: your basket was emptied, maybe elsewhere.")
                    messages.warning(request, words)
                return redirect("checkout:resume" if paying else "basket:summary")
            try:
                # The press of the order button asks again itself, under its lock.
                asks_itself = name == REVIEW and posted and way.seems_complete
                if not asks_itself and (missing := way.missing_before(name)):
                    return redirect(f"checkout:{missing}")
                if posted and not asks_itself:
                    way.keep_held()
                return view(request, way, *args, **kwargs)
            except (CannotBeBought, holds.OutOfStock) as refusal:
                return back_to_basket(request, refusal)
            except (holds.HeldTooOften, baskets.BasketIsClosed) as refusal:
                messages.warning(request, str(refusal))
                return redirect("basket:summary")

        return step_view

    return decorate


def onward(way: Progress, to: str) -> HttpResponse:
    """Go on to the next step, or back to the last page if that is where the change came from."""
    return redirect("checkout:review" if way.seems_complete else f"checkout:{to}")


def back_to_basket(request: HttpRequest, refusal: Any) -> HttpResponse:
    """Say on the basket page, for each line, what stands in the way."""
    messages.error(request, str(refusal))
    for each in refusal.lines:
        if isinstance(refusal, CannotBeBought):
            words = _("%(title)s is not for sale any more.") % {"title": title_of(each.product)}
            messages.error(request, words)
        else:
            why = MoreThanThereAre(left=each.left, held_until=each.held_until)
            messages.error(request, marks.labelled(each.title, why))
    return redirect("basket:summary")
