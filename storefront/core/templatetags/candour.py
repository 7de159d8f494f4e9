"""The shop's own template vocabulary; nothing here asks the database."""

from decimal import Decimal

from django import template

from storefront.core import money as money_module

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Write an amount in its reader's way; nothing for nothing."""
    return "" if amount is None else money_module.text(Decimal(amount), currency)
