from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckoutDraft(models.Model):
    """
    One of these is what a buyer has filled in so far for the order of one basket.

    It outlives leaving the checkout: whoever comes back finds every answer as it was left
    (LBT-6.2.1.4). Addresses are objects as `checkout.addresses` describes them; no amount is
    kept here, because amounts are computed anew each time they are shown.
    """

    basket = models.OneToOneField("basket.Basket", on_delete=models.CASCADE, related_name="draft")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    shipping_address = models.JSONField(_("delivered to"), default=dict, blank=True)
    billing_address = models.JSONField(
        _("invoice to"), null=True, blank=True, help_text=_("Nothing means: the same address.")
    )
    save_address = models.BooleanField(_("keep in the address book"), default=False)
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    delivery_code = models.CharField(_("delivery"), max_length=32, blank=True, default="")
    payment_code = models.CharField(_("payment"), max_length=32, blank=True, default="")
    remark = models.CharField(_("remark for us"), max_length=300, blank=True, default="")
    language = models.CharField(_("language"), max_length=12, default="en")
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("last changed at"))

    class Meta:
        verbose_name = _("checkout in progress")
        verbose_name_plural = _("checkouts in progress")
        indexes = [models.Index(fields=["changed_at"], name="draft_changed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="draft_country_is_two_letters",
            )
        ]

    def __str__(self) -> str:
        return f"{self.basket_id}"

    @property
    def has_address(self) -> bool:
        return bool(self.email and self.country and self.shipping_address)


class TakenOut(models.Model):
    """
    One of these says that something was taken out of a basket because it is recalled (LBT-6.4.4).

    `reference` is the recall, whose page says why. Of a list kept for later it is the same.
    """

    basket = models.ForeignKey("basket.Basket", on_delete=models.CASCADE, related_name="taken_out")
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(_("recall"), max_length=16)
    quantity = models.PositiveIntegerField(_("quantity"))
    taken_at = models.DateTimeField(_("taken out at"))

    class Meta:
        verbose_name = _("taken out of a basket")
        verbose_name_plural = _("taken out of baskets")
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "product", "reference"], name="a_thing_is_taken_out_once"
            )
        ]
        indexes = [models.Index(fields=["taken_at"], name="taken_out_lately")]

    def __str__(self) -> str:
        return f"{self.basket_id}: {self.reference}"
