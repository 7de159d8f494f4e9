"""The right to complain about an order, and to follow what was complained about already."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.rights.problems import Problem
from aftersales.rights.registry import Right

from . import queries


def rights_of(order: Any, at: datetime) -> list[Right]:
    """Return the right to complain, which has no end, and a way to each open complaint."""
    open_ones = [each for each in queries.of_order(order.number) if not each.is_over]
    return [
        *[
            Right(
                key=f"complaint-{complaint.reference}",
                title=_("Follow complaint %s") % complaint.reference,
                endless=True,
                url=reverse("cases:detail", args=[complaint.reference]),
                words=complaint.get_status_display(),
                action=_("Follow it"),
                order=80,
            )
            for complaint in open_ones
        ],
        Right(
            key="complain",
            title=_("Complain"),
            endless=True,
            url=f"{reverse('cases:new')}?order={order.number}",
            words=_("About anything. It costs nothing, and a second person looks if you ask."),
            basis=_("Our complaints rules"),
            action=_("Make a complaint"),
            order=90,
            answers=tuple(Problem),
        ),
    ]
