from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "aftersales.returns"
    label = "returns"
    verbose_name = _("Returns")

    def ready(self) -> None:
        """Say which rights, promises and messages a return has."""
        from aftersales.rights import registry as rights
        from aftersales.tracking import listeners
        from checkout.order import desk
        from storefront.promises import registry as promises

        from . import after_a_mistake, queries, telling
        from . import rights as own

        desk.register(queries.for_staff)
        listeners.on("unreported", after_a_mistake.refuse_unreporting)
        listeners.on("taking_back", after_a_mistake.refuse_taking_back)

        rights.register(own.rights_of)
        for key, title in (
            ("acknowledge_withdrawal", _("Confirm a withdrawal")),
            ("answer_return", _("Answer a claim")),
            ("answer_objection", _("Decide an objection")),
            ("put_right", _("Repair or replace")),
        ):
            promises.register(promises.Kind(key, title))
        telling.register(
            {
                "withdrawal_received": _("Withdrawal received"),
                "withdrawal_matched": _("Withdrawal matched to its order"),
                "return_claimed": _("Claim received"),
                "return_decided": _("Claim decided"),
                "return_settled": _("Return paid"),
                "return_proof": _("Proof of sending doubted"),
                "return_objection": _("Objection decided"),
                "return_put_right": _("Put right"),
            }
        )
