from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.staff.tiles import Tile, register

from . import queries


def _which() -> str:
    """Name what is lacking, so that nobody has to look for it."""
    named = marks.listed(str(each.title) for each in queries.missing(timezone.now()))
    words = str(_("Nothing is sold until every one is stated, or declared not to apply"))
    return marks.labelled(words, named) if named else words


register(
    Tile(
        key="seller-missing",
        title=_("Facts about the seller to state"),
        count=lambda at: len(queries.missing(at)),
        url=lambda: reverse("admin:seller_sellerversion_add"),
        note=lazy(_which, str)(),
        permission="seller.add_sellerversion",
        urgent=True,
        order=1,
    )
)
