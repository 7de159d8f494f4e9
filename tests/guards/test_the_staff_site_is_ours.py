from django.contrib import admin
from django.urls import resolve

from storefront.staff.site import site

OURS = ("storefront.", "checkout.", "aftersales.", "complaints.", "privacy.")


def test_no_admin_class_comes_from_elsewhere():
    foreign = {
        f"{model._meta.label}: {type(page).__module__}"
        for model, page in site._registry.items()
        if not type(page).__module__.startswith(OURS)
    }
    assert foreign == set()


def test_djangos_own_site_is_not_served():
    served = resolve("/admin/").func.admin_site

    assert served is site
    assert served is not admin.site
