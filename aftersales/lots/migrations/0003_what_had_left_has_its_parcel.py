from django.db import migrations


def put_into_parcels(apps, schema_editor):
    stated = apps.get_model("lots", "StatedLot").objects
    packed = apps.get_model("tracking", "ShipmentLine")._base_manager
    for row in stated.filter(shipment=None, taken_back_at=None).select_related("line").iterator():
        held = list(packed.filter(line=row.line_id).select_related("shipment")[:2])
        if len(held) != 1 or held[0].quantity < row.line.quantity:
            continue  # some of it is here, or nobody knows which left in which parcel
        if row.stated_at <= held[0].shipment.handed_over_at:
            stated.filter(pk=row.pk).update(shipment=held[0].shipment_id)


class Migration(migrations.Migration):
    """
    Put lots into the parcel that they left in, where all of their line left in one.

    Without one they would count as here still, and staff would be asked for them once more.
    """

    dependencies = [("lots", "0002_the_parcel_it_left_in"), ("tracking", "0001_initial")]

    operations = [migrations.RunPython(put_into_parcels, migrations.RunPython.noop)]
