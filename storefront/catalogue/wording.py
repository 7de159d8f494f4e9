"""What a product's page says about price, stock, delivery and return, as sentences."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from storefront.core import marks, money
from storefront.law import queries as law
from storefront.law.calculators import withdrawal
from storefront.policies import house, outside

from . import units
from .delivery import Offer
from .page import PriceShown, Variant

_DAY = {"en": "D j M Y", "zh-hans": "Y年n月j日 D"}
_MOMENT = {"en": "D j M, H:i", "zh-hans": "n月j日 D H:i"}


def day(on: date) -> str:
    return written(on, _DAY.get(get_language() or "", _DAY["en"]))


def moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return written(local, _MOMENT.get(get_language() or "", _MOMENT["en"]))


@lru_cache(maxsize=2_048)
def described(text: str) -> SafeString:
    """Return a description as paragraphs; of one that was written as HTML, what is harmless."""
    if not re.search(r"</?[a-z]", text, re.IGNORECASE):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308
    import nh3  # heavy, and seldom needed by the web

    tags = {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "h3", "h4"}
    return mark_safe(nh3.clean(text, tags=tags, attributes={}))  # noqa: S308


def price_basis(
    price: PriceShown,
    *,
    offer: Offer | None,
    place: str,
    taxed: bool,
    reduced_at: datetime | None,
    dearest: Decimal | None,
) -> str:
    """
    Say what a price contains, what comes on top, and what it is measured against (PRI-01).

    `place` names the country that the offer of delivery is for; `taxed` says that the shop takes
    value added tax there.
    """
    currency = price.currency
    said = [gettext("With VAT") if taxed else gettext("Without import tax of your country")]
    if offer and not offer.charge:
        said[0] += gettext("; delivery to %(place)s is free") % {"place": place}
    elif offer and offer.free_from:
        said[0] += gettext("; delivery to %(place)s from %(charge)s, free from %(free)s") % {
            "place": place,
            "charge": money.text(offer.charge, offer.currency),
            "free": money.text(offer.free_from, offer.currency),
        }
    elif offer:
        said[0] += gettext("; delivery to %(place)s from %(charge)s") % {
            "place": place,
            "charge": money.text(offer.charge, offer.currency),
        }
    if dearest is not None and dearest > price.now:
        said.append(gettext("Up to %(price)s by choice") % {"price": money.text(dearest, currency)})
    if price.unit is not None and price.unit_base != "1_piece":
        said.append(f"{money.text(price.unit, currency)} {units.title(price.unit_base)}")
    if price.was is not None:
        lowest = {"price": money.text(price.was, currency)}
        if reduced_at:
            said.append(
                gettext("Reduced on %(day)s; the lowest price in the 30 days before was %(price)s")
                % {"day": day(timezone.localtime(reduced_at).date()), **lowest}
            )
        else:
            said.append(gettext("The lowest price in the 30 days before was %(price)s") % lowest)
    return gettext(". ").join(said) + gettext(".")


def stock(chosen: Variant, held: dict[int, tuple[int, datetime]], *, several: bool) -> str:
    """
    Say how many there are of what is chosen, and how many are set aside for others until when.

    Where there are several to choose from, it is named: the others say so at their own names.
    """
    words = _stock_of_one(chosen, held.get(chosen.product_id))
    if not several:
        return words
    label = marks.joined(each.label for each in chosen.options) or chosen.title
    return marks.labelled(label, words)


def _stock_of_one(variant: Variant, held: tuple[int, datetime] | None) -> str:
    if variant.held and held:
        return gettext(
            "All are reserved by others at this moment, until %(until)s at the latest."
        ) % {"until": moment(held[1])}
    if variant.free <= 0:
        return gettext("Sold out.")
    said = ngettext("%(number)d, ready to send.", "%(number)d, ready to send.", variant.free) % {
        "number": variant.free
    }
    if held:
        said += marks.space() + ngettext(
            "%(number)d more is held for somebody else until %(until)s at the latest.",
            "%(number)d more are held for other people until %(until)s at the latest.",
            held[0],
        ) % {"number": held[0], "until": moment(held[1])}
    return said


def gone(variant: Variant, *, on: date) -> str:
    """Say what is known of the return of what cannot be bought now: a day, if one is expected."""
    if variant.held:
        return gettext("Whoever holds it may leave it: look again in a few minutes.")
    if variant.back_on and variant.back_on >= on:
        words = gettext("We expect it back by %(day)s. That is what we know, and no promise.")
        return words % {"day": day(variant.back_on)}
    return gettext("We do not know yet when it comes back, or whether.")


def arrival(offer: Offer) -> tuple[str, str]:
    """Say by which day it comes, and what that depends on."""
    return day(offer.by), gettext(
        "if you order by %(moment)s. A promise: whether we keep it is counted in public."
    ) % {"moment": moment(offer.order_by)}


def sending_back(country: str, on: date, exclusion: str = "") -> str:
    """Say how long it may be sent back without a reason (WDR-01), and when not (`exclusion`)."""
    rules = law.rules_for(residence=country, at=on)
    but = outside.words(rules, exclusion)
    if but and withdrawal.is_excluded(rules, exclusion):
        return but
    number = house.withdrawal_length(rules).count
    words = ngettext(
        "Until %(number)d day after it arrives, no reason needed.",
        "Until %(number)d days after it arrives, no reason needed.",
        number,
    ) % {"number": number}
    return marks.sentences([words, but])


def guarantee(country: str, on: date) -> list[str]:
    """Say what law and house give when it turns out faulty, in the country of delivery (GUA-01)."""
    rules = law.rules_for(residence=country, at=on)
    length, presumption = house.guarantee_length(rules), rules.fact("guarantee.presumption")
    words = (
        gettext("At least %(period)s from the day it arrives, by law.")
        if length.by_law
        else gettext(
            "At least %(period)s from the day it arrives, by our own rules beside the law."
        )
    )
    said = [words % {"period": duration(length.count, "month")}]
    if presumption.known and isinstance(presumption.value, int):
        said.append(
            gettext("For %(period)s you need not prove that the fault was there from the start.")
            % {"period": duration(presumption.value, str(presumption.unit))}
        )
    return said


def duration(number: int, unit: str) -> str:
    """Write a period in the largest unit that it fills."""
    if unit == "month" and number % 12 == 0:
        number, unit = number // 12, "year"
    words = {
        "year": ngettext("%(n)d year", "%(n)d years", number),
        "month": ngettext("%(n)d month", "%(n)d months", number),
        "day": ngettext("%(n)d day", "%(n)d days", number),
    }
    return words.get(unit, f"%(n)d {unit}") % {"n": number}


def seat() -> str:
    return settings.CANDOUR_SEAT
