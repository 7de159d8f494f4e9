"""
The yardsticks: the least that a Django view can cost. Served by gunicorn, like the shop.

No middleware and no session, so every multiple that the shop is of them is told at its largest.
"""

import os

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    from storefront.config.settings import base

    settings.configure(
        SECRET_KEY="of no use to anybody",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        DEBUG=False,
        ROOT_URLCONF=__name__,
        # A kept connection, and nothing asked of it but the one statement.
        DATABASES={"default": base.DATABASES["default"] | {"CONN_HEALTH_CHECKS": False}},
        INSTALLED_APPS=["django.contrib.contenttypes"],
        USE_TZ=True,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [os.path.dirname(__file__)],
            }
        ],
    )
    django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.shortcuts import render  # noqa: E402

ROWS = 24  # as many as a page of the listing has cards


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("That is all.")


def one_select(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(ContentType.objects.order_by("pk").first()))


def rows(request: HttpRequest) -> HttpResponse:
    found = ContentType.objects.order_by("pk")[:ROWS]
    return render(request, "rows.html", {"rows": found})


urlpatterns = [path("bare/", bare), path("select/", one_select), path("rows/", rows)]
application = get_wsgi_application()
