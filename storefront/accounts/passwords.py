"""Whether a password can be guessed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

GOOD_ENOUGH = 3  # of 4: more than a hundred million guesses
LONGEST_LOOKED_AT = 72


class StrengthValidator:
    """Refuses what a patient guesser would find, one's own name and address included."""

    def validate(self, password: str, user: Any = None) -> None:
        known = [getattr(user, field, "") or "" for field in ("username", "email", "first_name")]
        verdict = zxcvbn(password[:LONGEST_LOOKED_AT], user_inputs=[word for word in known if word])
        if verdict["score"] < GOOD_ENOUGH:
            raise ValidationError(
                _("This password is easy to guess. Three or four unrelated words are hard to."),
                code="password_too_weak",
            )

    def get_help_text(self) -> str:
        return _("Three or four unrelated words are hard to guess and easy to keep in mind.")
