from django.urls import path

from . import views

app_name = "basket"
urlpatterns = [
    path("", views.summary, name="summary"),
    path("add/", views.add, name="add"),
    path("lines/<int:line_id>/", views.line, name="line"),
    path("lines/<int:line_id>/variant/", views.swap, name="swap"),
    path("kept/<int:line_id>/", views.kept, name="kept"),
    path("vouchers/", views.vouchers, name="vouchers"),
]
