from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from oscar.core.loading import get_model

from checkout import opening, recalled
from storefront.core import destination, limits, marks
from storefront.core.access import visitor
from storefront.core.prepared import PreparedQuery
from storefront.core.refusal import Refusal
from storefront.core.visitor import BASKET_COUNT_COOKIE

from . import drawing, forms, operations, page
from .visitor import changed

Product = get_model("catalogue", "Product")

BOUGHT = PreparedQuery(
    "product_to_buy",
    lambda pk: Product.objects.select_related(
        "card", "parent__card", "product_class", "parent__product_class"
    ).filter(pk=pk),
)


@visitor
@never_cache
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    changed(request)  # counted anew here, whatever the cookie said
    return _page(request)


@visitor
@require_POST
@limits.limited("basket-add", limit=120, per=60)
def add(request: HttpRequest) -> HttpResponse:
    form = forms.AddForm(request.POST)
    back = page_to_go_back_to(request)
    if "product" not in form.data or "product" in form.errors:
        raise Http404
    product = product_to_buy(form["product"].data)
    try:
        if form.errors:
            raise operations.QuantityRefused()
        operations.add(
            basket=request.basket,  # type: ignore[attr-defined]
            product=product,
            quantity=form.cleaned_data["quantity"],
            at=request.at,  # type: ignore[attr-defined]
        )
    except Refusal as refusal:
        messages.error(request, marks.labelled(page.title_of(product), refusal))
        return redirect(back or page.url_of(product) or "basket:summary")
    changed(request)
    messages.success(request, _("In your basket: %(title)s") % {"title": page.title_of(product)})
    return redirect("basket:summary")


@visitor
@require_POST
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Change or remove one line; a refusal shows the basket with what was typed."""
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    row = basket.lines.filter(pk=line_id).select_related("product__parent").first() \
        if basket.pk else None  # fmt: skip
    if row is None:
        messages.warning(request, str(operations.LineIsGone()))
        return redirect("basket:summary")
    title = page.title_of(row.product)
    form = forms.LineForm(request.POST, prefix=f"line-{line_id}", title=title)
    try:
        if "remove" in request.POST:
            operations.remove(basket=basket, line_id=line_id, at=at)
            messages.success(request, _("Removed: %(title)s") % {"title": title})
        elif form.is_valid():
            operations.change(
                basket=basket, line_id=line_id, quantity=form.cleaned_data["quantity"], at=at
            )
    except Refusal as refusal:
        form.add_error("quantity", str(refusal)) if form.is_valid() else None
        if not form.errors:
            messages.error(request, str(refusal))
    if form.is_bound and form.errors and "remove" not in request.POST:
        return _page(request, bound={line_id: form}, status=422)
    changed(request)
    return redirect("basket:summary")


@visitor
@require_POST
def swap(request: HttpRequest, line_id: int) -> HttpResponse:
    """Put another variant in a line's place; everything else stays (LBT-6.2.1.4)."""
    form = forms.AddForm(request.POST)
    basket = request.basket  # type: ignore[attr-defined]
    if "product" not in form.data or "product" in form.errors or basket.pk is None:
        raise Http404
    product = product_to_buy(form["product"].data)
    row = basket.lines.filter(pk=line_id).select_related("product").first()
    if row is not None and product.parent_id != row.product.parent_id:
        raise Http404
    try:
        operations.swap(
            basket=basket,
            line_id=line_id,
            product=product,
            at=request.at,  # type: ignore[attr-defined]
        )
    except Refusal as refusal:
        messages.error(request, marks.labelled(page.title_of(product), refusal))
    else:
        changed(request)
        messages.success(request, _("Now: %(title)s") % {"title": page.title_of(product)})
    return redirect("basket:summary")


@visitor
@require_POST
def kept(request: HttpRequest, line_id: int) -> HttpResponse:
    """Keep a line for later, bring it back, or forget it."""
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    visitors = request.visitor_basket.kept  # type: ignore[attr-defined]
    try:
        if "keep" in request.POST:
            if basket.pk is None:
                raise operations.LineIsGone()
            gone = operations.keep_for_later(basket=basket, kept=visitors, line_id=line_id, at=at)
            words = _("Kept for later: %(title)s") % {"title": page.title_of(gone.product)}
        elif "back" in request.POST:
            line = operations.bring_back(basket=basket, kept=visitors, line_id=line_id, at=at)
            words = _("In your basket: %(title)s") % {"title": page.title_of(line.product)}
        else:
            operations.forget(kept=visitors, line_id=line_id)
            words = _("Taken off your list.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    changed(request)
    return redirect("basket:summary")


@visitor
@require_POST
@limits.limited("voucher", limit=12, per=600)
def vouchers(request: HttpRequest) -> HttpResponse:
    """Use a voucher, or stop using it."""
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    if basket.pk is None:
        return redirect("basket:summary")
    if "remove" in request.POST:
        operations.remove_voucher(basket=basket, code=request.POST["remove"], at=at)
        return redirect("basket:summary")
    form = forms.VoucherForm(request.POST)
    if form.is_valid():
        try:
            operations.add_voucher(basket=basket, code=form.cleaned_data["code"], at=at)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("Your code counts."))
            return redirect("basket:summary")
    return _page(request, voucher_form=form, status=422)


def product_to_buy(pk: Any) -> Any:
    """
    Return the product that somebody asks to buy.

    :raises Http404: if there is none of that number
    """
    number = int(pk) if str(pk).isdecimal() else 0
    product = next(iter(BOUGHT.rows(number)), None) if 0 < number < 2**63 else None
    if product is None:
        raise Http404
    return product


def _page(
    request: HttpRequest,
    *,
    bound: dict[int, forms.LineForm] | None = None,
    voucher_form: forms.VoucherForm | None = None,
    status: int = 200,
) -> HttpResponse:
    basket, at = request.basket, request.at  # type: ignore[attr-defined]
    visitors = request.visitor_basket  # type: ignore[attr-defined]
    shown = page.basket_page(
        basket=basket, country=destination.of(request), at=at, kept=visitors.kept, bound=bound
    )
    visitors.count = shown.quantity
    # The masthead of this very page as well: it may be reached by going back from an order.
    request.COOKIES[BASKET_COUNT_COOKIE] = str(shown.quantity)
    refused = [form for form in (*(bound or {}).values(), voucher_form) if form is not None]
    context = {
        "page": shown,
        "taken_out": recalled.notes(baskets=[basket, visitors.kept], at=at),
        "place": destination.name(shown.country),
        "lines": drawing.lines(shown.lines, request),
        "voucher_field": drawing.voucher_field(voucher_form or forms.VoucherForm()),
        "voucher_open": voucher_form is not None,
        "refused": refused,
        "form": refused[0] if refused else None,
        "lacking": opening.lacking(at=at),
        "being_paid": visitors.being_paid if not shown.lines else None,
    }
    return render(request, "basket/summary.html", context, status=status)


def page_to_go_back_to(request: HttpRequest) -> str:
    """Return the page of ours that a form names as `next`, as a path; nothing for anything else."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours and back.startswith("/") else ""
