from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import confirmations

register(
    Tile(
        key="law-to-confirm",
        title=_("Facts of the law to confirm"),
        count=lambda at: len(confirmations.waiting(at)),
        url=lambda: reverse("admin:law_confirmation_add"),
        note=_("Figures in use that nobody of the shop has vouched for"),
        permission="law.add_confirmation",
        order=80,
    )
)
