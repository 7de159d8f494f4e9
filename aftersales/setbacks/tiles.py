from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

for key, title, note, rows, order in (
    (
        "send-again",
        _("Parcels to send again"),
        _("Lost on the way; the buyer wants the goods"),
        queries.to_send_again,
        13,
    ),
    (
        "tell-carriers",
        _("Carriers to be told"),
        _("What a buyer chose, and the carrier has not heard"),
        queries.to_pass_on,
        14,
    ),
):
    register(
        Tile(
            key=key,
            title=title,
            rows=lambda at, rows=rows: rows(),  # type: ignore[misc]
            note=note,
            permission="setbacks.view_setback",
            urgent=True,
            order=order,
        )
    )
