from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries
from .models import Promise, Status

SOON = timedelta(hours=24)

register(
    Tile(
        key="promises-due",
        title=_("Promises due within a day"),
        count=lambda at: Promise.objects.filter(status=Status.MADE, due_at__lt=at + SOON).count(),
        url=lambda: reverse("admin:promises_promise_changelist") + "?status__exact=made",
        permission="promises.view_promise",
        order=10,
    )
)
register(
    Tile(
        key="promises-broken",
        title=_("Broken promises not yet made good"),
        count=lambda at: queries.not_made_good().count(),
        url=lambda: reverse("admin:promises_promise_changelist") + "?standing=not-made-good",
        permission="promises.view_promise",
        urgent=True,
        order=5,
    )
)
