import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep by when what is sold out is expected back, as staff say it and buyers read it."""

    dependencies = [
        ("partner", "0013_reasons_of_reductions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectedBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="expected back on")),
                ("said_at", models.DateTimeField(verbose_name="said at")),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stockrecord",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expected_back",
                        to="partner.stockrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of return",
                "verbose_name_plural": "days of return",
            },
        ),
    ]
