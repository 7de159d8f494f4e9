"""The Celery app: its settings stand in settings/background.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")

app = Celery("candour")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
