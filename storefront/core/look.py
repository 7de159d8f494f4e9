"""
Every part of the look in every state, on one page for those who build (DEBUG only).

If a part looks wrong here it is wrong everywhere; what a page needs and is not here is added
here first.
"""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from .access import anyone
from .forms import Card, CardField, Cards, Pills, Switch, TickCards, Ticks

COLOURS = (
    *("paper", "raised", "sunken", "ink", "ink-soft", "line", "line-strong"),
    *("accent", "wash", "kept", "due", "broken", "band"),
)
AT = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)


class Example(forms.Form):
    """Asks for one of everything; bound to wrong answers it shows every problem."""

    email = forms.EmailField(label="E-mail", help_text="For the answer, and nothing else.")
    name = forms.CharField(label="Full name", max_length=60)
    phone = forms.CharField(
        label="Phone",
        required=False,
        help_text="Only the driver gets it, and only on the day.",
        widget=forms.TextInput({"class": "input--mid", "autocomplete": "tel"}),
    )
    country = forms.ChoiceField(label="Country", choices=[("IE", "Ireland"), ("FR", "France")])
    say = forms.CharField(
        label="What happened?", required=False, widget=forms.Textarea({"rows": 3})
    )
    picture = forms.FileField(label="A picture", required=False, widget=forms.FileInput)
    way = CardField(
        label="Delivery",
        choices=[
            (
                "std",
                Card(
                    "Standard, to your door",
                    note="By Thu 26 Nov 2026, 18:00 Irish time.",
                    aside="€0.00",
                ),
            ),
            (
                "slot",
                Card("At a time you choose", note="Within three hours.", aside="€6.90"),
            ),
            (
                "express",
                Card("Express", note="Not possible on Sundays.", disabled=True),
            ),
        ],
    )
    remedy = forms.ChoiceField(
        label="Ways to put it right",
        widget=Cards,
        choices=[
            (
                "new",
                Card(
                    "A new mug, sent today",
                    note="Keep the one without a handle.",
                    tag="We would take this one",
                    facts=[
                        ("Money", "nothing to pay"),
                        ("By", "Wed 25 Nov 2026"),
                        ("For you to do", "nothing"),
                    ],
                ),
            ),
            (
                "half",
                Card(
                    "Half of the price back",
                    facts=[
                        ("Money", "€28.00 to your card"),
                        ("By", "Wed 25 Nov 2026"),
                        ("For you to do", "nothing"),
                    ],
                ),
            ),
        ],
    )
    glaze = forms.ChoiceField(
        label="Glaze",
        widget=Pills,
        choices=[
            ("a", "Cobalt"),
            ("b", "Oat"),
            ("c", Card("Moss", note="11 Dec 2026", disabled=True)),
        ],
    )
    things = forms.MultipleChoiceField(
        label="Which things?",
        widget=TickCards,
        choices=[
            ("1", Card("Weir mugs, set of two", note="Delivered on Thu 19 Nov 2026")),
            ("2", Card("Hollow table lamp", note="On its way")),
        ],
    )
    material = forms.MultipleChoiceField(
        label="Material",
        required=False,
        widget=Ticks,
        choices=[("s", Card("Stoneware", note="9")), ("o", "Oak")],
    )
    bill = forms.BooleanField(label="The invoice goes to the same address", required=False)
    seen = forms.BooleanField(
        label="To remember what you looked at",
        help_text="For “seen lately”, on this device, 30 days.",
        required=False,
        widget=Switch,
    )


def _picture(alt: str = "A thing") -> Thing:
    return Thing(src=static("storefront/img/icon.svg"), alt=alt, width=1200, height=1200)


def _price(**more: Any) -> Thing:
    return Thing(**{"now": Decimal("118.40"), "currency": "EUR", **more})


def _cards() -> list[Thing]:
    reduced = _price(
        was=Decimal("148.00"),
        cut=20,
        basis="€148.00 was the lowest price in the 30 days before",
    )
    plain = {"url": "#", "picture": _picture()}
    return [
        Thing(
            name="Weir teapot",
            price=_price(),
            tag="New",
            note="Arrives Wed 25 Nov",
            **plain,
        ),
        Thing(name="Donegal wool blanket", price=reduced, note="3 left", **plain),
        Thing(
            name="Weir mug, moss",
            price=_price(),
            sold_out=True,
            note="Sold out",
            **plain,
        ),
    ]


def _order() -> dict[str, Any]:
    return {
        "events": [
            Thing(title="Ordered", at=AT - dt.timedelta(8), state="done"),
            Thing(
                title="On its way",
                at=AT - dt.timedelta(4),
                state="now",
                words="Parcel GP 4471",
            ),
            Thing(title="At your door", at=AT, state="next"),
        ],
        "promises": [
            Thing(due_at=AT - dt.timedelta(days), words=words, status=status)
            for days, words, status in (
                (0, "Deliver the lamp", "due"),
                (5, "Deliver the mugs", "kept"),
                (6, "Dispatch the lamp", "broken"),
                (7, "Gift wrap", "withdrawn"),
            )
        ],
        "rights": [
            Thing(
                title="Withdraw from contract here",
                until=AT,
                open=True,
                url="#",
                basis="No reason.",
            ),
            Thing(
                title="Change the address",
                until=AT,
                open=False,
                why_not="It is with the carrier.",
            ),
        ],
        "entries": [
            Thing(
                at=AT,
                title="Answer us",
                url="#",
                words="About CP-2B7X.",
                mark="due",
                mark_words="Your turn",
            )
        ],
        "totals": [
            Thing(name="Three things", amount=Decimal("292.20")),
            Thing(name="Delivery", note="free from €60.00", amount=Decimal(0)),
        ],
        "line": Thing(
            name="Weir mugs",
            url="#",
            picture=_picture(),
            amount=Decimal("44.80"),
            words="One of each",
        ),
    }


@anyone
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the whole look; `?wrong` shows the form refused."""
    wrong = "wrong" in request.GET
    form = Example({"email": "no at", "way": "express"} if wrong else None)
    facets = [
        Thing(
            name="Material",
            key="material",
            options=[
                Thing(value="s", label="Stoneware", count=9, chosen=True),
                Thing(value="o", label="Oak", count=1),
            ],
        )
    ]
    context = {
        "form": form,
        "at": AT,
        "cards": _cards(),
        "facets": facets,
        "prices": Thing(low=5, high=129, from_="", to=""),
        "applied": [Thing(label="Stoneware", url="#")],
        "crumbs": [("Shop", "#"), ("Table", "#")],
        "page": Paginator(range(200), 10).page(4),
        "price": _price(
            was=Decimal("148.00"), cut=20, basis="Lowest in the 30 days before: €148.00"
        ),
        "review": Thing(
            title="Honest weight in the hand",
            score=5,
            who="Maeve, Galway",
            body="The foot is rough and I like it.",
            bought_at=AT,
            written_at=AT,
            answer="so do we.",
            answered_at=AT,
        ),
        "bars": [(5, 27), (4, 8), (3, 2), (2, 0), (1, 1)],
        "figures": [
            Thing(name="promises fell due", value="3,214", note="21 October to 20 November 2026"),
            Thing(name="kept on time", value="98.0 %"),
        ],
        "days": [(30, 1), (28, 0), (12, 0), (33, 9), (31, 2), (8, 0), (35, 1)],
        "rooms": [Thing(name="Table", url="#", count=14), Thing(name="Light", url="#", count=1)],
        "steps": [("What we say", "Who made it."), ("What we owe", "Every promise has a time.")],
        "pictures": [_picture("A thing"), _picture("The same from behind")],
        "links": [("Weir teapot, €68.00", "#")],
        "stock": [("At your door", "by Wed 25 Nov 2026"), ("In stock", "7 sets")],
        "record": [
            ("To", "4 Quay Street, Galway"),
            ("Fingerprint", "3c70 e19b 48aa 02fd"),
        ],
        "head": ["What", "Why", "Until"],
        "rows": [
            ["3 addresses", "Delivery", "You remove them"],
            ["4 orders", "Tax law", "2032"],
        ],
        "changes": ["The blanket costs €29.60 less.", "The lamp comes one day later."],
        "colours": COLOURS,
        **_order(),
    }
    return render(request, "look.html", context, status=422 if wrong else 200)
