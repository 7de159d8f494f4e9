from django.urls import path

from . import views

app_name = "setbacks"
urlpatterns = [
    path("orders/<str:number>/parcels/<int:n>/choice/", views.choose, name="choose"),
]
