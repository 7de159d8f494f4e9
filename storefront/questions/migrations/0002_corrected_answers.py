from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answer corrected"),
        ),
        migrations.AlterField(
            model_name="question",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("off_topic", "It is not about this product"),
                    ("personal", "It names a person or gives private data"),
                    ("unlawful", "It is unlawful or insulting"),
                    ("order", "It is about an order; we answered it by e-mail"),
                    ("outdated", "Our answer does not hold any more"),
                ],
                default="",
                max_length=12,
                verbose_name="why not published",
            ),
        ),
    ]
