from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "storefront.accounts"
    label = "accounts"
    verbose_name = _("Customer accounts")

    def ready(self) -> None:
        from storefront.notices.registry import Kind
        from storefront.notices.registry import register as register_notice

        from . import proving
        from .sections import Link, register

        proving.follow()

        register_notice(
            Kind(
                key="sign-in-mail",
                title=_("About signing in"),
                channels=("mail",),
                keeps_words=False,
            )
        )

        for key, title in (
            ("account-stopped", _("Account stopped")),
            ("account-reopened", _("Account open again")),
        ):
            register_notice(Kind(key=key, title=title, channels=("mail",)))

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
