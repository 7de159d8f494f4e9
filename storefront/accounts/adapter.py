"""How allauth, which signs people in, meets the rest of the shop."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from storefront.core import limits


class Adapter(DefaultAccountAdapter):
    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = translation.get_language() or "en"
        return super().save_user(request, user, form, commit)

    def get_client_ip(self, request: Any) -> str:
        return limits.address_of(request)
