from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries
from .models import Promise, Status

SOON = timedelta(hours=24)


def _due_soon(at: datetime) -> QuerySet[Promise]:
    return Promise.objects.filter(status=Status.MADE, due_at__lt=at + SOON)


register(
    Tile(
        key="promises-due",
        title=_("Promises due within a day"),
        rows=_due_soon,
        permission="promises.view_promise",
        order=10,
    )
)
register(
    Tile(
        key="promises-broken",
        title=_("Broken promises not yet made good"),
        rows=lambda at: queries.not_made_good(),
        permission="promises.view_promise",
        urgent=True,
        order=5,
    )
)
