"""The one question to a buyer whether they would review what came: only with their yes."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.core import links
from storefront.purposes import registry

PURPOSE = "review-invitations"
STOP = "review-invitations-stop"
STOP_LASTS = timedelta(days=365)


def register() -> None:
    registry.register(
        registry.Purpose(
            key=PURPOSE,
            title=_("Asking how your things are"),
            why=_("To ask you once, some days after something came, whether you would review it."),
            basis=registry.CONSENT,
            retention=_("Until you switch it off."),
        )
    )


def stop_link(user: Any, *, at: datetime) -> str:
    """Return the path with which whoever gets an invitation stops all further ones."""
    token = links.sign(STOP, str(user.pk), at=at, lasts=STOP_LASTS)
    return reverse("reviews:stop", args=[token])


def user_of(token: str, *, at: datetime) -> Any:
    """
    Return the account that a link stops invitations for.

    :raises links.LinkRefused: if it is forged, over, or its account is gone
    """
    found = get_user_model().objects.filter(pk=links.read(STOP, token, at=at), is_active=True)
    if (user := found.first()) is None:
        raise links.LinkRefused()
    return user
