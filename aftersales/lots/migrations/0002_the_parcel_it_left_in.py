import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Say of stated lots in which parcel they left: of two lots in one line, one may be here yet."""

    dependencies = [
        ("lots", "0001_initial"),
        ("tracking", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "statedlot",
            "shipment",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stated_lots",
                to="tracking.shipment",
                verbose_name="parcel",
            ),
        ),
        migrations.AddConstraint(
            "statedlot",
            models.CheckConstraint(
                condition=models.Q(("shipment", None), ("taken_back_at", None), _connector="OR"),
                name="what_has_left_stays_stated",
            ),
        ),
    ]
