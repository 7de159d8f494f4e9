from django.urls import path, re_path

from . import views

app_name = "reviews"
_product = r"^things/(?P<product_slug>[\w-]+)_(?P<pk>\d{1,9})/reviews/"
urlpatterns = [
    re_path(rf"{_product}$", views.all_reviews, name="all"),
    re_path(rf"{_product}new/$", views.begin, name="begin"),
    path("reviews/photos/<int:pk>/", views.photo, name="photo"),
    path("reviews/<int:pk>/vote/", views.vote, name="vote"),
    path("reviews/<int:pk>/report/", views.report, name="report"),
    path("reviews/invitations/<str:token>/", views.stop_invitations, name="stop"),
    path("reviews/<str:number>/<int:pk>/", views.detail, name="own"),
    path("reviews/<str:number>/<int:pk>/write/", views.write, name="write"),
    path("reviews/<str:number>/<int:pk>/preview/", views.preview, name="preview"),
    path("reviews/<str:number>/<int:pk>/taken-back/", views.take_back, name="take_back"),
    path("reviews/<str:number>/<int:pk>/appeal/", views.appeal, name="appeal"),
    path("reviews/<str:number>/<int:pk>/photos/<int:photo>/", views.own_photo, name="own_photo"),
]
