"""All settings on one page. Only this file reads the environment.

`make run` writes the secrets of one installation to its own private folder and passes
them as environment variables; nothing secret has a default here.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env
from psycopg_pool.base import AttemptWithBackoff

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)  # the demo district: outbox page, one-time sign-in links printed at the start
SECRET_KEY = env.str("SECRET_KEY")
PII_KEYS = env.str("PII_KEYS")  # "2:base64,1:base64": the first encrypts, all decrypt
PII_INDEX_KEY = env.str("PII_INDEX_KEY")
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000")  # what QR codes and messages point at
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
CASE_PREFIX = env.str("CASE_PREFIX", "BJ")  # our own case numbers begin with it (Binjiang)
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
VAULT_DIR = env.path("VAULT_DIR", VAR_DIR / "vault")
REDIS_URL = env.str("REDIS_URL", "")
TURN_URLS: list[str] = env.list("TURN_URLS", [])  # turn:… of a coturn that shares TURN_SECRET; empty: none
TURN_SECRET = env.str("TURN_SECRET", "")
JANUS_URL = env.str("JANUS_URL", "")  # the media server's control socket, on this machine only; empty: browsers talk to each other
JANUS_ADMIN_URL = env.str("JANUS_ADMIN_URL", "")
JANUS_SECRET = env.str("JANUS_SECRET", "")
JANUS_ADMIN_SECRET = env.str("JANUS_ADMIN_SECRET", "")
JANUS_ROOM_KEY = env.str("JANUS_ROOM_KEY", "")  # who knows it may open rooms there
RECORDINGS_DIR = env.path("RECORDINGS_DIR", VAR_DIR / "recordings")  # where it writes what it records, until that is composed and kept
TRANSCRIBER = env.str("TRANSCRIBER", "rooms.media.transcribe.Nobody")  # what makes words of recorded voices
PAPER_SIGNER = env.str("PAPER_SIGNER", "mediation.papers.signing.own_ca.OwnAuthority")  # what puts signatures into papers
PKCS11_MODULE = env.str("PKCS11_MODULE", "")  # the library of the token, for mediation.papers.signing.hardware.KeyInHardware (docs/papers.md)
PKCS11_TOKEN = env.str("PKCS11_TOKEN", "")  # its label
PKCS11_PIN_FILE = env.str("PKCS11_PIN_FILE", "")  # a file that only this account can read
PKCS11_ROOTS = env.str("PKCS11_ROOTS", "")  # a PEM file with the roots of whoever issued the seals' certificates
PKCS11_CRL = env.str("PKCS11_CRL", "")  # a DER file with the certificates that they declared void; somebody has to keep it fresh
TSA_URL = env.str("TSA_URL", "")  # a time-stamping authority (RFC 3161) for the seals of papers; empty: none
TSA_ROOTS = env.str("TSA_ROOTS", "")  # a PEM file with the roots of time-stamping authorities to trust
CLAMD_SOCKET = env.str("CLAMD_SOCKET", "")  # the virus scanner's socket; empty: none
SMS_ADAPTER = env.str("SMS_ADAPTER", "mediation.outreach.adapters.outbox.Outbox")
# Networks that are not public and may yet be told (10.20.0.0/16); http goes to the loopback only, and only with DEMO or DEBUG.
WEBHOOK_NETWORKS: list[str] = env.list("WEBHOOK_NETWORKS", [])
COURT_KEY_FILE = env.path("COURT_KEY_FILE", VAR_DIR / "court-key.pem")  # signs what goes to courts; made at the first use
# Networks, not public, in which courts are called; http goes to the loopback only, and only with DEMO or DEBUG.
COURT_NETWORKS: list[str] = env.list("COURT_NETWORKS", [])
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", not DEMO)
HTTP_THREADS = env.int("HTTP_THREADS", 8)
HTTPS = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "procrastinate.contrib.django",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_structlog",
    "csp",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "mediation.people",
    "mediation.ledger",
    "mediation.outreach",
    "mediation.vault",
    "mediation.papers",
    "mediation.diary",
    "mediation.apps.Roof",
    "cases",
    "rooms",
    "courtlink",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mediation.people.second_factor.SecondFactorMiddleware",
    "mediation.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "mediation.urls"
ASGI_APPLICATION = "mediation.asgi.application"
WSGI_APPLICATION = "mediation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mediation.people.context.roof",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
    "server_side_binding": True,
    "prepare_threshold": 2 if env.bool("DB_PREPARE", True) else None,  # switch off behind a pooler that shares connections between transactions
    # Each HTTP thread may hold one connection; the rest is for the rooms.
    "pool": {"min_size": 1, "max_size": env.int("DB_POOL", HTTP_THREADS + 8), "timeout": 5},
    "options": "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s",
}
# When the database comes back: the pool's own steps (1 s, then twice as long each time) are longer than it takes to recover, and a room waits for it.
AttemptWithBackoff.INITIAL_DELAY, AttemptWithBackoff.DELAY_BACKOFF = 0.1, 1.25
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "mediation.people.backends.Citizens",
    "mediation.people.backends.Staff",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "mediation.people.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "mediation.people.accounts.StaffFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mediation Code"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "no-referrer" if HTTPS else "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAULT_DIR}},
    "staticfiles": {"BACKEND": "mediation.assets.HashedModules"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages ask for nothing else; compressing everything twice took half of the first start

CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}} if REDIS_URL else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL} if REDIS_URL else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
PROCRASTINATE_WORKER_DEFAULTS = {"fetch_job_polling_interval": 1, "shutdown_graceful_timeout": 10}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mediation.people.sessions.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mediation.parsing.BoundedJSON"],
    "DEFAULT_PAGINATION_CLASS": "mediation.paging.Newest",
    "DEFAULT_THROTTLE_RATES": {"intake": env.str("API_INTAKE_RATE", "60/hour"), "tickets": env.str("API_TICKETS_RATE", "3600/hour"), "verify": env.str("VERIFY_RATE", "60/hour")},
    "EXCEPTION_HANDLER": "mediation.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mediation Code",
    "DESCRIPTION": _("One dispute, one case, one code. The same actions stand behind the pages and behind this API."),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING_CONFIG = "mediation.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", "INFO"), "json": env.bool("LOG_JSON", not DEBUG)}
