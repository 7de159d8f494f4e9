from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "storefront.questions"
    label = "questions"
    verbose_name = _("Questions and answers")

    def ready(self) -> None:
        from storefront.catalogue import sections
        from storefront.notices import registry as notices
        from storefront.promises import registry as promises

        from . import operations, queries

        sections.register(
            sections.Section("questions", "questions/section.html", 30, queries.section)
        )
        promises.register(
            promises.Kind(operations.ANSWER, _("Answer to a question about a product"))
        )
        notices.register(
            notices.Kind("question-answered", _("Answer to your question"), build=_told)
        )


def _told(message: Any) -> dict[str, Any]:
    from .models import Question

    question = Question.objects.select_related("product").get(pk=message.context["subject_id"])
    return {"question": question, "product": question.product}
