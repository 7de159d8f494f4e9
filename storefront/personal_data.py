"""The personal data of the storefront: accounts, choices, messages, promises."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import BLANK, DELETE, KEEP, PersonalData


def _messages(user: Any) -> Any:
    """Return the messages to an account; those about signing in are rows with its address alone."""
    from storefront.notices.models import Message

    own = Q(user=user) | Q(kind="sign-in-mail", email__iexact=user.email)
    return Message.objects.filter(own).order_by("pk")


def _forget_messages(*, user: Any, at: Any) -> int:
    """Delete what is about no order; the rest stays with its order for as long."""
    rows, _by_model = _messages(user).filter(order_number="").delete()
    return int(rows)


PERSONAL = [
    PersonalData(
        model="accounts.User",
        title=_("Your account"),
        owner="pk",
        fields={
            "username": _("User name"),
            "email": _("E-mail address"),
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "language": _("Language"),
            "date_joined": _("Member since"),
            "last_login": _("Last sign-in"),
        },
        purpose="contract",
        keep=_("Until you close the account"),
        erasure=BLANK,
    ),
    PersonalData(
        model="account.EmailAddress",
        title=_("E-mail addresses of your account"),
        owner="user",
        fields={"email": _("E-mail address"), "verified": _("Confirmed")},
        purpose="contract",
        keep=_("Until you close the account"),
        erasure=DELETE,
    ),
    PersonalData(
        model="mfa.Authenticator",
        title=_("Second factors"),
        owner="user",
        fields={"type": _("Kind"), "created_at": _("Added at")},
        purpose="contract",
        keep=_("Until you remove them or close the account"),
        erasure=DELETE,
    ),
    PersonalData(
        model="purposes.Choice",
        title=_("Your privacy choices"),
        owner="user",
        fields={
            "purpose": _("Purpose"),
            "granted": _("Granted"),
            "words": _("As it was put"),
            "source": _("Where"),
            "chosen_at": _("When"),
        },
        purpose="legal",
        keep=_("As long as the account exists"),
        erasure=DELETE,
    ),
    PersonalData(
        model="notices.Message",
        title=_("Messages to you"),
        rows=_messages,
        erase=_forget_messages,
        fields={
            "channel": _("Channel"),
            "email": _("To e-mail"),
            "phone": _("To phone"),
            "title": _("Title"),
            "words": _("Words"),
            "sent_at": _("Sent at"),
        },
        purpose="contract",
        keep=_("Six years with the order that it is about, else until you close the account"),
        erasure=KEEP,
        kept_because=_("It shows what we told you about an order."),
    ),
    PersonalData(
        model="promises.Promise",
        title=_("Promises to you"),
        owner="user",
        fields={
            "words": _("Promise"),
            "order_number": _("Order"),
            "made_at": _("Made at"),
            "due_at": _("Due at"),
            "status": _("How it stands"),
        },
        purpose="contract",
        keep=_("Six years, without your name once the account is closed"),
        erasure=BLANK,
        blank_with={"user": None},
    ),
    PersonalData(
        model="partner.Supplier",
        title=_("People at our suppliers"),
        fields={"email": _("E-mail address")},
        purpose="legal",
        keep=_("As long as we sell their goods, and ten years after for product safety"),
        erasure=KEEP,
        kept_because=_("The law asks that a maker can be found."),
    ),
    PersonalData(
        model="address.UserAddress",
        title=_("Your address book"),
        owner="user",
        fields={
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "line1": _("Street"),
            "line2": _("More of the street"),
            "line4": _("Town"),
            "state": _("Region"),
            "postcode": _("Postcode"),
            "country_id": _("Country"),
            "phone_number": _("Phone"),
        },
        purpose="contract",
        keep=_("Until you delete it or close the account"),
        erasure=DELETE,
    ),
    PersonalData(
        model="reviews.ProductReview",
        title=_("Your reviews"),
        owner="user",
        fields={
            "product_id": _("Product"),
            "score": _("Score"),
            "title": _("Title"),
            "body": _("Words"),
            "name": _("Signed as"),
            "date_created": _("Written at"),
        },
        purpose="contract",
        keep=_("As long as the product is sold, without your name once the account is closed"),
        erasure=BLANK,
        blank_with={"user": None, "name": "", "email": ""},
    ),
    PersonalData(
        model="questions.Question",
        title=_("Your questions about products"),
        owner="user",
        fields={
            "text": _("Question"),
            "author": _("Name shown"),
            "email": _("E-mail address"),
            "asked_at": _("Asked"),
            "answer": _("Our answer"),
        },
        purpose="contract",
        keep=_("As long as the product is sold, without your name once your account is closed"),
        erasure=BLANK,
        blank_with={"user": None, "author": "", "email": ""},
    ),
]
