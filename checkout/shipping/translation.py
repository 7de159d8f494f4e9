"""Which delivery texts exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import DeliveryMethod


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name", "note", "tracking")
