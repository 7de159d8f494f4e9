"""What can be not right, in the buyer's words; each right names those that it answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    FAULTY = "faulty", _("It arrived broken, or broke in use")
    WRONG = "wrong", _("It is not what you described, or not what I ordered")
    LATE = "late", _("It is late, or has not come")
    CHANGED_MIND = "changed_mind", _("I have changed my mind")
    UNSAFE = "unsafe", _("It is not safe")
    MONEY = "money", _("The price or the payment is wrong")
    TREATED = "treated", _("It is about how I was treated")
