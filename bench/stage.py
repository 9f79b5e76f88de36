"""A database of its own for a measurement: a temporary home, SQLite or the given PostgreSQL, and the frame to call it.

Import this before anything of Django: it decides where things are kept. `DATABASE_URL` must name an empty database.
"""

import atexit
import io
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

HOME = Path(tempfile.mkdtemp(prefix="rinnalla-bench-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.update(
    DJANGO_SETTINGS_MODULE="rinnalla.config.settings",
    RINNALLA_HOME=str(HOME),
    RINNALLA_SECRET_KEY="only-for-measuring-" + "x" * 50,
    RINNALLA_DEBUG="0",
    RINNALLA_DEMO="0",
    RINNALLA_LOG="ERROR",
)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from rinnalla.vault.keyring import create_root_key  # noqa: E402


def prepare() -> None:
    """Keys and tables; static files by their plain names, so that nothing need be collected first."""
    create_root_key()
    call_command("migrate", verbosity=0, interactive=False)
    settings.ROOT_URLCONF = "bench.urls"
    settings.STAFF_QUESTION = settings.SUPPORTER_QUESTION = ""  # no second key in a measurement
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Browser:
    """One visitor, spoken to through WSGI and every middleware; no network, no test client's own cost."""

    application: WSGIHandler | None = None
    came_from = "127.0.0.1"

    def __init__(self, person=None, **kept):
        Browser.application = Browser.application or WSGIHandler()
        self.session = SessionStore()
        if person is not None:
            self.session[SESSION_KEY] = str(person.pk)
            self.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            self.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        for name, value in kept.items():
            self.session[name.replace("_", ":")] = value
        minute = int(time.time()) // 60
        self.session["began"] = self.session["seen"] = minute
        self.session.save()
        self.token = _get_new_csrf_string()

    def call(self, path: str, **form: str) -> tuple[int, bytes, dict]:
        body = urlencode(form | {"csrfmiddlewaretoken": self.token}).encode() if form else b""
        environ = {
            "REQUEST_METHOD": "POST" if form else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "REMOTE_ADDR": self.came_from,
            "HTTP_ACCEPT_LANGUAGE": "fi",
            "HTTP_COOKIE": f"session={self.session.session_key}; csrftoken={self.token}; csrf={self.token}",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
        }
        began: list = []
        answer = Browser.application(environ, lambda status, headers: began.append((status, dict(headers))))
        content = b"".join(answer)
        answer.close()
        return int(began[0][0].split()[0]), content, began[0][1]


def measure(act, times: int) -> dict:
    """`act(number)` so many times after a few to warm up: CPU of this process, wall time, statements, bytes."""
    for number in range(5):
        act(number)
    cpu, wall = [], []
    for number in range(5, 5 + times):
        began, started = time.perf_counter(), time.process_time()
        act(number)
        cpu.append((time.process_time() - started) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as found:
        size = len(act(5 + times) or b"")
    cpu.sort()
    wall.sort()
    middle = cpu[len(cpu) // 2]
    return {
        "cpu": middle,
        "a second": 1000 / middle,
        "p50": wall[len(wall) // 2],
        "p99": wall[min(len(wall) - 1, int(len(wall) * 0.99))],
        "statements": len(found),
        "bytes": size,
    }
