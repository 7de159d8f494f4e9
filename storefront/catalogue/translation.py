"""Which catalogue texts exist once for each language; each adds a column a language."""

from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register(get_model("catalogue", "Product"))
class ProductTexts(TranslationOptions):
    fields = ("title", "description", "meta_title", "meta_description")


@register(get_model("catalogue", "Category"))
class CategoryTexts(TranslationOptions):
    fields = ("name", "description", "meta_title", "meta_description")


@register(get_model("catalogue", "ProductClass"))
class ProductClassTexts(TranslationOptions):
    fields = ("name",)


@register(get_model("catalogue", "ProductImage"))
class ProductImageTexts(TranslationOptions):
    fields = ("caption",)


@register(get_model("catalogue", "ProductAttribute"))
class ProductAttributeTexts(TranslationOptions):
    fields = ("name",)


@register(get_model("catalogue", "AttributeOption"))
class AttributeOptionTexts(TranslationOptions):
    fields = ("option",)


@register(get_model("catalogue", "FactKind"))
class FactKindTexts(TranslationOptions):
    fields = ("title",)


@register(get_model("catalogue", "ProductFact"))
class ProductFactTexts(TranslationOptions):
    fields = ("text", "source")
