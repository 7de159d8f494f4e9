"""What the messages about a complaint need to know, read when they are sent."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from complaints.disputes.bodies import bodies_for
from storefront.core.templatetags.candour import day_words
from storefront.notices.wording import address_of
from storefront.promises import queries as promises

from . import access, putting_right
from .models import Complaint, Speaker


def facts(message: Any) -> dict[str, Any]:
    complaint = Complaint.objects.get(pk=message.context["subject_id"])
    answers = complaint.entries.filter(speaker=Speaker.SHOP).order_by("-pk")
    owed = putting_right.owed(complaint)
    return {
        "complaint": complaint,
        "owed": owed,
        "given": putting_right.given(complaint),
        "owed_by": day_words(timezone.localtime(owed.due_at).date()) if owed else "",
        "answer": answers.first(),
        "late": complaint.is_late(message.made_at),
        "promise": promises.about(complaint).order_by("-pk").first(),
        "link": address_of(access.link_to(complaint, at=message.made_at)),
        "bodies": bodies_for(complaint.country),
        "how": address_of(reverse("cases:how")),
    }
