from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Commands that span packages live here, and the start of background work."""

    name = "storefront.config"
    label = "config"

    def ready(self) -> None:
        from storefront.config import celery  # noqa: F401  (tasks need an app to register with)
