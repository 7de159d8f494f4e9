from django.urls import path

from . import views

# The front page is the shop's, whatever folder it is made in.
app_name = "storefront"
urlpatterns = [path("", views.home, name="home")]
