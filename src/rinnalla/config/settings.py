"""All settings, in one file. What differs between machines comes from the environment (docs/runbook.md lists it)."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import pysqlite3
from environs import Env, validate

# Python's own SQLite can corrupt a WAL database (fault in 3.7.0 to 3.51.2); pysqlite3 carries a newer one.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

env = Env()
# Secrets may be files of systemd's LoadCredential= instead of standing in the environment (docs/deploy).
SECRETS = ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "RINNALLA_MAIL", "RINNALLA_SECRET_KEY"]
for _secret in SECRETS:
    _file = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere")) / _secret
    if _file.is_file():
        os.environ.setdefault(_secret, _file.read_text().strip())
PACKAGE = Path(__file__).resolve().parent.parent

# --- where things are kept -------------------------------------------------------------------------------------
HOME = Path(env.str("RINNALLA_HOME", "var")).resolve()
DEMO = env.bool("RINNALLA_DEMO", False)
DEMO_SIGN_INS = "rinnalla.config.demo.sign_ins"  # () -> whom to sign in as, in a demo
DEBUG = env.bool("RINNALLA_DEBUG", False)
KEYRING_PATH = Path(env.str("RINNALLA_KEYRING", str(HOME / "keyring.sqlite3")))
ROOT_KEY_PATH = Path(env.str("RINNALLA_ROOT_KEY", str(HOME / "root.key")))
ROOT_KEY_HALVES = env.list("RINNALLA_ROOT_HALVES", [])  # two files, each with one person's half of the root key
MAIL_FOLDER = HOME / "mail"
BACKUP_FOLDER = Path(env.str("RINNALLA_BACKUP", str(HOME / "backup")))
BACKUP_RECIPIENT = env.str("RINNALLA_BACKUP_RECIPIENT", "")  # an age public key; the secret one is not on this machine
BACKUP_NOTE = HOME / "backup.json"  # when the last one was made
SECRET_KEY = env.str("RINNALLA_SECRET_KEY", "")
SECRET_KEY_PATH = HOME / "secret.key"
if not SECRET_KEY and SECRET_KEY_PATH.exists():
    SECRET_KEY = SECRET_KEY_PATH.read_text().strip()

SITE_ADDRESS = env.str("RINNALLA_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("RINNALLA_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
HTTPS = SITE_ADDRESS.startswith("https://")

# --- the keyring's process (docs/adr/0011) ----------------------------------------------------------------------
KEYRING = env.str("RINNALLA_KEYS", "process" if HTTPS and not DEMO else "file")  # process | file
KEYRING_SOCKET = env.str("RINNALLA_KEYS_SOCKET", str(HOME / "keys.sock"))
KEYRING_USERS = env.list("RINNALLA_KEYS_USERS", [])  # whose processes may ask, by name or number, besides its own
KEYRING_GROUP = env.str("RINNALLA_KEYS_GROUP", "")  # whose members may reach the socket, by name or number
KEYRING_LOG = Path(env.str("RINNALLA_KEYS_LOG", str(HOME / "keys-log")))
KEYRING_SNAPSHOTS = Path(env.str("RINNALLA_KEYS_SNAPSHOTS", str(KEYRING_PATH.parent / "key-snapshots")))  # sealed
KEYRING_LIMIT = (3000, 20)  # people one person may open at once, and a second after that
KEYRING_SYSTEM_LIMIT = (100_000, 10_000)
KEYRING_PATIENCE = 2.0  # seconds a limit delays before it refuses
LETTERBOX_KEY_PATH = HOME / "letterbox.pub"  # what a call-me is sealed to, also while the keyring is away

# --- tries, counted for all workers in a file of their own (docs/adr/0021) ---------------------------------------
TRIES_PATH = HOME / "tries.sqlite3"
CACHES = {"default": {"BACKEND": "rinnalla.people.tries.Tries"}}

# --- rooms -----------------------------------------------------------------------------------------------------
ROOMS = [
    "home",
    "desk",
    "privacy",
    "reports",
    "guidance",
    "companionships",
    "matching",
    "asks",
    "supporters",
    "training",
    "letters",
    "associations",
    "people",
    "ledger",
    "vault",
    "boundary",
    "base",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *(f"rinnalla.{room}" for room in ROOMS),
    "rinnalla.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rinnalla.config.static_files.StaticFiles",
    "rinnalla.base.headers.Headers",
    "rinnalla.ledger.requests.RequestId",
    "rinnalla.people.refusals.Refusals",
    "rinnalla.people.middleware.EvenPace",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rinnalla.associations.wall.Wall",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "rinnalla.people.middleware.OwnLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "rinnalla.people.middleware.IdleEnd",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rinnalla.people.middleware.SecondFactor",
    "rinnalla.base.sentences.Sentences",
    "rinnalla.vault.away.Away",
    "rinnalla.base.permission.PolicyWatch",
    "rinnalla.people.once.Once",
]
ROOT_URLCONF = "rinnalla.config.urls"
WSGI_APPLICATION = "rinnalla.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rinnalla.associations.context.union",
                "rinnalla.home.frame.frame",
            ],
            "builtins": ["rinnalla.base.templatetags.parts", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- database --------------------------------------------------------------------------------------------------
# PostgreSQL: the pages may work as a role that owns nothing, migrations and backups as others (docs/adr/0012).
DATABASE_AS = env.str("RINNALLA_DATABASE_AS", "app")  # set by the command line: app | owner | backup
DATABASE_ROLE = env.str("RINNALLA_DATABASE_ROLE", "")  # a role that each request takes on, where there is one URL only
DATABASE_NAMES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "backup": "DATABASE_BACKUP_URL"}
_database = DATABASE_NAMES[DATABASE_AS] if env.str(DATABASE_NAMES[DATABASE_AS], "") else "DATABASE_URL"
DATABASES = {"default": env.dj_db_url(_database, f"sqlite:///{HOME / 'rinnalla.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time -----------------------------------------------------------------------------------------
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LANGUAGE_CODE = "fi"
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# --- signing in ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "rinnalla.people.signing_in.Adapter"
MFA_ADAPTER = "rinnalla.people.signing_in.FactorAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "rinnalla.people.sign_in_forms.AskCodeForm",
    "confirm_login_code": "rinnalla.people.sign_in_forms.ConfirmCodeForm",
}
MFA_FORMS = {
    "authenticate": "rinnalla.people.sign_in_forms.FactorForm",
    "reauthenticate": "rinnalla.people.sign_in_forms.FactorAgainForm",
    "activate_totp": "rinnalla.people.sign_in_forms.StartAppForm",
    "authenticate_webauthn": "rinnalla.people.sign_in_forms.SecondPasskeyForm",
    "reauthenticate_webauthn": "rinnalla.people.sign_in_forms.PasskeyAgainForm",
    "login_webauthn": "rinnalla.people.sign_in_forms.PasskeyForm",
    "add_webauthn": "rinnalla.people.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "rinnalla.people.sign_in_forms.RenamePasskeyForm",
}
# What a lower room asks of a higher one by name, so that imports still point downwards.
SIGN_IN_LETTER = "rinnalla.letters.post.send_sign_in_code"  # (person, code) -> None
STAFF_QUESTION = "rinnalla.associations.models.is_staff"  # (person) -> bool
SUPPORTER_QUESTION = "rinnalla.supporters.models.walks_with_people"  # (person) -> bool
RECOVERY_LETTER = "rinnalla.letters.post.send_recovery"  # (person, "asked" | "approved" | "link", address) -> None
RECOVERY_ASKED = "rinnalla.desk.recovering.tell"  # (recovery) -> None
RECOVERY_WAIT = timedelta(hours=24)  # from another person's yes to the link
RECOVERY_LINK_WORKS = timedelta(minutes=10)  # as mailed codes; at the second lock a new one is had in one press
RECOVERY_WAITS_FOR_YES = timedelta(days=14)
RECOVERY_WAITS_FOR_USE = timedelta(days=7)  # from the end of the day's wait
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip", "request_login_code": "20/m/ip,3/m/key"}  # an account is never locked
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rinnalla"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("RINNALLA_PROXIES", 1 if HTTPS else 0)  # whose X-Forwarded-For is believed
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # of passphrases; fits beside the mark

SESSION_COOKIE_AGE = 12 * 3600  # absolute
IDLE_END = timedelta(minutes=30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rinnalla.base.sentences.form_expired"

# --- the web ---------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
POLICY_WATCH = env.bool("RINNALLA_POLICY_WATCH", DEBUG)

STATIC_URL = "static/"
STATIC_ROOT = PACKAGE / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site may read even a style sheet

# --- letters ---------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("RINNALLA_MAIL", "")
DEFAULT_FROM_EMAIL = env.str("RINNALLA_MAIL_FROM", "Rinnalla <rinnalla@localhost>")
if EMAIL_URL:
    _mail = env.dj_email_url("RINNALLA_MAIL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
EMAIL_TIMEOUT = 20
TICKS = [  # the regular work of every room, done about once an hour by the letters' worker; each may be done twice
    "rinnalla.people.drafts.forget_expired",
    "rinnalla.people.once.forget_old",
    "rinnalla.people.tries.forget_old",
    "rinnalla.people.recovery.send_links",
    "rinnalla.people.recovery.expire",
    "rinnalla.people.recovery.forget_old",
    "rinnalla.desk.recovering.tidy",
    "rinnalla.associations.invites.forget_old",
    "rinnalla.letters.worker.forget_old",
    "rinnalla.config.snapshots.daily",
    "rinnalla.asks.calling.keep_open",
    "rinnalla.asks.calling.announce",
    "rinnalla.asks.calling.forget_old",
    "rinnalla.supporters.interviews.remind_interviews",
    "rinnalla.supporters.interviews.remind_returns",
    "rinnalla.supporters.publishing.tell_of_new_texts",
    "rinnalla.supporters.ageing.ask_who_is_due",
    "rinnalla.guidance.milestones.remember",
    "rinnalla.guidance.moves.return_capacities",
    "rinnalla.training.moves.open_free_seats",
    "rinnalla.training.moves.forget_access_needs",
    "rinnalla.training.moves.remind_of_lapse",
    "rinnalla.companionships.moves.remind_reviews",
    "rinnalla.matching.moves.remind_and_expire",
    "rinnalla.matching.changes.forget_old",
    "rinnalla.matching.moves.forget_queue_proposals",
    "rinnalla.matching.moves.tidy_nameless",
    "rinnalla.privacy.moves.erase_due",
    "rinnalla.privacy.rights.asking.forget_old",
    "rinnalla.privacy.forget.forget_due",
    "rinnalla.privacy.looking.watching.look_over",
    "rinnalla.privacy.looking.watching.forget_old",
    "rinnalla.privacy.looking.questions.tell_of_late",
    "rinnalla.privacy.looking.openings.end_expired",
    "rinnalla.privacy.looking.outliers.weekly",
    "rinnalla.reports.counting.close_due",
]

COUNTRY = env.str("RINNALLA_COUNTRY", "FI")  # whose authority people may complain to
# Rooms of one floor do not know each other: what reports counts before privacy erases it, and whom it does not count.
COUNTED_BEFORE_ERASURE = "rinnalla.reports.counting.note"  # (asks) -> None
NOT_COUNTED = "rinnalla.privacy.counting.objecting"  # () -> keys of persons
AUTHORITIES = env.str("RINNALLA_AUTHORITIES", "")  # a list of one's own, for a country that ours does not have

# --- how long things are kept (R39); the published schedule is made from this ------------------------------------
KEPT_FOR = {
    "public": None,
    "count": None,  # carries no person once the person's key is gone
    "account": timedelta(days=730),  # after the last companionship, ask or role ended
    "draft": timedelta(days=14),
    "ask": timedelta(days=183),  # after the last contact, when never matched
    "conversation": timedelta(days=92),  # after the end
    "queue": timedelta(days=7),  # a proposal for a whole queue, after it was made
    "companionship": timedelta(days=365),  # after the end, then a count
    "training": timedelta(days=730),  # after the role ended
    "security": timedelta(days=30),
    "reads": timedelta(days=730),
    "letter": timedelta(days=30),
    "rights": timedelta(days=730),  # after the answer to a wish about one's own details
    "call": timedelta(days=30),  # a wish to be called, or at once when the call is made
}

# --- the programme ---------------------------------------------------------------------------------------------
PROMISE_WORKING_DAYS = 3  # a received ask is answered within this many working days (R17)
PROPOSAL_REMINDER = timedelta(days=7)
PROPOSAL_EXPIRES = timedelta(days=14)
FIRST_REVIEW_WEEKS = 6
NEXT_REVIEW_WEEKS = 12
REVIEW_WITHIN_WEEKS = 26
ERASED_AFTER = timedelta(hours=72)  # a wish to be erased can be taken back until then
REMIND_BEFORE = timedelta(days=30)  # a waiting request is erased; the person is asked first
# Groups are told by times of so many months: 3, 6 or 12. Chosen once: two lengths could be subtracted (docs/adr/0023).
EQUALITY_MONTHS = env.int("RINNALLA_EQUALITY_MONTHS", 12, validate=validate.OneOf([3, 6, 12]))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "rinnalla.config.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": os.environ.get("RINNALLA_LOG", "WARNING")},
    "loggers": {
        "rinnalla.security": {"level": "WARNING" if DEMO else "INFO"},  # always told, whatever the level of the others
        "django.request": {"level": "ERROR"},  # what is refused is told by people/refusals.py, without its path
        "django.template": {"level": "INFO"},  # below, it writes down all that a page was given
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
