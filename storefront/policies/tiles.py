from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from storefront.core import marks
from storefront.staff.tiles import Tile, register

from . import queries

LOOKED_AT_WITHIN = timedelta(days=365)
TITLES = {"terms": _("terms of sale"), "privacy": _("privacy notice"), "returns": _("returns")}


def _which() -> str:
    """Name the rules that are lacking, so that nobody has to look for them."""
    named = marks.listed(str(TITLES[slug]) for slug in queries.missing(at=timezone.now()))
    words = str(_("Nothing is sold without terms, a privacy notice and rules on returns"))
    return f"{words}. {_('Lacking now:')} {named}" if named else words


register(
    Tile(
        key="policies-missing",
        title=_("Required rules that nobody has written"),
        count=lambda at: len(queries.missing(at=at)),
        url=lambda: reverse("admin:policies_policyversion_add"),
        note=lazy(_which, str)(),
        permission="policies.add_policyversion",
        urgent=True,
        order=2,
    )
)
register(
    Tile(
        key="policies-stale",
        title=_("Rules to look at again"),
        count=lambda at: sum(
            rule.valid_from < at - LOOKED_AT_WITHIN
            for rule in queries.all_in_force(at=at, language="en").values()
        ),
        url=lambda: reverse("admin:policies_policyversion_changelist"),
        note=_("In force for more than a year without a new version"),
        permission="policies.view_policyversion",
        order=73,
    )
)
