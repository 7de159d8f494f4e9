"""The last page: all that both sides agree to, and the press that does."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from oscar.core.loading import get_model

from checkout import addresses, changed, disclosure, discounts, showing
from checkout.basket import operations as baskets
from checkout.basket.forms import LineForm
from checkout.basket.visitor import changed as basket_changed
from checkout.holds import operations as holds
from checkout.payments import methods as payment_methods
from checkout.payments import operations as payments
from checkout.payments.views import send_off
from checkout.prices import CannotBeBought
from checkout.progress import REVIEW, Progress
from checkout.summary import summarise
from storefront.core.refusal import Refusal

from .step import step

Basket = get_model("basket", "Basket")


@step(REVIEW)
def review(request: HttpRequest, way: Progress) -> HttpResponse:
    """
    Show all that both sides agree to; the press agrees to exactly what the page showed.

    A price, stock, date or rule that changed in between is named, and nothing is charged.
    """
    if request.method != "POST":
        return _review(request, way)
    page = changed.unseal(request.POST.get("agreed", ""))
    try:
        intent, attempt = payments.press(
            draft=way.draft,
            agreed=page.fingerprint,
            language=page.language,
            held_until=page.held_until,
            at=way.at,
        )
        response = send_off(request, intent=intent, attempt=attempt)
    except payments.NotFilledIn:
        return redirect(f"checkout:{way.first_missing()}")
    except payments.TotalChanged as refusal:
        way.__dict__["summary"] = refusal.summary
        way.keep_held()
        changes = changed.differences(page.seen, refusal.summary)
        return _review(request, way, changes=changes, status=409)
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
        "agreed": changed.seal(way.summary, language=language, held_until=context["held_until"]),
        "changes": changes,
        "idle": discounts.idle(way.basket.promoted, way.summary.delivery),
    }
    return render(request, "checkout/review.html", context, status=status)
