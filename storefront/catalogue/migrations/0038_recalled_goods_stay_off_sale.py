from django.db import migrations

MAKE = """
CREATE FUNCTION catalogue_recall_gate() RETURNS trigger LANGUAGE plpgsql AS $gate$
DECLARE
    recall text;
BEGIN
    -- As it stands at the end of the transaction, not as it was when the statement ran.
    SELECT s.reference INTO recall
        FROM catalogue_product p
        JOIN partner_stockrecord r ON r.product_id = p.id
        JOIN partner_salestop s ON s.stockrecord_id = r.id AND s.lifted_at IS NULL
        WHERE p.id = NEW.id AND p.is_public LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING
            CONSTRAINT = 'a_recalled_product_is_not_public',
            MESSAGE = format('product %s is public, but recalled by %s', NEW.id, recall);
    END IF;
    RETURN NULL;
END
$gate$;

CREATE CONSTRAINT TRIGGER recalled_products_stay_off_sale
    AFTER INSERT OR UPDATE OF is_public ON catalogue_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_public) EXECUTE FUNCTION catalogue_recall_gate();
"""
DROP = """
DROP TRIGGER recalled_products_stay_off_sale ON catalogue_product;
DROP FUNCTION catalogue_recall_gate();
"""


class Migration(migrations.Migration):
    """Keep recalled goods, and recalled variants, from being shown: whoever writes."""

    dependencies = [
        ("catalogue", "0037_scenes_reviews_exclusions"),
        ("partner", "0009_sale_stops_and_lots"),
    ]
    operations = [migrations.RunSQL(MAKE, DROP)]
