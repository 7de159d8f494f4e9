from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.tracking import mine
from checkout.order import access
from checkout.order import operations as orders
from checkout.order import queries as order_queries
from checkout.order.models import Status
from storefront.core import limits, references
from storefront.core.access import order_holder, visitor

from . import forms, problems, queries

SHOWN = 12
ARRIVED = (Status.DELIVERED, Status.COMPLETED)


@visitor
@require_http_methods(["GET", "POST"])
@never_cache
@limits.limited("find-order", limit=10, per=600)
def door(request: HttpRequest) -> HttpResponse:
    """Ask which order it is about: one's own, one of this browser's, or one that mail opens."""
    form = forms.Which(request.POST if request.method == "POST" else None)
    sent = ""
    if form.is_valid():
        number, email = form.cleaned_data["number"], form.cleaned_data["email"]
        order = order_queries.by_number(references.tidy(number))
        if order is not None and access.may_see(request, order):
            return redirect("rights:order", order.number)
        # The same answer whether or not number and address belong together.
        orders.send_link(number=number, email=email, at=request.at)  # type: ignore[attr-defined]
        sent = email
    found = order_queries.seen_by(request)[:SHOWN]
    context = {"form": form, "sent": sent, "orders": mine.rows(found)}
    return render(request, "rights/door.html", context, status=422 if form.errors else 200)


@order_holder
@require_GET
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show everything that can be done about an order until when; asked what is wrong, the best."""
    at = request.at  # type: ignore[attr-defined]
    found = access.order_for(request, number)
    form = forms.WhatIsWrong(request.GET if "what" in request.GET else None)
    what: Any = form.cleaned_data["what"] if form.is_valid() else ""
    rights = queries.rights_of(found, at)
    answers = queries.answering(rights, what) if what else []
    heading, lead = _said(found, what, answers)
    context: dict[str, Any] = {
        "order": found,
        "form": form,
        "what": what,
        "heading": heading,
        "lead": lead,
        "answers": [right for right in answers if right.open],
        "over": [right for right in answers if not right.open],
        "others": [right for right in rights if right not in answers],
        "complaint_url": _complaint(found, what, rights),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "rights/order.html", context, status=status)


def _said(found: Any, what: Any, answers: list[Any]) -> tuple[Any, Any]:
    """Return heading and lead: what can be had, or that we see to it where that is all there is."""
    if not what:
        return _("Something is not right"), ""
    if any(right.open and right.key != "complain" for right in answers):
        return problems.HEADINGS[what], problems.LEADS.get(what, "")
    waits = what in problems.ONCE_THERE and found.status not in ARRIVED
    return problems.ALONE, problems.NOT_THERE if waits else ""


def _complaint(found: Any, what: str, rights: list[Any]) -> str:
    """Where a complaint about the order begins, unless that is among its rights already."""
    if any(right.key == "complain" for right in rights):
        return ""
    try:
        return f"{reverse('cases:new')}?order={found.number}"
    except NoReverseMatch:
        return ""
