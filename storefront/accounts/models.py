from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from storefront.core import names


class User(AbstractUser):
    """
    One of these is a person with an account: a customer, a member of staff, or both.

    The user name is of the person's own choice (LBT-6.4.1.c); the e-mail address is unique
    whatever its case. Names are asked for where they are needed, not at sign-up.
    """

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=12, blank=True, default="en")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(
        _("how often every session was ended"), default=0, editable=False
    )

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_for_an_email_address"),
            models.UniqueConstraint(Lower("username"), name="one_account_for_a_user_name"),
        ]

    def __str__(self) -> str:
        name = self.get_full_name()
        return f"{name} ({self.username})" if name else self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password, and to how often all were ended."""
        own = super()._get_session_auth_hash(secret=secret)
        if not self.sessions_ended:
            return str(own)
        salt = "storefront.accounts.sessions_ended"
        return salted_hmac(salt, f"{own}{self.sessions_ended}", secret=secret).hexdigest()

    def get_full_name(self) -> str:
        return names.full(self.first_name, self.last_name)

    def get_short_name(self) -> str:
        return names.greeted(self.first_name, self.last_name) or self.username
