"""The Celery app: its settings stand in settings/background.py."""

import os

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")


@beat_init.connect
def beat_at_once(**_: object) -> None:
    """Queue the first heartbeat now: whoever waits for /health/ need not wait for its turn."""
    app.send_task("storefront.config.tasks.heartbeat")


app = Celery("candour")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
