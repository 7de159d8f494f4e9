"""The right to have recalled goods put right: there is no last day."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right

from . import queries, wording
from .models import Case


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return a right for each recall of something in an order."""
    return [_right(case, at) for case in queries.of_order(order)]


def _right(case: Case, at: datetime) -> Right:
    recall = case.recall
    page = reverse("recalls:case", args=[recall.reference, case.order.number])
    here = case.units_here and not case.units_sent
    # Others choose for a buyer too, and the page of the case says who and when.
    done = _("It is settled what becomes of it, and we are at it or done.")
    return Right(
        key=f"recall-{recall.reference.lower()}",
        title=_("Have it left out: it is recalled for safety")
        if here
        else _("Have it put right: it is recalled for safety"),
        open=case.waits_for_buyer,
        endless=True,
        why_not="" if case.waits_for_buyer else done,
        url=page,
        more=() if case.waits_for_buyer else ((_("See the recall and how far it is"), page),),
        action=_("Read the recall and choose"),
        basis=wording.rules_at(recall.announced_at or at)
        .basis("safety.recall_remedies_min")
        .for_buyers,
        words=_("Stop using it. Free of charge, and there is no last day."),
        order=0,
        answers=(Problem.UNSAFE, Problem.FAULTY, Problem.WRONG),
    )
