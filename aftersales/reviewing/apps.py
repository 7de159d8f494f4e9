from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewingConfig(AppConfig):
    name = "aftersales.reviewing"
    label = "invitations"
    verbose_name = _("Invitations to review")

    def ready(self) -> None:
        from storefront.notices import registry as notices
        from storefront.reviews import registry as reviews
        from storefront.reviews.invitations import PURPOSE

        from . import inviting, purchases

        reviews.register(
            reviews.Source(
                of_order=purchases.of_order,
                of_visitor=purchases.of_visitor,
                of_user=purchases.of_user,
            )
        )
        notices.register(
            notices.Kind(
                inviting.KIND,
                _("How are the things that came?"),
                purpose=PURPOSE,
                build=inviting.facts,
            )
        )
