"""What every test stands on: settings for tests, a keyring of its own, a shut network, the policy watch.

The environment is set before Django reads its settings, so that there is one settings file for everyone.
Set DATABASE_URL to run the same tests on PostgreSQL.
"""

import atexit
import os
import shutil
import socket
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

HOME = Path(tempfile.mkdtemp(prefix="rinnalla-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(
    DJANGO_SETTINGS_MODULE="rinnalla.config.settings",
    RINNALLA_HOME=str(HOME),
    RINNALLA_SECRET_KEY="only-for-tests-" + "x" * 50,
    RINNALLA_POLICY_WATCH="1",
    RINNALLA_DEBUG="0",
    RINNALLA_DEMO="0",
)
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.environ["RINNALLA_DATABASE_ROLE"] = "rinnalla_app"  # each request works as the role that pages work as
for name in ("RINNALLA_ADDRESS", "RINNALLA_HOSTS", "RINNALLA_MAIL", "RINNALLA_KEYRING", "RINNALLA_ROOT_KEY"):
    os.environ.pop(name, None)

from django.conf import settings as django_settings  # noqa: E402

assert django_settings.ROOT_URLCONF, "reading one setting loads them all, now that the environment is right"

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config):
    """Sentences come from catalogues that are compiled now; the workers of one run find it done."""
    if not hasattr(config, "workerinput"):
        import messages

        messages.compile_all()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what needs no database, so that one run of the two can leave it out (tests/run.py).

    Tests of config and the proofs start programs that have whichever database it is.
    """
    databases = {"db", "transactional_db", "live_server"}
    for item in items:
        asks = item.get_closest_marker("django_db") or databases & set(item.fixturenames)
        starts = item.nodeid.startswith(("tests/config/", "tests/proofs/"))
        if not asks and not starts:
            item.add_marker("no_database")


# --- settings that only tests need ------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def plain_static_files():
    """Style sheets by their plain names: no test needs `collectstatic` first."""
    from django.test import override_settings

    (HOME / "collected").mkdir(exist_ok=True)
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=HOME / "collected"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """SQLite: a file per worker, since threads that race need a real one; a crash in a test may lose it.

    PostgreSQL: a database per worker.
    """
    from django.db import connections

    database = connections["default"].settings_dict
    if "sqlite3" not in database["ENGINE"]:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
        return
    database["TEST"]["NAME"] = str(HOME / "test.sqlite3")
    options = database["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL: the role that pages work as, with the rights that `rinnalla upgrade` gives it."""
    from django.conf import settings
    from django.db import DatabaseError, connection, transaction

    if connection.vendor != "postgresql":
        return
    from rinnalla.config import roles

    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"CREATE ROLE {settings.DATABASE_ROLE}")
        except DatabaseError:
            assert roles.facts(settings.DATABASE_ROLE), "another worker of this run has made it"
        roles.give(settings.DATABASE_ROLE, roles.FOR_APP)


@pytest.fixture(scope="session")
def root_key():
    """One root key for the run; each test has a keyring of its own under it."""
    from rinnalla.vault.keyring import create_root_key

    return create_root_key(HOME / "root.key")  # HOME is each worker's own, also when settings were read before


@pytest.fixture(autouse=True)
def own_keyring(root_key, settings, tmp_path):
    """Keys live outside the database, so rolling back does not clear them: every test starts with none."""
    from rinnalla.vault.keyring import forget

    settings.ROOT_KEY_PATH = root_key
    settings.KEYRING_PATH = tmp_path / "keyring.sqlite3"
    settings.LETTERBOX_KEY_PATH = tmp_path / "letterbox.pub"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.TRIES_PATH = tmp_path / "tries.sqlite3"
    forget()
    yield
    forget()


@pytest.fixture(autouse=True)
def finnish_again():
    """A page in Swedish leaves the thread in Swedish; the next test starts in Finnish."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def within_one_minute(monkeypatch):
    """A session is written anew when a minute has passed: a statement more, and a cookie, that tell of the clock alone.

    tests/people/test_sessions.py moves this clock.
    """
    from rinnalla.people import middleware

    now = time.time()
    stands = SimpleNamespace(time=lambda: now, monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr(middleware, "time", stands)


@pytest.fixture(autouse=True)
def staff_without_second_key(settings):
    """Most tests sign staff in by hand; tests/people/test_second_factor.py asks the question again."""
    settings.STAFF_QUESTION = settings.SUPPORTER_QUESTION = ""


# --- the network is shut ----------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def shut_network():
    """Only this machine may be called: a test, or the product, that calls elsewhere is a defect."""
    really = socket.socket.connect

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"The network is shut in tests; something called {address[0]}")
        return really(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()
