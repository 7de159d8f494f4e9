"""Who may sign in, and how."""

from datetime import timedelta

from .base import PRODUCTION

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "storefront.accounts.passwords.StrengthValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "storefront.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
# A code by e-mail signs in without a password, and without a script.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "storefront.accounts.signing.SignIn",
    "signup": "storefront.accounts.signing.SignUp",
    "reset_password": "storefront.accounts.signing.ResetPassword",
    "reset_password_from_key": "storefront.accounts.signing.NewPassword",
    "change_password": "storefront.accounts.signing.ChangePassword",
    "add_email": "storefront.accounts.signing.AddEmail",
    "request_login_code": "storefront.accounts.signing.RequestCode",
    "reauthenticate": "storefront.accounts.signing.Reauthenticate",
}
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_USER_DISPLAY = "storefront.accounts.queries.display_name"

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"activate_totp": "storefront.accounts.signing.Totp"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ADAPTER = "storefront.accounts.adapter.SecondFactorAdapter"

# Buyers stay signed in for two weeks; the staff pages ask again who is there after a while without
# a page and after a working day (ASVS 5.0, 7.3), rights of others within these seconds (7.5.3).
CANDOUR_STAFF_IDLE = timedelta(minutes=30)
CANDOUR_STAFF_SESSION = timedelta(hours=10)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# A member of staff without a second factor is let in on a developer's machine only.
CANDOUR_STAFF_NEEDS_SECOND_FACTOR = PRODUCTION
