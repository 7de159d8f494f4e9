"""
Names of columns, roles and controls that came without any, or in English only.

Oscar, Django and the theme name some things after their code, or in words that they themselves
never had translated. Here they get those of the shop, once for every page, list and filter; the
rows and their migrations know nothing of it.
"""

from django.apps import apps
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Of columns that nobody named: by the name that they have in the code.
COLUMNS = {
    "analytics_tracked": _("counted by statistics"),
    "basket": _("basket"),
    "date_placed": _("ordered at"),
    "intent": _("purchase being paid"),
    "kind": _("which fact"),
    "line": _("line of the order"),
    "mail_key": _("key of its mail"),
    "order": _("order"),
    "product": _("product"),
    "recall": _("recall"),
    "review": _("review"),
    "shipping_code": _("way of delivery"),
    "shipping_tax_code": _("kind of VAT on delivery"),
    "statement": _("withdrawal"),
    "stockrecord": _("article"),
    "subject_id": _("number of what it is about"),
    "subject_type": _("what it is about"),
    "user": _("account"),
    "verified_by": _("verified by"),
}
# Words of the theme and of Oscar, for the catalogue of the shop to have them.
THEIRS = (
    gettext_noop("Apply Filters"),
    gettext_noop("Choose file to upload"),
    gettext_noop("Dark"),
    gettext_noop("Filters"),
    gettext_noop("Go back"),
    gettext_noop("Light"),
    gettext_noop("More actions"),
    gettext_noop("No results found"),
    gettext_noop("Reset filters"),
    gettext_noop("Run"),
    gettext_noop("Search apps and models..."),
    gettext_noop("Select action"),
    gettext_noop("Select action to run"),
    gettext_noop("Select all rows"),
    gettext_noop("Select record"),
    gettext_noop("Select value"),
    gettext_noop("System"),
    gettext_noop("Type to search"),
    gettext_noop("Unique identifier"),
    gettext_noop("This page yielded into no results. Create a new item or reset your filters."),
)
# Oscar names these, and has the names in English only.
OSCARS = {"date_placed", "shipping_code", "shipping_tax_code"}


def give() -> None:
    """Name what has no name of its own; what a migration would see of it stays as it is."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            unnamed = field._verbose_name is None or field.name in OSCARS
            if unnamed and field.name in COLUMNS:
                field.verbose_name = COLUMNS[field.name]
    Group._meta.verbose_name, Group._meta.verbose_name_plural = _("role"), _("Roles")
    apps.get_app_config("auth").verbose_name = _("Who works here")
