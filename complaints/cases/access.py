"""Who may see a complaint: its owner's account, or whoever came through a signed link to it."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from storefront.core import grants, links, references

from . import queries
from .models import Complaint

LINK_KIND = "complaint"
LINK_LASTS = timedelta(days=365)


def complaint_for(request: HttpRequest, reference: str) -> Complaint:
    """
    Return a complaint that this visitor may see.

    :raises Http404: for a stranger's as for one that does not exist
    """
    complaint = queries.by_reference(references.tidy(reference))
    if complaint is None or not _may_see(request, complaint):
        raise Http404
    return complaint


def _may_see(request: HttpRequest, complaint: Complaint) -> bool:
    user = request.user
    if complaint.user_id and user.is_authenticated and complaint.user_id == user.pk:
        return True
    return grants.holds(request, LINK_KIND, complaint.reference)


def link_to(complaint: Any, *, at: datetime) -> str:
    """Return the path of a signed link with which its holder follows the complaint."""
    token = links.sign(LINK_KIND, complaint.reference, at=at, lasts=LINK_LASTS)
    return reverse("cases:enter", args=[token])
