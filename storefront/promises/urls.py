from django.urls import path

from . import views

app_name = "promises"
urlpatterns = [path("", views.record, name="record")]
