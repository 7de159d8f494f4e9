"""A recall as a notice shows it: all that the law wants of one (SAF-04), and nothing softer."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.catalogue.models import ProductFact
from storefront.partner import lots
from storefront.partner.models import StockRecord
from storefront.seller import queries as sellers

from . import affected, queries, telling, wording
from .models import Recall, Status, remedies_of
from .operations import drafting


def of(recall: Recall, *, residence: str = "") -> dict[str, Any]:
    """Return what a notice says; `residence` is whose law gives its headline."""
    at = recall.announced_at or timezone.now()
    title = recall.product.get_title()
    where = {"residence": residence} if residence else {}
    variants = [each.get_title() for each in recall.variants.all()]
    return {
        "recall": recall,
        "headline": wording.headline(at, **where),
        "title": title,
        "variants": [_without(each, title) for each in variants],
        "picture": drafting.picture_of(recall),
        "maker": _maker(recall),
        "skus": _skus(recall),
        "lots": sorted({lot.number for lot in recall.lots.all()}),
        "sold_by": sellers.shop_name(),
        "remedies": [label for _value, label in remedies_of(recall)],
        "contact": telling.contact(recall),
        "over": recall.status in (Status.CLOSED, Status.WITHDRAWN),
        "stands": recall.stands,
        "why": _why(recall),
    }


def in_list(recall: Recall) -> dict[str, Any]:
    return {
        "recall": recall,
        "headline": wording.headline(recall.announced_at or timezone.now()),
        "title": recall.product.get_title(),
        "picture": drafting.picture_of(recall),
        "hazard": recall.hazard,
    }


def answer_to(recall: Recall, number: str) -> dict[str, Any]:
    """Say whether a lot of this number is recalled, for somebody who reads it off their own."""
    recalled = list(recall.lots.all())
    if not recalled:
        words = _("Every one of it is recalled, whatever its lot. Stop using it.")
        return {"tone": "broken", "title": _("Yes, yours is affected."), "words": words}
    standing = lots.standing().filter(stockrecord__in=affected.of_product(recall))
    every = [*recalled, *standing.exclude(pk__in=[lot.pk for lot in recalled])]
    # As it is printed before all others, of which something else may be another lot.
    meant = [lot for lot in every if lot.number == number] or [
        lot for lot in every if lots.plain(number) and lots.plain(lot.number) == lots.plain(number)
    ]
    if any(lot in recalled for lot in meant):
        words = _("Stop using it, and choose what we do. It costs you nothing.")
        return {"tone": "broken", "title": _("Yes, yours is affected."), "words": words}
    if meant:
        words = _("Lot %(number)s is not recalled. You need not do anything.")
        title = _("No, yours is not affected.")
        return {"tone": "kept", "title": title, "words": words % {"number": number}}
    words = _(
        "We know no lot %(number)s of it. Read the number once more; until you are sure, do not "
        "use it, or ask us."
    )
    title = _("We cannot say.")
    return {"tone": "due", "title": title, "words": words % {"number": number}}


def coverage(recall: Recall) -> list[dict[str, Any]]:
    """Return how far a recall has come, each step as a number and a share of all orders."""
    found = queries.coverage(recall)
    whole = found["orders"]
    return [
        {
            "name": name,
            "count": found[key],
            "of": whole,
            "percent": queries.percent(found[key], whole),
        }
        for key, name in (
            ("told", _("Told directly")),
            ("read", _("Have read it")),
            ("chosen", _("Have chosen a remedy")),
        )
    ]


def _maker(recall: Recall) -> str:
    fact = ProductFact.objects.filter(product=recall.product_id, kind__key="maker").first()
    return str(fact.text) if fact else ""


def _skus(recall: Recall) -> list[str]:
    records = StockRecord.objects.filter(pk__in=affected.stockrecords(recall))
    found = []
    for sku, upc in records.order_by("partner_sku").values_list("partner_sku", "product__upc"):
        found.append(f"{sku} ({upc})" if upc else sku)
    return found


def _without(title: str, of_product: str) -> str:
    return title.removeprefix(of_product).lstrip(", ，") or title


def _why(recall: Recall) -> str:
    """Return why a recall ended, in the words of whoever ended it."""
    if recall.status not in (Status.CLOSED, Status.WITHDRAWN):
        return ""
    move = recall.moves.filter(to_status=recall.status).order_by("-pk").first()
    return move.why if move else ""
