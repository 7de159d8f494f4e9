from django.urls import path

from . import views

app_name = "rights"
urlpatterns = [
    path("", views.door, name="door"),
    path("<str:number>/", views.order, name="order"),
]
