"""Everything that the page of an order shows, read in few statements and put into its parts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from aftersales.changes import queries as changes
from aftersales.invoices import queries as invoices
from aftersales.recalls import pages as recalls
from aftersales.returns import story as returns
from aftersales.reviewing import purchases as reviewing
from aftersales.rights import queries as rights
from aftersales.rights.registry import last_moment
from checkout import address_book, addresses
from checkout.order import queries as orders
from checkout.order.models import Status
from checkout.payments import methods, showing
from checkout.payments import queries as payments
from checkout.payments.models import Refund
from storefront.core import marks as marks_of
from storefront.core import money
from storefront.core.templatetags.candour import moment_words
from storefront.notices.models import Message
from storefront.notices.registry import all_kinds
from storefront.promises.models import Promise
from storefront.promises.models import Status as PromiseStatus
from storefront.seller import queries as sellers

from . import became, failures, goods, owning_up, parts, queries, standing
from .models import Shipment

MOST_MESSAGES = 12


def of(order: Any, *, at: datetime) -> dict[str, Any]:
    """Return the whole context of an order's page."""
    shipments = queries.gather(order)
    order.known_lines_left = changes.lines_left(order, reviewed=reviewing.is_reviewed())
    going_back = returns.rows(order)
    promises = queries.promises_of(order)
    attempt = payments.paying_attempt(order)
    refunds = list(payments.refunds_of(order))
    cheaper = [each for each in refunds if each.is_of_the_price]
    summary, language = order.intent.summary, order.intent.language
    shown_as = goods.pictures_of(line["product_id"] for line in summary["lines"])
    order.known_lines_left = [
        each._replace(
            title=goods.titled(each.title, shown_as.get(each.product_id or 0), language=language)
        )
        for each in order.known_lines_left
    ]
    to_come = queries.still_to_come(order)
    ended_by = changes.ended_by(order)
    shown = shown_promises(order, promises)
    return {
        "order": order,
        "recalls": recalls.banners(order),
        "intent": order.intent,
        "agreement": getattr(order, "agreement", None),
        "sentence": standing.sentence(
            order,
            shipments,
            promises,
            all_sent=order.status != Status.PACKED,
            ended_by_us=ended_by == changes.US,
        ),
        "late": owning_up.words(order, promises, refunds),
        "events": standing.timeline(order, orders.steps(order), shipments, promises),
        "parcels": [
            {**parcel(each), "things": parts.in_words(queries.things_in(order, each))}
            for each in shipments
        ],
        "several": len(shipments) > 1 or bool(shipments and to_come),
        "to_come": parts.in_words(to_come) if shipments else "",
        "rest_leaves": standing.open_promise(promises, "dispatch"),
        "promises": [promise_entry(each, at=at, ended_by=ended_by) for each in shown],
        "promises_words": count_words(shown, at=at, ended_by=ended_by),
        "rights": rights.rights_of(order, at),
        "returns": going_back,
        "lines": goods.lines(
            summary,
            shown=shown_as,
            language=language,
            reviews=reviewing.lines_to_review(order),
            became=became.of_lines(order, shipments, cheaper),
        ),
        "totals": [*showing.totals(summary), *(refund_row(each) for each in cheaper)],
        "cheaper": cheaper,
        # What came in wrongly was never the price, so its way back takes nothing off it.
        "besides": [refund_row(each) for each in refunds if not each.is_of_the_price],
        "left_paid": order.total_incl_tax - sum((each.amount for each in cheaper), Decimal("0")),
        "transfer": {"attempt": attempt, "account": sellers.current().account}
        if order.status == Status.AWAITING_PAYMENT
        else None,
        "paid": bool(attempt and attempt.is_charged),
        "method": methods.EVERY.get(attempt.method) if attempt else None,
        "tax": Decimal(summary["tax"]),
        "address": address_of(order),
        "letters": letters(order),
        "papers": invoices.of_order(order),
        "version": queries.version_of(order, refunds),
    }


def parcel(shipment: Shipment) -> dict[str, Any]:
    """Return a parcel with its reports, the latest first, and what happens next."""
    reports = list(shipment.checkpoints.all())
    now = next((each for each in reports if each.kind == shipment.status), None)
    return {
        "n": shipment.n,
        "carrier": shipment.carrier_name,
        "number": shipment.number,
        "url": shipment.url,
        "status": shipment.get_status_display(),
        "reports": reports,
        "next_step": _came_after_all(shipment) or (failures.next_step(now) if now else ""),
        "choose": bool(now and getattr(now, "setback", None) and now.setback.is_open),
        "left": _("Made ready") if shipment.is_collected_from_us else _("Handed to the carrier"),
        "handed_over_at": shipment.handed_over_at,
        "trouble": shipment.status in standing.PRESSING[:4],
    }


def _came_after_all(shipment: Shipment) -> str:
    """Say what becomes of a parcel that came although its money had gone back."""
    if shipment.is_delivered and shipment.given_up_at and not queries.is_owed_still(shipment):
        return _(
            "It has come after its money went back to you. Tell us, and we have it collected at "
            "our cost; you need not send it."
        )
    return ""


def shown_promises(order: Any, promises: list[Promise]) -> list[Promise]:
    """
    Return what stands in the ledger of an order's page, the next due first.

    What ended with the order stays in sight, whoever ended it: a promise does not vanish. What was
    put in the place of another before, such as a day at another address, is no promise any more.
    """
    over_at = orders.taken_at(order, Status.CANCELLED)
    shown = [
        each
        for each in promises
        if each.status != PromiseStatus.WITHDRAWN
        or (over_at and each.ended_at and each.ended_at >= over_at)
    ]
    return sorted(shown, key=lambda each: (each.due_at, each.pk))


def promise_entry(promise: Promise, *, at: datetime, ended_by: str = "") -> dict[str, Any]:
    """Return a promise as `components/ledger.html` takes it: what, by when, and how it went."""
    mark, words = promise_mark(promise, at=at, ended_by=ended_by)
    when = moment_words(promise.ended_at) if promise.ended_at else ""
    told = {
        PromiseStatus.KEPT: _("Kept on %(when)s."),
        PromiseStatus.KEPT_LATE: _("Done late, on %(when)s."),
        PromiseStatus.BROKEN: _("Not kept by then."),
    }.get(PromiseStatus(promise.status), "")
    return {
        "title": promise.words,
        "at": last_moment(promise.due_at),
        "words": str(told) % {"when": when} if told else "",
        "mark": mark,
        "mark_words": words,
    }


# Who ended an order, and so its promises: on each of them, and in their count.
OVER = {
    changes.US: (_lazy("Not kept: we cancelled"), _lazy("%(n)s given up by us")),
    changes.BUYER: (_lazy("Lifted: you cancelled"), _lazy("%(n)s lifted")),
    changes.NOBODY: (_lazy("Over: no payment came"), _lazy("%(n)s over, as no payment came")),
}


def promise_mark(promise: Promise, *, at: datetime, ended_by: str = "") -> tuple[str, str]:
    """
    Say with which mark a promise stands; one that is overdue is broken, swept or not.

    `ended_by` says who ended the order, if somebody did; see `changes.queries.ended_by`.
    """
    if promise.status == PromiseStatus.KEPT:
        return "kept", ""
    if promise.status == PromiseStatus.KEPT_LATE:
        return "broken", _("Kept late")
    if promise.status == PromiseStatus.WITHDRAWN:
        return "over", str(OVER.get(ended_by, OVER[changes.BUYER])[0])
    if promise.status == PromiseStatus.BROKEN or promise.due_at < at:
        return "broken", ""
    return "due", ""


def count_words(promises: list[Promise], *, at: datetime, ended_by: str = "") -> str:
    """Say how many promises there are and how they stand."""
    marks = [
        "late" if each.status == PromiseStatus.KEPT_LATE else promise_mark(each, at=at)[0]
        for each in promises
    ]
    parts = [
        ngettext("%(n)s promise", "%(n)s promises", len(marks)) % {"n": len(marks)},
        *(
            words % {"n": marks.count(mark)}
            for mark, words in (
                ("kept", _("%(n)s kept")),
                ("late", _("%(n)s kept late")),
                ("broken", _("%(n)s broken")),
                ("due", _("%(n)s still due")),
                ("over", OVER.get(ended_by, OVER[changes.BUYER])[1]),
            )
            if mark in marks
        ),
    ]
    if len(parts) == 1:
        return ""
    return marks_of.labelled(parts[0], marks_of.joined(parts[1:])) + _(".")


def refund_row(refund: Refund) -> dict[str, Any]:
    if refund.is_done and refund.done_at:
        note = _("on %(day)s, reference %(reference)s") % {
            "day": standing.day(refund.done_at),
            "reference": refund.bank_reference or refund.reference,
        }
    else:
        note = _("by %(day)s, reference %(reference)s") % {
            "day": standing.day(refund.due_at),
            "reference": refund.reference,
        }
    name = _("Given back: %(why)s") if refund.is_done else _("Comes back to you: %(why)s")
    return {
        "name": name % {"why": refund.get_reason_display()},
        "amount": -refund.amount,
        "sum": money.text(refund.amount, refund.currency),
        "note": note,
    }


def address_of(order: Any) -> str:
    """Return where the order goes, on one line: as agreed, or as it was changed."""
    return addresses.in_one_line(address_book.from_book(order.shipping_address))


def letters(order: Any) -> list[dict[str, Any]]:
    """Return what we told the buyer about an order, the latest first: once, not once a channel."""
    titles = {kind.key: kind.title for kind in all_kinds()}
    mine = Q(email__iexact=order.intent.email)
    if order.user_id:
        mine |= Q(user=order.user_id)
    seen: dict[str, dict[str, Any]] = {}
    rows = Message.objects.filter(mine, order_number=order.number).order_by("-made_at", "pk")
    for row in rows.only("kind", "channel", "title", "made_at", "sent_at", "dedupe_key", "status"):
        fact = row.dedupe_key.removesuffix(f":{row.channel}")
        if fact not in seen:
            title = row.title or titles.get(row.kind, row.kind)
            seen[fact] = {"title": title, "at": row.made_at}
    return list(seen.values())[:MOST_MESSAGES]
