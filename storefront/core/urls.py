from django.urls import path

from . import views

app_name = "core"
urlpatterns = [path("preferences/", views.preferences, name="preferences")]
