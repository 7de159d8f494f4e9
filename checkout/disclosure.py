"""
What a buyer must know before the press, computed from the law, the delivery and the policies.

The eleven items of LBT-6.2.4.1 (a to k) and the pre-contract duties of PRE-01: each is a title with
sentences, made for this very order, so that no item can be forgotten by a template.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from checkout.basket.queries import clock
from storefront.core import money
from storefront.core.templatetags.candour import day_words
from storefront.law import queries as law
from storefront.law.rules import Rules
from storefront.policies import house
from storefront.policies import queries as policies

from . import addresses
from .summary import Summary

log = logging.getLogger("candour.checkout")

# LBT-6.2.4.1.a to k, and what is left of ISO10008-C.3: guarantee, law, language and record.
NEEDED = {*"abcdefghijk", "guarantee", "law"}


@dataclass(frozen=True)
class Item:
    """One of these is one thing to know: `key` is the letter of LBT-6.2.4.1 it answers, or ours."""

    key: str
    title: str
    words: list[str]
    url: str = ""
    url_words: str = ""
    is_right: bool = False


@dataclass(frozen=True)
class Asked:
    """What the items are computed from."""

    summary: Summary
    draft: Any
    way: Any
    rules: Rules
    held_until: datetime | None
    countries: set[str]
    at: datetime


def rules_of(draft: Any, *, at: datetime) -> Rules:
    """Return the law of this order: the better rule of where the buyer lives and where it goes."""
    home = (draft.billing_address or {}).get("country") or draft.country
    return law.rules_for(residence=home, ship_to=draft.country, seat=settings.CANDOUR_SEAT, at=at)


def items(asked: Asked) -> list[Item]:
    """
    Return every item that applies, in the order of the standard.

    :raises NotAllTold: if one that must never be missing is; a real shop tells its staff instead
    """
    made = [each for make in MAKERS if (each := make(asked))]
    if missing := NEEDED - {each.key for each in made if each.words}:
        if not settings.PRODUCTION:
            raise NotAllTold(sorted(missing))
        log.error("The last page before ordering does not tell: %s", sorted(missing))
    return made


class NotAllTold(LookupError):
    """Something that a buyer must be told before the press has no rule to come from."""


@dataclass(frozen=True)
class Button:
    """The order button: its words, their language if it is not the reader's, and what they mean."""

    words: str
    language: str = ""
    meaning: str = ""


def button(rules: Rules, *, language: str) -> Button:
    """
    Return the words of the order button as the law fixes them, else our own (PRE-03).

    Words of the law are never translated: a reader of another language is told what they mean.
    """
    label = rules.label("order_button", language)
    own = _("Order with obligation to pay")
    if not label.fixed:
        return Button(own)
    words = _first_large(str(label))
    return Button(words) if label.as_asked else Button(words, label.language, own)


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]


# The items


def _total(asked: Asked) -> Item:
    return Item(
        "a",
        _("How long it binds"),
        [_("A single purchase: once everything is delivered and paid, nothing goes on.")],
    )


def _renewal(asked: Asked) -> Item:
    words = [_("It does not renew itself and nothing is charged again.")]
    if asked.summary.discounts:
        names = ", ".join(name for name, _amount in asked.summary.discounts)
        words.append(
            _("The discount (%(names)s) holds for this order as it stands.") % {"names": names}
        )
    return Item("b", _("Renewal and discounts"), words)


def _ending(asked: Asked) -> Item:
    delivery = asked.summary.delivery
    words = []
    if delivery and delivery.is_collection:
        words.append(_("Cancel all or part of it free of charge until it is ready for you."))
    elif delivery:
        words.append(
            _("Cancel all or part of it free of charge until it leaves us, by %(when)s.")
            % {"when": _moment(delivery.dispatch_by)}
        )
    words += _withdrawal(asked)
    link = _policy("returns", _("How, and the form"), asked.at)
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
        arrives = datetime.combine(delivery.latest, time(18), tzinfo=ZoneInfo(settings.TIME_ZONE))
        window = house.withdrawal_window(rules, receipts=[arrives])
        if last := window.last_day:
            words.append(
                _("If it comes on %(arrives)s, that is until the end of %(last)s.")
                % {"arrives": day_words(delivery.latest), "last": day_words(last)}
            )
    if rules.value("withdrawal.return_cost_payer") in ("buyer", "buyer_if_told"):
        words.append(_("You pay for sending it back; we pay back the standard delivery as well."))
    else:
        words.append(_("We pay for the way back."))
    return words


def _guarantee(asked: Asked) -> Item:
    length = house.guarantee_length(asked.rules)
    words = {"length": _months(length.count)}
    link = _policy("guarantee", _("Our guarantee"), asked.at)
    if length.by_law:
        said = _("%(length)s of legal guarantee on each thing, whatever its maker promises.")
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


def _law(asked: Asked) -> Item:
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
        "law", _("Law, language and record"), words, *_policy("terms", _("The terms"), asked.at)
    )


def _places(asked: Asked) -> Item:
    names = ", ".join(name for _code, name in addresses.country_choices(asked.countries))
    return Item(
        "d",
        _("Where we deliver"),
        [names + "."],
        *_policy("delivery", _("Delivery in full"), asked.at),
    )


def _acceptance(asked: Asked) -> Item:
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


def _dispatch(asked: Asked) -> Item | None:
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
            % {"when": _moment(delivery.dispatch_by), "days": between}
        ]
    words.append(
        _(
            "Ordered before %(order_by)s it leaves by %(leaves)s; from there we count only days on "
            "which the carrier and your country work."
        )
        % {"order_by": _moment(delivery.order_by), "leaves": _moment(delivery.dispatch_by)}
    )
    if asked.way is not None and asked.way.money_first:
        words.append(
            _("So if your money is here today; every day that it comes later moves them on by one.")
        )
    if delivery.carrier:
        words.append(_("Brought by %(carrier)s.") % {"carrier": delivery.carrier})
    if delivery.tracking:
        words.append(_("To be followed: %(where)s.") % {"where": delivery.tracking})
    return Item("f", _("Dispatch and delivery"), words)


def _statement(asked: Asked) -> Item:
    words = _(
        "A VAT invoice as a PDF, by e-mail to %(to)s and on the page of the order, as soon as "
        "everything has left us. Until then the agreement, with every sum and its VAT, is your "
        "receipt."
    )
    return Item("g", _("Invoice"), [words % {"to": asked.draft.email}])


def _statement_address(asked: Asked) -> Item:
    return Item(
        "h",
        _("Where the invoice goes"),
        [_("You can change both addresses here; the page of the order keeps it ready.")],
        reverse("checkout:address"),
        _("Change it"),
    )


def _other_charges(asked: Asked) -> Item:
    currency = asked.summary.currency
    words = [_("Packing %(nothing)s.") % {"nothing": money.text(money.ZERO, currency)}]
    if asked.summary.fee:
        words.append(
            _("The way of paying you chose adds %(fee)s.")
            % {"fee": money.text(asked.summary.fee, currency)}
        )
    words.append(_("Nothing else is added."))
    if not asked.summary.tax_rate:
        # The goods leave untaxed, so the country of delivery asks for its own.
        words.append(
            _("Import taxes and duties of the country of delivery may be asked of you there.")
        )
    return Item("i", _("Other charges"), words)


def _documents(asked: Asked) -> Item:
    return Item(
        "j",
        _("What you get in writing"),
        [
            _("The agreement and the invoice as PDF, by e-mail and on the page of the order."),
            _("You can print both from there at any time, free of charge."),
        ],
    )


def _payment(asked: Asked) -> Item:
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


MAKERS: list[Callable[[Asked], Item | None]] = [
    _total,
    _renewal,
    _ending,
    _guarantee,
    _places,
    _acceptance,
    _dispatch,
    _statement,
    _statement_address,
    _other_charges,
    _documents,
    _payment,
    _law,
]


def _policy(slug: str, words: str, at: datetime) -> tuple[str, str]:
    """Return a link to a policy with its words; nothing if nobody has written it."""
    if slug not in policies.slugs(at=at):
        return "", ""
    return reverse("policies:policy", kwargs={"slug": slug}), words


def _moment(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{day_words(local.date())}, {clock(at)}"


__all__ = ["Asked", "Button", "Item", "button", "items", "rules_of"]
