"""What whoever decides about a return has to know."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from aftersales.returns import sums
from aftersales.returns.models import Return
from checkout.order import queries as orders
from storefront.core import money


def story(returned: Return) -> list[tuple[Any, Any]]:
    """Name what whoever decides has to know: who says what of which things, and the sum."""
    things = format_html_join(
        "",
        "{} × {}<br>",
        ((each.quantity, orders.title_for_staff(each.line)) for each in returned.lines.all()),
    )
    made = sums.settled(returned) if returned.is_settled else sums.of(returned)
    rows = [
        (_("Order"), f"{returned.order.number}, {returned.order.email}"),
        (_("Why"), returned.get_kind_display()),
        (_("Things"), things),
        (_("The buyer says"), returned.words),
        (_("The buyer wishes"), returned.get_wish_display()),
        (_("The buyer objects"), returned.objection),
        (_("Pictures"), _pictures(returned, by_staff=False)),
        (_("Our pictures"), _pictures(returned, by_staff=True)),
        (_("All the money back would be"), money.text(made.total, made.currency)),
    ]
    return [(name, shown) for name, shown in rows if shown]


def _pictures(returned: Return, *, by_staff: bool) -> Any:
    return format_html_join(
        " ",
        '<a href="{0}"><img src="{0}" alt="{1}" class="inline-block max-h-40 rounded-default"></a>',
        (
            (reverse("admin:returns_return_file", args=[returned.pk, each.pk]), each.name)
            for each in returned.photos.all()
            if each.by_staff == by_staff and each.mime.startswith("image/")
        ),
    )
