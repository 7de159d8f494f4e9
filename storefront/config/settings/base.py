"""Where things are, what they are called and which servers they use."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from storefront.config.embedded import addresses

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("CANDOUR_DATA", BASE_DIR / ".data"))

PRODUCTION = os.environ.get("CANDOUR_ENV", "development") == "production"
DEBUG = not PRODUCTION and os.environ.get("DEBUG", "1") != "0"

ROOT_URLCONF = "storefront.config.urls"
WSGI_APPLICATION = "storefront.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1


def _database(url: str) -> dict[str, object]:
    """Read postgresql://user:secret@host:port/name?host=/socket/folder into Django's words."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(addresses.database_url(BASE_DIR))}

REDIS_URL = addresses.redis_url(BASE_DIR)
CACHES = {
    "default": {
        "BACKEND": "storefront.core.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "candour",
    }
}
# Redis may lose everything without losing a fact, so a session is also a row.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "storefront" / "locale"]
FORMAT_MODULE_PATH = ["storefront.config.formats"]
USE_I18N = True
TIME_ZONE = "Europe/Dublin"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "storefront" / "static"]
MEDIA_URL = "/media/"
# In production the media come from a storage or the web server in front.
SERVE_MEDIA = not PRODUCTION
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", DATA_DIR / "media"))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "storefront.core.sheet.SheetFinder",
]
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT", DATA_DIR / "private"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "storefront.core.files.StaticFiles"
        if PRODUCTION or os.environ.get("CANDOUR_SERVED") == "1"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 600 if DEBUG else 31_536_000

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            # Django's own tags, but for what is fixed, which they look up for every page.
            "libraries": {"i18n": "storefront.core.fixed"},
            "builtins": ["storefront.core.fixed"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "storefront.core.visitor.page",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "storefront.core.forms.Renderer"

EMAIL_URL = os.environ.get("EMAIL_URL", "")
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    # A shop that only runs here keeps its mail as files that its owner can open.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"candour": {"level": "INFO"}},
}
