from django.urls import path

from . import views

app_name = "book"
urlpatterns = [
    path("", views.book, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/first/", views.first, name="first"),
    path("<int:pk>/deletion/", views.delete, name="delete"),
]
