"""What a front page says, looked at: what it lacks before buyers see it, and what differs."""

from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from storefront.catalogue.languages import LANGUAGES
from storefront.catalogue.models import Product, ProductCard
from storefront.core import marks

MOST_IN_SCENE, MOST_ON_SHELF, MOST_SHELVES, MOST_STEPS = 6, 8, 8, 6
LEAD = "new"  # the key of the shelf with one large card and four beside it


def too_much(told: dict[str, Any]) -> list[str]:
    """Return, in words, what no front page has room for."""
    found = []
    if len(told.get("products", [])) > MOST_IN_SCENE:
        found.append(_("In the scene: %(most)s products at the most.") % {"most": MOST_IN_SCENE})
    for place, shelf in enumerate(told.get("shelves", []), start=1):
        if len(shelf["products"]) > MOST_ON_SHELF:
            found.append(
                _("Shelf %(place)s: %(most)s products at the most.")
                % {"place": place, "most": MOST_ON_SHELF}
            )
    if sum(shelf["key"] == LEAD for shelf in told.get("shelves", [])) > 1:
        found.append(_("One shelf at the most leads with a large card."))
    return found


def lacking(told: dict[str, Any]) -> list[str]:
    """
    Return, in words, everything that stands between a front page and its buyers.

    Every text in every language, no empty shelf, and nothing that is not on sale.
    """
    found = [
        *_words(_("Title"), told.get("title")),
        *_words(_("Lead"), told.get("lead")),
    ]
    if scene := told.get("scene"):
        found += _words(_("Words for the picture"), scene.get("alt"))
    if told.get("products"):
        found += _words(_("Caption"), told.get("caption"))
    for place, shelf in enumerate(told.get("shelves", []), start=1):
        name = _("Shelf %(place)s") % {"place": place}
        found += _words(f"{name}, {_('title')}", shelf.get("title"))
        found += _words(f"{name}, {_('text')}", shelf.get("text"))
        if shelf.get("scene"):
            found += _words(f"{name}, {_('words for the picture')}", shelf["scene"].get("alt"))
        if not shelf["products"]:
            found.append(_("%(where)s: it is empty.") % {"where": name})
    thread = told.get("thread") or {}
    for place, step in enumerate(thread.get("steps", []), start=1):
        found += _words(_("Step %(place)s") % {"place": place}, step.get("title"))
        found += _words(_("Step %(place)s") % {"place": place}, step.get("text"))
    if thread.get("steps"):
        found += _words(_("Title of the steps"), thread.get("title"))
    return [*found, *_not_on_sale(told), *too_much(told)]


def _words(where: str, words: dict[str, str] | None) -> list[str]:
    missing = [code for code in LANGUAGES if not (words or {}).get(code, "").strip()]
    names = marks.listed(str(get_language_info(code)["name_translated"]) for code in missing)
    said = {"where": where, "languages": names}
    return [_("%(where)s: not written in %(languages)s.") % said] if missing else []


def _not_on_sale(told: dict[str, Any]) -> list[str]:
    wanted = products_of(told)
    public = set(ProductCard.objects.public().filter(pk__in=wanted).values_list("pk", flat=True))
    names = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return [
        _("Not on sale: %(product)s.") % {"product": names.get(pk) or pk}
        for pk in wanted
        if pk not in public
    ]


def on_sale_only(told: dict[str, Any]) -> dict[str, Any]:
    """Return a front page without what is off sale now, nor a shelf that is empty by that."""
    public = set(
        ProductCard.objects.public().filter(pk__in=products_of(told)).values_list("pk", flat=True)
    )

    def kept(part: dict[str, Any]) -> dict[str, Any]:
        if "products" not in part:
            return part
        return {**part, "products": [pk for pk in part["products"] if pk in public]}

    shelves = [(shelf, kept(shelf)) for shelf in told.get("shelves", [])]
    left = {**kept(told), "shelves": [now for was, now in shelves if now["products"] or was == now]}
    return left if "shelves" in told else kept(told)


def left_out(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of the products that are on one front page and not on another."""
    gone = set(products_of(before)) - set(products_of(after))
    return [each.get_title() for each in Product.objects.filter(pk__in=gone).order_by("pk")]


def products_of(told: dict[str, Any]) -> list[int]:
    """Return every product on a front page, once."""
    every = [*told.get("products", [])]
    every += [pk for shelf in told.get("shelves", []) for pk in shelf["products"]]
    return list(dict.fromkeys(every))


def flat(told: dict[str, Any]) -> dict[str, Any]:
    """Return what a front page says under names such as `shelves.1.title.en`."""
    names = dict(Product.objects.filter(pk__in=products_of(told)).values_list("pk", "title"))
    return {key: value for key, value in _flat(told, "", names) if value not in ("", None, [])}


def _flat(value: Any, path: str, names: dict[int, str]) -> list[tuple[str, Any]]:
    here = path.rpartition(".")[2]
    if here == "products":
        return [(path, [names.get(pk, str(pk)) for pk in value])]
    if here == "scene" and value:
        alt = [(f"{path}.alt.{code}", words) for code, words in value.get("alt", {}).items()]
        return [(path, value["src"].rpartition("/")[2]), *alt]
    if isinstance(value, dict):
        pairs = [(f"{path}.{key}" if path else key, each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path}.{place}", each) for place, each in enumerate(value, start=1)]
    else:
        return [(path, value)]
    return [pair for key, each in pairs for pair in _flat(each, key, names)]
