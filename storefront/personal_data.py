"""The personal data of the storefront: accounts, choices, messages, promises."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.purposes import keeping
from storefront.purposes.personal import BLANK, DELETE, KEEP, PersonalData


def _messages(user: Any) -> Any:
    """Return the messages to an account; those about signing in are rows with its address alone."""
    from storefront.notices.models import Message

    own = Q(user=user) | Q(kind="sign-in-mail", email__iexact=user.email)
    return Message.objects.filter(own).order_by("pk")


def _choices_of_browsers(before: Any) -> Any:
    from storefront.purposes.models import Choice

    return Choice.objects.filter(user=None, chosen_at__lt=before)


def _forget_messages(*, user: Any, at: Any) -> int:
    """Delete what is about no order; the rest stays with its order for as long."""
    rows, _by_model = _messages(user).filter(order_number="").delete()
    return int(rows)


def _leave_reviews(*, user: Any, at: Any) -> int:
    from storefront.reviews import leaving

    return leaving.leave(user=user, at=at)


def _take_votes_back(*, user: Any, at: Any) -> int:
    from storefront.reviews import leaving

    return leaving.take_votes_back(user=user)


def _decisions(user: Any) -> Any:
    """Return what managers decided about an account."""
    from storefront.staff import history

    return history.of(user)


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
        model="staff.Change",
        title=_("What we decided about your account"),
        rows=_decisions,
        fields={
            "what": _("What"),
            "changed": _("From what to what"),
            "why": _("Why"),
            "changed_at": _("When"),
        },
        purpose="legal",
        keep=_("As long as we have to show who could do what here"),
        erasure=KEEP,
        kept_because=_("It shows who could see and do what in the shop, and why."),
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
        keep=keeping.CHOICES.words,
        kept=keeping.CHOICES,
        rows_over=_choices_of_browsers,
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
        keep=keeping.MESSAGES.words,
        kept=keeping.MESSAGES,
        since="made_at",
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
        keep=keeping.ORDERS.words,
        kept=keeping.ORDERS,
        since="made_at",
        over={"words": "", "user": None},
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
    # Before the reviews: once they are nobody's, their earlier words are not found any more.
    PersonalData(
        model="reviewing.Edition",
        title=_("What your reviews said before you changed them"),
        owner="facts__review__user",
        fields={"title": _("Title"), "body": _("Words"), "said_at": _("Written at")},
        purpose="contract",
        keep=_("Until you close the account"),
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
        keep=_("As long as the product is sold; without your yes, hidden with your account"),
        erasure=BLANK,
        erase=_leave_reviews,
    ),
    PersonalData(
        model="reviewing.ReviewFacts",
        title=_("What we know of your reviews"),
        owner="review__user",
        fields={
            "status": _("How it stands"),
            "reason": _("Why it is hidden"),
            "used_for": _("used for"),
            "delivery_score": _("Delivery"),
            "service_score": _("Our service"),
            "order_number": _("Order"),
            "bought_at": _("Bought"),
            "written_at": _("Written at"),
            "changed_at": _("Changed"),
            "stays": _("stays when the account is closed"),
        },
        purpose="contract",
        keep=_("As long as the review"),
        erasure=KEEP,
        kept_because=_("Your account is taken from it together with the review."),
    ),
    PersonalData(
        model="reviewing.Photo",
        title=_("Pictures of your reviews"),
        owner="facts__review__user",
        fields={"added_at": _("Added at")},
        file="file",
        purpose="contract",
        keep=_("As long as the review; without your yes, until you close the account"),
        erasure=KEEP,
        kept_because=_("Those of reviews that do not stay are deleted with the account."),
    ),
    PersonalData(
        model="reviewing.Answer",
        title=_("Our answers to your reviews"),
        owner="facts__review__user",
        fields={"words": _("Our answer"), "at": _("When")},
        purpose="contract",
        keep=_("As long as the review"),
        erasure=KEEP,
        kept_because=_("These are our words."),
    ),
    PersonalData(
        model="reviewing.Appeal",
        title=_("Your objections to hiding a review"),
        owner="facts__review__user",
        fields={"words": _("Words"), "made_at": _("When"), "answer": _("Our decision")},
        purpose="contract",
        keep=_("As long as the review"),
        erasure=KEEP,
        kept_because=_("It shows that a second person looked, and why they decided so."),
    ),
    PersonalData(
        model="reviewing.Draft",
        title=_("Reviews that you have not sent"),
        owner="user",
        fields={"title": _("Title"), "body": _("Words"), "saved_at": _("Saved")},
        purpose="contract",
        keep=_("30 days"),
        erasure=DELETE,
    ),
    PersonalData(
        model="reviewing.Report",
        title=_("Reviews that you reported"),
        owner="user",
        fields={"reason": _("Which rule"), "words": _("Words"), "made_at": _("When")},
        purpose="legal",
        keep=_("As long as the review, without your name once your account is closed"),
        erasure=BLANK,
        blank_with={"user": None},
    ),
    PersonalData(
        model="reviews.Vote",
        title=_("Reviews that helped you or did not"),
        owner="user",
        fields={"delta": _("Vote"), "date_created": _("When")},
        purpose="contract",
        keep=_("Until you close the account"),
        erasure=DELETE,
        erase=_take_votes_back,
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
