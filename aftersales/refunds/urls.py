from django.urls import path

from . import views

app_name = "refunds"
urlpatterns = [path("refunds/<str:reference>/", views.detail, name="detail")]
