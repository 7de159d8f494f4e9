import django.db.models.deletion
from django.db import migrations, models

import aftersales.tracking.simulator.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SimulatedParcel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                (
                    "number",
                    models.CharField(
                        default=aftersales.tracking.simulator.models.new_number,
                        max_length=32,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                ("taken_in_at", models.DateTimeField(verbose_name="taken in at")),
                ("expected_at", models.DateTimeField(verbose_name="expected at")),
            ],
            options={
                "verbose_name": "simulated parcel",
                "verbose_name_plural": "simulated parcels",
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=64, unique=True, verbose_name="event")),
                ("kind", models.CharField(max_length=20, verbose_name="what happens")),
                (
                    "place",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="place"),
                ),
                (
                    "words",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="words"),
                ),
                (
                    "reason",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="reason"),
                ),
                (
                    "received_by",
                    models.CharField(
                        blank=True, default="", max_length=120, verbose_name="taken in by"
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="happens at")),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reported at"),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("next_at", models.DateTimeField(verbose_name="next try at")),
                (
                    "problem",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="last problem"
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scans",
                        to="simulated_carrier.simulatedparcel",
                    ),
                ),
            ],
            options={
                "verbose_name": "simulated scan",
                "verbose_name_plural": "simulated scans",
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["next_at"],
                        name="simulated_scans_to_send",
                    )
                ],
            },
        ),
    ]
