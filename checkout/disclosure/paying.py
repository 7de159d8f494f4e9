"""What it costs beyond the goods, and how it is paid."""

from django.utils.translation import gettext as _

from storefront.core import money

from .item import Asked, Item


def other_charges(asked: Asked) -> Item:
    currency = asked.summary.currency
    words = [_("Packing %(nothing)s.") % {"nothing": money.text(money.ZERO, currency)}]
    if asked.summary.fee:
        words.append(
            _("The way of paying you chose adds %(fee)s.")
            % {"fee": money.text(asked.summary.fee, currency)}
        )
    if asked.summary.tax_rate:
        words.append(_("Nothing else is added."))
    else:
        words.append(_("We add nothing else."))
        # The goods leave untaxed, so the country of delivery asks for its own.
        words.append(
            _("Import taxes and duties of the country of delivery may be asked of you there.")
        )
    return Item("i", _("Other charges"), words)


def payment(asked: Asked) -> Item:
    fee = asked.summary.fee
    words = [_("Paid in one sum, in %(currency)s.") % {"currency": asked.summary.currency}]
    if fee:
        words.append(
            _("This way of paying costs %(fee)s; others are free.")
            % {"fee": money.text(fee, asked.summary.currency)}
        )
    else:
        words.append(_("This way of paying costs nothing extra."))
    if asked.way is not None and getattr(asked.way, "most", None):
        words.append(
            _("It is possible up to %(most)s.")
            % {"most": money.text(asked.way.most, asked.summary.currency)}
        )
    return Item("k", _("Payment"), words)
