"""A promotion in words: its terms in sentences, as a buyer reads and a colleague signs them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.core import marks, money
from storefront.core.templatetags.candour import day_words, when

from .models import Promotion


def every_language(promotion: Promotion) -> dict[str, dict[str, Any]]:
    """Return the terms in each language of the shop: `short`, and `all` in sentences."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = {"short": short(promotion), "all": terms(promotion)}
    return found


def short(promotion: Promotion) -> str:
    """Say in one line what it gives, from how much on and until when."""
    parts = [gives(promotion)]
    if promotion.from_value is not None:
        parts.append(_("from %(sum)s") % {"sum": _sum(promotion.from_value)})
    if promotion.from_quantity:
        n = promotion.from_quantity
        parts.append(ngettext("from %(n)s thing on", "from %(n)s things on", n) % {"n": n})
    until = _("until %(when)s") % {"when": last(promotion)}
    return _("%(what)s, %(until)s") % {"what": marks.sentences(parts), "until": until}


def gives(promotion: Promotion) -> str:
    """Say what it gives, in a few words."""
    kinds = Promotion.Gives
    if promotion.gives == kinds.PERCENT:
        percent = "?" if promotion.percent is None else f"{promotion.percent.normalize():f}"
        return _("%(percent)s %% off") % {"percent": percent}
    if promotion.gives == kinds.SUM:
        return _("%(sum)s off") % {"sum": _sum(promotion.amount)}
    if promotion.gives == kinds.MANY:
        return _("%(take)s for the price of %(pay)s") % {
            "take": promotion.take or "?",
            "pay": promotion.pay or "?",
        }
    if promotion.amount is None:
        return _("Free delivery")
    return _("%(sum)s off delivery") % {"sum": _sum(promotion.amount)}


def terms(promotion: Promotion) -> list[str]:
    """Return every term as a sentence; eight statements at the most."""
    what = _("%(gives)s: %(goods)s.") % {"gives": gives(promotion), "goods": goods(promotion)}
    said = [what, _period(promotion)]
    if promotion.gives == Promotion.Gives.MANY:
        said.append(
            _("Of each %(take)s things, counted from the dearest down, the cheapest cost nothing.")
            % {"take": promotion.take}
        )
    if promotion.gives == Promotion.Gives.SUM:
        said.append(_("It is taken off once in an order."))
    if promotion.from_value is not None:
        said.append(
            _("The things that it is for must come to %(sum)s at least, with VAT, before anything "
              "is taken off.") % {"sum": _sum(promotion.from_value)}
        )  # fmt: skip
    if promotion.from_quantity:
        n = promotion.from_quantity
        said.append(
            ngettext(
                "There must be %(n)s thing at least that it is for.",
                "There must be %(n)s things at least that it is for.",
                n,
            )
            % {"n": n}
        )
    if promotion.code:
        said.append(_("It counts with its code, typed in with the basket."))
    else:
        said.append(_("It counts for everybody, by itself."))
    said += _limits(promotion)
    if promotion.is_for_delivery:
        said.append(_("Of several promotions for delivery, the one that takes more off counts."))
    elif promotion.combines:
        said.append(_("It counts together with other promotions that combine."))
    else:
        said.append(
            _("A thing is reduced by one promotion. Where several are for the same things, we work "
              "it out twice, beginning with the largest sum off and with the largest share off: "
              "what takes more off your basket counts.")
        )  # fmt: skip
    said.append(
        _("If you send back or cancel a part, you get back what you paid for it, with its share of "
          "what was taken off. Nothing is taken off anew.")
    )  # fmt: skip
    return said


def goods(promotion: Promotion) -> str:
    """Name what it is about: everything, or these, but not those."""
    if promotion.pk is None:
        return _("everything we sell")
    named = [*promotion.categories.all(), *promotion.products.all()]
    left_out = [*promotion.but_categories.all(), *promotion.but_products.all()]
    what = _listed(named) if named else _("everything we sell")
    if not left_out:
        return what
    return _("%(what)s, but not %(others)s") % {"what": what, "others": _listed(left_out)}


def _period(promotion: Promotion) -> str:
    return _("It runs from %(start)s until %(end)s.") % {
        "start": strip_tags(when(promotion.starts_at)),
        "end": strip_tags(when(_last_moment(promotion))),
    }


def _last_moment(promotion: Promotion) -> datetime:
    """Name the day that people call the last one: 23:59 of it, not midnight of the next."""
    end = timezone.localtime(promotion.ends_at)
    return end - timedelta(minutes=1) if (end.hour, end.minute) == (0, 0) else end


def last(promotion: Promotion) -> str:
    """Say when it ends: the last day where it ends at midnight, else the moment."""
    end = timezone.localtime(promotion.ends_at)
    if (end.hour, end.minute) == (0, 0):
        return str(day_words((end - timedelta(minutes=1)).date()))
    return strip_tags(when(promotion.ends_at))


def for_whom(promotion: Promotion) -> list[str]:
    """Say who gets it and how often, where that is not everybody each time."""
    if not (n := promotion.uses_each):
        return []
    return [
        ngettext(
            "Each buyer with an account can use it in %(n)s order.",
            "Each buyer with an account can use it in %(n)s orders.",
            n,
        )
        % {"n": n}
    ]


def _limits(promotion: Promotion) -> list[str]:
    said = []
    if n := promotion.uses_in_all:
        said.append(
            ngettext("It can be used in %(n)s order in all.",
                     "It can be used in %(n)s orders in all.", n) % {"n": n}
        )  # fmt: skip
    said += for_whom(promotion)
    if promotion.most_discount is not None:
        said.append(
            _("It ends before more than %(sum)s has been given to all buyers together.")
            % {"sum": _sum(promotion.most_discount)}
        )
    return said


def _listed(rows: list[Any]) -> str:
    return _(", ").join(str(getattr(row, "name", None) or row.get_title()) for row in rows)


def _sum(amount: Decimal | None) -> str:
    return money.text(amount or money.ZERO, settings.OSCAR_DEFAULT_CURRENCY)
