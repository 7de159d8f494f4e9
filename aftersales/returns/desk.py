"""What staff can do with a return: each step is a small form, offered when it applies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.tracking.forms import Carrier
from checkout.order import queries as orders
from storefront.core.forms import FilesField

from . import operations
from .models import Condition, Return, ReturnParcel
from .operations.parcels import Found

PARCEL = ReturnParcel.Status


class Unpack(forms.Form):
    """What was in the parcel, line by line; what is accepted is paid at once."""

    photos = FilesField(label=_("Pictures for the buyer"), required=False)

    def __init__(self, *args: Any, returned: Return, **options: Any) -> None:
        super().__init__(*args, **options)
        self.returned = returned
        for each in returned.lines.all():
            named = {"title": orders.title_for_staff(each.line)}
            self.fields[f"received_{each.pk}"] = forms.IntegerField(
                label=_("%(title)s: how many came") % named,
                min_value=0,
                max_value=each.quantity,
                initial=each.quantity,
            )
            self.fields[f"condition_{each.pk}"] = forms.ChoiceField(
                label=_("How it is"), choices=Condition.choices
            )
            if returned.our_fault or returned.is_settled:
                continue
            self.fields[f"deduction_{each.pk}"] = forms.DecimalField(
                label=_("Taken off for lost value (%(currency)s)")
                % {"currency": returned.order.currency},
                min_value=Decimal(0),
                decimal_places=2,
                initial=Decimal("0.00"),
            )
            self.fields[f"why_{each.pk}"] = forms.CharField(
                label=_("Why, as the buyer reads it"), max_length=300, required=False
            )
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
        operations.receive(returned=self.returned, found=found, files=given["photos"], by=by, at=at)


class _Step(forms.Form):
    def __init__(self, *args: Any, returned: Return, **options: Any) -> None:
        super().__init__(*args, **options)
        self.returned = returned


class Arrived(_Step):
    """The parcel is here; from now on the refund is owed, whether or not it is unpacked."""

    def do(self, *, by: Any, at: datetime) -> None:
        operations.arrive(returned=self.returned, by=by, at=at)


class Accept(_Step):
    """Grant a remedy; the buyer is told at once."""

    remedy = forms.ChoiceField(label=_("Remedy"), choices=Return.Remedy.choices)
    amount = forms.DecimalField(
        label=_("Part of the price"),
        help_text=_("Only for part of the price back."),
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
        super().__init__(*args[:1], **options)
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


@dataclass(frozen=True)
class Step:
    key: str
    title: Any
    form: type[forms.Form]
    applies: Callable[[Return], bool]


STEPS = [
    Step(
        "objection",
        _("Decide the objection"),
        Objection,
        lambda ret: bool(ret.objected_at and not ret.objection_answer),
    ),
    Step("accept", _("Accept"), Accept, lambda ret: ret.status == Return.Status.OPEN),
    Step("refuse", _("Refuse"), Refuse, lambda ret: ret.status == Return.Status.OPEN),
    Step(
        "arrived",
        _("It has come"),
        Arrived,
        lambda ret: ret.parcel.status in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY, PARCEL.NEVER_CAME),
    ),
    Step(
        "unpack",
        _("Unpack it"),
        Unpack,
        lambda ret: (
            ret.parcel.status
            in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY, PARCEL.RECEIVED, PARCEL.NEVER_CAME)
            and any(each.received is None for each in ret.lines.all())
        ),
    ),
    Step(
        "doubt",
        _("Ask for another proof"),
        Doubt,
        lambda ret: ret.parcel.status == PARCEL.ON_THE_WAY and not ret.is_settled,
    ),
    Step(
        "never-came",
        _("It never came"),
        NeverCame,
        lambda ret: (
            ret.parcel.status in (PARCEL.ANNOUNCED, PARCEL.ON_THE_WAY) and not ret.is_settled
        ),
    ),
    Step(
        "put-right",
        _("It is put right"),
        PutRight,
        lambda ret: ret.remedy == Return.Remedy.REPAIR and not ret.is_settled,
    ),
    Step(
        "replace",
        _("Send the new one"),
        Replace,
        lambda ret: ret.remedy == Return.Remedy.REPLACE and not ret.is_settled,
    ),
]


def steps(returned: Return) -> list[Step]:
    return [step for step in STEPS if step.applies(returned)]
