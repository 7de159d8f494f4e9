"""Citations written out, as a buyer reads them: a lawyer's short forms mean nothing to most."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from storefront.core import marks, typesetting

SHORT_FORMS = {
    "CRD": gettext_noop("Consumer Rights Directive 2011/83/EU"),
    "ECD": gettext_noop("E-Commerce Directive 2000/31/EC"),
    "Dir.": gettext_noop("EU Directive"),
    "SI 2013/3134": gettext_noop("Consumer Contracts Regulations 2013 (SI 2013/3134)"),
    "CRA 2015": gettext_noop("Consumer Rights Act 2015"),
    "BGB": gettext_noop("German Civil Code (BGB)"),
    "Code conso": gettext_noop("French Consumer Code"),
    "Cod. consumo": gettext_noop("Italian Consumer Code"),
    "BW": gettext_noop("Dutch Civil Code, book"),
    "Order 90": gettext_noop("SAIC Order 90"),
    "Order 37": gettext_noop("SAMR Order 37"),
    "PIPL": gettext_noop("Personal Information Protection Law"),
}
# Laws that have a name of their own in a language of the shop, and what a source says in words.
NAMED = (
    gettext_noop("Consumer Rights Law"),
    gettext_noop("E-Commerce Law"),
    gettext_noop("SAMR Order 56"),
    gettext_noop("SAMR Order 121"),
    gettext_noop("SAMR measures"),
    gettext_noop("Platform Pricing Rules"),
    gettext_noop("Consumer Regulations"),
    gettext_noop("Accounting Archives Measures 2016"),
    gettext_noop("CAC incident rules"),
    gettext_noop("product rules, listed goods"),
    gettext_noop("product-certification rules"),
    gettext_noop("product-safety acts"),
    gettext_noop("unified credit code"),
    gettext_noop("no such rule"),
    gettext_noop("no such duty"),
    gettext_noop("no general rule"),
    gettext_noop("no duty to compare"),
    gettext_noop("no fixed label"),
    gettext_noop("submit after a review step"),
    gettext_noop("goods intact, unpacking and testing allowed"),
    gettext_noop("as promised"),
    gettext_noop("is a closed list"),
    gettext_noop("our reading of"),
    gettext_noop("national option"),
    gettext_noop("national"),
    gettext_noop("design rule"),
    gettext_noop("house default where a country names no window"),
    gettext_noop("house default"),
    gettext_noop("shop's own policy"),
)
# What comes before the number of a part of a law; some languages write it around the number.
PARTS = {
    "art.": gettext_noop("article %(number)s"),
    "reg.": gettext_noop("regulation %(number)s"),
    "s.": gettext_noop("section %(number)s"),
}
_KNOWN = {**SHORT_FORMS, **{name: name for name in NAMED}}
_SHORT = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, sorted(_KNOWN, key=len, reverse=True))) + r")(?!\w)"
)
_PART = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, PARTS)) + r") (\w+(?:[-()]\w+\)?)*(?:, \d+)*)"
)


def written_out(citation: str) -> str:
    """
    Write a citation such as "CRD art. 9(1)" in full, in the reader's language.

    What is not a known short form stays as it is: the names of foreign laws are not translated.
    """
    full = _SHORT.sub(lambda found: _(_KNOWN[found[1]]), _PART.sub(_part, citation))
    full = full.replace("; ", f"{marks.mark(';')} ").replace(": ", f"{marks.mark(':')} ")
    return typesetting.close_up(full)


def _part(found: re.Match[str]) -> str:
    return _(PARTS[found[1]]) % {"number": marks.listed(found[2].split(", "))}
