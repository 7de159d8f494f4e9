"""
What is still to be done before an empty shop can sell, for whoever has just started it.
"""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from checkout.shipping.models import DeliveryMethod
from storefront.policies import queries as policies
from storefront.seller import queries as sellers


def steps(at: datetime) -> list[str]:
    """
    One line for each thing to do, in the order in which it is best done; `{shop}` is the address.
    """
    found = []
    with translation.override("en"):
        if not get_user_model().objects.filter(is_staff=True, is_active=True).exists():
            found.append(".venv/bin/python manage.py createsuperuser    makes the first of staff")
        if sellers.missing(at):
            page = reverse("admin:seller_sellerversion_add")
            found.append(f"{{shop}}{page}    state who sells")
        if lacking := policies.missing(at=at):
            page = reverse("admin:policies_policyversion_add")
            found.append(f"{{shop}}{page}    write the rules: {', '.join(lacking)}")
        if not DeliveryMethod.objects.exists():
            page = reverse("admin:shipping_deliverymethod_add")
            found.append(f"{{shop}}{page}    say how goods are delivered")
        if not get_model("catalogue", "Product").objects.exists():
            found.append(".venv/bin/python manage.py import_catalogue FILE    brings the goods in")
    return found
