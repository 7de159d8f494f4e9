from django.db import migrations, models


class Migration(migrations.Migration):
    """Tell a delivery that came in from a count of all that there is, and book it in once."""

    dependencies = [("partner", "0010_a_supplier_is_entered_once")]

    operations = [
        migrations.AlterModelOptions(
            "stockrecord",
            {"verbose_name": "article", "verbose_name_plural": "prices and stock"},
        ),
        migrations.AddField(
            "stockcount",
            "kind",
            models.CharField(
                choices=[("count", "Counted"), ("delivery", "Delivery")],
                default="count",
                max_length=12,
                verbose_name="what",
            ),
        ),
        migrations.AddField(
            "stockcount", "key", models.UUIDField(editable=False, null=True, unique=True)
        ),
        migrations.AddConstraint(
            "stockcount",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["count", "delivery"])),
                name="a_stock_count_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            "stockcount",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "delivery"), _negated=True),
                    ("after__gt", models.F("before")),
                    _connector="OR",
                ),
                name="a_delivery_adds_units",
            ),
        ),
    ]
