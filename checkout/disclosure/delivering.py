"""Where we deliver, whether we can take the order, and when it comes."""

from django.utils.translation import gettext as _

from checkout import addresses
from checkout.basket.queries import clock
from checkout.shipping import naming
from storefront.core import marks
from storefront.core.templatetags.candour import day_words

from .item import Asked, Item, link_to, moment


def places(asked: Asked) -> Item:
    names = marks.listed(name for _code, name in addresses.country_choices(asked.countries))
    return Item(
        "d",
        _("Where we deliver"),
        [names + marks.mark(".")],
        *link_to("delivery", _("Delivery in full"), asked.at),
    )


def acceptance(asked: Asked) -> Item:
    if asked.held_until:
        first = _("We can take this order: everything is there and held for you until %(until)s.")
        words = [first % {"until": clock(asked.held_until)}]
    else:
        words = [_("Everything was there when you opened this page; the press asks once more.")]
    if asked.way is not None and asked.way.waits:
        words.append(
            _("The contract arises when we confirm the order by e-mail, at once after the press.")
        )
    else:
        words.append(
            _("The contract arises when we confirm the order by e-mail, at once after the payment.")
        )
    return Item("e", _("Whether we can take it"), words)


def dispatch(asked: Asked) -> Item | None:
    delivery = asked.summary.delivery
    if delivery is None:
        return None
    days = (day_words(delivery.earliest), day_words(delivery.latest))
    if delivery.is_collection:
        words = [_("Ready to collect on %(day)s.") % {"day": days[1]}]
    else:
        between = (
            days[0]
            if days[0] == days[1]
            else _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}
        )
        words = [
            _("Leaves us by %(when)s, at your door %(days)s.")
            % {"when": moment(delivery.dispatch_by), "days": between}
        ]
    words.append(
        _(
            "Ordered before %(order_by)s it leaves by %(leaves)s; from there we count only days on "
            "which the carrier and your country work."
        )
        % {"order_by": moment(delivery.order_by), "leaves": moment(delivery.dispatch_by)}
    )
    if asked.way is not None and asked.way.money_first:
        words.append(
            _("So if your money is here today; every day that it comes later moves them on by one.")
        )
    if delivery.carrier:
        name = naming.carrier(delivery.carrier)
        words.append(_("Brought by %(carrier)s.") % {"carrier": name})
    if delivery.tracking:
        words.append(_("To be followed: %(where)s.") % {"where": delivery.tracking})
    return Item("f", _("Dispatch and delivery"), words)
