"""Who buys and who works in the demo shop, with passwords that the start page tells."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from oscar.core.loading import get_model

from storefront.demo import tables

PASSWORD = "fernhill-demo"  # noqa: S105  (told to everyone who starts the demo)

# What each role may see and do in the staff pages, by app label; the manager may do everything.
ROLES = {
    "packer": ["order", "tracking", "setbacks", "holds", "lots"],
    "service": [
        "order", "cases", "returns", "refunds", "tracking", "changes", "rights", "promises",
        "questions", "reviewing", "notices", "guarantees", "invoices", "setbacks",
        "promotions", "recalls", "lots",
    ],
}  # fmt: skip
# What somebody needs to know of another's work, by app label.
SEES = {"packer": ["shipping", "partner", "returns"]}
# Whoever packs counts and looks at goods, and decides neither claims nor prices. Of money, service
# sees what was paid and gives it back; what came in is for the manager to say.
MORE = {
    "packer": ["partner.change_stockrecord", "partner.add_lot", "returns.unpack_return"],
    "service": ["payments.view_attempt", "payments.view_refund", "payments.add_refund"],
}


def demo(at: datetime) -> None:
    """Make every account that is not there yet."""
    users = get_user_model()
    for row in tables.table("people"):
        if users.objects.filter(username=row["username"]).exists():
            continue
        user = users.objects.create_user(
            username=row["username"],
            email=row["email"],
            password=PASSWORD,
            first_name=row["first_name"],
            last_name=row["last_name"],
            language=row["language"],
            is_staff=row["kind"] == "staff",
            is_superuser=row["role"] == "manager",
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if row["role"] in ROLES:
            user.groups.add(role(row["role"]))
        if row["line1"]:
            _address(user, row)


def role(name: str) -> Group:
    """Return the group of a role, with what its people may do."""
    group, new = Group.objects.get_or_create(name=name)
    if new:
        wanted = Q(content_type__app_label__in=ROLES[name])
        seen = SEES.get(name, [])
        wanted |= Q(content_type__app_label__in=seen, codename__startswith="view_")
        for app, _dot, code in (each.partition(".") for each in MORE.get(name, [])):
            wanted |= Q(content_type__app_label=app, codename=code)
        may = Permission.objects.filter(wanted)
        # Whoever writes promotions or drafts a recall does not sign them off: a manager does.
        may = may.exclude(codename__in=["approve_promotion", "announce_recall"])
        group.permissions.set(may.exclude(codename__startswith="delete_"))
    return group


def _address(user: object, row: dict[str, str]) -> None:
    country, _new = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=row["country"],
        defaults={"printable_name": row["country"], "name": row["country"]},
    )
    get_model("address", "UserAddress").objects.create(
        user=user,
        first_name=row["first_name"],
        last_name=row["last_name"],
        line1=row["line1"],
        line2=row["line2"],
        line3=row["district"],
        line4=row["city"],
        state=row["region"],
        postcode=row["postcode"],
        country=country,
        phone_number=row["phone"],
        is_default_for_shipping=True,
    )
