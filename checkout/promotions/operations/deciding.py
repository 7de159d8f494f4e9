"""From the draft to its end: asking, signing off by another member of staff, and ending."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from checkout.promotions import oscar_rows, queries, shown, wording
from checkout.promotions.models import Promotion
from storefront.catalogue import languages
from storefront.core import lifecycle, sweeps
from storefront.core.refusal import Refusal
from storefront.law import claims
from storefront.staff import steps

from .writing import as_said, checked

Status = Promotion.Status
RIGHT = "promotions.approve_promotion"
TIME_IS_OVER = gettext_noop("its time is over")


class MayNotApprove(Refusal):
    words = _("Signing off promotions is for those who have the right to.")


class OwnWork(Refusal):
    words = _("You have written, changed or asked for this, so somebody else signs it off.")


class Conflicts(Refusal):
    words = _(
        "“%(other)s” reduces some of the same goods at the same time, and the two do not combine. "
        "Please change the dates or the goods, or let both combine."
    )


class SayWhy(Refusal):
    words = _("Please say why, in a few words: it is kept in the history.")


@transaction.atomic
def ask(*, promotion: Promotion, by: Any, at: datetime, proof: str = "") -> Promotion:
    """
    Ask colleagues to sign a draft off; nobody can change it meanwhile. Asking twice is asking once.

    `proof` is why the superlatives in its words are true; whoever signs it reads that.

    :raises claims.Unproven: if there is one of which nobody says why it is true (LBT-5.3.2.2)
    :raises Conflicts: if another promotion is in its way
    :raises PromotionRefused: for what can no longer be so, such as an end that has passed
    :raises IllegalMove: if it is neither a draft nor waiting
    """
    promotion = queries.locked(promotion.pk)
    if promotion.status == Status.WAITING:
        return promotion
    _check(promotion, at=at)
    said = (languages.texts(promotion, each) for each in ("name", "about"))
    claims.settle(promotion, said, proof=proof, by=by, at=at)
    lifecycle.move(promotion, to=Status.WAITING, by=by, at=at)
    return promotion


@transaction.atomic
def approve(*, promotion: Promotion, by: Any, at: datetime, seen: int | None = None) -> Promotion:
    """
    Sign a promotion off: from its start on it counts by itself. Signing twice is signing once.

    LBT-5.1.1.a: by somebody with the right to, who had no part in writing it. Its terms are
    written down in every language as they are signed, and Oscar's rows are made. All that stands
    or waits is locked first, in the order of keys, so that no two that conflict are signed at once.

    `seen` is the last step that the signer had in view: nobody signs what they did not read.

    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises MayNotApprove: without the right
    :raises OwnWork: for whoever wrote, changed or asked for it
    :raises Conflicts: if another promotion is in its way
    :raises PromotionRefused: for what can no longer be so, such as an end that has passed
    :raises IllegalMove: if it does not wait to be signed off
    """
    rows = {each.pk: each for each in queries.locked_standing()}
    promotion = rows.get(promotion.pk) or queries.locked(promotion.pk)
    if promotion.status == Status.APPROVED and (seen is None or promotion.approved_by == by):
        return promotion
    steps.unless_acted(promotion, since=seen)
    if not by.has_perm(RIGHT):
        raise MayNotApprove()
    if queries.had_part_in(promotion, by):
        raise OwnWork()
    _check(promotion, at=at)
    offer, voucher = oscar_rows.write(promotion)
    lifecycle.move(
        promotion,
        to=Status.APPROVED,
        by=by,
        at=at,
        also={
            "approved_by": by,
            "approved_at": at,
            "terms": wording.every_language(promotion),
            "offer": offer,
            "voucher": voucher,
        },
    )
    shown.FOR_ALL.forget()
    return promotion


@transaction.atomic
def send_back(
    *, promotion: Promotion, by: Any, at: datetime, why: str, seen: int | None = None
) -> Promotion:
    """
    Give a promotion back to be changed.

    :raises SayWhy: without a reason
    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises IllegalMove: if it does not wait to be signed off
    """
    return _move(promotion, Status.DRAFT, by=by, at=at, why=why, seen=seen)


@transaction.atomic
def drop(
    *, promotion: Promotion, by: Any, at: datetime, why: str, seen: int | None = None
) -> Promotion:
    """
    Put a promotion that never ran aside for good; its code may be used for another one.

    :raises SayWhy: without a reason
    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises IllegalMove: if it was approved
    """
    return _move(promotion, Status.DROPPED, by=by, at=at, why=why, seen=seen)


@transaction.atomic
def end(
    *, promotion: Promotion, by: Any, at: datetime, why: str, seen: int | None = None
) -> Promotion:
    """
    End an approved promotion now; what is being paid under it stays as it was agreed.

    :raises SayWhy: without a reason
    :raises steps.ActedMeanwhile: if it took a step since `seen`
    :raises IllegalMove: if it was not approved or has ended
    """
    return _move(promotion, Status.ENDED, by=by, at=at, why=why, seen=seen)


def end_what_is_over(*, at: datetime) -> int:
    """Write down the end of what is over; nobody got it since then anyway. Safe beside itself."""
    due = Promotion.objects.filter(status=Status.APPROVED, ends_at__lte=at).only("pk")
    return sweeps.each("promotions.end", due, lambda each: _end_over(each.pk, at=at))


@transaction.atomic
def _end_over(pk: int, *, at: datetime) -> int:
    promotion = queries.locked(pk)
    if promotion.status != Status.APPROVED:
        return 0
    lifecycle.move(promotion, to=Status.ENDED, at=at, why=TIME_IS_OVER)
    shown.FOR_ALL.forget()
    return 1


def _move(
    promotion: Promotion, to: str, *, by: Any, at: datetime, why: str, seen: int | None
) -> Promotion:
    promotion = queries.locked(promotion.pk)
    steps.unless_acted(promotion, since=seen)
    if not why.strip():
        raise SayWhy()
    lifecycle.move(promotion, to=to, by=by, at=at, why=why.strip())
    shown.FOR_ALL.forget()
    return promotion


def _check(promotion: Promotion, *, at: datetime) -> None:
    """Check again what was checked when it was written: time has passed and others were signed."""
    checked(as_said(promotion), at=at, but=promotion)
    if other := queries.in_the_way_of(promotion):
        raise Conflicts(other=other.name)
