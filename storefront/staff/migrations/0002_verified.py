from django.db import migrations, models

WHAT = [
    ("made", "Made"),
    ("changed", "Changed"),
    ("published", "Published"),
    ("stopped", "Stopped"),
    ("resumed", "Taken up again"),
    ("removed", "Removed"),
    ("verified", "Verified"),
]


class Migration(migrations.Migration):
    """Let a history say that something was verified, such as the papers of a supplier."""

    dependencies = [("staff", "0001_changes_by_staff")]

    operations = [
        migrations.RemoveConstraint("change", "a_change_by_staff_is_of_a_known_kind"),
        migrations.AlterField(
            "change",
            "what",
            models.CharField(choices=WHAT, default="changed", max_length=12, verbose_name="what"),
        ),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(
                condition=models.Q(("what__in", [key for key, _words in WHAT])),
                name="a_change_by_staff_is_of_a_known_kind",
            ),
        ),
    ]
