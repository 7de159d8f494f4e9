"""What is stated of a product, as it stands on its page; drawn once for what it says."""

from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from storefront.policies import queries as policies

from . import wording
from .page import FactShown, ProductPage


def drawn(
    page: ProductPage, *, guarantee: list[str], sending_back: str, at: datetime
) -> SafeString:
    """Return the description, the facts with who vouches for them, and what the law gives."""
    return _drawn(
        page.product.description,
        tuple(page.facts),
        page.sheet.version,
        page.sheet.reviewed_at,
        page.product.slug,
        page.product.pk,
        tuple(guarantee),
        sending_back,
        policies.slugs(at=at),
        get_language() or "",
    )


@lru_cache(maxsize=2_048)
def _drawn(
    description: str,
    facts: tuple[FactShown, ...],
    version: int,
    reviewed_at: datetime | None,
    slug: str,
    pk: int,
    guarantee: tuple[str, ...],
    sending_back: str,
    in_force: frozenset[str],
    _language: str,
) -> SafeString:
    context = {
        "description": wording.described(description) if description else "",
        "facts": facts,
        "version": version,
        "reviewed_at": reviewed_at,
        "slug": slug,
        "pk": pk,
        "guarantee": guarantee,
        "sending_back": sending_back,
        "in_force": in_force,
    }
    return render_to_string("catalogue/stated.html", context)
