from django.contrib import admin

from storefront.staff.site import site

OURS = ("storefront.", "checkout.", "aftersales.", "complaints.", "privacy.")


def test_no_admin_class_comes_from_elsewhere():
    foreign = {
        f"{model._meta.label}: {type(page).__module__}"
        for model, page in site._registry.items()
        if not type(page).__module__.startswith(OURS)
    }
    assert foreign == set()


def test_the_default_site_is_not_served():
    from django.urls import resolve

    assert resolve("/admin/").func.__module__.split(".")[0] != "admin"
    assert not any(model in site._registry for model in admin.site._registry) or site != admin.site
