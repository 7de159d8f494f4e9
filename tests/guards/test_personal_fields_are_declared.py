from django.apps import apps
from django.conf import settings
from django.db import models

from storefront.core import lifecycle
from storefront.core.private import PrivateStorage
from storefront.purposes import personal

OURS = ("storefront.", "checkout", "aftersales.", "complaints.", "privacy.")
# Rows of other people's apps that hold a person's data in this shop.
THEIRS = {"account.EmailAddress", "mfa.Authenticator", "order.Order", "address.UserAddress"}
THEIRS |= {"order.ShippingAddress", "order.BillingAddress", "basket.Basket"}
THEIRS |= {"reviews.ProductReview", "reviews.Vote"}
# What people write, or what is written of them, and files: looked for by name as well.
FREE = {"words", "reason", "why", "message", "remark", "received_by", "payload"}
# Models with such a field that say nothing of a buyer.
OF_THE_SHOP = {
    "holds.Hold",  # why units were set free: our own word
    "law.Confirmation",  # of a figure, by staff
    "partner.Lot",  # a supplier's papers
    "partner.PriceChange",
    "partner.StockCount",
    "policies.Announcement",  # why a rule changes
    "seller.SellerVersion",
    "testbank.Payment",  # the bank of the demonstration: a word for the outcome
}
PUBLIC = {"catalogue", "home"}  # pictures of goods
TELLING = ("email", "phone", "address", "postcode", "first_name", "last_name")


def _looks_personal(model):
    for field in model._meta.concrete_fields:
        # Who on the staff did something is the shop's own record, kept under related_name "+".
        to_user = (
            field.related_model and field.related_model._meta.label == settings.AUTH_USER_MODEL
        )
        if to_user and not field.remote_field.hidden:
            return True
        if isinstance(field, models.EmailField):
            return True
        if any(word in field.name for word in TELLING) and not field.is_relation:
            return True
    return False


def test_every_model_with_personal_fields_is_declared():
    declared = {entry.model for entry in personal.declared()}
    personal_models = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and _looks_personal(model)
    }
    assert sorted((personal_models | THEIRS) - declared) == []


def test_what_people_write_and_the_files_they_send_are_declared():
    declared = {entry.model for entry in personal.declared()}
    found = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        and not issubclass(model, lifecycle.Move)  # declared with what it is a step of
        and model._meta.app_label not in PUBLIC
        and any(
            field.name in FREE or isinstance(field, models.FileField)
            for field in model._meta.concrete_fields
        )
    }
    assert sorted(found - declared - OF_THE_SHOP) == []


def test_every_file_that_belongs_to_somebody_goes_with_the_export():
    files = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField) and isinstance(field.storage, PrivateStorage)
        if model._meta.label not in OF_THE_SHOP
    }
    assert files == {(entry.model, entry.file) for entry in personal.declared() if entry.file}


def test_every_declared_field_exists():
    wrong = [
        f"{entry.model}.{name}"
        for entry in personal.declared()
        for name in entry.fields
        if not hasattr(entry.model_class(), name)
    ]
    assert wrong == []
