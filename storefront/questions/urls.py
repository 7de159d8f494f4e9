from django.urls import re_path

from . import views

app_name = "questions"
_product = r"^things/(?P<product_slug>[\w-]+)_(?P<pk>\d{1,9})/questions/"
urlpatterns = [
    re_path(rf"{_product}new/$", views.ask, name="ask"),
    re_path(rf"{_product}asked/$", views.asked, name="asked"),
]
