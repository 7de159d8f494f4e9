from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from storefront.core import limits, links
from storefront.core.access import anyone, link_holder

from . import access, forms, operations, queries


@anyone
@require_http_methods(["GET", "POST"])
@limits.limited("find-order", limit=10, per=600)
def find(request: HttpRequest) -> HttpResponse:
    """Send a link to an order to its own address; the answer is the same whether it exists."""
    form = forms.FindOrder(request.POST or None)
    sent = False
    if form.is_valid():
        operations.send_link(at=request.at, **form.cleaned_data)  # type: ignore[attr-defined]
        sent = True
    context = {"form": form, "sent": sent, "email": form.data.get("email", "") if sent else ""}
    return render(request, "order/find.html", context, status=422 if form.errors else 200)


@link_holder
@require_GET
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds a signed link see its order, at an address without the token."""
    try:
        number = links.read(access.LINK_KIND, token, at=request.at)  # type: ignore[attr-defined]
    except links.LinkRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("orders:find")
    order = queries.by_number(number)
    if order is None:
        messages.warning(request, _("This order is not kept any more."))
        return redirect("orders:find")
    access.grant(request, order.number)
    return redirect(page_of(order))


def page_of(order: object) -> str:
    """Return the path of an order's page."""
    number = order.number  # type: ignore[attr-defined]
    try:
        return reverse("orders:detail", args=[number])
    except NoReverseMatch:  # the room after this one is not there
        return reverse("payments:placed", args=[number])
