from django.urls import path

from . import views

app_name = "testbank"
urlpatterns = [path("pay/<str:token>/", views.pay, name="pay")]
