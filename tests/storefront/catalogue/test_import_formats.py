"""What other shops export is read as it is; nothing is fetched, and no markup is kept."""

import pytest
from PIL import Image

from storefront.catalogue.importer import reading, run
from storefront.catalogue.models import Product, ProductCard
from storefront.partner.models import StockRecord
from tests.clock import NOON

SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src,\
Image Alt Text,Variant Image,Status
linen-shirt,Linen shirt,"<p>Washed <b>linen</b>.</p><script>alert(1)</script><p>Cool.</p>",Mill,\
Shirts,"linen, summer",true,Size,S,Colour,White,LS-S-W,180,7,49.00,\
https://cdn.example.com/s/files/shirt.jpg?v=3,A white shirt,,active
linen-shirt,,,,,,,,M,,White,LS-M-W,190,0,49.00,https://cdn.example.com/back.jpg,Its back,,
linen-shirt,,,,,,,,M,,Blue,LS-M-B,190,3,52.00,,,,
tote,Tote,,Mill,Bags,,true,Title,Default Title,,,TOTE,90,20,12.00,,,,active
"""

MAGENTO = """\
sku,store_view_code,attribute_set_code,product_type,categories,name,description,\
short_description,weight,product_online,price,additional_attributes,base_image,\
base_image_label,additional_images,additional_image_labels,qty,configurable_variations,\
configurable_variation_labels
HT-S,,Top,simple,"Default Category/Men,Default Category/Men/Hoodies",Hoodie S,,,0.4,1,54.00,\
"color=Grey,size=S",/h/t/hood.jpg,Grey hoodie,,,12,,
HT-M,,Top,simple,Default Category/Men/Hoodies,Hoodie M,,,0.5,1,54.00,"color=Grey,size=M",,,,,0,,
HT,,Top,configurable,"Default Category/Men,Default Category/Men/Hoodies",Hoodie,\
<p>Warm &amp; plain.</p>,Warm,,1,,"material=Cotton, wool,climate=Cold",,,,,0,\
"sku=HT-S,size=S,color=Grey|sku=HT-M,size=M,color=Grey","size=Size,color=Colour"
HT,de,,,,Kapuzenpulli,,,,,,,,,,,,,
BOTTLE,,Gear,simple,Default Category/Gear,Bottle,,,0.2,2,9.50,,,,,,30,,
"""


def _read(tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text)
    return reading.goods(path)


def test_shopify_variants_options_and_descriptions_are_read(tmp_path):
    (shirt, tote), problems = _read(tmp_path, SHOPIFY)

    assert problems == []
    assert (shirt.key, shirt.title, shirt.supplier) == (
        "linen-shirt",
        {"en": "Linen shirt"},
        "Mill",
    )
    assert shirt.description == {"en": "Washed linen.\nCool."}
    assert [(item.sku, str(item.price), item.stock) for item in shirt.items] == [
        ("LS-S-W", "49.00", 7),
        ("LS-M-W", "49.00", 0),
        ("LS-M-B", "52.00", 3),
    ]
    assert shirt.items[2].options == {"Size": {"en": "M"}, "Colour": {"en": "Blue"}}
    assert [each.path for each in shirt.items[0].pictures] == ["shirt.jpg", "back.jpg"]
    assert (tote.is_parent, tote.items[0].options, tote.published) == (False, {}, True)


@pytest.mark.django_db
def test_shopify_pictures_come_from_a_folder_and_what_is_not_there_is_noted(tmp_path):
    goods, problems = _read(tmp_path, SHOPIFY)
    Image.new("RGB", (500, 500), "white").save(tmp_path / "shirt.jpg")

    report = run.import_goods(goods, problems=problems, at=NOON, pictures=tmp_path)

    assert [str(note) for note in report.notes] == [
        "2, pictures: There is no picture named back.jpg."
    ]
    assert (report.created, report.published) == (2, 0)  # nothing is known of maker or supplier
    card = ProductCard.objects.get(titles__en="Linen shirt")
    assert card.picture["alt"] == {"en": "A white shirt"}
    assert card.facets == ["colour=blue", "colour=white", "size=m", "size=s"]


def test_magento_configurable_products_own_their_simple_ones(tmp_path):
    (hoodie, bottle), problems = _read(tmp_path, MAGENTO)

    assert problems == []
    assert (hoodie.key, hoodie.categories) == ("HT", ["Men > Hoodies"])
    assert hoodie.description == {"en": "Warm & plain."}
    assert hoodie.attributes == {"material": "Cotton, wool", "climate": "Cold"}
    assert [(item.sku, item.options, item.weight_g) for item in hoodie.items] == [
        ("HT-S", {"Size": {"en": "S"}, "Colour": {"en": "Grey"}}, 400),
        ("HT-M", {"Size": {"en": "M"}, "Colour": {"en": "Grey"}}, 500),
    ]
    assert hoodie.items[0].pictures[0].path == "h/t/hood.jpg"
    assert (bottle.key, bottle.is_parent) == ("BOTTLE", False)


@pytest.mark.django_db
def test_magento_goods_stand_in_the_shop_as_drafts(tmp_path):
    goods, problems = _read(tmp_path, MAGENTO)

    run.import_goods(goods, problems=problems, at=NOON, pictures=tmp_path)

    assert StockRecord.objects.count() == 3
    hoodie = Product.objects.get(structure="parent")
    assert [each.title for each in hoodie.children.order_by("pk")] == [
        "Hoodie, S, Grey",
        "Hoodie, M, Grey",
    ]
    assert not hoodie.is_public


def test_a_variant_that_a_magento_file_lacks_is_named(tmp_path):
    _goods, problems = _read(tmp_path, MAGENTO.replace("sku=HT-M,", "sku=HT-X,"))

    assert [str(each) for each in problems] == [
        "4, configurable_variations: The variant HT-X is not in the file."
    ]
