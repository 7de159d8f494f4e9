"""How long it binds, how one gets out of it again, and the law that it stands under."""

from datetime import time

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from checkout import addresses
from storefront.core import marks, money
from storefront.core.templatetags.candour import day_words
from storefront.policies import house, outside

from .item import Asked, Item, link_to, moment


def total(asked: Asked) -> Item:
    return Item(
        "a",
        _("How long it binds"),
        [_("A single purchase: once everything is delivered and paid, nothing goes on.")],
    )


def renewal(asked: Asked) -> Item:
    words = [_("It does not renew itself and nothing is charged again.")]
    if asked.summary.discounts:
        names = marks.listed(each.name for each in asked.summary.discounts)
        words.append(
            _("The discount (%(names)s) holds for this order as it stands.") % {"names": names}
        )
        if url := asked.summary.discounts[0].url:
            return Item("b", _("Renewal and discounts"), words, url, _("Its terms"))
    return Item("b", _("Renewal and discounts"), words)


def ending(asked: Asked) -> Item:
    delivery = asked.summary.delivery
    words = []
    if delivery and delivery.is_collection:
        words.append(_("Cancel all or part of it free of charge until it is ready for you."))
    elif delivery and asked.way is not None and asked.way.money_first:
        words.append(
            _(
                "Cancel all or part of it free of charge until it leaves us, by %(when)s if your "
                "money is here today."
            )
            % {"when": moment(delivery.dispatch_by)}
        )
    elif delivery:
        words.append(
            _("Cancel all or part of it free of charge until it leaves us, by %(when)s.")
            % {"when": moment(delivery.dispatch_by)}
        )
    words += _withdrawal(asked)
    link = link_to("returns", _("How, and the form"), asked.at)
    return Item("c", _("If you change your mind"), words, *link, is_right=True)


def _withdrawal(asked: Asked) -> list[str]:
    rules, delivery = asked.rules, asked.summary.delivery
    period = house.withdrawal_length(rules)
    words = [
        ngettext(
            "Withdraw without a reason until %(n)s day after the last thing arrives.",
            "Withdraw without a reason until %(n)s days after the last thing arrives.",
            period.count,
        )
        % {"n": period.count}
    ]
    if not period.by_law:
        words.append(_("So our returns rules promise; the law of your country gives less."))
    if delivery:
        # In the evening there: of our evening, the law of a country east of us makes the next day.
        arrives = house.calendar_of(rules).at(delivery.latest, time(18))
        window = house.withdrawal_window(rules, receipts=[arrives])
        if last := window.last_day:
            words.append(
                _("If it comes on %(arrives)s, that is until the end of %(last)s.")
                % {"arrives": day_words(delivery.latest), "last": day_words(last)}
            )
    if label := house.label_price(rules):
        price = money.text(label, "EUR")
        words += [
            _("You pay for sending it back, with our label %(price)s.") % {"price": price},
            _("We pay back the standard delivery as well."),
        ]
    else:
        words.append(_("We pay for the way back."))
    return [*words, *_outside(asked)]


def _outside(asked: Asked) -> list[str]:
    """Say for which things this right does not exist, or is lost (CRD art. 6(1)(k))."""
    kinds = dict.fromkeys(line.exclusion for line in asked.summary.lines)
    told = [(kind, said) for kind in kinds if (said := outside.words(asked.rules, kind))]
    return [
        marks.labelled(
            marks.listed(each.title for each in asked.summary.lines if each.exclusion == kind), said
        )
        for kind, said in told
    ]


def guarantee(asked: Asked) -> Item:
    length = house.guarantee_length(asked.rules)
    words = {"length": _months(length.count)}
    link = link_to("guarantee", _("Our guarantee"), asked.at)
    if length.by_law:
        said = _(
            "At least %(length)s of legal guarantee on each thing, whatever its maker promises."
        )
        link = ("", "")
    elif asked.rules.fact("guarantee.period").exists:
        said = _("%(length)s on each thing by our guarantee rules; the law here gives less.")
    else:
        said = _("%(length)s by our guarantee rules; what the law where you live gives is on top.")
    title = _("If something is wrong with it")
    return Item("guarantee", title, [said % words], *link, is_right=True)


def _months(count: int) -> str:
    """Write a length in months, in years where it comes out even."""
    if count % 12 == 0:
        return ngettext("%(n)s year", "%(n)s years", count // 12) % {"n": count // 12}
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


def law(asked: Asked) -> Item:
    """Which law and language, and how the contract is kept (ISO10008-C.3)."""
    rules, draft = asked.rules, asked.draft
    seat = addresses.country_name(rules.seat.id.upper())
    words = [_("The law of this country governs the contract: %(country)s.") % {"country": seat}]
    if rules.residence.id != rules.seat.id:
        words.append(_("What the law of the country you live in gives you on top stays yours."))
    language = get_language_info(draft.language)["name_translated"]
    words += [
        _("The contract is made in this language: %(language)s.") % {"language": language},
        _("We file it unchanged; you find it by e-mail and on the page of the order."),
    ]
    return Item(
        "law", _("Law, language and record"), words, *link_to("terms", _("The terms"), asked.at)
    )
