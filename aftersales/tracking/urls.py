"""Pages of orders; config mounts them in one namespace with those of `checkout.order`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.own, name="mine"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/state/", views.state, name="state"),
    path("<str:number>/end/", views.end, name="end"),
]
