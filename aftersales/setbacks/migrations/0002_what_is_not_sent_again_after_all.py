from django.db import migrations, models


class Migration(migrations.Migration):
    """Let what was to be sent again be overtaken: the constraint kept its choice empty."""

    dependencies = [
        ("payments", "0001_initial"),
        ("setbacks", "0001_initial"),
        ("tracking", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="setback",
            name="what_was_decided_is_a_choice",
        ),
        migrations.AddConstraint(
            model_name="setback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", ""), ("status", "open")),
                    ("status", "overtaken"),
                    models.Q(
                        ("status__in", ["chosen", "defaulted"]),
                        models.Q(("choice", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="what_was_decided_is_a_choice",
            ),
        ),
    ]
