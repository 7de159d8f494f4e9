from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="policies-missing",
        title=_("Required rules that nobody has written"),
        count=lambda at: len(queries.missing(at=at)),
        url=lambda: reverse("admin:policies_policyversion_add"),
        note=_("Nothing is sold without terms, a privacy notice and rules on returns"),
        permission="policies.add_policyversion",
        urgent=True,
        order=2,
    )
)
