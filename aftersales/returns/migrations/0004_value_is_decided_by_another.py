import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tell who unpacks from who decides what is taken off, each with a right of their own."""

    dependencies = [
        ("returns", "0003_by_the_carrier_and_who_unpacked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            "return",
            {
                "permissions": [
                    ("unpack_return", "Can note that a return came, and what was in it")
                ],
                "verbose_name": "return",
                "verbose_name_plural": "returns",
            },
        ),
        migrations.AddField(
            "returnparcel",
            "to_value",
            models.BooleanField(
                default=False, verbose_name="what it has lost in value is to be decided"
            ),
        ),
        migrations.AddField(
            "returnparcel",
            "valued_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="value decided by",
            ),
        ),
    ]
