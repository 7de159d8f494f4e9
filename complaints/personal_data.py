"""The personal data of complaints."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import KEEP, PersonalData

SIX_YEARS = _("Six years after the complaint is closed, the time in which it may go to court")


def _entries(user: Any) -> Any:
    from complaints.cases.models import Entry, Speaker

    own = Entry.objects.filter(complaint__user=user)
    return own.exclude(speaker=Speaker.NOTE).order_by("pk")


def _evidence(user: Any) -> Any:
    from complaints.cases.models import Evidence

    return Evidence.objects.filter(entry__in=_entries(user)).order_by("pk")


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
        keep=SIX_YEARS,
        erasure=KEEP,
        kept_because=_("A complaint may go to court or to an outside body."),
    ),
    PersonalData(
        model="cases.Entry",
        title=_("What was said in your complaints"),
        rows=_entries,
        fields={"speaker": _("Who"), "words": _("Words"), "said_at": _("When")},
        purpose="legal",
        keep=SIX_YEARS,
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
        keep=SIX_YEARS,
        erasure=KEEP,
        kept_because=_("A complaint may go to court or to an outside body."),
    ),
]
