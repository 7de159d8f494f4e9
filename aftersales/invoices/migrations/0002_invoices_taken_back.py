from django.db import migrations, models


class Migration(migrations.Migration):
    """Let an invoice that was issued by mistake be taken back, and its order have another."""

    dependencies = [
        ("invoices", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="taxdocument",
            name="an_order_has_one_invoice",
        ),
        migrations.RemoveConstraint(
            model_name="taxdocument",
            name="a_credit_note_names_invoice_and_refund",
        ),
        migrations.AddField(
            model_name="taxdocument",
            name="nth",
            field=models.PositiveSmallIntegerField(
                default=1, verbose_name="which invoice of the order"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "invoice")),
                fields=("order", "nth"),
                name="invoices_of_an_order_are_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "credit_note"), ("refund", None)),
                fields=("credits",),
                name="an_invoice_is_taken_back_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credits", None), ("kind", "invoice"), ("refund", None)),
                    models.Q(("credits__isnull", False), ("kind", "credit_note"), ("total__gt", 0)),
                    _connector="OR",
                ),
                name="a_credit_note_names_its_invoice",
            ),
        ),
    ]
