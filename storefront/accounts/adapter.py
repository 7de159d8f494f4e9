"""How allauth, which signs people in, meets the rest of the shop."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.models import Site
from django.contrib.sites.shortcuts import get_current_site
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from storefront.core import destination, limits
from storefront.notices import operations as notices
from storefront.notices.operations import Recipient
from storefront.seller import queries as sellers


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(
            ("email_password_mismatch", "username_password_mismatch"),
            _("The name or address and the password do not belong together."),
        ),
        "incorrect_password": _("This is not your password."),
    }

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = translation.get_language() or "en"
        return super().save_user(request, user, form, commit)

    def post_login(self, request: Any, user: Any, **facts: Any) -> Any:
        """Show delivery for where a member has things sent, unless they chose elsewhere."""
        response = super().post_login(request, user, **facts)
        if destination.COOKIE not in request.COOKIES:
            book = get_model("address", "UserAddress").objects.filter(user=user)
            if usual := book.order_by("-is_default_for_shipping", "-pk").first():
                destination.choose(response, usual.country_id)
        return response

    def get_client_ip(self, request: Any) -> str:
        return limits.network_of(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mail to the outbox: nothing is sent from a request."""
        request = allauth.request
        frame = {"request": request, "email": email, "current_site": _site(request)}
        mail = self.render_mail(template_prefix, email, {**frame, **context})
        notices.tell(
            kind="sign-in-mail",
            to=Recipient(email=email, language=translation.get_language() or "en"),
            context={"subject": str(mail.subject), "body": str(mail.body)},
            dedupe_key=f"sign-in-{get_random_string(24)}",
            at=timezone.now(),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names the shop in the authenticator app and at the passkey, as the merchant does."""

    def _get_site_name(self) -> str:
        return sellers.shop_name()


def _site(request: Any) -> Any:
    """Return the site of allauth's letters under the name over the door."""
    site = get_current_site(request)
    return Site(pk=site.pk, domain=site.domain, name=sellers.shop_name())
