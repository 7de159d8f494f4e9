from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal


class Unchangeable(Refusal):
    words = _("An invoice is never changed. What is wrong with it is set right by another.")


class Kind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class Series(models.Model):
    """One of these is a row of numbers: one kind of document in one year, `last` given out last."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("row of numbers")
        verbose_name_plural = _("rows of numbers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_row_of_numbers_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class TaxDocument(models.Model):
    """
    One of these is an invoice of an order, or a credit note that takes something from it.

    `document` says all that its paper says, amounts as text in `currency`; `sha256` is the
    fingerprint of its canonical form. Amounts of a credit note are positive: what goes back.
    `supplied_at` is when the goods left. A credit note names its invoice, and its refund; one
    without a refund takes back all that is left of an invoice that was issued by mistake, and then
    its order may have another: `nth` counts them.
    """

    Kind = Kind

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    number = models.CharField(_("number"), max_length=24, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    place = models.PositiveIntegerField(_("place in the row of numbers"))
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.PROTECT,
        related_name="tax_documents",
        verbose_name=_("order"),
    )
    nth = models.PositiveSmallIntegerField(_("which invoice of the order"), default=1)
    credits = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credit_notes",
        verbose_name=_("takes from"),
    )
    refund = models.OneToOneField(
        "payments.Refund",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credit_note",
        verbose_name=_("refund"),
    )
    currency = models.CharField(_("currency"), max_length=3)
    net = models.DecimalField(_("net"), max_digits=12, decimal_places=2)
    tax = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    language = models.CharField(_("language"), max_length=12)
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    supplied_at = models.DateTimeField(_("supplied at"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("invoice or credit note")
        verbose_name_plural = _("invoices and credit notes")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "place"], name="a_tax_number_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["order", "nth"],
                condition=Q(kind="invoice"),
                name="invoices_of_an_order_are_counted",
            ),
            models.UniqueConstraint(
                fields=["credits"],
                condition=Q(kind="credit_note", refund=None),
                name="an_invoice_is_taken_back_once",
            ),
            models.CheckConstraint(
                condition=Q(total=models.F("net") + models.F("tax")),
                name="net_and_tax_are_the_total",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", credits=None, refund=None)
                | Q(kind="credit_note", credits__isnull=False, total__gt=0),
                name="a_credit_note_names_its_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Unchangeable()

    @property
    def is_credit_note(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE
