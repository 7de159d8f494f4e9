"""A return as its page tells it: how it stands, the way so far, what is owed, the sum."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.order.views import page_of
from storefront.core import marks, money
from storefront.promises import queries as promises

from . import queries, sums, windows
from .models import Return, ReturnLine, ReturnParcel
from .operations import settling

PARCEL = ReturnParcel.Status
PUT_RIGHT = (Return.Remedy.REPAIR, Return.Remedy.REPLACE)
CLAUSE = re.compile(r"[A-Z0-9]+-[\w.]+")


def of(returned: Return, *, at: datetime) -> dict[str, Any]:
    """Return everything that the page of a return shows, in the reader's language."""
    made = sums.settled(returned) if returned.is_settled else sums.of(returned)
    shows_sum = pays(returned)
    photos = list(returned.photos.all())
    return {
        "headline": _headline(returned),
        "lead": _lead(returned),
        "events": _events(returned, made),
        "promises": _promises(returned),
        "parts": _parts(returned, made),
        "made": made if shows_sum else None,
        "refund": returned.refund,
        "taken_off": settling.taken_off(returned) if returned.is_settled else None,
        "object_until": settling.last_day_to_object(returned),
        "may_object": _may_object(returned, at=at),
        "deductions": [each for each in returned.lines.all() if each.deduction],
        "order_url": page_of(returned.order),
        "told": told(returned),
        "photos": [each for each in photos if not each.by_staff],
        "our_photos": [each for each in photos if each.by_staff],
    }


def rows(order: Any) -> list[dict[str, Any]]:
    """Return the returns of an order as its page lists them, the latest first."""
    known = queries.gather(order)
    found = {each.of_id: each.of for each in known}
    lines = {pk: [each for each in known if each.of_id == pk] for pk in found}
    return [
        {
            "at": returned.told_at,
            "title": _headline(returned),
            "url": reverse("returns:detail", args=[returned.reference]),
            "words": marks.labelled(
                returned.reference, marks.joined([things(lines[pk]), kind_of(returned)])
            ),
        }
        for pk, returned in found.items()
    ]


def things(lines: Iterable[ReturnLine]) -> str:
    """Name things with their numbers; of a part of what was bought, how many that are of all."""
    return marks.listed(_thing(each) for each in lines)


def _thing(each: ReturnLine) -> str:
    bought = each.line.quantity
    if each.quantity < bought:
        values = {"n": each.quantity, "all": bought, "title": each.line.title}
        return _("%(n)s of %(all)s × %(title)s") % values
    return f"{each.quantity} × {each.line.title}" if bought > 1 else str(each.line.title)


def kind_of(returned: Return) -> str:
    return str(returned.get_kind_display())


def pays(returned: Return) -> bool:
    """Say whether money goes back, or went: not for what nobody has decided, nor is put right."""
    if returned.remedy in PUT_RIGHT:
        return False
    if returned.is_settled:
        return True
    decided = returned.status in (Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED)
    return decided and returned.remedy in ("", Return.Remedy.REFUND)


def told(returned: Return) -> list[tuple[str, str]]:
    """Return what a claim says beside its words: of which things, what is wrong, and the wish."""
    if returned.is_withdrawal:
        return []
    rows = [(_("About"), things(returned.lines.all())), (_("Why"), kind_of(returned))]
    if returned.kind == Return.Kind.GOODWILL:
        return rows
    wish = returned.get_wish_display() or _("You leave it to us")
    return [*rows, (_("You asked for"), wish)]


def _headline(returned: Return) -> str:
    parcel, refund = returned.parcel.status, returned.refund
    if returned.status == Return.Status.REFUSED:
        return _("We do not take this back; here is why")
    if returned.status == Return.Status.OVERTAKEN:
        return _("Your withdrawal took the place of this claim")
    if refund and refund.is_done:
        return _("Your money has gone back to you")
    if returned.is_settled and refund:
        return _("Your money is on its way to you")
    if returned.is_settled:
        return _("This return is finished")
    if returned.status == Return.Status.OPEN:
        return _("We have your message and look into it")
    if returned.remedy in PUT_RIGHT:
        return _("We put it right")
    if parcel == PARCEL.RECEIVED:
        return _("Your parcel is with us")
    if parcel == PARCEL.ON_THE_WAY:
        return _("Your return is on its way to us")
    return (
        _("Your withdrawal counts; now the things travel back")
        if returned.is_withdrawal
        else _("Please send it back to us")
    )


def _lead(returned: Return) -> str:
    return marks.labelled(things(returned.lines.all()), kind_of(returned)) + marks.mark(".")


def _events(returned: Return, made: sums.Sum) -> list[dict[str, Any]]:
    """Return the steps done, the one that it is at, and those to come."""
    parcel = returned.parcel
    steps: list[tuple[str, Any, str]] = [(_("You told us"), returned.told_at, "")]
    if not returned.is_withdrawal:
        overtaken = returned.status == Return.Status.OVERTAKEN
        title = returned.get_status_display() if overtaken else _("We decided")
        steps.append((title, returned.decided_at, returned.get_remedy_display()))
    if parcel.status not in (PARCEL.NOT_NEEDED, PARCEL.NEVER_CAME):
        number = f"{parcel.carrier} {parcel.number}".strip()
        sent = parcel.sent_at or parcel.received_at
        carrier = returned.carrier_has_it
        handed_over = _("The carrier sends it back") if carrier else _("You handed it over")
        steps.append((handed_over, sent, number))
        steps.append((_("Back with us"), parcel.received_at, ""))
    if returned.refund or pays(returned):
        refund = returned.refund
        sum_ = money.text(refund.amount if refund else made.total, made.currency)
        steps.append((_("Money ordered from our bank"), returned.settled_at, sum_))
        done = refund.done_at if refund else None
        steps.append((_("Confirmed by our bank"), done, refund.bank_reference if refund else ""))
    elif returned.remedy and returned.status != Return.Status.OVERTAKEN:
        gone = returned.remedy in PUT_RIGHT
        title = _("On its way to you") if gone else returned.get_remedy_display()
        steps.append((title, returned.settled_at, ""))
    if returned.status == Return.Status.REFUSED:
        steps = [step for step in steps if step[1]]
    events: list[dict[str, Any]] = []
    now_taken = False
    # A later step that happened (money before the parcel was opened) makes no earlier one a lie.
    for title, happened_at, words in steps:
        state = "done" if happened_at else ("next" if now_taken else "now")
        now_taken = now_taken or not happened_at
        events.append({"title": title, "at": happened_at, "words": words, "state": state})
    return events


def _promises(returned: Return) -> list[Any]:
    rows = list(promises.about(returned))
    if returned.statement:
        rows += list(promises.about(returned.statement))
    if returned.refund:
        rows += list(promises.about(returned.refund))
    for row in rows:
        # The number of a clause is for our own books.
        row.basis = "" if CLAUSE.fullmatch(row.basis) else row.basis
    return sorted(rows, key=lambda row: row.due_at, reverse=True)


def _parts(returned: Return, made: sums.Sum) -> list[dict[str, Any]]:
    parts = sums.named(made.parts)
    for part in parts:
        if part["name"] == "cancelled":
            part["name"] = _("All of it, before it left us")
    return parts


def _may_object(returned: Return, *, at: datetime) -> bool:
    last = settling.last_day_to_object(returned)
    return bool(last and windows.SHOP.local_date(at) <= last and not returned.objected_at)


def send_back_until(returned: Return) -> datetime | None:
    """Return the first moment that is too late to send the goods back, in the buyer's zone."""
    if returned.send_back_by is None:
        return None
    calendar = windows.calendar_of(windows.rules_of(returned.order))
    return calendar.end_of(returned.send_back_by)
