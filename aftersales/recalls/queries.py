from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest

from aftersales.changes import queries as changes
from aftersales.returns import queries as returns
from checkout.order import access
from checkout.order import queries as order_queries
from storefront.core import grants, marks, references
from storefront.core.lasting import Lasting
from storefront.notices.models import Channel, Message
from storefront.notices.models import Status as Sent
from storefront.partner import stops

from .models import Case, CaseLine, Recall, Status

GRANT = "recall"
# The kind of the promise to tell the buyer, which every case has.
PROMISE = "recall_told"
# Whoever has not read it is told again after so long, so often.
REMIND_AFTER = timedelta(days=5)
MOST_REMINDERS = 3


def public() -> QuerySet[Recall]:
    """Return the recalls that anybody may read of, the latest first."""
    return (
        Recall.objects.filter(announced_at__isnull=False)
        .select_related("product")
        .order_by("-announced_at", "-pk")
    )


def running() -> QuerySet[Recall]:
    """Return the recalls whose buyers are being told."""
    return Recall.objects.filter(status=Status.ANNOUNCED).order_by("pk")


def by_reference(reference: str) -> Recall | None:
    return Recall.objects.filter(reference=references.tidy(reference)[:16]).first()


def locked(recall: Any) -> Recall:
    return Recall.objects.select_for_update(of=("self",), no_key=True).get(pk=recall.pk)


def as_it_stands(recall: Any) -> Recall:
    return Recall.objects.get(pk=recall.pk)


def may_be_written(recall: Recall) -> bool:
    return recall.status == Status.DRAFT


def locked_case(case: Any) -> Case:
    """Return a case as it stands, locked."""
    rows = Case.objects.select_related("recall", "order__intent")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=case.pk)


def case_as_it_stands(case: Any) -> Case:
    """Return a case as it stands; whoever chooses or leaves out holds the lock of its order."""
    return Case.objects.select_related("recall", "order__intent").get(pk=case.pk)


def cases() -> QuerySet[Case]:
    lines = CaseLine.objects.select_related("line__product__parent").order_by("line_id")
    return Case.objects.select_related(
        "recall__product", "order__intent", "order__user", "returned", "cancellation"
    ).prefetch_related(Prefetch("lines", lines))


def of_order(order: Any) -> list[Case]:
    """Return the cases of an order whose recall stands; read once for a page."""
    if not hasattr(order, "known_recall_cases"):
        rows = cases().filter(order=order).order_by("-opened_at", "-pk") if _any_of(order) else []
        order.known_recall_cases = [each for each in rows if each.recall.stands]
    return list(order.known_recall_cases)


def _any_of(order: Any) -> bool:
    """Say whether an order may have a case: each has its promise, which a page has read already."""
    promises = getattr(order, "known_promises", None)
    if promises is not None:
        return any(each.kind == PROMISE for each in promises)
    return KNOWN.get()


def of_user(user: Any) -> list[Case]:
    """Return what an account has still to read or to choose about."""
    if not KNOWN.get():
        return []
    rows = cases().filter(order__user=user, recall__status__in=[Status.ANNOUNCED, Status.CLOSED])
    return [
        each
        for each in rows.order_by("-opened_at", "-pk")
        if each.waits_for_buyer or not each.read_at
    ]


def of_line() -> Exists:
    """Return the condition on an order line that some of it is recalled."""
    rows = CaseLine.objects.filter(line=OuterRef("pk"))
    return Exists(rows.filter(case__recall__status__in=[Status.ANNOUNCED, Status.CLOSED]))


def own_cases(recall: Recall, user: Any) -> list[Case]:
    """Return the cases of a recall that are of the orders of an account; none for a stranger."""
    if not user.is_authenticated:
        return []
    return list(cases().filter(recall=recall, order__user=user).order_by("-opened_at", "-pk"))


def case_for(request: HttpRequest, reference: str, number: str) -> Case:
    """
    Return the case of an order that this visitor may see: its owner, or who came by its link.

    :raises Http404: for a stranger's order as for one that is not recalled
    """
    recall = by_reference(reference)
    order = order_queries.by_number(references.tidy(number)[:32])
    if recall is None or order is None or not recall.is_public:
        raise Http404
    granted = grants.holds(request, GRANT, value_of(recall, order))
    if not granted and not access.may_see(request, order):
        raise Http404
    case = cases().filter(recall=recall, order=order).first()
    if case is None:
        raise Http404
    return case


def known_units(recall: Any, *, of: Any = None) -> dict[int, dict[int, tuple[int, int]]]:
    """Return what the cases of a recall say already: by order, by line, units sent and here."""
    rows = CaseLine.objects.filter(case__recall=recall)
    if of is not None:
        rows = rows.filter(case__order=of)
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for order, line, sent, here in rows.values_list("case__order", "line", "sent", "here"):
        found.setdefault(order, {})[line] = (sent, here)
    return found


def value_of(recall: Any, order: Any) -> str:
    """Return what a link to a case stands for."""
    return f"{recall.reference}:{order.number}"


def left_to_put_right(case: Case) -> dict[int, int]:
    """Return how many affected units of each line could still be given back or replaced."""
    left = returns.returnable_units(case.order)
    units = {each.line_id: min(each.sent, left.get(each.line_id, 0)) for each in case.lines.all()}
    return {pk: count for pk, count in units.items() if count}


def left_to_leave_out(case: Case) -> dict[int, int]:
    """Return how many affected units of each line have not left and can still be left out."""
    here = changes.units_here(case.order) if changes.may_be_cancelled(case.order) else {}
    units = {each.line_id: min(each.here, here.get(each.line_id, 0)) for each in case.lines.all()}
    return {pk: count for pk, count in units.items() if count}


def to_tell_again(at: datetime) -> QuerySet[Case]:
    """Return cases that nobody has read for a while, and that were not told of often enough."""
    return Case.objects.filter(
        recall__status=Status.ANNOUNCED,
        read_at=None,
        remedy="",
        told__gt=0,
        told__lte=MOST_REMINDERS,
        told_at__lte=at - REMIND_AFTER,
    )


def messages_of_case() -> QuerySet[Message]:
    """Return, inside a query over cases, the messages that told of each."""
    key = Concat(
        Value("recall:"), Cast(OuterRef("pk"), CharField()), Value(":"), output_field=CharField()
    )
    return Message.objects.filter(dedupe_key__startswith=key)


def unreached() -> QuerySet[Case]:
    """
    Return cases that are told of, where we do not know yet that a message went out.

    What stands in an account is no message that went anywhere: it waits to be looked at.
    """
    sent = messages_of_case().exclude(channel=Channel.ACCOUNT).filter(status=Sent.SENT)
    return Case.objects.filter(Exists(sent), reached_at=None)


def read_in_inbox() -> QuerySet[Case]:
    """Return unread cases whose message was opened in the account."""
    opened = messages_of_case().filter(channel=Channel.ACCOUNT, read_at__isnull=False)
    return Case.objects.filter(Exists(opened), read_at=None)


def unreachable() -> QuerySet[Case]:
    """Return cases that nobody has read and whose every message lies dead, or that have none."""
    going = messages_of_case().exclude(channel=Channel.ACCOUNT).exclude(status=Sent.DEAD)
    return Case.objects.filter(
        ~Exists(going), recall__status=Status.ANNOUNCED, read_at=None, remedy="", told__gt=0
    )


def unread() -> QuerySet[Case]:
    return Case.objects.filter(recall__status=Status.ANNOUNCED, read_at=None, remedy="")


def to_do() -> QuerySet[Case]:
    """Return cases whose remedy was chosen and is not done."""
    return Case.objects.filter(returned__isnull=False, returned__settled_at=None).exclude(
        returned__status__in=["refused", "overtaken"]
    )


def to_approve() -> QuerySet[Recall]:
    return Recall.objects.filter(status=Status.TO_APPROVE)


def coverage(recall: Any) -> dict[str, int]:
    """
    Count how far a recall has come: orders affected, told, read, and with a remedy chosen.

    Told is that a message went out, not that one was written, or that a person read of it; read is
    not that a page was opened. Who chose has read it.
    """
    read = Q(read_at__isnull=False) | ~Q(remedy="") | Q(cancellation__isnull=False)
    chosen = ~Q(remedy="") | Q(cancellation__isnull=False)
    found = recall.cases.aggregate(
        orders=Count("pk"),
        told=Count("pk", filter=Q(reached_at__isnull=False)),
        read=Count("pk", filter=read),
        chosen=Count("pk", filter=chosen),
    )
    units = CaseLine.objects.filter(case__recall=recall).aggregate(units=Sum(F("sent") + F("here")))
    return {**found, "units": units["units"] or 0}


def percent(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded down: 99.6 is not all of them."""
    return 100 * part // whole if whole else 0


def contacts(order_ids: Iterable[int]) -> dict[int, str]:
    """Say of orders, by id, how far their buyers were told of a recall."""
    from .standing import in_short

    rows = Case.objects.filter(order__in=list(order_ids)).select_related("recall", "returned")
    found: dict[int, str] = {}
    for case in rows.order_by("pk"):
        words = marks.labelled(case.recall.reference, in_short(case))
        before = found.get(case.order_id)
        found[case.order_id] = f"{before}{marks.mark(';')} {words}" if before else words
    return found


def _stopped_products() -> dict[int, str]:
    rows = stops.holding().filter(reference__in=public().values("reference"))
    found: dict[int, str] = {}
    for own, parent, reference in rows.order_by("pk").values_list(
        "stockrecord__product_id", "stockrecord__product__parent_id", "reference"
    ):
        found[own] = reference
        if parent:
            found[parent] = reference
    return found


# As a rule there is none, and then no page asks anything.
KNOWN: Lasting[bool] = Lasting(lambda: public().exists())
# {product: recall} of what is not sold for being recalled, variants and their parents alike.
STOPPED: Lasting[dict[int, str]] = Lasting(_stopped_products)
