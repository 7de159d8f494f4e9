from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Beside Oscar's app of the label `reviews`, whose tables it extends."""

    name = "storefront.reviews"
    label = "reviewing"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        from storefront.accounts import sections as account
        from storefront.catalogue import sections
        from storefront.promises import registry as promises

        from . import invitations, own, reading, telling

        sections.register(sections.Section("reviews", "reviews/section.html", 20, reading.section))
        account.register(
            account.Section("reviews", "reviews/in_account.html", own.in_account, order=20)
        )
        promises.register(promises.Kind(telling.SHOW, _("Show a review, or say why not")))
        promises.register(promises.Kind(telling.APPEAL, _("Look at a hidden review again")))
        telling.register()
        invitations.register()
