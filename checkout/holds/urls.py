from django.urls import path

from . import views

app_name = "holds"
urlpatterns = [
    path("reserve/", views.reserve, name="reserve"),
    path("extend/", views.extend, name="extend"),
]
