"""Everything that a buyer agrees to with one press, as data that nothing can change afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from checkout import discounts
from storefront.core import marks
from storefront.law import queries as law
from storefront.law.rules import Rules
from storefront.policies import queries as policies
from storefront.seller import queries as sellers

# How the facts of a product, as its page shows them, are had: product ids and language in, a
# mapping of id to a JSON-able description out. The catalogue's own words, asked for late.
Sheets = Callable[..., dict[int, dict[str, Any]]]


def freeze(
    *,
    draft: Any,
    basket: Any,
    summary: Any,
    terms: Any,
    sheets: Sheets,
    held_until: datetime | None,
    at: datetime,
) -> dict[str, Any]:
    """
    Return the snapshot of a draft, its summary and its terms; plain JSON, amounts as text.

    `held_until` is the moment that the page named, so that what it said is kept word for word.
    """
    from checkout import coming_back

    language = draft.language or settings.LANGUAGE_CODE
    country = summary.country
    billing = draft.billing_address or None
    home = (billing or {}).get("country") or country
    rules = law.rules_for(residence=home, ship_to=country, seat=settings.CANDOUR_SEAT, at=at)
    return {
        "format": 1,
        "summary": summary.as_json(),
        "goods": {
            str(pk): sheet
            for pk, sheet in sheets(
                [line.product_id for line in summary.lines], language=language, at=at
            ).items()
        },
        "offers": _offers(basket, summary, language),
        "email": draft.email,
        "phone": draft.phone,
        "shipping_address": draft.shipping_address,
        "billing_address": billing,
        "payment_code": draft.payment_code,
        "language": language,
        "country": country,
        "seller": sellers.as_agreed(language=language),
        "policies": [
            {
                "slug": policy.slug,
                "version": policy.version,
                "language": policy.language,
                "title": policy.title,
                "sha256": fingerprint,
                "accepted": policy.slug in summary.policies,
            }
            for policy, fingerprint in _policies(at=at, language=language)
        ],
        "said": _said(
            draft=draft,
            summary=summary,
            countries=terms.countries,
            rules=rules,
            language=language,
            held_until=held_until,
            at=at,
        ),
        "law": rules.frozen(),
        "coming_back": coming_back.agreed(summary=summary, terms=terms, rules=rules),
        "agreed_at": at.isoformat(),
    }


def _offers(basket: Any, summary: Any, language: str) -> list[dict[str, Any]]:
    """The promotions behind the discounts, each with its terms as they could be read."""
    return [
        {
            "id": each.promotion.offer_id,
            "reference": each.promotion.reference,
            "name": str(each.promotion.name),
            "amount": str(each.amount),
            "times": 1,
            "code": each.promotion.code,
            "of": "delivery" if each.promotion.is_for_delivery else "goods",
            "terms": each.promotion.told(language)["all"],
        }
        for each in discounts.used(basket.promoted, summary.delivery)
    ]


def _said(
    *,
    draft: Any,
    summary: Any,
    countries: set[str],
    rules: Rules,
    language: str,
    held_until: datetime | None,
    at: datetime,
) -> list[dict[str, Any]]:
    """What stood beside the button: each item of LBT-6.2.4.1 with its words, as they were read."""
    from checkout import disclosure

    from . import methods

    way = methods.EVERY.get(draft.payment_code)
    with translation.override(language):
        items = disclosure.items(
            disclosure.Asked(
                summary=summary,
                draft=draft,
                way=way,
                rules=rules,
                held_until=held_until,
                countries=countries,
                at=at,
            )
        )
        button = disclosure.button(rules, language=language)
        return [
            *[
                {"key": each.key, "title": each.title, "words": marks.sentences(each.words)}
                for each in items
            ],
            # The words by which the buyer took on the duty to pay (ISO10008-4.10).
            {"key": "button", "title": _("The button that was pressed"), "words": button.words},
        ]


def _policies(*, at: datetime, language: str) -> list[tuple[Any, str]]:
    in_force = policies.all_in_force(at=at, language=language)
    named = policies.fingerprints(in_force.values())
    return [(in_force[slug], named[in_force[slug].pk]) for slug in sorted(in_force)]
