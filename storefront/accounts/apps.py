from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "storefront.accounts"
    label = "accounts"
    verbose_name = _("Customer accounts")

    def ready(self) -> None:
        from .sections import Link, register

        register(
            Link(
                key="details",
                title=_("Name and language"),
                url_name="account:details",
                note=lambda user, at: user.get_full_name() or _("No name given yet."),
                order=10,
            )
        )
        register(
            Link(
                key="email",
                title=_("E-mail address"),
                url_name="account_email",
                note=lambda user, at: user.email,
                order=20,
            )
        )
        register(
            Link(
                key="signing-in",
                title=_("Signing in"),
                url_name="mfa_index",
                note=lambda user, at: _("Passkeys, second factor and recovery codes."),
                order=30,
            )
        )
        register(
            Link(
                key="password",
                title=_("Password"),
                url_name="account_change_password",
                note=lambda user, at: _("Change it whenever you like."),
                order=31,
            )
        )
