"""How deliveries and costs are put into words on the pages of the checkout."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from checkout.shipping import naming
from checkout.shipping.quotes import DeliveryQuote
from storefront.core import marks, money
from storefront.core.forms import Card
from storefront.core.templatetags.candour import day, when

from .discounts import terms_url
from .summary import Summary


def delivery_card(offer: DeliveryQuote) -> Card:
    """Show an offer with its charge, its days, who brings it and until when that is true."""
    if offer.is_collection or offer.earliest == offer.latest:
        comes = day(offer.latest)
    else:
        comes = format_html("{} – {}", day(offer.earliest), day(offer.latest))
    title = _("Ready") if offer.is_collection else _("At your door")
    facts = [(title, comes), (_("If you order before"), when(offer.order_by))]
    if not offer.is_collection:
        facts.append((_("Leaves us by"), when(offer.dispatch_by)))
    if offer.carrier:
        facts.append((_("Brought by"), naming.carrier(offer.carrier)))
    note = offer.note
    if offer.missing_for_free:
        more = money.text(offer.missing_for_free, offer.currency)
        note = marks.sentences([note, _("For %(more)s more it is free.") % {"more": more}])
    return Card(offer.name, note=note, aside=money.text(offer.charge, offer.currency), facts=facts)


def _promoted(delivery: DeliveryQuote | None) -> dict[str, Any]:
    """Lead from a cheaper delivery to the terms of what makes it so."""
    if delivery is None or not delivery.promotion:
        return {}
    url = terms_url(delivery.promotion)
    return {"url": url, "url_words": delivery.promotion_name}


def costs(summary: Summary, way: Any) -> list[dict[str, Any]]:
    """Return every cost there is, nil ones too: an order has no other."""
    rows: list[dict[str, Any]] = [{"name": _("Goods"), "amount": summary.goods}]
    rows += [
        {"name": each.name, "amount": -each.amount, "url": each.url, "url_words": _("terms")}
        for each in summary.discounts
    ]
    delivery = summary.delivery
    rows.append(
        {
            "name": delivery.name if delivery else _("Delivery"),
            **_promoted(delivery),
            "note": _("usually %(charge)s")
            % {"charge": money.text(delivery.usual_charge, delivery.currency)}
            if delivery and delivery.charge < delivery.usual_charge
            else "",
            "amount": summary.delivery_charge,
        }
    )
    rows.append({"name": _("Packing"), "amount": money.ZERO})
    title = _("Fee for paying: %(way)s") % {"way": way.title} if way else _("Fee for paying")
    rows.append({"name": title, "amount": summary.fee})
    return [*rows, *_taxes(summary)]


def _taxes(summary: Summary) -> list[dict[str, Any]]:
    if not summary.tax_rate:
        # The goods leave untaxed; what the country of delivery asks for is known to nobody here.
        note = _("not in this sum: if your country asks for them, the carrier collects them")
        return [{"name": _("Import tax and duties"), "note": note, "amount": None}]
    rate = f"{(summary.tax_rate * 100).normalize():f}"
    return [
        {"name": _("Customs and duties"), "amount": money.ZERO},
        {
            "name": _("VAT, %(rate)s %%") % {"rate": rate},
            "note": _("already in the prices above"),
            "amount": summary.tax,
        },
    ]
