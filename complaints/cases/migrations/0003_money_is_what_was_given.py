from django.db import migrations, models


class Migration(migrations.Migration):
    """Name what answers gave back by its own rows, so that a second answer hides none of it."""

    dependencies = [
        ("cases", "0002_what_an_answer_gives"),
        ("refunds", "0002_goodwill_of_two"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="complaint", name="complaint_gives_money_or_none"),
        migrations.RemoveField(model_name="complaint", name="given"),
        migrations.RemoveField(model_name="complaint", name="given_currency"),
        migrations.AddField(
            model_name="complaint",
            name="goodwill",
            field=models.ManyToManyField(
                related_name="complaints", to="refunds.goodwill", verbose_name="given back"
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="proposals",
            field=models.ManyToManyField(
                related_name="complaints", to="refunds.goodwillproposal", verbose_name="proposed"
            ),
        ),
    ]
