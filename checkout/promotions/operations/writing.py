"""Writing a promotion: what staff say in its page, checked before anything is kept."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from checkout.promotions import queries
from checkout.promotions.models import Promotion
from storefront.core import marks, money
from storefront.core.refusal import Refusal
from storefront.staff import steps

Status, Gives = Promotion.Status, Promotion.Gives
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,30}[A-Z0-9]")
MOST_TAKEN = 20


class PromotionRefused(Refusal):
    """One of these is something that a promotion cannot say."""


class NotNamed(PromotionRefused):
    words = _("Please name it in every language of the shop: %(languages)s.")


class EndsBeforeItStarts(PromotionRefused):
    words = _("It would end before it starts. Please look at the two dates.")


class IsOver(PromotionRefused):
    words = _("Its end has passed already, so nobody could ever use it.")


class NotAPercentage(PromotionRefused):
    words = _("Please write the percentage as a number above 0 and below 100.")


class GivesAllAway(PromotionRefused):
    words = _(
        "That takes the whole price away, for anybody and as often as they like. It needs a code "
        "and a number of orders in all."
    )


class TooManyDecimals(PromotionRefused):
    words = _("%(sum)s has more decimals than there is money for.")


class NotASum(PromotionRefused):
    words = _("Please write a sum above nought.")


class NothingLeftToPay(PromotionRefused):
    words = _(
        "A sum off needs a value from which on it counts, and that must be higher than the sum: "
        "else goods would cost nothing."
    )


class NotFewer(PromotionRefused):
    words = _(
        "Whoever takes so many (at most %(most)s) must pay for fewer of them, for one at least."
    )


class NotANumber(PromotionRefused):
    words = _("A limit or a least number is a whole number from 1 on, or nothing.")


class NotACode(PromotionRefused):
    words = _("A code has 4 to 32 letters from A to Z, numbers or hyphens, and no spaces.")


class CodeIsTaken(PromotionRefused):
    words = _("The code %(code)s belongs to “%(other)s”. A code is never given out twice.")


class NotADraft(PromotionRefused):
    words = _("This is not a draft any more. Buyers, or a colleague, have read what it says.")


@dataclass(frozen=True, kw_only=True)
class Said:
    """
    One of these is all that staff say of a promotion; see the fields of `Promotion`.

    `name` and `about` by language; sums with tax, in the currency of the shop; goods by key.
    """

    name: dict[str, str]
    about: dict[str, str]
    gives: str
    starts_at: datetime
    ends_at: datetime
    percent: Decimal | None = None
    amount: Decimal | None = None
    take: int | None = None
    pay: int | None = None
    from_value: Decimal | None = None
    from_quantity: int | None = None
    code: str = ""
    uses_in_all: int | None = None
    uses_each: int | None = None
    most_discount: Decimal | None = None
    combines: bool = False
    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    but_categories: frozenset[int] = frozenset()
    but_products: frozenset[int] = frozenset()


GOODS = ("categories", "products", "but_categories", "but_products")
TEXTS = ("name", "about")
# What each kind of gift is told by; the rest of what was typed beside it is left out.
_TOLD_BY = {
    Gives.PERCENT: {"percent"},
    Gives.SUM: {"amount"},
    Gives.MANY: {"take", "pay"},
    Gives.DELIVERY: {"amount"},
}


@transaction.atomic
def write(*, said: Said, by: Any, at: datetime) -> Promotion:
    """
    Write a draft, which nobody but staff sees.

    :raises PromotionRefused: in a kind of its own for whatever cannot be so
    """
    said = checked(said, at=at)
    promotion = Promotion(made_by=by, made_at=at)
    _put(promotion, said)
    promotion.save(force_insert=True)
    _put_goods(promotion, said)
    promotion.moves.create(from_status="", to_status=Status.DRAFT, moved_by=by, moved_at=at)
    return promotion


@transaction.atomic
def change(
    *, promotion: Promotion, said: Said, by: Any, at: datetime, seen: int | None = None
) -> Promotion:
    """
    Change a draft; its history says what was changed. Saying the same again changes nothing.

    `seen` is the last step that its writer had in view, and None asks nothing.

    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises NotADraft: once somebody was asked to sign it off
    :raises PromotionRefused: in a kind of its own for whatever cannot be so
    """
    promotion = queries.locked(promotion.pk)
    before, is_draft = as_said(promotion), promotion.status == Status.DRAFT
    if not steps.only_by(promotion, by, since=seen):
        steps.unless_acted(promotion, since=seen)
        if not is_draft:
            raise NotADraft()
    said = checked(said, at=at, but=promotion)
    if before == said:
        return promotion  # also where the same press came twice
    steps.unless_acted(promotion, since=seen)
    if not is_draft:
        raise NotADraft()
    _put(promotion, said)
    promotion.save()
    _put_goods(promotion, said)
    why = ", ".join(
        str(Promotion._meta.get_field(each.name).verbose_name)
        for each in fields(Said)
        if getattr(before, each.name) != getattr(said, each.name)
    )
    promotion.moves.create(
        from_status=Status.DRAFT, to_status=Status.DRAFT, moved_by=by, moved_at=at, why=why
    )
    return promotion


def as_said(promotion: Promotion) -> Said:
    """Return what a promotion says, as it was said."""
    plain = {
        each.name: getattr(promotion, each.name)
        for each in fields(Said)
        if each.name not in (*GOODS, *TEXTS)
    }
    texts: dict[str, Any] = {
        name: {code: getattr(promotion, _column(name, code)) or "" for code in _languages()}
        for name in TEXTS
    }
    goods: dict[str, Any] = {
        name: frozenset(getattr(promotion, name).values_list("pk", flat=True)) for name in GOODS
    }
    return Said(**plain, **texts, **goods)


def checked(said: Said, *, at: datetime, but: Promotion | None = None) -> Said:
    """
    Return what was said as it is kept: the code in large letters, only what its kind is told by.

    :raises PromotionRefused: in a kind of its own for whatever cannot be so
    """
    names = {code: (said.name.get(code) or "").strip() for code in _languages()}
    if not all(names.values()):
        raise NotNamed(languages=marks.listed(str(name) for _code, name in settings.LANGUAGES))
    if said.ends_at <= said.starts_at:
        raise EndsBeforeItStarts()
    if said.ends_at <= at:
        raise IsOver()
    told_by = _TOLD_BY[Gives(said.gives)]
    left_out: dict[str, Any] = dict.fromkeys({"percent", "amount", "take", "pay"} - told_by)
    said = replace(
        said,
        name=names,
        about={code: (said.about.get(code) or "").strip() for code in _languages()},
        code=said.code.strip().upper(),
        **left_out,
    )
    for amount in (said.amount, said.from_value, said.most_discount):
        _check_sum(amount)
    for number in (said.from_quantity, said.uses_in_all, said.uses_each):
        if number is not None and number < 1:
            raise NotANumber()
    _check_gift(said)
    _check_code(said.code, but)
    return said


def _check_gift(said: Said) -> None:
    if said.gives == Gives.PERCENT:
        if said.percent is None or not 0 < said.percent <= 100:
            raise NotAPercentage()
        if said.percent != said.percent.quantize(Decimal("0.01")):
            raise TooManyDecimals(sum=f"{said.percent} %")
        if said.percent == 100 and not (said.code and said.uses_in_all):
            raise GivesAllAway()
    elif said.gives == Gives.SUM:
        if said.amount is None:
            raise NotASum()
        if said.from_value is None or said.from_value <= said.amount:
            raise NothingLeftToPay()
    elif said.gives == Gives.MANY and not 1 <= (said.pay or 0) < (said.take or 0) <= MOST_TAKEN:
        raise NotFewer(most=MOST_TAKEN)


def _check_sum(amount: Decimal | None) -> None:
    if amount is None:
        return
    if not amount.is_finite() or amount <= 0:
        raise NotASum()
    if amount != money.quantise(amount, settings.OSCAR_DEFAULT_CURRENCY):
        raise TooManyDecimals(sum=amount)


def _check_code(code: str, but: Promotion | None) -> None:
    if not code:
        return
    if not CODE.fullmatch(code):
        raise NotACode()
    others = Promotion.objects.filter(code=code).exclude(status=Status.DROPPED)
    if other := others.exclude(pk=but.pk if but else None).first():
        raise CodeIsTaken(code=code, other=other.name)


def _put(promotion: Promotion, said: Said) -> None:
    for each in fields(Said):
        if each.name in TEXTS:
            for code, text in getattr(said, each.name).items():
                setattr(promotion, _column(each.name, code), text)
        elif each.name not in GOODS:
            setattr(promotion, each.name, getattr(said, each.name))


def _put_goods(promotion: Promotion, said: Said) -> None:
    for name in GOODS:
        getattr(promotion, name).set(getattr(said, name))


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _column(name: str, code: str) -> str:
    return f"{name}_{code.replace('-', '_')}"
