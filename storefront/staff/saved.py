"""What is said once something was saved: one line, in our words, that names what it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _


class SaysWhatWasSaved:
    """
    A page that says in one line what was saved, unless what saved it has said so itself.

    Operations save a row that is not the one which the form holds: what is named is read anew.
    """

    saved: Any = _("%(name)s is saved.")

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not getattr(request, "all_said", False):
            request.answered = True  # type: ignore[attr-defined]
            super().message_user(request, *args, **kwargs)  # type: ignore[misc]

    def words_when_saved(self, row: Any, *, new: bool) -> Any:
        """Return what is said, with a place for the name of the row."""
        return self.saved

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        row = self._said_of(request, obj, new=True)
        return super().response_add(request, row, *args, **kwargs)  # type: ignore[misc]

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        row = self._said_of(request, obj, new=False)
        return super().response_change(request, row)  # type: ignore[misc]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_addition(request, self._anew(obj), message)  # type: ignore[misc]

    def say_saved(self, request: HttpRequest, obj: Any, *, new: bool) -> None:
        """Say that a row is saved, with its name and the way to it."""
        words = escape(self.words_when_saved(obj, new=new))
        self.message_user(
            request,
            mark_safe(str(words) % {"name": _link(obj)}),  # noqa: S308
            messages.SUCCESS,
        )

    def _said_of(self, request: HttpRequest, obj: Any, *, new: bool) -> Any:
        row = self._anew(obj)
        if not getattr(request, "answered", False):
            self.say_saved(request, row, new=new)
        # The framework has words for this too, which would stand there as a second line.
        request.all_said = True  # type: ignore[attr-defined]
        return row

    def _anew(self, obj: Any) -> Any:
        return self.model._default_manager.filter(pk=obj.pk).first() or obj  # type: ignore[attr-defined]


def _link(row: Any) -> SafeString:
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(page, args=[row.pk]), str(row) or row.pk)


class OneLine(SaysWhatWasSaved):
    """A page that is saved once and left."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        row = self._said_of(request, obj, new=True)
        return self.response_post_save_add(request, row)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        row = self._said_of(request, obj, new=False)
        return self.response_post_save_change(request, row)  # type: ignore[attr-defined]
