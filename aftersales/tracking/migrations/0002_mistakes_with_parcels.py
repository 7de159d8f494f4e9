import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("order", "0021_billingaddress_code_shippingaddress_code"),
        ("tracking", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="number before"
                    ),
                ),
                ("after", models.CharField(max_length=64, verbose_name="number after")),
                ("why", models.CharField(max_length=200, verbose_name="why")),
                ("changed_at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "corrected tracking number",
                "verbose_name_plural": "corrected tracking numbers",
            },
        ),
        migrations.AlterModelOptions(
            name="checkpoint",
            options={
                "default_manager_name": "objects",
                "verbose_name": "checkpoint",
                "verbose_name_plural": "checkpoints",
            },
        ),
        migrations.AlterModelOptions(
            name="shipment",
            options={
                "default_manager_name": "objects",
                "verbose_name": "parcel",
                "verbose_name_plural": "parcels",
            },
        ),
        migrations.AlterModelOptions(
            name="shipmentline",
            options={
                "default_manager_name": "objects",
                "verbose_name": "thing in a parcel",
                "verbose_name_plural": "things in a parcel",
            },
        ),
        migrations.RemoveConstraint(
            model_name="checkpoint",
            name="a_carrier_reports_an_event_once",
        ),
        migrations.RemoveConstraint(
            model_name="shipment",
            name="a_tracking_number_is_one_parcel",
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken back at"),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken back by",
            ),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="withdrawn_why",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="taken back because"
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken back at"),
        ),
        migrations.AddField(
            model_name="shipment",
            name="taken_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken back by",
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="taken_back_why",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="taken back because"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("carrier", "event_id"),
                name="a_carrier_reports_an_event_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("number", ""), _negated=True), ("taken_back_at", None)
                ),
                fields=("carrier", "number"),
                name="a_tracking_number_is_one_parcel",
            ),
        ),
        migrations.AddField(
            model_name="numberchange",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="numberchange",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="number_changes",
                to="tracking.shipment",
            ),
        ),
    ]
