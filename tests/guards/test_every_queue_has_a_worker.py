from django.conf import settings

from storefront.config.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    missing = {
        entry["task"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] not in app.tasks
    }
    assert missing == set()


def test_every_task_goes_to_the_queue_that_the_worker_reads():
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]

    assert ours
    strays = {task.name for task in ours if getattr(task, "queue", None) not in (None, "shop")}
    assert strays == set()
    assert settings.CELERY_TASK_DEFAULT_QUEUE == "shop"
