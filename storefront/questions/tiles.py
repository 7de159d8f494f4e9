from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storefront.staff.tiles import Tile, register

from . import queries

register(
    Tile(
        key="questions-waiting",
        title=_("Questions to answer"),
        count=lambda at: queries.waiting().count(),
        url=lambda: reverse("admin:questions_question_changelist") + "?status__exact=waiting",
        note=_("Promised within two working days"),
        permission="questions.view_question",
        order=40,
    )
)
register(
    Tile(
        key="questions-late",
        title=_("Questions past their promise"),
        count=lambda at: queries.waiting().filter(answer_due_at__lt=at).count(),
        url=lambda: reverse("admin:questions_question_changelist") + "?status__exact=waiting",
        permission="questions.view_question",
        urgent=True,
        order=41,
    )
)
