"""What pages of others show of recalls: a product's, an order's, the account's."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from storefront.core import marks

from . import queries, wording
from .models import Case, Recall
from .operations import drafting


def unsold(request: HttpRequest, product_id: int) -> HttpResponse | None:
    """Say at the address of a product that it is not sold because it is recalled."""
    reference = queries.STOPPED.get().get(product_id)
    recall = queries.by_reference(reference) if reference else None
    if recall is None or recall.announced_at is None:
        return None
    context = {
        "recall": recall,
        "headline": wording.headline(recall.announced_at),
        "title": recall.product.get_title(),
        "picture": drafting.picture_of(recall),
        "url": reverse("recalls:detail", args=[recall.reference]),
    }
    return render(request, "recalls/unsold.html", context)


def section(*, page: Any, at: datetime) -> dict[str, Any] | None:
    """Say on the page of a product that some of it is recalled, such as one variant."""
    if not page.product.is_stopped:
        return None
    reference = queries.STOPPED.get().get(page.product.pk)
    return {"reference": reference} if reference else None


def of_account(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return the recalls that an account has still to read or to choose about."""
    rows = [banner(case) for case in queries.of_user(user)]
    return {"recalls": rows} if rows else None


def banners(order: Any) -> list[dict[str, Any]]:
    """Return what stands on top of an order's page while something of it is recalled."""
    return [banner(case) for case in queries.of_order(order)]


def banner(case: Case) -> dict[str, Any]:
    recall: Recall = case.recall
    return {
        "headline": wording.headline(
            recall.announced_at or case.opened_at, residence=case.order.intent.country
        ),
        "things": marks.listed(dict.fromkeys(each.line.title for each in case.lines.all())),
        "sent": bool(case.units_sent),
        "waits": case.waits_for_buyer,
        "number": case.order.number,
        "url": reverse("recalls:case", args=[recall.reference, case.order.number]),
    }
