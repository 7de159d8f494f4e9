from django.urls import path

from . import views

app_name = "promotions"
urlpatterns = [path("<str:reference>/", views.terms, name="terms")]
