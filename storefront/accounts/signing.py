"""allauth's forms with labels that say enough, so that nothing hides in a placeholder."""

from typing import Any

from allauth.account import forms as theirs
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _

from . import proving


class _Labelled:
    """Takes placeholders away: they vanish as soon as one types, and are read to nobody."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


class SignIn(_Labelled, theirs.LoginForm):
    labels = {"login": _("E-mail or user name"), "password": _("Password")}


class SignUp(_Labelled, theirs.SignupForm):
    labels = {"username": _("User name"), "email": _("E-mail"), "password1": _("Password")}
    hints = {
        "username": _("Of your own choice; letters, digits and @ . + - _"),
        "email": _("For your account and your orders."),
    }


class ResetPassword(_Labelled, theirs.ResetPasswordForm):
    labels = {"email": _("E-mail")}

    def clean_email(self) -> str:
        email = str(super().clean_email())
        self.users: list[Any] = [user for user in self.users if proving.reaches(user, email)]
        return email


class NewPassword(_Labelled, theirs.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}


class ChangePassword(_Labelled, theirs.ChangePasswordForm):
    labels = {
        "oldpassword": _("Password you have now"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {
        "password1": _("Three or four unrelated words are hard to guess and easy to keep in mind.")
    }


class AddEmail(_Labelled, theirs.AddEmailForm):
    labels = {"email": _("E-mail")}


class RequestCode(_Labelled, theirs.RequestLoginCodeForm):
    labels = {"email": _("E-mail")}
    _user: Any

    def clean_email(self) -> str:
        email = str(super().clean_email())
        if email and self._user and not proving.reaches(self._user, email):
            self._user = None
        return email


class Totp(_Labelled, ActivateTOTPForm):
    labels = {"code": _("Six digits")}


class Reauthenticate(_Labelled, theirs.ReauthenticateForm):
    labels = {"password": _("Password")}
