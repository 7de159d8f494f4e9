from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "complaints.cases"
    label = "cases"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from aftersales.rights import registry as rights
        from checkout.order import desk
        from storefront.accounts.sections import Section, register
        from storefront.notices import registry as notices
        from storefront.promises import registry as promises

        from . import operations, putting_right, queries, wording
        from . import rights as own

        desk.register(queries.for_staff)
        rights.register(own.rights_of)

        for key, title in (
            ("complaint-received", _("Complaint received")),
            ("complaint-answered", _("Answer to a complaint")),
            ("complaint-decided", _("Second answer to a complaint")),
            ("complaint-late", _("Our answer to a complaint is late")),
            ("complaint-standing", _("How a complaint stands")),
            ("complaint-asked", _("Question about a complaint")),
            ("complaint-done", _("What we promised for a complaint is done")),
            ("complaint-done-late", _("What we promised for a complaint is late")),
            ("complaint-unresolved", _("Outside bodies for a complaint")),
        ):
            notices.register(notices.Kind(key=key, title=title, build=wording.facts))
        for key, title in (
            ("complaint-answer", _("Answer a complaint")),
            ("complaint-review", _("Answer a complaint again")),
        ):
            promises.register(promises.Kind(key=key, title=title, on_broken=operations.late))
        promises.register(
            promises.Kind(
                key=putting_right.PROMISE,
                title=_("Do what our answer to a complaint says"),
                on_broken=putting_right.late,
            )
        )
        register(
            Section(
                key="complaints", template="cases/in_account.html", context=_in_account, order=40
            )
        )


def _in_account(user: Any, at: Any) -> dict[str, Any] | None:
    from . import queries

    complaints = list(queries.of_user(user)[:10])
    return {"complaints": complaints} if complaints else None
