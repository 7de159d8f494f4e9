from django.urls import path

from . import views

app_name = "agreement"
urlpatterns = [
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/agreement.pdf", views.document, name="pdf"),
    path("<str:number>/agreement.json", views.raw, name="json"),
]
