"""What staff can do with a return: each step is a small form, offered when it applies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.tracking.forms import Carrier
from checkout.order import queries as orders
from storefront.core import money
from storefront.core.forms import FilesField

from . import operations, windows
from .models import Condition, Return, ReturnParcel
from .operations import decisions
from .operations.parcels import STILL_MAY_COME
from .operations.valuing import WORN, Found

PARCEL = ReturnParcel.Status
# What a buyer reads is said to the buyer.
FOR_STAFF = {
    **{status: status.label for status in Return.Status},
    Return.Status.OVERTAKEN: _("Replaced by a withdrawal"),
}
WHERE = {
    **{status: status.label for status in PARCEL},
    PARCEL.ANNOUNCED: _("Still with the buyer"),
}
FOUND = [
    (str(condition), words)
    for condition, words in {
        **{condition: condition.label for condition in Condition},
        Condition.FAULTY: _("Faulty, as the buyer said"),
    }.items()
]


def status_of(returned: Return) -> Any:
    """Say how far a return is."""
    return FOR_STAFF[Return.Status(returned.status)]


class _Step(forms.Form):
    """A small form; `decides` says whether its writer decides about claims and money."""

    def __init__(self, *args: Any, returned: Return, decides: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.returned, self.decides = returned, decides

    def _ask_what_comes_off(self, line: Any) -> None:
        currency = {"currency": self.returned.order.currency}
        self.fields[f"deduction_{line.pk}"] = forms.DecimalField(
            label=_("Taken off for lost value (%(currency)s)") % currency,
            min_value=Decimal(0),
            decimal_places=2,
            initial=Decimal("0.00"),
        )
        self.fields[f"why_{line.pk}"] = forms.CharField(
            label=_("Why, as the buyer reads it"), max_length=300, required=False
        )


class Unpack(_Step):
    """What was in the parcel, line by line; what is accepted is paid at once."""

    photos = FilesField(label=_("Pictures for the buyer"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        returned = self.returned
        for each in returned.lines.all():
            named = {"title": orders.title_for_staff(each.line)}
            self.fields[f"received_{each.pk}"] = forms.IntegerField(
                label=_("%(title)s: how many came") % named,
                min_value=0,
                max_value=each.quantity,
                initial=each.quantity,
            )
            self.fields[f"condition_{each.pk}"] = forms.ChoiceField(
                label=_("How it is"), choices=FOUND
            )
            if self.decides and not (returned.our_fault or returned.is_settled):
                self._ask_what_comes_off(each)
        # What was found comes first, the pictures of it last.
        self.order_fields([*(name for name in self.fields if name != "photos"), "photos"])

    def do(self, *, by: Any, at: datetime) -> None:
        given = self.cleaned_data
        found = {
            each.pk: Found(
                received=given[f"received_{each.pk}"],
                condition=given[f"condition_{each.pk}"],
                deduction=given.get(f"deduction_{each.pk}") or Decimal("0.00"),
                why=given.get(f"why_{each.pk}", ""),
            )
            for each in self.returned.lines.all()
        }
        operations.receive(
            returned=self.returned,
            found=found,
            files=given["photos"],
            decides=self.decides,
            by=by,
            at=at,
        )


class Value(_Step):
    """What is taken off for lost value, as the parcel was found; the rest is paid at once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.worn = [each for each in self.returned.lines.all() if each.condition in WORN]
        for each in self.worn:
            self._ask_what_comes_off(each)
            self.fields[f"deduction_{each.pk}"].help_text = (
                f"{orders.title_for_staff(each.line)}: {each.counted} × "
                f"{dict(FOUND).get(each.condition, '')}"
            )

    def do(self, *, by: Any, at: datetime) -> None:
        given = self.cleaned_data
        off = {
            each.pk: (given[f"deduction_{each.pk}"], given[f"why_{each.pk}"]) for each in self.worn
        }
        operations.value(returned=self.returned, off=off, by=by, at=at)


class Arrived(_Step):
    """The parcel is here; from now on the refund is owed, whether or not it is unpacked."""

    def do(self, *, by: Any, at: datetime) -> None:
        operations.arrive(returned=self.returned, by=by, at=at)


class Accept(_Step):
    """Grant a remedy; the buyer is told at once."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=Return.Remedy.choices)
    amount = forms.DecimalField(
        label=_("Part of the price"),
        decimal_places=2,
        required=False,
    )
    send_back = forms.BooleanField(
        label=_("The buyer sends it back first, with our label"), required=False
    )
    reasons = forms.CharField(
        label=_("What the buyer reads"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["remedy"].initial = self.returned.wish or Return.Remedy.REFUND
        most = money.text(decisions.most_of_price(self.returned), self.returned.order.currency)
        self.fields["amount"].help_text = _(
            "Only for part of the price back: more than nothing, and %(most)s at most."
        ) % {"most": most}

    def do(self, *, by: Any, at: datetime) -> None:
        operations.accept(returned=self.returned, by=by, at=at, **self.cleaned_data)


class Refuse(_Step):
    """Refuse a claim; the buyer reads the reasons and how to complain."""

    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}))

    def do(self, *, by: Any, at: datetime) -> None:
        operations.refuse(returned=self.returned, by=by, at=at, **self.cleaned_data)


class Doubt(_Step):
    """What the buyer showed does not show that it was sent: the clock stops, the buyer is asked."""

    why = forms.CharField(label=_("Why, as the buyer reads it"), max_length=300)

    def do(self, *, by: Any, at: datetime) -> None:
        operations.doubt_proof(returned=self.returned, by=by, at=at, **self.cleaned_data)


class NeverCame(_Step):
    """Nothing came within two weeks after the last day to send it."""

    def do(self, *, by: Any, at: datetime) -> None:
        operations.never_came(returned=self.returned, by=by, at=at)


class PutRight(_Step):
    """The repaired or new thing has gone to the buyer."""

    words = forms.CharField(label=_("What the buyer reads"), max_length=300)

    def do(self, *, by: Any, at: datetime) -> None:
        operations.put_right(returned=self.returned, by=by, at=at, **self.cleaned_data)


class Replace(Carrier):
    """Hand the new thing to a carrier: it is set aside already, and the buyer is told."""

    def __init__(self, *args: Any, returned: Return, **options: Any) -> None:
        options.pop("files", None)
        options.pop("decides", None)
        super().__init__(*args[:1], of=returned.order, **options)
        self.returned = returned

    def do(self, *, by: Any, at: datetime) -> None:
        operations.send_replacement(returned=self.returned, by=by, at=at, **self.cleaned_data)


class Objection(_Step):
    """Decide what the buyer objects to; not for whoever unpacked the parcel."""

    give_back = forms.BooleanField(label=_("Give back what was taken off"), required=False)
    words = forms.CharField(
        label=_("Reasons, as the buyer reads them"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def do(self, *, by: Any, at: datetime) -> None:
        operations.answer_objection(returned=self.returned, by=by, at=at, **self.cleaned_data)


def given_up_from(returned: Return) -> date | None:
    """Return the first day on which what was not sent is given up; None where none is."""
    waits = returned.parcel.status in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY)
    if not waits or returned.is_settled or returned.send_back_by is None:
        return None
    return returned.send_back_by + STILL_MAY_COME + timedelta(days=1)


def _waits_for(remedy: str, returned: Return) -> bool:
    granted = returned.status in (Return.Status.ACCEPTED, Return.Status.PART_ACCEPTED)
    return granted and returned.remedy == remedy and not returned.is_settled


@dataclass(frozen=True)
class Step:
    """
    One of these is something that can be done about a return, on a page of its own.

    What `gives` is for those who may give money back, not for everybody who handles parcels. What
    is `also` open to are those who work with parcels alone.
    """

    key: str
    title: Any
    form: type[forms.Form]
    applies: Callable[[Return, datetime], bool]
    gives: bool = False
    also: str = ""

    def is_for(self, user: Any) -> bool:
        """Say whether somebody may open it; whether they may give money is asked there."""
        return bool(
            user.has_perm("returns.change_return") or (self.also and user.has_perm(self.also))
        )


STEPS = [
    Step(
        "objection",
        _("Decide the objection"),
        Objection,
        lambda ret, at: bool(ret.objected_at and not ret.objection_answer),
        gives=True,
    ),
    Step(
        "accept", _("Accept"), Accept, lambda ret, at: ret.status == Return.Status.OPEN, gives=True
    ),
    Step("refuse", _("Refuse"), Refuse, lambda ret, at: ret.status == Return.Status.OPEN),
    Step(
        "arrived",
        _("It has come"),
        Arrived,
        lambda ret, at: (
            ret.parcel.status in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY, PARCEL.NEVER_CAME)
        ),
        also="returns.unpack_return",
    ),
    Step(
        "unpack",
        _("Unpack it"),
        Unpack,
        lambda ret, at: (
            ret.parcel.status
            in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY, PARCEL.RECEIVED, PARCEL.NEVER_CAME)
            and any(each.received is None for each in ret.lines.all())
        ),
        also="returns.unpack_return",
    ),
    Step(
        "value",
        _("Decide what it has lost"),
        Value,
        lambda ret, at: ret.parcel.to_value and not ret.is_settled,
        gives=True,
    ),
    Step(
        "doubt",
        _("Ask for another proof"),
        Doubt,
        lambda ret, at: (
            ret.parcel.status == PARCEL.ON_THE_WAY and not ret.is_settled and not ret.carrier_has_it
        ),
    ),
    Step(
        "never-came",
        _("It never came"),
        NeverCame,
        lambda ret, at: bool(
            (given_up := given_up_from(ret)) and windows.SHOP.local_date(at) >= given_up
        ),
    ),
    Step(
        "put-right",
        _("It is put right"),
        PutRight,
        lambda ret, at: _waits_for(Return.Remedy.REPAIR, ret),
    ),
    Step(
        "replace",
        _("Send the new one"),
        Replace,
        lambda ret, at: _waits_for(Return.Remedy.REPLACE, ret),
        also="tracking.add_shipment",
    ),
]


def steps(returned: Return, *, at: datetime) -> list[Step]:
    """Return what can be done about a return at a moment, the next step first."""
    return [step for step in STEPS if step.applies(returned, at)]
