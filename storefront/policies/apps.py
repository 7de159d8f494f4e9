from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "storefront.policies"
    label = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        from django.utils import timezone

        from storefront.core import visitor
        from storefront.notices.registry import Kind
        from storefront.notices.registry import register as register_notice

        from . import queries, telling

        register_notice(
            Kind(key="rules-change", title=_("A rule changes"), build=telling.of_a_change)
        )
        visitor.register_frame(
            "in_force",
            lambda request: queries.slugs(at=getattr(request, "at", None) or timezone.now()),
        )
