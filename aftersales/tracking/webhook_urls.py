from django.urls import path

from . import webhooks

app_name = "carriers"
urlpatterns = [path("<slug:carrier>/checkpoints/", webhooks.checkpoints, name="checkpoints")]
