from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurposesConfig(AppConfig):
    name = "storefront.purposes"
    label = "purposes"
    verbose_name = _("Purposes of personal data")

    def ready(self) -> None:
        from .registry import CONSENT, CONTRACT, LEGAL, Purpose, register

        register(
            Purpose(
                key="contract",
                title=_("Your purchase"),
                why=_("To sell, deliver and put right what you order, and to tell you about it."),
                basis=CONTRACT,
                retention=_(
                    "What the accounts need is kept ten years after the end of the year of the "
                    "sale, all else about an order for six years."
                ),
            )
        )
        register(
            Purpose(
                key="legal",
                title=_("Duties by law"),
                why=_("To keep books, prove consent and recall unsafe goods."),
                basis=LEGAL,
                retention=_("A complaint six years after it is closed; for the rest, see below."),
            )
        )
        register(
            Purpose(
                key="news",
                title=_("News by e-mail"),
                why=_("To write to you about new things in the shop, at most twice a month."),
                basis=CONSENT,
                retention=_("Until you switch it off."),
            )
        )
