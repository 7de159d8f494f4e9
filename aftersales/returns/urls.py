from django.urls import path

from . import views

app_name = "returns"
urlpatterns = [
    path("withdrawal/", views.withdraw, name="withdraw"),
    path("withdrawal/<str:token>/", views.stated, name="stated"),
    path("orders/<str:number>/claims/new/", views.claim, name="claim"),
    path("orders/<str:number>/late-return/", views.goodwill, name="goodwill"),
    path("returns/<str:reference>/", views.detail, name="detail"),
    path("returns/<str:reference>/way/", views.way, name="way"),
    path("returns/<str:reference>/sent/", views.sent, name="sent"),
    path("returns/<str:reference>/objection/", views.objection, name="objection"),
    path("returns/<str:reference>/slip/", views.slip, name="slip"),
    path("returns/<str:reference>/slip.pdf", views.slip_pdf, name="slip-pdf"),
    path("returns/<str:reference>/files/<int:pk>/", views.photo, name="photo"),
]
