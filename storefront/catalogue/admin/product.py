"""Products: what is stated of them, their pictures, and whether they are on sale."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from unfold.decorators import action, display

from storefront.catalogue import (
    changes,
    classes,
    demands,
    disclosure,
    figures,
    operations,
    pictures,
    shelving,
    variants,
)
from storefront.catalogue.languages import LANGUAGES, column, texts
from storefront.catalogue.models import (
    Product,
    ProductFact,
    ProductImage,
    ProductSheet,
)
from storefront.core import marks, money
from storefront.core.refusal import Refusal
from storefront.core.templatetags.candour import when
from storefront.law import claims
from storefront.partner.models import StockRecord
from storefront.staff import steps
from storefront.staff.admin import RowsInline
from storefront.staff.site import site

from .forms import SHEET, TEXTS, FactForm, ProductForm
from .items import ItemsPage

# Kept as it is here, so that everybody reads it in their own language.
BY_STAFF = gettext_noop("Taken off sale by staff")


class Facts(RowsInline):
    model = ProductFact
    form = FactForm
    extra = 0
    fields = ["kind", "text_en", "text_zh_hans", "source_en", "source_zh_hans", "checked_at"]
    readonly_fields = ["checked_at"]


class Pictures(RowsInline):
    model = ProductImage
    extra = 0
    fields = ["shown", "caption_en", "caption_zh_hans", "display_order"]
    readonly_fields = ["shown"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("picture"))
    def shown(self, image: ProductImage) -> str:
        return _thumbnail(pictures.shown(image))


class OnSale(admin.SimpleListFilter):
    title = _("on sale")
    parameter_name = "sheet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ProductSheet.Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "draft":
            return queryset.filter(Q(sheet__status="draft") | Q(sheet=None))
        return queryset.filter(sheet__status=self.value()) if self.value() else queryset


@admin.register(Product, site=site)
class ProductAdmin(ItemsPage):
    """
    Products and parents; their variants are reached from here.

    Saving states facts and words as a new version of the sheet. “Put on sale” is refused, with
    every reason, while anything that the class demands is lacking.
    """

    place = 1
    form = ProductForm
    change_form_before_template = steps.SEEN
    inlines = [Facts, Pictures]
    list_display = ["shown", "name", "product_class", "status", "stated", "price", "free",
                    "version", "looked_at"]  # fmt: skip
    list_display_links = ["shown", "name"]
    list_filter = [OnSale, "product_class"]
    search_fields = ["title_en", "title_zh_hans", "stockrecords__partner_sku",
                     "children__stockrecords__partner_sku"]  # fmt: skip
    ordering = ["-date_updated"]
    actions = ["put_on_sale", "take_off_sale"]
    at_fields = {
        figures.NoSuchCountry: "origin",
        figures.NotASize: "size_mm",
        claims.Unproven: "proof",
    }
    actions_submit_line = ["publish_now", "withdraw_now"]
    actions_detail = ["add_item"]
    readonly_fields = ["standing", "sold", "history"]
    fieldsets = [
        (None, {"fields": ["standing", ("title_en", "title_zh_hans"), "product_class", "places"]}),
        (_("Words"), {"fields": [("meta_description_en", "meta_description_zh_hans"),
                                 ("description_en", "description_zh_hans"), "proof"]}),
        (_("Sheet"), {"fields": [("origin", "lot"), ("content", "content_unit", "pieces"),
                                 ("weight_g", "size_mm")]}),
        (_("Add a picture"), {"fields": ["picture", ("picture_alt_en", "picture_alt_zh_hans")]}),
        (_("Price and stock"), {"fields": ["sold"]}),
        (_("Off sale"), {"fields": ["why"]}),
        (_("History"), {"fields": ["history"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        records = Prefetch("stockrecords", StockRecord.objects.all())
        return (
            super()
            .get_queryset(request)
            .select_related("card", "sheet", "product_class", "parent")
            .prefetch_related(records, "children__stockrecords", "facts")
            .prefetch_related("product_class__disclosure__required")
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        request.listing = True  # type: ignore[attr-defined]
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        if getattr(request, "listing", False):
            queryset = queryset.exclude(structure=Product.CHILD)
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or not obj.is_child:
            return super().get_fieldsets(request, obj)
        of_variant = {"fields": ["standing", ("title_en", "title_zh_hans")]}
        return [(None, of_variant), *self.fieldsets[1:]]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders point at products: they go off sale, they do not go away."""
        return False

    @admin.display(description=_("stated"))
    def stated(self, product: Product) -> str:
        return marks.percent(disclosure.completeness(product))

    @admin.display(description=_("looked at"), ordering="sheet__reviewed_at")
    def looked_at(self, product: Product) -> Any:
        sheet = getattr(product, "sheet", None)
        return timezone.localtime(sheet.reviewed_at).date() if sheet and sheet.reviewed_at else "—"

    # Saving

    def save_model(self, request: Any, obj: Product, form: ProductForm, change: bool) -> None:
        said, at, by = form.cleaned_data, request.at, request.user
        words = {
            field: {language: said[column(field, language)] or "" for language in LANGUAGES}
            for field in TEXTS
        }
        if not change:
            made = operations.create_product(
                product_class=said["product_class"], texts=words, by=by, at=at
            )
            obj.pk, obj.slug = made.pk, made.slug
            obj._state.adding = False
        product = Product.objects.get(pk=obj.pk)
        # Before the sheet: the page may put it into another class, and on sale, further down.
        demands.hold(of=[product], classes=[said.get("product_class")])
        operations.change_product(
            product=product,
            texts=words,
            facts={name: said[name] if said[name] is not None else _empty(name) for name in SHEET},
            by=by,
            at=at,
            seen=said["seen"] if change else None,
            proof=said["proof"],
        )
        if not product.is_child:
            classes.move_to_class(
                product=product, product_class=said["product_class"], by=by, at=at
            )
            shelving.put_into_categories(
                product=product, categories=list(said["places"]), by=by, at=at
            )
        if stored := said.get("stored"):
            alt = {"en": said["picture_alt_en"], "zh-hans": said["picture_alt_zh_hans"]}
            shelving.add_picture(product=product, stored=stored, alt=alt, by=by, at=at)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        product = Product.objects.get(pk=form.instance.pk)
        pressed = request.POST
        if "catalogue_product_publish_now" in pressed:
            words = _("It is on sale now.")
            if product.is_child:
                variants.offer_again(variant=product, by=request.user, at=request.at)
                if not product.parent.is_public:
                    words = _("It is offered as soon as its product is on sale, which it is not.")
            else:
                operations.publish(
                    product=product,
                    proof=form.cleaned_data["proof"],
                    by=request.user,
                    at=request.at,
                )
            self.message_user(request, words, messages.SUCCESS)
        elif "catalogue_product_withdraw_now" in pressed:
            why = form.cleaned_data["why"] or BY_STAFF
            who = {"by": request.user, "at": request.at}
            words = _("It is off sale now.")
            if product.is_child:
                variants.take_off(variant=product, why=why, **who)
                if not variants.is_any_offered(product.parent):
                    words = _("It is off sale now, and so is its product: it was the last of it.")
            else:
                operations.withdraw_from_sale(product=product, why=why, **who)
            self.message_user(request, words, messages.SUCCESS)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            if isinstance(gone, ProductFact):
                operations.withdraw_fact(fact=gone, by=request.user, at=request.at)
            else:
                shelving.remove_picture(image=gone, by=request.user, at=request.at)
        for row in [*formset.new_objects, *(each for each, _what in formset.changed_objects)]:
            if isinstance(row, ProductFact):
                operations.state_fact(
                    product=form.instance,
                    kind=row.kind,
                    text=texts(row, "text"),
                    source=texts(row, "source"),
                    by=request.user,
                    at=request.at,
                    proof=form.cleaned_data["proof"],
                )
            else:
                shelving.describe_picture(
                    image=ProductImage.objects.get(pk=row.pk),
                    alt=texts(row, "caption"),
                    order=row.display_order,
                    by=request.user,
                    at=request.at,
                )

    def words_when_saved(self, row: Product, *, new: bool) -> Any:
        if new:
            return _("%(name)s is kept as a draft: buyers see it once it is on sale.")
        return super().words_when_saved(row, new=new)

    # Buttons

    @action(description=_("Save and put on sale"))
    def publish_now(self, request: HttpRequest, obj: Product) -> None:
        """Pressed after everything else on the page is saved: see save_related."""

    @action(description=_("Save and take off sale"))
    def withdraw_now(self, request: HttpRequest, obj: Product) -> None:
        """Pressed after everything else on the page is saved: see save_related."""

    @admin.action(description=_("Put on sale"), permissions=["change"])
    def put_on_sale(self, request: Any, queryset: QuerySet[Any]) -> None:
        refused = operations.publish_many(
            products=list(queryset.order_by("pk")), by=request.user, at=request.at
        )
        for product in queryset:
            if lacks := refused.get(product.pk):
                words = marks.sentences(lack.words for lack in lacks)
                self.message_user(request, marks.labelled(product, words), messages.ERROR)
            else:
                self.message_user(request, marks.labelled(product, _("on sale")), messages.SUCCESS)

    @admin.action(description=_("Take off sale"), permissions=["change"])
    def take_off_sale(self, request: Any, queryset: QuerySet[Any]) -> None:
        for product in queryset.order_by("pk"):
            try:
                operations.withdraw_from_sale(
                    product=product,
                    by=request.user,
                    at=request.at,
                    why=BY_STAFF,
                )
            except Refusal as refusal:
                self.message_user(request, marks.labelled(product, refusal), messages.ERROR)

    # What is shown

    @admin.display(description="")
    def shown(self, product: Product) -> str:
        card = getattr(product, "card", None)
        return _thumbnail(card.picture_shown if card else None)

    @admin.display(description=_("name"), ordering="title_en")
    def name(self, product: Product) -> str:
        return product.title or str(product)

    @display(
        description=_("status"),
        ordering="sheet__status",
        label={"on_sale": "success", "draft": "warning", "off_sale": "danger"},
    )
    def status(self, product: Product) -> tuple[str, Any]:
        sheet = getattr(product, "sheet", None)
        status = ProductSheet.Status(sheet.status if sheet else "draft")
        return status.value, status.label

    @admin.display(description=_("price"), ordering="card__from_price")
    def price(self, product: Product) -> str:
        card = getattr(product, "card", None)
        return money.text(card.from_price, card.currency) if card and card.from_price else ""

    @admin.display(description=_("free"))
    def free(self, product: Product) -> int:
        return sum(max(0, record.net_stock_level) for record in _records(product))

    @admin.display(description=_("version"))
    def version(self, product: Product) -> int:
        sheet = getattr(product, "sheet", None)
        return sheet.version if sheet else 1

    @admin.display(description=_("How it stands"))
    def standing(self, product: Product) -> str:
        """What keeps it from being shown, all of it, or that nothing does."""
        if not product.pk:
            return str(_("A draft, until it is put on sale."))
        if product.is_child:
            offered = _("Offered, where its product is on sale.")
            said = str(offered if product.is_public else _("Off sale."))
        else:
            sheet = getattr(product, "sheet", None)
            said = f"{ProductSheet.Status(sheet.status if sheet else 'draft').label}."
        if not (lacking := disclosure.lacks(product, at=timezone.now())):
            return said
        items = format_html_join("", "<li>{}</li>", ((lack.words,) for lack in lacking))
        return format_html("{} {}<ul>{}</ul>", said, _("It lacks:"), items)

    @admin.display(description=_("What can be bought"))
    def sold(self, product: Product) -> str:
        """Price, stock and pictures of each variant, with the ways to change them."""
        rows = format_html_join(
            "",
            "<li>{} <a href='{}'><strong>{}</strong></a>: {} · {} · <a href='{}'>{}</a></li>",
            (
                (
                    _thumbnail(_first_picture(record.product)),
                    reverse("admin:catalogue_product_change", args=[record.product_id]),
                    record.product.title or record.partner_sku,
                    money.text(record.price, record.price_currency),
                    _("%(free)s free") % {"free": max(0, record.net_stock_level)},
                    reverse("admin:partner_stockrecord_change", args=[record.pk]),
                    _("price and stock"),
                )
                for record in _records(product)
            ),
        )
        return format_html("<ul>{}</ul>", rows) if rows else "–"

    @admin.display(description=_("What changed"))
    def history(self, product: Product) -> str:
        sheet = getattr(product, "sheet", None)
        if sheet is None:
            return "–"
        items = (
            (when(at), (by.get_full_name() or by.username) if by else _("the shop"), words)
            for at, by, words in sorted(
                [*changes.for_staff(sheet), *_proofs(product)],
                key=lambda each: each[0],
                reverse=True,
            )[:50]
        )
        told = format_html_join("", marks.pattern("<li>{}, {}: {}</li>"), items)
        return format_html('<ul id="history">{}</ul>', told)


def _proofs(product: Product) -> list[tuple[Any, Any, str]]:
    return [
        (each.changed_at, each.changed_by, claims.in_words(each)) for each in claims.told(product)
    ]


def _records(product: Product) -> list[StockRecord]:
    own = list(product.stockrecords.all())
    return own + [record for child in product.children.all() for record in child.stockrecords.all()]


def _first_picture(product: Product) -> dict[str, Any] | None:
    image = product.images.select_related("picture").order_by("display_order", "pk").first()
    return pictures.shown(image) if image else None


def _empty(name: str) -> Any:
    field = ProductSheet._meta.get_field(name)
    return None if field.null else field.get_default()


def _thumbnail(picture: dict[str, Any] | None) -> str:
    if not picture:
        return ""
    src = (picture["srcset"].partition(" ")[0]) or picture["src"]
    return format_html('<img src="{}" width="48" height="48" alt="" loading="lazy">', src)
