from django.urls import path, re_path

from . import views

app_name = "search"
urlpatterns = [path("search/", views.search, name="search")]

# Mounted beside the catalogue's own addresses, under its name.
listings = [
    path("shop/", views.everything, name="index"),
    re_path(
        r"^shop/(?P<category_slug>[\w-]+(?:/[\w-]+)*)_(?P<pk>\d{1,9})/$",
        views.category,
        name="category",
    ),
]
