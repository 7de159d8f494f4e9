from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from checkout.basket import operations as baskets
from checkout.basket import page, queries
from checkout.basket.forms import AddForm
from checkout.basket.views import page_to_go_back_to, product_to_buy
from checkout.basket.visitor import changed
from storefront.core import limits, marks
from storefront.core.access import visitor
from storefront.core.refusal import Refusal

from . import operations


@visitor
@require_POST
@limits.limited("reserve", limit=30, per=3600)
def reserve(request: HttpRequest) -> HttpResponse:
    """Set something scarce aside for this visitor, and say until when."""
    form = AddForm(request.POST)
    if "product" not in form.data or "product" in form.errors:
        raise Http404
    product = product_to_buy(form["product"].data)
    title = page.title_of(product)
    try:
        if form.errors:
            raise baskets.QuantityRefused()
        hold = baskets.reserve(
            basket=request.basket,  # type: ignore[attr-defined]
            product=product,
            quantity=form.cleaned_data["quantity"],
            at=request.at,  # type: ignore[attr-defined]
        )
    except operations.OutOfStock as short:
        first = short.lines[0]
        refusal = baskets.MoreThanThereAre(left=first.left, held_until=first.held_until)
        messages.error(request, marks.labelled(title, refusal))
        return redirect(page.url_of(product) or "basket:summary")
    except Refusal as refusal:
        messages.error(request, marks.labelled(title, refusal))
        return redirect(page.url_of(product) or "basket:summary")
    changed(request)
    if hold is not None:
        until = queries.clock(hold.expires_at)
        messages.success(
            request, _("Held for you until %(until)s: %(title)s") % {"until": until, "title": title}
        )
    return redirect("basket:summary")


@visitor
@require_POST
def extend(request: HttpRequest) -> HttpResponse:
    """Hold the basket's things fifteen minutes longer, once."""
    basket = request.basket  # type: ignore[attr-defined]
    back = page_to_go_back_to(request) or "basket:summary"
    if basket.pk is None:
        return redirect("basket:summary")
    try:
        held = operations.extend_once(basket=basket, at=request.at)  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        until = queries.clock(min(hold.expires_at for hold in held))
        messages.success(request, _("Held for you until %(until)s.") % {"until": until})
    return redirect(back)
