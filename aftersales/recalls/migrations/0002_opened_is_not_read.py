from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep apart that a page was opened, which a mail filter does too, and that somebody read it."""

    dependencies = [("recalls", "0001_initial")]
    operations = [
        migrations.AddField(
            "case",
            "looked_at",
            models.DateTimeField(blank=True, null=True, verbose_name="page opened at"),
        ),
        migrations.AlterModelOptions(
            "recall",
            options={
                "permissions": [("announce_recall", "Can let a recall go out, and end it")],
                "verbose_name": "product safety recall",
                "verbose_name_plural": "product safety recalls",
            },
        ),
    ]
