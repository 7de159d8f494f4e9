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


HEADINGS = {
    Problem.FAULTY: _("A fault is ours to put right. Here is what you can have."),
    Problem.WRONG: _("You get what we described, or your money. Here is how."),
    Problem.LATE: _("Here is what you can do while it is not there."),
    Problem.CHANGED_MIND: _("You need no reason. Here is what you can do."),
    Problem.UNSAFE: _("Please stop using it. Here is what we do at once."),
    Problem.MONEY: _("Let us set the sum right. Here is how."),
    Problem.TREATED: _("We want to hear it. Here is how."),
}
# Where nothing is open but to tell us: no heading promises a choice that is not there.
ALONE = _("Tell us, and a person sees to it.")
NOT_THERE = _(
    "As far as we know it has not arrived. If it has, say so here: then you have every right that "
    "you have once a thing is there."
)
ONCE_THERE = (Problem.FAULTY, Problem.WRONG)
LEADS = {
    Problem.FAULTY: _("You do not have to prove anything, nor to have kept the box."),
    Problem.UNSAFE: _("Keep it away from children, and do not send it back before we have spoken."),
    Problem.LATE: _("When a promised day passes, the delivery fee comes back by itself."),
}
