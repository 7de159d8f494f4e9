import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("order", "0021_billingaddress_code_shippingaddress_code"),
        ("payments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ended_at", models.DateTimeField(verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending",
                        to="order.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.refund",
                        verbose_name="refund",
                    ),
                ),
            ],
            options={
                "verbose_name": "order ended for lateness",
                "verbose_name_plural": "orders ended for lateness",
            },
        ),
        migrations.CreateModel(
            name="RefusedPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("carrier", models.CharField(max_length=32, verbose_name="carrier")),
                ("why", models.CharField(max_length=200, verbose_name="refused because")),
                (
                    "signed",
                    models.BooleanField(default=False, verbose_name="its signature was right"),
                ),
                ("body", models.TextField(blank=True, default="", verbose_name="content")),
                (
                    "address",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="came from"
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="seen by staff at"),
                ),
            ],
            options={
                "verbose_name": "refused carrier post",
                "verbose_name_plural": "refused carrier posts",
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at", None)),
                        fields=["received_at"],
                        name="carrier_posts_to_see",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveSmallIntegerField(verbose_name="parcel")),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="key"
                    ),
                ),
                ("carrier", models.CharField(max_length=32, verbose_name="carrier")),
                (
                    "number",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="tracking number"
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="carrier's page"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("handed_over", "Handed to the carrier"),
                            ("in_transit", "On its way"),
                            ("out_for_delivery", "On the van to you"),
                            ("failed_attempt", "Could not be delivered"),
                            ("to_collect", "Waits for you at a pick-up point"),
                            ("delivered", "Delivered"),
                            ("returned", "On its way back to us"),
                            ("lost", "Lost"),
                        ],
                        default="handed_over",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("handed_over_at", models.DateTimeField(verbose_name="handed over at")),
                (
                    "expected_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="expected at"),
                ),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
                ),
                (
                    "received_by",
                    models.CharField(
                        blank=True, default="", max_length=120, verbose_name="taken in by"
                    ),
                ),
                (
                    "given_up_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="no longer waited for since"
                    ),
                ),
                (
                    "booked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="booked at"),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="last problem"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to="order.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "parcel",
                "verbose_name_plural": "parcels",
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("carrier", models.CharField(max_length=32, verbose_name="carrier")),
                ("event_id", models.CharField(max_length=120, verbose_name="event")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handed_over", "Handed to the carrier"),
                            ("in_transit", "On its way"),
                            ("out_for_delivery", "On the van to you"),
                            ("failed_attempt", "Could not be delivered"),
                            ("to_collect", "Waits for you at a pick-up point"),
                            ("delivered", "Delivered"),
                            ("returned", "On its way back to us"),
                            ("lost", "Lost"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody_in", "Nobody was in"),
                            ("wrong_address", "The address could not be found"),
                            ("no_access", "The driver could not get to the door"),
                            ("refused", "The parcel was refused"),
                            ("damaged", "The parcel was damaged on the way"),
                            ("other", "The carrier gave no reason that we know"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "place",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="place"),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="carrier's words"
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="happened at")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "doubt",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="odd about it"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="typed in by",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checkpoints",
                        to="tracking.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint",
                "verbose_name_plural": "checkpoints",
            },
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipped",
                        to="order.line",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="tracking.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "thing in a parcel",
                "verbose_name_plural": "things in a parcel",
            },
        ),
        migrations.CreateModel(
            name="ShipmentMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_status", models.CharField(max_length=24, verbose_name="from")),
                ("to_status", models.CharField(max_length=24, verbose_name="to")),
                ("moved_at", models.DateTimeField(verbose_name="at")),
                ("why", models.TextField(blank=True, default="", verbose_name="why")),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="tracking.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a parcel",
                "verbose_name_plural": "steps of a parcel",
            },
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                condition=models.Q(("status__in", ["delivered", "returned"]), _negated=True),
                fields=["handed_over_at"],
                name="parcels_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                fields=("order", "n"), name="parcels_of_an_order_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("carrier", "number"),
                name="a_tracking_number_is_one_parcel",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "delivered"), _negated=True),
                    ("delivered_at__isnull", False),
                    _connector="OR",
                ),
                name="a_delivered_parcel_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "handed_over",
                            "in_transit",
                            "out_for_delivery",
                            "failed_attempt",
                            "to_collect",
                            "delivered",
                            "returned",
                            "lost",
                        ],
                    )
                ),
                name="parcel_status_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="checkpoint",
            index=models.Index(fields=["shipment", "happened_at"], name="checkpoints_of_parcel"),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.UniqueConstraint(
                fields=("carrier", "event_id"), name="a_carrier_reports_an_event_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "handed_over",
                            "in_transit",
                            "out_for_delivery",
                            "failed_attempt",
                            "to_collect",
                            "delivered",
                            "returned",
                            "lost",
                        ],
                    )
                ),
                name="checkpoint_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipmentline",
            constraint=models.UniqueConstraint(
                fields=("shipment", "line"), name="a_line_is_once_in_a_parcel"
            ),
        ),
        migrations.AddConstraint(
            model_name="shipmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="a_parcel_holds_at_least_one_of_a_line",
            ),
        ),
    ]
