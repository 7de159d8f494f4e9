from django.urls import path

from . import webhooks

app_name = "webhooks"
urlpatterns = [path("payments/<slug:provider>/", webhooks.payments, name="payments")]
