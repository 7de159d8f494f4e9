from django.db import migrations, models


class Migration(migrations.Migration):
    """Put on a card why its price is reduced; the cards are written anew by `refresh_cards`."""

    dependencies = [("catalogue", "0038_recalled_goods_stay_off_sale")]

    operations = [
        migrations.AddField(
            model_name="productcard",
            name="reduced_why",
            field=models.JSONField(default=dict),
        ),
    ]
