from django.urls import path

from . import views

app_name = "invoices"
urlpatterns = [
    path("invoices/<str:number>/<str:document>.pdf", views.document, name="pdf"),
]
