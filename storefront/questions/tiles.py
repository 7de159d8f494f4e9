from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="questions-waiting",
        title=_("Questions to answer"),
        rows=lambda at: queries.waiting(),
        note=_("Promised within two working days"),
        permission="questions.view_question",
        order=40,
    )
)
register(
    Tile(
        key="questions-late",
        title=_("Questions past their promise"),
        rows=lambda at: queries.waiting().filter(answer_due_at__lt=at),
        permission="questions.view_question",
        urgent=True,
        order=41,
    )
)
