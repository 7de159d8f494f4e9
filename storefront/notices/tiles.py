from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from .models import Message, Status

register(
    Tile(
        key="notices-dead",
        title=_("Messages that could not be sent"),
        count=lambda at: Message.objects.filter(status=Status.DEAD).count(),
        url=lambda: reverse("admin:notices_message_changelist") + "?status__exact=dead",
        permission="notices.view_message",
        urgent=True,
        order=20,
    )
)
