"""Where goods belong: classes, categories, suppliers, options; found by name, or made."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from storefront.catalogue import languages, tree
from storefront.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    ClassDisclosure,
    FactKind,
    ProductAttribute,
    ProductClass,
)
from storefront.partner import suppliers
from storefront.partner.models import Partner, Supplier
from storefront.seller import queries as sellers

from .goods import Goods

CLASS = "Imported goods"
# LBT-6.1.3.a: what any goods must state, where nobody has said more for their class.
BASIC_FACTS = {"maker": "Maker", "origin": "Origin", "materials": "Materials", "size": "Size"}


class Places:
    """The classes, categories, suppliers and options that goods name; those not known are made."""

    def __init__(self, goods: list[Goods], *, at: datetime, by: Any = None, why: str = "") -> None:
        self._entered: dict[str, Any] = {"at": at, "by": by, "why": why or str(_("From a file"))}
        self.classes: dict[str, ProductClass] = {}
        for product_class in ProductClass.objects.all():
            self.classes.setdefault(product_class.slug.lower(), product_class)
            self.classes.setdefault((product_class.name_en or "").lower(), product_class)
        self.partners = {partner.name: partner for partner in Partner.objects.all()}
        self.partners |= {partner.code: partner for partner in self.partners.values()}
        self.kinds = {kind.key: kind for kind in FactKind.objects.all()}
        self.attributes: dict[tuple[int, str], ProductAttribute] = {
            (each.product_class_id, each.code): each
            for each in ProductAttribute.objects.select_related("option_group")
        }
        self.options = {
            (each.group_id, each.option_en or each.option): each
            for each in AttributeOption.objects.all()
        }
        self._read_categories()
        if any(_key(path) not in self.categories for each in goods for path in each.categories):
            tree.lock()
            self._read_categories()
        for each in goods:
            self.product_class(each.class_name)
            self.partner(each.supplier)
            for path in each.categories:
                self.category(path)
        self._make_texts(goods)

    def product_class(self, name: str) -> ProductClass:
        name = name or CLASS
        if (known := self.classes.get(name.lower())) is None:
            known = ProductClass.objects.create(name=name, name_en=name)
            declared = ClassDisclosure.objects.create(product_class=known)
            declared.required.set(self.kind(key, title) for key, title in BASIC_FACTS.items())
            self.classes[name.lower()] = known
        return known

    def kind(self, key: str, title: str = "") -> FactKind:
        if key not in self.kinds:
            self.kinds[key] = FactKind.objects.create(
                key=key, title=title or key, title_en=title or key
            )
        return self.kinds[key]

    def partner(self, name: str) -> Partner:
        name = name or sellers.current().name or sellers.shop_name()
        if name not in self.partners:
            partner = Partner.objects.create(name=name)
            # Nobody has seen their papers: goods of theirs load, and stay unsellable until then.
            supplier = Supplier.objects.create(
                partner=partner, legal_name=name, address="", country=""
            )
            suppliers.note_entered(supplier=supplier, **self._entered)
            self.partners[name] = partner
        return self.partners[name]

    def category(self, path: str) -> Category:
        names = _names(path)
        above: Category | None = None
        for end in range(1, len(names) + 1):
            key = _key(path, end)
            if key not in self.categories:
                fields = {"name": names[end - 1], "name_en": names[end - 1]}
                self.categories[key] = (
                    Category.objects.add_child(above, fields)
                    if above
                    else Category.objects.add_root(fields)
                )
            above = self.categories[key]
        return above

    def option(self, product_class: ProductClass, name: str, label: dict[str, str]) -> tuple:
        """Return the attribute and its option, for one way in which variants differ."""
        code = _code(name)
        attribute = self.attributes.get((product_class.pk, code))
        if attribute is None:
            group, _new = AttributeOptionGroup.objects.get_or_create(name=code)
            attribute = ProductAttribute.objects.create(
                product_class=product_class,
                code=code,
                name=name,
                name_en=name.replace("_", " ").capitalize(),
                type="option",
                option_group=group,
            )
            self.attributes[(product_class.pk, code)] = attribute
        words = label.get("en") or languages.in_language(label)
        key = (attribute.option_group_id, words)
        if key not in self.options:
            option = AttributeOption(group_id=attribute.option_group_id)
            languages.set_texts(option, "option", {"en": words, **label})
            option.save()
            self.options[key] = option
        return attribute, self.options[key]

    def text(self, product_class: ProductClass, name: str) -> ProductAttribute:
        """Return the attribute of a plain text that goods of a class have."""
        return self.attributes[(product_class.pk, _text_code(name))]

    def _make_texts(self, goods: Iterable[Goods]) -> None:
        """Make the attributes of plain texts that are missing, all at once."""
        named = {
            (self.product_class(each.class_name).pk, _text_code(name)): name
            for each in goods
            for name in each.attributes
        }
        missing = {key: name for key, name in named.items() if key not in self.attributes}
        made = ProductAttribute.objects.bulk_create(
            ProductAttribute(
                product_class_id=product_class,
                code=code,
                name=name[:128],
                name_en=name[:128],
                type="text",
            )
            for (product_class, code), name in missing.items()
        )
        self.attributes |= {(each.product_class_id, each.code): each for each in made}

    def _read_categories(self) -> None:
        self.categories: dict[str, Category] = {}
        names: dict[str, str] = {}
        for each in Category.objects.order_by("path"):
            above = names.get(each.path[: -Category.steplen], "")
            own = (each.name_en or each.name).lower()
            names[each.path] = f"{above} > {own}" if above else own
            self.categories[names[each.path]] = each


def _names(path: str) -> list[str]:
    return [name.strip() for name in path.split(">")]


def _key(path: str, end: int | None = None) -> str:
    """Return under what a path, or its first `end` names, is known."""
    return " > ".join(_names(path)[:end]).lower()


def _text_code(name: str) -> str:
    """A text keeps to itself: an option of the same name is another attribute."""
    return f"{_code(name)}_text"


def _code(name: str) -> str:
    """Write a name as Oscar wants codes: Latin letters first; others get a mark of their own."""
    code = slugify(name).replace("-", "_")[:100].strip("_")
    if not code:
        return f"a_{hashlib.sha256(name.encode()).hexdigest()[:10]}"
    return f"a_{code}" if code[0].isdigit() else code
