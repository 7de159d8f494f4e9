"""The one form of a document in which its fingerprint is taken."""

import hashlib
import json
from typing import Any


def text(document: Any) -> str:
    """
    Write a document as JSON with sorted names, no spaces and no escapes (RFC 8785 in spirit).

    Documents hold text, whole numbers, true, false and nothing; an amount is text. So what comes
    back from the database is written the same, sign for sign.
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(document: Any) -> str:
    return hashlib.sha256(text(document).encode()).hexdigest()
