import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    """Enter a supplier once in its country, whoever presses at the same moment."""

    dependencies = [("partner", "0009_sale_stops_and_lots")]

    operations = [
        migrations.AddConstraint(
            "supplier",
            models.UniqueConstraint(
                django.db.models.functions.text.Lower("legal_name"),
                models.F("country"),
                condition=models.Q(("country", ""), _negated=True),
                name="a_supplier_is_entered_once",
            ),
        ),
    ]
