from django.urls import path

from . import views

app_name = "checkout"
urlpatterns = [
    path("", views.start, name="start"),
    path("address/", views.address, name="address"),
    path("delivery/", views.delivery, name="delivery"),
    path("payment/", views.payment, name="payment"),
    path("review/", views.review, name="review"),
    path("review/lines/<int:line_id>/", views.quantity, name="quantity"),
    path("resume/", views.resume, name="resume"),
]
