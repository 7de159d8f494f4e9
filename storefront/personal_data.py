"""The personal data of the storefront: accounts, choices, messages, promises."""

from django.utils.translation import gettext_lazy as _

from storefront.purposes.personal import BLANK, DELETE, KEEP, PersonalData

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
        owner="user",
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
]
