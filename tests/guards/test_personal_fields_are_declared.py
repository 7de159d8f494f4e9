from django.apps import apps
from django.conf import settings
from django.db import models

from storefront.purposes import personal

OURS = ("storefront.", "checkout", "aftersales.", "complaints.", "privacy.")
# Rows of other people's apps that hold a person's data in this shop.
THEIRS = {"account.EmailAddress", "mfa.Authenticator", "order.Order", "address.UserAddress"}
THEIRS |= {"order.ShippingAddress", "order.BillingAddress", "basket.Basket"}
THEIRS |= {"reviews.ProductReview"}
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


def test_every_declared_field_exists():
    wrong = [
        f"{entry.model}.{name}"
        for entry in personal.declared()
        for name in entry.fields
        if not hasattr(entry.model_class(), name)
    ]
    assert wrong == []
