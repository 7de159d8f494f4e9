import uuid

from django.db import migrations

# As the status was called with which an answer left a complaint: its money has its key by it.
ANSWERS = ("answered", "decided")


def link(apps, schema_editor):
    complaints = apps.get_model("cases", "Complaint").objects.exclude(order_number="")
    goodwill = apps.get_model("refunds", "Goodwill").objects
    for complaint in complaints.only("pk", "key").order_by("pk").iterator():
        keys = [uuid.uuid5(complaint.key, status) for status in ANSWERS]
        if given := list(goodwill.filter(key__in=keys)):
            complaint.goodwill.add(*given)


class Migration(migrations.Migration):
    """Link to complaints what their answers gave before that was kept by its own rows."""

    dependencies = [("cases", "0003_money_is_what_was_given")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
