from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.core.lifecycle import Move


class OrderMove(Move):
    """
    One of these is one step of an order.

    It stands here because the order's own tables are Oscar's, migrations included.
    """

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="moves")

    class Meta:
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of an order")
