from django.urls import path

from . import views

app_name = "policies"
urlpatterns = [
    path("", views.policies, name="policies"),
    path("<slug:slug>/", views.policy, name="policy"),
    path("<slug:slug>/<int:version>/", views.policy, name="version"),
]
