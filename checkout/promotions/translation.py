"""Which texts of a promotion exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Promotion


@register(Promotion)
class PromotionTexts(TranslationOptions):
    fields = ("name", "about")
