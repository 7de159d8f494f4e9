from django.urls import path, re_path

from . import views

app_name = "account"
urlpatterns = [
    path("", views.home, name="home"),
    path("details/", views.details, name="details"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.confirm_address, name="confirm-address"),
    path("inbox/", views.inbox, name="inbox"),
]
