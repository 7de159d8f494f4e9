"""
The rules of an agreement, word for word in the version agreed to, as a part of the file to keep.

The document itself names each by version and fingerprint; a text stands here only if it has that
very fingerprint.
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from storefront.policies import parts
from storefront.policies import queries as policies

from . import wording
from .models import Agreement

# What else a buyer has to have on paper (CRD art. 6(1) and 8(7)): how to pay, what holds when
# something is wrong with it, and how a complaint goes.
ALSO = ("guarantee", "complaints", "payment")


def in_full(agreement: Agreement) -> dict[str, Any]:
    """Return the second part of the typeset file, in the agreement's language."""
    named = [
        each
        for each in agreement.document["policies"]
        if wording.is_accepted(each) or each["slug"] in ALSO
    ]
    found = {each.sha256: each for each in policies.named(named)}
    texts = [
        {**each, "body": found[each["sha256"]].body} for each in named if each["sha256"] in found
    ]
    with translation.override(agreement.language):
        return {"rules": _part(texts)} if texts else {"rules": None}


def _part(texts: list[dict[str, Any]]) -> dict[str, Any]:
    # First what was accepted, then what else holds.
    texts = sorted(texts, key=lambda each: not wording.is_accepted(each))
    titles = {each["slug"]: each["title"] for each in texts}
    pointers = [_("The second part of this file has these rules word for word.")]
    if "returns" in titles:
        words = _("How to withdraw, and a form for it, stand there under “%(title)s”.")
        pointers.append(words % {"title": titles["returns"]})
    if "complaints" in titles:
        words = _("How a complaint goes stands there under “%(title)s”.")
        pointers.append(words % {"title": titles["complaints"]})
    return {
        "pointer": pointers,
        "title": _("The rules, word for word"),
        "intro": _("In the versions that held when you ordered; later ones change nothing here."),
        "fingerprint": _("Fingerprint (SHA-256) of this text"),
        "texts": [
            {
                "title": wording.versioned(each),
                "sha256": each["sha256"],
                "parts": _leading_somewhere(parts.of(each["body"])),
            }
            for each in texts
        ],
    }


def _leading_somewhere(value: Any) -> Any:
    """Make addresses within the shop whole, so that they lead there from a file as well."""
    if isinstance(value, dict):
        return {
            name: _whole(each) if name in ("runs", "head", "rows") else _leading_somewhere(each)
            for name, each in value.items()
        }
    return [_leading_somewhere(each) for each in value] if isinstance(value, list) else value


def _whole(runs: Any) -> Any:
    if runs and isinstance(runs[0], str):
        kind, words, leads_to = runs
        return [kind, words, urljoin(settings.CANDOUR_ORIGIN, leads_to) if leads_to else ""]
    return [_whole(each) for each in runs]
