"""The page on which staff make a product something that can be bought."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from storefront.catalogue import disclosure, items
from storefront.catalogue.models import Product, ProductAttribute
from storefront.core import marks, money
from storefront.partner.admin.stock import may_set_prices
from storefront.partner.models import Supplier
from storefront.staff import asking

from .stored import PicturesAdmin


class ItemForm(forms.Form):
    """One thing that can be bought: of whom, under which number, for how much, and which choice."""

    supplier = forms.ModelChoiceField(
        Supplier.objects.order_by("legal_name"),
        label=_("Supplier"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Goods of a supplier whose papers nobody saw are not shown to buyers."),
    )
    sku = forms.CharField(
        label=_("Article number"), max_length=128, widget=UnfoldAdminTextInputWidget
    )
    price = forms.DecimalField(
        label=_("Price, with tax"),
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    units = forms.IntegerField(
        label=_("Units in the warehouse"), min_value=0, widget=UnfoldAdminIntegerFieldWidget
    )
    low_at = forms.IntegerField(
        label=_("Order more from"),
        required=False,
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("From this many free units on, it stands on the start page."),
    )
    attribute = forms.ModelChoiceField(
        ProductAttribute.objects.none(),
        label=_("It differs from others in"),
        required=False,
        empty_label=_("Nothing: it is sold as one thing"),
        widget=UnfoldAdminSelectWidget,
    )
    new_attribute = forms.CharField(
        label=_("…or in something new, such as Size"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
    )
    new_attribute_zh = forms.CharField(
        label=_("…the same in Chinese"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
    )
    label_en = forms.CharField(
        label=_("This one is called (English)"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
    )
    label_zh = forms.CharField(
        label=_("This one is called (Chinese)"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        self.fields["attribute"].queryset = ProductAttribute.objects.filter(  # type: ignore[attr-defined]
            product_class=product.product_class, type=ProductAttribute.OPTION
        ).order_by("name")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        differs = said.get("attribute") or said.get("new_attribute")
        if differs and not said.get("label_en"):
            self.add_error("label_en", _("Say what this one is called."))
        if said.get("label_en") and not differs:
            self.add_error("attribute", _("Say in what it differs."))
        if said.get("attribute") and said.get("new_attribute"):
            self.add_error("new_attribute", _("Choose one of the list, or write a new one."))
        return said

    def choice(self) -> items.Choice | None:
        """Return the choice that was written, making what it differs in if that is new."""
        said = self.cleaned_data
        attribute = said["attribute"]
        if name := said["new_attribute"].strip():
            attribute = items.new_attribute(
                product_class=self.product.product_class,
                name={"en": name, "zh-hans": said["new_attribute_zh"].strip() or name},
                code=slugify(name).replace("-", "_") or "choice",
            )
        if attribute is None:
            return None
        label = {"en": said["label_en"].strip(), "zh-hans": said["label_zh"].strip()}
        return items.Choice(attribute, {k: v for k, v in label.items() if v})


class ItemsPage(PicturesAdmin):
    """The step of the product page on which something that can be bought is added to it."""

    @action(description=_("Add what can be bought"), permissions=["add_item"])
    def add_item(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.lead_to(request, "admin:catalogue_product_item", object_id)

    def has_add_item_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        product = self.get_object(request, str(object_id)) if object_id else None
        is_child = product is not None and product.is_child
        # It says what is sold and counts it, too: whoever only sets prices adds nothing.
        rights = ["catalogue.change_product", "partner.change_stockrecord"]
        may_change = request.user.has_perms(rights)  # type: ignore[union-attr]
        return not is_child and may_change and may_set_prices(request.user)

    def get_urls(self) -> list[Any]:
        item = path(
            "<int:pk>/item/",
            self.admin_site.admin_view(self.item_view),
            name="catalogue_product_item",
        )
        return [item, *super().get_urls()]

    def item_view(self, request: Any, pk: int) -> HttpResponse:
        """Ask for supplier, number, price, count and choice of one thing to be bought."""
        product = Product.objects.exclude(structure=Product.CHILD).filter(pk=pk).first()
        if product is None:
            raise Http404
        if not self.has_add_item_permission(request, pk):
            raise PermissionDenied
        form = ItemForm(request.POST or None, product=product)
        if form.is_valid():
            with asking.Refusals(form), transaction.atomic():
                self._offer(request, product, form)
                return redirect("admin:catalogue_product_change", product.pk)
        return asking.page(
            self,
            request,
            form,
            title=_("What can be bought of %(product)s") % {"product": product.title},
            words=_(
                "One thing, or one choice of several such as a size or a colour: come back here "
                "for each. Buyers see it once the product is on sale, and at once if it is."
            ),
            button=_("Add it"),
        )

    def _offer(self, request: Any, product: Product, form: ItemForm) -> None:
        said = form.cleaned_data
        record = items.offer(
            product=product,
            supplier=said["supplier"],
            sku=said["sku"],
            price=said["price"],
            units=said["units"],
            low_at=said["low_at"],
            choice=form.choice(),
            by=request.user,
            at=request.at,
        )
        made = record.product
        said = {
            "title": made.title,
            "sku": record.partner_sku,
            "price": money.text(record.price, record.price_currency),
        }
        if made.is_child and not made.is_public:
            lacks = marks.sentences(each.words for each in disclosure.lacks(made, at=request.at))
            words = _(
                "%(title)s is added as %(sku)s for %(price)s, and hidden: buyers see it once you "
                "put it on sale on its own page. %(lacks)s"
            ) % {**said, "lacks": lacks}
            self.message_user(request, words, messages.WARNING)
            return
        if product.is_public:
            words = _("%(title)s can be bought as %(sku)s for %(price)s.") % said
        else:
            words = (
                _("%(title)s can be bought as %(sku)s for %(price)s, once it is on sale.") % said
            )
        self.message_user(request, words, messages.SUCCESS)
