from django.urls import path

from privacy.access import views as access
from privacy.choices import views as choices
from privacy.erasure import views as erasure

app_name = "privacy"
urlpatterns = [
    path("", choices.centre, name="centre"),
    path("choices/", choices.choose, name="choose"),
    path("data/", access.data, name="data"),
    path("data/<str:form>/proven/", access.proven, name="proven"),
    path("data/<str:form>/", access.download, name="download"),
    path("closure/", erasure.closure, name="closure"),
]
