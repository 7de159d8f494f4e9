"""Oscar's saved addresses, read and written as addresses of ours."""

from collections.abc import Mapping
from typing import Any

from oscar.core.loading import get_model

from storefront.core import names

from .addresses import country_row


def from_book(row: Any) -> dict[str, str]:
    """Read one of Oscar's saved addresses as an address of ours."""
    return {
        "name": names.full(row.first_name, row.last_name),
        "company": "",
        "line1": row.line1,
        "line2": row.line2,
        "district": row.line3,
        "town": row.line4,
        "region": row.state,
        "postcode": row.postcode or "",
        "country": row.country_id,
        "phone": str(row.phone_number or ""),
    }


def row_for(address: Mapping[str, Any], *, user: Any) -> Any:
    """Return an address as a row of an account's address book, not yet saved."""
    return get_model("address", "UserAddress")(
        user=user,
        last_name=address["name"],
        line1=", ".join(each for each in (address["line1"], address["company"]) if each),
        line2=address["line2"],
        line3=address["district"],
        line4=address["town"],
        state=address["region"],
        postcode=address["postcode"],
        country=country_row(address["country"]),
        phone_number=address.get("phone") or "",
    )
