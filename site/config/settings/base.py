"""What every environment shares; the environment overrides by variables named here."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.conf import locale as django_locale
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[3]


def env_flag(name, default=False):
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def env_number(name, default):
    try:
        return float(os.environ.get(name, "").strip() or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, as in {name}={default}") from None


def env_list(name, default=""):
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


# --- The product: brand, city, clock, search ---

FINDER_BRAND = os.environ.get("FINDER_BRAND", "Naboskab")
FINDER_CITY = os.environ.get("FINDER_CITY", "copenhagen")
FINDER_NOW = os.environ.get("FINDER_NOW", "")
FINDER_SEARCH_ENGINE = os.environ.get("FINDER_SEARCH_ENGINE", "database")
FINDER_BASE_URL = os.environ.get("FINDER_BASE_URL", "http://localhost:8000").rstrip("/")
FINDER_TILE_URL = os.environ.get("FINDER_TILE_URL", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
FINDER_TILE_ATTRIBUTION = os.environ.get(
    "FINDER_TILE_ATTRIBUTION",
    '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
)
# Phone and mail of those who run the site: an accessibility statement must name both.
FINDER_CONTACT_PHONE = os.environ.get("FINDER_CONTACT_PHONE", "")
FINDER_CONTACT_EMAIL = os.environ.get("FINDER_CONTACT_EMAIL", "")
# The statement in the authorities' own tool, where /was leads; empty = our own page.
FINDER_ACCESSIBILITY_STATEMENT_URL = os.environ.get("FINDER_ACCESSIBILITY_STATEMENT_URL", "").strip()
FINDER_ACCESSIBILITY_REVIEWED_ON = os.environ.get("FINDER_ACCESSIBILITY_REVIEWED_ON", "2026-11-23")

# --- Elasticsearch, where FINDER_SEARCH_ENGINE names it ---

ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")  # several with commas; never with a password
ELASTICSEARCH_CA = os.environ.get("ELASTICSEARCH_CA", "").strip()
ELASTICSEARCH_FINGERPRINT = os.environ.get("ELASTICSEARCH_FINGERPRINT", "").strip()
ELASTICSEARCH_API_KEY = os.environ.get("ELASTICSEARCH_API_KEY", "").strip()
ELASTICSEARCH_USER = os.environ.get("ELASTICSEARCH_USER", "").strip()
ELASTICSEARCH_PASSWORD = os.environ.get("ELASTICSEARCH_PASSWORD", "")
FINDER_INDEX = os.environ.get("FINDER_INDEX", "naboskab")
# Seconds. What one request of a visitor waits for the server in all, how long for a connection, and feeding for a bulk.
ELASTICSEARCH_TIMEOUT = env_number("ELASTICSEARCH_TIMEOUT", 1.2)
ELASTICSEARCH_CONNECT_TIMEOUT = env_number("ELASTICSEARCH_CONNECT_TIMEOUT", 0.5)
FINDER_SEARCH_FEED_TIMEOUT = env_number("FINDER_SEARCH_FEED_TIMEOUT", 30)
# Seconds a change may wait to be fed before /readyz calls it late.
FINDER_OUTBOX_MAX_AGE = env_number("FINDER_OUTBOX_MAX_AGE", 600)
# While the server is away the database answers: from memory kept ready (warm), made then (cold), or not at all (off).
FINDER_SEARCH_STANDBY = os.environ.get("FINDER_SEARCH_STANDBY", "warm")

# --- Applications ---

INSTALLED_APPS = [
    "modeltranslation",  # must come before the apps whose models it translates
    "accounts",
    "activities",
    "search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "leaflet",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages of visitors hold no secret, and tokens of forms are masked anew in each answer: nothing for BREACH to read.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "search.middleware.MyListMiddleware",
    "search.middleware.SearchEngineMiddleware",
    "config.errors.SearchAwayMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "activities.middleware.OneChangeMiddleware",  # last: it calls the view itself
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context_processors.product",
                "csp.context_processors.nonce",
            ],
        },
    }
]

# --- Data ---

SQLITE_OPTIONS = {
    # A writer takes its lock at once, so two writers wait for each other instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA busy_timeout=20000;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-4000;"
    ),
}

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{BASE_DIR / 'var' / 'naboskab.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    # /readyz must say that the database is away before the load balancer loses patience.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# --- Languages ---

# Django does not know Somali; its plural rule is in the catalogue.
django_locale.LANG_INFO.setdefault("so", {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"})

LANGUAGE_CODE = "da"
# Shown to visitors, each in itself. A language joins when its catalogue is complete.
LANGUAGES = [("da", "Dansk"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True

# Content has a column in each of the eight, also before its interface is shown.
MODELTRANSLATION_LANGUAGES = ("da", "en", "ar", "tr", "so", "ur", "pl", "uk")
MODELTRANSLATION_DEFAULT_LANGUAGE = "da"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("da",)}
MODELTRANSLATION_CUSTOM_FIELDS = ("RichTextField", "StreamField")

# --- Wagtail ---

WAGTAIL_SITE_NAME = FINDER_BRAND
WAGTAILADMIN_BASE_URL = FINDER_BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("da", "Dansk"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {
    # "simple": our own fold() does what a stemmer of one language would undo for the other seven.
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "xlsx"]
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the server unasked
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # would send editors' mail hashes to a third party
TAGGIT_CASE_INSENSITIVE = True

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "var" / "media"))
FINDER_PICTURES = MEDIA_ROOT / "shared-pictures"  # drawn for shared links; may be emptied at any time

# --- Map: django-leaflet, tiles only after a tap ---

LEAFLET_CONFIG = {
    "TILES": [("", FINDER_TILE_URL, {"attribution": FINDER_TILE_ATTRIBUTION, "maxZoom": 19})],
    "DEFAULT_CENTER": (55.676, 12.568),
    "DEFAULT_ZOOM": 12,
    "MIN_ZOOM": 9,
    "MAX_ZOOM": 18,
    "RESET_VIEW": False,
    "ATTRIBUTION_PREFIX": "",
    "SCALE": None,
}

# --- Security ---

# OpenStreetMap's tile servers refuse requests without a Referer (wiki.openstreetmap.org/wiki/Referer).
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the map page stands in a frame of our own
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # an offer with many sessions and eight languages in the admin

TILE_ORIGIN = "https://" + FINDER_TILE_URL.split("//", 1)[-1].split("/", 1)[0].replace("{s}", "*")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # Wagtail's admin writes inline scripts
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "naboskab@localhost")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # Wagtail tells of every page and reference it writes; its own log in the database has that.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # Each search and each failure would be a line; what they mean is told once by search.engines.
        "elastic_transport": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
