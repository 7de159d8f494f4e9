from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasureConfig(AppConfig):
    name = "privacy.erasure"
    label = "erasure"
    verbose_name = _("Closed accounts")

    def ready(self) -> None:
        from storefront.accounts.sections import Link, register
        from storefront.notices.registry import Kind
        from storefront.notices.registry import register as register_notice

        register_notice(Kind(key="account-closed", title=_("Account closed"), channels=("mail",)))
        register(
            Link(
                key="privacy",
                title=_("Privacy"),
                url_name="privacy:centre",
                note=lambda user, at: _("What your data is used for, and all of it as a file."),
                order=40,
            )
        )
