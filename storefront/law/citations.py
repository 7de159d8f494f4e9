"""Citations written out, as a buyer reads them: a lawyer's short forms mean nothing to most."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
}
PARTS = {
    "art.": gettext_noop("article"),
    "reg.": gettext_noop("regulation"),
    "s.": gettext_noop("section"),
}
_SHORT = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, sorted(SHORT_FORMS, key=len, reverse=True))) + r")(?!\w)"
)
_PART = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, PARTS)) + r")(?= \w)")


def written_out(citation: str) -> str:
    """
    Write a citation such as "CRD art. 9(1)" in full, in the reader's language.

    What is not a known short form stays as it is: the names of foreign laws are not translated.
    """
    full = _SHORT.sub(lambda found: _(SHORT_FORMS[found[1]]), citation)
    return _PART.sub(lambda found: _(PARTS[found[1]]), full)
