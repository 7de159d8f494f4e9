from django.urls import path

from . import views

app_name = "account"
urlpatterns = [
    path("", views.home, name="home"),
    path("details/", views.details, name="details"),
    path("inbox/", views.inbox, name="inbox"),
]
