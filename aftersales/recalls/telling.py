"""What the buyer of recalled goods is told: by every way there is, whatever they agreed to."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.payments import telling
from storefront.core import links
from storefront.notices import operations as notices
from storefront.notices.models import Channel, Message
from storefront.notices.registry import Kind, register
from storefront.notices.wording import address_of
from storefront.promises import operations as promises
from storefront.seller import queries as sellers

from . import queries, wording
from .models import Case, Recall

LINK_KIND = "recall"
# A danger does not end with a link: nobody is sent away for coming late.
LINK_LASTS = timedelta(days=3650)
PROMISE = queries.PROMISE


def tell(case: Case, *, at: datetime, more: bool = False) -> None:
    """
    Tell the buyer of a case, for the first time or once more; the caller holds its lock.

    `more` says that it is about more than they were told of before.
    """
    n = case.told + 1
    kind = "recall_notice" if case.units_sent else "recall_stopped"
    notices.tell(
        kind=kind,
        to=telling.recipient(case.order.intent),
        subject=case,
        context={"again": n > 1 and not more, "more": more},
        dedupe_key=f"recall:{case.pk}:{n}",
        order_number=case.order.number,
        at=at,
    )
    Case.objects.filter(pk=case.pk).update(told=F("told") + 1, told_at=at)
    case.told, case.told_at = n, at


def withdrawn(case: Case, *, at: datetime) -> None:
    """Tell whoever was told of a recall that it was wrong."""
    notices.tell(
        kind="recall_withdrawn",
        to=telling.recipient(case.order.intent),
        subject=case,
        dedupe_key=f"recall-withdrawn:{case.pk}",
        order_number=case.order.number,
        at=at,
    )


def promise(case: Case, *, due_at: datetime, at: datetime) -> None:
    with translation.override(case.order.intent.language):
        promises.make(
            kind=PROMISE,
            subject=case,
            due_at=due_at,
            at=at,
            words=gettext("Warn you of the recall %(reference)s yourself")
            % {"reference": case.recall.reference},
            basis="LBT-6.4.4",
            order_number=case.order.number,
            user=case.order.user,
        )


def messages(case: Any) -> QuerySet[Message]:
    """Return every message that told of a case."""
    return Message.objects.filter(dedupe_key__startswith=f"recall:{case.pk}:")


def link_to(case: Case, *, at: datetime) -> str:
    """Return the path of a signed link with which anyone who holds it sees this notice alone."""
    value = queries.value_of(case.recall, case.order)
    return reverse("recalls:enter", args=[links.sign(LINK_KIND, value, at=at, lasts=LINK_LASTS)])


def contact(recall: Recall) -> dict[str, str]:
    """Return how to reach somebody about a recall: as it says, else as the seller does."""
    seller = sellers.current()
    return {
        "email": recall.contact_email or seller.email,
        "phone": recall.contact_phone or seller.phone_shown,
    }


# What the words need, read afresh when a message is sent


def _build(message: Any) -> dict[str, Any]:
    case = queries.cases().get(pk=message.context["subject_id"])
    now = max(message.made_at, timezone.now())
    recall, intent = case.recall, case.order.intent
    return {
        "case": case,
        "recall": recall,
        "order": case.order,
        "headline": wording.headline(recall.announced_at or now, residence=intent.country),
        "things": case.lines.all(),
        "remedies": [str(label) for _value, label in _offered(recall)],
        "contact": contact(recall),
        "notice_url": address_of(link_to(case, at=now)),
        "public_url": address_of(reverse("recalls:detail", args=[recall.reference])),
    }


def _offered(recall: Recall) -> list[tuple[str, Any]]:
    from .models import remedies_of

    return remedies_of(recall)


KINDS = [
    ("recall_notice", _("Product safety recall")),
    ("recall_stopped", _("Recalled before it was sent")),
    ("recall_withdrawn", _("A recall was withdrawn")),
]


def register_kinds() -> None:
    """Say what is told; the law asks for it, so no choice about news or anything else stops it."""
    for key, title in KINDS:
        register(
            Kind(
                key,
                title,
                channels=(Channel.MAIL, Channel.ACCOUNT, Channel.SMS),
                purpose="legal",
                build=_build,
            )
        )
