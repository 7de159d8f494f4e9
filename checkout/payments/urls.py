from django.urls import path

from . import views

# The buyer's pages around paying, mounted under /checkout/.
app_name = "payments"
urlpatterns = [
    path("return/<str:reference>/<int:n>/", views.back, name="return"),
    path("checking/<str:reference>/", views.checking, name="checking"),
    path("refused/<str:reference>/", views.refused, name="refused"),
    path("placed/<str:number>/", views.placed, name="placed"),
]
