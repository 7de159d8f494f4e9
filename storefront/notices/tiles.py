from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from .models import Message, Status

register(
    Tile(
        key="notices-dead",
        title=_("Messages that could not be sent"),
        rows=lambda at: Message.objects.filter(status=Status.DEAD),
        permission="notices.view_message",
        urgent=True,
        order=20,
    )
)
