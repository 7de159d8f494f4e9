from importlib import import_module, util

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

OURS = ("storefront.", "checkout", "aftersales.", "complaints.", "privacy.")


class StaffConfig(AppConfig):
    name = "storefront.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from . import names

        names.give()
        discover("admin")
        discover("tiles")


def discover(module: str) -> list[object]:
    """Import a module of this name from each of our apps that has one; Oscar's are left out."""
    return [
        import_module(f"{app.name}.{module}")
        for app in apps.get_app_configs()
        if app.name.startswith(OURS) and util.find_spec(f"{app.name}.{module}")
    ]
