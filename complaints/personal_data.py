"""The personal data of complaints."""

from typing import Any

from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from storefront.purposes import keeping
from storefront.purposes.personal import KEEP, PersonalData


def _entries(user: Any) -> Any:
    from complaints.cases.models import Entry, Speaker

    own = Entry.objects.filter(complaint__user=user)
    return own.exclude(speaker=Speaker.NOTE).order_by("pk")


def _evidence(user: Any) -> Any:
    from complaints.cases.models import Evidence

    return Evidence.objects.filter(entry__in=_entries(user)).order_by("pk")


def _closed(before: Any) -> Any:
    """Return complaints in which nothing was said or done since, and nothing waits for us."""
    from complaints.cases.models import Complaint
    from complaints.cases.queries import WAITING_FOR_US

    last = Greatest(Max("moves__moved_at"), Max("entries__said_at"))
    resting = Complaint.objects.exclude(status__in=WAITING_FOR_US)
    pks = resting.annotate(last=last).filter(last__lt=before).values("pk")
    return Complaint.objects.filter(pk__in=pks)


def _closed_entries(before: Any) -> Any:
    from complaints.cases.models import Entry

    return Entry.objects.filter(complaint__in=_closed(before))


def _closed_evidence(before: Any) -> Any:
    from complaints.cases.models import Evidence

    return Evidence.objects.filter(entry__complaint__in=_closed(before))


PERSONAL = [
    PersonalData(
        model="cases.Complaint",
        title=_("Your complaints"),
        owner="user",
        fields={
            "reference": _("Number"),
            "order_number": _("Order"),
            "about": _("About"),
            "wish": _("What would put it right"),
            "email": _("E-mail address"),
            "language": _("Language"),
            "status": _("How it stands"),
            "payment_reference": _("Payment"),
            "remedy": _("What we do"),
            "received_at": _("Received at"),
        },
        purpose="legal",
        keep=keeping.COMPLAINTS.words,
        kept=keeping.COMPLAINTS,
        rows_over=_closed,
        erasure=KEEP,
        kept_because=_("A complaint may go to court or to an outside body."),
    ),
    PersonalData(
        model="cases.Entry",
        title=_("What was said in your complaints"),
        rows=_entries,
        fields={"speaker": _("Who"), "words": _("Words"), "said_at": _("When")},
        purpose="legal",
        keep=keeping.COMPLAINTS.words,
        kept=keeping.COMPLAINTS,
        rows_over=_closed_entries,
        erasure=KEEP,
        kept_because=_("A complaint may go to court or to an outside body."),
    ),
    PersonalData(
        model="cases.Evidence",
        title=_("Files of your complaints"),
        rows=_evidence,
        fields={"name": _("Name"), "mime": _("Kind")},
        file="file",
        purpose="legal",
        keep=keeping.COMPLAINTS.words,
        kept=keeping.COMPLAINTS,
        rows_over=_closed_evidence,
        erasure=KEEP,
        kept_because=_("A complaint may go to court or to an outside body."),
    ),
]
