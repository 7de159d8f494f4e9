import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep who unpacked and who entered, and that a carrier brings it back; additive."""

    dependencies = [
        ("returns", "0002_recalled_goods_come_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="returnparcel",
            name="unpacked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="unpacked by",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="entered at"),
        ),
        migrations.AddField(
            model_name="statement",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AlterField(
            model_name="return",
            name="way_back",
            field=models.CharField(
                blank=True,
                choices=[
                    ("label", "With our label"),
                    ("own", "With a carrier of your choice"),
                    ("workshop", "Brought to the workshop"),
                    ("carrier", "Brought back by the carrier who had it"),
                    ("none", "Nothing to send"),
                ],
                default="",
                max_length=10,
                verbose_name="way back",
            ),
        ),
    ]
