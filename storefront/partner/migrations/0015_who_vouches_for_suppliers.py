from django.db import migrations


class Migration(migrations.Migration):
    """Make a right of its own of vouching for a supplier, apart from writing who they are."""

    dependencies = [
        ("partner", "0014_days_of_return"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="supplier",
            options={
                "permissions": [
                    ("verify_supplier", "Can record that the papers of a supplier were seen")
                ],
                "verbose_name": "supplier",
                "verbose_name_plural": "suppliers",
            },
        ),
    ]
