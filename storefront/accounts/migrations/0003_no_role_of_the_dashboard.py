from django.db import migrations


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="All Oscar Dashboard Permissions").delete()


class Migration(migrations.Migration):
    """
    Remove the role that Oscar makes for its dashboard, which is not mounted here.

    Its rights would open nothing, and a manager would have to ask what it is for.
    """

    dependencies = [
        ("accounts", "0002_sessions_ended"),
        ("customer", "0008_assign_permissions_to_staff"),
        # Where orders stop naming a table of the customer app that is gone by then.
        ("order", "0008_auto_20190301_1035"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
