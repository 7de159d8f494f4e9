"""What the goods of a class are described by, or differ in: a glaze, a size."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from storefront.core.refusal import Refusal

from . import languages
from .languages import LANGUAGES, column
from .models import AttributeOptionGroup, ProductAttribute, ProductAttributeValue, ProductClass

WORDS, ONE, SEVERAL = (
    ProductAttribute.TEXT, ProductAttribute.OPTION, ProductAttribute.MULTI_OPTION,
)  # fmt: skip
# Those that a product's page, the list and the search know how to show.
TYPES = {ONE: _("one of its choices"), SEVERAL: _("several of its choices"), WORDS: _("words")}


class AttributeRefused(Refusal):
    """Some attribute cannot be as it was asked for; the words say which and why."""


class AttributeInUse(Refusal):
    words = _(
        "Goods are described with “%(name)s”: it stays, with its short name, its kind and its "
        "choices. Its words may change."
    )


class AttributeGone(Refusal):
    words = _("Somebody has removed this attribute meanwhile: choose again.")


@dataclass(frozen=True)
class Attribute:
    """One of these is an attribute as it should be: words by language, `pk` of one there is."""

    names: Mapping[str, str]
    code: str = ""
    type: str = ONE
    group: AttributeOptionGroup | None = None
    required: bool = False
    pk: int | None = None

    @property
    def short(self) -> str:
        """The short name by which addresses and files call it; if there is none, of its words."""
        return self.code.strip() or slugify(self.names.get(LANGUAGES[0]) or "").replace("-", "_")

    @property
    def is_choice(self) -> bool:
        return self.type in (ONE, SEVERAL)


def problems(asked: Attribute) -> dict[str, str]:
    """Return what cannot be of an attribute by itself, in words, by field."""
    found = {
        column("name", code): now_("Write it in every language: buyers read it.")
        for code in LANGUAGES
        if not (asked.names.get(code) or "").strip()
    }
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,127}", asked.short) or iskeyword(asked.short):
        found["code"] = now_("Small letters, digits and underscores, beginning with a letter.")
    if asked.is_choice and asked.group is None:
        found["option_group"] = now_("Say which choices there are, or let it be words.")
    return found


def replace(product_class: ProductClass, asked: Sequence[Attribute]) -> None:
    """
    Give a class, which is locked, just these attributes; those left out go.

    :raises AttributeRefused: if one cannot be, or two have one short name
    :raises AttributeInUse: if goods are described with one that would go or be another thing
    """
    there = {row.pk: row for row in _locked().filter(product_class=product_class)}
    described = in_use(there)
    for pk, row in there.items():
        if pk not in {each.pk for each in asked}:
            if pk in described:
                raise AttributeInUse(name=row.name)
            row.delete()
    _checked(asked, there)
    for each in asked:
        row = there.get(each.pk or 0) or ProductAttribute(product_class=product_class)
        group = each.group if each.is_choice else None
        if row.pk in described and (row.code, row.type, row.option_group_id) != (
            each.short,
            each.type,
            group.pk if group else None,
        ):
            raise AttributeInUse(name=row.name)
        row.code, row.type, row.option_group, row.required = (
            each.short, each.type, group, each.required
        )  # fmt: skip
        languages.write(row, name=each.names)


def hold(attribute: ProductAttribute) -> None:
    """
    Keep an attribute as it is until the transaction has described something with it.

    :raises AttributeGone: if it was removed meanwhile
    """
    if not _locked().filter(pk=attribute.pk):
        raise AttributeGone()


def in_use(attributes: Mapping[int, Any]) -> set[int]:
    """Return those of the attributes that goods are described with."""
    values = ProductAttributeValue.objects.filter(attribute__in=list(attributes))
    return set(values.values_list("attribute", flat=True).distinct())


def as_they_are(product_class: ProductClass) -> list[dict[str, Any]]:
    """Return the attributes of a class as its history keeps them."""
    rows = product_class.attributes.select_related("option_group").order_by("code")
    return [
        {
            "names": [getattr(row, column("name", code)) or "" for code in LANGUAGES],
            "code": row.code,
            "type": row.type,
            "choices": row.option_group.name if row.option_group else "",
            "required": row.required,
        }
        for row in rows
    ]


def told(kept: Mapping[str, Any]) -> str:
    """Say in words what a history keeps of an attribute."""
    names = " / ".join(filter(None, kept["names"]))
    of = f" “{kept['choices']}”" if kept["choices"] else ""
    must = f", {now_('must be stated')}" if kept["required"] else ""
    return f"{names} ({kept['code']}): {TYPES.get(kept['type'], kept['type'])}{of}{must}"


def _locked() -> QuerySet[ProductAttribute]:
    return ProductAttribute.objects.select_for_update(no_key=True).order_by("pk")


def _checked(asked: Sequence[Attribute], there: Mapping[int, ProductAttribute]) -> None:
    codes = [each.short for each in asked]
    for each in asked:
        if each.pk and each.pk not in there:
            raise AttributeGone()
        if each.type not in TYPES and not (each.pk and there[each.pk].type == each.type):
            raise AttributeRefused(_("Choose its kind of the list."))
        if wrong := problems(each):
            raise AttributeRefused(next(iter(wrong.values())))
        # Nor may it take over that of another in the same moment.
        held = {row.code for pk, row in there.items() if pk != each.pk and _stays(pk, asked)}
        if codes.count(each.short) > 1 or each.short in held:
            raise AttributeRefused(
                now_("Two attributes have the short name “%(code)s”.") % {"code": each.short}
            )


def _stays(pk: int, asked: Sequence[Attribute]) -> bool:
    return any(each.pk == pk for each in asked)
