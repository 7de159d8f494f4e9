from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep with a reduced price why it is reduced, as buyers read it."""

    dependencies = [("partner", "0012_lots_are_taken_back")]

    operations = [
        migrations.AddField(
            model_name="pricechange",
            name="reason",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="reason that buyers read"
            ),
        ),
    ]
