from django.urls import path

from . import views

app_name = "recalls"
urlpatterns = [
    path("", views.index, name="index"),
    path("open/<str:token>/", views.enter, name="enter"),
    path("<str:reference>/", views.detail, name="detail"),
    path("<str:reference>/orders/<str:number>/", views.case, name="case"),
]
