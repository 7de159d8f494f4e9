from django.db import migrations

MAKE = """
CREATE FUNCTION catalogue_gate() RETURNS trigger LANGUAGE plpgsql AS $gate$
DECLARE
    product bigint;
    class bigint;
    lacking text;
BEGIN
    IF TG_TABLE_NAME = 'catalogue_product' THEN
        product := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        product := OLD.product_id;
    ELSE
        product := NEW.product_id;
    END IF;

    -- As it stands at the end of the transaction, not as it was when the statement ran.
    SELECT p.product_class_id INTO class FROM catalogue_product p
        WHERE p.id = product AND p.is_public AND p.structure <> 'child';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    IF NOT EXISTS (
        SELECT 1 FROM catalogue_productsheet s
        WHERE s.product_id = product AND s.status = 'on_sale'
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'a_public_product_was_published',
            MESSAGE = format('product %s is public, but was not published', product);
    END IF;

    IF EXISTS (
        SELECT 1 FROM catalogue_classdisclosure d
        WHERE d.product_class_id = class AND d.outside <> '' AND d.outside_met = ''
    ) THEN
        RAISE check_violation USING
            CONSTRAINT = 'a_public_product_is_within_scope',
            MESSAGE = format('product %s is public, but its class is outside the scope', product);
    END IF;

    SELECT string_agg(k.key, ', ' ORDER BY k.key) INTO lacking
        FROM catalogue_classdisclosure d
        JOIN catalogue_classdisclosure_required r ON r.classdisclosure_id = d.id
        JOIN catalogue_factkind k ON k.id = r.factkind_id
        LEFT JOIN catalogue_productfact f ON f.kind_id = k.id AND f.product_id = product
        WHERE d.product_class_id = class AND f.id IS NULL;
    IF lacking IS NOT NULL THEN
        RAISE check_violation USING
            CONSTRAINT = 'a_public_product_states_its_facts',
            MESSAGE = format('product %s is public, but does not state: %s', product, lacking);
    END IF;
    RETURN NULL;
END
$gate$;

CREATE CONSTRAINT TRIGGER public_products_pass_the_gate
    AFTER INSERT OR UPDATE OF is_public, product_class_id ON catalogue_product
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_public AND NEW.structure <> 'child') EXECUTE FUNCTION catalogue_gate();
CREATE CONSTRAINT TRIGGER facts_of_public_products_stay
    AFTER DELETE OR UPDATE ON catalogue_productfact
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalogue_gate();
CREATE CONSTRAINT TRIGGER sheets_of_public_products_stay
    AFTER DELETE OR UPDATE OF status ON catalogue_productsheet
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalogue_gate();
"""
DROP = """
DROP TRIGGER public_products_pass_the_gate ON catalogue_product;
DROP TRIGGER facts_of_public_products_stay ON catalogue_productfact;
DROP TRIGGER sheets_of_public_products_stay ON catalogue_productsheet;
DROP FUNCTION catalogue_gate();
"""


class Migration(migrations.Migration):
    """
    Keep a product from being public while it lacks what its class must state.

    Checked when a transaction ends, whoever writes: an operation, the admin, an import, a shell.
    """

    dependencies = [("catalogue", "0034_facts_sheets_cards")]
    operations = [migrations.RunSQL(MAKE, DROP)]
