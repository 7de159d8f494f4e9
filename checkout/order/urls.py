from django.urls import path

from . import views

# The order's own page, `orders:detail`, is mounted by aftersales beside these.
app_name = "orders"
urlpatterns = [
    path("find/", views.find, name="find"),
    path("enter/<str:token>/", views.enter, name="enter"),
]
