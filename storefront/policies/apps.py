from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "storefront.policies"
    label = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        from django.utils import timezone

        from storefront.core import visitor

        from . import queries

        visitor.register_frame(
            "in_force",
            lambda request: queries.slugs(at=getattr(request, "at", None) or timezone.now()),
        )
