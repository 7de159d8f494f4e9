"""Which words of a recall exist once for each language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Recall


@register(Recall)
class RecallTexts(TranslationOptions):
    fields = ("hazard", "instructions")
