from django.urls import re_path

from . import views

app_name = "catalogue"
urlpatterns = [
    re_path(r"^things/(?P<product_slug>[\w-]+)_(?P<pk>\d{1,9})/$", views.product, name="detail"),
    re_path(
        r"^things/(?P<product_slug>[\w-]+)_(?P<pk>\d{1,9})/changes/$",
        views.changes,
        name="changes",
    ),
]
