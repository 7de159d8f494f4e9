"""What a buyer may do about goods: withdraw, or have a fault put right."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right, last_moment
from aftersales.tracking import queries as tracking
from aftersales.tracking import standing
from checkout.order.models import Status
from storefront.core import marks
from storefront.core.templatetags.candour import day_words
from storefront.policies import outside

from . import gone, queries, windows


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to withdraw and the right to have faults put right."""
    if order.status == Status.CANCELLED or not hasattr(order, "agreement"):
        return []
    left = any(queries.returnable_units(order).values())
    to_withdraw = any(queries.withdrawable_units(order).values())
    return [_withdraw(order, at, to_withdraw), *_faulty(order, left)]


def _outside(order: Any) -> list[str]:
    """Say what of an order the law takes out of the right to withdraw, as it was agreed."""
    named: dict[str, list[str]] = {}
    for line in order.agreement.document["lines"]:
        if kind := line["sheet"].get("exclusion", ""):
            named.setdefault(kind, []).append(line["title"])
    rules = windows.rules_of(order) if named else None
    return [
        marks.labelled(marks.listed(titles), said)
        for kind, titles in named.items()
        if rules and (said := outside.words(rules, kind))
    ]


def entry_label(order: Any = None) -> tuple[str, str]:
    """
    Return the words of the entry to the withdrawal, and their language.

    Where the law fixes them they are never translated (PRE-12); else they are our own.
    """
    return _legal("withdrawal_entry", order) or (
        _("Withdraw from contract here"),
        translation.get_language() or "en",
    )


def confirm_label(order: Any = None) -> tuple[str, str]:
    return _legal("withdrawal_confirm", order) or (
        _("Confirm withdrawal"),
        translation.get_language() or "en",
    )


def _legal(kind: str, order: Any) -> tuple[str, str] | None:
    if order is None:
        return None  # of whose law nobody knows, in the reader's own language
    label = windows.rules_of(order).label(kind, translation.get_language() or "en")
    text = str(label)
    return (text[:1].upper() + text[1:], label.language) if text else None


def _withdraw(order: Any, at: datetime, left: bool) -> Right:
    window = windows.withdrawal_window(order)
    may = left and window.is_open(at)
    why_not = ""
    if not left:
        why_not = gone.words(order)
    elif not may:
        why_not = _(
            "The last day was %(day)s. You can still ask us, and a fault is put right in any case."
        ) % {"day": _day(window.last_day)}
    title, _language = entry_label(order)
    basis = (
        windows.rules_of(order).basis("withdrawal.period").for_buyers
        if window.by_law
        else _("Our returns rules, which give more than the law")
    )
    planned = windows.Window(exists=True)
    if may and window.last_day is None:
        words = _("For all or part of it, no reason, until 14 days after the last thing has come.")
        # What is lost comes on no day: nothing is reckoned from the one that was promised.
        if comes := standing.comes(tracking.promises_of(order), order.shipments.all()):
            # The promised day as the shop says it, wherever the buyer's clock stands at its end.
            promised = timezone.localtime(last_moment(comes.due_at)).replace(hour=12, minute=0)
            planned = windows.withdrawal_window(order, receipts=[promised])
            if planned.last_day:
                words += marks.space() + _("If it comes by %(day)s, until the end of %(last)s.") % {
                    "day": _day(promised.date()),
                    "last": _day(planned.last_day),
                }
    elif may:
        words = _("For all or part of it, no reason.")
    else:
        words = ""
    if may:
        words = marks.sentences([words, *_outside(order)])
    return Right(
        key="withdraw",
        title=title,
        until=window.ends_at,
        expected=planned.ends_at,
        end_words=_("until 14 days after it has come"),
        open=may,
        why_not=why_not,
        url=f"{reverse('returns:withdraw')}?order={order.number}",
        action=title,
        basis=basis,
        words=words,
        order=20,
        more=() if left else gone.pages(order),
        answers=(Problem.CHANGED_MIND, Problem.LATE),
    )


def _faulty(order: Any, left: bool) -> list[Right]:
    if order.status not in queries.DELIVERED:
        return []
    words = _("Repair, replacement, or money back where that fails. Answer in 2 working days.")
    if until := windows.fault_until(order):
        # Not the end of the right: some laws set none, and a later claim is taken in as well.
        words += marks.space() + _("Until %(day)s at least.") % {"day": _day(until)}
    return [
        Right(
            key="faulty",
            title=_("Tell us what is faulty, broken or wrong"),
            open=left,
            why_not="" if left else gone.words(order),
            more=() if left else gone.pages(order),
            url=reverse("returns:claim", args=[order.number]),
            action=_("Say what is wrong"),
            basis=windows.rules_of(order).basis("guarantee.period").for_buyers,
            words=words,
            order=10,
            answers=(Problem.FAULTY, Problem.WRONG, Problem.UNSAFE),
        )
    ]


def _day(day: date | None) -> str:
    return day_words(day) if day else ""
