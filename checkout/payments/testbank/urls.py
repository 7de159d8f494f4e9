from django.urls import path

from . import views

app_name = "testbank"
urlpatterns = [path("pay/<slug:token>/", views.pay, name="pay")]
