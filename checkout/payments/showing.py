"""A frozen summary in the form in which the pages' components take it; nothing is added up here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkout.basket import page as basket_page
from storefront.catalogue.models import Product
from storefront.core.prepared import NUMBERS, PreparedQuery

_GOODS = PreparedQuery(
    "goods_shown",
    lambda ids: Product.objects.filter(pk__in=ids).select_related("parent"),
    (NUMBERS,),
)


def lines(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was bought as `components/line.html` takes it, with today's pictures."""
    goods = _GOODS.rows([line["product_id"] for line in summary["lines"]])
    for each in goods:
        each.product, each.product_id = each, each.pk
    pictures = basket_page.pictures_of(goods)
    urls = {each.pk: basket_page.url_of(each) for each in goods if each.is_public}
    return [
        {
            "name": line["title"],
            "amount": Decimal(line["price"]),
            "picture": pictures.get(line["product_id"]),
            "url": urls.get(line["product_id"], ""),
            "words": _("%(quantity)s pieces") % {"quantity": line["quantity"]}
            if line["quantity"] > 1
            else "",
        }
        for line in summary["lines"]
    ]


def totals(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return how the sum is made as `components/totals.html` takes it."""
    count = sum(line["quantity"] for line in summary["lines"])
    rows = [
        {
            "name": ngettext("%(count)s thing", "%(count)s things", count) % {"count": count},
            "amount": Decimal(summary["goods"]),
        }
    ]
    rows += [{"name": name, "amount": -Decimal(amount)} for name, amount in summary["discounts"]]
    rows.append(
        {"name": summary["delivery"]["name"], "amount": Decimal(summary["delivery"]["charge"])}
    )
    if Decimal(summary["fee"]):
        rows.append({"name": _("Fee for the way of paying"), "amount": Decimal(summary["fee"])})
    return rows
