from django.urls import path

from . import views

app_name = "changes"
urlpatterns = [
    path("orders/<str:number>/cancellation/", views.cancel, name="cancel"),
    path("orders/<str:number>/delivery/", views.delivery, name="delivery"),
]
