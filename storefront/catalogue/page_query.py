"""
The one statement that reads a product's page.

A product is spread over nine tables; reading them one by one cost more than drawing the page. Parts
of which there are several come as JSON arrays. Everything asked for is a parameter; what differs
between languages are column names of ours.
"""

import json
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from storefront.core.prepared import Prepared

from .languages import LANGUAGES, said_in

SCALARS = (
    ("card", "c", "titles slug categories facets from_price to_price currency rating reviews"),
    ("card", "c", "compared published_at product_class_id supplier_id picture"),
    ("product", "p", "structure"),
    ("sheet", "s", "version reviewed_at published_at origin lot content content_unit pieces"),
    ("sheet", "s", "weight_g size_mm"),
    ("supplier", "u", "legal_name address country email phone"),
)
TEXTS = ("title", "description", "meta_title", "meta_description")
# Whether some of it may not be sold, such as a variant that is recalled.
STOPPED = """
    EXISTS (
        SELECT 1 FROM partner_salestop h
        JOIN partner_stockrecord r ON r.id = h.stockrecord_id
        JOIN catalogue_product v ON v.id = r.product_id
        WHERE h.lifted_at IS NULL AND (v.id = $1 OR v.parent_id = $1)
    )"""


# By which exception of the law such goods may not be sent back.
EXCLUSION = """
    coalesce((SELECT d.withdrawal_exclusion FROM catalogue_classdisclosure d
        WHERE d.product_class_id = c.product_class_id), '')"""
LAST = (*TEXTS, "is_stopped", "exclusion")


def read(product_id: int, language: str) -> dict[str, Any] | None:
    """Return {"card": {...}, "facts": [...], ...}, or nothing where nothing is public."""
    rows = _statement(language if language in LANGUAGES else LANGUAGES[0]).rows(product_id)
    if not rows:
        return None
    found: dict[str, Any] = {"card": {}, "product": {}, "sheet": {}, "supplier": {}}
    values = iter(rows[0])
    for part, _alias, columns in SCALARS:
        for name in columns.split():
            found[part][name] = next(values)
    for name in LAST:
        found["product"][name] = next(values)
    for name in ("facts", "images", "records", "values"):
        found[name] = _read(next(values)) or []
    for name in ("titles", "compared", "picture"):
        found["card"][name] = _read(found["card"][name])
    return found


def _read(value: Any) -> Any:
    # Django leaves JSON of a bare cursor as text.
    return json.loads(value) if isinstance(value, str) else value


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@lru_cache(maxsize=8)
def _statement(language: str) -> Prepared:
    scalars = [f"{alias}.{name}" for _p, alias, names in SCALARS for name in names.split()]
    texts = [*(said_in("p", name, language) for name in TEXTS), STOPPED, EXCLUSION]
    name = f"product_page_{language.replace('-', '_')}"
    sql = f"""
        WITH family AS MATERIALIZED (
            SELECT id, parent_id, title, {said_in("m", "title", language)} AS said
            FROM catalogue_product m
            WHERE m.id = $1 OR (m.parent_id = $1 AND m.is_public)
        )
        SELECT {", ".join(scalars)}, {", ".join(texts)},
        (SELECT json_agg(json_build_array(
                k.key, {said_in("k", "title", language)}, {said_in("f", "text", language)},
                {said_in("f", "source", language)}, f.checked_at) ORDER BY k.order, k.id)
            FROM catalogue_productfact f JOIN catalogue_factkind k ON k.id = f.kind_id
            WHERE f.product_id = c.product_id),
        (SELECT json_agg(json_build_array(
                i.id, i.product_id, i.original, {said_in("i", "caption", language)},
                g.width, g.height, g.sizes, g.colour)
                ORDER BY i.product_id <> c.product_id, i.product_id, i.display_order, i.id)
            FROM catalogue_productimage i LEFT JOIN catalogue_productpicture g ON g.image_id = i.id
            WHERE i.product_id IN (SELECT id FROM family)),
        (SELECT json_agg(json_build_array(
                r.id, r.product_id, r.partner_sku, m.said, r.price::text, r.price_currency,
                coalesce(r.num_in_stock, 0), coalesce(r.num_allocated, 0),
                coalesce(r.low_stock_threshold, 0), o.content::text, o.content_unit, o.pieces,
                o.lot, e.on) ORDER BY r.product_id, r.id)
            FROM partner_stockrecord r JOIN family m ON m.id = r.product_id
            LEFT JOIN catalogue_productsheet o ON o.product_id = r.product_id
            LEFT JOIN partner_expectedback e ON e.stockrecord_id = r.id
            WHERE (p.structure = 'parent') = (m.parent_id IS NOT NULL)),
        (SELECT json_agg(json_build_array(
                v.product_id, a.code, {said_in("a", "name", language)}, o.id, o.code, o.option,
                o.option_en, {said_in("o", "option", language)}) ORDER BY a.id, o.id)
            FROM catalogue_productattributevalue v
            JOIN catalogue_productattribute a ON a.id = v.attribute_id
            LEFT JOIN catalogue_productattributevalue_value_multi_option mo
                ON mo.productattributevalue_id = v.id AND a.type = 'multi_option'
            JOIN catalogue_attributeoption o
                ON o.id = CASE a.type WHEN 'option' THEN v.value_option_id
                                      WHEN 'multi_option' THEN mo.attributeoption_id END
            WHERE v.product_id IN (SELECT id FROM family))
        FROM catalogue_productcard c
        JOIN catalogue_product p ON p.id = c.product_id
        JOIN catalogue_productsheet s ON s.product_id = c.product_id
        LEFT JOIN partner_supplier u ON u.partner_id = c.supplier_id
        WHERE c.product_id = $1 AND c.public
        """  # noqa: S608
    return Prepared(name, ("bigint",), sql)
