from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("how/", views.how, name="how"),
    path("follow/<str:token>/", views.enter, name="enter"),
    path("<str:reference>/", views.detail, name="detail"),
    path("<str:reference>/entries/", views.more, name="more"),
    path("<str:reference>/verdict/", views.verdict, name="verdict"),
    path("<str:reference>/evidence/<int:pk>/", views.evidence, name="evidence"),
]
